"""Converts the text of attributes and elements to Python values and back, by type."""

import enum
import re
import types
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid

_INTEGER = lazy_pattern(r"[+-]?[0-9]+", re.ASCII)
_LANGUAGE = lazy_pattern(r"(?:[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*)?", re.ASCII)
_ILLEGAL = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@frozen(eq=False, repr=False)
class Codec:
    """How one type of value is read and written.

    ``read`` raises :class:`ValueError` with a message; ``None`` leaves the text as it is. ``check``
    raises it for a value that has the type, but is not allowed. ``read(write(value)) == value``
    holds for every value. ``pattern``, ``minimum`` and ``maximum`` say in a JSON Schema what
    ``read`` and ``check`` allow.
    """

    type: type
    name: str
    read: Callable[[str], Any] | None = None
    write: Callable[[Any], str] | None = None
    words: tuple[str, ...] | None = None
    check: Callable[[Any], None] | None = None
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None

    @property
    def few(self) -> tuple[str, ...]:
        """The texts that a value may be, where these are few; none where there are many."""
        return self.words or (("true", "false") if self.type is bool else ())

    def __repr__(self) -> str:
        """Return what it reads: it stands in the signatures of models and views."""
        return f"Codec({self.name!r})"


def illegal_character(text: str) -> str | None:
    """Return the first character of *text* that XML 1.0 (section 2.2) does not allow, if any."""
    if text.isprintable():
        return None
    found = _ILLEGAL.search(text)
    return found and found[0]


#: How many characters an integer may have.
_MOST_CHARACTERS = 1000


def _read_integer(text: str) -> int:
    if _INTEGER.fullmatch(text.strip(" \t\r\n")) is None or len(text) > _MOST_CHARACTERS:
        raise ValueError(f"{quoted(text)} is not an integer")
    return int(text)


def _check_integer(value: int) -> None:
    if abs(value) >= 10 ** (_MOST_CHARACTERS - 1):  # one may be the sign
        raise ValueError(f"an integer has at most {_MOST_CHARACTERS - 1} digits")


def _read_boolean(text: str) -> bool:
    try:
        return {"true": True, "1": True, "false": False, "0": False}[text.strip(" \t\r\n")]
    except KeyError:
        raise ValueError(f"{quoted(text)} is not one of true, false, 1, 0") from None


def _write_boolean(value: bool) -> str:  # noqa: FBT001
    return "true" if value else "false"


def _read_date_time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip(" \t\r\n"))
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a date and time (XEP-0082)") from None


def _write_date_time(value: datetime) -> str:
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _read_language(text: str) -> str:
    if _LANGUAGE.fullmatch(text) is None:
        raise ValueError(f"{quoted(text)} is not a language tag (BCP 47)")
    return text


LANGUAGE = Codec(
    str,
    "language tag",
    _read_language,
    str,
    pattern=rf"^[ \t\r\n]*{_LANGUAGE.pattern}[ \t\r\n]*$",  # XML Schema ignores blanks around it
)

_NAME = lazy_pattern(r"[A-Za-z_][A-Za-z0-9._-]*", re.ASCII)


def _read_name(text: str) -> str:
    if _NAME.fullmatch(text) is None:
        raise ValueError(f"{quoted(text)} is not a name: use letters, digits, dots and dashes")
    return text


#: A name of ASCII letters, digits, dots, dashes and underscores.
Name: TypeAlias = Annotated[str, Codec(str, "name", _read_name, str, pattern=rf"^{_NAME.pattern}$")]


#: The most that an integer may be: it has 18 digits.
_LARGEST = 10**18 - 1


def _read_natural(text: str) -> int:
    value = _read_integer(text)
    _check_natural(value)
    return value


def _check_natural(value: int) -> None:
    if not 0 <= value <= _LARGEST:
        raise ValueError(f"{quoted(value)} is not a non-negative integer of at most 18 digits")


#: A non-negative integer.
Natural: TypeAlias = Annotated[
    int,
    Codec(
        int,
        "non-negative integer",
        _read_natural,
        str,
        check=_check_natural,
        minimum=0,
        maximum=_LARGEST,
    ),
]


def _read_positive(text: str) -> int:
    value = _read_natural(text)
    _check_positive(value)
    return value


def _check_positive(value: int) -> None:
    _check_natural(value)
    if value == 0:
        raise ValueError("0 is not a positive integer")


#: A positive integer.
Positive: TypeAlias = Annotated[
    int,
    Codec(
        int,
        "positive integer",
        _read_positive,
        str,
        check=_check_positive,
        minimum=1,
        maximum=_LARGEST,
    ),
]

#: A language tag, as in ``xml:lang``.
LanguageTag: TypeAlias = Annotated[str, LANGUAGE]

# fmt: off
CODECS = {
    codec.type: codec
    for codec in (
        Codec(str,      "text"),
        Codec(int,      "integer",       _read_integer,   str, check=_check_integer),
        Codec(bool,     "boolean",       _read_boolean,   _write_boolean),
        Codec(datetime, "date and time", _read_date_time, _write_date_time),
        Codec(Jid,      "JID",           Jid.unchecked,   str),
    )
}
# fmt: on


def without_none(annotation: Any) -> tuple[Any, bool]:
    """Return *annotation* without ``None``, and whether it included ``None``."""
    if get_origin(annotation) not in {Union, types.UnionType}:
        return annotation, False
    rest = tuple(each for each in get_args(annotation) if each is not type(None))
    return (rest[0] if len(rest) == 1 else Union[rest]), len(rest) < len(get_args(annotation))  # noqa: UP007


def codec_for(annotation: Any) -> Codec | None:
    """Return the codec of a Python type, or ``None``."""
    if get_origin(annotation) is Annotated:
        return next(each for each in annotation.__metadata__ if isinstance(each, Codec))
    if get_origin(annotation) is Literal:
        return Codec(str, "word", words=get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _enum_codec(annotation)
    return CODECS.get(annotation)


def _enum_codec(kind: type[enum.Enum]) -> Codec:
    def read(text: str) -> enum.Enum:
        try:
            return kind(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} is not one of {', '.join(words)}") from None

    words = tuple(str(each.value) for each in kind)
    return Codec(kind, "word", read, lambda value: str(value.value), words)
