"""A text of any kind to verdicts: what servers answer to each stanza in it."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

import attrs
from lxml import etree

from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.reading import extract, source, stanza_trees, tags
from pushstanza.reading.errors import LimitError
from pushstanza.reading.finder import Found, stanzas
from pushstanza.reading.limits import check_limits
from pushstanza.reading.names import STANZAS, alternation
from pushstanza.servers import UnreadableError, Verdict, find_server
from pushstanza.servers.judge import answers
from pushstanza.servers.reading import Received, received

#: The kinds of text in which only whole stanzas are looked at: pieces of them stand there, too.
_MIXED = frozenset({"markdown", "rst", "html", "xep", "code", "log"})


@frozen
class Judged:
    """A stanza, where it stands, what it is called, and what servers answer to it.

    One that exceeds a limit has no verdicts.
    """

    line: int
    column: int
    stanza: str
    verdicts: tuple[Verdict, ...]

    @property
    def is_refused(self) -> bool:
        """Whether a server refuses it."""
        return any(each.is_refused for each in self.verdicts)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the verdicts as JSON holds them, each with the place of the stanza."""
        return [
            {
                **each.to_dict(),
                "title": each.title,
                "reason": each.reason,
                "source": each.source,
                "stanza": self.stanza,
                "line": self.line,
                "column": self.column,
            }
            for each in self.verdicts
        ]


@frozen
class Question:
    """What servers are asked: which of them, about whose stanzas, and where pushes go.

    Without names they are those that a stanza may reach. A version is that of a single server.
    """

    servers: tuple[str, ...] = ()
    account: Jid | None = None
    pubsub: str | None = None
    version: str | None = None

    def ask(self, stanza: Received) -> list[Verdict]:
        """Return the verdicts of a stanza."""
        return answers(stanza, self.servers, self.account, pubsub=self.pubsub, version=self.version)


def judge(
    text: str,
    servers: Iterable[str] = (),
    account: str | Jid | None = None,
    *,
    pubsub: str | None = None,
    version: str | None = None,
    file: str | None = None,
) -> list[Judged]:
    """Return what servers answer to the stanzas in a text: XML, a page, a log.

    Args:
        text: The text; a stanza in it may be broken.
        servers: The names of servers; by default all that a stanza may reach.
        account: The full JID of the sender.
        pubsub: The host of the push service at the server.
        version: The version of the server, where one is named.
        file: The name of the file, which says how its text is read.

    Raises:
        UnknownServerError: there is no such server, or version.
        UnreadableError: there is no stanza in it; or a version is given, but not one server.
        JidError: the account is not a valid JID.
    """
    sender = Jid(account) if isinstance(account, str) else account
    asked = Question(tuple(servers), sender, pubsub, version)
    if version is not None and len(asked.servers) != 1:
        raise UnreadableError("a version needs exactly one server")
    for each in asked.servers:
        find_server(each, version)
    found = [*_judged(text, asked, file)]
    if found and not any(each.verdicts for each in found):
        raise UnreadableError(found[0].stanza.removeprefix(_NOT_READ))
    if not found:
        raise UnreadableError("the input contains no stanza")
    return found


def _judged(text: str, asked: Question, file: str | None) -> Iterator[Judged]:
    kind = extract.kind_of(file, text)
    lines = Lines(text)
    sent: dict[str, etree._Element] = {}
    for written in extract.segments(text, kind, file):
        segment = written.assumed()
        for found in stanzas(segment.text[: segment.cut]):
            piece = segment.part(found.start, found.end)
            if kind not in _MIXED or _is_stanza(found, piece.text):
                try:
                    yield from _answered(found, piece, lines, asked, sent)
                except LimitError as error:
                    yield _too_large(piece, lines, error)


def _is_stanza(found: Found, text: str) -> bool:
    """Tell whether something is a stanza, or holds some, or was meant to be one."""
    if found.root is None:
        return _MEANT.match(text) is not None
    return any(tags.local(each) in STANZAS for each in stanza_trees.stanzas_in((found.root,)))


#: What a damaged stanza begins with.
_MEANT = lazy_pattern(f"<(?:{alternation(STANZAS)})")


def _answered(
    found: Found,
    piece: extract.Segment,
    lines: Lines,
    asked: Question,
    sent: dict[str, etree._Element],
) -> Iterator[Judged]:
    """Yield the verdicts of what stands in a piece of a text.

    The requests *sent* before tell what an error answers that does not hold its request.
    """
    if found.root is not None:
        roots = (found.root,)
        check_limits(roots, source.DEFAULT_LIMITS)
        read = source.Source(piece.text, roots, stanza_trees.stanzas_in(roots))
        stanzas_read = [Received(each, is_written=True) for each in read.stanzas]
    else:
        stanzas_read = received(piece.text)
        try:
            read = source.read(piece.text, comments=True)
        except source.XmlError as error:
            yield _broken(piece, lines, asked.ask(stanzas_read[0]), error)
            return
    for root, stanza in zip(read.stanzas, stanzas_read, strict=True):
        # Only where something is around a stanza its place has to be looked for.
        span = None if root is found.root else read.span(root)
        line, column = lines.position(piece.source_offset(span.offset if span else 0))
        whole = attrs.evolve(stanza, root=_with_request(stanza.root, sent))
        yield Judged(line, column, label(whole.root), tuple(asked.ask(whole)))


def _with_request(root: etree._Element, sent: dict[str, etree._Element]) -> etree._Element:
    """Return an error with the request that it answers, as many servers send it; or keep one."""
    id_, type_ = root.get("id", ""), root.get("type")
    if tags.local(root) != "iq" or type_ not in {"get", "set", "error"}:
        return root
    if type_ != "error":
        sent[id_] = root
        return root
    request = sent.get(id_)
    inside = [each for each in root if isinstance(each.tag, str)]
    if request is None or any(tags.local(each) != "error" for each in inside):
        return root
    whole = deepcopy(root)
    for number, each in enumerate(request):
        whole.insert(number, deepcopy(each))
    return whole


def _broken(
    piece: extract.Segment, lines: Lines, verdicts: list[Verdict], error: source.XmlError
) -> Judged:
    """Return the verdicts of a stanza that is not well-formed: they say where it breaks."""
    at = piece.source_offset(error.span.offset if error.span else 0)
    reason = "line {}, column {}: {}".format(*lines.position(at), error.reason)
    with_place = (
        attrs.evolve(each, reason=reason) if each.type == "stream-error" else each
        for each in verdicts
    )
    line, column = lines.position(piece.source_offset(0))
    return Judged(line, column, "malformed XML", tuple(with_place))


def _too_large(piece: extract.Segment, lines: Lines, error: LimitError) -> Judged:
    """Return a stanza that exceeds a limit: nobody is asked, and the rest goes on."""
    line, column = lines.position(piece.source_offset(0))
    return Judged(line, column, f"{_NOT_READ}{error.reason}", ())


_NOT_READ = "not read: "


def label(root: etree._Element) -> str:
    """Return a stanza in a few words, such as ``iq set pubsub create to pubsub.example.com``."""
    inside = [each for each in root if isinstance(each.tag, str)]
    payload = next((each for each in inside if tags.local(each) != "error"), None)
    asked = [] if payload is None else [payload]
    if payload is not None and tags.local(payload) == "pubsub":
        asked += [each for each in payload if isinstance(each.tag, str)][:1]
    to = root.get("to")
    words = (tags.local(root), root.get("type"), *map(tags.local, asked), to and f"to {to}")
    return " ".join(each for each in words if each)
