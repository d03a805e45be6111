"""The base of all exceptions, and what is raised for a wrong argument or value."""

import sys
from collections.abc import Callable, Iterable
from typing import Any, Self

from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean


class PushStanzaError(Exception):
    """The base of every exception this library raises; each of them can be pickled and copied."""

    def __reduce__(self) -> tuple[Callable[..., Exception], tuple[Any, ...]]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[Exception], args: tuple[Any, ...], state: dict[str, Any]) -> Exception:
    """Return an error as it was, whatever its class takes to make one."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ArgumentError(PushStanzaError):
    """An argument of a function or a constructor is wrong.

    Attributes:
        attribute: The name of the argument, such as ``node``.
        value: What was given; ``None`` if the argument itself is missing or unknown.
        expected: What is allowed: words, names of arguments, or a phrase such as ``a Jid``.
        path: The function or class and the argument, such as ``Enable.node``.
    """

    def __init__(
        self,
        message: str,
        *,
        attribute: str = "",
        value: Any = None,
        expected: Iterable[str] = (),
        path: str = "",
    ) -> None:
        super().__init__(message)
        self.attribute = attribute
        self.value = value
        self.expected: tuple[str, ...] = tuple(expected)
        self.path = path


class WrongTypeError(ArgumentError, TypeError):
    """An argument has the wrong type, is missing, or does not exist."""


class WrongValueError(ArgumentError, ValueError):
    """An argument has the right type, but its value is not allowed."""


class UnknownNameError(ArgumentError, LookupError):
    """An argument names something that there is not, such as a server or a rule."""

    @classmethod
    def of(cls, what: str, name: str, names: Iterable[str], attribute: str) -> Self:
        """Return the error that no *what* is called *name*; it says which may have been meant.

        ``attribute`` is the name of the argument, *names* are those that there are.
        """
        known = tuple(names)
        hint = did_you_mean(name, known)
        if hint is None and len(known) <= _MOST_LISTED:
            hint = f"use one of {', '.join(known)}"
        message = f"unknown {what} {quoted(name)}" + (f"; {hint}" if hint else "")
        return cls(message, attribute=attribute, value=name, expected=known, path=attribute)


#: How many names a sentence lists.
_MOST_LISTED = 20


class FrozenError(PushStanzaError, AttributeError):
    """An attribute of something that cannot be changed was set or deleted."""


def no_attribute(module: str, name: str, names: Iterable[str]) -> AttributeError:
    """Return the error that a module has no such name, with what was probably meant."""
    message = suggested(f"module {module!r} has no attribute {name!r}", name, names)
    return AttributeError(message, name=name, obj=sys.modules[module])


def suggested(message: str, word: str, words: Iterable[str]) -> str:
    """Return *message*, with the one of *words* that *word* was probably meant to be."""
    hint = did_you_mean(word, words)
    return f"{message}; {hint}" if hint else message
