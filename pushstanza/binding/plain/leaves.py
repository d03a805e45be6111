"""Reading the values that are no objects and no lists: texts, numbers, words, JIDs and dates."""

import re
from datetime import datetime
from typing import Any

from pushstanza.binding.codecs import Codec, illegal_character
from pushstanza.binding.plain.errors import DataError
from pushstanza.diagnostics.spelling import did_you_mean

#: The lexical form of a date and time (XEP-0082, section 3.2; XML Schema allows to omit the zone).
DATE_TIME = (
    r"[ \t\r\n]*[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?[ \t\r\n]*"
)
_is_date_time = re.compile(DATE_TIME, re.ASCII).fullmatch


def read_word(words: tuple[Any, ...], data: Any, _: Any) -> Any:
    """Return one of the *words* of a ``Literal``."""
    if any(data == each and type(data) is type(each) for each in words):
        return data
    hint = did_you_mean(data, map(str, words)) if isinstance(data, str) else None
    expected = " or ".join(map(repr, words)) if len(words) < 3 else _one_of(words)
    raise DataError(value=data, expected=expected, hint=hint)


def _one_of(words: tuple[Any, ...]) -> str:
    return f"one of {', '.join(map(str, words))}"


#: What a value in JSON is called that a codec of a type takes.
_IN_JSON: dict[Any, tuple[Any, str]] = {
    str: (str, "a string"),
    int: (int, "an integer"),
    bool: (bool, "true or false"),
}


def read_leaf(codec: Codec, is_lenient: bool, data: Any, _: Any) -> Any:  # noqa: FBT001
    """Return a value of the type of *codec*."""
    kind, expected = _IN_JSON.get(codec.type, (str, f"a {codec.name} as a string"))
    if type(data) is not kind:
        raise DataError(value=data, expected=expected)
    if kind is str and (found := illegal_character(data)) is not None:
        raise DataError(f"contains {found!r}, a character that XML does not allow", value=data)
    if kind is not str or codec.read is None:
        return _checked(codec, data)
    if codec.type is datetime and _is_date_time(data) is None:
        raise DataError(value=data, expected="a date and time (XEP-0082)")
    if not _is_readable(codec, data):
        return _doubtful(codec, data, is_lenient=is_lenient)
    return data if codec.type is str else codec.read(data)


def _checked(codec: Codec, value: Any) -> Any:
    try:
        if codec.check is not None:
            codec.check(value)
    except ValueError as error:
        raise DataError(str(error), value=value, expected=f"a {codec.name}") from None
    return value


def _is_readable(codec: Codec, text: str) -> bool:
    try:
        if codec.read is not None:
            codec.read(text)
    except ValueError:
        return False
    return True


def _doubtful(codec: Codec, text: str, *, is_lenient: bool) -> str:
    """Take a text that only the parser may take."""
    if is_lenient and illegal_character(text) is None:
        return text
    if codec.words:
        hint = did_you_mean(text, codec.words)
        raise DataError(value=text, expected=_one_of(codec.words), hint=hint)
    raise DataError(value=text, expected=f"a {codec.name}", is_doubtful=True)
