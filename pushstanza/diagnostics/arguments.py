"""What a public function is called with, held against its own signature.

The annotations are the declaration: what is wrong about an argument is said before the function
runs, and a call that does not fit the signature is a :class:`PushStanzaError`, too.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NoReturn,
    ParamSpec,
    Self,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

import attrs

from pushstanza.diagnostics import records
from pushstanza.diagnostics.errors import FrozenError, WrongTypeError, WrongValueError
from pushstanza.diagnostics.masking import concealed, is_secret, quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import did_you_mean

_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C", bound=type)


def public(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Check the arguments of a function by their annotations.

    The function raises :class:`WrongTypeError` for an argument that does not exist, is missing, or
    has another type; and :class:`WrongValueError` for a word that its ``Literal`` does not list.
    What an annotation leaves open, such as any tree, is checked by the function itself.
    """
    kinds: _Kinds | None = None
    unchecked = -1  # how many arguments by position have nothing to check

    @wraps(function)
    def checked(*args: _P.args, **options: _P.kwargs) -> _R:
        nonlocal kinds, unchecked
        __tracebackhide__ = True  # the reports of pytest show who calls, and what is called
        if options or len(args) > unchecked:
            if kinds is None:
                kinds = _Kinds.of(function)
                unchecked = kinds.unchecked
            kinds.check(args, options)
        try:
            return function(*args, **options)
        except TypeError as error:
            _refuse_call(error, function, _called(function, args), args, options)
            raise

    return checked


#: How many words a sentence lists that says which one was probably meant.
_MOST_LISTED = 8


def constructor(cls: _C) -> _C:
    """Check the arguments of a constructor as :func:`public` does, but for their types.

    The validators of its attributes check these.
    """
    if records.afterwards(cls, constructor):
        return cls
    name = "__new__" if "__new__" in vars(cls) else "__init__"
    made = getattr(cls, name)

    @wraps(made)
    def call(self: Any, /, *args: Any, **values: Any) -> Any:
        try:
            return made(self, *args, **values)
        except TypeError as error:
            _refuse_call(error, made, cls.__name__, (self, *args), values)
            raise

    setattr(cls, name, call)
    return cls


def immutable(cls: _C) -> _C:
    """Let a frozen class refuse wrong calls and changes as models do, which have types besides."""
    return frozen(constructor(cls))


def frozen(cls: _C) -> _C:
    """Make it an error that says what to do instead if an attribute is set or deleted."""
    evolve = "evolve(" if hasattr(cls, "evolve") else "attrs.evolve(…, "

    def refuse(self: Any, name: str, _value: Any = None) -> NoReturn:
        field = attrs.fields_dict(type(self)).get(name)
        if field is not None and field.init:
            hint = f"{evolve}{field.alias}=…) returns a changed copy"
        else:
            hint = f"{name!r} cannot be set"
        raise FrozenError(f"{with_article(type(self).__name__)} cannot be changed: {hint}")

    for method in ("__setattr__", "__delattr__"):
        setattr(cls, method, refuse)
    return cls


@records.frozen
class Argument:
    """An argument of a function, such as ``translate()``, or of a class, for errors about it."""

    owner: str
    name: str
    index: int | None = None
    """Where the value stands, if the argument has several."""
    error: type[WrongValueError] = WrongValueError
    """What a wrong value raises."""
    secret: bool = False
    """Whether its value may not be shown; one whose name says so never is."""

    def wrong_type(self, value: Any, *expected: str) -> WrongTypeError:
        """Return the error that *value* is none of what is *expected*, such as ``a Jid``."""
        said = self._without_secret(described(value), value)
        if said in expected:  # a class of another library that has the same name
            said += f" of {type(value).__module__.partition('.')[0]}"
        message = f"{self} must be {_either(expected)}, not {said}"
        return WrongTypeError(message, **self._data(value, expected))

    def unexpected(self, value: Any, expected: str) -> WrongTypeError:
        """Return the error that *value* is not what is *expected*, which says all of a sentence."""
        said = self._without_secret(described(value), value)
        message = f"expected {expected}, not {said}"
        return WrongTypeError(message, **self._data(value, (expected,)))

    def wrong_value(self, reason: str, value: Any, *expected: str) -> WrongValueError:
        """Return the error that *value* is wrong; *reason* goes on from the argument's name."""
        said = self._without_secret(reason, value)
        return self.error(f"{self} {said}", **self._data(value, expected))

    def not_listed(self, value: str, words: tuple[str, ...]) -> WrongValueError:
        """Return the error that *value* is none of the *words*, with the one that is near."""
        hint = did_you_mean(value, words)
        listed = "" if hint and len(words) > _MOST_LISTED else f", not one of {', '.join(words)}"
        reason = f"is {quoted(value)}{listed}" + (f"; {hint}" if hint else "")
        return self.wrong_value(reason, value, *words)

    def _without_secret(self, said: str, value: Any) -> str:
        hide = self.secret or is_secret(self.name)
        return concealed(said, quoted(value), value) if hide else said

    def _data(self, value: Any, expected: tuple[str, ...]) -> dict[str, Any]:
        return {"attribute": self.name, "value": value, "expected": expected, "path": self.path}

    def __str__(self) -> str:
        joint = ": " if self.owner.endswith("()") else "."
        return f"{self.owner}{joint}{self._place}"

    @property
    def _place(self) -> str:
        return self.name if self.index is None else f"{self.name}[{self.index}]"

    @property
    def path(self) -> str:
        """The function or class, and the argument: ``translate.profile``, ``Form.fields[2]``."""
        return f"{self.owner.removesuffix('()')}.{self._place}".removeprefix(".")


@records.frozen
class _Kind:
    """What the annotation of an argument allows: instances of ``types``, and ``words``."""

    types: tuple[type, ...]
    words: tuple[str, ...] = ()
    base: type | None = None
    """What a class has to be derived from, if a class is expected."""

    def allows(self, value: Any) -> bool:
        """Tell whether a value is allowed."""
        if type(value) in self.types:
            return True
        if self._is_word(value):
            return value in self.words
        if self.base is not None and isinstance(value, type):
            return issubclass(value, self.base)
        return isinstance(value, self.types) and self._is_no_false_number(value)

    def error(self, value: Any, argument: Argument) -> WrongTypeError | WrongValueError:
        """Return the error that a value is not allowed."""
        if self._is_word(value):
            return argument.not_listed(value, self.words)
        return argument.wrong_type(value, *self.phrases)

    def _is_word(self, value: Any) -> bool:
        return bool(self.words) and isinstance(value, str) and str not in self.types

    def _is_no_false_number(self, value: Any) -> bool:
        return not isinstance(value, bool) or bool in self.types or object in self.types

    @property
    def phrases(self) -> list[str]:
        """What is expected, for a sentence."""
        found = [] if self.base is None else [f"a subclass of {self.base.__name__}"]
        found += [f"one of {', '.join(self.words)}"] if self.words else []
        found += [with_article(each.__name__) for each in self.types if each is not type(None)]
        return [*found, "None"] if type(None) in self.types else found


def _either(phrases: Sequence[str]) -> str:
    return _listed(phrases, "or")


def _all(phrases: Sequence[str]) -> str:
    return _listed(phrases, "and")


def _listed(phrases: Sequence[str], joint: str) -> str:
    *most, last = phrases
    return f"{', '.join(most)} {joint} {last}" if most else last


@records.frozen
class _Kinds:
    """What the arguments of a function may be, where that can be checked."""

    function: Callable[..., Any]
    by_position: tuple[tuple[int, str, _Kind], ...]
    by_name: dict[str, _Kind]
    unchecked: int
    """How many arguments by position have nothing to check, up to the first that has."""

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Self:
        """Return those of a function."""
        parameters = [
            each
            for each in inspect.signature(function).parameters.values()
            if each.kind in {each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY}
        ]
        kinds = {each.name: _kind(each.annotation) for each in parameters}
        by_name = {name: kind for name, kind in kinds.items() if kind is not None}
        in_order = [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
        by_position = tuple(
            (index, name, by_name[name]) for index, name in enumerate(in_order) if name in by_name
        )
        unchecked = by_position[0][0] if by_position else len(in_order)
        return cls(function, by_position, by_name, unchecked)

    def check(self, args: tuple[Any, ...], options: dict[str, Any]) -> None:
        """Raise what is wrong about the values of a call."""
        count = len(args)
        for index, name, kind in self.by_position:
            if index >= count:
                break
            if not kind.allows(args[index]):
                raise kind.error(args[index], Argument(_called(self.function, args), name))
        for name, value in options.items():
            wanted = self.by_name.get(name)
            if wanted is not None and not wanted.allows(value):
                raise wanted.error(value, Argument(_called(self.function, args), name))


def _called(function: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """Return what was called, for a sentence: an inherited method is one of the object's class."""
    owner, _, name = function.__qualname__.rpartition(".")
    made = args[0] if owner and args else None
    classes = (made if isinstance(made, type) else type(made)).__mro__
    if any(each.__name__ == owner for each in classes):
        owner = classes[0].__name__
    return f"{owner}.{name}()" if owner else f"{name}()"


def _refuse_call(
    error: TypeError,
    function: Callable[..., Any],
    owner: str,
    args: tuple[Any, ...],
    options: dict[str, Any],
) -> None:
    """Raise what is wrong about a call, if it was the call that failed: no line of it has run."""
    if error.__traceback__ is None or error.__traceback__.tb_next is not None:
        return
    found = [*inspect.signature(function).parameters.values()]
    first = found[0].name if found else ""
    if first in {"self", "cls"} and "." in function.__qualname__:
        if not args:
            raise WrongTypeError(f"{owner} needs an object", path=owner.removesuffix("()"))
        found, args = found[1:], args[1:]
    names = tuple(each.name for each in found)
    takes_any = any(each.kind is each.VAR_KEYWORD for each in found)
    for each in options:
        if each not in names and not takes_any:
            raise _unknown(owner, each, names)
    in_order = [each.name for each in found if each.kind is each.POSITIONAL_OR_KEYWORD]
    if len(args) > len(in_order):
        raise _too_many(owner, in_order, [each.name for each in found if not _is_rest(each)])
    by_position = in_order[: len(args)]
    for each in by_position:
        if each in options:
            raise _twice(owner, each)
    given = {*by_position, *options}
    missing = [each.name for each in found if _is_needed(each) and each.name not in given]
    if missing:
        raise _missing(owner, missing)


def _is_rest(parameter: inspect.Parameter) -> bool:
    return parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}


def _is_needed(parameter: inspect.Parameter) -> bool:
    return parameter.default is parameter.empty and not _is_rest(parameter)


def _unknown(owner: str, name: str, names: tuple[str, ...]) -> WrongTypeError:
    hint = did_you_mean(name, names) or (f"it takes {', '.join(names) or 'none'}")
    return WrongTypeError(
        f"{owner} has no argument {quoted(name)}; {hint}",
        attribute=name,
        expected=names,
        path=Argument(owner, name).path,
    )


def _twice(owner: str, name: str) -> WrongTypeError:
    return WrongTypeError(
        f"{owner} takes {name!r} once, not by position and by keyword",
        attribute=name,
        path=Argument(owner, name).path,
    )


def _too_many(owner: str, in_order: list[str], names: list[str]) -> WrongTypeError:
    keywords = ", ".join(f"{each}=…" for each in names[len(in_order) :])
    if not names:
        message = f"{owner} takes no arguments by position"
    elif not in_order:
        message = f"{owner} takes keyword arguments only: {keywords}"
    else:
        rest = f" by position; pass the rest by keyword: {keywords}" if keywords else ""
        message = f"{owner} takes only {_all(in_order)}{rest}"
    return WrongTypeError(message, expected=names, path=owner.removesuffix("()"))


def _missing(owner: str, names: list[str]) -> WrongTypeError:
    return WrongTypeError(
        f"{owner} needs {_all([*map(repr, names)])}",
        attribute=names[0],
        expected=names,
        path=Argument(owner, names[0]).path,
    )


def values_of(owner: str, name: str) -> Callable[[Any], tuple[Any, ...]]:
    """Return the converter of an argument that takes any iterable of values."""

    def as_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
        if type(values) is tuple:
            return values
        is_one = isinstance(values, str | bytes | bytearray | memoryview | Mapping)
        if is_one or not isinstance(values, Iterable):
            raise Argument(owner, name).wrong_type(values, "a tuple of values")
        return tuple(values)

    return as_tuple


#: What makes a value of a subclass one of the class itself: a member of an Enum shows its name
#: wherever it is formatted.
EXACT: Mapping[Any, Callable[[Any], Any]] = {str: str.__str__, int: int.__int__}


def described(value: Any) -> str:
    """Return a value for a sentence, without what could be a secret in it."""
    if value is None or isinstance(value, str | bool | int | float):
        return quoted(value)
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return with_article(type(value).__name__)


def with_article(name: str) -> str:
    """Return the name of a class for a sentence, such as ``an Enable``."""
    article = "an" if _BEGINS_WITH_VOWEL.match(name) else "a"
    return _NAMES.get(name) or f"{article} {name}"


#: What a name begins with that is spoken with a vowel first: not the "you" of ``User`` or ``Unit``,
#: but initials that are spelled, as in ``FcmRequest`` or ``XMLReader``.
_BEGINS_WITH_VOWEL = lazy_pattern(
    r"_*([AEIOaeio]|[Uu](n(?!i)|p)|[FHLMNRSX][bcdfghjklmnpqrstvwxz]*(?![a-z]))"
)


#: Classes whose names say little to the reader.
_NAMES = {
    "BaseXMPP": "a client or component of slixmpp",
    "Callable": "a function",
    "StanzaBase": "a stanza of slixmpp",
    "bytes": "bytes",
    "ForeignJid": "a JID of slixmpp, aioxmpp or nbxmpp",
    "Iterable": "an iterable",
    "Mapping": "a mapping",
    "Sequence": "a sequence",
}


def _kind(annotation: Any) -> _Kind | None:
    """Return what can be checked of an annotation."""
    types: list[type] = []
    words: list[str] = []
    bases: list[type] = []
    for each in _alternatives(annotation):
        origin = get_origin(each)
        if origin is Literal:
            words += get_args(each)
        elif origin is type:
            bases.append(_base(*get_args(each)))
        elif isinstance(origin or each, type) and not _is_open(origin or each):
            types.append(origin or each)
        else:
            return None
    if float in types:
        types.append(int)
    return _Kind(tuple(types), tuple(words), bases[0] if bases else None)


def _is_open(cls: Any) -> bool:
    """Tell whether instances cannot be told from other objects."""
    is_structural = getattr(cls, "_is_protocol", False)
    is_checkable = getattr(cls, "_is_runtime_protocol", False)
    return cls in {Any, inspect.Parameter.empty} or (is_structural and not is_checkable)


def _alternatives(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation is the union of."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, UnionType}:
        for each in get_args(annotation):
            yield from _alternatives(each)
    else:
        yield annotation


def _base(of_class: Any) -> type:
    bound = of_class.__bound__ if isinstance(of_class, TypeVar) else of_class
    return bound if isinstance(bound, type) else object
