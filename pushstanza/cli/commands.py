"""The commands, each made by typer when it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer

from pushstanza.cli import print_version
from pushstanza.cli.arguments import choose_colours
from pushstanza.cli.common import Color, begin
from pushstanza.cli.help import Group

#: The commands in the order of the help: where their functions, or groups of functions, are.
COMMANDS = {
    "lint": "pushstanza.cli.lint:lint",
    "fix": "pushstanza.cli.lint:fix",
    "rule": "pushstanza.cli.rule:rule",
    "parse": "pushstanza.cli.parse:parse",
    "format": "pushstanza.cli.formatting:format_",
    "schema": "pushstanza.cli.schema:schema",
    "verdict": "pushstanza.cli.verdict:verdict",
    "explain": "pushstanza.cli.explain:explain",
    "flow": "pushstanza.cli.flow:flow",
    "translate": "pushstanza.cli.translate:translate",
    "new": "pushstanza.cli.new:app",
    "baseline": "pushstanza.cli.baseline:app",
    "lsp": "pushstanza.cli.lsp:lsp",
}


class _Commands(Group):
    """Loads and makes a command only when it is asked for: a run needs no more than one."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the names of the commands."""
        return [*COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; with a name that there is not, make those that may have been meant."""
        wanted = [cmd_name] if cmd_name in COMMANDS else [*COMMANDS]
        for name in wanted:
            if name not in self.commands:
                self.add_command(_command(name))
        return super().get_command(ctx, cmd_name)

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read the command line; what is wrong with it is said so that no terminal obeys it."""
        with _printable_errors():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run a command, which reads the rest of the command line."""
        with _printable_errors():
            return super().invoke(ctx)


@contextmanager
def _printable_errors() -> Iterator[None]:
    """Make what an error quotes of the command line printable: a name of a file may stand there."""
    try:
        yield
    except Exception as error:
        message = getattr(error, "message", None)
        if isinstance(message, str) and hasattr(error, "show"):
            from pushstanza.diagnostics.excerpts import printable

            vars(error)["message"] = "\n".join(map(printable, message.split("\n")))
        raise


@cache
def _command(name: str) -> Any:
    from pushstanza.cli.options import Command, signed
    from pushstanza.cli.takes import taken_by

    module, _, attribute = COMMANDS[name].partition(":")
    found = getattr(import_module(module), attribute)
    if taken_by(found) is not None:
        signed(found)
    made: Any
    if isinstance(found, typer.Typer):
        made = typer.main.get_group(found)
    else:
        alone = typer.Typer(rich_markup_mode=None, add_completion=False)
        alone.command(cls=Command)(found)
        made = typer.main.get_command(alone)
    made.name = name
    return made


app: typer.Typer = typer.Typer(
    name="pushstanza",
    cls=_Commands,
    help="Lint, explain and translate XMPP push notification stanzas (XEP-0357).",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it
    if wanted:
        print_version()
        raise typer.Exit


@app.callback()
def start(
    ctx: typer.Context,
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Lint, explain and translate XMPP push notification stanzas (XEP-0357)."""
    begin()
    choose_colours(ctx, Color.AUTO)
