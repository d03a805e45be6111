"""How all servers treat one input: the tables, read along a row.

Rules take the servers' answers and the severity of a finding for each of them from here.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy

from lxml import etree

from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.reading.tags import namespace
from pushstanza.servers import inputs, push_service
from pushstanza.servers.answer import UNPREDICTED, Answer
from pushstanza.servers.case import Case, Input, Table, otherwise
from pushstanza.servers.inputs import is_pubsub
from pushstanza.servers.judge import reached, request_to
from pushstanza.servers.reading import Received
from pushstanza.servers.request import CLIENT, Request
from pushstanza.servers.server import Server


@frozen
class Outcome:
    """What one server does about an input: its case, ``None`` where it does not look at it.

    ``is_ignored`` says that it does not answer to that input: not that it passes a stanza on.
    """

    server: Server
    case: Case | None
    answer: Answer | None
    is_ignored: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether the answer is an error."""
        return self.answer is not None and _is_refusal(self.answer)

    @property
    def is_in_vain(self) -> bool:
        """Whether the answer is a result although what was asked for is not done."""
        return self.case is not None and self.case.is_in_vain

    @property
    def is_harmful(self) -> bool:
        """Whether what was asked for is not done."""
        return self.is_refused or self.is_in_vain or self.is_ignored


@frozen
class View:
    """A stanza as one server sees it, with the tables that it looks into."""

    server: Server
    request: Request
    tables: tuple[Table, ...]


def views(
    root: etree._Element, account: Jid | None = None, *, is_sent_alone: bool = False
) -> list[View]:
    """Return how each server that a stanza may reach sees it.

    Servers that have no table for such a stanza are left out: nothing is known of them.

    Args:
        root: The stanza, or a payload that stands alone.
        account: Who sends it, where it does not say.
        is_sent_alone: Whether such a payload is sent as it is, in no request.
    """
    stanza = Received(root if is_sent_alone else _in_stanza(root))
    servers = reached(stanza)
    first = request_to(stanza, servers[0], account)
    seen = ((each, first.by(each.versions, is_virtual=each.is_virtual)) for each in servers)
    found = (
        View(server, request, tuple(each for each in server.tables if each.applies(request)))
        for server, request in seen
    )
    return [each for each in found if each.tables]


def taken(seen: View) -> bool:
    """Tell whether a server answers a stanza with a result, and does what was asked for."""
    case = seen.server.case(seen.request)
    return not case.is_in_vain and case.answer_to(seen.request).type == "result"


def outcomes(seen: Iterable[View], given: Iterable[Input]) -> list[Outcome]:
    """Return what each server does about one of some inputs in a stanza.

    Args:
        seen: The stanza, as servers see it.
        given: The inputs, each of them another way to look at the same thing.
    """
    wanted = {*given}
    found = (_outcome(each, wanted) for each in seen)
    return [each for each in found if each is not None]


def _in_stanza(root: etree._Element) -> etree._Element:
    """Return a stanza; a payload that stands alone in the request that it is for."""
    if namespace(root) == CLIENT:
        return root
    request = etree.Element(f"{{{CLIENT}}}iq", type="set", id="1")
    request.append(deepcopy(root))
    return request


def _outcome(seen: View, wanted: set[Input]) -> Outcome | None:
    server, request = seen.server, seen.request
    cases = [case for table in seen.tables for case in table.cases]
    case = next((each for each in cases if _is_one(each, wanted, request)), None)
    is_given = case is not None
    if case is None and is_pubsub(request) and not server.is_push_service:
        return None  # its nodes are no push nodes
    if case is None and not server.is_push_service:  # whose other cases are other faults
        case = _rest(server.case(request), cases, request)
        if case is not None and wanted <= _OF_ANY_IQ and _is_refusal(case.answer_to(request)):
            case = None  # it is refused, but not for this
    answer = None if case is None else case.answer_to(request)
    if answer == UNPREDICTED:
        return None
    is_ignored = is_given and answer is not None and answer.type == "none"
    return Outcome(server, case, answer, is_ignored=is_ignored)


def _is_one(case: Case, wanted: set[Input], request: Request) -> bool:
    if case.input in wanted:
        return True
    read = case.input.reading_of
    if read is None or read not in wanted:
        return False
    # What a server reads in its own way may not be the case for it.
    return case.input.holds is read.holds or case.input(request)


def _rest(decisive: Case, cases: Iterable[Case], request: Request) -> Case | None:
    """Return the case of what remains, where nothing but another fault comes before it."""
    if _is_rest(decisive):
        return decisive
    if not _is_refusal(decisive.answer_to(request)):
        return None
    return next((each for each in cases if _is_rest(each) and each.input(request)), None)


def _is_refusal(answer: Answer) -> bool:
    return answer.type in {"error", "stream-error"}


def _is_rest(case: Case) -> bool:
    """Tell whether a case is what remains, such as all that no module handles."""
    return case.input.reading_of is None and case.input not in _NAMED


_NAMED = {
    each
    for module in (inputs, push_service)
    for each in vars(module).values()
    if isinstance(each, Input)
} - {otherwise}


#: What does not depend on the module that handles a request, nor decides which one does.
_OF_ANY_IQ = frozenset(
    {
        inputs.empty_id,
        inputs.from_another,
        inputs.no_id,
        inputs.no_type,
        inputs.several_children,
        inputs.to_nobody,
        inputs.type_unknown,
    }
)


def sentence(found: Sequence[Outcome]) -> str:
    """Return what servers answer, in a few words; empty where none of them refuses it.

    ``MongooseIM answers bad-request; ejabberd and Prosody accept it``
    """
    if not any(each.is_harmful for each in found):
        return ""
    titles: dict[str, list[str]] = {}
    for each in _programs(found):
        titles.setdefault(_verb(each), []).append(each.server.title)
    return "; ".join(f"{_joined(names)} {_agreed(verb, names)}" for verb, names in titles.items())


def titles(found: Sequence[Outcome]) -> str:
    """Return the names of servers that do the same, in a few words."""
    return _joined([each.server.title for each in _programs(found)])


def _programs(found: Sequence[Outcome]) -> Iterator[Outcome]:
    """Yield the outcomes but those of specifications, and of variants that do the same."""
    by_name = {each.server.name: each for each in found}
    for each in found:
        whole = by_name.get(each.server.variant_of or "")
        if not each.server.is_specification and not (whole and _verb(whole) == _verb(each)):
            yield each


def _verb(outcome: Outcome) -> str:
    answer = outcome.answer
    if outcome.is_in_vain:
        return "accept it and do nothing"
    if answer is None or answer.type == "result":
        return "accept it"
    if answer.type == "none":
        return "answer nothing"
    conditions = ", ".join(answer.conditions)
    return (
        f"end the stream ({conditions})"
        if answer.type == "stream-error"
        else f"answer {conditions}"
    )


def _agreed(verb: str, names: Sequence[str]) -> str:
    """Return a verb for one server or for several."""
    if len(names) > 1:
        return verb
    head, _, rest = verb.partition(" ")
    return f"{head}s {rest}".replace(" and do ", " and does ")


def _joined(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
