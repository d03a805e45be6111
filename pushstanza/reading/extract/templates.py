"""Templates to the text that a program makes of them, with marks for what it fills in."""

from collections.abc import Iterator
from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.extract.code.content import with_attributes_apart
from pushstanza.reading.extract.segment import Segment, undone

#: What template languages write for a value or for a decision: Jinja, Mustache, ERB, EEx, EJS, JSP,
#: PHP, FreeMarker, Velocity, Razor.
MARKS: Final = lazy_pattern(
    r"\{\{\{?(?s:(?!\}\}|\{\{).){0,2000}\}?\}\}"
    r"|\{%(?s:(?!%\}).){0,2000}%\}"
    r"|\{#(?s:(?!#\}).){0,2000}#\}"
    r"|<%(?s:(?!%>).){0,2000}%>"
    r"|<\?(?:php|=)(?s:(?!\?>).){0,2000}\?>"
    r"|</?[#@][a-z](?:[^<>]|<[^<>]*>){0,200}>"
    r"|(?m:^)[ \t]*%[ \t][^\n]*"
    r"|[$#@]!?\{[^{}]{0,2000}\}"
    r"|\$!?[A-Za-z_][\w.]*(?:\([^()\n]{0,200}\))?"
    r"|@\([^()\n]{0,200}(?:\([^()\n]{0,200}\)[^()\n]{0,200}){0,8}\)"
    r"|(?<=[\"'])<[a-z]\w*:\w+\s[^<>]{0,400}/>(?=[\"'])"
    r"|@[A-Za-z_][\w.]*(?:\([^()\n]{0,200}\))?(?!@)"
)
_COMMENT: Final = lazy_pattern(r"\{#|\{\{!|<%#|<%--|@\*")


def segments(text: str) -> Iterator[Segment]:
    """Yield the text of a template."""
    found = undone(text, MARKS, lambda mark: "" if _COMMENT.match(mark[0]) else UNKNOWN)
    yield attrs.evolve(with_attributes_apart(found), is_code=True)
