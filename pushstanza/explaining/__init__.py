"""From an error to its possible causes, their fixes and its effects."""

from collections.abc import Iterable, Iterator

import attrs

from pushstanza.diagnostics.arguments import public
from pushstanza.explaining.context import Context, SentRequest
from pushstanza.explaining.explanation import Cause, Effect, Explanation, Sign
from pushstanza.explaining.problem import Logged, Refusal, Word
from pushstanza.explaining.problems import explain_log_line, explain_word
from pushstanza.explaining.reading import Problem, problems, requests
from pushstanza.explaining.refusals import explain_refusal
from pushstanza.jid import AnyJid, Jid
from pushstanza.reading import decoding, source
from pushstanza.servers import UnreadableError, find_server
from pushstanza.stanzas.given import Given, text_of

__all__ = ["Cause", "Effect", "Explanation", "Sign", "explain"]


@public
def explain(
    data: Given,
    *,
    request: "Given | None" = None,
    server: str | None = None,
    account: AnyJid | None = None,
    file: str | None = None,
) -> list[Explanation]:
    """Return what is known of the errors in *data*; nothing where there is none.

    Args:
        data: An error stanza as text, bytes, an element or a model; the JSON that APNs, FCM or
            MongoosePush answers with, one of their words, a condition or a status, or a log with
            any of these.
        request: The stanza that the error answers, if neither the error nor the log holds it.
        server: Who answered, as :func:`pushstanza.verdict` calls it.
        account: The full JID of the sender of the request.
        file: The name of the file, which says how its text is read.

    Raises:
        UnknownServerError: there is no such server.
        UnreadableError: there is nothing in *data*, or no request in *request*.
        XmlError: it is not in UTF-8.
        JidError: the account is not a valid JID.
    """
    if server is not None:
        find_server(server)
    text = _text(data)
    if not text.strip():
        raise UnreadableError("the input is empty")
    context = Context(
        server=server,
        account=None if account is None else Jid(account),
        request=None if request is None else _request(_text(request)),
    )
    alike: dict[Problem | int, list[Problem]] = {}
    for problem in problems(text, file):
        alike.setdefault(_without_place(problem), []).append(problem)
    found = (
        (each, len(several))
        for several in alike.values()
        for each in _explained(_counted_last(several), context)
    )
    return [*_counted(found)]


def _without_place(problem: Problem) -> Problem | int:
    """Return what is the same of all problems with the same explanation; it depends on requests."""
    if isinstance(problem, Refusal) and problem.request is not None:
        return id(problem)
    if isinstance(problem, Refusal):
        return attrs.evolve(problem, line=1, count=None)
    return attrs.evolve(problem, line=1)


def _counted_last(several: list[Problem]) -> Problem:
    """Return the first of several that are alike, with the last count that was logged."""
    first, last = several[0], several[-1]
    if isinstance(first, Refusal) and isinstance(last, Refusal):
        return attrs.evolve(first, count=last.count)
    return first


def _text(given: Given) -> str:
    data = given if isinstance(given, str) else text_of(given)
    return data if isinstance(data, str) else decoding.decoded(data, source.Limits(size=len(data)))


def _request(text: str) -> SentRequest:
    found = requests(text)
    if not found:
        raise UnreadableError("the request is missing: it must be an IQ of type get or set")
    return found[0]


def _explained(problem: Problem, context: Context) -> Iterator[Explanation]:
    if isinstance(problem, Word):
        yield from explain_word(problem, context)
    elif isinstance(problem, Logged):
        yield explain_log_line(problem, context)
    else:
        yield explain_refusal(problem, context)


def _counted(found: Iterable[tuple[Explanation, int]]) -> Iterator[Explanation]:
    """Yield each explanation once, with how often it is there."""
    kept: dict[Explanation, int] = {}
    first: dict[Explanation, Explanation] = {}
    for each, times in found:
        alike = attrs.evolve(each, line=1)
        kept[alike] = kept.get(alike, 0) + times
        first.setdefault(alike, each)
    for alike, each in first.items():
        yield attrs.evolve(each, count=kept[alike])
