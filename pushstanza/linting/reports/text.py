"""Findings for people: each with the line it is in, and a caret under the very place."""

from collections import Counter
from collections.abc import Iterator

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.excerpts import drawn, printable
from pushstanza.diagnostics.wrapping import wrapped
from pushstanza.linting.reports import Context, Style, Summary, Write, plain

__all__ = ["Style", "Text", "place", "plain", "printable"]

#: How many findings that say the same are shown in a file; then the number of further ones.
ALIKE = 5


class Text:
    """Each finding in a paragraph of its own."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._context = context
        self._alike: Counter[tuple[str, str]] = Counter()
        self._folded: dict[tuple[str, str], Diagnostic] = {}

    def file(self, _name: str) -> None:
        """Take note that a file begins."""
        self._fold()

    def add(self, found: Diagnostic) -> None:
        """Write a finding, unless enough of its kind were written."""
        kind = found.code, found.message
        self._alike[kind] += 1
        if self._alike[kind] <= ALIKE or self._context.show_all:
            self._write("\n".join(self._shown(found)) + "\n\n")
        else:
            self._folded.setdefault(kind, found)

    def finish(self, _summary: Summary) -> None:
        """Write what is left of the last file."""
        self._fold()

    def _fold(self) -> None:
        """Write how many findings were not."""
        for kind, found in self._folded.items():
            more = f"{self._alike[kind] - ALIKE:,} more like this"
            file = printable(found.file or "")
            start = f"{self._context.style(file, 'path')}: " if file else ""
            message = printable(found.message)
            line = f"{start}{self._what(found)} {found.name}: {more}: {message}"
            self._write("\n".join(wrapped(line, self._context.width)) + "\n\n")
        self._alike.clear()
        self._folded.clear()

    def _shown(self, found: Diagnostic) -> Iterator[str]:
        """Yield the lines of a finding, all but that of the source in the width of the terminal."""
        sentences = self._sentences(found)
        columns = self._context.width
        yield from wrapped(next(sentences), columns)
        yield from self._source(found)
        for each in sentences:
            yield from wrapped(each, columns)

    def _source(self, found: Diagnostic) -> Iterator[str]:
        """Yield the line that a finding is in, of which as much is shown as has room."""
        if found.excerpt is None or found.line is None:
            return
        margin = " " * len(str(found.line))
        width = self._context.width
        room = None if width is None else width - len(margin) - len("  | ")
        line, carets = drawn(found.excerpt, room)
        blanks = " " * (len(carets) - len(carets.lstrip()))
        yield f" {margin} |"
        yield f" {found.line} | {line}"
        yield f" {margin} | {blanks}{self._context.style(carets.lstrip(), 'caret')}"

    def _sentences(self, found: Diagnostic) -> Iterator[str]:
        style = self._context.style
        where = place(found)
        start = f"{style(where, 'path')}: " if where else ""
        yield f"{start}{self._what(found)} {found.name}: {printable(found.message)}"
        if found.hint:
            yield f"  = {printable(found.hint)}"
        if found.stanza:
            yield f"  = in {printable(found.stanza)}"
        if found.fix is not None:
            what = "fix" if found.fix.safe else "suggestion (--unsafe-fixes)"
            yield f"  = {what}: {printable(found.fix.message)}"

    def _what(self, found: Diagnostic) -> str:
        code = found.code
        if self._context.hyperlinks:
            code = f"\x1b]8;;{found.url}\x1b\\{code}\x1b]8;;\x1b\\"
        return self._context.style(f"{found.severity}[{code}]", found.severity)


def place(found: Diagnostic) -> str:
    """Return the file, line and column of a finding, as far as they are known."""
    parts = (found.file, found.line, found.column)
    return ":".join(printable(str(part)) for part in parts if part is not None)
