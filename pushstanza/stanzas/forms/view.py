"""Typed views of data forms: one declaration for each FORM_TYPE, or for a form without one.

A view whose form would be invalid cannot be built. Any form can be read: fields with the wrong type
are kept, and listed in ``problems``.
"""

from collections.abc import Callable
from inspect import cleandoc
from typing import Any, ClassVar, NamedTuple, Self, TypeVar, dataclass_transform

import attrs

from pushstanza.binding.codecs import Codec, codec_for, illegal_character, without_none
from pushstanza.binding.unfinished import Slotted, finish_on_first_use, slotted
from pushstanza.diagnostics import WrongValueError
from pushstanza.diagnostics.arguments import (
    EXACT,
    Argument,
    public,
    values_of,
    with_article,
)
from pushstanza.diagnostics.masking import concealed, mask, quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.stanzas.xep0004 import Field, FieldKind, Form, FormKind

_T = TypeVar("_T")
_DECLARED = "pushstanza"


class FormError(WrongValueError):
    """A value that would make a form invalid."""


@frozen
class Problem:
    """A problem with a field of a form; the field itself is kept."""

    field: Field
    message: str


@frozen
class FormField:
    """A field of a typed view: its name in the form, its type and its description."""

    attribute: str
    var: str
    codec: Codec
    minimum: int | None
    maximum: int | None
    secret: bool
    doc: str

    @property
    def kind(self) -> FieldKind:
        """The type of the field in XEP-0004."""
        if self.codec.words:
            return "list-single"
        return "boolean" if self.codec.type is bool else "text-single"

    def read(self, text: str) -> Any:
        """Return the value of *text*.

        Raises:
            ValueError: The text has no such value; the message says what was expected.
        """
        value = self.codec.read(text) if self.codec.read else text
        self.check(value)
        return value

    def write(self, value: Any) -> str:
        """Return the text of *value*."""
        return self.codec.write(value) if self.codec.write else str(value)

    def is_typed(self, value: Any) -> bool:
        """Tell whether *value* has the type of the field."""
        is_number = type(value) is bool is not self.codec.type
        return isinstance(value, self.codec.type) and not is_number

    def check(self, value: Any) -> None:
        """Raise if a value is not allowed in the form.

        Raises:
            ValueError: The message says what was expected.
        """
        if not self.is_typed(value):
            raise ValueError(f"{quoted(value)} is not {self.codec.name}")
        if self.codec.words and value not in self.codec.words:
            raise ValueError(f"{quoted(value)} is not one of {', '.join(self.codec.words)}")
        if isinstance(value, str):
            _check_text(value)
        if isinstance(value, int):
            self._check_limits(value)

    def _check_limits(self, value: int) -> None:
        if self.minimum is not None and value < self.minimum:
            raise ValueError(f"{quoted(value)} is less than {self.minimum}")
        if self.maximum is not None and value > self.maximum:
            raise ValueError(f"{quoted(value)} is more than {self.maximum}")
        if self.codec.check is not None:
            self.codec.check(value)


def _check_text(value: str) -> None:
    if (found := illegal_character(value)) is not None:
        raise ValueError(f"contains {found!r}, a character that XML does not allow")


class _Declared(NamedTuple):
    """The arguments of a field function; the annotation has the rest."""

    var: str | None
    default: Any
    doc: str
    secret: bool
    minimum: int | None
    maximum: int | None

    def field(self) -> Any:
        """Return the field of attrs."""
        return attrs.field(default=self.default, metadata={_DECLARED: self._asdict()})


def field(
    *,
    var: str | None = None,
    default: Any = None,
    doc: str = "",
    secret: bool = False,
    minimum: int | None = None,
    maximum: int | None = None,
) -> Any:
    """Declare a field; *var* is given if its name in the form differs from the attribute."""
    return _Declared(var, default, doc, secret, minimum, maximum)


def kept(*, default: Any = (), kw_only: bool = True) -> Any:
    """Declare a field for what is kept beside the typed fields."""
    return attrs.field(default=default, kw_only=kw_only)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field, kept))
def _root(cls: type[_T]) -> type[_T]:
    return attrs.define(
        cls, frozen=True, kw_only=True, eq=False, repr=False, getstate_setstate=False
    )


@_root
class FormView(Slotted):
    """A form of one ``FORM_TYPE`` with typed fields.

    ``other`` has the fields that the view does not know, ``problems`` those it could not read.
    """

    other: tuple[Field, ...] = kept(default=(), kw_only=True)
    problems: tuple[Problem, ...] = kept(default=(), kw_only=True)

    #: Empty where the form has none.
    FORM_TYPE: ClassVar[str] = ""
    #: What the form is called where it is cited.
    CITED_AS: ClassVar[str] = ""
    FIELDS: ClassVar[tuple[FormField, ...]] = ()

    def __attrs_post_init__(self) -> None:
        known = {"FORM_TYPE", *(each.var for each in self.FIELDS)}
        for each in self.other:
            if each.var in {None, *known} or not each.values:
                argument = Argument(type(self).__name__, "other", error=FormError)
                raise argument.wrong_value(f"must not contain {each!r}", each)

    @public
    def evolve(self, /, **changes: Any) -> Self:
        """Return a copy with other values in some fields, checked as in the constructor."""
        changed: Self = attrs.evolve(self, **changes)  # type: ignore[misc]
        return changed

    @classmethod
    @public
    def read(cls, form: Form) -> Self:
        """Return the view of *form*, whatever its ``FORM_TYPE`` is."""
        values: dict[str, Any] = {}
        other: list[Field] = []
        problems: list[Problem] = []
        by_var = {each.var: each for each in cls.FIELDS}
        for each in form.fields:
            known = by_var.get(each.var or "")
            if each.var == "FORM_TYPE":
                continue
            if known is None:
                _keep(each, other, problems)
            elif known.attribute in values:
                problems.append(Problem(each, f"second field {each.var}"))
            else:
                _take(known, each, values, problems)
        return cls(**values, other=tuple(other), problems=tuple(problems))

    @public
    def form(self, type: FormKind = "submit") -> Form:
        """Return the form: the typed fields, then the fields that were kept."""
        typed = {
            each.var: Field(var=each.var, values=(each.write(value),))
            for each in self.FIELDS
            if (value := getattr(self, each.attribute)) is not None
        }
        kept_fields = tuple(each.field for each in self.problems if each.field.var not in typed)
        fields = (*self._form_type(), *typed.values(), *kept_fields, *self.other)
        return Form(type=type, fields=fields)

    def _values(self) -> tuple[Any, ...]:
        return *(getattr(self, each.attribute) for each in self.FIELDS), self.other, self.problems

    def __eq__(self, other: object) -> bool:
        if self.__class__ is not other.__class__ or not isinstance(other, FormView):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((self.__class__, self._values()))

    @classmethod
    def _form_type(cls) -> tuple[Field, ...]:
        if not cls.FORM_TYPE:
            return ()
        return (Field(var="FORM_TYPE", type="hidden", values=(cls.FORM_TYPE,)),)

    def __repr__(self) -> str:
        """Return the constructor call that makes it, secrets masked."""
        shown = [
            f"{each.attribute}={(mask(value) if each.secret else value)!r}"
            for each in self.FIELDS
            if (value := getattr(self, each.attribute)) is not None
        ]
        shown += [f"other={self.other!r}"] if self.other else []
        shown += [f"problems={self.problems!r}"] if self.problems else []
        return f"{type(self).__name__}({', '.join(shown)})"


def _keep(field: Field, other: list[Field], problems: list[Problem]) -> None:
    if field.var is None:
        problems.append(Problem(field, "the field has no name"))
    elif not field.values:
        problems.append(Problem(field, f"{field.var} has no value"))
    else:
        other.append(field)


def _take(known: FormField, field: Field, values: dict[str, Any], problems: list[Problem]) -> None:
    if field.value is None:
        count = len(field.values) or "no"
        problems.append(Problem(field, f"{known.var} has {count} values instead of one"))
        return
    try:
        values[known.attribute] = known.read(field.value)
    except ValueError as error:
        reason = str(error)
        if known.secret:
            reason = concealed(reason, quoted(field.value), field.value)
        problems.append(Problem(field, f"{known.var}: {reason}"))


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field, kept))
def form_view(form_type: str, *, prefix: str = "") -> Callable[[type[_T]], type[_T]]:
    """Declare a class as the typed view of the forms of *form_type*, empty where they have none.

    *prefix* is added to the names of all its fields, such as ``pubsub#``.
    """

    def declare(cls: type[_T]) -> type[_T]:
        declared = {
            name: value for name, value in vars(cls).items() if isinstance(value, _Declared)
        }
        view: Any = slotted(cls, cls.__bases__, declared)
        view.FORM_TYPE = form_type
        view.CITED_AS = form_type or cls.__name__
        view.FIELDS = tuple(
            _form_field(name, each, cls.__annotations__[name], prefix)
            for name, each in declared.items()
        )
        fields = {name: each.field for name, each in declared.items()}
        finish_on_first_use(view, cls, fields, _checked)
        view.__doc__ = _Docstring(cleandoc(view.__doc__ or ""))
        return view  # type: ignore[no-any-return]

    return declare


@frozen
class _Docstring:
    """The docstring of a view, made when somebody reads it."""

    meaning: str

    def __get__(self, _instance: object, view: type[FormView]) -> str:
        fields = [f"    {each.attribute}: {each.doc}" for each in view.FIELDS]
        kept = [
            "    other: The fields that the view does not know, which are written back.",
            "    problems: The fields that could not be read.",
        ]
        raises = [
            "    WrongTypeError: An argument has the wrong type, or does not exist.",
            "    FormError: The value of an argument is not allowed.",
        ]
        form_type = "The form has no FORM_TYPE."
        if view.FORM_TYPE:
            form_type = f"The FORM_TYPE is ``{view.FORM_TYPE}``."
        blocks = [self.meaning, "", form_type, "", "Args:", *fields, *kept, "", "Raises:", *raises]
        return "\n".join(blocks)


def _form_field(attribute: str, declared: _Declared, annotation: Any, prefix: str) -> FormField:
    codec = codec_for(without_none(annotation)[0])
    assert codec is not None, attribute  # noqa: S101 - our own declaration
    return FormField(
        attribute=attribute,
        var=prefix + (declared.var or attribute),
        codec=codec,
        minimum=declared.minimum,
        maximum=declared.maximum,
        secret=declared.secret,
        doc=declared.doc,
    )


def _checked(cls: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    in_order = sorted(fields, key=lambda each: _DECLARED not in each.metadata)
    return [_with_checks(cls, each) for each in in_order]


def _with_checks(cls: type, field: "attrs.Attribute[Any]") -> "attrs.Attribute[Any]":
    if _DECLARED in field.metadata:
        declared = _Declared(**field.metadata[_DECLARED])
        known = _form_field(field.name, declared, field.type, "")
        return field.evolve(validator=_validator(cls, known))
    kind = {"other": Field, "problems": Problem}[field.name]
    converter = values_of(cls.__name__, field.name)
    return field.evolve(converter=converter, validator=_each_is(kind, cls.__name__))


def _each_is(kind: type, owner: str) -> Callable[[Any, Any, tuple[Any, ...]], None]:
    def validate(_view: Any, attribute: Any, values: tuple[Any, ...]) -> None:
        for index, each in enumerate(values):
            if not isinstance(each, kind):
                argument = Argument(owner, attribute.name, index)
                raise argument.wrong_type(each, with_article(kind.__name__))

    return validate


def _validator(cls: type, known: FormField) -> Callable[[Any, Any, Any], None]:
    argument = Argument(cls.__name__, known.attribute, error=FormError, secret=known.secret)
    kind = known.codec.type
    exact = EXACT.get(kind)

    def validate(view: Any, _attribute: Any, value: Any) -> None:
        if value is None:
            return
        if not known.is_typed(value):
            raise argument.wrong_type(value, with_article(known.codec.type.__name__))
        if known.codec.words and value not in known.codec.words:
            raise argument.not_listed(value, known.codec.words)
        try:
            known.check(value)
        except ValueError as error:
            raise argument.wrong_value(f"is wrong: {error}", value) from None
        if exact is not None and type(value) is not kind:
            object.__setattr__(view, known.attribute, exact(value))

    return validate
