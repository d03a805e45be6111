"""Programs of a shell to the stanzas in their commands and here documents."""

from collections.abc import Iterator
from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.extract.code.content import filled
from pushstanza.reading.extract.escapes import pasted
from pushstanza.reading.extract.segment import Segment, undone

#: What a shell puts in: a variable that leaves the quotes, the output of a command, an argument.
_MARKS: Final = lazy_pattern(
    r"""'"\$[^"'\n]{1,200}"'"""
    r"|\$\([^()\n]{0,200}(?:\([^()\n]{0,200}\)[^()\n]{0,200}){0,8}\)"
    r"|\$\{[^{}\n]{0,200}\}"
    r"|\$[\d@*#]"
    r"|`[^`<\n]{1,200}`"
)


def segments(text: str) -> Iterator[Segment]:
    """Yield the text of a program, with marks for what the shell puts in."""
    for each in pasted(text):
        known = undone(each.text, _MARKS, lambda _: UNKNOWN).within(each)
        yield attrs.evolve(filled(known), is_code=True)
