"""Text to the smallest pieces of XML in it: blanks, names, values, references; and back to text."""

import re
from functools import cache
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern

# Names are ASCII here: the classes of all name characters take milliseconds to compile, and few
# texts need them. No quantifier repeats what may follow it, so that no text is read twice.
BLANK: Final = r"[ \t\r\n]"
NAME: Final = r"[:A-Z_a-z][:A-Z_a-z0-9.\-]*"
VALUE: Final = r"""(?:"[^"<]*"|'[^'<]*')"""
TAG: Final = lazy_pattern(
    rf"<(?:({NAME})(?:{BLANK}+{NAME}{BLANK}*={BLANK}*{VALUE})*{BLANK}*(/?)>|/({NAME}){BLANK}*>)"
)
ATTRIBUTE: Final = lazy_pattern(rf"""({NAME}){BLANK}*={BLANK}*(?:"([^"]*)"|'([^']*)')""")
ATTRIBUTE_NAME: Final = lazy_pattern(rf"({NAME}){BLANK}*={BLANK}*{VALUE}")
_ASCII_NAME: Final = lazy_pattern(NAME)
_BLANKS: Final = lazy_pattern(rf"{BLANK}*")
BLANK_CHARACTERS: Final = " \t\r\n"
NEWLINE: Final = lazy_pattern(r"\r\n?|\n")

XML_DECLARATION: Final = lazy_pattern(
    rf"""<\?xml{BLANK}+version{BLANK}*={BLANK}*(["'])1\.[0-9]*\1"""
    rf"""(?:{BLANK}+encoding{BLANK}*={BLANK}*(["'])[A-Za-z][A-Za-z0-9._\-]*\2)?"""
    rf"""(?:{BLANK}+standalone{BLANK}*={BLANK}*(["'])(?:yes|no)\3)?{BLANK}*\?>"""
)

_ILLEGAL: Final = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REFERENCE: Final = lazy_pattern(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9a-fA-F]+));")
_PREDEFINED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_VALUE_BLANKS: Final = str.maketrans("\t\n\r", "   ")

CURLY: Final = "“”„‟‘’‚‛«»′″`´"  # noqa: RUF001


@cache
def _name_pattern() -> re.Pattern[str]:
    """Return the pattern of the names of XML 1.0, fifth edition, section 2.3."""
    first = (
        ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
        "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
    )
    return re.compile(f"[{first}][{first}\\-.0-9\xb7\u0300-\u036f\u203f\u2040]*")


def end_of_blanks(text: str, position: int, end: int) -> int:
    """Return where the blanks end that begin at *position*."""
    match = _BLANKS.match(text, position, end)
    return match.end() if match else position


def end_of_name(text: str, position: int, end: int) -> int:
    """Return where the name that begins at *position* ends, or *position* if none does."""
    match = _ASCII_NAME.match(text, position, end)
    stop = match.end() if match else position
    if stop < end and text[stop] >= "\x80":
        match = _name_pattern().match(text, position, end)
        stop = match.end() if match else position
    return stop


def is_colonless(name: str) -> bool:
    """Return whether *name* is a name without a prefix."""
    return ":" not in name and 0 < len(name) == end_of_name(name, 0, len(name))


def is_qualified(name: str) -> bool:
    """Return whether *name* is a name with at most one prefix."""
    return ":" not in name or (
        name.count(":") == 1 and all(is_colonless(part) for part in name.split(":"))
    )


def local_name(name: str) -> str:
    """Return *name* without its prefix."""
    return name.rpartition(":")[2]


def clip(text: str, most: int = 40) -> str:
    """Return *text* for a message: on one line, cut where it is long, and fit to be printed."""
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    return _ILLEGAL.sub("\ufffd", " ".join(text.split()))


def decode(raw: str) -> str:
    """Return the value that *raw* stands for between quotes."""
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n")
    raw = raw.translate(_VALUE_BLANKS)
    return _ILLEGAL.sub("\ufffd", REFERENCE.sub(character_of, raw) if "&" in raw else raw)


def character_of(match: re.Match[str]) -> str:
    """Return what a reference stands for, and what stands for nothing as it is."""
    name, decimal, hexadecimal = match.groups()
    if name:
        return _PREDEFINED[name]
    digits = (decimal or hexadecimal).lstrip("0")
    # More than seven digits are no character, and thousands of them Python does not even read.
    number = int(digits or "0", 10 if decimal else 16) if len(digits) <= 7 else 0
    is_allowed = 0 < number <= 0x10FFFF and not _ILLEGAL.match(chr(number))
    return chr(number) if is_allowed else match[0]


def quoted(value: str) -> str:
    """Return *value* as it is written, with its quotes."""
    value = value.replace("&", "&amp;").replace("<", "&lt;")
    for character in "\t\n\r":
        value = value.replace(character, f"&#{ord(character)};")
    if "'" in value:
        return '"' + value.replace('"', "&quot;") + '"'
    return f"'{value}'"
