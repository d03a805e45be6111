"""The options of commands over files, made from their declarations."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from inspect import Parameter, Signature
from typing import Annotated, Any, TypeVar

import typer

from pushstanza.cli import completion
from pushstanza.cli import help as help_
from pushstanza.cli.takes import declared, taken_by
from pushstanza.linting.config import KEYS
from pushstanza.linting.declare import (
    RULE,
    Declaration,
    Flag,
    Group,
    Kind,
    Later,
    Number,
    Several,
    Table,
)

_Function = TypeVar("_Function", bound=Callable[..., None])

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files or folders. Default: this folder; - is stdin."),
]


def takes(
    *groups: Group, paths: Any = Paths, own: dict[str, Any] | None = None, without: str = ""
) -> Callable[[_Function], _Function]:
    """Return what gives a function the options of a command, so that typer finds them.

    Args:
        groups: The groups whose options it has, in the order of the help.
        paths: The annotation of its argument.
        own: The flags that only this command has, with their annotations.
        without: The names of options of the groups that it does not have, separated by blanks.
    """
    return partial(_signed, declared(groups, without), paths=paths, own=own or {})


def signed(function: Callable[..., None]) -> None:
    """Let typer find the options of a command over files."""
    _signed(taken_by(function) or (), function, paths=Paths, own={})


def _signed(
    options: Iterable[Declaration], function: _Function, *, paths: Any, own: dict[str, Any]
) -> _Function:
    flags = [
        Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=False)
        for name, annotation in own.items()
    ]
    default = None if paths is Paths else Parameter.empty
    argument = Parameter("paths", Parameter.KEYWORD_ONLY, annotation=paths, default=default)

    signature = Signature([argument, *flags, *map(_parameter, options)])
    function.__signature__ = signature  # type: ignore[attr-defined]
    return function


def _parameter(option: Declaration) -> Parameter:
    return Parameter(
        option.name,
        Parameter.KEYWORD_ONLY,
        annotation=Annotated[_type(option), _option(option)],
        default=option.absent,
    )


def _type(option: Declaration) -> Any:
    """Return the type of an option; where a key is not given, its value is ``None``."""
    if option.is_list:
        return list[str] | None
    if isinstance(option.kind, Flag):
        return bool | None if option.is_key else bool
    return int if isinstance(option.kind, Number) else str | None


def _option(declared: Declaration) -> Any:
    kind = declared.kind
    more: dict[str, Any] = {"min": 0} if isinstance(kind, Number) else {}
    more["autocompletion"] = _completed(declared)
    return typer.Option(
        *_names(declared), metavar=kind.metavar, help=" ".join(_help(declared)), **more
    )


#: What completes the values of options whose kinds do not say what they may be.
_COMPLETED = {"config": completion.config_pairs, "report": completion.reports}


def _completed(declared: Declaration) -> Callable[..., Any] | None:
    """Return what a shell completes the value of an option with, ``None`` where that is a file."""
    kind = declared.kind
    if isinstance(kind, Several) and kind.of is RULE:
        return completion.rules
    if isinstance(kind, Table) and kind.keys is RULE:
        return completion.rule_pairs(kind.of.choices)
    if _is_loaded_later(kind) or kind.choices:
        return lambda: [*kind.choices]
    return _COMPLETED.get(declared.name)


def _is_loaded_later(kind: Kind) -> bool:
    return isinstance(getattr(kind, "of", kind), Later)


class Command(help_.Command):
    """A command whose help shows the words of an option, too, that take time to load."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        later = {each.name: each.kind for each in KEYS.values() if _is_loaded_later(each.kind)}
        for parameter in self.params:
            if parameter.name in later:
                parameter.metavar = f"[{'|'.join(later[parameter.name].choices)}]"
        super().format_help(ctx, formatter)


def _names(declared: Declaration) -> Iterator[str]:
    yield f"--{declared.key}/--no-{declared.key}" if declared.is_switch else f"--{declared.key}"
    yield from filter(None, (declared.older, declared.short))


def _help(declared: Declaration) -> Iterator[str]:
    yield declared.doc
    if declared.is_list:
        has_separator = isinstance(declared.kind, Several) and declared.kind.separator
        yield "Repeatable, or comma-separated." if has_separator else "Repeatable."
