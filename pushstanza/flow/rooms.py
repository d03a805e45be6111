"""Rooms in which users chat (XEP-0045), and which notify those who are mentioned."""

from collections.abc import Callable, Iterator
from typing import Final

import attrs
from lxml import etree

from pushstanza.diagnostics.arguments import Argument
from pushstanza.flow import arguments
from pushstanza.jid import AnyJid, Jid
from pushstanza.reading.names import CLIENT
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.request import PUSH, jid_of
from pushstanza.servers.world import Memory, Registration
from pushstanza.stanzas.rfc6120 import STANZAS

_MUC: Final = "http://jabber.org/protocol/muc"
_USER: Final = f"{_MUC}#user"
_OWNER: Final = f"{_MUC}#owner"
_DISCO: Final = "http://jabber.org/protocol/disco#info"
_REGISTER: Final = "jabber:iq:register"
_REFERENCE: Final = "urn:xmpp:reference:0"

#: The status codes of a presence (XEP-0045, section 15.6.2): it is one's own; the room is new.
_SELF, _CREATED = "110", "201"


def _host(host: AnyJid) -> str:
    return arguments.host(Argument("RoomService", "host"), host)


@attrs.define
class _Room:
    """A room: who is in it by nickname, who has registered which, and its subject."""

    jid: str
    occupants: dict[str, Jid] = attrs.field(factory=dict)
    members: dict[str, Jid] = attrs.field(factory=dict)
    subject: str = ""

    def nickname(self, client: Jid) -> str | None:
        """Return the nickname of a client that is in the room."""
        return next((nick for nick, each in self.occupants.items() if each == client), None)


@arguments.checked
@attrs.define(eq=False, repr=False)
class RoomService:
    """A service with rooms, which users enter with presence and leave (XEP-0045).

    What is said in a room goes to the full JIDs of all occupants. A room is there as long as
    somebody is in it, or is a member. Rooms have no owners, roles, or history, and no one is
    refused.

    Args:
        host: Its JID, which is a domain; attach it to the server whose users enter.
        notifies_mentions: Whether it notifies members who are mentioned (XEP-0372) while they are
            not in the room, as Prosody does with ``mod_muc_cloud_notify``. They enable push with
            an ``enable`` to *host*.

    Raises:
        JidError: *host* is not a valid JID.
        WrongTypeError: an argument is unknown, missing, or of a wrong type.
        WrongValueError: *host* is no domain.
    """

    host: str = attrs.field(converter=_host)
    notifies_mentions: bool = attrs.field(default=False, kw_only=True, validator=arguments.is_flag)
    memory: Memory = attrs.field(factory=Memory, init=False)
    _rooms: dict[str, _Room] = attrs.field(factory=dict, init=False)

    def __repr__(self) -> str:
        return f"RoomService({self.host!r}, rooms={len(self._rooms)})"

    def occupants(self, room: AnyJid) -> dict[str, str]:
        """Return the full JIDs of those who are in a room, by their nicknames.

        Raises:
            JidError: *room* is not a valid JID.
        """
        jid = arguments.address(Argument("RoomService.occupants()", "room"), room)
        found = self._rooms.get(jid.bare.normalized)
        return {} if found is None else {nick: str(each) for nick, each in found.occupants.items()}

    def register(self, room: AnyJid, nickname: str, user: AnyJid) -> None:
        """Make a user a member of a room, with a nickname of one's own (section 7.10).

        Raises:
            JidError: *room* or *user* is not a valid JID.
            WrongTypeError: *nickname* is no string.
        """
        jid = arguments.address(Argument("RoomService.register()", "room"), room)
        nick = arguments.text(Argument("RoomService.register()", "nickname"), nickname)
        member = arguments.address(Argument("RoomService.register()", "user"), user)
        self._room(jid).members[nick] = member.bare

    def mentioned(self, message: etree._Element) -> list[Registration]:
        """Return what a message of the room notifies: the first member it mentions who is away."""
        room = self._rooms.get(str(Jid.unchecked(message.get("from", "")).bare))
        if room is None or not self.notifies_mentions:
            return []
        away = (nick for nick in _mentioned(message) if nick not in room.occupants)
        member = room.members.get(next(away, ""))
        return [] if member is None else [*self.memory.of(member.normalized)]

    def _switched(self, sender: Jid, root: etree._Element) -> etree._Element:
        """Return the answer to an enable or disable of push (``mod_muc_cloud_notify``)."""
        asked = next((each for each in root if isinstance(each.tag, str)), None)
        if not self.notifies_mentions or asked is None or namespace(asked) != PUSH:
            return _refusal(root, "service-unavailable")
        jid, user = asked.get("jid"), sender.bare.normalized
        if root.get("type") != "set" or local(asked) not in {"enable", "disable"}:
            return _refusal(root, "service-unavailable")
        if jid is None:
            return _refusal(root, "bad-request", "modify")
        if local(asked) == "enable":
            form = asked.find("{jabber:x:data}x")
            node = asked.get("node")
            self.memory.register(Registration(user=user, jid=jid, node=node, form=form))
        # A disable is looked for under the local part only, and finds nothing (push_disable).
        return _stanza("iq", "", "")

    def take(self, sender: Jid, root: etree._Element) -> list[etree._Element]:
        """Take a stanza that names its sender; return what the service sends, each with ``to``."""
        to = jid_of(root.get("to"))
        if to is None or to.local is None:
            is_error = root.get("type") in {"error", "result"} or local(root) == "presence"
            return [] if is_error else [*_answered(root, self._switched(sender, root))]
        match local(root):
            case "presence":
                return [*self._presence(sender, to, root)]
            case "message":
                return [*self._message(sender, to, root)]
            case _:
                return [*self._iq(sender, to, root)]

    def leave(self, client: str) -> list[etree._Element]:
        """Let a client that goes offline leave all rooms; return what the others are sent."""
        jid = Jid(client)
        return [
            sent
            for room in [*self._rooms.values()]
            for sent in self._left(room, jid, None)
            if sent.get("to") != client
        ]

    def _room(self, jid: Jid) -> _Room:
        return self._rooms.setdefault(jid.bare.normalized, _Room(jid.bare.normalized))

    # ---- presence ----

    def _presence(self, sender: Jid, to: Jid, root: etree._Element) -> Iterator[etree._Element]:
        kind = root.get("type")
        known = self._rooms.get(to.bare.normalized)
        if kind == "unavailable":
            if known is not None:
                yield from self._left(known, sender, root)
        elif kind is None and to.resource is None:
            yield from _answered(root, _refusal(root, "jid-malformed", "modify"))
        elif kind is None:
            yield from self._entered(self._room(to), sender, to, root)

    def _entered(
        self, room: _Room, sender: Jid, to: Jid, root: etree._Element
    ) -> Iterator[etree._Element]:
        nick = str(to.resource)
        is_new = not room.occupants
        there = room.occupants.get(nick)
        member = room.members.get(nick)
        if (there is not None and there != sender) or (
            member is not None and member != sender.bare
        ):
            yield from _answered(root, _refusal(root, "conflict"))
            return
        before = room.nickname(sender)
        if before is not None and before != nick:
            yield from self._left(room, sender, None)
        is_there = before == nick
        if not is_there:
            for name in room.occupants:
                yield self._of(room, name, sender, None)
        room.occupants[nick] = sender
        for each in room.occupants.values():
            codes = [_SELF] if each == sender else []
            yield self._of(
                room, nick, each, root, *codes, *([_CREATED] if is_new and codes else [])
            )
        if not is_there:
            yield _message(room.jid, str(sender), "subject", room.subject)

    def _left(
        self, room: _Room, client: Jid, root: etree._Element | None
    ) -> Iterator[etree._Element]:
        nick = room.nickname(client)
        if nick is None:
            return
        for each in room.occupants.values():
            codes = [_SELF] if each == client else []
            gone = self._of(room, nick, each, root, *codes)
            gone.set("type", "unavailable")
            yield gone
        del room.occupants[nick]
        if not room.occupants and not room.members:
            del self._rooms[room.jid]

    def _of(
        self, room: _Room, nick: str, to: Jid, root: etree._Element | None, *codes: str
    ) -> etree._Element:
        """Return the presence of an occupant for another."""
        made = _stanza("presence", f"{room.jid}/{nick}", str(to))
        for each in () if root is None else root:
            if isinstance(each.tag, str) and not each.tag.startswith(f"{{{_MUC}"):
                made.append(_copy(each))
        user = etree.SubElement(made, f"{{{_USER}}}x", nsmap={None: _USER})
        item = etree.SubElement(user, f"{{{_USER}}}item")
        item.set("affiliation", "member" if nick in room.members else "none")
        item.set("role", "participant")
        for code in codes:
            etree.SubElement(user, f"{{{_USER}}}status").set("code", code)
        return made

    # ---- messages ----

    def _message(self, sender: Jid, to: Jid, root: etree._Element) -> Iterator[etree._Element]:
        room = self._rooms.get(to.bare.normalized)
        nick = None if room is None else room.nickname(sender)
        if root.get("type") == "error":
            return
        if room is None:
            yield from _answered(root, _refusal(root, "item-not-found"))
        elif nick is None:
            yield from _answered(root, _refusal(root, "not-acceptable", "modify"))
        elif to.resource is not None:
            yield from self._private(room, nick, to, root)
        elif root.get("type") != "groupchat":
            yield from _answered(root, _refusal(root, "bad-request", "modify"))
        else:
            subject = root.find(f"{{{CLIENT}}}subject")
            if subject is not None and root.find(f"{{{CLIENT}}}body") is None:
                room.subject = subject.text or ""
            for each in room.occupants.values():
                yield _passed_on(root, f"{room.jid}/{nick}", str(each))

    def _private(
        self, room: _Room, nick: str, to: Jid, root: etree._Element
    ) -> Iterator[etree._Element]:
        addressed = room.occupants.get(str(to.resource))
        if root.get("type") == "groupchat":
            yield from _answered(root, _refusal(root, "bad-request", "modify"))
        elif addressed is None:
            yield from _answered(root, _refusal(root, "item-not-found"))
        else:
            yield _passed_on(root, f"{room.jid}/{nick}", str(addressed))

    # ---- requests ----

    def _iq(self, sender: Jid, to: Jid, root: etree._Element) -> Iterator[etree._Element]:
        if root.get("type") not in {"get", "set"}:
            return
        payload = next((each for each in root if isinstance(each.tag, str)), None)
        handle = _REQUESTS.get((root.get("type", ""), "" if payload is None else str(payload.tag)))
        answer = None if handle is None else handle(self, sender, to, root)
        if answer is None:
            answer = _refusal(root, "service-unavailable")
        yield from _answered(root, answer)

    def _configure(self, _sender: Jid, to: Jid, root: etree._Element) -> etree._Element | None:
        """Accept any configuration of a room that is there."""
        if to.bare.normalized not in self._rooms:
            return _refusal(root, "item-not-found")
        return _stanza("iq", "", "")

    def _info(self, _sender: Jid, _to: Jid, _root: etree._Element) -> etree._Element | None:
        made = _stanza("iq", "", "")
        query = etree.SubElement(made, f"{{{_DISCO}}}query", nsmap={None: _DISCO})
        identity = etree.SubElement(query, f"{{{_DISCO}}}identity")
        identity.set("category", "conference")
        identity.set("type", "text")
        etree.SubElement(query, f"{{{_DISCO}}}feature").set("var", _MUC)
        return made

    def _registered(self, sender: Jid, to: Jid, root: etree._Element) -> etree._Element | None:
        """Register the nickname in a form (XEP-0045, section 7.10)."""
        room = self._room(to)
        nick = _nickname(root)
        if nick is None:
            return _refusal(root, "bad-request", "modify")
        if room.members.get(nick, sender.bare) != sender.bare:
            return _refusal(root, "conflict")
        room.members[nick] = sender.bare
        return _stanza("iq", "", "")


_Handler = Callable[[RoomService, Jid, Jid, etree._Element], etree._Element | None]

#: What is done with which request to a room.
_REQUESTS: Final[dict[tuple[str, str], _Handler]] = {
    ("set", f"{{{_OWNER}}}query"): RoomService._configure,
    ("get", f"{{{_DISCO}}}query"): RoomService._info,
    ("set", f"{{{_REGISTER}}}query"): RoomService._registered,
}


def _mentioned(message: etree._Element) -> Iterator[str]:
    """Yield the nicknames that a message mentions (XEP-0372), as its references delimit them."""
    body = message.findtext(f"{{{CLIENT}}}body")
    if not body:
        return
    for each in message.iterfind(f"{{{_REFERENCE}}}reference"):
        begin, end = each.get("begin", ""), each.get("end", "")
        if each.get("type") == "mention" and begin.isdecimal() and end.isdecimal():
            first, last = int(begin[:10]), int(end[:10])
            if first < last <= len(body):
                yield body[first:last]


def _nickname(root: etree._Element) -> str | None:
    for each in root.iter("{jabber:x:data}field"):
        if each.get("var") == "muc#register_roomnick":
            return each.findtext("{jabber:x:data}value") or None
    return None


# ---- stanzas ----


def _stanza(name: str, sender: str, to: str) -> etree._Element:
    made = etree.Element(f"{{{CLIENT}}}{name}", nsmap={None: CLIENT})
    made.set("from", sender)
    made.set("to", to)
    return made


def _message(sender: str, to: str, name: str, text: str) -> etree._Element:
    made = _stanza("message", sender, to)
    made.set("type", "groupchat")
    etree.SubElement(made, f"{{{CLIENT}}}{name}").text = text
    return made


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _passed_on(root: etree._Element, sender: str, to: str) -> etree._Element:
    copy = _copy(root)
    copy.set("from", sender)
    copy.set("to", to)
    return copy


def _refusal(root: etree._Element, condition: str, kind: str = "cancel") -> etree._Element:
    made = _stanza(local(root), "", "")
    made.set("type", "error")
    error = etree.SubElement(made, f"{{{CLIENT}}}error")
    error.set("type", kind)
    etree.SubElement(error, f"{{{STANZAS}}}{condition}", nsmap={None: STANZAS})
    return made


def _answered(root: etree._Element, answer: etree._Element) -> Iterator[etree._Element]:
    """Yield an answer to who has sent a stanza."""
    answer.set("from", root.get("to", ""))
    answer.set("to", root.get("from", ""))
    if "id" in root.attrib:
        answer.set("id", root.get("id", ""))
    if local(root) == "iq" and "type" not in answer.attrib:
        answer.set("type", "result")
    yield answer
