"""Commands over files, started without typer where the words leave no question.

typer takes about as long to load as a small file to check. What is asked for here is what it would
make of the same words; a word that is wrong, or that asks for help, is left to it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pushstanza.diagnostics import PushStanzaError
from pushstanza.linting.declare import Declaration, Flag, Number, Several, Table

#: The commands that can be started so.
COMMANDS = ("lint", "fix")


class Unclear(PushStanzaError, ValueError):  # noqa: N818 - no error: typer is asked
    """The words have to be read by typer."""


def run(words: Sequence[str]) -> bool:
    """Run a command; tell whether that was possible. A command ends with its exit status."""
    if not words or words[0] not in COMMANDS:
        return False
    from pushstanza.cli import common, lint
    from pushstanza.cli.takes import taken_by

    command = {"lint": lint.lint, "fix": lint.fix}[words[0]]
    declared = taken_by(command) or ()
    try:
        paths, options = read(words[1:], declared)
    except Unclear:
        return False
    common.begin()
    command(paths or None, **options)
    return True


def read(words: Sequence[str], declared: Sequence[Declaration]) -> tuple[list[str], dict[str, Any]]:
    """Return the paths and the options in *words*.

    Raises:
        Unclear: A word is no path and none of the options, or an option has no value.
    """
    options: dict[str, Any] = {each.name: each.absent for each in declared}
    named = {name: (each, value) for each in declared for name, value in each.spellings()}
    paths: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            return [*paths, *rest], options
        if word == "-" or not word.startswith("-"):
            paths.append(word)
            continue
        name, equals, given = word.partition("=")
        if name not in named or (equals and not name.startswith("--")):
            raise Unclear
        each, value = named[name]
        if isinstance(each.kind, Flag):
            if equals:
                raise Unclear
            options[each.name] = value
        else:
            _add(options, each, given if equals else _next(rest))
    return paths, options


def _next(rest: Iterator[str]) -> str:
    """Return the word behind an option."""
    word = next(rest, None)
    if word is None or word.startswith("-"):
        raise Unclear
    return word


def _add(options: dict[str, Any], each: Declaration, word: str) -> None:
    """Take the value of an option."""
    if isinstance(each.kind, Several | Table):
        options[each.name] = [*(options[each.name] or ()), word]
    elif isinstance(each.kind, Number):
        if not word.isascii() or not word.isdigit():
            raise Unclear
        options[each.name] = int(word)
    else:
        options[each.name] = word
