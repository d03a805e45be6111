"""Formats the stanzas in a text."""

import re
from collections.abc import Iterator

from pushstanza.binding import REGISTRY, read
from pushstanza.diagnostics.lines import Lines
from pushstanza.reading import extract, parsing, source
from pushstanza.reading import scan as scanning
from pushstanza.reading.input_kind import InputKind
from pushstanza.stanzas.parse import prettified
from pushstanza.stanzas.rfc6120 import CLIENT


def formatted(text: str, file: str | None = None, kind: InputKind = "auto") -> str:
    """Return *text* with each stanza in it formatted; the text around them is not changed.

    The *kind* of the text, or the name of its *file*, determines where stanzas may be, as in the
    linter. Source code and escaped stanzas are not changed.

    Only stanzas on lines of their own are formatted: the lines around a stanza in the middle of a
    line, as in a log or a quotation, would not survive it.

    Raises:
        XmlError: A stanza is not well-formed, or contains a comment, which is not allowed.
        ReadError: A stanza does not fit its model.
    """
    parts: list[str] = []
    done = 0
    lines = Lines(text)
    for start, end in _places(text, file, kind):
        scan = scanning.scan(text, start, end)
        _refuse_damage(scan, lines)
        for root in scan.roots:
            if _has_its_lines(text, root):
                parts += (text[done : root.start], _laid_out(text, root))
                done = root.end
    return "".join((*parts, text[done:]))


def _places(text: str, file: str | None, kind: InputKind) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each stanza in the text of a file."""
    found = extract.kind_of(file, text) if kind == "auto" else kind
    is_source = kind == "auto" and file is not None and extract.is_source(file)
    if found == "json" or is_source:
        return
    if found == "log":  # an incomplete stanza in a record is not formatted
        yield from scanning.candidates(text)
        return
    for segment in extract.segments(text, found, file):
        if segment.is_verbatim and not segment.is_code:
            first = segment.source_offset(0)
            for start, end in scanning.candidates(segment.text[: segment.cut]):
                yield first + start, first + end


def _refuse_damage(scan: scanning.Scan, lines: Lines) -> None:
    for damage in scan.damages:
        raise source.XmlError(damage.message, lines.span(damage.offset, damage.end_offset))
    for comment in scan.comments:
        if any(root.start < comment.start < root.end for root in scan.roots):
            raise source.XmlError(
                "a comment or processing instruction in a stanza cannot be preserved",
                lines.span(comment.start, comment.end),
            )


def _margin(text: str, root: scanning.ScannedElement) -> str:
    """Return the text before the element on its line."""
    return text[
        max(text.rfind("\n", 0, root.start), text.rfind("\r", 0, root.start)) + 1 : root.start
    ]


def _has_its_lines(text: str, root: scanning.ScannedElement) -> bool:
    behind = re.compile(r"[ \t]*(?:\r|\n|\Z)").match(text, root.end)
    return behind is not None and not _margin(text, root).strip(" \t\ufeff")


def _laid_out(text: str, root: scanning.ScannedElement) -> str:
    """Return the text of one element, indented like its first line."""
    original = text[root.start : root.end]
    element = parsing.in_stream(original)
    spec = REGISTRY.get(str(element.tag))
    namespace = next((each.value for each in root.attributes if each.name == "xmlns"), None)
    if spec is None or ":" in root.name or namespace not in {None, spec.namespace}:
        return original
    inside = "" if namespace is not None else CLIENT
    margin = _margin(text, root).lstrip("\ufeff")
    read(element, spec)  # raises if it does not fit the model
    laid_out = prettified(original, inside, margin)
    # Carriage returns in values are written as references, so these line ends are those of the
    # layout; parsers read every line end in a value as LF.
    return laid_out.replace("\n", "\r\n") if "\r\n" in original else laid_out
