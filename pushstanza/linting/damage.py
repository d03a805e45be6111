"""Damaged text to findings: what the scanner says of it, and where its stanzas stand."""

from bisect import bisect_right
from collections.abc import Iterator

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.unknown import holds_unknown
from pushstanza.linting.placing import Place
from pushstanza.linting.rules import RULES, Finding
from pushstanza.reading import scan as scanning
from pushstanza.reading.names import STANZAS

#: Which rule a damage belongs to; all others are PS001.
DAMAGE_RULES = {
    "comment": "PS002",
    "invalid-namespace": "PS005",
    "processing-instruction": "PS002",
    "xml-declaration-misplaced": "PS002",
    "doctype": "PS003",
    "markup-declaration": "PS003",
    "undefined-entity": "PS003",
    "illegal-character": "PS004",
    "illegal-reference": "PS004",
    "not-utf-8": "PS004",
    "other-encoding": "PS004",
}


def damages_in(scan: scanning.Scan, place: Place, *, is_explained: bool) -> Iterator[Diagnostic]:
    """Yield the damages; a comment in a document is for its readers, and stays."""
    severity = Severity.INFO if is_explained else None
    for damage in scan.damages:
        if place.is_interpolated and _is_unknown(damage, scan.text):
            continue
        rule = RULES[DAMAGE_RULES.get(damage.kind, "PS001")]
        is_note = damage.kind in {"comment", "processing-instruction"}
        finding = Finding(damage.message, hint=damage.hint, severity=severity if is_note else None)
        yield from place.at(rule, finding, damage.offset, damage.end_offset)
    inside = stanza_places(scan)
    for comment in scan.comments:
        index = bisect_right(inside, (comment.start,)) - 1
        if index >= 0 and comment.start < inside[index][1]:
            message = f"a {comment.kind.replace('-', ' ')} is not allowed in an XMPP stream"
            yield from place.at(
                RULES["PS002"],
                Finding(message, severity=severity),
                comment.start,
                comment.end,
                fix=None if is_explained else place.deletion(comment.start, comment.end),
            )


def _is_unknown(damage: scanning.Damage, text: str) -> bool:
    """Tell whether a damage may come from a value that only a program knows."""
    around = text[damage.offset : damage.end_offset + 1]
    return holds_unknown(around) or holds_unknown(damage.message)


def stanza_places(scan: scanning.Scan) -> list[tuple[int, int]]:
    """Return where the outermost stanzas are, or whatever elements there are instead."""
    found: list[tuple[int, int]] = []
    for each in scan.elements:
        is_inside = bool(found) and each.start < found[-1][1]
        if scanning.local_name(each.name) in STANZAS and not is_inside:
            found.append((each.start, each.end))
    return found or [(each.start, each.end) for each in scan.roots]
