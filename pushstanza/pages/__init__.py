"""What HTML pages have in common: templates, a policy, colours, and text that nobody obeys."""

import base64
import hashlib

from pushstanza.diagnostics.excerpts import printable

#: What XML refuses, and ``printable`` has no picture for.
_NO_CHARACTERS = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


def plain(text: str) -> str:
    """Return *text* in one line, with a picture of each character that nobody may obey."""
    return printable(text).translate(_NO_CHARACTERS)


def policy(style: str, script: str) -> str:
    """Return the Content Security Policy: this style sheet, this script, and nothing else."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
