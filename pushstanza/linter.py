"""Text to findings: what the reader, the schemas and the rules say of it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias

import attrs
from lxml import etree

from pushstanza import scan as scanning
from pushstanza import schema, source
from pushstanza.binding import NAMESPACES, REGISTRY, Faults, Model
from pushstanza.diagnostics import Diagnostic, PushStanzaError, Span, Target
from pushstanza.lines import Lines
from pushstanza.rules import RULES, Finding, Rule, Scope
from pushstanza.rules.rule import Check, unknown_rule

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


class UnknownTargetError(PushStanzaError, LookupError):
    """A target that there is no knowledge of."""


@attrs.frozen
class Checked:
    """What was found in a text, how many stanzas were looked at, and the text itself."""

    diagnostics: list[Diagnostic]
    stanzas: int
    text: str = attrs.field(repr=False)


def lint(data: str | bytes, target: str | None = None) -> list[Diagnostic]:
    """Return what is wrong with the stanzas in *data*.

    They may stand in prose or in a log, and may be damaged: each damage is a finding, and the rules
    look at what can be made of the rest.

    Args:
        data: The text, or its bytes in UTF-8.
        target: The server that the stanzas are meant for; by default none in particular.
    """
    return check(data, target=target).diagnostics


def check(
    data: str | bytes,
    *,
    file: str | None = None,
    target: str | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
) -> Checked:
    """Return the findings in *data*, and how many stanzas it holds.

    *select* and *ignore* name rules by code, the beginning of a code, or name.

    Raises:
        UnknownRuleError: *select* or *ignore* names no rule.
    """
    wanted = chosen(select, ignore)
    if target is not None and target not in [*Target]:
        raise UnknownTargetError(f"no target {target!r}: {', '.join(Target)}")
    text, found = _decoded(data)
    lines = Lines(text)
    places = scanning.candidates(text)
    for start, end in places:
        found += _stanza(text, start, end, lines, target)
    kept = [attrs.evolve(each, file=file) for each in found if each.code in wanted]
    return Checked(sorted(kept, key=_order), len(places), text)


def _decoded(data: str | bytes) -> tuple[str, list[Diagnostic]]:
    """Return the text in *data*, and the finding that it is not in UTF-8."""
    if isinstance(data, str):
        return data, []
    if not isinstance(data, bytes | bytearray):
        raise source.UnsupportedDataError(f"text or bytes are needed, not {type(data).__name__}")
    try:
        return source.decoded(bytes(data), source.Limits(size=len(data))), []
    except source.XmlError as error:
        text = bytes(data).decode("utf-8", "replace")
        span = error.span or Lines(text).span(0, min(1, len(text)))
        return text, [_diagnostic(RULES["PS004"], Finding(error.reason), span)]


def chosen(select: Sequence[str] | None, ignore: Sequence[str] | None) -> frozenset[str]:
    """Return the codes of the rules that are wanted.

    Raises:
        UnknownRuleError: a word names no rule; the message says which was probably meant.
    """
    wanted = {code for word in select for code in _matching(word)} if select else {*RULES}
    return frozenset(wanted - {code for word in ignore or () for code in _matching(word)})


def _matching(word: str) -> set[str]:
    found = {each.code for each in RULES.values() if each.name == word}
    if word.startswith("PS"):
        found |= {code for code in RULES if code.startswith(word)}
    if not found:
        raise unknown_rule(word)
    return found


def _order(found: Diagnostic) -> tuple[int, str]:
    return (found.span.offset if found.span else 0, found.code)


#: What a rule found, and the element it is about.
_Found: TypeAlias = tuple[Rule, Finding, etree._Element]


def _stanza(
    text: str, start: int, end: int, lines: Lines, target: str | None
) -> Iterator[Diagnostic]:
    """Yield the findings in one stanza."""
    root = source.sound(text[start:end])
    if root is None:
        yield from _damaged(scanning.scan(text, start, end), start, lines, target)
        return
    found = [*_findings_below(root, target)]
    if found:  # places cost more than all the rest, and are looked up only now
        places = dict(zip(root.iter("*"), scanning.scan(text, start, end).elements, strict=True))
        yield from _placed(found, places, lines)


def _damaged(
    scan: scanning.Scan, start: int, lines: Lines, target: str | None
) -> Iterator[Diagnostic]:
    """Yield the damages, and the findings in what can be made of the rest."""
    yield from _damages(scan, start, lines)
    for scanned in scan.roots:
        try:
            root = source.in_stream(scanning.repair(scanned))
        except (source.XmlError, ValueError) as error:
            if not scan.damages:
                finding = Finding(getattr(error, "reason", str(error)))
                span = lines.span(scanned.start, scanned.name_end)
                yield _diagnostic(RULES["PS001"], finding, span)
            continue
        inside = [each for each in scan.elements if scanned.start <= each.start < scanned.end]
        places = dict(zip(root.iter("*"), inside, strict=True))
        yield from _placed(_findings_below(root, target), places, lines)


def _placed(
    found: Iterable[_Found],
    places: dict[etree._Element, scanning.ScannedElement],
    lines: Lines,
) -> Iterator[Diagnostic]:
    for rule, finding, element in found:
        yield _diagnostic(rule, finding, _span(places[element], finding, element, lines))


def _findings_below(root: etree._Element, target: str | None) -> Iterator[_Found]:
    for stanza in source.stanzas_in((root,)):
        yield from _findings(stanza, target)


def _damages(scan: scanning.Scan, start: int, lines: Lines) -> Iterator[Diagnostic]:
    for damage in scan.damages:
        rule = RULES[DAMAGE_RULES.get(damage.kind, "PS001")]
        span = lines.span(damage.offset, damage.end_offset)
        yield _diagnostic(rule, Finding(damage.message, hint=damage.hint), span)
    for comment in scan.comments:
        # At the very beginning a declaration is that of a file, and not sent.
        if comment.kind != "xml-declaration" or comment.start != start:
            message = f"a {comment.kind.replace('-', ' ')} has no place in an XMPP stream"
            span = lines.span(comment.start, comment.end)
            yield _diagnostic(RULES["PS002"], Finding(message), span)


def _findings(root: etree._Element, target: str | None) -> Iterator[_Found]:
    """Yield what the rules find in a tree, then what only the schemas do."""
    found = [*_by_rules(root, target)]
    yield from found
    told = {(element, finding.attribute) for _, finding, element in found}
    elements = {element for element, _ in told}
    for violation in schema.violations(root):
        element, attribute = violation.element, violation.attribute
        if violation.reason == schema.Reason.UNKNOWN_ROOT and not _is_ours(root):
            continue  # a log holds much else
        if (element, attribute) not in told and not (attribute is None and element in elements):
            finding = Finding(violation.message, attribute=attribute, hint=violation.hint)
            yield RULES["PS011"], finding, element


def _is_ours(root: etree._Element) -> bool:
    """Tell whether an element is of a namespace of the flow, or of none."""
    namespace = etree.QName(root).namespace
    return namespace is None or namespace in NAMESPACES


def _by_rules(root: etree._Element, target: str | None) -> Iterator[_Found]:
    models, read = _models(root)
    stanza = models[-1][1] if read else None
    scope = Scope(stanza=stanza, target=target)
    where = {id(model): element for element, model in models}
    for rule, check in _checks_for(None):
        for element in root.iter("*"):
            for finding in check(element, scope):
                yield rule, finding, element
    for element, model in models:
        kind: Any = type(model)
        for rule, check in _checks_for(kind):
            for finding in check(model, scope):
                yield rule, finding, where.get(id(finding.at), element)


@cache
def _checks_for(cls: Any) -> tuple[tuple[Rule, Check], ...]:
    """Return the rules that look at models of *cls*, or at elements where there is none."""
    return tuple(
        (rule, rule.check)
        for rule in RULES.values()
        if rule.check and (rule.on is cls if cls is None else rule.on and issubclass(cls, rule.on))
    )


def _models(root: etree._Element) -> tuple[list[tuple[etree._Element, Model]], bool]:
    """Return each model in a tree with its element, the root's last, and whether that is one."""
    faults = Faults()
    spec = REGISTRY.get(str(root.tag))
    if spec is not None:
        spec.read(root, faults)
        return faults.read, True
    for element in root.iter("*"):
        inner = REGISTRY.get(str(element.tag))
        parent = element.getparent()
        if inner is not None and (parent is None or str(parent.tag) not in REGISTRY):
            inner.read(element, faults)
    return faults.read, False


def _span(
    scanned: scanning.ScannedElement, finding: Finding, element: etree._Element, lines: Lines
) -> Span:
    """Return the place of an attribute, or of the start of the tag where there is none."""
    name = finding.attribute
    found = None if name is None else source.attribute_of(scanned, name, element)
    if found is not None:
        return lines.span(found.start, found.end)
    return lines.span(scanned.start, scanned.name_end)


def _diagnostic(rule: Rule, finding: Finding, span: Span) -> Diagnostic:
    return Diagnostic(
        code=rule.code,
        name=rule.name,
        severity=finding.severity or rule.severity,
        message=finding.message,
        span=span,
        hint=finding.hint,
    )
