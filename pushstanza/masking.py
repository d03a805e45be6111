"""What is secret in a push notification, and how it is shown."""

import re
from typing import Any

#: The options that hold a device token or a secret, in any of the services' dialects.
SECRET_FIELDS = frozenset({"device_id", "token", "secret", "device-token", "device-second-token"})

#: The longest value that a sentence quotes; device tokens are longer.
LONGEST_QUOTED = 32

_SECRET_VAR = re.compile(
    rf"""\b(?:var|name)\s*=\s*(["'])(?:{"|".join(sorted(SECRET_FIELDS))})\1""", re.IGNORECASE
)
_FIELD_END = re.compile(r"</(?:\w+:)?field|<(?:\w+:)?field\b|\Z")
_TEXT = re.compile(r"(?<=>)([^<]+)|(?<=CDATA\[)([^\]]+)|\bvalue\s*=\s*[\"']([^\"']+)")
_TOKEN = re.compile(r"(?<![\w:/.#-])(?=[A-Za-z_:-]*\d)[A-Za-z0-9_:-]{32,}(?![\w/.#-])")


def mask(secret: str) -> str:
    """Return as much of *secret* as may be shown: enough to tell two apart."""
    shown = secret[:4] if len(secret) > 8 else ""
    return f"{shown}…({len(secret)} characters)"


def quoted(value: Any) -> str:
    """Return *value* for a sentence; a long one may be a secret in the wrong place."""
    if isinstance(value, str) and len(value) > LONGEST_QUOTED:
        return repr(mask(value))
    return repr(value)


def is_secret(var: str | None) -> bool:
    """Tell whether a field called *var* holds a secret."""
    return var is not None and var.lower() in SECRET_FIELDS


def masked_xml(text: str) -> str:
    """Return *text* with the secrets of its forms covered, every character in its place.

    Covered are the values of fields that hold secrets, damaged or not, and whatever else looks
    like a token.
    """
    parts: list[str] = []
    done = 0
    for found in _SECRET_VAR.finditer(text):
        if found.end() < done:
            continue
        end = _FIELD_END.search(text, found.end())
        stop = end.start() if end else len(text)
        parts += (text[done : found.end()], _TEXT.sub(_covered, text[found.end() : stop]))
        done = stop
    return _TOKEN.sub(_covered, "".join((*parts, text[done:])))


def _covered(found: re.Match[str]) -> str:
    whole = found[0]
    secret = next((each for each in found.groups() if each), whole)
    shown = secret[:4] if len(secret.strip()) > 8 else ""
    hidden = "".join(each if each.isspace() else "•" for each in secret[len(shown) :])
    return whole[: len(whole) - len(secret)] + shown + hidden
