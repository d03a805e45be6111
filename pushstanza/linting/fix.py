"""Fixes to the text of a file: which are made, what comes out, and what a person is shown of it."""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

import attrs

from pushstanza.diagnostics import Diagnostic, Edit, Fix, Severity
from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.masking import masked_xml
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen

#: Gets a text, returns what is wrong with it.
Lint: TypeAlias = Callable[[str], Sequence[Diagnostic]]

#: How often a text is looked at again: one fix can make room for the next.
ROUNDS = 10


@frozen
class Fixed:
    """What became of a text.

    ``applied`` are the findings that were put right, ``diagnostics`` what is still found.
    """

    text: str = attrs.field(repr=False)
    applied: list[Diagnostic]
    diagnostics: list[Diagnostic]


def fix(text: str, lint: Lint, *, unsafe: bool = False) -> Fixed:
    """Return *text* with everything put right that can be.

    A fix that would make more errors is not made.

    Args:
        text: What the file holds.
        lint: Says what is wrong with a text; the offsets of its edits are those of that text.
        unsafe: Whether fixes are made that may change the meaning of a stanza.
    """
    found = [*lint(text)]
    applied: list[Diagnostic] = []
    refused: set[_Key] = set()
    seen = {text}
    for _ in range(ROUNDS):
        wanted = [each for each in found if _key(each) not in refused]
        step = _step(text, wanted, found, lint, unsafe=unsafe)
        refused |= {_key(each) for each in step.refused}
        if step.text in seen:
            break
        seen.add(step.text)
        text, found = step.text, step.found
        applied += step.applied
    return Fixed(text, applied, found)


@frozen
class _Step:
    """What one round came to."""

    text: str
    found: list[Diagnostic]
    applied: list[Diagnostic]
    refused: list[Diagnostic]


def _step(
    text: str,
    wanted: Sequence[Diagnostic],
    found: list[Diagnostic],
    lint: Lint,
    *,
    unsafe: bool,
) -> _Step:
    """Return the text after all fixes at once; where that is worse, after one at a time."""
    limit = _errors(found)
    after, chosen = apply(text, wanted, unsafe=unsafe)
    if not chosen:
        return _Step(text, found, [], [])
    found_after = [*lint(after)]
    if _errors(found_after) <= limit:
        return _Step(after, found_after, chosen, [])
    step = _Step(text, found, [], [])
    for each in chosen:
        after, tried = apply(text, [*step.applied, each], unsafe=unsafe)
        found_after = [*lint(after)]
        if _errors(found_after) <= limit:
            limit = _errors(found_after)
            step = attrs.evolve(step, text=after, found=found_after, applied=tried)
        else:
            step.refused.append(each)
    return step


def _errors(found: Iterable[Diagnostic]) -> int:
    return sum(each.severity is Severity.ERROR for each in found)


#: What tells a fix that was refused from others, wherever its finding has moved.
_Key: TypeAlias = tuple[str, str | None, str, tuple[str, ...]]


def _key(each: Diagnostic) -> _Key:
    made = each.fix or Fix("", ())
    return each.code, each.fingerprint, made.message, tuple(edit.content for edit in made.edits)


def apply(
    text: str, fixes: Iterable[Diagnostic], *, unsafe: bool = False
) -> tuple[str, list[Diagnostic]]:
    """Return *text* with the fixes of findings made, and the findings whose fixes are.

    Where two fixes touch the same place the first in the text is made, and the other left for the
    next look at it. What no fix touches stays as it is, to the character.
    """
    taken: list[Edit] = []
    applied: list[Diagnostic] = []
    for each in sorted(fixes, key=_place):
        if each.fix is None or not (each.fix.safe or unsafe):
            continue
        edits = sorted(each.fix.edits, key=_span)
        if edits and _fits(text, edits) and _is_free(edits, taken):
            for edit in edits:
                insort(taken, edit, key=_span)
            applied.append(each)
    return _edited(text, taken), applied


def all_made(text: str, fixes: Iterable[Fix]) -> str | None:
    """Return *text* with all of these fixes made, or ``None`` where two touch the same place."""
    edits = sorted((edit for each in fixes for edit in each.edits), key=_span)
    if not _fits(text, edits) or any(map(_touch, edits, edits[1:])):
        return None
    return _edited(text, edits)


def _place(each: Diagnostic) -> int:
    return each.span.offset if each.span else 0


def _span(edit: Edit) -> tuple[int, int]:
    return edit.offset, edit.end_offset


def _fits(text: str, edits: Sequence[Edit]) -> bool:
    """Tell whether sorted edits are places of *text*, apart from each other."""
    ends = [0, *(each.end_offset for each in edits)]
    return ends[-1] <= len(text) and all(
        end <= each.offset <= each.end_offset for end, each in zip(ends, edits, strict=False)
    )


def _is_free(edits: Iterable[Edit], taken: Sequence[Edit]) -> bool:
    """Tell whether edits touch none of those taken, which are sorted and touch no other."""
    for edit in edits:
        index = bisect_right(taken, _span(edit), key=_span)
        if any(_touch(edit, other) for other in taken[max(0, index - 1) : index + 1]):
            return False
    return True


def _touch(one: Edit, other: Edit) -> bool:
    """Tell whether two edits change the same, or which of them comes first would matter."""
    if one.offset == other.offset:
        return True
    return one.offset < other.end_offset and other.offset < one.end_offset


def _edited(text: str, edits: Iterable[Edit]) -> str:
    parts: list[str] = []
    done = 0
    for each in edits:
        parts += (text[done : each.offset], each.content)
        done = each.end_offset
    return "".join((*parts, text[done:]))


# ---- showing ----


@frozen
class Revision:
    """The text of a file, and what it becomes; ``diff`` shows the difference."""

    name: str
    before: str = attrs.field(repr=False)
    after: str = attrs.field(repr=False)
    show_secrets: bool = False

    def diff(self) -> Iterator[str]:
        """Yield the lines of the difference, secrets covered unless they are to be shown."""
        name = printable(self.name)
        return unified_diff(name, self.before, self.after, show_secrets=self.show_secrets)


def _printable(line: str) -> str:
    """Return a line as a terminal shows it; tabs, and how the line ends, are kept for ``patch``."""
    text = line.removesuffix("\r")
    return "\t".join(map(printable, text.split("\t"))) + line[len(text) :]


_HUNK = lazy_pattern(r"@@ -(\d+)\S* \+(\d+)")
_LINE = lazy_pattern(r"[^\n]*\n|[^\n]+")


def unified_diff(
    name: str, before: str, after: str, *, show_secrets: bool = False
) -> Iterator[str]:
    """Yield the lines of the difference between two texts, their secrets covered."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    shown_old = old if show_secrets else _LINE.findall(masked_xml(before, bodies=True))
    shown_new = new if show_secrets else _LINE.findall(masked_xml(after, bodies=True))
    # Compared is what is there, not what is shown: two secrets may look alike.
    import difflib  # only where a diff is asked for

    lines = difflib.unified_diff(old, new, name, name)
    yield from (each.removesuffix("\n") for each in islice(lines, 2))
    at_old = at_new = 0
    for line in lines:
        sign = line[0]
        if hunk := _HUNK.match(line):
            at_old, at_new = int(hunk[1]) - 1, int(hunk[2]) - 1
            yield line.removesuffix("\n")
            continue
        shown = shown_new[at_new] if sign == "+" else shown_old[at_old]
        at_old += sign != "+"
        at_new += sign != "-"
        yield sign + _printable(shown.removesuffix("\n"))
        if not shown.endswith("\n"):
            yield "\\ No newline at end of file"
