"""Text of a kind to its segments."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TypeAlias, cast

from pushstanza.reading.extract.kinds import ending_of
from pushstanza.reading.extract.segment import Segment

#: Finds the stretches in a text.
Reader: TypeAlias = Callable[[str], Iterator[Segment]]

#: What reads each kind: a module, which few runs need, and a function in it.
READERS: Mapping[str, tuple[str, str] | None] = {
    "xml": None,
    "json": None,
    "markdown": ("markdown", "segments"),
    "rst": ("rst", "segments"),
    "html": ("html", "segments"),
    "xep": ("xep", "segments"),
    "log": ("logs", "segments"),
    "text": ("escapes", "pasted"),
}


def segments(text: str, kind: str, file: str | None = None) -> Iterator[Segment]:
    """Yield the stretches of *text*, which is of *kind*, in which stanzas may stand.

    The name of its *file* says which language source code is in.
    """
    if kind == "code":
        from pushstanza.reading.extract import code

        return code.segments(text, ending_of(file)[1:])
    reader = READERS[kind]
    if reader is None:
        return iter((Segment(text),))
    module, function = reader
    read = getattr(import_module(f"pushstanza.reading.extract.{module}"), function)
    return cast("Reader", read)(text)
