"""What a server is given that the emulator does not play: what the timeline says of it."""

from pushstanza.jid import Jid
from pushstanza.reading.tags import namespace
from pushstanza.servers.request import Request, elements

_MUC = "http://jabber.org/protocol/muc"
#: The types of presence that the emulator plays: none, and the end of a session.
_PLAYED = frozenset({None, "", "unavailable"})
_SUBSCRIBING = frozenset({"subscribe", "subscribed", "unsubscribe", "unsubscribed"})


def unplayed(seen: Request, domain: str) -> str:
    """Return what becomes of a presence or a message that is not played; empty for others.

    Args:
        seen: The presence or message, which no attached service takes.
        domain: The domain of the server.
    """
    to = seen.to
    if to is not None and to.domain != domain:
        return _of_another_domain(seen, to)
    if to is not None and to.local is None:
        return f"The {seen.name} is for the server itself, and not for a user."
    return _of_presence(seen) if seen.name == "presence" else ""


def _of_another_domain(seen: Request, to: Jid) -> str:
    is_for_room = seen.type == "groupchat" or any(
        namespace(each).partition("#")[0] == _MUC for each in elements(seen.root)
    )
    routed = f"The {seen.name} is routed to {to}, and nothing is attached at {to.domain}."
    return f"{routed} To play rooms, attach a RoomService there." if is_for_room else routed


def _of_presence(seen: Request) -> str:
    if seen.type in _SUBSCRIBING:
        return "No roster changes: Server.add_contact() puts a contact into one."
    if seen.type in _PLAYED:
        return ""
    return f"A presence of the type {seen.type} is neither delivered nor answered."
