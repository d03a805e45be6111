"""A text to the errors in it: stanzas, JSON of providers, words, lines of logs."""

from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

import attrs
from lxml import etree

from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.explaining.context import SentRequest
from pushstanza.explaining.lines import blanked, in_lines, json_object, word_of
from pushstanza.explaining.problem import Logged, Refusal, Word
from pushstanza.explaining.shipped import said_in
from pushstanza.reading import extract, stanza_trees
from pushstanza.reading.extract.wrapping import unwrapped
from pushstanza.reading.finder import stanzas
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.request import elements
from pushstanza.stanzas.rfc6120 import STANZAS

Problem = Refusal | Word | Logged

_BARE = lazy_pattern(r"[\w.:-]{2,64}")
#: How long a text is at most that is looked up as one saying.
SAYING = 300


def problems(text: str, file: str | None = None) -> list[Problem]:
    """Return the errors in a text, in their order."""
    stripped = text.strip()
    if _BARE.fullmatch(stripped):
        return [Word(stripped)]
    whole = json_object(stripped)
    word = None if whole is None else word_of(whole)
    if word:
        return [Word(word)]
    text = _SPLIT_TAG.sub("\n</", said_in(text))
    wrapped = unwrapped(text)
    if wrapped is None:
        found = _problems(text, file)
    else:
        of_wrapped, original = Lines(wrapped.text), Lines(text)
        found = [
            attrs.evolve(
                each,
                line=original.position(wrapped.source_offset(of_wrapped.offset_of(each.line)))[0],
            )
            for each in _problems(wrapped.text, file)
        ]
    if not found and file is None and len(text) <= SAYING and _SAYING.fullmatch(text):
        return [Word(stripped)]
    return found


#: An end tag that was broken where a page or a mail breaks lines: its end is on the next one.
_SPLIT_TAG = lazy_pattern(r"</\r?\n")

#: A saying: words without the end of a line, which files have, and without markup.
_SAYING = lazy_pattern(r"[^\n<>]+")


def _problems(text: str, file: str | None) -> list[Problem]:
    lines = Lines(text)
    found, rest = _in_stanzas(text, lines, file)
    return sorted((*found, *in_lines(rest, lines)), key=lambda each: each.line)


def requests(text: str, file: str | None = None) -> list[SentRequest]:
    """Return the requests in a text."""
    lines = Lines(text)
    return [
        _asked(root, segment, start, end, lines)
        for root, segment, start, end in _roots(text, file)
        if _is_request(root)
    ]


# ---- stanzas ----


def _roots(
    text: str, file: str | None
) -> Iterator[tuple[etree._Element, extract.Segment, int, int]]:
    """Yield each stanza with the segment it stands in, and where it begins and ends there.

    Of one in a wrapper that is the wrapper.
    """
    for written in extract.segments(text, extract.kind_of(file, text), file):
        segment = written.assumed()
        for found in stanzas(segment.text[: segment.cut]):
            if found.root is not None:
                for root in stanza_trees.stanzas_in((found.root,)):
                    yield root, segment, found.start, found.end


def _in_stanzas(text: str, lines: Lines, file: str | None) -> tuple[list[Problem], str]:
    """Return the errors in stanzas, and the text with the stanzas blanked out."""
    asked: dict[str, _Asked] = {}
    found: list[Problem] = []
    stretches: dict[int, int] = {}
    for root, segment, start, end in _roots(text, file):
        begin = segment.source_offset(start)
        if _is_stream_error(root):
            continue
        stretches[begin] = segment.source_end(end)
        if _is_request(root):
            is_alone = root.getparent() is None
            asked[root.get("id", "")] = _Asked(segment, start, end, None if is_alone else root)
        elif root.get("type") == "error":
            line, _ = lines.position(begin)
            request = asked.get(root.get("id", ""))
            found.append(_refusal(root, line, request and request.sent(lines)))
    return found, blanked(text, stretches)


class _Asked(NamedTuple):
    """Where a request stands in a log. Few are ever asked for: their trees would fill the memory.

    ``root`` is its tree if it stands in a wrapper.
    """

    segment: extract.Segment
    start: int
    end: int
    root: etree._Element | None

    def sent(self, lines: Lines) -> SentRequest:
        """Return the request."""
        root = self.root
        if root is None:
            root = next(stanzas(self.segment.text[self.start : self.end])).root
        assert root is not None  # noqa: S101 - it was read once
        return _asked(root, self.segment, self.start, self.end, lines)


def _is_stream_error(root: etree._Element) -> bool:
    """Tell whether this is the error that a stream ends with: its text says why."""
    return local(root) == "error"


def _is_request(root: etree._Element) -> bool:
    return local(root) == "iq" and root.get("type") in {"get", "set"}


def _asked(
    root: etree._Element, segment: extract.Segment, start: int, end: int, lines: Lines
) -> SentRequest:
    if not segment.is_verbatim or root.getparent() is not None:
        return SentRequest(root)
    line, column = lines.position(segment.source_offset(start))
    return SentRequest(root, segment.text[start:end], line, column)


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
