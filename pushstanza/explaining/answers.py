"""The tables of the servers, read backwards: from an error to those that answer so, and why."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import attrs
from lxml import etree

from pushstanza.explaining.explanation import Cause
from pushstanza.jid import Jid
from pushstanza.servers import SERVERS, Verdict
from pushstanza.servers.answer import Answer
from pushstanza.servers.case import Case, Table, otherwise
from pushstanza.servers.request import CLIENT, DATA, Request
from pushstanza.servers.request import request as as_request

#: What to do about a cause that is known from a table alone.
FIX = "change that, and send it again"

#: A stanza each value of which is a placeholder: it shows where answers repeat the request.
_ANY = (
    f'<iq xmlns="{CLIENT}" type="set" id="any-id" to="any-address">'
    '<any-element xmlns="any-namespace"><any-action><any-item/></any-action>'
    f'<publish-options><x xmlns="{DATA}"><field var="any-option"/></x></publish-options>'
    "</any-element></iq>"
)
_PLACEHOLDER = re.compile(r"any-\w+")


@attrs.frozen
class Said:
    """An error that a server answers, and the case in which it does.

    ``text`` matches what it says, ``None`` where it says nothing.
    """

    server: str
    table: Table
    case: Case
    type: str | None
    text: re.Pattern[str] | None

    def says(self, text: str | None) -> bool:
        """Tell whether this is the text of the error."""
        return not text if self.text is None else self.text.fullmatch(text or "") is not None

    @property
    def reason(self) -> str:
        """What is the case, in the words of the tables."""
        if isinstance(self.case.reason, str):
            return self.case.reason.replace("`", "")
        if self.case.input is otherwise:
            return f"what was asked: {self.table.title}"
        return self.case.input.title.replace("`", "")


def who_says(conditions: tuple[str, ...], type_: str | None, text: str | None) -> list[Said]:
    """Return the cases in which servers answer just so; of any type where none has this one."""
    alike = [each for each in _by_conditions().get(conditions, ()) if each.says(text)]
    return [each for each in alike if each.type == type_] or alike


@cache
def _by_conditions() -> dict[tuple[str, ...], list[Said]]:
    found: dict[tuple[str, ...], list[Said]] = {}
    for server in SERVERS.values():
        asked = _any_request(is_virtual=server.name == "mongooseim-virtual")
        for table, case in server.cases():
            answer = case.answer_to(asked)
            if answer.type == "error":
                said = Said(server.name, table, case, answer.error_type, _pattern(answer))
                found.setdefault(answer.conditions, []).append(said)
    return found


def _any_request(*, is_virtual: bool) -> Request:
    sender = Jid("any-user@any-host/any-client")
    return as_request(etree.fromstring(_ANY), sender, is_virtual=is_virtual)


def _pattern(answer: Answer) -> re.Pattern[str] | None:
    if answer.text is None:
        return None
    parts = (re.escape(each) for each in _PLACEHOLDER.split(answer.text))
    return re.compile(".*".join(parts), re.DOTALL)


def causes(said: Iterable[Said]) -> Iterator[Cause]:
    """Yield what the tables know of a cause: those of several servers in one."""
    yield from _merged(
        Cause(
            cause=each.reason,
            fix=FIX,
            source=f"{SERVERS[each.server].title} {each.case.source}",
            servers=(each.server,),
        )
        for each in said
    )


def judged(found: Iterable[Verdict]) -> Iterator[Cause]:
    """Yield what servers find in a request: what several find, in one cause."""
    yield from _merged(
        Cause(
            cause=each.reason,
            fix=FIX,
            source=each.source,
            servers=(each.server,),
            is_certain=True,
        )
        for each in found
    )


def _merged(found: Iterable[Cause]) -> Iterator[Cause]:
    alike: dict[str, list[Cause]] = {}
    for each in found:
        alike.setdefault(each.cause, []).append(each)
    for first, *rest in alike.values():
        names = (name for each in (first, *rest) for name in each.servers)
        yield attrs.evolve(first, servers=tuple(dict.fromkeys(names)))
