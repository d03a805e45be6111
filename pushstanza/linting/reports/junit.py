"""Findings for test reports: a suite for each file, a failed case for each finding.

Source: the format of Ant's JUnit task as Jenkins and GitLab read it.
"""

from lxml import etree

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.reports import Context, Summary, Write
from pushstanza.linting.reports.current import Current

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pushstanza">\n'


class JUnit:
    """A file without findings is a case that passed; a note fails nothing."""

    def __init__(self, write: Write, context: Context) -> None:
        self._write = write
        self._current = Current(context)
        self._is_open = False
        self._cases: list[etree._Element] = []
        self._failures = 0
        self._has_head = False

    def file(self, name: str) -> None:
        """Take note that a file begins."""
        self._close()
        self._current.begin(name)
        self._is_open = True

    def add(self, found: Diagnostic) -> None:
        """Take a finding."""
        self._is_open = True
        place = "" if found.span is None else f" ({found.line}:{found.column})"
        case = self._case(f"{found.code} {found.name}{place}")
        if found.span is not None:
            case.set("line", str(found.line))
        if found.severity == Severity.INFO:
            inside = etree.SubElement(case, "system-out")
        else:
            self._failures += 1
            message = {"type": str(found.severity), "message": _text(found.message)}
            inside = etree.SubElement(case, "failure", message)
        lines = [found.message, *([found.hint] if found.hint else []), found.url]
        inside.text = "\n".join(map(_text, lines))

    def finish(self, _summary: Summary) -> None:
        """Write the last suite."""
        self._close()
        self._begin()
        self._write("</testsuites>\n")

    def _case(self, name: str) -> etree._Element:
        path = _text(self._current.path)
        case = etree.Element("testcase", {"name": _text(name), "classname": path, "file": path})
        self._cases.append(case)
        return case

    def _begin(self) -> None:
        if not self._has_head:
            self._write(_HEAD)
            self._has_head = True

    def _close(self) -> None:
        """Write the suite of the current file."""
        if not self._is_open:
            return
        if not self._cases:
            self._case("no findings")
        suite = etree.Element("testsuite", name=_text(self._current.path))
        suite.set("tests", str(len(self._cases)))
        suite.set("failures", str(self._failures))
        suite.set("errors", "0")
        suite.extend(self._cases)
        etree.indent(suite, level=1)
        self._begin()
        self._write("  " + etree.tostring(suite, encoding="unicode") + "\n")
        self._cases = []
        self._failures = 0
        self._is_open = False


#: What XML refuses, and ``printable`` has no picture for.
_REFUSED = lazy_pattern("[\ud800-\udfff\ufffe\uffff]")


def _text(text: str) -> str:
    return _REFUSED.sub("\ufffd", printable(text))
