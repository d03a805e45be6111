"""The texts of one file to findings, one after the other."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import define
from pushstanza.linting.checks import Share, sequence_codes
from pushstanza.linting.context import Context
from pushstanza.linting.placing import Place
from pushstanza.linting.rules import RULES, Finding
from pushstanza.linting.rules.history import History
from pushstanza.linting.rules.scope import NewIds
from pushstanza.linting.settings import DEFAULT_SETTINGS, Settings
from pushstanza.linting.stanza_linter import StanzaLinter
from pushstanza.reading import extract, stanza_trees
from pushstanza.reading.finder import Found, is_mentioned, stanzas
from pushstanza.reading.names import CLIENT, PUSH

if TYPE_CHECKING:
    from pushstanza.linting.steps import Step

#: What all namespaces of push begin with.
_PUSH = PUSH.removesuffix(":0")
_TAG_NAME = lazy_pattern(r"<[^\s<>/]*")


_IQ = f"{{{CLIENT}}}iq"


@define
class TextFindings:
    """What was found in a text, and how much it holds.

    ``kind`` is what the text was read as, ``payloads`` counts its JSON documents, ``refusals`` the
    stanzas that are errors in answer to a request, ``outside`` the stanzas that were passed over
    since they have nothing to do with push. ``places``
    says where its stanzas stand, if comments or options of blocks in it may speak to the linter;
    ``expected`` which of its blocks are marked as examples of what is wrong. ``steps`` are the
    stanzas that may matter to others, where each was looked at by itself.
    """

    kind: str
    may_have_directives: bool
    diagnostics: list[Diagnostic] = attrs.Factory(list)
    stanzas: int = 0
    refusals: int = 0
    payloads: int = 0
    outside: int = 0
    places: list[tuple[int, int]] = attrs.Factory(list)
    expected: list[tuple[int, int]] = attrs.Factory(list)
    steps: "list[Step]" = attrs.Factory(list)

    def count(self, place: Place, segment: extract.Segment) -> None:
        """Count the stanzas in a place, and note where they stand."""
        found = place.found
        extents = [(found.start, found.end)]
        if found.known is not None:
            self.stanzas += 1
        elif found.root is None:
            from pushstanza.linting.damage import stanza_places  # most stanzas are sound

            extents = stanza_places(place.scan)
            self.stanzas += len(extents)
        else:
            inside = stanza_trees.stanzas_in((found.root,))
            self.stanzas += len(inside)
            for each in inside:
                if each.tag == _IQ and each.get("type") == "error":
                    self.refusals += 1
        if self.may_have_directives:
            self.places += (
                (segment.source_offset(start), segment.source_end(end)) for start, end in extents
            )

    def count_payload(self, place: Place, segment: extract.Segment) -> None:
        """Count a payload, and note where it stands."""
        self.payloads += 1
        if self.may_have_directives:
            start, end = place.found.start, place.found.end
            self.places.append((segment.source_offset(start), segment.source_end(end)))


def _lines_of(text: str, first_line: int, offset: int, column: int) -> Lines:
    has_mark = offset == 0 and text.startswith("\ufeff")  # which has no column
    return Lines(text, first_line, offset, column - has_mark)


class Linter:
    """Looks at the texts of one file, one after the other.

    Two linters can share the work, one with each share of the checks.
    """

    def __init__(
        self,
        settings: Settings = DEFAULT_SETTINGS,
        file: str | None = None,
        share: Share = Share.ALL,
    ) -> None:
        self._settings = settings
        self._file = file
        self._share = share
        self._history = History()
        self._new_ids = NewIds()
        self._stanza_linter: StanzaLinter | None = None
        self._trials: dict[Share, StanzaLinter] = {}
        self._is_read = False
        self._unread: list[Diagnostic] = []

    def check(
        self, text: str, *, first_line: int = 1, offset: int = 0, column: int = 1
    ) -> TextFindings:
        """Return the findings in *text*, which begins at a line, offset and column of the file."""
        linter = self._stanza_linter = self._stanza_linter or self._begun(text)
        kind = linter.context.kind
        self._new_ids.read(text)
        linter.begin(text)
        lines = _lines_of(text, first_line, offset, column)
        made = TextFindings(kind, may_have_directives="pushstanza" in text)
        passed_over = linter.outside
        for segment in extract.segments(text, kind, self._file) if kind != "json" else ():
            if segment.expects_findings:
                made.may_have_directives = True
                end = segment.source_end(len(segment.text))
                made.expected.append((segment.source_offset(0), end))
            self._lint_segment(segment, lines, linter, made)
        self._lint_documents(text, lines, linter.context, made)
        made.places.sort()
        made.outside = linter.outside - passed_over
        made.steps, linter.steps = linter.steps, []
        self._note_unread(text, lines, linter.context, made)
        return made

    def follow(
        self, text: str, steps: "Sequence[Step]", *, first_line: int, offset: int, column: int
    ) -> list[Diagnostic]:
        """Return the findings in *text* that depend on the order of its stanzas.

        Args:
            text: A part of a log.
            steps: What another linter has found of its stanzas, each by itself.
            first_line: The line on which it begins.
            offset: Where in the file it begins.
            column: The column in which it begins.
        """
        linter = self._stanza_linter = self._stanza_linter or self._begun(text)
        self._is_read = True
        done = self._history.follow(each.done for each in steps)
        if done == len(steps):
            return []
        left = {each.start: each.done for each in steps[done:]}
        lines = _lines_of(text, first_line, offset, column)
        found: list[Diagnostic] = []
        for segment in extract.segments(text, linter.context.kind, self._file):
            for each in stanzas(segment.text[: segment.cut]):
                place = linter.context.place(segment, lines, each)
                if place.start in left and not self._history.follow((left[place.start],)):
                    found += self._proven([*linter.findings(place)], place, linter)
        return found

    def closing(self) -> list[Diagnostic]:
        """Return what is to be said once all texts of the file were looked at."""
        waiting = [] if self._stanza_linter is None else self._stanza_linter.closing()
        return waiting if self._is_read else [*waiting, *self._unread]

    def _note_unread(self, text: str, lines: Lines, context: Context, made: TextFindings) -> None:
        """Note whether a file without stanzas names a push namespace so far, and where."""
        self._is_read = self._is_read or bool(made.stanzas or made.diagnostics)
        if self._is_read or self._unread or _PUSH not in text:
            return
        from pushstanza.linting.rules.hygiene import UNREAD  # most files are read
        from pushstanza.linting.unread import unread

        found = unread(text, context.kind, self._file)
        if found is not None:
            place = context.place(extract.Segment(text), lines, Found(found.start, found.end, None))
            self._unread = [*place.at(RULES[UNREAD], found.finding, found.start, found.end)]

    def _begun(self, text: str) -> StanzaLinter:
        """Return what looks at the stanzas of a file that begins with *text*."""
        given = self._settings.kind
        kind = extract.kind_of(self._file, text) if given == "auto" else given
        return StanzaLinter(
            Context(
                settings=self._settings,
                file=self._file,
                share=self._share,
                kind=kind,
                in_code=extract.may_be_code(self._file, kind),
                history=self._history,
                new_ids=self._new_ids,
                is_trial=False,
            )
        )

    def _lint_segment(
        self, segment: extract.Segment, lines: Lines, linter: StanzaLinter, made: TextFindings
    ) -> None:
        may_mention = segment.is_code or linter.context.kind == "text"
        read = linter.requests.read if linter.requests else None
        for found in stanzas(segment.text[: segment.cut], read):
            if may_mention and is_mentioned(segment.text, found):
                continue
            place = linter.context.place(segment, lines, found)
            made.count(place, segment)
            made.diagnostics += self._proven([*linter.findings(place)], place, linter)
        if segment.cut is not None and self._share is not Share.SEQUENCE:
            made.stanzas += 1
            made.diagnostics += _cut_off(segment, lines, linter.context, segment.cut)

    def _lint_documents(
        self, text: str, lines: Lines, context: Context, made: TextFindings
    ) -> None:
        """Add the findings in the JSON payloads of a text, whatever stands around them."""
        is_page = context.kind not in {"log", "xml"}
        may_hold = context.kind == "json" or extract.may_hold_json(text, is_page=is_page)
        if self._share is Share.SEQUENCE or not may_hold:
            return
        from pushstanza.payloads.json_search import documents_in

        place: Place | None = None
        for each in documents_in(text, context.kind, self._file):
            from pushstanza.linting.rules.documents.findings import findings

            found = Found(each.start, each.end, None)
            if place is None or not place.is_at(each.segment, found):  # one value may hold many
                place = context.place(each.segment, lines, found)
            made.count_payload(place, each.segment)
            for rule, finding, start, end in findings(each.document, context.scope()):
                steps = finding.at if isinstance(finding.at, tuple) else ()
                if not each.is_unknown(steps):
                    path = "/".join(("", *map(str, steps)))
                    made.diagnostics += place.at(rule, finding, start, end, path=path)

    def _proven(
        self, found: list[Diagnostic], place: Place, linter: StanzaLinter
    ) -> list[Diagnostic]:
        """Return the findings in a stanza, with those fixes that remove what they are for."""
        offered = {each.code for each in found if each.fix}
        if not offered:
            return found
        from pushstanza.linting.proving import with_proven_fixes  # few findings can be fixed

        if offered.isdisjoint(sequence_codes()):  # then what came before makes no difference
            trial = self._trial_of(Share.STANZAS, linter)
            before = [each for each in found if each.code not in sequence_codes()]
        else:
            trial = self._trial_of(self._share, linter)
            before = [*_tried(trial, place.text)]
        return with_proven_fixes(found, place.text, place.start, before, partial(_tried, trial))

    def _trial_of(self, share: Share, linter: StanzaLinter) -> StanzaLinter:
        """Return what looks at other texts in the place of a stanza."""
        if share not in self._trials:
            self._trials[share] = StanzaLinter(
                attrs.evolve(
                    linter.context, share=share, in_code=False, new_ids=NewIds(), is_trial=True
                )
            )
        return self._trials[share]


def _tried(trial: StanzaLinter, text: str) -> Iterator[Diagnostic]:
    """Yield what would be found in another text in the place of a stanza."""
    context = trial.context
    for found in stanzas(text):
        place = context.place(extract.Segment(text), Lines(text), found)
        for each in trial.findings(place):
            if context.share is not Share.STANZAS or each.code not in sequence_codes():
                yield each


def _cut_off(
    segment: extract.Segment, lines: Lines, context: Context, start: int
) -> Iterator[Diagnostic]:
    """Yield the note that a stanza was written down without its end."""
    place = context.place(segment, lines, Found(start, len(segment.text), None))
    name = _TAG_NAME.match(segment.text, start)
    end = name.end() if name else start + 1
    message = "the log contains only the beginning of this stanza: the rest was not checked"
    hint = "log whole stanzas, as Prosody's mod_stanza_debug does"
    yield from place.at(RULES["PS905"], Finding(message, hint=hint), start, end)
