"""The command line: each command reads its input, calls the library and prints the result.

Exit status: 0 no findings, 1 findings, 2 the command could not do its job.
"""

import os
import signal
import sys

from pushstanza.linting.exit_status import FAILED, FOUND, INTERRUPTED

#: Where a shell that completes a command line says what it asks for.
ASKED = "_PUSHSTANZA_COMPLETE"


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
        _say(error.strerror or str(error))
        sys.exit(FAILED)
    except Exception as error:  # a bug of ours: a sentence, and what a report of it needs
        if os.environ.get("PUSHSTANZA_DEBUG"):
            raise
        _say(f"internal error ({type(error).__name__} in {_origin(error)})")
        sys.stderr.write("Please report this bug. PUSHSTANZA_DEBUG=1 shows the traceback.\n")
        sys.exit(FAILED)


def _run() -> None:
    try:
        if sys.argv[1:] == ["--version"]:  # which editors and scripts ask for: needs no command
            print_version()
        elif ASKED in os.environ or not _ran_directly():
            from pushstanza.cli.commands import app

            app()
    finally:
        sys.stdout.flush()  # what cannot be written is an error here, not while Python ends


def _ran_directly() -> bool:
    from pushstanza.cli import direct  # which a completion has no use for

    return direct.run(sys.argv[1:])


def print_version() -> None:
    """Print which version this is."""
    from importlib.metadata import version

    sys.stdout.write(f"pushstanza {version('pushstanza')}\n")


def _say(message: str) -> None:
    from pushstanza.cli.common import say  # where all goes well, it may not be needed

    say(message)


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
