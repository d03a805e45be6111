"""Reading the objects that stand for a model, a view of a form, a request or an ``Unknown``."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pushstanza.binding.plain.errors import DataError, shown
from pushstanza.binding.plain.extra import check_extra, check_spellings
from pushstanza.binding.plain.keys import Key, keys_of
from pushstanza.binding.plain.names import MODEL, class_named, name_of
from pushstanza.binding.spec import is_model, spec_of
from pushstanza.binding.unknown import Extra, Unknown
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.spelling import did_you_mean

if TYPE_CHECKING:
    from cattrs import Converter

#: What cattrs calls with a value and its type.
Read: TypeAlias = Callable[[Any, Any], Any]


def _object(data: Any) -> Mapping[Any, Any]:
    if not isinstance(data, Mapping):
        raise DataError(value=data, expected="an object")
    return data


def read_any(made: "Converter", data: Any, _: Any) -> Any:
    """Return the model of the class that an object names."""
    cls = class_named(_object(data), {})
    return made.structure(data, cls)


def read_unknown(data: Any, _: Any) -> Unknown:
    """Return the element without a model that an object holds."""
    _check_name(_object(data), "Unknown")
    _check_keys(data, ["xml"], "Unknown")
    if "xml" not in data:
        raise DataError("missing key 'xml' of Unknown")
    xml = data["xml"]
    if not isinstance(xml, str):
        raise DataError(value=xml, expected="a string of XML", path="xml")
    try:
        return Unknown(xml)
    except PushStanzaError as error:
        raise DataError(
            str(error), value=xml, expected="one well-formed element", path="xml"
        ) from None


def read_json_object(type_: Any, data: Any, _: Any) -> dict[str, Any]:
    """Return an object whose keys no class declares, such as the headers of a request."""
    for key, value in _object(data).items():
        if not isinstance(key, str):
            raise DataError(value=key, expected="a string as a key")
        if type_ is str and not isinstance(value, str):
            raise DataError(value=value, expected="a string", path=key)
    return dict(data)


def object_reader(made: "Converter", cls: type[Any], *, is_lenient: bool) -> Read:
    """Return what reads the objects of *cls*; see :func:`~.reading.reader` for lenience."""
    name = name_of(cls) if is_model(cls) else cls.__name__
    keys = {key.name: key for key in keys_of(cls)}
    hooks = {key.name: made.get_structure_hook(key.type) for key in keys.values()}
    required = tuple(key.name for key in keys.values() if key.is_required)

    def read_object(data: Any, _: Any) -> Any:
        _check_name(_object(data), name)
        _check_keys(data, keys, name)
        values = {}
        for each in data:
            if each != MODEL:
                key = keys[each]
                try:
                    values[each] = hooks[each](data[each], key.type)
                    _check(key, values[each])
                except DataError as error:
                    raise error.within(each, is_secret=key.is_secret) from None
        for each in required:
            if each not in values:
                raise DataError(f"missing key {each!r} of {name}", expected=f"the key {each!r}")
        if cls is Extra:
            check_extra(values)
        return _made(cls, values, is_lenient=is_lenient)

    return read_object


def _check_name(data: Mapping[str, Any], name: str) -> None:
    if data.get(MODEL, name) != name:
        raise DataError(value=data[MODEL], expected=repr(name), path=MODEL)


def _check_keys(data: Mapping[Any, Any], known: Iterable[str], name: str) -> None:
    allowed = {*known, MODEL}
    for key in data:
        if key not in allowed:
            hint = did_you_mean(key, sorted(allowed)) if isinstance(key, str) else None
            raise DataError(f"unknown key {shown(key)} in {name}", value=key, hint=hint)


def _check(key: Key, value: Any) -> None:
    try:
        if key.check is not None:
            key.check(None, None, value)
    except PushStanzaError as error:
        raise DataError(_reason(error), value=value) from None


def _reason(error: PushStanzaError) -> str:
    """Return what a constructor says about an argument, without the name of that."""
    said = str(error).removeprefix(str(getattr(error, "path", ""))).strip()
    return said.removeprefix("is wrong: ")


def _made(cls: type[Any], values: dict[str, Any], *, is_lenient: bool) -> Any:
    """Return the object with these values; the rest has its defaults."""
    try:
        found = cls(**values)
    except PushStanzaError as error:
        if not is_lenient or not is_model(cls):
            path = str(getattr(error, "attribute", ""))
            is_doubtful = is_model(cls)
            raise DataError(
                _reason(error), value=values.get(path), path=path, is_doubtful=is_doubtful
            ) from None
        found = object.__new__(cls)
        for key in keys_of(cls):
            object.__setattr__(found, key.name, values.get(key.name, key.default))
    if is_model(cls) and found.extra is not None:
        check_spellings(spec_of(cls), found.extra)
    return found
