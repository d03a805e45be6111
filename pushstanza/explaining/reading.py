"""A text to the errors in it: stanzas, JSON of providers, words, lines of logs."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy

import attrs
from lxml import etree

from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.explaining.context import SentRequest
from pushstanza.explaining.lines import blanked, in_lines, json_object, word_of
from pushstanza.explaining.problem import Logged, Refusal, Word
from pushstanza.explaining.shipped import said_in, speaks_through
from pushstanza.reading import parsing, stanza_trees
from pushstanza.reading.extract.blocks import Block
from pushstanza.reading.extract.kinds import kind_of
from pushstanza.reading.extract.wrapping import unwrapped
from pushstanza.reading.recent import Recent
from pushstanza.reading.tags import local, namespace
from pushstanza.reading.written import Written, written_in
from pushstanza.servers.request import elements
from pushstanza.stanzas.rfc6120 import STANZAS

Problem = Refusal | Word | Logged
#: Returns the line and the column of an offset into a text.
_Place = Callable[[int], tuple[int, int]]

_BARE = lazy_pattern(r"[\w.:-]{2,64}")
#: How long a text is at most that is looked up as one saying.
SAYING = 300
#: How many lines a status may be away from the word that it comes with.
_NEAR = 3


def problems(blocks: Iterable[Block], file: str | None = None) -> Iterator[Problem]:
    """Yield the errors in a text, in their order, as its blocks are read.

    A request is remembered until so many others have followed that it is dropped.
    """
    asked: Recent[str, _Asked] = Recent()
    yield from _without_echoes(each for block in blocks for each in _in_block(block, file, asked))


def _in_block(block: Block, file: str | None, asked: "Recent[str, _Asked]") -> list[Problem]:
    if not block.is_whole:
        return _problems(_spoken(block, file), file, asked)
    stripped = block.text.strip()
    if _BARE.fullmatch(stripped):
        return [Word(stripped)]
    whole = json_object(stripped)
    word = None if whole is None else word_of(whole)
    if word:
        return [Word(word)]
    spoken = _spoken(block, file)
    found = _problems(spoken, file, asked)
    if not found and file is None and len(spoken.text) <= SAYING and _SAYING.fullmatch(spoken.text):
        return [Word(stripped)]
    return found


def _spoken(block: Block, file: str | None) -> Block:
    """Return a block of a log as it is without what containers and collectors put around it."""
    speaks = speaks_through(block.text if block.is_whole else block.head)
    text = _SPLIT_TAG.sub("\n</", said_in(block.text, speaks))
    if speaks is None:
        return attrs.evolve(block, text=text)
    head = text if block.is_whole else said_in(block.head, speaks)
    return attrs.evolve(block, text=text, head=head, kind=kind_of(file, head))


#: An end tag that was broken where a page or a mail breaks lines: its end is on the next one.
_SPLIT_TAG = lazy_pattern(r"</\r?\n")

#: A saying: words without the end of a line, which files have, and without markup.
_SAYING = lazy_pattern(r"[^\n<>]+")


def _problems(block: Block, file: str | None, asked: "Recent[str, _Asked]") -> list[Problem]:
    """Return the errors in a block, whose records may have been broken by force."""
    lines = block.lines()
    wrapped = unwrapped(block.text)
    if wrapped is None:
        return _in_text(block, file, asked, lines.position)

    def place(offset: int) -> tuple[int, int]:
        return lines.position(wrapped.source_offset(offset))

    of_wrapped = Lines(wrapped.text)
    whole = attrs.evolve(block, text=wrapped.text, first_line=1, column=1)
    return [
        attrs.evolve(each, line=place(of_wrapped.offset_of(each.line))[0])
        for each in _without_echoes(_in_text(whole, file, asked, place))
    ]


def _in_text(
    block: Block, file: str | None, asked: "Recent[str, _Asked]", place: _Place
) -> list[Problem]:
    """Return the errors in a block; requests get their *place* in the file."""
    found, rest = _in_stanzas(block, file, asked, place)
    head = rest if block.is_whole else block.head
    in_between = in_lines(rest, block.lines(), head)
    return sorted((*found, *in_between), key=lambda each: each.line)


def _without_echoes(found: Iterable[Problem]) -> Iterator[Problem]:
    """Yield what was found, but no status that stands next to the word that it comes with."""
    waiting: deque[Problem] = deque()
    last, is_status_waiting = -_NEAR, False
    for each in found:
        while waiting and waiting[0].line < each.line - _NEAR:
            yield waiting.popleft()
        is_word = isinstance(each, Word)
        if is_word and _is_status(each):
            if each.line > last + _NEAR:
                waiting.append(each)
                is_status_waiting = True
            continue
        if is_word:
            last = each.line
            if is_status_waiting:
                waiting = deque(one for one in waiting if not _is_status(one))
                is_status_waiting = False
        waiting.append(each)
    yield from waiting


def _is_status(problem: Problem) -> bool:
    return isinstance(problem, Word) and problem.word.isdecimal()


def requests(text: str, file: str | None = None) -> list[SentRequest]:
    """Return the requests in a text."""
    return [
        _Asked.of(root, written, written.lines.position).sent()
        for root, written in _roots(Block.whole(text, file), file)
        if _is_request(root)
    ]


# ---- stanzas ----


def _roots(block: Block, file: str | None) -> Iterator[tuple[etree._Element, Written]]:
    """Yield each stanza, and how it is written, or the wrapper that it stands in."""
    for written in written_in((block,), file):
        if written.found.root is not None:
            for root in stanza_trees.stanzas_in((written.found.root,)):
                yield root, written


def _in_stanzas(
    block: Block, file: str | None, asked: "Recent[str, _Asked]", place: _Place
) -> tuple[list[Problem], str]:
    """Return the errors in stanzas, and the text with the stanzas blanked out."""
    found: list[Problem] = []
    stretches: dict[int, int] = {}
    for root, written in _roots(block, file):
        if _is_stream_error(root):
            continue
        segment, stretch = written.segment, written.found
        stretches[segment.source_offset(stretch.start)] = segment.source_end(stretch.end)
        if _is_request(root):
            asked.put(root.get("id", ""), _Asked.of(root, written, place))
        elif root.get("type") == "error":
            request = asked.get(root.get("id", ""))
            sent = None if request is None else request.sent()
            found.append(_refusal(root, written.position()[0], sent))
    return found, blanked(block.text, stretches)


@frozen
class _Asked:
    """A request as it is written in a log. Few are ever asked for: trees would fill the memory.

    One that does not stand there as it was sent has no place.
    """

    text: str
    place: tuple[int, int] | None

    @classmethod
    def of(cls, root: etree._Element, written: Written, place: _Place) -> "_Asked":
        """Return the request whose tree is *root*."""
        if root.getparent() is not None:
            return cls(etree.tostring(root, encoding="unicode", with_tail=False), None)
        text, begin = written.piece.text, written.piece.source_offset(0)
        return cls(text, place(begin) if written.segment.is_verbatim else None)

    def sent(self) -> SentRequest:
        """Return the request."""
        root = parsing.sound(self.text)
        if root is None:
            root = parsing.reread(self.text)
        return SentRequest(root, self.text, *self.place) if self.place else SentRequest(root)


def _is_stream_error(root: etree._Element) -> bool:
    """Tell whether this is the error that a stream ends with: its text says why."""
    return local(root) == "error"


def _is_request(root: etree._Element) -> bool:
    return local(root) == "iq" and root.get("type") in {"get", "set"}


def _refusal(root: etree._Element, line: int, request: SentRequest | None) -> Refusal:
    error = next((each for each in elements(root) if local(each) == "error"), None)
    inside = [] if error is None else [*elements(error)]
    defined = [local(each) for each in inside if namespace(each) == STANZAS]
    application = [local(each) for each in inside if namespace(each) != STANZAS]
    text = next((each.text for each in inside if local(each) == "text"), None)
    return Refusal(
        name=local(root),
        type=None if error is None else error.get("type"),
        conditions=tuple(each for each in (*defined, *application) if each != "text"),
        text=text and text.strip(),
        request=request or _repeated(root),
        speaker=root.get("from"),
        line=line,
    )


def _repeated(root: etree._Element) -> SentRequest | None:
    """Return the request that an error holds, as MongooseIM and ejabberd send it back."""
    inside = [each for each in elements(root) if local(each) != "error"]
    if not inside or local(root) != "iq":
        return None
    turned = {"id": root.get("id"), "from": root.get("to"), "to": root.get("from"), "type": "set"}
    request = deepcopy(root)
    request.attrib.clear()
    request.attrib.update({name: value for name, value in turned.items() if value is not None})
    for each in [each for each in elements(request) if local(each) == "error"]:
        request.remove(each)
    return SentRequest(request)
