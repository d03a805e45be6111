"""Findings for test reports: a suite for each file, a failed case for each finding.

Source: the format of Ant's JUnit task as Jenkins and GitLab read it.
"""

from html import escape

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.excerpts import printable
from pushstanza.reports import Context, Summary, Write
from pushstanza.reports.current import Current


class JUnit:
    """A file without findings is a case that passed; a note fails nothing."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._current = Current(context)
        self._is_open = False
        self._cases: list[str] = []
        self._failures = 0
        self._head = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pushstanza">\n'

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        self._close()
        self._current.begin(name)
        self._is_open = True

    def add(self, found: Diagnostic) -> None:
        """Take a finding."""
        self._is_open = True
        place = "" if found.span is None else f" ({found.line}:{found.column})"
        lines = [found.message, *([found.hint] if found.hint else []), found.url]
        text = "\n".join(map(_text, lines))
        if found.severity == Severity.INFO:
            inside = f"<system-out>{text}</system-out>"
        else:
            self._failures += 1
            message = _text(found.message)
            inside = f'<failure type="{found.severity}" message="{message}">{text}</failure>'
        line = "" if found.span is None else f' line="{found.line}"'
        self._case(f"{found.code} {found.name}{place}", line, inside)

    def finish(self, _summary: Summary) -> None:
        """Write the last suite."""
        self._close()
        self._write(f"{self._head}</testsuites>\n")

    def _case(self, name: str, attributes: str, inside: str) -> None:
        path = _text(self._current.path)
        self._cases.append(
            f'    <testcase name="{_text(name)}" classname="{path}" file="{path}"{attributes}>'
            f"{inside}</testcase>\n"
        )

    def _close(self) -> None:
        """Write the suite of the current file."""
        if not self._is_open:
            return
        if not self._cases:
            self._case("no findings", "", "")
        self._write(
            f'{self._head}  <testsuite name="{_text(self._current.path)}"'
            f' tests="{len(self._cases)}" failures="{self._failures}" errors="0">\n'
            f"{''.join(self._cases)}  </testsuite>\n"
        )
        self._head = ""
        self._cases = []
        self._failures = 0
        self._is_open = False


def _text(text: str) -> str:
    return escape(printable(text), quote=False).translate(_OTHERS)


#: What ends the value of an attribute, and what XML refuses and ``printable`` has no picture for.
_OTHERS = {ord('"'): "&quot;", 0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
