"""Errors to their explanations, of which each is there once and counted."""

from collections.abc import Callable, Iterator

import attrs

from pushstanza.diagnostics.records import define
from pushstanza.explaining.context import Context
from pushstanza.explaining.explanation import Explanation
from pushstanza.explaining.problem import Logged, Refusal, Word
from pushstanza.explaining.problems import explain_log_line, explain_word
from pushstanza.explaining.reading import Problem
from pushstanza.explaining.refusals import explain_refusal

#: What an explanation is, and what it is shown as.
_Shown = tuple[Explanation, Explanation]


@define
class _Alike:
    """Problems with the same explanations: the first and the last of them, and how many."""

    first: Problem
    last: Problem
    explanations: list[_Shown]
    times: int = 0


class Counted:
    """The explanations of errors, one for all that are alike.

    ``cover`` returns what an explanation is shown as; without it that is the explanation.
    """

    def __init__(self, context: Context) -> None:
        self.cover: Callable[[Explanation], Explanation] | None = None
        self._context = context
        self._alike: dict[Problem | tuple[Explanation, ...], _Alike] = {}

    def __len__(self) -> int:
        return len(self._alike)

    def add(self, problem: Problem) -> None:
        """Explain an error, and count it."""
        key: Problem | tuple[Explanation, ...]
        found: list[Explanation] | None = None
        if isinstance(problem, Refusal) and problem.request is not None:
            # It depends on the request, which is forgotten at once.
            found = [*_explained(problem, self._context)]
            key = tuple(attrs.evolve(each, line=1) for each in found)
            problem = attrs.evolve(problem, request=None)
        else:
            key = _without_place(problem)
        alike = self._alike.get(key)
        if alike is None:
            found = [*_explained(problem, self._context)] if found is None else found
            alike = self._alike[key] = _Alike(problem, problem, self._shown(found))
        alike.last = problem
        alike.times += 1

    def taken(self) -> Iterator[Explanation]:
        """Yield each explanation once, with how often it was there, and forget them."""
        times: dict[Explanation, int] = {}
        first: dict[Explanation, Explanation] = {}
        for alike in self._alike.values():
            for each, shown in self._last(alike):
                key = attrs.evolve(each, line=1)
                times[key] = times.get(key, 0) + alike.times
                first.setdefault(key, shown)
        self._alike.clear()
        for key, each in first.items():
            yield attrs.evolve(each, count=times[key])

    def _last(self, alike: _Alike) -> list[_Shown]:
        """Return the explanations of several alike; the last count that was logged is theirs."""
        first, last = alike.first, alike.last
        if isinstance(first, Refusal) and isinstance(last, Refusal) and first.count != last.count:
            found = _explained(attrs.evolve(first, count=last.count), self._context)
            return self._shown([*found])
        return alike.explanations

    def _shown(self, found: list[Explanation]) -> list[_Shown]:
        return [(each, each if self.cover is None else self.cover(each)) for each in found]


def _without_place(problem: Problem) -> Problem:
    """Return what is the same of all problems with the same explanations."""
    if isinstance(problem, Refusal):
        return attrs.evolve(problem, line=1, count=None)
    return attrs.evolve(problem, line=1)


def _explained(problem: Problem, context: Context) -> Iterator[Explanation]:
    if isinstance(problem, Word):
        yield from explain_word(problem, context)
    elif isinstance(problem, Logged):
        yield explain_log_line(problem, context)
    else:
        yield explain_refusal(problem, context)
