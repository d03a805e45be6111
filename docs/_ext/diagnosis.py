"""The tables of the page that leads from a missing push to its cause."""

from collections.abc import Callable, Iterable, Iterator

import attrs
from lxml import etree
from rule_pages import links
from written import table_of

from pushstanza.binding import Unknown
from pushstanza.jid import Jid
from pushstanza.servers import HOME_SERVERS, SERVERS
from pushstanza.servers.case import Case
from pushstanza.servers.publisher import Arrival, Cause, Presence, Settings
from pushstanza.servers.server import Server
from pushstanza.stanzas.parse import serialize
from pushstanza.stanzas.rfc6120 import Body, Message
from pushstanza.stanzas.xep0334 import Hint
from pushstanza.stanzas.xep0353 import JingleMessage

_TO, _FROM = Jid("alice@example.com"), Jid("juliet@example.com/balcony")
_CHAT = Message(type="chat", to=_TO, from_=_FROM, bodies=(Body(text="Hi!"),))
_OMEMO = Unknown("<encrypted xmlns='eu.siacs.conversations.axolotl'/>")

#: What arrives for whom.
MESSAGES: tuple[tuple[str, Message, Presence], ...] = (
    ("`chat`, and the client is offline", _CHAT, "offline"),
    ("`chat`, and the connection is lost unnoticed", _CHAT, "unacknowledged"),
    ("`chat`, and the client is online", _CHAT, "online"),
    ("without a type", _CHAT.evolve(type=None), "offline"),
    ("`groupchat`", _CHAT.evolve(type="groupchat"), "offline"),
    ("`headline`", _CHAT.evolve(type="headline"), "offline"),
    ("without a body", _CHAT.evolve(bodies=()), "offline"),
    ("OMEMO, with a fallback body", _CHAT.evolve(payloads=(_OMEMO,)), "offline"),
    ("OMEMO, without a body", _CHAT.evolve(bodies=(), payloads=(_OMEMO,)), "offline"),
    ("a call (XEP-0353)",
     _CHAT.evolve(bodies=(), payloads=(JingleMessage(action="propose", id="c1"),)), "offline"),
    ("with the hint `no-store`", _CHAT.evolve(payloads=(Hint(kind="no-store"),)), "offline"),
)  # fmt: skip

#: Why a server may notify of a message.
_CAUSES: dict[Presence, tuple[Cause, ...]] = {
    "offline": ("kept", "arrival"),
    "unacknowledged": ("lost", "arrival"),
    "online": ("arrival",),
}


def _messages() -> Iterator[str]:
    """Yield which messages each server notifies of."""
    servers = [*_own(HOME_SERVERS.values())]
    yield from table_of(
        ("message", *(each.title for each in servers)),
        (
            (title, *(_skipped(server, message, presence) for server in servers))
            for title, message, presence in MESSAGES
        ),
    )


def _skipped(server: Server, message: Message, presence: Presence) -> str:
    """Return why a server does not notify of a message, or that it does."""
    settings = Settings(version=(server.versions or ("",))[0])
    is_there = presence != "offline"
    arrival = Arrival(
        message=message,
        stanza=etree.fromstring(serialize(message)),
        presence=presence,
        client=presence,
        is_latest=is_there,
        is_held=is_there,
        is_known_to_session=is_there,
        is_connected=is_there,
        is_taken=is_there,
    )
    causes = [each for each in _CAUSES[presence] if each in server.publisher.causes]
    found = [server.publisher.skips(attrs.evolve(arrival, cause=each), settings) for each in causes]
    reason = None if None in found else found[-1]
    return "push" if reason is None else f"none: {reason[0].lower()}{reason[1:].rstrip('.')}"


def _enable_refused() -> Iterator[str]:
    """Yield for which faults of an enable servers answer an error."""
    yield from _refusals(_own(HOME_SERVERS.values()), "Enable")


def _publish_refused() -> Iterator[str]:
    """Yield for which faults of a publish push services answer an error."""
    yield from _refusals(_own(SERVERS.values()), "Publish")


def _own(servers: Iterable[Server]) -> Iterator[Server]:
    """Yield the servers that are programs, without variants of the same program."""
    return (each for each in servers if each.variant_of is None and each.name != "xep")


def _refusals(servers: Iterable[Server], table: str) -> Iterator[str]:
    """Yield the faults that are refused, each with the answers, the fix and the rules."""
    found: dict[tuple[str, str, tuple[str, ...]], dict[str, list[str]]] = {}
    for server, case in _cases(servers, table):
        if not callable(case.answer) and case.answer.conditions:
            fault = (case.input.title, case.input.fix, case.input.rules)
            answer = " + ".join(f"`{each}`" for each in case.answer.conditions)
            found.setdefault(fault, {}).setdefault(answer, []).append(server.title)
    yield from table_of(
        ("cause", "answer", "fix", "rule"),
        (
            (
                title,
                "; ".join(f"{', '.join(by)}: {answer}" for answer, by in answers.items()),
                fix,
                links(rules),
            )
            for (title, fix, rules), answers in found.items()
        ),
    )


def _enable_in_vain() -> Iterator[str]:
    """Yield the faults of an enable to which a server answers a result."""
    found: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for server, case in _cases(_own(HOME_SERVERS.values()), "Enable"):
        accepted = not callable(case.answer) and not case.answer.conditions
        if accepted and case.input.fix and not callable(case.effect):
            fault = (case.input.title, case.effect, case.input.fix, case.input.rules)
            found.setdefault(fault, []).append(server.title)
    yield from table_of(
        ("cause", "servers", "effect", "fix", "rule"),
        (
            (title, ", ".join(servers), effect, fix, links(rules))
            for (title, effect, fix, rules), servers in found.items()
        ),
    )


def _cases(servers: Iterable[Server], table: str) -> Iterator[tuple[Server, Case]]:
    for server in servers:
        for found in server.tables:
            if found.title == table:
                for case in found.cases:
                    if not case.input.is_rest:
                        yield server, case


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "enable-in-vain": _enable_in_vain,
    "enable-refused": _enable_refused,
    "messages": _messages,
    "publish-refused": _publish_refused,
}
