"""Values that stand for others: copied from a document, of a template, or taken out of a log."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern

#: The specification whose example values tests and documents use as they are.
SPECIFICATION: Final = "XEP-0357"

#: Values in documents that a reader has to replace.
PLACEHOLDERS: Final = {
    "appProductionPushModule": "the README of fpush",
    "eruio234vzxc2kla-91": SPECIFICATION,
    "yxs32uqsflafdk3iuqo": SPECIFICATION,
    "push-5.client.example": SPECIFICATION,
    "your_pns_device_token": "MongooseIM's tutorial",
    "punsub_node_for_my_private_iphone": "MongooseIM's tutorial",
}
_LIKELY: Final = lazy_pattern(
    r"(?:some|your|my)_[a-z_]+|your[ -][a-z -]+|insert[ _-].+|change[ _-]?me|"
    r"#{2,}.+#{2,}|<[^<>]+>|@\w+@|%%\w+%%|__\w+__|\$[{(][\w.]+[)}]|\{\{.+\}\}|x{4,}"
    r"|\S*\u2026\S*|\.{3}",
    re.IGNORECASE,
)
#: Each likely placeholder contains one of these, in lower case and as XML writes it.
_HINTS: Final = (
    *("your", "insert", "change"),
    *(each.lower() for each in PLACEHOLDERS if "your" not in each and "my_" not in each),
)
#: What else shows one. Each begins with one character, and so is found ten times as fast as by a
#: pattern that begins with any of them.
_SIGNS: Final = tuple(
    lazy_pattern(each)
    for each in (r"_(?:_|(?<=my_)|(?<=some_))", "#(?=#)", r"\.(?=\.\.)", "x(?=xxx)", r"@\w+@")
)
#: Characters that few stanzas have, and what of them shows one, or may write one with references.
_RARE: Final = "$%&{\u2026"
_RARE_SIGN: Final = lazy_pattern(r"\$[{(]|%%|&(?:lt;|#)|\{\{|\u2026")

#: A placeholder for a host, of a template or in a document.
HOST_LEFT: Final = lazy_pattern(r"@HOSTS?@|(?:^|\.)HOSTS?$")
#: What only stands for a domain: words in capitals, or in brackets, but no IPv6 address.
_NO_DOMAIN: Final = lazy_pattern(
    r"(?:[a-z0-9-]+\.)*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|\[(?![0-9a-fA-F:.]+\])[^\[\]]+\]"
)
#: What text has that holds one: a bracket, or capitals that are no ``FORM_TYPE``.
_SIGNS_OF_NONE: Final = (
    lazy_pattern(r"""\[(?<=["'@]\[)"""),
    lazy_pattern(r"""_(?<=[A-Z0-9]_)(?!(?<= var=["']FORM_)TYPE["'])[A-Z0-9]"""),
)
#: What a program puts a value for: ``%1``, ``%s``, ``%(name)s``, ``{name}``, ``$name``, ``~s``.
_FORMAT: Final = lazy_pattern(
    r"%(?:L?\d{1,2}(?![0-9A-Za-z])|(?:\d\$)?[sd@](?!\w)|\(\w+\)[sd])|\{\w*\}|\$\w+|\\\(\w+\)"
    r"|~[spw](?!\w)"
)

#: What a value is called that was taken out before a log was shown.
_TAKEN_OUT: Final = frozenset(
    [
        "anonymised",
        "anonymized",
        "censored",
        "deleted",
        "elided",
        "filtered",
        "hidden",
        "masked",
        "obfuscated",
        "obscured",
        "omitted",
        "private",
        "redacted",
        "removed",
        "sanitised",
        "sanitized",
        "scrubbed",
        "snip",
        "snipped",
        "stripped",
    ]
)
#: What stands beside such a word.
_BESIDE: Final = frozenset(
    [
        "by",
        "data",
        "device",
        "for",
        "from",
        "id",
        "is",
        "jid",
        "me",
        "my",
        "node",
        "password",
        "privacy",
        "reasons",
        "secret",
        "security",
        "the",
        "token",
        "value",
        "was",
    ]
)
#: What is written over a value.
_MASK: Final = lazy_pattern(
    r"[\[(<]*(?:[#*\u2022\u2588\u2591-\u2593\u25a0\u25cb\u25cf]{2,}|[xX]{3,}(?:-[xX]+)*)[\])>]*"
    r"|\w{0,8}\*{3,}\w{0,8}|\w+(?:\.{3}|\u2026)\w*|\[(?:password|secret|token|value)\]",
    re.IGNORECASE,
)
_WORD: Final = lazy_pattern(r"[a-z]+", re.IGNORECASE)
_LONGEST: Final = 80


def may_hold_placeholder(text: str) -> bool:
    """Tell quickly whether the XML of a stanza may hold a placeholder."""
    folded = text.casefold()
    holds = folded.__contains__
    return (
        any(map(holds, _HINTS))
        or any(sign.search(folded) for sign in _SIGNS)
        or (any(map(holds, _RARE)) and _RARE_SIGN.search(folded) is not None)
        or any(sign.search(text) for sign in _SIGNS_OF_NONE)
    )


def may_be_placeholders(values: Iterable[str]) -> bool:
    """Tell quickly whether one of several values, as they are read, may be a placeholder."""
    quoted = '"\n"'.join(("", *values, ""))
    return "<" in quoted or may_hold_placeholder(quoted)


def copied_from(value: str) -> str | None:
    """Return the document that a placeholder was copied from; ``None`` for other values."""
    if value in PLACEHOLDERS:
        return PLACEHOLDERS[value]
    return "a document" if _LIKELY.fullmatch(value) and not _says_redacted(value) else None


def address_copied_from(value: str) -> str | None:
    """Return the document that a placeholder for an address was copied from.

    Those of a configuration, as ``@HOST@``, are none: another rule reports them.
    """
    if HOST_LEFT.search(value):
        return None
    domain = value.partition("/")[0].rpartition("@")[2]
    is_none = _NO_DOMAIN.fullmatch(domain) or (domain != value and copied_from(domain))
    return "a document" if is_none else copied_from(value)


def is_template(value: str) -> bool:
    """Tell whether a program puts something else for a part of a value before it is sent."""
    return _FORMAT.search(value) is not None


@lru_cache(maxsize=1024)
def is_redacted(value: str) -> bool:
    """Tell whether a value was taken out before a text was shown, as in ``[redacted]``."""
    return _MASK.fullmatch(value) is not None or _says_redacted(value)


@lru_cache(maxsize=1024)
def _says_redacted(value: str) -> bool:
    words = frozenset(each.lower() for each in _WORD.findall(value[: _LONGEST + 1]))
    is_said = not _TAKEN_OUT.isdisjoint(words) and _TAKEN_OUT.union(_BESIDE).issuperset(words)
    return is_said and len(value) <= _LONGEST
