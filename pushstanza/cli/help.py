"""The help of commands: no summary is cut, and nothing is wider than the terminal."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from pushstanza.diagnostics.patterns import lazy_pattern

#: How wide the names of an option with its value may be, as those that stand beside their help.
_WIDEST = 30

#: The names of an option, and the words that its value may be.
_CHOICES = lazy_pattern(
    r"(?P<names>.*--(?:\w+-)*(?P<word>\w+).*) [\[<](?P<words>[^\[\]<>]*\|[^\[\]<>]*)[\]>]"
)
#: A help, and what typer adds to it.
_EXTRA = lazy_pattern(r"(?P<help>.*?)(?P<extra>(?:  \[[^\[\]]*\])?)", re.DOTALL)

#: Longer than any sentence.
_NO_LIMIT = 10_000


class Group(TyperGroup):
    """A group of commands, whose help has the whole first sentence of each."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands."""
        made = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, command.get_short_help_str(_NO_LIMIT))
            for name, command in made
            if command is not None and not command.hidden
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


class Command(TyperCommand):
    """A command, whose help has long lists of words beside an option, where they wrap."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and options."""
        rows: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                kind = "Arguments" if parameter.param_type_name == "argument" else "Options"
                rows[kind].append(_narrow(*record))
        for kind, records in rows.items():
            if records:
                with formatter.section(kind):
                    formatter.write_dl(records)


def _narrow(names: str, text: str) -> tuple[str, str]:
    """Return the names and the help of an option, with its words in the help if they are many."""
    found = _CHOICES.fullmatch(names)
    parts = _EXTRA.fullmatch(text)
    if found is None or parts is None or len(names) <= _WIDEST:
        return names, text
    words = f"One of: {', '.join(found['words'].split('|'))}."
    return f"{found['names']} {found['word'].upper()}", f"{parts['help']} {words}{parts['extra']}"
