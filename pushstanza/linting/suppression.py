"""Comments to the linter: the findings that they suppress, and what is wrong with them.

They are outside of stanzas, since XMPP does not allow comments: on a line of their own before a
stanza, between stanzas, or at the top of the file.

====================================  ==========================================
``pushstanza: ignore[PS203] why``     in the next stanza
``pushstanza: disable[PS203] why``    from here on, up to ``enable[PS203]``
``pushstanza: file-ignore[PS203]``    in this file
====================================  ==========================================
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property

from pushstanza.diagnostics import Diagnostic, Edit, Fix
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.own_findings import OwnFindings
from pushstanza.linting.rules import RULES, UnknownRuleError
from pushstanza.linting.rules.hygiene import EXPECTED, MALFORMED, UNUSED
from pushstanza.linting.settings import EVERYTHING, Settings, codes

#: The start and end of something in the text of the file.
Place = tuple[int, int]


class Verb(StrEnum):
    """What a comment does."""

    IGNORE = "ignore"
    DISABLE = "disable"
    ENABLE = "enable"
    FILE_IGNORE = "file-ignore"


@frozen
class Word:
    """The name of a rule in a comment, and the codes that it stands for."""

    text: str
    start: int
    end: int
    codes: frozenset[str]


@frozen
class Problem:
    """What is wrong with a comment, and where."""

    message: str
    place: Place
    hint: str | None = None


@frozen
class Directive:
    """A comment to the linter.

    ``verb`` is ``None`` if it is unknown; ``words`` are the names of rules, ``problems`` what is
    wrong with the rest. ``start`` and ``end`` are those of the whole comment.
    """

    verb: Verb | None
    words: tuple[Word, ...]
    reason: str
    start: int
    end: int
    problems: tuple[Problem, ...] = ()


@frozen
class Suppressed:
    """A finding that is not reported, and the comment that suppresses it.

    Without a comment, it is in a block that is marked as an invalid example.
    """

    diagnostic: Diagnostic
    by: Directive | None


@frozen
class Sorted:
    """The findings of a file: reported ones, suppressed ones, and those about the comments."""

    kept: list[Diagnostic]
    suppressed: list[Suppressed]
    hygiene: list[Diagnostic]


# ---- text to directives ----


@frozen
class _Form:
    """How a comment is written: how it starts, and how it ends if not at the end of the line.

    ``mark`` is the start of one.
    """

    opening: re.Pattern[str]
    mark: str
    closing: str | None = None


_NAME = r"[ \t]*pushstanza\b(?!::)"
_XML = _Form(lazy_pattern(rf"<!--{_NAME}"), "<!--", "-->")
_RST = _Form(lazy_pattern(rf"\.\.(?=[ \t]){_NAME}"), "..")
_CODE = _Form(lazy_pattern(rf"(?:\#+|//+|(?<!<!)--|;+|%+|/\*+){_NAME}"), "#")

#: Which comments are read in a file, by its kind; logs and payloads are written by others.
_FORMS: dict[str, tuple[_Form, ...]] = {
    "code": (_CODE, _XML),
    "rst": (_RST, _XML),
    "log": (),
    "json": (),
}

#: Kinds of files where a comment after something else is for the linter, and not part of prose.
_STRICT = frozenset({"xml", "code"})

_REST = lazy_pattern(
    r"(?P<colon>\s*:)?\s*(?P<verb>[A-Za-z-]+)?[ \t]*(?P<list>\[(?P<words>[^][]*)(?P<close>\])?)?"
)
_WORD = lazy_pattern(r"[^,\s][^,]*?(?=\s*(?:,|\Z))")


def comment(kind: str, verb: Verb, rule: str, reason: str) -> str:
    """Return a comment on a rule as it is written in a file of a kind, which is no log or JSON."""
    form = _FORMS.get(kind, (_XML,))[0]
    words = (form.mark, f"pushstanza: {verb}[{rule}] {reason}", form.closing)
    return " ".join(each for each in words if each)


def directives(text: str, kind: str = "xml") -> list[Directive]:
    """Return the comments to the linter in *text*, a file of a kind, in their order.

    A comment is read only at the start of its line. Those inside a stanza are returned, too.
    """
    if "pushstanza" not in text:
        return []
    found = (each for form in _FORMS.get(kind, (_XML,)) for each in _of_form(text, form, kind))
    return sorted(found, key=lambda each: each.start)


def _of_form(text: str, form: _Form, kind: str) -> Iterator[Directive]:
    position = 0
    accepted = -1
    while (opening := form.opening.search(text, position)) is not None:
        start, position = opening.span()
        stop, end = _end_of(text, position, form)
        parsed = _REST.match(text, position, stop)
        if parsed is None or not _is_meant(parsed):
            continue
        before = _blanks_before(text, start)
        if kind == "markdown":
            before = _margin_before(text, before)
        if _begins_line(text, before) or before == accepted:
            yield _directive(text, start, parsed, stop, end)
            position = accepted = end
        elif kind in _STRICT and parsed["words"] is not None:
            problem = Problem(
                "this comment is not at the start of its line, and suppresses nothing",
                (start, end),
                "put it on a line of its own before the stanza",
            )
            yield Directive(None, (), "", start, end, (problem,))


def _end_of(text: str, start: int, form: _Form) -> Place:
    """Return where the content of a comment ends, and the comment itself."""
    if form.closing is not None:
        # A comment to the linter is short: a limit keeps the search in a hostile file linear.
        stop = text.find(form.closing, start, start + _LONGEST)
        if stop >= 0:
            return stop, stop + len(form.closing)
    ends = [each for each in (text.find("\n", start), text.find("\r", start)) if each >= 0]
    end = min(ends, default=len(text))
    return end, end


#: How long a comment may be.
_LONGEST = 2000


def _blanks_before(text: str, start: int) -> int:
    while start and text[start - 1] in " \t":
        start -= 1
    return start


def _margin_before(text: str, start: int) -> int:
    """Return the start of the quotation marks before a place in Markdown."""
    while start and text[start - 1] in "> \t":
        start -= 1
    return start


def _begins_line(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in "\r\n" or (start == 1 and text[0] == "\ufeff")


def _is_meant(parsed: re.Match[str]) -> bool:
    """Tell whether a comment is for the linter: a colon follows, or a known verb with a list."""
    return parsed["colon"] is not None or (parsed["list"] is not None and parsed["verb"] in [*Verb])


def _directive(text: str, start: int, parsed: re.Match[str], stop: int, end: int) -> Directive:
    problems: list[Problem] = []
    verb, written = None, parsed["verb"]
    if written in [*Verb]:
        verb = Verb(written)
    elif written:
        hint = (
            did_you_mean(written, [each.value for each in Verb]) or f"use one of {', '.join(Verb)}"
        )
        problems.append(Problem(f"unknown comment {quoted(written)}", parsed.span("verb"), hint))
    else:
        hint = f"use one of {', '.join(Verb)}"
        problems.append(Problem("this comment does nothing", (start, end), hint))
    words: list[Word] = []
    if verb is not None:
        problems += _of_the_whole(verb, parsed, (start, end))
        for found in _WORD.finditer(text, *parsed.span("words")) if parsed["close"] else ():
            made = _word(*found.span(), found[0])
            if isinstance(made, Word):
                words.append(made)
            else:
                problems.append(made)
    reason = text[parsed.end() : stop].strip().removesuffix("*/").rstrip()
    return Directive(verb, tuple(words), reason, start, end, tuple(problems))


def _of_the_whole(verb: Verb, parsed: re.Match[str], place: Place) -> Iterator[Problem]:
    if not parsed["colon"]:
        yield Problem("missing colon in this comment", place, f"write 'pushstanza: {verb}[…]'")
    if parsed["list"] is not None and parsed["close"] is None:
        yield Problem("the list of rules is not closed", place, "add ']' after the last rule")
    elif not (parsed["words"] or "").strip(" \t\r\n,"):
        yield Problem(
            "this comment names no rule: it would suppress future findings",
            place,
            f"write {verb}[PS203], with the code or name of each rule",
        )


def _word(start: int, end: int, text: str) -> Word | Problem:
    if text.upper() in {EVERYTHING, "PS"}:
        message = f"{text!r} would suppress future findings"
        return Problem(message, (start, end), "name each rule, by code or name")
    try:
        return Word(text, start, end, codes([text]))
    except UnknownRuleError:
        hint = did_you_mean(text, [*RULES, *RULES.names().values()])
        return Problem(f"unknown rule {quoted(text)}", (start, end), hint)


# ---- directives and findings ----


@frozen
class _Cover:
    """A range where a word of a directive suppresses findings."""

    start: int
    end: int
    word: Word
    directive: Directive

    def hides(self, start: int, end: int) -> bool:
        """Tell whether a place is in it."""
        return self.start <= start < self.end or start == end == self.end


def apply(
    diagnostics: Iterable[Diagnostic],
    directives: Sequence[Directive],
    stanzas: Sequence[Place],
    text: str,
    settings: Settings,
    *,
    expected: Sequence[Place] = (),
    file: str | None = None,
) -> Sorted:
    """Return which findings of a file are reported.

    Args:
        diagnostics: The findings.
        directives: The comments in the file; those inside a stanza suppress nothing.
        stanzas: Where the stanzas are, each from its start tag.
        text: The content of the file.
        settings: The rules that were checked: a comment on another rule is not unused.
        expected: The blocks that are marked as invalid examples. Findings in them are not reported,
            but that there are none is.
        file: The name of the file.
    """
    return _Sorting(
        directives=directives,
        stanzas=sorted(stanzas),
        text=text,
        settings=settings,
        expected=sorted(expected),
        own_findings=OwnFindings(text, settings, file),
    ).sorted(diagnostics)


class _Sorting:
    def __init__(
        self,
        *,
        directives: Sequence[Directive],
        stanzas: Sequence[Place],
        text: str,
        settings: Settings,
        expected: Sequence[Place],
        own_findings: OwnFindings,
    ) -> None:
        self._stanzas = stanzas
        self._starts = [start for start, _ in stanzas]
        self._directives = [each for each in directives if not self._is_inside(each.start)]
        self._text = text
        self._settings = settings
        self._expected = expected
        self._report = own_findings.report
        self._used: set[Word] = set()

    def _is_inside(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._stanzas[index][1]

    def sorted(self, diagnostics: Iterable[Diagnostic]) -> Sorted:
        found = Sorted([], [], [])
        seen: set[Place] = set()
        for each in diagnostics:
            self._sort(each, found, found.kept, seen)
        # Which comments are unused is known only now; these findings can be suppressed, too.
        for check in (self._malformed, self._unused):
            for each in [*check()]:
                self._sort(each, found, found.hygiene, seen)
        for place in self._expected:
            if place not in seen:
                found.hygiene.extend(self._without_findings(place))
        return found

    def _sort(
        self, each: Diagnostic, found: Sorted, reported: list[Diagnostic], seen: set[Place]
    ) -> None:
        cover, block = self._cover_of(each), self._block_of(each)
        if cover is not None:
            self._used.add(cover.word)
        if block is not None:
            seen.add(block)
        if cover is None and block is None:
            reported.append(each)
        else:
            found.suppressed.append(Suppressed(each, cover.directive if cover else None))

    def _cover_of(self, each: Diagnostic) -> _Cover | None:
        if each.span is None:
            return None
        place = each.span.offset, each.span.end_offset
        covers = self._covers.get(each.code, ())
        return next((cover for cover in covers if cover.hides(*place)), None)

    def _block_of(self, each: Diagnostic) -> Place | None:
        if each.span is None or not self._expected:
            return None
        index = bisect_right(self._expected, (each.span.offset, len(self._text))) - 1
        block = self._expected[index]
        return block if index >= 0 and each.span.offset <= block[1] else None

    @cached_property
    def _covers(self) -> dict[str, list[_Cover]]:
        """What suppresses findings, by the codes of their rules, in the order of the text."""
        covers: dict[str, list[_Cover]] = {}
        for code, cover in self._all_covers():
            covers.setdefault(code, []).append(cover)
        return covers

    def _all_covers(self) -> Iterator[tuple[str, _Cover]]:
        whole = len(self._text) + 1
        disabled: dict[str, tuple[Directive, Word]] = {}
        for each in self._directives:
            for word in each.words:
                for code in word.codes:
                    if each.verb is Verb.FILE_IGNORE and self._is_at_top(each):
                        yield code, _Cover(0, whole, word, each)
                    elif each.verb is Verb.IGNORE:
                        for start, end in self._next_stanza(each):
                            yield code, _Cover(start, end, word, each)
                    elif each.verb is Verb.DISABLE:
                        disabled.setdefault(code, (each, word))
                    elif each.verb is Verb.ENABLE and code in disabled:
                        self._used.add(word)
                        directive, its_word = disabled.pop(code)
                        yield code, _Cover(directive.end, each.start, its_word, directive)
        for code, (directive, word) in disabled.items():
            yield code, _Cover(directive.end, whole, word, directive)

    def _is_at_top(self, each: Directive) -> bool:
        return not self._starts or each.start < self._starts[0]

    def _next_stanza(self, each: Directive) -> Sequence[Place]:
        index = bisect_left(self._starts, each.end)
        return self._stanzas[index : index + 1]

    # ---- what is wrong with the comments ----

    def _malformed(self) -> Iterator[Diagnostic]:
        for each in self._directives:
            for problem in each.problems:
                yield from self._report(
                    MALFORMED, problem.message, problem.place, hint=problem.hint
                )
            if each.verb is Verb.FILE_IGNORE and not self._is_at_top(each):
                yield from self._report(
                    MALFORMED,
                    "this comment is after the first stanza, and suppresses nothing",
                    (each.start, each.end),
                    hint="put it at the top of the file",
                )

    def _unused(self) -> Iterator[Diagnostic]:
        _ = self._covers  # an enable is used if it ends something
        for each in self._directives:
            if each.verb is None or (each.verb is Verb.FILE_IGNORE and not self._is_at_top(each)):
                continue
            unused = [word for word in each.words if self._is_unused(word)]
            if unused and len(unused) == len(each.words) and not each.problems:
                fix = Fix("delete the comment", (self._deletion(each),), safe=True)
                message = _UNUSED[each.verb].format(" and ".join(word.text for word in unused))
                yield from self._report(UNUSED, message, (each.start, each.end), fix=fix)
                continue
            numbers = {word: index for index, word in enumerate(each.words)}
            for word in unused:
                edit = Edit(*_with_comma(each.words, numbers[word]), "")
                fix = Fix(f"delete {word.text!r}", (edit,), safe=True)
                message = _UNUSED[each.verb].format(word.text)
                yield from self._report(UNUSED, message, (word.start, word.end), fix=fix)

    def _is_unused(self, word: Word) -> bool:
        usual = {code for code in word.codes if RULES[code].default or len(word.codes) == 1}
        return (
            word not in self._used and UNUSED not in word.codes and usual <= self._settings.wanted
        )

    def _deletion(self, each: Directive) -> Edit:
        """Return the edit that deletes a comment, with its line if there is nothing else on it."""
        start, end, text = each.start, each.end, self._text
        while end < len(text) and text[end] in " \t":
            end += 1
        if end < len(text) and text[end] not in "\r\n":
            return Edit(start, end, "")
        margin = _margin_before(text, start)
        start = margin if _begins_line(text, margin) else _blanks_before(text, start)
        end += 2 if text.startswith("\r\n", end) else 1
        return Edit(start, min(end, len(text)), "")

    def _without_findings(self, place: Place) -> Iterator[Diagnostic]:
        start, end = place
        block = self._text[start:end]
        start += len(block) - len(block.lstrip())
        first = (self._text[start:end].splitlines() or [""])[0]
        yield from self._report(
            EXPECTED,
            "this block is marked as an invalid example, but has no findings",
            (start, start + len(first)),
        )


_UNUSED = {
    Verb.IGNORE: "unused comment: {} has no findings in the next stanza",
    Verb.DISABLE: "unused comment: {} has no findings from here on",
    Verb.ENABLE: "unused comment: {} is not disabled here",
    Verb.FILE_IGNORE: "unused comment: {} has no findings in this file",
}


def _with_comma(words: Sequence[Word], index: int) -> Place:
    """Return the place of a word and of the comma that goes with it."""
    word = words[index]
    if index:
        return words[index - 1].end, word.end
    return word.start, words[1].start if len(words) > 1 else word.end
