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
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.spelling import did_you_mean

if TYPE_CHECKING:
    from cattrs import Converter

#: What cattrs calls with a value and its type.
Read: TypeAlias = Callable[[Any, Any], Any]


def _object(data: Any) -> Mapping[Any, Any]:
    if not isinstance(data, Mapping):
        raise DataError.unexpected(data, "an object")
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
        raise _missing("xml", "Unknown")
    xml = data["xml"]
    if not isinstance(xml, str):
        raise DataError.unexpected(xml, "a string of XML").within("xml")
    try:
        return Unknown(xml)
    except PushStanzaError as error:
        said = DataError(str(error), value=xml, expected=("one well-formed element",))
        raise said.within("xml") from None


def read_json_object(type_: Any, data: Any, _: Any) -> dict[str, Any]:
    """Return an object whose keys no class declares, such as the headers of a request."""
    for key, value in _object(data).items():
        if not isinstance(key, str):
            raise DataError.unexpected(key, "a string as a key")
        if type_ is str and not isinstance(value, str):
            raise DataError.unexpected(value, "a string").within(key)
    return dict(data)


def object_reader(made: "Converter", cls: type[Any], *, is_lenient: bool) -> Read:
    """Return what reads the objects of *cls*; see :func:`~.reading.reader` for lenience."""
    return _Reader(
        cls,
        name_of(cls) if is_model(cls) else cls.__name__,
        {key.name: (key, made.get_structure_hook(key.type)) for key in keys_of(cls)},
        is_lenient,
    )


@frozen(eq=False)
class _Reader:
    """What reads the objects of a class."""

    cls: type[Any]
    name: str
    keys: dict[str, tuple[Key, Read]]
    is_lenient: bool

    def __call__(self, data: Any, _: Any) -> Any:
        _check_name(_object(data), self.name)
        _check_keys(data, self.keys, self.name)
        values = {name: self._value(name, data[name]) for name in data if name != MODEL}
        for key, _read in self.keys.values():
            if key.is_required and key.name not in values:
                raise _missing(key.name, self.name)
        if self.cls is Extra:
            check_extra(values)
        found = self._made(values)
        if is_model(self.cls) and found.extra is not None:
            check_spellings(spec_of(self.cls), found.extra)
        return found

    def _value(self, name: str, data: Any) -> Any:
        key, read = self.keys[name]
        try:
            value = read(data, key.type)
            _check(key, value)
        except DataError as error:
            raise error.within(name, is_secret=key.is_secret) from None
        return value

    def _made(self, values: dict[str, Any]) -> Any:
        """Return the object with these values; the rest has its defaults."""
        try:
            return self.cls(**values)
        except PushStanzaError as error:
            if self.is_lenient and is_model(self.cls):
                return self._made_as_parsed(values)
            name = str(getattr(error, "attribute", ""))
            refused = _refused(error, values.get(name))
            raise (refused.within(name) if name else refused) from None

    def _made_as_parsed(self, values: dict[str, Any]) -> Any:
        """Return the object as the parser makes it, without the checks of the constructor."""
        found = object.__new__(self.cls)
        for name, (key, _) in self.keys.items():
            object.__setattr__(found, name, values.get(name, key.default))
        return found


def _check_name(data: Mapping[str, Any], name: str) -> None:
    if data.get(MODEL, name) != name:
        raise DataError.unexpected(data[MODEL], repr(name)).within(MODEL)


def _check_keys(data: Mapping[Any, Any], known: Iterable[str], name: str) -> None:
    allowed = (*known, MODEL)
    for key in data:
        if key not in allowed:
            hint = did_you_mean(key, sorted(allowed)) if isinstance(key, str) else None
            said = f"unknown key {shown(key)} in {name}"
            raise DataError(said, value=key, expected=allowed, hint=hint)


def _missing(key: str, name: str) -> DataError:
    return DataError(f"missing key {key!r} of {name}", expected=(key,))


def _check(key: Key, value: Any) -> None:
    try:
        if key.check is not None:
            key.check(None, None, value)
    except PushStanzaError as error:
        raise _refused(error, value) from None


def _refused(error: PushStanzaError, value: Any) -> DataError:
    """Return what a constructor says about an argument, without the name of that."""
    said = str(error).removeprefix(str(getattr(error, "path", ""))).strip()
    expected = getattr(error, "expected", ())
    return DataError(said.removeprefix("is wrong: "), value=value, expected=expected)
