"""Damaged text to findings: what the scanner says of it, and where its stanzas stand."""

from bisect import bisect_right
from collections.abc import Iterator

from pushstanza.binding import NAMESPACES
from pushstanza.diagnostics import Diagnostic, Fix, Severity
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.unknown import UNKNOWN, holds_unknown
from pushstanza.linting.context import Context
from pushstanza.linting.cuts import Cuts, is_notation
from pushstanza.linting.damage_answers import DamageAnswers
from pushstanza.linting.placing import Place
from pushstanza.linting.relevance import text_concerns_push
from pushstanza.linting.rules import RULES, Finding
from pushstanza.reading import scan as scanning
from pushstanza.reading.finder import SURE_STANZA
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


#: The rules of what ends a stream, whatever a stanza is about.
_FATAL = frozenset({"PS001", "PS003", "PS004"})


def damages_in(place: Place, cuts: Cuts, context: Context) -> Iterator[Diagnostic]:
    """Yield the damages that are looked for.

    Outside of the scope these are only what ends a stream in what is a stanza for sure.
    """
    text = place.text
    if context.settings.scope == "all" or text_concerns_push(text):
        yield from cuts.notes(place)
        yield from _damages(place, cuts, context)
    elif SURE_STANZA.search(text):
        yield from (each for each in _damages(place, cuts, context) if each.code in _FATAL)


def _damages(place: Place, cuts: Cuts, context: Context) -> Iterator[Diagnostic]:
    """Yield the damages; a comment in a document is for its readers, and stays."""
    scan, is_explained = place.scan, context.is_explained
    severity = Severity.INFO if is_explained else None
    answers = DamageAnswers(place, context)
    for damage in scan.damages:
        if place.is_interpolated and _is_unknown(damage, scan.text):
            continue
        if cuts.excuse(damage) or (is_explained and is_notation(damage, scan.text)):
            continue
        rule = RULES[DAMAGE_RULES.get(damage.kind, "PS001")]
        is_note = damage.kind in {"comment", "processing-instruction"}
        finding = Finding(damage.message, hint=damage.hint, severity=severity if is_note else None)
        finding = answers.added(rule, finding)
        fix = _without_inner_quotes(damage, place)
        yield from place.at(rule, finding, damage.offset, damage.end_offset, fix=fix)
    inside = stanza_places(scan)
    for comment in scan.comments:
        index = bisect_right(inside, (comment.start,)) - 1
        if index >= 0 and comment.start < inside[index][1]:
            message = f"a {comment.kind.replace('-', ' ')} is not allowed in an XMPP stream"
            yield from place.at(
                RULES["PS002"],
                answers.added(RULES["PS002"], Finding(message, severity=severity)),
                comment.start,
                comment.end,
                fix=None if is_explained else place.deletion(comment.start, comment.end),
            )


def _is_unknown(damage: scanning.Damage, text: str) -> bool:
    """Tell whether a damage may come from a value that only a program knows."""
    if holds_unknown(damage.message):
        return True
    start, end = damage.offset, damage.end_offset
    match damage.kind:
        case "quote-missing":
            return False
        case "bare-ampersand":
            return _REFERENCE.match(text, start) is not None
        case "duplicate-attribute":
            return holds_unknown(_VALUE.sub("", text[start:end]))
        case "end-tag-missing":
            in_tag = holds_unknown(_VALUE.sub("", text[start:end]))
            return in_tag or _CONTENT.match(text, end) is not None
        case "end-tag-unexpected":
            return _CONTENT.match(text, 0, start) is not None
    return holds_unknown(text[start : end + 1])


#: A reference whose number or name a program puts in.
_REFERENCE = lazy_pattern(f"&#?x?{UNKNOWN}")
#: The value of an attribute: whatever it is, the tag around it stays one.
_VALUE = lazy_pattern(r""""[^"]*"|'[^']*'""")
#: What a program puts between tags: elements, or halves of them.
_CONTENT = lazy_pattern(rf"(?:[^<{UNKNOWN}]|<[^<>]*>)*(?:{UNKNOWN}|</{UNKNOWN})")


def _without_inner_quotes(damage: scanning.Damage, place: Place) -> Fix | None:
    """Return the fix for a namespace in two pairs of quotes, of which one belongs to the value."""
    found = _QUOTED_TWICE.search(place.scan.text, damage.offset, damage.end_offset)
    if damage.kind != "invalid-namespace" or found is None or found["uri"] not in NAMESPACES:
        return None
    first = place.deletion(*found.span("before"))
    last = place.deletion(*found.span("behind"))
    if first is None or last is None:
        return None
    return Fix("Remove the inner quotes", (*first.edits, *last.edits), safe=True)


#: A value with quotes in its quotes, written as they are or as references.
_QUOTED_TWICE = lazy_pattern(
    r"""=\s*(["'])(?P<before>\s*(?:["']|&apos;|&quot;)\s*)(?P<uri>[^\s"'&<>]+)"""
    r"""(?P<behind>\s*(?:["']|&apos;|&quot;)\s*)\1"""
)


def stanza_places(scan: scanning.Scan) -> list[tuple[int, int]]:
    """Return where the outermost stanzas are, or whatever elements there are instead."""
    found: list[tuple[int, int]] = []
    for each in scan.elements:
        is_inside = bool(found) and each.start < found[-1][1]
        if scanning.local_name(each.name) in STANZAS and not is_inside:
            found.append((each.start, each.end))
    return found or [(each.start, each.end) for each in scan.roots]
