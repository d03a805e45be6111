"""How a server is described: tables of cases, of which the first that matches decides.

The same tables give verdicts, run the emulator, and are printed in the documentation.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from pushstanza.diagnostics.records import frozen
from pushstanza.servers.answer import Answer
from pushstanza.servers.request import Request
from pushstanza.servers.world import Memory

#: Tells whether a case is that of a request.
Test: TypeAlias = Callable[[Request], bool]


@frozen
class Input:
    """A condition on a request, as the tables name it.

    ``fix`` says what to do where a server refuses it, ``rules`` are the codes of the lint rules
    that report it: those of the input that it is a reading of, unless they are given.
    """

    title: str
    holds: Test
    reading_of: "Input | None" = attrs.field(default=None, kw_only=True)
    """The input that a server reads in its own way here."""
    fix: str = attrs.field(
        default=attrs.Factory(lambda self: _of_what_it_reads(self, "fix", ""), takes_self=True),
        kw_only=True,
    )
    rules: tuple[str, ...] = attrs.field(
        default=attrs.Factory(lambda self: _of_what_it_reads(self, "rules", ()), takes_self=True),
        kw_only=True,
    )

    def __call__(self, request: Request) -> bool:
        """Tell whether a request meets the condition."""
        return self.holds(request)

    @property
    def is_unseen(self) -> bool:
        """Whether no stanza shows it."""
        return self.holds is _never

    @property
    def is_rest(self) -> bool:
        """Whether it is all that the cases before it leave."""
        return self.holds is _always

    def where(self, test: Test) -> "Input":
        """Return the input of those requests of which *test* holds, too."""
        return attrs.evolve(self, holds=lambda request: test(request) and self.holds(request))


def _of_what_it_reads(made: Input, name: str, otherwise_: Any) -> Any:
    return otherwise_ if made.reading_of is None else getattr(made.reading_of, name)


def when(title: str, **more: Any) -> Callable[[Test], Input]:
    """Make an input called *title* of the function that tests a request for it.

    *more* are the keywords of :class:`Input`.
    """
    return lambda test: Input(title, test, **more)


def _never(_: Request) -> bool:
    return False


def _always(_: Request) -> bool:
    return True


def unseen(title: str, *, fix: str, rules: tuple[str, ...] = ()) -> Input:
    """Return what no stanza shows: how a server is set up, or what has happened elsewhere."""
    return Input(title, _never, fix=fix, rules=rules)


def rest(title: str, *, fix: str = "", rules: tuple[str, ...] = ()) -> Input:
    """Return all that is left, for the last case of a table."""
    return Input(title, _always, fix=fix, rules=rules)


otherwise: Input = rest("anything else")


@frozen(kw_only=True)
class Case:
    """What a server answers to an input, and with which effect.

    ``answer`` and ``effect`` may depend on the request; ``act`` changes what the server
    remembers. ``reason`` explains a refusal where the title
    of the input does not.
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
        """Return the effect, in a sentence."""
        return self.effect(request) if callable(self.effect) else self.effect

    def reason_for(self, request: Request) -> str:
        """Return what the server has found, empty where the request is ordinary."""
        if self.reason is None:
            return "" if self.input is otherwise else self.input.title
        return self.reason(request) if callable(self.reason) else self.reason


@frozen
class Table:
    """The cases of one kind of request, in the order in which the server checks them."""

    title: str
    applies: Test
    cases: tuple[Case, ...]

    @property
    def is_of_set_up(self) -> bool:
        """Whether it is about how a server is set up, which no stanza shows."""
        return all(each.input.is_unseen for each in self.cases)

    def find(self, request: Request) -> Case | None:
        """Return the case of a request, if it is one of this table."""
        if not self.applies(request):
            return None
        return next((each for each in self.cases if each.input(request)), None)
