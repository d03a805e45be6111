"""``lsp``: a language server on standard input and output."""

import os
import sys

from pushstanza.cli import common


def lsp() -> None:
    """Start a language server for editors.

    It speaks the Language Server Protocol on standard input and output, and needs pygls:
    pip install 'pushstanza[lsp]'.
    """
    from pushstanza.linting.reports import tool_version

    try:
        from pushstanza.lsp.server import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"lsprotocol", "pygls"}:
            raise
        common.fail("lsp needs pygls 2, which is not installed: pip install 'pushstanza[lsp]'")
    if sys.stdin is None:
        common.fail("standard input is not available")
    # What anything prints must not come between the messages, so they have an output of their own.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        sys.stdout = sys.stderr
        server(tool_version()).start_io(sys.stdin.buffer, output)
