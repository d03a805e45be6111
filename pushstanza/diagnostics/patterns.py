"""Regular expressions that are compiled at their first use: a run needs few of those it imports."""

import re
from typing import Any, TypeVar, cast

_Text = TypeVar("_Text", str, bytes)


class LazyPattern:
    """Stands for a pattern: what is asked of it is asked of the compiled one, and kept."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __repr__(self) -> str:
        return repr(re.compile(self._text, self._flags))

    def __getattr__(self, name: str) -> Any:
        compiled: re.Pattern[Any] = re.compile(self._text, self._flags)
        value = getattr(compiled, name)
        setattr(self, name, value)
        return value


def lazy_pattern(text: _Text, flags: int = 0) -> "re.Pattern[_Text]":
    """Return the pattern *text*, which is compiled, and an error in it raised, at its first use."""
    return cast("re.Pattern[_Text]", LazyPattern(text, flags))
