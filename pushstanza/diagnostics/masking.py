"""What is secret in a push notification, and how it is shown."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

#: The options that hold a device token or a secret, in any of the services' dialects.
SECRET_FIELDS = frozenset({"device_id", "token", "secret", "device-token", "device-second-token"})

#: The longest value that a sentence quotes; device tokens are longer.
LONGEST_QUOTED = 32

#: The longest value of an option that a finding of the translator quotes.
LONGEST_OPTION = 24


def _var(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds the attribute that gives a field one of *names*."""
    words = "|".join(sorted(names))
    var = r"[vVnN](?<!\w.)(?:[aA][rR]|[aA][mM][eE])"  # a set of letters is found fastest
    return re.compile(rf"""{var}\s*=\s*(["'])(?i:{words})\1""")


_SECRET_VAR = _var(SECRET_FIELDS)
_FIELD = re.compile(r"<(?:\w+:)?field\b[^<]*", re.IGNORECASE)
#: What a field is called in its tag, with whatever quotes, or none.
_CALLED = re.compile(
    r"""\b(?:var|name)\s*=[\s\\"'‘’“”]*([^\s\\"'‘’“”<>=/]{1,400})""",  # noqa: RUF001
    re.IGNORECASE,
)
#: The value may stand in front of that.
_VALUE = re.compile(r"\s(?=value\s*=)", re.IGNORECASE)
_FIELD_END = re.compile(
    r"</(?:\w+:)?(?:field|x)\b|<(?:\w+:)?(?:field|iq|message|presence)\b|\Z", re.IGNORECASE
)
#: A ``<`` that begins no tag of a form may be part of a secret that is badly written.
_TEXT = re.compile(
    r"""(?<=>)((?:[^<]+|<(?!/[\w:.-]+\s*>|[!?]|(?:\w+:)?(?:value|field|option|required|desc)\b))+)
    | (?<=CDATA\[)((?:(?!\]\]>).)+)
    | \bvalue\s*=\s*(?:"([^"<>]+)|'([^'<>]+)|([^\s"'<>]*[^\s"'<>/]))""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)

_BODY_VAR = _var(["last-message-body"])
_BODY_START = re.compile(r"<(?:\w+:)?body\b[^<>]*(?<!/)(?=>)", re.IGNORECASE)
_BODY_END = re.compile(
    r"</(?:\w+:)?body\b|<(?:\w+:)?(?:iq|message|presence|body)\b|\Z", re.IGNORECASE
)
_BODY_TEXT = re.compile(
    r"""(?<=>)((?:[^<]|<(?![/!]?[^\W\d]|!\[))+)  # a stray < may be written in it
    | (?<=CDATA\[)((?:(?!\]\]>).)+) | \bvalue\s*=\s*["']([^"']+)""",
    re.DOTALL | re.VERBOSE,
)
_JSON_BODY = re.compile(
    r"""(?<=")(?:body|alert|last-message-body)"\s*:\s*"((?:[^"\\]|\\.)+)""", re.DOTALL
)

#: Secrets in JSON, and in the paths of requests to APNs and MongoosePush.
_JSON_SECRET = re.compile(
    rf"""(?<=")(?i:{"|".join(sorted(SECRET_FIELDS))})"\s*:\s*"((?:[^"\\]|\\.)+)"""
)
#: The device token of a message of the old interface of FCM, where ``to`` may also be a topic.
_OLD_FCM_TOKEN = re.compile(r"""(?<=")to"\s*:\s*"([\w:-]{20,})(?=")""", re.ASCII)
_PATH_TOKEN = re.compile(r"/(?:3/device|v[123]/notification)/([^\s/?#\"'…•]+)(?![^\s/?#\"'])")

_NO_BLANK = re.compile(r"\S")
_TOKEN = re.compile(
    r"(?<![\w:/.#-])(?=[A-Za-z0-9_:-]{32})(?=[A-Za-z_:-]*\d)[A-Za-z0-9_:-]{32,}(?![\w/#-]|\.\w)"
    r"|(?<![A-Za-z0-9])(?=[A-Fa-f]*\d)[A-Fa-f0-9]{64,}(?![A-Za-z0-9])"  # one of APNs, anywhere
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
    if isinstance(value, str) and len(value) > longest:
        return repr(mask(value))
    return repr(value)


def is_secret(var: str | None) -> bool:
    """Tell whether a field called *var* holds a secret."""
    return var is not None and var.lower() in SECRET_FIELDS


def masked_xml(text: str, *, bodies: bool = False) -> str:
    """Return *text* with the secrets of its forms covered, every character in its place.

    Covered are the values of fields that hold secrets, damaged or not, those of the same names in
    JSON, the tokens in paths of requests, and whatever else looks like a token; with *bodies*
    also what people wrote to each other, in XML or in JSON.
    """
    text = _covered_within(text, _secret_fields(text), _FIELD_END, _TEXT, _covered)
    text = _PATH_TOKEN.sub(_covered, _JSON_SECRET.sub(_covered, text))
    text = _OLD_FCM_TOKEN.sub(_covered, text)
    if bodies and ("body" in (folded := text.lower()) or '"alert"' in folded):
        text = _covered_within(text, _ends(_BODY_VAR, text), _FIELD_END, _BODY_TEXT, _hidden)
        text = _covered_within(text, _ends(_BODY_START, text), _BODY_END, _BODY_TEXT, _hidden)
        text = _JSON_BODY.sub(_hidden, text)
    return _TOKEN.sub(_covered, text)


def _ends(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    return (found.end() for found in pattern.finditer(text))


def _secret_fields(text: str) -> list[int]:
    """Return where fields that hold secrets begin, by their tags or by no more than their names."""
    starts = [*_ends(_SECRET_VAR, text)]
    for tag in _FIELD.finditer(text):
        names = (each for each in _CALLED.finditer(tag[0]) if is_secret(_unescaped(each[1])))
        called = next(names, None)
        if called is not None:
            first = _VALUE.search(tag[0], 0, called.end()) or called
            starts.append(tag.start() + first.end())
    return sorted(starts)


def _unescaped(value: str) -> str:
    if "&" not in value:
        return value
    from html import unescape  # hardly any name of a field is escaped

    return unescape(value)


def _covered_within(
    text: str,
    starts: Iterable[int],
    end: re.Pattern[str],
    inside: re.Pattern[str],
    cover: Callable[[re.Match[str]], str],
) -> str:
    """Return *text* with what matches *inside* covered, from each start to its *end*."""
    parts: list[str] = []
    done = 0
    for start in starts:
        if start < done:
            continue
        last = end.search(text, start)
        stop = last.start() if last else len(text)
        parts += (text[done:start], inside.sub(cover, text[start:stop]))
        done = stop
    return "".join((*parts, text[done:]))


def _covered(found: re.Match[str]) -> str:
    """Return a match with its group covered but for the beginning."""
    whole = found[0]
    secret = next((each for each in found.groups() if each), whole)
    shown = secret[:4] if len(secret.strip()) > 8 else ""
    return whole[: len(whole) - len(secret)] + shown + _dots(secret[len(shown) :])


def _hidden(found: re.Match[str]) -> str:
    """Return a match with its group covered whole."""
    text = next(each for each in found.groups() if each)
    return found[0][: -len(text)] + _dots(text)


def _dots(text: str) -> str:
    return _NO_BLANK.sub("•", text)
