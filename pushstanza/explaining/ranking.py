"""Cases that are answered with an error to its causes, ranked by what is known of the request."""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

import attrs

from pushstanza.explaining.answers import ErrorCase
from pushstanza.explaining.context import Context, SentRequest
from pushstanza.explaining.explanation import Cause
from pushstanza.jid import Jid
from pushstanza.servers import SERVERS
from pushstanza.servers.judge import request_to
from pushstanza.servers.reading import Received
from pushstanza.servers.request import Request
from pushstanza.servers.server import Server
from pushstanza.servers.world import Memory, Node

#: What a request says of a case: that it is so, that it may be so, or that it is not.
Evidence: TypeAlias = Literal["shown", "possible", "excluded"]


@attrs.define
class _Adverse(Memory):
    """A world in which everything stands in the way that a stanza does not show."""

    def node(self, name: str) -> Node | None:
        """Return a node that nobody may use, and that takes nothing."""
        options = {"publish_model": "publishers", "max_payload_size": "0"}
        return Node(name=name, options=options)

    def is_taken(self, name: str) -> bool:  # noqa: ARG002 - as the protocol has it
        """Suppose that what is created is there already."""
        return True


_WORLDS = (Memory(), _Adverse())


class Requests:
    """A request as each server sees it."""

    def __init__(self, sent: SentRequest, account: Jid | None) -> None:
        self._stanza = Received(sent.root)
        self._account = account
        self._seen: dict[str, list[Request]] = {}
        self._elsewhere: dict[int, tuple[Request, ...]] = {}

    def to(self, server: Server) -> list[Request]:
        """Return the request as each version of a server sees it."""
        if server.name not in self._seen:
            self._seen[server.name] = [
                request_to(self._stanza, server, self._account, version=each)
                for each in server.versions or ("",)
            ]
        return self._seen[server.name]

    def reaches(self, each: ErrorCase) -> bool:
        """Tell whether the request is one that the table of a case is about."""
        return any(each.table.applies(seen) for seen in self.to(each.server))

    def evidence(self, each: ErrorCase) -> Evidence:
        """Return what the request says of a case."""
        found = {self._evidence(each, seen) for seen in self.to(each.server)}
        ranked: tuple[Evidence, ...] = ("shown", "possible", "excluded")
        return next(evidence for evidence in ranked if evidence in found)

    def _evidence(self, each: ErrorCase, seen: Request) -> Evidence:
        if not each.table.applies(seen):
            return "excluded"
        if each.input.is_rest:
            return "shown" if each.server.case(seen) is each.case else "excluded"
        if each.input(seen):
            return "shown"
        is_possible = each.input.is_unseen or any(map(each.input, self._in_worlds(seen)))
        return "possible" if is_possible else "excluded"

    def _in_worlds(self, seen: Request) -> tuple[Request, ...]:
        """Return a request as it is seen in each of the worlds; what is found of it is kept."""
        if id(seen) not in self._elsewhere:
            self._elsewhere[id(seen)] = tuple(map(seen.within, _WORLDS))
        return self._elsewhere[id(seen)]

    def reason(self, each: ErrorCase) -> str | None:
        """Return what a server has found if it is this case that decides, ``None`` if not."""
        for seen in self.to(each.server):
            if each.server.case(seen) is each.case:
                return each.case.reason_for(seen).replace("`", "")
        return None


def ranked_causes(
    found: list[ErrorCase], sent: SentRequest | None, requests: Requests | None, context: Context
) -> list[Cause]:
    """Return the causes that a request leaves possible, those that it shows first.

    Servers stop at the first thing that is wrong, which is the first cause; what else a request
    shows would be found next. Without a request every cause is possible.
    """
    if requests is None or sent is None:
        return [_possible(group) for group in _grouped(found)]
    evidence = [(_known(each, requests, context), each) for each in found]
    shown = [each for what, each in evidence if what == "shown"]
    shown.sort(key=lambda each: requests.reason(each) is None)
    possible = [each for what, each in evidence if what == "possible"]
    rules = {code for each in (*shown, *possible) for code in each.input.rules}
    signs = context.signs(sorted(rules), sent)

    def signed(cause: Cause, group: list[ErrorCase]) -> Cause:
        codes = {code for each in group for code in each.input.rules}
        return attrs.evolve(cause, signs=tuple(each for each in signs if each.code in codes))

    certain = [
        signed(_shown(group, requests if number == 0 else None), group)
        for number, group in enumerate(_grouped(shown))
    ]
    others = [signed(_possible(group), group) for group in _grouped(possible)]
    return [*certain, *sorted(others, key=lambda each: not each.signs)]


def _known(each: ErrorCase, requests: Requests, context: Context) -> Evidence:
    """Return what is known of a case: how a server is set up is so only if somebody says it."""
    evidence, server = requests.evidence(each), each.server
    if evidence != "shown" or not server.is_virtual or context.server == server.name:
        return evidence
    usual = attrs.evolve(each, server=SERVERS[server.variant_of or server.name])
    return "shown" if requests.evidence(usual) == "shown" else "possible"


def _grouped(found: Iterable[ErrorCase]) -> Iterator[list[ErrorCase]]:
    """Yield the cases that are put right in the same way."""
    alike: dict[str, list[ErrorCase]] = {}
    for each in found:
        alike.setdefault(each.input.fix, []).append(each)
    return iter(alike.values())


def _shown(group: list[ErrorCase], requests: Requests | None) -> Cause:
    found = requests.reason(group[0]) if requests else None
    return attrs.evolve(_cause(group, group[0].reason), is_certain=True, found=found)


def _possible(group: list[ErrorCase]) -> Cause:
    return _cause(group, "; or ".join(dict.fromkeys(each.reason for each in group)))


def _cause(group: list[ErrorCase], reason: str) -> Cause:
    return Cause(
        cause=reason,
        fix=group[0].input.fix.replace("`", ""),
        source=_source(group),
        servers=_servers(group),
    )


def _servers(group: list[ErrorCase]) -> tuple[str, ...]:
    """Return who answers so: anybody where only a specification knows of a fault in the set-up."""
    if all(each.server.is_specification and each.table.is_of_set_up for each in group):
        return ()
    return tuple(dict.fromkeys(each.server.name for each in group))


def _source(group: list[ErrorCase]) -> str:
    """Return where the first of several cases, and those of the same server, are known from."""
    server = group[0].server
    known = (part for each in group if each.server is server for part in _parts(each.case.source))
    sources = "; ".join(dict.fromkeys(known))
    if server.is_specification or sources.startswith("RFC "):
        return sources
    return f"{SERVERS[server.variant_of or server.name].title} {sources}"


def _parts(source: str) -> list[str]:
    return source.split("; ")
