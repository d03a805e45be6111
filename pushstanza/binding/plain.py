"""Models to dictionaries and back: values that JSON, a web API or a message queue can carry.

One cattrs converter writes, one reads; what they know of a class is its declaration. The form is
described in ``docs/plain-values.md``, and :mod:`pushstanza.binding.plain_schema` makes its JSON
Schema.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias, get_args, get_origin

import attrs

from pushstanza.binding.codecs import Codec, codec_for, illegal_character, without_none
from pushstanza.binding.element import Model
from pushstanza.binding.places import DECLARED, Declared
from pushstanza.binding.spec import Spec, declared, is_model, spec_of
from pushstanza.binding.unknown import Extra, Unknown
from pushstanza.binding.write import write
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import mask, quoted, without_tokens
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.jid import Jid
from pushstanza.reading import parsing, xsd

if TYPE_CHECKING:
    from cattrs import Converter

#: The key that names the class of an object.
MODEL = "model"

#: How deep lists and objects may be nested: enough for the elements that are read by default, each
#: of which takes a list and an object.
MAX_DEPTH = 220

#: The lexical form of a date and time (XEP-0082, section 3.2; XML Schema allows to omit the zone).
DATE_TIME = (
    r"[ \t\r\n]*[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?[ \t\r\n]*"
)
_is_date_time = re.compile(DATE_TIME, re.ASCII).fullmatch

_Read: TypeAlias = Callable[[Any, Any], Any]


class DataError(PushStanzaError, ValueError):
    """A dictionary or a JSON text does not have the form of a model.

    ``path`` leads to the place, such as ``payload.form.fields[2].values``, and is empty for the
    whole. ``value`` is what is wrong there, ``expected`` says what is allowed, and ``hint`` asks
    whether something similar was meant; both are ``None`` where there is nothing to say.
    """

    def __init__(
        self,
        problem: str | None = None,
        *,
        value: Any = None,
        expected: str | None = None,
        hint: str | None = None,
        path: str = "",
        is_secret: bool = False,
        is_doubtful: bool = False,
    ) -> None:
        self.path = path
        self.value = value
        self.expected = expected
        self.hint = hint
        self._problem = problem
        self._is_secret = is_secret
        self._is_doubtful = is_doubtful
        said = problem or f"expected {expected}, not {shown(value, is_secret=is_secret)}"
        where = f"{path}: " if path else ""
        super().__init__(f"{where}{said}{'; ' if hint else ''}{hint or ''}")

    def within(self, step: str, *, is_secret: bool = False) -> Self:
        """Return the same error for what holds the value at *step*."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return type(self)(
            self._problem,
            value=self.value,
            expected=self.expected,
            hint=self.hint,
            path=f"{step}{joint}{self.path}",
            is_secret=self._is_secret or is_secret,
            is_doubtful=self._is_doubtful,
        )

    @property
    def is_doubtful(self) -> bool:
        """Whether the schemas of XMPP may allow what the constructors of the models do not."""
        return self._is_doubtful


def shown(value: Any, *, is_secret: bool = False) -> str:
    """Return a value for a sentence: long texts and secrets are masked."""
    match value:
        case str():
            return repr(mask(value)) if is_secret else without_tokens(quoted(value))
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float() if abs(value) < 10**18:
            return repr(value)
        case int() | float():
            return "such a large number"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return f"a value of the type {type(value).__name__}"


# ---- classes ----


@attrs.frozen
class Key:
    """A key of an object: the field of the same name."""

    name: str
    type: Any
    default: Any
    doc: str
    is_secret: bool
    minimum: int | None = None
    maximum: int | None = None
    check: Callable[[Any, Any, Any], None] | None = None

    @property
    def is_required(self) -> bool:
        """Whether it has to be there."""
        return self.default is attrs.NOTHING


def keys_of(cls: type[Any]) -> tuple[Key, ...]:
    """Return the keys of the objects that a class becomes, from its declaration.

    Those that all such classes have come last: ``extra``, ``other`` and ``problems``.
    """
    fields = sorted(attrs.fields(cls), key=lambda field: field.inherited)
    return tuple(_key(each) for each in fields if each.init)


def _key(field: "attrs.Attribute[Any]") -> Key:
    default: Any = field.default
    if isinstance(default, _Factory):
        default = default.factory()
    common: dict[str, Any] = {"name": field.name, "type": field.type, "default": default}
    declared = field.metadata.get(DECLARED)
    match declared:
        case Declared():
            return Key(**common, doc=declared.doc, is_secret=bool(declared.secret))
        case Mapping():  # a field of a form
            limits = {each: declared[each] for each in ("minimum", "maximum")}
            return Key(
                **common,
                doc=declared["doc"],
                is_secret=declared["secret"],
                check=field.validator,
                **limits,
            )
        case _:
            docs = (getattr(each, "doc", "") for each in get_args(field.type))
            return Key(**common, doc=next(filter(None, docs), ""), is_secret=callable(field.repr))


#: The type of a default that is made anew for each object; attrs does not type it as a class.
_Factory: Any = type(attrs.Factory(dict))

_NAMED: dict[str, type[Any]] = {}


def name_of(cls: type[Any]) -> str:
    """Return the name of a model: that of its class, or of its element if a class has it too."""
    name = cls.__name__
    return name if _called(name) is cls else spec_of(cls).tags[0]


def _called(name: str) -> type[Any] | None:
    if name not in _NAMED:
        ours = sorted(declared(), key=lambda cls: not cls.__module__.startswith("pushstanza."))
        for cls in ours:
            _NAMED.setdefault(cls.__name__, cls)
            _NAMED.setdefault(spec_of(cls).tags[0], cls)
    return _NAMED.get(name)


def named_models() -> dict[str, type[Any]]:
    """Return all models by their names."""
    return {name_of(cls): cls for cls in declared()}


# ---- writing ----


@cache
def writer() -> "Converter":
    """Return the converter that writes, made when it is first asked for."""
    from cattrs import Converter

    made = Converter(unstruct_collection_overrides={tuple: list})
    made.register_unstructure_hook_factory(attrs.has, partial(_object_writer, made))
    made.register_unstructure_hook_func(is_any_model, partial(written, made))
    made.register_unstructure_hook(Unknown, lambda value: {MODEL: "Unknown", "xml": value.xml})
    made.register_unstructure_hook(Jid, str)
    made.register_unstructure_hook(datetime, _time_written)
    made.register_unstructure_hook_func(_is_leaf, _leaf_written)
    made.register_unstructure_hook_func(_is_json_object, _json_written)
    return made


def written(made: "Converter", value: Any) -> dict[str, Any]:
    """Return a value as an object that names its class."""
    found: dict[str, Any] = made.unstructure(value, unstructure_as=type(value))
    if isinstance(value, Unknown):
        return found
    name = name_of(type(value)) if isinstance(value, Model) else type(value).__name__
    return {MODEL: name, **found}


def _object_writer(made: "Converter", cls: type[Any]) -> Callable[[Any], dict[str, Any]]:
    from cattrs.gen import make_dict_unstructure_fn, override

    overrides: dict[str, Any] = {
        each.name: override(
            omit=not each.init,
            unstruct_hook=_hook(made, each.type) if each.init else None,
        )
        for each in attrs.fields(cls)
    }
    write: Callable[[Any], dict[str, Any]] = make_dict_unstructure_fn(
        cls, made, _cattrs_omit_if_default=True, **overrides
    )
    order = [key.name for key in keys_of(cls)]

    def write_in_order(value: Any) -> dict[str, Any]:
        found = write(value)
        return {name: found[name] for name in order if name in found}

    return write_in_order


def _hook(made: "Converter", annotation: Any) -> Callable[[Any], Any]:
    inner, optional = without_none(bare(annotation))
    hook = made.get_unstructure_hook(inner)
    return (lambda value: None if value is None else hook(value)) if optional else hook


def _leaf_written(value: Any) -> Any:
    match value:
        case datetime():
            return _time_written(value)
        case Enum():
            return value.value
        case Jid():
            return str(value)
        case _:
            return value


def _time_written(value: datetime | str) -> str:
    # The text of a date that Python does not have is kept as it is.
    if isinstance(value, str):
        return value
    codec = codec_for(datetime)
    assert codec is not None  # noqa: S101 - our own table
    assert codec.write is not None  # noqa: S101
    return codec.write(value)


def _json_written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _json_written(each) for key, each in value.items()}
    return [_json_written(each) for each in value] if isinstance(value, list | tuple) else value


# ---- types ----


def bare(annotation: Any) -> Any:
    """Return an annotation without what stands beside it for other readers."""
    if get_origin(annotation) is Annotated and not _codecs_of(annotation):
        return get_args(annotation)[0]
    return annotation


def _codecs_of(annotation: Any) -> list[Codec]:
    return [each for each in annotation.__metadata__ if isinstance(each, Codec)]


def is_any_model(annotation: Any) -> bool:
    """Tell whether an annotation stands for a model of any class."""
    return annotation is Model or {*get_args(annotation)} == {Model, Unknown}


def _is_leaf(annotation: Any) -> bool:
    return get_origin(annotation) is Literal or codec_of(annotation) is not None


def _is_json_object(annotation: Any) -> bool:
    return get_origin(annotation) is Mapping


def codec_of(annotation: Any) -> Codec | None:
    """Return the codec of the type of a value."""
    if get_origin(annotation) is Annotated and not _codecs_of(annotation):
        return None
    return codec_for(annotation)


# ---- reading ----


def read(cls: type[Any], data: Any) -> Any:
    """Return the object of *cls*, or of any model if that is ``Model``.

    Raises:
        DataError: *data* does not have the form.
    """
    check_depth(data)
    try:
        return reader().structure(data, cls)
    except DataError as error:
        if error.is_doubtful and (found := _as_parsed(cls, data)) is not None:
            return found
        raise
    except RecursionError:
        raise _too_deep() from None


def _as_parsed(cls: type[Any], data: Any) -> Any:
    """Return the model if the parser makes it of its XML, though its constructor refuses it.

    So it is with texts that the schemas allow and Python has no value for, such as 24:00:00.
    """
    try:
        model = reader(is_lenient=True).structure(data, cls)
        if not isinstance(model, Model):
            return None
        element = parsing.reread(write(model))
        is_same = xsd.is_valid(element) and spec_of(type(model)).read(element, None) == model
    except (PushStanzaError, ValueError, SyntaxError, RecursionError):
        return None
    return model if is_same else None


def check_depth(data: Any) -> None:
    """Refuse data in which lists and objects are nested too deeply, or hold themselves.

    Raises:
        DataError: They are.
    """
    level: Iterable[Any] = (data,)
    for _ in range(MAX_DEPTH):
        held = (each for holder in level for each in _held(holder))
        level = {id(each): each for each in held}.values()
        if not level:
            return
    raise _too_deep()


def _too_deep() -> DataError:
    return DataError(f"lists and objects must not be nested deeper than {MAX_DEPTH}")


def _held(holder: Any) -> Iterable[Any]:
    values = holder.values() if isinstance(holder, Mapping) else holder
    if isinstance(holder, Mapping | list | tuple):
        return [each for each in values if isinstance(each, Mapping | list | tuple)]
    return ()


@cache
def reader(*, is_lenient: bool = False) -> "Converter":
    """Return a converter that reads, made when it is first asked for.

    A lenient one makes models as the parser does, whose texts may be such that a constructor
    refuses them.
    """
    from cattrs import Converter

    made = Converter(detailed_validation=False)
    factory = partial(_reader, made, is_lenient=is_lenient)
    made.register_structure_hook_factory(lambda _: True, factory)
    for leaf in (str, int, bool, datetime, Jid):
        made.register_structure_hook(leaf, factory(leaf))
    return made


def _reader(made: "Converter", annotation: Any, *, is_lenient: bool) -> _Read:
    inner, optional = without_none(bare(annotation))
    if optional:
        read_inner = made.get_structure_hook(inner)
        return lambda data, _: None if data is None else read_inner(data, inner)
    if is_any_model(inner):
        return partial(_read_any, made)
    if inner is Unknown:
        return _read_unknown
    if attrs.has(inner):
        return _object_reader(made, inner, is_lenient=is_lenient)
    if get_origin(inner) is tuple:
        return _list_reader(made, get_args(inner))
    if get_origin(inner) is Mapping:
        return partial(_read_json_object, get_args(inner)[1])
    if get_origin(inner) is Literal:
        return partial(_read_word, get_args(inner))
    codec = codec_of(inner)
    assert codec is not None, inner  # noqa: S101 - our own declarations
    return partial(_read_leaf, codec, is_lenient)


def _object(data: Any) -> Mapping[Any, Any]:
    if not isinstance(data, Mapping):
        raise DataError(value=data, expected="an object")
    return data


def _read_any(made: "Converter", data: Any, _: Any) -> Any:
    cls = class_named(_object(data), {})
    return made.structure(data, cls)


def class_named(data: Mapping[str, Any], others: Mapping[str, type[Any]]) -> type[Any]:
    """Return the class that an object names: a model, ``Unknown``, or one of *others*.

    Raises:
        DataError: It names none.
    """
    if MODEL not in data:
        raise DataError(f"missing key {MODEL!r}, the name of a model")
    name = data[MODEL]
    if not isinstance(name, str):
        raise DataError(value=name, expected="the name of a model", path=MODEL)
    found = Unknown if name == "Unknown" else others.get(name) or _called(name)
    if found is None:
        hint = did_you_mean(name, ["Unknown", *others, *named_models()])
        problem = f"unknown model {without_tokens(quoted(name))}"
        raise DataError(problem, value=name, expected="the name of a model", hint=hint, path=MODEL)
    return found


def _check_name(data: Mapping[str, Any], name: str) -> None:
    if data.get(MODEL, name) != name:
        raise DataError(value=data[MODEL], expected=repr(name), path=MODEL)


def _check_keys(data: Mapping[Any, Any], known: Iterable[str], name: str) -> None:
    allowed = {*known, MODEL}
    for key in data:
        if key not in allowed:
            hint = did_you_mean(key, sorted(allowed)) if isinstance(key, str) else None
            raise DataError(f"unknown key {shown(key)} in {name}", value=key, hint=hint)


def _read_unknown(data: Any, _: Any) -> Unknown:
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


def _object_reader(made: "Converter", cls: type[Any], *, is_lenient: bool) -> _Read:
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
            _check_extra(values)
        return _made(cls, values, is_lenient=is_lenient)

    return read_object


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
        _check_spellings(spec_of(cls), found.extra)
    return found


def _check_extra(values: Mapping[str, Any]) -> None:
    """Refuse what no XML has: names without a value, and attributes that are there twice."""
    for key in ("attributes", "spellings"):
        for index, pair in enumerate(values.get(key, ())):
            if len(pair) != 2:
                path = f"{key}[{index}]"
                raise DataError(value=pair, expected="a list of two strings", path=path)
    names = [name for name, _ in values.get("attributes", ())]
    if len({*names}) < len(names):
        raise DataError("an attribute is there twice", value=names, path="attributes")


def _check_spellings(spec: Spec, extra: Extra) -> None:
    """Refuse spellings that cannot be read, with which the model could not be written."""
    codecs = {place.field: getattr(place, "codec", None) for place in spec.places}
    for index, (field, text) in enumerate(extra.spellings):
        codec = codecs.get(field)
        if codec is not None and codec.read is not None:
            try:
                codec.read(text)
            except ValueError as error:
                path = f"extra.spellings[{index}][1]"
                raise DataError(str(error), value=text, expected=codec.name, path=path) from None


def _list_reader(made: "Converter", items: tuple[Any, ...]) -> _Read:
    item = items[0]
    read_item = made.get_structure_hook(item)

    def read_list(data: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(data, list | tuple):
            raise DataError(value=data, expected="a list")
        found = []
        for index, each in enumerate(data):
            try:
                found.append(read_item(each, item))
            except DataError as error:
                raise error.within(f"[{index}]") from None
        return tuple(found)

    return read_list


def _read_json_object(type_: Any, data: Any, _: Any) -> dict[str, Any]:
    for key, value in _object(data).items():
        if not isinstance(key, str):
            raise DataError(value=key, expected="a string as a key")
        if type_ is str and not isinstance(value, str):
            raise DataError(value=value, expected="a string", path=key)
    return dict(data)


def _read_word(words: tuple[Any, ...], data: Any, _: Any) -> Any:
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


def _read_leaf(codec: Codec, is_lenient: bool, data: Any, _: Any) -> Any:  # noqa: FBT001
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
