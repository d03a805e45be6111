"""Text to findings: what the reader, the schemas and the rules say of it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import attrs
from lxml import etree

from pushstanza.binding import NAMESPACES, REGISTRY, Faults, Model, Passed
from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.lines import Lines
from pushstanza.jid import Jid
from pushstanza.linting.answers import answered
from pushstanza.linting.placing import Place, Told
from pushstanza.linting.proving import with_proven_fixes
from pushstanza.linting.rules import RULES, Check, Finding, Gate, Rule, Scope, Tree
from pushstanza.linting.rules.history import History, act_of
from pushstanza.linting.rules.left_out import LeftOut
from pushstanza.linting.rules.rule import Lack
from pushstanza.linting.rules.scope import NewIds
from pushstanza.linting.rules.xml.near_names import is_near_attribute, known_tags
from pushstanza.linting.settings import Settings
from pushstanza.reading import decoding, extract, parsing, source, stanza_trees, tags, xsd
from pushstanza.reading import scan as scanning
from pushstanza.reading.finder import Found, is_mentioned, stanzas

if TYPE_CHECKING:
    from pushstanza.linting.repeats import Alike

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

_TAG = attrgetter("tag")
_TAG_NAME = re.compile(r"<[^\s<>/]*")

#: How many kinds of publishes, alike but for their values, are remembered.
ALIKE = 1000

#: After how many publishes in a row that are like none before them they are compared no more.
STRANGERS = 200

#: The kinds of text whose stanzas are examples, not what happened one after the other.
PAGES = frozenset({"markdown", "rst", "html", "xep", "code"})

#: The kinds of text in which a comment explains an example.
EXPLAINED = frozenset({"markdown", "rst", "html", "xep", "text"})


@attrs.frozen
class Checked:
    """What was found in a text, and how much was looked at.

    ``suppressed`` counts the findings that comments hide, ``payloads`` the JSON documents;
    ``kind`` is what the text was read as.
    """

    diagnostics: list[Diagnostic]
    stanzas: int
    payloads: int
    suppressed: int
    kind: str
    text: str = attrs.field(repr=False)


def lint(
    data: str | bytes,
    target: str | Iterable[str] | None = None,
    *,
    app_server: str | Iterable[str] | None = None,
    account: str | Jid | None = None,
    select: Sequence[str] | None = None,
    extend_select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    file: str | None = None,
) -> list[Diagnostic]:
    """Return what is wrong with the stanzas in *data*.

    They may stand in prose or in a log, and may be damaged: each damage is a finding, and the rules
    look at what can be made of the rest. A JSON document is looked at as a push payload.

    Args:
        data: The text, or its bytes in UTF-8.
        target: The server that the stanzas are meant for, or several; none by default.
        app_server: The push service that publishes are meant for, or several.
        account: The JID of the user whose stanzas these are; some rules need it.
        select: Only these rules, by code, the beginning of a code, or name.
        extend_select: Rules besides those that are on by default.
        ignore: Rules that are not wanted.
        file: The name of the file, which says how its text is read.

    Raises:
        UnknownRuleError: a word names no rule.
        UnknownTargetError: *target* or *app_server* names none that is known.
        UnsupportedDataError: *data* is neither text nor bytes.
    """
    settings = Settings(
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        targets=_several(target),
        app_servers=_several(app_server),
        account=account,
    )
    return check(data, file=file, settings=settings).diagnostics


def _several(words: str | Iterable[str] | None) -> frozenset[str]:
    if words is None:
        return frozenset()
    return frozenset([words] if isinstance(words, str) else words)


#: What is looked for where nothing is said.
DEFAULT = Settings()


def check(data: str | bytes, *, file: str | None = None, settings: Settings = DEFAULT) -> Checked:
    """Return the findings in *data*, and how many stanzas it holds."""
    text, found = _decoded(data, file)
    linter = Linter(settings, file)
    kept = [each for each in found if each.code in settings.wanted]
    kept += linter.check(text)
    hidden = 0
    if linter.has_comments:
        kept, hidden = _heeding_comments(kept, text, linter, settings, file)
    return Checked(in_order(kept), linter.stanzas, linter.payloads, hidden, linter.kind, text)


def _heeding_comments(
    found: list[Diagnostic], text: str, linter: "Linter", settings: Settings, file: str | None
) -> tuple[list[Diagnostic], int]:
    """Return the findings that no comment hides, and how many are hidden."""
    from pushstanza.linting import suppression  # few texts speak to the linter

    sorted_out = suppression.apply(
        found,
        suppression.directives(text, linter.kind),
        linter.places,
        text,
        settings,
        expected=linter.expected,
        file=file,
    )
    return [*sorted_out.kept, *sorted_out.hygiene], len(sorted_out.suppressed)


def _decoded(data: str | bytes, file: str | None) -> tuple[str, list[Diagnostic]]:
    """Return the text in *data*, and the finding that it is not in UTF-8."""
    if isinstance(data, str):
        return data, []
    if not isinstance(data, bytes | bytearray):
        raise source.UnsupportedDataError(f"text or bytes are needed, not {type(data).__name__}")
    try:
        return decoding.decoded(bytes(data), source.Limits(size=len(data))), []
    except source.XmlError as error:
        text = bytes(data).decode("utf-8", "replace")
        span = error.span or Lines(text).span(0, min(1, len(text)))
        rule = RULES["PS004"]
        found = Diagnostic(
            code=rule.code,
            name=rule.name,
            severity=rule.severity,
            message=error.reason,
            span=span,
            file=file,
        )
        return text, [found]


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings in the order of the text."""
    return sorted(found, key=_order)


def _order(found: Diagnostic) -> tuple[int, str]:
    return (found.span.offset if found.span else 0, found.code)


_Checked: TypeAlias = tuple[Rule, Check]


class _Checks(NamedTuple):
    """The checks of a class: free ones, those of what has no place, and those behind gates."""

    free: list[_Checked]
    of_extra: list[_Checked]
    gated: tuple[tuple[Gate, list[_Checked]], ...]


class Share(StrEnum):
    """Which checks a linter makes: those of stanzas by themselves can be made in any order."""

    ALL = "all"
    STANZAS = "stanzas"
    SEQUENCE = "sequence"


class Linter:
    """Looks at the texts of one file, one after the other.

    Two linters can share the work, one with each share of the checks.

    Attributes:
        stanzas: How many stanzas there were so far.
        payloads: How many JSON documents there were so far.
        kind: What the file was read as, once something has been.
        has_comments: Whether the text that was looked at last may speak to the linter.
        places: Where the stanzas stand in it, if so.
        expected: Which of its blocks are marked as examples of what is wrong.
    """

    def __init__(
        self, settings: Settings = DEFAULT, file: str | None = None, share: Share = Share.ALL
    ) -> None:
        self.stanzas = 0
        self.payloads = 0
        self.kind = "auto"
        self.places: list[tuple[int, int]] = []
        self.expected: list[tuple[int, int]] = []
        self._settings = settings
        self._file = file
        self._share = share
        self._history = History()
        self._new_ids = NewIds()
        self._sound: dict[str, str] = {}  # the services of publishes, by what they have in common
        self._strangers = 0
        self._in_code = False
        self._is_trial = False  # of a text that is not there: no fixes, and nothing is remembered
        self.has_comments = False
        self._checks: dict[tuple[type[Any], bool], _Checks] = {}
        self._trials: dict[Share, Linter] = {}

    def check(
        self, text: str, *, first_line: int = 1, offset: int = 0, column: int = 1
    ) -> Iterator[Diagnostic]:
        """Yield the findings in *text*, which begins at a line, offset and column of the file."""
        if self.kind == "auto":
            given = self._settings.kind
            self.kind = extract.kind_of(self._file, text) if given == "auto" else given
        self._in_code = extract.may_be_code(self._file, self.kind)
        self._new_ids.read(text)
        self.places, self.expected = [], []
        self.has_comments = "pushstanza" in text
        has_mark = offset == 0 and text.startswith("\ufeff")  # which has no column
        lines = Lines(text, first_line, offset, column - has_mark)
        if self.kind == "json":
            if self._share is not Share.SEQUENCE:
                yield from self._documents(text, lines)
            return
        for segment in extract.segments(text, self.kind, self._file):
            if segment.expects_findings:
                end = segment.source_end(len(segment.text))
                self.expected.append((segment.source_offset(0), end))
            yield from self._segment(segment, lines)

    def _segment(self, segment: extract.Segment, lines: Lines) -> Iterator[Diagnostic]:
        may_mention = segment.is_code or self.kind == "text"
        for found in stanzas(segment.text[: segment.cut]):
            if may_mention and is_mentioned(segment.text, found):
                continue
            place = self._place(segment, lines, found)
            self._note(place, segment)
            yield from self._proven([*self._stanza(place)], place)
        if segment.cut is not None and self._share is not Share.SEQUENCE:
            yield from self._cut(segment, lines, segment.cut)

    def _place(self, segment: extract.Segment, lines: Lines, found: Found) -> Place:
        return Place(
            segment,
            lines,
            found,
            self._settings,
            self._file,
            fixable=self.kind != "log" and not self._is_trial,  # what a log says has happened
            in_code=self._in_code,
        )

    def _proven(self, found: list[Diagnostic], place: Place) -> list[Diagnostic]:
        """Return the findings in a stanza, with those fixes that remove what they are for."""
        offered = {each.code for each in found if each.fix}
        if not offered:
            return found
        if offered.isdisjoint(_of_sequences()):  # then what came before makes no difference
            trial = self._trial_of(Share.STANZAS)
            before = [each for each in found if each.code not in _of_sequences()]
        else:
            trial = self._trial_of(self._share)
            before = [*trial.tried(place.text)]
        return with_proven_fixes(found, place.text, place.start, before, trial.tried)

    def _trial_of(self, share: Share) -> "Linter":
        """Return a linter that looks at other texts in the place of a stanza."""
        if share not in self._trials:
            linter = self._trials[share] = Linter(self._settings, self._file, share)
            linter.kind, linter._history, linter._is_trial = self.kind, self._history, True
        return self._trials[share]

    def tried(self, text: str) -> Iterator[Diagnostic]:
        """Yield what would be found in another text in the place of a stanza."""
        for found in stanzas(text):
            place = self._place(extract.Segment(text), Lines(text), found)
            for each in self._stanza(place):
                if self._share is not Share.STANZAS or each.code not in _of_sequences():
                    yield each

    def _note(self, place: Place, segment: extract.Segment) -> None:
        """Count the stanzas in a place, and note where they stand."""
        found = place.found
        if found.root is None:
            spots = _stanza_places(place.scan)
            self.stanzas += len(spots)
        else:
            spots = [(found.start, found.end)]
            self.stanzas += len(stanza_trees.stanzas_in((found.root,)))
        if self.has_comments:
            self.places += ((segment.source_offset(a), segment.source_end(b)) for a, b in spots)

    def _cut(self, segment: extract.Segment, lines: Lines, start: int) -> Iterator[Diagnostic]:
        """Yield the note that a stanza was written down without its end."""
        self.stanzas += 1
        place = self._place(segment, lines, Found(start, len(segment.text), None))
        name = _TAG_NAME.match(segment.text, start)
        end = name.end() if name else start + 1
        message = "the log holds only the beginning of this stanza: nothing behind it was checked"
        hint = "log whole stanzas, as Prosody's mod_stanza_debug does"
        yield from place.at(RULES["PS905"], Finding(message, hint=hint), start, end)

    def _documents(self, text: str, lines: Lines) -> Iterator[Diagnostic]:
        """Yield the findings in the JSON payloads of a text."""
        from pushstanza.linting.rules.documents.findings import findings
        from pushstanza.payloads.json_documents import read_documents

        place = self._place(extract.Segment(text), lines, Found(0, len(text), None))
        for document in read_documents(text):
            self.payloads += 1
            for rule, finding, start, end in findings(document, self._scope()):
                steps = finding.at if isinstance(finding.at, tuple) else ()
                path = "/".join(("", *map(str, steps)))
                yield from place.at(rule, finding, start, end, path=path)

    def _scope(self, **more: Any) -> Scope:
        return Scope(
            targets=self._settings.targets,
            app_servers=self._settings.app_servers,
            account=self._settings.account,
            history=self._history,
            in_log=self.kind == "log",
            in_page=self.kind in PAGES,
            new_ids=self._new_ids,
            wanted=self._settings.wanted,
            **more,
        )

    def _stanza(self, place: Place) -> Iterator[Diagnostic]:
        """Yield the findings in one stanza."""
        root = place.found.root
        if root is None:
            yield from self._damaged(place)
            return
        publish = self._publish(root, place)
        if publish is not None and self._passes(publish):
            return
        found = [*self._below(root, place)]
        if found:  # places cost more than all the rest, and are looked up only now
            yield from place.diagnostics(found, root)
        elif publish is not None:
            self._remember(publish, place)

    def _publish(self, root: etree._Element, place: Place) -> "Alike | None":
        """Return what a publish in a log has in common with others."""
        if self.kind != "log" or self._strangers == STRANGERS:
            return None
        written = place.written(root)
        if written is None:
            return None
        from pushstanza.linting.repeats import alike  # only logs hold the same over and over

        return alike(written)

    def _passes(self, publish: "Alike") -> bool:
        """Tell whether nothing was found in a publish like this one, and note it if so."""
        service = self._sound.get(publish.key)
        if service is None:
            self._strangers += 1
            return False
        self._strangers = 0
        if self._share is not Share.STANZAS:
            if self._history.knows((service, publish.node)):
                return False
            self._history.count_publish()
        return True

    def _remember(self, publish: "Alike", place: Place) -> None:
        """Remember a publish in which nothing was found."""
        act = act_of(place.models[-1][1]) if place.models else None
        if act is not None and act.kind == "publish" and act.node == publish.node:
            if len(self._sound) == ALIKE:
                self._sound.clear()
            self._sound[publish.key] = act.service

    def _damaged(self, place: Place) -> Iterator[Diagnostic]:
        """Yield the damages, and the findings in what can be made of the rest."""
        scan = place.scan
        if self._share is not Share.SEQUENCE:
            yield from _damages(scan, place, is_explained=self.kind in EXPLAINED)
        for scanned in scan.roots:
            try:
                root = parsing.in_stream(scanning.repair(scanned))
            except (source.XmlError, ValueError) as error:
                if not scan.damages and self._share is not Share.SEQUENCE:
                    finding = Finding(getattr(error, "reason", str(error)))
                    yield from place.at(RULES["PS001"], finding, scanned.start, scanned.name_end)
                continue
            inside = [each for each in scan.elements if scanned.start <= each.start < scanned.end]
            places = dict(zip(root.iter("*"), inside, strict=True))
            place.note_left_out(places)
            yield from place.placed([*self._below(root, place)], places)

    def _below(self, root: etree._Element, place: Place) -> Iterator[Told]:
        for stanza in stanza_trees.stanzas_in((root,)):
            yield from self._findings(stanza, place)

    def _findings(self, root: etree._Element, place: Place) -> Iterator[Told]:
        """Yield what the rules find in a tree, then what only the schemas do."""
        # What the schemas say is of no interest to the checks of sequences.
        valid = self._share is Share.SEQUENCE or xsd.is_valid(root)
        models, read = _models(root, Passed() if valid else Faults())
        place.models += models
        stanza = models[-1][1] if read else None
        scope = self._scope(
            stanza=stanza, root=root, written=place.written(root), in_code=place.in_code
        )
        left_out = LeftOut(root, place.left_out)
        sound = self._share is Share.SEQUENCE or (
            valid and known_tags().issuperset(map(_TAG, root.iter("*")))
        )
        found = [*self._by_rules(root, models, scope, sound=sound)]
        if not valid:
            found += _by_schemas(root, found, is_refusal=scope.is_refusal)
        yield from (each for each in found if not left_out.excuses(each[1], each[2]))
        if stanza is not None and self._share is not Share.STANZAS and not self._is_trial:
            self._history.record(stanza, place.line)

    def _by_rules(
        self,
        root: etree._Element,
        models: Sequence[tuple[etree._Element, Model]],
        scope: Scope,
        *,
        sound: bool,
    ) -> Iterator[Told]:
        for rule, check in self._checks_for(Tree, root, scope, sound=sound):
            for finding in check(root, scope):
                at: Any = finding.at  # of a tree it is an element
                yield rule, answered(rule, finding, scope), root if at is None else at
        elements: dict[int, etree._Element] | None = None
        for element, model in models:
            for rule, check in self._checks_for(type(model), model, scope, sound=sound):
                for finding in check(model, scope):
                    at = finding.at
                    if isinstance(at, Model):
                        elements = elements or {id(each): found for found, each in models}
                        at = elements.get(id(at), element)
                    yield rule, answered(rule, finding, scope), element if at is None else at

    def _checks_for(
        self, cls: type[Any], subject: Any, scope: Scope, *, sound: bool
    ) -> Sequence[_Checked]:
        """Return the checks of a model, or of a tree, that may find something there."""
        known = self._checks.get((cls, sound))
        if known is None:
            kind: Any = cls
            known = _sorted_checks(kind, self._settings.wanted, self._share, sound=sound)
            self._checks[cls, sound] = known
        checks = known.free
        for gate, behind in known.gated:
            codes = gate(subject, scope)
            if codes:
                checks = [*checks, *(each for each in behind if each[0].code in codes)]
        if known.of_extra and subject.extra is not None:
            checks = [*checks, *known.of_extra]
        return checks


@lru_cache(maxsize=10_000)
def _sorted_checks(cls: Any, wanted: frozenset[str], share: Share, *, sound: bool) -> "_Checks":
    """Return the checks of a class, in a sound tree or any.

    A sound one is valid and has only known elements: some have nothing to find there.
    """
    free: list[_Checked] = []
    of_extra: list[_Checked] = []
    gated: dict[Gate, list[_Checked]] = {}
    for rule in RULES.values():
        if rule.code not in wanted:
            continue
        for look in rule.checks:
            is_shared = share is Share.ALL or look.sequence is (share is Share.SEQUENCE)
            if is_shared and issubclass(cls, look.on) and not (sound and look.damaged):
                place = gated.setdefault(look.gate, []) if look.gate else free
                (of_extra if look.extra else place).append((rule, look.check))
    return _Checks(free, of_extra, tuple(gated.items()))


@cache
def _of_sequences() -> frozenset[str]:
    """Return the codes of the rules that ask what came before a stanza."""
    return frozenset(
        rule.code for rule in RULES.values() if any(look.sequence for look in rule.checks)
    )


def _by_schemas(root: etree._Element, found: Sequence[Told], *, is_refusal: bool) -> Iterator[Told]:
    """Yield what the schemas refuse and no rule has told; an error repeats what it refuses."""
    told = {(element, finding.attribute) for _, finding, element in found}
    elements = {element for element, _ in told}
    for violation in xsd.violations(root):
        element, attribute = violation.element, violation.attribute
        if violation.reason == xsd.Reason.UNKNOWN_ROOT and not _is_ours(root):
            continue  # a log holds much else
        if is_refusal and element is not root and not _is_in_error(element):
            continue
        if violation.reason == xsd.Reason.MISSING_ATTRIBUTE and any(
            is_near_attribute(str(key), attribute or "") for key in element.attrib
        ):
            continue  # it is there, misspelt
        if (element, attribute) not in told and not (attribute is None and element in elements):
            is_lack = violation.reason == xsd.Reason.MISSING_CHILD
            finding = Finding(
                violation.message,
                attribute=attribute,
                hint=violation.hint,
                lacks=Lack.CONTENT if is_lack else None,
            )
            yield RULES["PS011"], finding, element


def _is_in_error(element: etree._Element) -> bool:
    """Tell whether an element is the ``<error/>`` of its stanza, or in it."""
    around = [element, *element.iterancestors()]
    return len(around) > 1 and tags.local(around[-2]) == "error"


def _is_ours(root: etree._Element) -> bool:
    """Tell whether an element is of a namespace of the flow, or of none."""
    namespace = tags.namespace(root)
    return not namespace or namespace in NAMESPACES


def _models(
    root: etree._Element, faults: Faults
) -> tuple[list[tuple[etree._Element, Model]], bool]:
    """Return each model in a tree with its element, the root's last, and whether that is one."""
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


def _damages(scan: scanning.Scan, place: Place, *, is_explained: bool) -> Iterator[Diagnostic]:
    """Yield the damages; a comment in a document is for its readers, and stays."""
    severity = Severity.INFO if is_explained else None
    for damage in scan.damages:
        rule = RULES[DAMAGE_RULES.get(damage.kind, "PS001")]
        is_note = damage.kind in {"comment", "processing-instruction"}
        finding = Finding(damage.message, hint=damage.hint, severity=severity if is_note else None)
        yield from place.at(rule, finding, damage.offset, damage.end_offset)
    inside = _stanza_places(scan)
    for comment in scan.comments:
        index = bisect_right(inside, (comment.start,)) - 1
        if index >= 0 and comment.start < inside[index][1]:
            message = f"a {comment.kind.replace('-', ' ')} has no place in an XMPP stream"
            yield from place.at(
                RULES["PS002"],
                Finding(message, severity=severity),
                comment.start,
                comment.end,
                fix=None if is_explained else place.deletion(comment.start, comment.end),
            )


def _stanza_places(scan: scanning.Scan) -> list[tuple[int, int]]:
    """Return where the outermost stanzas are, or whatever elements there are instead."""
    found: list[tuple[int, int]] = []
    for each in scan.elements:
        is_inside = bool(found) and each.start < found[-1][1]
        if scanning.local_name(each.name) in scanning.STANZAS and not is_inside:
            found.append((each.start, each.end))
    return found or [(each.start, each.end) for each in scan.roots]
