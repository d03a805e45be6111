"""The command line: each command reads its input, calls the library and prints the result.

Exit status: 0 no findings, 1 findings, 2 the command could not do its job.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any

import typer

from pushstanza.cli.common import (
    FAILED,
    FOUND,
    INTERRUPTED,
    Color,
    begin,
    choose_colours,
    say,
)
from pushstanza.cli.help import Group

#: Where a shell that completes a command line says what it asks for.
ASKED = "_PUSHSTANZA_COMPLETE"

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


def _command(name: str) -> Any:
    from pushstanza.cli.options import Command

    module, _, attribute = COMMANDS[name].partition(":")
    found = getattr(import_module(module), attribute)
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


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, _interrupted)
    _check_streams()
    if ASKED in os.environ:
        from pushstanza.cli import completion

        completion.prepare(os.environ)
    try:
        _run()
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is still buffered must not fail again.
        _discard_output()
        sys.exit(FOUND)
    except OSError as error:
        _discard_output()
        say(error.strerror or str(error))
        sys.exit(FAILED)
    except Exception as error:  # a bug of ours: a sentence, and what a report of it needs
        if os.environ.get("PUSHSTANZA_DEBUG"):
            raise
        say(f"internal error ({type(error).__name__} in {_origin(error)})")
        typer.echo("Please report this bug. PUSHSTANZA_DEBUG=1 shows the traceback.", err=True)
        sys.exit(FAILED)


def _run() -> None:
    try:
        app()
    finally:
        sys.stdout.flush()  # what cannot be written is an error here, not while Python ends


def _check_streams() -> None:
    """Go on without a standard error; without a standard output nothing can be said."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - as long as the process lives
    if sys.stdout is None:
        sys.stderr.write("pushstanza: standard output is not available\n")
        sys.exit(FAILED)


def _origin(error: BaseException) -> str:
    """Return where an error comes from; its own words may quote a secret."""
    from traceback import extract_tb

    last = extract_tb(error.__traceback__)[-1]
    return f"{last.name}, line {last.lineno} of {os.path.basename(last.filename)}"  # noqa: PTH119


def _interrupted(_signal: int, _frame: object) -> None:
    """End with the status that shells expect, and with nothing half-written."""
    sys.exit(INTERRUPTED)


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it
    if wanted:
        from pushstanza.linting.reports import tool_version

        typer.echo(f"pushstanza {tool_version()}")
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
