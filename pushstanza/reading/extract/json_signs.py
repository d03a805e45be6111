"""The keys that show a push payload in any text, in the quotes and escapes of what is around it."""

import re
from functools import cache
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern

#: The keys that few other things have with such a value; and how that begins.
_SIGNS: Final = {
    **dict.fromkeys(("android", "apns", "aps", "data", "notification", "webpush"), r"\{"),
    "registration_ids": r"\[",
    "service": r'\\*"[aAfFgG]\w{2,4}\\*"',
}


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf'{key}\\*"\s*:\s*{_SIGNS[key]}')


#: The keys that many other things have too; and what a payload has beside them.
_COMMON: Final = ("data", "notification")
BESIDE: Final = lazy_pattern(r'"(?:condition|fid|registration_ids|to|token|topic)\\*"\s*:')
#: What stands behind a key: in logs, and also in pages.
_BEHIND: Final = ('"', "\\")
_IN_PAGES: Final = (*_BEHIND, "'", "&quot;", "&#34;", "</")


def may_hold(text: str, *, is_page: bool = False) -> bool:
    """Tell whether payloads may stand in *text*: a fast look, which most texts do not pass."""
    if is_page:
        return any(key + each in text for key in _SIGNS for each in _IN_PAGES)
    begins = {r"\{": "{" in text, r"\[": "[" in text}  # one character is found at once
    return any(
        _pattern(key).search(text) is not None
        for key, value in _SIGNS.items()
        if begins.get(value, True) and any(key + each in text for each in _BEHIND)
    )


def signs(text: str) -> list[tuple[int, bool]]:
    """Return where such a key stands in *text* with its value, in their order.

    Beside each stands whether that shows a payload only with a key that :data:`BESIDE` matches.
    """
    return sorted(
        (found.start(), key in _COMMON)
        for key in _SIGNS
        if f'{key}"' in text or f"{key}\\" in text
        for found in _pattern(key).finditer(text)
        if text[found.start() - 1 : found.start()] == '"'
    )
