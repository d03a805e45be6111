"""Values to JSON that is safe to print: no terminal obeys it, and no CI log."""

import json
from typing import Any

from pushstanza.diagnostics.arguments import Argument
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern

_UNSAFE = lazy_pattern(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|#(?=#(?:vso)?\\[)"
)
#: By how much a level may be indented.
_MOST_BLANKS = 100

_encode = json.JSONEncoder(ensure_ascii=False).encode


def dumps(value: Any, *, indent: int | None = None, ensure_ascii: bool = False) -> str:
    """Return *value* as JSON, with escapes for what a terminal or a CI log may obey or refuse."""
    if indent is None and not ensure_ascii:
        text = _encode(value)
    else:
        text = json.dumps(value, indent=indent, ensure_ascii=ensure_ascii)
    return _escaped(text)


def compact(value: Any, *, indent: int | None = None) -> str:
    """Return *value* as JSON for programs: in one line without blanks, or indented for people."""
    if indent is not None and not 0 <= indent <= _MOST_BLANKS:
        reason = f"is {quoted(indent)}, not from 0 to {_MOST_BLANKS}"
        raise Argument("to_json()", "indent").wrong_value(reason, indent)
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, indent=indent, ensure_ascii=False, separators=separators)
    return _escaped(text)


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
