"""Text of a kind to its segments."""

from collections.abc import Callable, Iterator, Mapping

from pushstanza.extract import code, html, logs, markdown, rst
from pushstanza.extract.escapes import unquoted
from pushstanza.extract.segment import Segment


def _whole(text: str) -> Iterator[Segment]:
    yield Segment(text)


def _pasted(text: str) -> Iterator[Segment]:
    yield unquoted(text)


#: What reads each kind.
READERS: Mapping[str, Callable[[str], Iterator[Segment]]] = {
    "xml": _whole,
    "json": _whole,
    "markdown": markdown.segments,
    "rst": rst.segments,
    "html": html.segments,
    "xep": html.xep_segments,
    "code": code.segments,
    "log": logs.segments,
    "text": _pasted,
}


def segments(text: str, kind: str) -> Iterator[Segment]:
    """Yield the stretches of *text*, which is of *kind*, in which stanzas may stand."""
    return READERS[kind](text)
