"""Text of a kind to its segments."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TypeAlias, cast

from pushstanza.reading.extract.kinds import SHELLS, ending_of
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
    "template": ("templates", "segments"),
}


def segments(text: str, kind: str, file: str | None = None) -> Iterator[Segment]:
    """Yield the stretches of *text*, which is of *kind*, in which stanzas may stand.

    The name of its *file* says which language source code is in.
    """
    if kind == "code":
        from pushstanza.reading.extract import code

        return code.segments(text, ending_of(file)[1:])
    if kind == "text" and ending_of(file) in SHELLS:
        from pushstanza.reading.extract import shell

        return shell.segments(text)
    reader = READERS[kind]
    if reader is None:
        return iter((Segment(text),))
    module, function = reader
    read = getattr(import_module(f"pushstanza.reading.extract.{module}"), function)
    return cast("Reader", read)(text)


#: What has blocks of code in it; a module of that name finds them.
_PAGES = frozenset({"markdown", "rst", "html"})


def stretches(text: str, kind: str, file: str | None = None) -> Iterator[tuple[Segment, str]]:
    """Yield the stretches of *text* in which JSON may stand, each with its language if known.

    In a page these are its blocks of code and what is between them, in a program its literals.
    Other text is one stretch.
    """
    if kind == "code":
        from pushstanza.reading.extract import code

        language = ending_of(file)[1:]
        yield from ((each, "") for each in code.objects(text, language))
    elif kind in _PAGES:
        from pushstanza.reading.extract.embedded import literals_in

        read = import_module(f"pushstanza.reading.extract.{kind}").stretches
        for block, language in cast("Iterator[tuple[Segment, str]]", read(text)):
            literals = literals_in(block, language)
            yield from (
                ((block, language),) if literals is None else ((each, "") for each in literals)
            )
    else:
        yield Segment(text), ""
