"""How calls are timed: they take turns, and each round gives one ratio to what they are held to.

Whatever else the machine does hits all of a round alike, so that the ratios of rounds differ less
than the times. What is told of a ratio is its median and the quartiles around it.
"""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

#: What is called in a turn, and returns the seconds that it took.
Turn = Callable[[], float]


@attrs.frozen
class Spread:
    """The median of some figures, and the quartiles around it."""

    median: float
    low: float
    high: float


@attrs.frozen
class Samples:
    """What every row of a table took, in seconds, by round."""

    seconds: Mapping[str, list[float]]

    def ratio(self, row: str, to: str) -> Spread:
        """Return how many times as long as *to* a row took, round for round."""
        pairs = zip(self.seconds[row], self.seconds[to], strict=True)
        return spread([one / other for one, other in pairs])


def spread(figures: list[float]) -> Spread:
    """Return what is told of figures."""
    low, median, high = statistics.quantiles(figures, method="inclusive")
    return Spread(median, low, high)


#: Of how many rounds one is run, and how many are at least.
one_of = 1
LEAST = 4


def in_turns(make: Callable[[int], Mapping[str, Turn]], rounds: int) -> Samples:
    """Let calls take turns, every second round in the opposite order.

    Args:
        make: Returns the turns of a round by their rows, each with input of its own: nothing that
            was kept from an earlier round helps.
        rounds: How many rounds count, if all are run; there is one before them that does not.
    """
    rounds = max(rounds // one_of, min(rounds, LEAST))
    seconds: dict[str, list[float]] = {row: [] for row in _run(make(0), backwards=False)}
    gc.freeze()  # the modules of all libraries are no garbage of any
    for number in range(1, rounds + 1):
        for row, took in _run(make(number), backwards=number % 2 == 0).items():
            seconds[row].append(took)
    return Samples(seconds)


def _run(turns: Mapping[str, Turn], *, backwards: bool) -> dict[str, float]:
    rows = [*turns]
    return {row: turns[row]() for row in (reversed(rows) if backwards else rows)}


def processor_time(call: Callable[[Any], object], inputs: Sequence[Any], stanzas: int) -> Turn:
    """Return a turn that makes a call with each of the inputs, by the time for one stanza."""

    def turn() -> float:
        gc.collect()
        start = time.process_time()
        for each in inputs:
            call(each)
        return (time.process_time() - start) / stanzas

    return turn
