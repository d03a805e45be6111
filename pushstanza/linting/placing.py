"""What rules found, as symbols, to diagnostics with lines, columns, excerpts and fixes."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

import attrs
from lxml import etree

from pushstanza.binding import Model
from pushstanza.diagnostics import Diagnostic, Edit, Fix, fingerprint
from pushstanza.diagnostics.excerpts import Around, Whole
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.linting.rules import Finding, Rule
from pushstanza.linting.rules.change import Change, Subject
from pushstanza.linting.rules.left_out import ELLIPSIS
from pushstanza.linting.settings import Settings
from pushstanza.reading import extract, source, tags
from pushstanza.reading.finder import Found

if TYPE_CHECKING:
    from pushstanza.diagnostics.secrets import Secrets
    from pushstanza.reading import scan as scanning

#: What a rule found, and the element it is about.
RuleFinding: TypeAlias = tuple[Rule, Finding, etree._Element]


#: What is shown for an interpolated value.
_INTERPOLATED = "…"

#: What a template leaves to be filled in.
_TEMPLATE = lazy_pattern(r"[$#]\{|\{\{|\{%|<%|%\(\w+\)s")


class Place:
    """Where a stanza stands, and what findings in it become.

    ``in_code`` says that it is part of a program; ``left_out`` holds the elements in which a
    comment says that something is left out.
    """

    def __init__(
        self,
        segment: extract.Segment,
        lines: Lines,
        found: Found,
        settings: Settings,
        file: str | None,
        *,
        fixable: bool = True,
        in_code: bool = False,
    ) -> None:
        self.found = found
        self.in_code: bool = in_code or segment.is_code
        self.left_out: Collection[etree._Element] = ()
        self._is_fixable = fixable and segment.is_verbatim and not self.in_code
        self.models: list[tuple[etree._Element, Model]] = []
        self._segment = segment
        self._lines = lines
        self._settings = settings
        self._file = file
        self._scan: scanning.Scan | None = None
        self._label: str | None = None

    @cached_property
    def _elements(self) -> dict[int, etree._Element]:
        return {}

    @cached_property
    def _digests(self) -> dict[etree._Element, str]:
        return {}

    @cached_property
    def _attributes(self) -> "dict[etree._Element, Mapping[str, scanning.ScannedAttribute]]":
        return {}

    @cached_property
    def is_interpolated(self) -> bool:
        """Whether a program puts values into it that nobody knows here."""
        return self.in_code and UNKNOWN in self.text

    def is_at(self, segment: extract.Segment, found: Found) -> bool:
        """Tell whether it is the place of what was found in a segment."""
        here = self.found.start, self.found.end
        return segment is self._segment and here == (found.start, found.end)

    @property
    def line(self) -> int:
        """The line in the file where the stanza begins."""
        return self._lines.position(self._segment.source_offset(self.found.start))[0]

    @property
    def start(self) -> int:
        """The offset into the file where the stanza begins."""
        return self._to_file(self.found.start)

    @property
    def text(self) -> str:
        """The stanza as it is written."""
        return self._segment.text[self.found.start : self.found.end]

    def written(self, root: etree._Element) -> str | None:
        """Return the XML of *root* as it stands in the text, if it is all that was found here."""
        if root is not self.found.root:
            return None
        return self.text

    @property
    def scan(self) -> "scanning.Scan":
        """The scan of the stanza, made when it is first asked for."""
        if self._scan is None:
            from pushstanza.reading import scan as scanning  # few stanzas need it

            self._scan = scanning.scan(self._segment.text, self.found.start, self.found.end)
        return self._scan

    def diagnostics(
        self, found: Sequence[RuleFinding], root: etree._Element
    ) -> Iterator[Diagnostic]:
        """Yield the diagnostics of findings in a sound stanza."""
        from pushstanza.reading import scan as scanning

        elements = [*root.iter("*")]
        starts = scanning.start_tags(self._segment.text, self.found.start, self.found.end)
        if len(starts) != len(elements) or (
            self._is_fixable and any(each.fix for _, each, _ in found)
        ):
            yield from self.placed(found, dict(zip(elements, self.scan.elements, strict=True)))
            return
        wanted = {element for *_, element in found}
        yield from self.placed(
            found,
            {
                element: scanning.start_tag(self._segment.text, match)
                for element, match in zip(elements, starts, strict=True)
                if element in wanted
            },
        )

    def placed(
        self,
        found: Iterable[RuleFinding],
        places: "Mapping[etree._Element, scanning.ScannedElement]",
    ) -> Iterator[Diagnostic]:
        """Yield the diagnostics of findings whose elements have *places*."""
        for rule, finding, element in found:
            scanned = places[element]
            start, end = self._extent(scanned, finding, element)
            fix = None
            if finding.fix is not None and self._can_be_fixed:
                fix = self._fix(finding.fix, places)
            yield from self.at(
                rule, finding, start, end, path=_path(element), about=element, fix=fix
            )

    @cached_property
    def _can_be_fixed(self) -> bool:
        """Whether an edit changes this stanza alone, and not what a program makes of it."""
        if not self._is_fixable:
            return False
        return _TEMPLATE.search(self._segment.text, self.found.start, self.found.end) is None

    def _extent(
        self, scanned: "scanning.ScannedElement", finding: Finding, element: etree._Element
    ) -> tuple[int, int]:
        """Return where what a finding means begins and ends."""
        if finding.attribute is not None:
            if element not in self._attributes:  # one element may have thousands, all of them wrong
                self._attributes[element] = {each.name: each for each in scanned.attributes}
            found = source.written_as(self._attributes[element], finding.attribute, element)
            if found is not None:
                return found.start, found.end
        if finding.content:
            from pushstanza.reading import scan as scanning

            found_text = scanning.text_within(self._segment.text, scanned)
            if found_text is not None:
                return found_text
        return scanned.start, scanned.name_end

    def note_left_out(self, places: "Mapping[etree._Element, scanning.ScannedElement]") -> None:
        """Note the elements in which a comment says that something is left out."""
        text, elements = self.scan.text, {id(each): found for found, each in places.items()}
        self.left_out = {
            elements[id(around)]
            for each in self.scan.comments
            if ELLIPSIS.search(text, each.start, each.end)
            and (around := self._element_at(each.start)) is not None
            and id(around) in elements
        }

    def _element_at(self, offset: int) -> "scanning.ScannedElement | None":
        """Return the innermost element around an offset."""
        index = bisect_right(self.scan.elements, offset, key=attrgetter("start")) - 1
        around = self.scan.elements[index] if index >= 0 else None
        while around is not None and around.end <= offset:
            around = around.parent
        return around

    def _digest(self, element: etree._Element) -> str:
        """Return what stands for the content of an element, however often it is asked for."""
        if element not in self._digests:
            content = etree.tostring(element, encoding="unicode", with_tail=False)
            self._digests[element] = fingerprint(content)
        return self._digests[element]

    def _fix(
        self, change: Change, places: "Mapping[etree._Element, scanning.ScannedElement]"
    ) -> Fix | None:
        from pushstanza.linting import edits  # few findings can be fixed

        if len(self._elements) != len(self.models):
            self._elements = {id(model): element for element, model in self.models}
        elements = self._elements

        def find(subject: Subject) -> "scanning.ScannedElement | None":
            element = elements.get(id(subject)) if isinstance(subject, Model) else subject
            return None if element is None else places.get(element)

        return edits.fix(change, self._segment.text, find, self._to_file)

    def deletion(self, start: int, end: int) -> Fix | None:
        """Return the fix that deletes what stands between two offsets."""
        if not self._can_be_fixed:
            return None
        return Fix("delete it", (Edit(self._to_file(start), self._to_file(end), ""),), safe=True)

    def _to_file(self, offset: int) -> int:
        return self._segment.source_offset(offset) + self._lines.offset

    def at(
        self,
        rule: Rule,
        finding: Finding,
        start: int,
        end: int,
        *,
        path: str | None = None,
        about: etree._Element | None = None,
        fix: Fix | None = None,
    ) -> Iterator[Diagnostic]:
        """Yield the diagnostic of a finding between two offsets, if it is wanted here."""
        if rule.code not in self._settings.wanted:
            return
        severity = self._settings.severity(rule, finding)
        if severity is None:
            return
        content = self._segment.text[start:end] if about is None else self._digest(about)
        first = self._segment.source_offset(start)
        span = self._lines.span(first, max(first, self._segment.source_end(end)))
        cover = self._covered
        yield Diagnostic(
            code=rule.code,
            name=rule.name,
            severity=severity,
            message=cover(finding.message),
            span=span,
            file=self._file,
            hint=finding.hint and cover(finding.hint),
            fix=fix and attrs.evolve(fix, message=cover(fix.message)),
            path=path and cover(path),
            stanza=self._stanza_label(),
            fingerprint=fingerprint(rule.code, path or "", finding.attribute or "", content),
            excerpt=self._around(start, end),
        )

    def _around(self, start: int, end: int) -> Around:
        """Return the text around a place in the stanza."""
        line = self.line if self._segment.is_verbatim else None
        return Around(
            self._segment.text,
            start,
            end,
            show_secrets=self._settings.show_secrets,
            whole=Whole(self.found.start, self.found.end, line),
        )

    @cached_property
    def _secrets(self) -> "Secrets":
        """What is secret in the stanza."""
        from pushstanza.diagnostics.secrets import Secrets  # stanzas without findings need none

        return Secrets(self.text)

    def _covered(self, sentence: str) -> str:
        """Return a sentence about the stanza without its secrets."""
        return sentence if self._settings.show_secrets else self._secrets.cover(sentence)

    def _stanza_label(self) -> str | None:
        root = self.found.root
        if self._label is None and root is not None:
            parts = [tags.local(root)]
            parts += [
                f"{key}={root.get(key)}".replace(UNKNOWN, _INTERPOLATED)
                for key in ("type", "id", "from", "to")
                if root.get(key)
            ]
            self._label = self._covered(" ".join(parts))[:200]
        return self._label


def _path(element: etree._Element) -> str:
    names: list[str] = []
    each: etree._Element | None = element
    while each is not None:
        names.append(_local_name(str(each.tag)))
        each = each.getparent()
    names.append("")
    return "/".join(reversed(names))


@lru_cache(maxsize=1024)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]
