"""Models, typed views of forms and requests to providers as dictionaries and JSON, and back."""

from collections.abc import Mapping
from typing import Any, TypeAlias, TypeVar, overload

from pushstanza.binding import Model, Unknown
from pushstanza.binding import plain as binding
from pushstanza.binding.plain import DataError, schema_of
from pushstanza.binding.spec import is_model
from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.diagnostics.json_text import compact
from pushstanza.payloads.result import ApnsRequest, FcmRequest
from pushstanza.stanzas.forms import (
    VIEWS,
    AppserverRegistration,
    AppserverUnregistration,
    NodeConfig,
    P2Registration,
    PublishOptions,
    PushSummary,
    RegistrationResult,
    TigaseRegistration,
)

#: What has the form of a dictionary.
Plain: TypeAlias = (
    Model
    | Unknown
    | PublishOptions
    | PushSummary
    | NodeConfig
    | P2Registration
    | AppserverRegistration
    | AppserverUnregistration
    | TigaseRegistration
    | RegistrationResult
    | ApnsRequest
    | FcmRequest
)

_P = TypeVar("_P", bound=Plain)

#: The classes that are no models, by the names that objects give them.
_OTHERS: dict[str, type[Any]] = {
    cls.__name__: cls for cls in (*VIEWS, ApnsRequest, FcmRequest, Unknown)
}


@public
def to_dict(model: Plain) -> dict[str, Any]:
    """Return *model* as a dictionary of the values that JSON has.

    The keys are the names of the fields, and ``model`` that of the class. Fields that have their
    defaults are left out. Nothing else is lost, and nothing is masked: device tokens and secrets
    are in it. See the page "Plain values" for the whole form, which is stable.

    Args:
        model: A model, such as ``Iq`` or ``Enable``; an ``Unknown``; a typed view of a form, such
            as ``PublishOptions``; or a request to a provider.

    Raises:
        WrongTypeError: *model* is none of these (a ``TypeError``).
        DataError: Its elements are nested too deeply, by several hundred levels (a ``ValueError``).
    """
    if type(model) not in _OTHERS.values() and not is_model(type(model)):
        expected = "a model, a view of a form or a request to a provider"
        raise Argument("to_dict()", "model").unexpected(model, expected)
    try:
        return binding.written(binding.writer(), model)
    except RecursionError:
        raise DataError("elements are nested too deeply") from None


@overload
def from_dict(data: Mapping[str, Any], cls: None = None) -> Plain: ...


@overload
def from_dict(data: Mapping[str, Any], cls: type[_P]) -> _P: ...


@public
def from_dict(data: Any, cls: Any = None) -> Any:
    """Return the model that :func:`to_dict` made *data* of.

    Nothing is converted: ``"5"`` is no integer, and unknown keys are refused.

    Args:
        data: The dictionary. With *cls*, it need not name its class.
        cls: The class to read, such as ``Enable``; by default the one that ``data["model"]`` names.

    Raises:
        DataError: *data* does not have the form of the class, names another, or is nested too
            deeply; ``path`` says where (a ``ValueError``).
        WrongTypeError: *cls* is not the class of a model, a view or a request (a ``TypeError``).
    """
    if cls is not None and cls is not Model:
        return binding.read(_known(cls), data)
    if not isinstance(data, Mapping):
        hint = "from_json reads text" if isinstance(data, str | bytes) else None
        raise DataError.unexpected(data, "a dictionary", hint=hint)
    return binding.read(binding.class_named(data, {} if cls else _OTHERS), data)


@public
def to_json(model: Plain, *, indent: int | None = None) -> str:
    """Return :func:`to_dict` of *model* as JSON.

    Args:
        model: A model, a view of a form, or a request to a provider.
        indent: By how many blanks each level is indented; by default the JSON is one line.

    Raises:
        WrongTypeError: *model* is none of these, or *indent* not an int (a ``TypeError``).
        WrongValueError: *indent* is negative, or more than 100 (a ``ValueError``).
        DataError: The elements of *model* are nested too deeply (a ``ValueError``).
    """
    return compact(to_dict(model), indent=indent)


@overload
def from_json(text: str | bytes, cls: None = None) -> Plain: ...


@overload
def from_json(text: str | bytes, cls: type[_P]) -> _P: ...


@public
def from_json(text: str | bytes, cls: Any = None) -> Any:
    """Return the model that :func:`to_json` made *text* of.

    Args:
        text: JSON, as text or as bytes in UTF-8.
        cls: The class to read; by default the one that the JSON names.

    Raises:
        DataError: *text* is not JSON, holds a key twice, or does not have the form of the class
            (a ``ValueError``).
        WrongTypeError: *cls* is not the class of a model, a view or a request; or *text* is not
            text (a ``TypeError``).
    """
    return from_dict(_loaded(text), cls)


#: More digits than any value may have.
_MOST_DIGITS = 1000


def _loaded(text: str | bytes) -> Any:
    import json

    try:
        return json.loads(
            text,
            object_pairs_hook=_without_doubles,
            parse_constant=_no_number,
            parse_int=_integer,
        )
    except DataError:
        raise
    except RecursionError:
        raise DataError("lists and objects are nested too deeply") from None
    except ValueError as error:  # also of what is not UTF-8
        raise DataError(f"not JSON: {error}") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        double = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise DataError(
            f"the key {binding.shown(double)} is there twice in one object", value=double
        )
    return found


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise DataError(f"an integer of {len(digits)} digits is too large")
    return int(digits)


def _no_number(word: str) -> Any:
    raise DataError(f"{word} is not JSON")


@public
def json_schema(cls: Any) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the dictionaries that :func:`from_dict` reads as *cls*.

    It stands alone: ``$defs`` holds all that it refers to. The descriptions are those of the
    declarations. What a schema cannot say is left to :func:`from_dict`, such as that an
    ``Unknown`` is well-formed XML.

    Args:
        cls: The class of a model, a view of a form or a request; ``Model`` stands for any model.

    Raises:
        WrongTypeError: *cls* is none of these (a ``TypeError``).
    """
    return schema_of(cls if cls is Model else _known(cls))


def _known(cls: Any) -> type[Any]:
    """Return *cls* if its objects can be read.

    Raises:
        WrongTypeError: They cannot.
    """
    if isinstance(cls, type) and (cls in _OTHERS.values() or is_model(cls)):
        return cls
    expected = "the class of a model, a view of a form or a request, such as pushstanza.Enable"
    raise Argument("", "cls").unexpected(cls, expected)  # of several functions
