"""A text of any kind to verdicts: what servers answer to each stanza in it."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

import attrs
from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.reading import parsing, source, stanza_trees, tags
from pushstanza.reading.errors import LimitError
from pushstanza.reading.extract.blocks import Block
from pushstanza.reading.finder import Found
from pushstanza.reading.limits import check_limits
from pushstanza.reading.names import STANZAS, alternation
from pushstanza.reading.recent import Recent
from pushstanza.reading.written import Written, written_in
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
    asked = question(servers, account, pubsub=pubsub, version=version)
    return [*judged((Block.whole(text, file),), asked, file)]


def question(
    servers: Iterable[str] = (),
    account: str | Jid | None = None,
    *,
    pubsub: str | None = None,
    version: str | None = None,
) -> Question:
    """Return what servers are asked; the arguments and exceptions are those of :func:`judge`."""
    sender = Jid(account) if isinstance(account, str) else account
    asked = Question(tuple(servers), sender, pubsub, version)
    if version is not None and len(asked.servers) != 1:
        raise UnreadableError("a version needs exactly one server")
    for each in asked.servers:
        find_server(each, version)
    return asked


def judged(blocks: Iterable[Block], asked: Question, file: str | None = None) -> Iterator[Judged]:
    """Yield what :func:`judge` returns for a text of any length, as its blocks are read.

    An error is put together with the request that it answers if that is one of the 10,000 before
    it. Nothing is yielded before there is a stanza with verdicts.

    Raises:
        UnreadableError: there is no stanza in it, or none that can be read.
    """
    waiting: list[Judged] | None = []
    for each in _judged(blocks, asked, file):
        if waiting is not None:
            waiting.append(each)
            if not each.verdicts:
                continue
            yield from waiting
            waiting = None
        else:
            yield each
    if waiting:
        raise UnreadableError(waiting[0].stanza.removeprefix(_NOT_READ))
    if waiting is not None:
        raise UnreadableError("the input contains no stanza")


def _judged(blocks: Iterable[Block], asked: Question, file: str | None) -> Iterator[Judged]:
    sent: Recent[str, bytes] = Recent()
    for each in written_in(blocks, file):
        if each.block.kind not in _MIXED or _is_stanza(each.found, each.piece.text):
            try:
                yield from _answered(each, asked, sent)
            except LimitError as error:
                yield Judged(*each.position(), f"{_NOT_READ}{error.reason}", ())


def _is_stanza(found: Found, text: str) -> bool:
    """Tell whether something is a stanza, or holds some, or was meant to be one."""
    if found.root is None:
        return _MEANT.match(text) is not None
    return any(tags.local(each) in STANZAS for each in stanza_trees.stanzas_in((found.root,)))


#: What a damaged stanza begins with.
_MEANT = lazy_pattern(f"<(?:{alternation(STANZAS)})")


def _answered(written: Written, asked: Question, sent: Recent[str, bytes]) -> Iterator[Judged]:
    """Yield the verdicts of what stands in a place of a text.

    The requests *sent* before tell what an error answers that does not hold its request.
    """
    root, text = written.found.root, written.piece.text
    if root is not None:
        roots = (root,)
        check_limits(roots, source.DEFAULT_LIMITS)
        read = source.Source(text, roots, stanza_trees.stanzas_in(roots))
        stanzas_read = [Received(each, is_written=True) for each in read.stanzas]
    else:
        stanzas_read = received(text)
        try:
            read = source.read(text, comments=True)
        except source.XmlError as error:
            yield _broken(written, asked.ask(stanzas_read[0]), error)
            return
    for each, stanza in zip(read.stanzas, stanzas_read, strict=True):
        # Only where something is around a stanza its place has to be looked for.
        span = None if each is root else read.span(each)
        line, column = written.position(span.offset if span else 0)
        whole = attrs.evolve(stanza, root=_with_request(stanza.root, sent))
        yield Judged(line, column, label(whole.root), tuple(asked.ask(whole)))


def _with_request(root: etree._Element, sent: Recent[str, bytes]) -> etree._Element:
    """Return an error with the request that it answers, as many servers send it; or keep one."""
    id_, type_ = root.get("id", ""), root.get("type")
    if tags.local(root) != "iq" or type_ not in {"get", "set", "error"}:
        return root
    if type_ != "error":
        sent.put(id_, etree.tostring(root, with_tail=False))
        return root
    request = sent.get(id_)
    inside = [each for each in root if isinstance(each.tag, str)]
    if request is None or any(tags.local(each) != "error" for each in inside):
        return root
    whole = deepcopy(root)
    for number, each in enumerate([*parsing.reread(request)]):
        whole.insert(number, each)
    return whole


def _broken(written: Written, verdicts: list[Verdict], error: source.XmlError) -> Judged:
    """Return the verdicts of a stanza that is not well-formed: they say where it breaks."""
    at = written.position(error.span.offset if error.span else 0)
    reason = "line {}, column {}: {}".format(*at, error.reason)
    with_place = (
        attrs.evolve(each, reason=reason) if each.type == "stream-error" else each
        for each in verdicts
    )
    return Judged(*written.position(), "malformed XML", tuple(with_place))


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
