"""Text to the same text with its stanzas laid out for people."""

from pushstanza import scan as scanning
from pushstanza import source
from pushstanza.binding import REGISTRY, read, write
from pushstanza.lines import Lines
from pushstanza.stanza import prettified
from pushstanza.stanzas.rfc6120 import CLIENT


def formatted(text: str) -> str:
    """Return *text* with each stanza in it laid out; what stands around them stays as it is.

    Raises:
        XmlError: a stanza is not well-formed, or holds a comment, which has no place in it.
        ReadError: a model cannot hold it.
    """
    parts: list[str] = []
    done = 0
    for start, end in scanning.candidates(text):
        scan = scanning.scan(text, start, end)
        _refuse_damage(scan, Lines(text))
        for root in scan.roots:
            parts += (text[done : root.start], _laid_out(text, root))
            done = root.end
    return "".join((*parts, text[done:]))


def _refuse_damage(scan: scanning.Scan, lines: Lines) -> None:
    for damage in scan.damages:
        raise source.XmlError(damage.message, lines.span(damage.offset, damage.end_offset))
    for comment in scan.comments:
        if any(root.start < comment.start < root.end for root in scan.roots):
            raise source.XmlError(
                "a comment or processing instruction inside a stanza cannot be kept",
                lines.span(comment.start, comment.end),
            )


def _laid_out(text: str, root: scanning.ScannedElement) -> str:
    """Return the text of one element, indented as its first line is."""
    original = text[root.start : root.end]
    element = source.in_stream(original)
    spec = REGISTRY.get(str(element.tag))
    if spec is None:
        return original
    declared = any(each.name == "xmlns" for each in root.attributes)
    namespace = "" if declared else CLIENT
    laid_out = prettified(write(read(element, spec), namespace), namespace)
    line = text.rfind("\n", 0, root.start) + 1
    margin = text[line : root.start]
    return laid_out.replace("\n", f"\n{margin}") if margin.isspace() else laid_out
