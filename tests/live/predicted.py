"""What the tables and the emulator say to the cases that were put to real servers."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from typing import Any

import attrs
from lxml import etree

import pushstanza as ps
from tests.live.cases import FOLDER, MOMENT, MOMENT_PASSES

#: How the hosts of the live servers are set up, beside the one with the defaults.
HOSTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "prosody": {
        "bodies.example": {"include_body": True},
        "senders.example": {"include_sender": True},
        "full.example": {"include_body": True, "include_sender": True},
        "quiet.example": {"important_body": ""},
        "limits.example": {"max_errors": 2, "max_devices": 2},
    },
    "ejabberd": {
        "bodies.example": {"include_body": True},
        "senders.example": {"include_body": False, "include_sender": True},
        "full.example": {"include_body": True, "include_sender": True},
        "static.example": {"include_body": "You have mail", "include_sender": True},
        "keepalive.example": {"push_resume_timeout": 123},
    },
}

PUSH_SERVICE, ROOMS = "push.example.com", "rooms.example.com"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def excuses(family: str, kind: str) -> dict[str, str]:
    """Return the reasons why cases are not predicted, by patterns of their names."""
    table = tomllib.loads((FOLDER / "unpredicted.toml").read_text("utf-8"))
    return {**table[family].get("all", {}), **table[family].get(kind, {})}


def excuse(case: str, known: Mapping[str, str]) -> str | None:
    """Return the pattern that excuses a case."""
    return next((each for each in known if fnmatch(case, each)), None)


# ---- answers to single stanzas ----


@attrs.frozen
class Answer:
    """What a client is told: a result, an error, the end of the stream, or nothing."""

    type: str
    error_type: str | None = None
    conditions: tuple[str, ...] = ()
    text: str | None = None


def answered(reply: str | None, stream_error: str | None) -> Answer:
    """Return what a reply says; what is no answer to an IQ is none."""
    text = stream_error or reply
    if not text:
        return Answer("none")
    opened = "<w xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
    root = etree.fromstring(f"{opened}{text}</w>", etree.XMLParser(recover=True))[0]
    if etree.QName(root).localname == "error":
        return Answer("stream-error", None, *_said(root))
    if root.get("type") == "result":
        return Answer("result")
    found = root.find("{jabber:client}error")
    if root.get("type") != "error" or found is None:
        return Answer("none")
    return Answer("error", found.get("type"), *_said(found))


def _said(error: etree._Element) -> tuple[tuple[str, ...], str | None]:
    names = [etree.QName(each).localname for each in error]
    # The order of the conditions differs from server to server, and means nothing.
    conditions = tuple(sorted(each for each in names if each != "text"))
    return conditions, next((each.text for each in error if each.tag.endswith("}text")), None)


def predicted(kind: str, row: Mapping[str, Any]) -> Answer:
    """Return what the emulator answers to the stanza of a case, after those before it."""
    account = row["account"]
    server = ps.flow.Server(kind, domain=ps.Jid(account).domain)
    server.connect("neighbour@example.com/pc")
    server.connect(account)
    for each in row["before"]:
        server.receive(account, each)
    sent = server.receive(account, row["stanza"])
    own = [each for each in sent if f'to="{account}"' in each or "error" in each[:20]]
    found = answered(own[0] if own else None, None)
    return attrs.evolve(found, conditions=tuple(sorted(found.conditions)))


# ---- plays ----

STEP = re.compile(
    r"(?P<who>[\w-]+)(?: (?P<does>connects|leaves|is cut|acknowledges|answers a result|"
    r"does not answer)| answers: (?P<error>.*)|: (?P<says>.*))",
    re.DOTALL,
)


def performed(kind: str, row: Mapping[str, Any]) -> list[str]:
    """Return what the emulator publishes to the push service in a play."""
    play = _Play(kind, row)
    for scene in row["steps"]:
        play.act(scene["step"])
    return sorted(normal(each) for each in play.published)


class _Play:
    def __init__(self, kind: str, row: Mapping[str, Any]) -> None:
        self._host, self._account = row["host"], row["account"]
        self._server = ps.flow.Server(
            kind, domain=self._host, **HOSTS.get(kind, {}).get(self._host, {})
        )
        self._server.attach(ps.flow.RoomService(ROOMS))
        self._resumable: set[str] = set()
        self._answer: str | None = None
        self.published: list[str] = []
        self._server.connect(self._full("neighbour"))

    def _full(self, who: str) -> str:
        bare = f"neighbour@{self._host}" if who == "neighbour" else self._account
        return f"{bare}/{who}"

    def act(self, step: str) -> None:
        """Do one step."""
        if step == MOMENT_PASSES:
            self._publish(self._server.wait(MOMENT))
            return
        found = STEP.fullmatch(step)
        assert found is not None, step
        who = found["who"]
        if who == "service":
            error = found["error"] or found["says"]
            self._answer = "" if found["does"] == "answers a result" else error
        elif found["says"] is not None:
            self._say(who, found["says"])
        elif found["does"] == "connects":
            self._publish(self._server.connect(self._full(who), available=False))
        elif found["does"] == "acknowledges":
            self._publish(self._server.receive(self._full(who), _ACKNOWLEDGED))
        elif found["does"] == "leaves" or who not in self._resumable:
            self._publish(self._server.disconnect(self._full(who)))
        elif found["does"] == "is cut":
            self._publish(self._server.lose(self._full(who)))

    def _say(self, who: str, text: str) -> None:
        if text.startswith("<enable xmlns='urn:xmpp:sm:3'"):
            self._resumable.add(who)
        self._publish(self._server.receive(self._full(who), text))

    def _publish(self, sent: Iterable[str]) -> None:
        for each in sent:
            root = etree.fromstring(each)
            to = root.get("to", "")
            if root.get("type") == "set" and ps.Jid(to).domain == PUSH_SERVICE:
                self.published.append(each)
                self._reply(root, to)

    def _reply(self, publish: etree._Element, service: str) -> None:
        if self._answer is not None:
            kind = "error" if self._answer else "result"
            found = publish.get("id")
            reply = f"<iq type='{kind}' id='{found}' to='{self._host}'>{self._answer}</iq>"
            self._server.receive(service, reply)


#: An acknowledgement of all that was sent (XEP-0198).
_ACKNOWLEDGED = "<a xmlns='urn:xmpp:sm:3' h='9999'/>"


def observed(row: Mapping[str, Any]) -> list[str]:
    """Return what a real server published in a play."""
    return sorted(normal(each) for scene in row["steps"] for each in scene["published"])


def normal(publish: str) -> str:
    """Return a publish without what servers choose freely: its id, labels, the language."""
    root = etree.fromstring(publish)
    root.attrib.pop("id", None)
    for each in root.iter("*"):
        for name in ("label", _LANGUAGE):
            each.attrib.pop(name, None)
    text = etree.tostring(root, method="c14n2").decode()
    return text.replace(' xmlns="jabber:client"', "")
