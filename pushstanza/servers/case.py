"""How a server is written down: tables of cases, of which the first that holds decides.

The same tables give verdicts, run the emulator, and are printed in the documentation.
"""

from collections.abc import Callable
from typing import TypeAlias

import attrs

from pushstanza.servers.answer import Answer
from pushstanza.servers.request import Request
from pushstanza.servers.world import Memory

#: Tells whether a case is that of a request.
Test: TypeAlias = Callable[[Request], bool]


@attrs.frozen
class Input:
    """What a stanza may look like, in the words of the tables."""

    title: str
    holds: Test
    reading_of: "Input | None" = None
    """The input that a server reads in its own way here."""

    def __call__(self, request: Request) -> bool:
        """Tell whether a request is so."""
        return self.holds(request)


def looks(title: str, reading_of: Input | None = None) -> Callable[[Test], Input]:
    """Call what a function tells of a request *title*."""
    return lambda test: Input(title, test, reading_of)


@looks("anything else")
def otherwise(_: Request) -> bool:
    """Hold always: the last case of a table."""
    return True


@attrs.frozen(kw_only=True)
class Case:
    """What is answered to an input, and what comes of it.

    ``answer`` and ``effect`` may depend on the request; ``act`` changes what the server
    remembers. ``reason`` is said of a request that is refused, where the title of the input
    does not say it well.
    """

    input: Input
    answer: Answer | Callable[[Request], Answer]
    effect: str | Callable[[Request], str]
    source: str
    reason: str | Callable[[Request], str] | None = None
    act: Callable[[Request, Memory], None] | None = None
    is_in_vain: bool = False
    """Whether the answer is a result although what was asked for is not done."""

    def answer_to(self, request: Request) -> Answer:
        """Return the answer."""
        return self.answer(request) if callable(self.answer) else self.answer

    def effect_of(self, request: Request) -> str:
        """Return what comes of it, in a sentence."""
        return self.effect(request) if callable(self.effect) else self.effect

    def reason_for(self, request: Request) -> str:
        """Return what the server has found, empty where that is nothing special."""
        if self.reason is None:
            return "" if self.input is otherwise else self.input.title
        return self.reason(request) if callable(self.reason) else self.reason


@attrs.frozen
class Table:
    """The cases of one kind of request, in the order in which the server looks."""

    title: str
    applies: Test
    cases: tuple[Case, ...]

    def find(self, request: Request) -> Case | None:
        """Return the case of a request, if it is one of this table."""
        if not self.applies(request):
            return None
        return next((each for each in self.cases if each.input(request)), None)
