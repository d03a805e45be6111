"""``lsp``: a language server on standard input and output."""

import os
import sys
from typing import Annotated

import typer

from pushstanza.cli import common

Tcp = Annotated[
    int | None,
    typer.Option(
        metavar="PORT", min=1, max=65535, help="Listen on a port of 127.0.0.1 for one client."
    ),
]


def lsp(*, tcp: Tcp = None) -> None:
    """Start a language server for editors.

    It speaks the Language Server Protocol on standard input and output, and needs pygls:
    pip install 'pushstanza[lsp]'.
    """
    try:
        import pygls  # noqa: F401 - all that needs it is loaded below
    except ImportError:
        common.fail("lsp needs pygls, which is not installed: pip install 'pushstanza[lsp]'")
    from pushstanza.linting.reports import tool_version
    from pushstanza.lsp.server import server

    made = server(tool_version())
    if tcp is not None:
        made.start_tcp("127.0.0.1", tcp)
        return
    # What anything prints must not come between the messages, so they have an output of their own.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        sys.stdout = sys.stderr
        made.start_io(sys.stdin.buffer, output)
