"""``@element`` makes a model of a class with places, and the Spec of its form in XML."""

import operator
from collections.abc import Callable
from inspect import cleandoc
from typing import (
    Any,
    ClassVar,
    NamedTuple,
    Self,
    TypeVar,
    dataclass_transform,
    get_args,
    get_origin,
)

import attrs

from pushstanza.binding import places
from pushstanza.binding.codecs import Codec, codec_for, illegal_character, without_none
from pushstanza.binding.places import AnyPlace, Declared
from pushstanza.binding.read import compile_reader, compile_reader_of_valid
from pushstanza.binding.spec import REGISTRY, DeclarationError, Spec, is_model, spec_of, tag_of
from pushstanza.binding.unfinished import Slotted, finish_on_first_use, slotted
from pushstanza.binding.unknown import Extra, Unknown
from pushstanza.binding.write import compile_writer
from pushstanza.diagnostics.arguments import (
    EXACT,
    Argument,
    described,
    public,
    values_of,
    with_article,
)
from pushstanza.diagnostics.masking import mask, without_tokens
from pushstanza.jid import AnyJid, Jid, is_foreign

_T = TypeVar("_T")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(places.plain,))
def _root(cls: type[_T]) -> type[_T]:
    # Not frozen, so that it can be the base of the unfrozen twins that the readers fill.
    return attrs.define(
        cls,
        kw_only=True,
        eq=False,
        repr=False,
        weakref_slot=False,
        getstate_setstate=False,
        on_setattr=attrs.setters.NO_OP,
    )


@_root
class Model(Slotted):
    """The base of all models: frozen, compared by content, and lossless.

    ``extra`` holds the content of the element for which the model has no place. It is written back.
    """

    extra: Extra | None = places.plain(default=None, kw_only=True)

    @public
    def evolve(self, /, **changes: Any) -> Self:
        """Return a copy with other values in some places, checked as in the constructor."""
        changed: Self = attrs.evolve(self, **changes)  # type: ignore[misc]
        return changed

    def __eq__(self, other: object) -> bool:
        if self.__class__ is not other.__class__:
            return NotImplemented
        values = spec_of(self.__class__).values
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        return hash((self.__class__, spec_of(self.__class__).values(self)))

    def __repr__(self) -> str:
        """Return the constructor call that makes it, secrets masked."""
        shown = [
            f"{place.field}={_shown(self, place)}"
            for place in spec_of(self.__class__).places
            if getattr(self, place.field) != place.default
        ]
        if self.extra is not None:
            shown.append(f"extra={self.extra!r}")
        return f"{self.__class__.__name__}({', '.join(shown)})"


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(
        places.attribute,
        places.content,
        places.element_name,
        places.child,
        places.children,
        places.flag,
        places.payload,
        places.payloads,
        places.plain,
    ),
)
def element(namespace: str, name: str | None = None) -> Callable[[type[_T]], type[_T]]:
    """Declare a class as the model of one element.

    *name* is omitted if a field is declared with :func:`element_name`: the names are then those of
    its ``Literal``.

    Raises:
        DeclarationError: An annotation has no codec, or the element is already declared.
    """

    def declare(cls: type[_T]) -> type[_T]:
        fields = _fields(cls)
        own = {each.name: each.declared.field for each in fields if each.name in vars(cls)}
        bases = cls.__bases__ if issubclass(cls, Model) else (Model, *cls.__bases__)
        model = slotted(cls, bases, own)
        _FIELDS[model] = fields
        found = tuple(_place(model, namespace, field) for field in fields)
        names = (name,) if name is not None else _words(found)
        getter = operator.attrgetter(*(place.field for place in found), "extra")
        spec = Spec(model, namespace, names, found, getter, cleandoc(model.__doc__ or ""))
        spec.read = _compiled_on_first_use(spec, "read", compile_reader)
        spec.read_valid = _compiled_on_first_use(spec, "read_valid", compile_reader_of_valid)
        spec.read_exact = _compiled_on_first_use(spec, "read_exact", _compile_reader_of_exact)
        spec.write = _compiled_on_first_use(spec, "write", compile_writer)
        REGISTRY.add(spec)
        finish_on_first_use(model, cls, own, _checked)
        setattr(model, "__doc__", _Docstring())  # noqa: B010 - checkers know only a str there
        return model

    return declare


class _Docstring:
    """The docstring of a model, made when somebody reads it."""

    def __get__(self, _instance: object, owner: type[Any]) -> str:
        from pushstanza.binding.describe import docstring

        return docstring(spec_of(owner))


def _compile_reader_of_exact(spec: Spec) -> Callable[..., Any]:
    from pushstanza.binding.read_exact import compile_reader_of_exact  # linting has no use for it

    return compile_reader_of_exact(spec)


def _compiled_on_first_use(
    spec: Spec, name: str, compile_: Callable[[Spec], Callable[..., Any]]
) -> Callable[..., Any]:
    """Compile on first use: every user imports the models, but few use all of them."""

    def first(*arguments: Any) -> Any:
        compiled = compile_(spec)
        setattr(spec, name, compiled)
        return compiled(*arguments)

    return first


class _Field(NamedTuple):
    """A field as it is declared, with its annotation."""

    name: str
    declared: Declared
    type: Any


_FIELDS: dict[type[Any], tuple[_Field, ...]] = {}


def _fields(cls: type[Any]) -> tuple[_Field, ...]:
    """Return what a class declares, after what the models among its bases do."""
    found = {each.name: each for base in cls.__mro__[::-1] for each in _FIELDS.get(base, ())}
    for name, annotation in vars(cls).get("__annotations__", {}).items():
        declared = vars(cls).get(name)
        if isinstance(declared, Declared):
            found[name] = _Field(name, declared, annotation)
        elif get_origin(annotation) is not ClassVar:
            raise DeclarationError(f"{cls.__name__}.{name} does not declare its place")
    return tuple(found.values())


def _checked(cls: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    """Return the fields with the validators for their annotations."""
    extra_last = sorted(fields, key=lambda each: each.name == "extra")
    return [_with_checks(cls, each) for each in extra_last]


def _with_checks(cls: type, field: "attrs.Attribute[Any]") -> "attrs.Attribute[Any]":
    declared = field.metadata.get(places.DECLARED)
    if field.name == "extra":
        return field.evolve(validator=_check_extra)
    if declared is None:
        return field
    if declared.kind in {"children", "payloads"}:
        converter = values_of(cls.__name__, field.name)
        return field.evolve(converter=converter, validator=_each_checked(cls, field))
    codec = codec_for(without_none(field.type)[0])
    return field.evolve(
        converter=_as_jid if codec and codec.type is Jid else None,
        validator=_value_checked(cls, field.name, field.type, declared),
    )


def _check_extra(model: Any, _field: Any, extra: Any) -> None:
    if extra is None:
        return
    argument = Argument(type(model).__name__, "extra")
    if not isinstance(extra, Extra):
        raise argument.wrong_type(extra, "an Extra")
    taken = {place.name for place in spec_of(model.__class__).attributes}
    for name, _ in extra.attributes:
        if name in taken:
            raise argument.wrong_value(
                f"must not contain {name}: the class has a place for it", extra
            )


def _as_jid(value: AnyJid | None) -> Any:
    """Return an address of any kind as a ``Jid``; what is none is left to the check."""
    if value is None or isinstance(value, Jid):
        return value
    return Jid(value) if isinstance(value, str) or is_foreign(value) else value


def _value_checked(
    cls: type, name: str, annotation: Any, declared: places.Declared
) -> Callable[..., None]:
    inner, optional = without_none(annotation)
    codec = codec_for(inner)
    expected = codec.type if codec else inner
    is_payload = declared.kind in {"payload", "payloads"}
    if is_payload:
        expected = (Model, Unknown)
    secret = declared.secret
    whole = Argument(cls.__name__, name, secret=bool(secret))
    exact = EXACT.get(expected)

    def check(model: Any, _field: Any, value: Any, index: int | None = None) -> None:
        if value is None and optional:
            return
        argument = whole
        if index is not None:
            hide = places.is_hidden(secret, model)
            argument = Argument(cls.__name__, name, index, secret=hide)
        if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
            raise argument.wrong_type(value, *_worded(expected))
        _checked_by(codec.check if codec else None, argument, value)
        if isinstance(value, str):
            _check_text(argument, value, codec)
        elif isinstance(value, Model | Unknown) and is_payload:
            _check_payload(argument, value, spec_of(model.__class__))
        if exact is not None and index is None and type(value) is not expected:
            object.__setattr__(model, name, exact(value))

    return check


def _check_payload(argument: Argument, value: Model | Unknown, spec: Spec) -> None:
    tag = value.tag if isinstance(value, Unknown) else tag_of(value)
    if not spec.allows(tag):
        raise argument.wrong_value(
            f"must not be {described(value)}: it has a place of its own, or is not allowed here",
            value,
        )


def _check_text(argument: Argument, value: str, codec: Codec | None) -> None:
    if codec and codec.words and value not in codec.words:
        raise argument.not_listed(value, codec.words)
    if (found := illegal_character(value)) is not None:
        raise argument.wrong_value(
            f"contains {found!r}, a character that XML does not allow", value
        )
    if codec and codec.read and codec.type is str:
        _checked_by(codec.read, argument, value)


def _checked_by(check: Callable[[Any], Any] | None, argument: Argument, value: Any) -> None:
    try:
        if check is not None:
            check(value)
    except ValueError as error:
        raise argument.wrong_value(f"is wrong: {error}", value) from None


def _each_checked(cls: type, field: "attrs.Attribute[Any]") -> Callable[..., None]:
    (item, *_) = get_args(field.type)
    check = _value_checked(cls, field.name, item, field.metadata[places.DECLARED])
    exact = EXACT.get(item)

    def check_each(model: Any, attribute: Any, values: tuple[Any, ...]) -> None:
        for index, value in enumerate(values):
            check(model, attribute, value, index)
        if exact is not None and any(type(value) is not item for value in values):
            object.__setattr__(model, field.name, tuple(map(exact, values)))

    return check_each


def _worded(expected: Any) -> tuple[str, ...]:
    if expected == (Model, Unknown):
        return "a model", "an Unknown"
    return (with_article(expected.__name__),)


def _place(cls: type, namespace: str, field: _Field) -> AnyPlace:
    declared = field.declared
    annotation, optional = without_none(field.type)
    common: dict[str, Any] = {
        "field": field.name,
        "required": declared.default is attrs.NOTHING and not optional,
        "optional": optional,
        "default": declared.default,
        "doc": declared.doc,
        "secret": declared.secret,
    }
    name = declared.name or field.name.rstrip("_").replace("_", "-")
    match declared.kind:
        case "attribute":
            return places.Attribute(**common, name=name, codec=_codec(cls, field, annotation))
        case "content":
            return places.Content(**common, codec=_codec(cls, field, annotation))
        case "name":
            return places.Name(**common, codec=_codec(cls, field, annotation))
        case "flag":
            return places.Flag(**common, tag=f"{{{namespace}}}{name}")
        case "payload":
            return places.Payload(**common)
        case "payloads":
            return places.Payloads(**common)
        case "child":
            if is_model(annotation):
                return places.Child(**common, spec=spec_of(annotation))
            codec = _codec(cls, field, annotation)
            return places.ChildText(**common, tag=f"{{{namespace}}}{name}", codec=codec)
        case _:
            item = get_args(annotation)[0]
            if get_origin(annotation) is tuple and is_model(item):
                return places.Children(**common, spec=spec_of(item))
            codec = _codec(cls, field, item)
            return places.ChildTexts(**common, tag=f"{{{namespace}}}{name}", codec=codec)


def _codec(cls: type, field: _Field, annotation: Any) -> Codec:
    codec = codec_for(annotation)
    if codec is None:
        raise DeclarationError(f"{cls.__name__}.{field.name}: no codec for {annotation!r}")
    return codec


def _words(found: tuple[AnyPlace, ...]) -> tuple[str, ...]:
    for place in found:
        if isinstance(place, places.Name) and place.codec.words:
            return place.codec.words
    raise DeclarationError("an element needs a name, or a field declared with element_name()")


def _shown(model: Any, place: AnyPlace) -> str:
    value = getattr(model, place.field)
    if not places.is_hidden(place.secret, model):
        return without_tokens(repr(value))
    if isinstance(value, tuple):
        return repr(tuple(mask(str(each)) for each in value))
    return repr(mask(str(value))) if value is not None else repr(value)
