"""Of which messages one device is not notified, though others are.

Source: Tigase ``MutedFilter.java``, ``IgnoreFromUnknownFilter.java``, ``GroupchatFilter.java``.
"""

from lxml import etree

from pushstanza.servers.extensions import GROUPCHAT, IGNORE_UNKNOWN, is_muted, sender_of, setting
from pushstanza.servers.publisher import Arrival
from pushstanza.servers.request import elements
from pushstanza.servers.world import Registration


def refusal(to: Registration, arrival: Arrival) -> str | None:
    """Return why a device is not notified, or ``None``."""
    if is_muted(to, arrival):
        return "the sender is muted (muted)"
    if arrival.message.type == "groupchat":
        rooms = setting(to, GROUPCHAT)
        return None if rooms is None else _of_room(rooms, arrival)
    if setting(to, IGNORE_UNKNOWN) is not None and not arrival.is_from_contact:
        return "the sender is not in the user's roster (ignore-unknown)"
    return None


def _of_room(rooms: etree._Element, arrival: Arrival) -> str | None:
    """Return why a message of a room is not pushed; rooms are compared as they are written."""
    sender = sender_of(arrival)
    room = next((each for each in elements(rooms) if each.get("jid") == sender), None)
    if room is None:
        return "the room is not among those of the enable (groupchat)"
    match room.get("allow"):
        case "always":
            return None
        case "mentioned":
            nick = room.get("nick")
            is_mentioned = nick is not None and nick in (arrival.message.body or "")
            return None if is_mentioned else "the user is not mentioned (groupchat)"
        case _:
            return "nothing of this room is pushed (groupchat)"
