"""The file that a report for programs is at, and its findings as JSON holds them."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from pushstanza.diagnostics import Diagnostic, Edit, Fix
from pushstanza.diagnostics.json_text import dumps
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.masking import masked_xml
from pushstanza.linting.reports import Context

#: What text is called that is in no file.
NO_FILE = "<text>"

__all__ = ["NO_FILE", "Current", "dumps"]

#: How much of the text before and behind an edit tells whether a secret is in it.
_BEFORE, _BEHIND = 500, 100


class Current:
    """The current file: its path, and its text where a finding needs that.

    Attributes:
        path: The path from the current folder, with slashes; that of a file elsewhere is whole.
        uri: The path as a URI.
    """

    def __init__(self, context: Context) -> None:
        self._read = context.read
        self._show_secrets = context.show_secrets
        self._name = NO_FILE
        self.path: str = NO_FILE
        self.uri: str = _quoted(NO_FILE)
        self._text: tuple[str | None] | None = None
        self._lines: Lines | None = None

    def begin(self, name: str) -> None:
        """Go on to the next file."""
        self._name = name
        self._text = self._lines = None
        path = Path(name)
        here = Path.cwd()
        path = path.relative_to(here) if path.is_relative_to(here) else path
        self.path = path.as_posix()
        self.uri = path.as_uri() if path.is_absolute() else _quoted(self.path)

    @property
    def text(self) -> str | None:
        """The text of the file, if it can be had."""
        if self._text is None:
            self._text = (self._read(self._name),)
        return self._text[0]

    @property
    def lines(self) -> Lines | None:
        """The lines of the text."""
        if self._lines is None and self.text is not None:
            self._lines = Lines(self.text)
        return self._lines

    def record(self, found: Diagnostic) -> dict[str, Any]:
        """Return a finding as JSON holds it, with the secrets in its fix covered."""
        record = found.to_dict()
        if found.fix is not None:
            record["fix"] = self.fix(found.fix)
        return record

    def fix(self, fix: Fix) -> dict[str, Any]:
        """Return a fix as JSON holds it; one that is masked cannot be made."""
        shown = [each.content if self._show_secrets else self._masked(each) for each in fix.edits]
        return {
            "message": fix.message,
            "safe": fix.safe,
            "masked": shown != [each.content for each in fix.edits],
            "edits": [
                {"offset": each.offset, "end_offset": each.end_offset, "content": content}
                for each, content in zip(fix.edits, shown, strict=True)
            ],
        }

    def _masked(self, edit: Edit) -> str:
        """Return the new text of an edit with secrets covered, which what is around it tells."""
        if not edit.content:
            return ""
        text = self.text or ""
        before = text[max(0, edit.offset - _BEFORE) : edit.offset]
        behind = text[edit.end_offset : edit.end_offset + _BEHIND]
        masked = masked_xml(before + edit.content + behind, bodies=True)
        return masked[len(before) : len(before) + len(edit.content)]


def _quoted(path: str) -> str:
    return quote(path, errors="surrogateescape")
