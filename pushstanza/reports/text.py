"""Findings for people: each with the line it is in, and a caret under the very place."""

import re
from collections.abc import Callable, Iterator, Sequence

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.masking import masked_xml

_LINE_END = re.compile(r"\r\n?|\n")

#: How many columns of a long line are shown before and behind the place.
WINDOW = 60

#: Gets a text and what it is (a severity, code, path or caret), returns it coloured.
Style = Callable[[str, str], str]


def plain(text: str, _role: str) -> str:
    """Return *text* without colours."""
    return text


def report(
    diagnostics: Sequence[Diagnostic],
    texts: dict[str, str],
    *,
    style: Style = plain,
    show_secrets: bool = False,
) -> Iterator[str]:
    """Yield the lines of the report; *texts* holds what the files hold, by their names."""
    lines_of = {
        name: _LINE_END.split(text if show_secrets else masked_xml(text))
        for name, text in texts.items()
    }
    for each in diagnostics:
        yield _headline(each, style)
        yield from _excerpt(each, lines_of.get(each.file or "", []), style)
        if each.hint:
            yield f"  = {printable(each.hint)}"
        yield ""


def _headline(each: Diagnostic, style: Style) -> str:
    where = ":".join(
        printable(str(part)) for part in (each.file, each.line, each.column) if part is not None
    )
    what = style(f"{each.severity}[{each.code}]", each.severity)
    return f"{style(where, 'path')}: {what} {each.name}: {printable(each.message)}"


def _excerpt(each: Diagnostic, lines: list[str], style: Style) -> Iterator[str]:
    span = each.span
    if span is None or span.line > len(lines):
        return
    line = lines[span.line - 1]
    end = span.end_column if span.end_line == span.line else len(line) + 1
    first = max(0, span.column - 1 - WINDOW)
    last = min(len(line), max(end - 1, span.column) + WINDOW)
    before, after = "…" * (first > 0), "…" * (last < len(line))
    margin = " " * len(str(span.line))
    blanks = " " * (len(before) + _width(line[first : span.column - 1]))
    carets = "^" * max(1, _width(line[span.column - 1 : end - 1][: last - span.column + 1]))
    yield f" {margin} |"
    yield f" {span.line} | {before}{printable(line[first:last])}{after}"
    yield f" {margin} | {blanks}{style(carets, 'caret')}"


#: What a terminal may obey or hide, and a picture of it.
_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **dict.fromkeys((*range(0x80, 0xA0), 0x200E, 0x200F, 0x2028, 0x2029), "\u2426"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\u2426"),
}


def printable(text: str) -> str:
    """Return *text* with control characters as pictures of them, so that no terminal obeys."""
    return text.translate(_PICTURES)


def _width(text: str) -> int:
    """Return how many columns of a terminal *text* takes."""
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def summary(diagnostics: Sequence[Diagnostic], files: int, stanzas: int) -> str:
    """Return the closing line: what was checked, and what was found."""
    counts = [
        _count(sum(each.severity == severity for each in diagnostics), word)
        for severity, word in (
            (Severity.ERROR, "error"),
            (Severity.WARNING, "warning"),
            (Severity.INFO, "note"),
        )
    ]
    checked = f"Checked {_count(files, 'file')}, {_count(stanzas, 'stanza')}"
    found = ", ".join(count for count in counts if not count.startswith("0 "))
    return f"{checked}: {found or 'nothing found'}."


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
