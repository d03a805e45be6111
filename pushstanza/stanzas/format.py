"""Text to the same text with its stanzas laid out for people."""

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
    """Return *text* with each stanza in it laid out; what stands around them stays as it is.

    Where stanzas may stand in the text follows from its *kind*, or from the name of its *file*, as
    it does for the linter; source code, and what is written with escapes, is left alone.

    Only stanzas on lines of their own are: one in the middle of a line, as in a log or a
    quotation, cannot be laid out without damage to what is around it.

    Raises:
        XmlError: a stanza is not well-formed, or holds a comment, which has no place in it.
        ReadError: a model cannot hold it.
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
    """Yield where stanzas stand in the text of a file, each as it is written there."""
    found = extract.kind_of(file, text) if kind == "auto" else kind
    if found == "json":
        return
    if found == "log":  # what its records hold by half is no stanza to be laid out
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
                "a comment or processing instruction inside a stanza cannot be kept",
                lines.span(comment.start, comment.end),
            )


def _margin(text: str, root: scanning.ScannedElement) -> str:
    """Return what stands before the element on its line."""
    return text[
        max(text.rfind("\n", 0, root.start), text.rfind("\r", 0, root.start)) + 1 : root.start
    ]


def _has_its_lines(text: str, root: scanning.ScannedElement) -> bool:
    behind = re.compile(r"[ \t]*(?:\r|\n|\Z)").match(text, root.end)
    return behind is not None and not _margin(text, root).strip(" \t\ufeff")


def _laid_out(text: str, root: scanning.ScannedElement) -> str:
    """Return the text of one element, indented as its first line is."""
    original = text[root.start : root.end]
    element = parsing.in_stream(original)
    spec = REGISTRY.get(str(element.tag))
    namespace = next((each.value for each in root.attributes if each.name == "xmlns"), None)
    if spec is None or ":" in root.name or namespace not in {None, spec.namespace}:
        return original
    inside = "" if namespace is not None else CLIENT
    margin = _margin(text, root).lstrip("\ufeff")
    read(element, spec)  # what no model can hold is refused
    laid_out = prettified(original, inside, margin)
    # A carriage return in a value is a reference, so these are the line ends of the layout; those
    # in values are read as LF whatever they are.
    return laid_out.replace("\n", "\r\n") if "\r\n" in original else laid_out
