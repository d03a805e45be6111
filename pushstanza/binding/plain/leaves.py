"""Reading the values that are no objects and no lists: texts, numbers, words, JIDs and dates."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pushstanza.binding.codecs import Codec, illegal_character
from pushstanza.binding.plain.errors import DataError, shown
from pushstanza.diagnostics.arguments import EXACT
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import did_you_mean

#: The lexical form of a date and time (XEP-0082, section 3.2; XML Schema allows to omit the zone).
DATE_TIME = (
    r"[ \t\r\n]*[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?[ \t\r\n]*"
)
_is_date_time = lazy_pattern(DATE_TIME, re.ASCII).fullmatch


def read_word(words: tuple[Any, ...], data: Any, _: Any) -> Any:
    """Return one of the *words* of a ``Literal``."""
    data = _exact(data)
    if any(data == each and type(data) is type(each) for each in words):
        return data
    raise _not_listed(data, tuple(map(str, words)))


def _exact(data: Any) -> Any:
    """Return the text or number itself of what may be a member of an Enum."""
    kind = str if isinstance(data, str) else int if isinstance(data, int) else None
    return data if kind is None or isinstance(data, bool) else EXACT[kind](data)


def _not_listed(data: Any, words: tuple[str, ...]) -> DataError:
    hint = did_you_mean(data, words) if isinstance(data, str) else None
    listed = " or ".join(map(repr, words)) if len(words) < 3 else f"one of {', '.join(words)}"
    problem = f"expected {listed}, not {shown(data)}"
    return DataError(problem, value=data, expected=words, hint=hint)


#: What a value in JSON is called that a codec of a type takes.
_IN_JSON: dict[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "a string"),
    int: ((int,), "an integer"),
    float: ((float, int), "a number"),
    bool: ((bool,), "true or false"),
}


def read_leaf(codec: Codec, is_lenient: bool, data: Any, _: Any) -> Any:  # noqa: FBT001
    """Return a value of the type of *codec*."""
    data = _exact(data)
    kinds, expected = _IN_JSON.get(codec.type, ((str,), f"a {codec.name} as a string"))
    if type(data) not in kinds:
        raise DataError.unexpected(data, expected)
    if str not in kinds:
        return _checked(codec, data)
    if (found := illegal_character(data)) is not None:
        raise DataError(f"contains {found!r}, a character that XML does not allow", value=data)
    if codec.read is None:
        return _checked(codec, data)
    return _text_read(codec, codec.read, data, is_lenient=is_lenient)


def _checked(codec: Codec, value: Any) -> Any:
    try:
        if codec.check is not None:
            codec.check(value)
    except ValueError as error:
        raise DataError(str(error), value=value, expected=(f"a {codec.name}",)) from None
    return value


def _text_read(codec: Codec, read: Callable[[str], Any], text: str, *, is_lenient: bool) -> Any:
    """Return the value of a text; a lenient reader takes one that only the parser may take."""
    if codec.type is datetime and _is_date_time(text) is None:
        raise DataError.unexpected(text, "a date and time (XEP-0082)")
    try:
        value = read(text)
    except ValueError:
        if codec.words:
            raise _not_listed(text, codec.words) from None
        if is_lenient:
            return text
        raise DataError.unexpected(text, f"a {codec.name}") from None
    return text if codec.type is str else value
