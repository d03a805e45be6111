"""Which fixes are offered: those that change the text so that their finding is gone, and no more.

Whether a fix does that depends on everything around its place: an attribute that is declared twice,
a tag without an end, another error that it would bring to light. So each is tried.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from pushstanza.diagnostics import Diagnostic, Edit, Fix, Severity
from pushstanza.linting.fix import all_made

#: Gets the text of a stanza, returns what is wrong with it.
Relint: TypeAlias = Callable[[str], Iterable[Diagnostic]]

#: With more fixes in one stanza those of a rule are tried together, and apart only if that fails.
ALONE = 8

#: How often the text of one stanza is looked at again; what was not tried by then is not offered.
TRIALS = 64

#: The code of the rule that offers a fix, and the fix.
_Offer: TypeAlias = tuple[str, Fix]


def with_proven_fixes(
    found: Sequence[Diagnostic],
    text: str,
    start: int,
    before: Iterable[Diagnostic],
    relint: Relint,
) -> list[Diagnostic]:
    """Return the findings in one stanza, without the fixes that would not remove their finding.

    Args:
        found: The findings; the offsets of their edits are those of the file.
        text: The text of the stanza.
        start: Where in the file it begins.
        before: What *relint* says of the text as it is.
        relint: Returns what is wrong with another text in its place.
    """
    offers = [(each.code, each.fix) for each in found if each.fix is not None]
    proven = {id(made) for _, made in _proven(offers, text, start, before, relint)}
    return [
        attrs.evolve(each, fix=None)
        if each.fix is not None and id(each.fix) not in proven
        else each
        for each in found
    ]


def _proven(
    offers: Sequence[_Offer], text: str, start: int, before: Iterable[Diagnostic], relint: Relint
) -> Iterator[_Offer]:
    tally = _Tally(before)
    waiting = deque(_groups(offers))
    for _ in range(TRIALS):
        if not waiting:
            return
        group = waiting.popleft()
        edited = all_made(text, (_moved(made, -start) for _, made in group))
        if edited is not None and _Tally(relint(edited)).is_better(tally, group):
            yield from group
        elif len(group) > 1:
            half = len(group) // 2
            waiting += (group[:half], group[half:])


def _groups(offers: Sequence[_Offer]) -> Iterable[Sequence[_Offer]]:
    """Return the fixes that are tried together."""
    if len(offers) <= ALONE:
        return [[each] for each in offers]
    by_code: dict[str, list[_Offer]] = {}
    for each in offers:
        by_code.setdefault(each[0], []).append(each)
    return by_code.values()


class _Tally:
    """How often each rule found something, and how many errors there are."""

    def __init__(self, found: Iterable[Diagnostic]) -> None:
        self._codes: Counter[str] = Counter()
        self._errors = 0
        for each in found:
            self._codes[each.code] += 1
            self._errors += each.severity is Severity.ERROR

    def is_better(self, before: "_Tally", group: Sequence[_Offer]) -> bool:
        """Tell whether what the fixes of a group are for is gone, and there are no more errors."""
        return self._errors <= before._errors and all(
            self._codes[code] <= before._codes[code] - count
            for code, count in Counter(code for code, _ in group).items()
        )


def _moved(made: Fix, by: int) -> Fix:
    edits = (Edit(each.offset + by, each.end_offset + by, each.content) for each in made.edits)
    return attrs.evolve(made, edits=tuple(edits))
