"""What is secret in a push notification, and how it is shown."""

from functools import lru_cache
from typing import Any

from pushstanza.diagnostics.patterns import lazy_pattern

#: The options that hold a device token or a secret, in any of the services' dialects.
SECRET_FIELDS = frozenset({"device_id", "token", "secret", "device-token", "device-second-token"})

#: What the name of an option holds, whatever else stands in it, if its value is secret.
_SECRET_WORDS = (
    "secret", "token", "password", "passwd", "deviceid", "registrationid", "apikey", "privatekey",
    "serverkey", "accesskey", "credential", "passphrase", "androidid",
)  # fmt: skip
#: What an option is called all of whose name says that it is secret.
_SECRET_NAMES = frozenset({"auth", "authorization", "pwd"})

#: The longest value that a sentence quotes; device tokens are longer.
LONGEST_QUOTED = 32

_LARGEST_QUOTED = 10**LONGEST_QUOTED

#: The longest value of an option that a finding of the translator quotes.
LONGEST_OPTION = 24

#: The longest name that an option may have; what is longer is none.
LONGEST_NAME = 200

_NO_LETTER = lazy_pattern(r"[^a-z]+")

#: Names with two letters exchanged are read as what they are meant to be.
_ANAGRAMS = frozenset("".join(sorted(each)) for each in _SECRET_WORDS)

#: Those that lack a letter: it was left out, or is one that only looks like it.
_SHORTENED = frozenset(
    each[:index] + each[index + 1 :] for each in _SECRET_WORDS for index in range(len(each))
)


def mask(secret: str) -> str:
    """Return as much of *secret* as may be shown: enough to tell two apart."""
    shown = secret[:4] if len(secret) > 8 else ""
    return f"{shown}…({len(secret)} characters)"


def mask_path(path: str | None) -> str:
    """Return *path* as it may be shown: its last segment is a device token."""
    head, slash, token = (path or "").rpartition("/")
    return f"{head}{slash}{mask(token)}"


def quoted(value: Any, *, longest: int = LONGEST_QUOTED) -> str:
    """Return *value* for a sentence; a text that is longer may be a secret in the wrong place."""
    if isinstance(value, str):
        # Not the repr of a subclass, which may be longer: an Enum shows its name as well.
        return repr(mask(value)) if len(value) > longest else str.__repr__(value)
    if isinstance(value, int) and abs(value) >= _LARGEST_QUOTED:
        return f"an integer of more than {LONGEST_QUOTED} digits"  # repr may refuse it
    return repr(value)


def concealed(said: str, shown: str, value: Any) -> str:
    """Return a sentence that shows a secret as *shown*, with the secret masked."""
    if isinstance(value, str):
        return said.replace(shown, repr(mask(value)), 1)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return said.replace(shown, "a number", 1) if is_number else said


def is_secret(var: str | None) -> bool:
    """Tell whether a field called *var* holds a secret, also if its name is nearly right."""
    return var is not None and len(var) <= LONGEST_NAME and _is_secret(var)


@lru_cache(maxsize=1024)
def _is_secret(var: str) -> bool:
    word = _NO_LETTER.sub("", var.lower())
    if any(each in word for each in _SECRET_WORDS) or word in _SECRET_NAMES:
        return True
    return "".join(sorted(word)) in _ANAGRAMS or word in _SHORTENED


# What finds secrets in long texts takes time to load, and most runs show no text.


def masked_xml(text: str, *, bodies: bool = False) -> str:
    """Return *text* with the secrets covered that :mod:`pushstanza.diagnostics.secrets` finds."""
    from pushstanza.diagnostics import secrets

    return secrets.masked_xml(text, bodies=bodies)


def without_tokens(text: str) -> str:
    """Return *text* with the device tokens in it covered, whatever stands around them."""
    from pushstanza.diagnostics.secrets import TOKENS

    return TOKENS.cover(text)
