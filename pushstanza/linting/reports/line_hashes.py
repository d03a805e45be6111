"""The hash that GitHub code scanning knows a line by, wherever it moves.

Source: github/codeql-action, src/fingerprints.ts: a polynomial over the 100 UTF-16 code units
from the beginning of the line on, without blanks and with LF for every line end, behind U+FFFF
zeros; modulo 2 to the power of 64, with a number for those that are equal.
"""

import re
from collections import Counter
from collections.abc import Collection
from operator import mul

from pushstanza.diagnostics.patterns import lazy_pattern

_UNITS = 100
_BASE = 37
_POWERS = [pow(_BASE, _UNITS - 1 - index, 1 << 64) for index in range(_UNITS)]
_END = "\uffff"

_LINE_END = lazy_pattern(r"\r\n?")
_BLANKS = str.maketrans("", "", " \t")
_ASTRAL = lazy_pattern("[\U00010000-\U0010ffff]")


def line_hashes(text: str, wanted: Collection[int]) -> dict[int, str]:
    """Return the hashes of the *wanted* lines in *text*, by their numbers from 1."""
    units = _units(text) + _END
    hashes: dict[int, str] = {}
    seen: Counter[str] = Counter()
    start, line, last = 0, 1, max(wanted, default=0)
    while line <= last:
        window = units[start : start + _UNITS]
        seen[window] += 1
        if line in wanted:
            hashes[line] = f"{_hash(window):x}:{seen[window]}"
        line += 1
        start = units.find("\n", start) + 1
        if start == 0:
            break
    return hashes


def _units(text: str) -> str:
    """Return the code units that count, each as a character."""
    text = _LINE_END.sub("\n", text).translate(_BLANKS)
    return text if text.isascii() else _ASTRAL.sub(_surrogates, text)


def _surrogates(found: re.Match[str]) -> str:
    code = ord(found[0]) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _hash(window: str) -> int:
    total: int = sum(map(mul, map(ord, window), _POWERS))
    return total % (1 << 64)
