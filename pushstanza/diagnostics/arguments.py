"""What a public function is called with, held against its own signature.

The annotations are the declaration: what is wrong about an argument is said before the function
runs, and a call that does not fit the signature is a :class:`PushStanzaError`, too.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
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

from pushstanza.diagnostics.errors import FrozenError, WrongTypeError, WrongValueError
from pushstanza.diagnostics.masking import quoted
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
            kinds = kinds or _Kinds.of(function)
            unchecked = kinds.unchecked
            kinds.check(args, options)
        try:
            return function(*args, **options)
        except TypeError as error:
            _refuse_call(error, function, f"{function.__qualname__}()", args, options)
            raise

    return checked


#: How many words a sentence lists that says which one was probably meant.
_MOST_LISTED = 8


def constructor(cls: _C) -> _C:
    """Check the arguments of a constructor as :func:`public` does, but for their types.

    The validators of its attributes check these.
    """
    name = "__new__" if "__new__" in vars(cls) else "__init__"
    made = getattr(cls, name)

    @wraps(made)
    def call(self: Any, *args: Any, **values: Any) -> Any:
        try:
            return made(self, *args, **values)
        except TypeError as error:
            _refuse_call(error, made, cls.__name__, (self, *args), values)
            raise

    setattr(cls, name, call)
    return cls


def frozen(cls: _C) -> _C:
    """Make it an error that says what to do instead if an attribute is set or deleted."""

    def refuse(self: Any, name: str, _value: Any = None) -> NoReturn:
        raise FrozenError(
            f"{with_article(type(self).__name__)} cannot be changed: "
            f"evolve({name}=…) returns a changed copy"
        )

    for method in ("__setattr__", "__delattr__"):
        setattr(cls, method, refuse)
    return cls


@attrs.frozen
class Argument:
    """An argument of a function, such as ``translate()``, or of a class, for errors about it."""

    owner: str
    name: str
    index: int | None = None
    """Where the value stands, if the argument has several."""
    error: type[WrongValueError] = WrongValueError
    """What a wrong value raises."""

    def wrong_type(self, value: Any, *expected: str) -> WrongTypeError:
        """Return the error that *value* is none of what is *expected*, such as ``a Jid``."""
        said = described(value)
        if said in expected:  # a class of another library that has the same name
            said += f" of {type(value).__module__.partition('.')[0]}"
        message = f"{self} must be {_either(expected)}, not {said}"
        return WrongTypeError(message, **self._data(value, expected))

    def wrong_value(self, reason: str, value: Any, *expected: str) -> WrongValueError:
        """Return the error that *value* is wrong; *reason* goes on from the argument's name."""
        return self.error(f"{self} {reason}", **self._data(value, expected))

    def not_listed(self, value: str, words: tuple[str, ...]) -> WrongValueError:
        """Return the error that *value* is none of the *words*, with the one that is near."""
        hint = did_you_mean(value, words)
        listed = "" if hint and len(words) > _MOST_LISTED else f", not one of {', '.join(words)}"
        reason = f"is {quoted(value)}{listed}" + (f"; {hint}" if hint else "")
        return self.wrong_value(reason, value, *words)

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
        return f"{self.owner.removesuffix('()')}.{self._place}"


@attrs.frozen
class _Kind:
    """What the annotation of an argument allows: instances of ``types``, and ``words``."""

    types: tuple[type, ...]
    words: tuple[str, ...] = ()
    base: type | None = None
    """What a class has to be derived from, if a class is expected."""

    def check(self, value: Any, argument: Argument) -> None:
        if self.words and isinstance(value, str) and str not in self.types:
            if value not in self.words:
                raise argument.not_listed(value, self.words)
            return
        if self.base is not None and isinstance(value, type):
            if issubclass(value, self.base):
                return
        elif isinstance(value, self.types) and self._is_no_false_number(value):
            return
        raise argument.wrong_type(value, *self.phrases)

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
    *most, last = phrases
    return f"{', '.join(most)} or {last}" if most else last


@attrs.frozen
class _Kinds:
    """What the arguments of a function may be, where that can be checked."""

    function: str
    in_order: tuple[tuple[str, _Kind | None], ...]
    by_name: dict[str, _Kind]

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Self:
        """Return those of a function."""
        parameters = [
            each
            for each in inspect.signature(function).parameters.values()
            if each.kind in {each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY}
        ]
        found = {each.name: _kind(each.annotation) for each in parameters}
        return cls(
            function.__qualname__,
            tuple(
                (each.name, found[each.name])
                for each in parameters
                if each.kind is each.POSITIONAL_OR_KEYWORD
            ),
            {name: kind for name, kind in found.items() if kind is not None},
        )

    @property
    def unchecked(self) -> int:
        """How many arguments by position have nothing to check, up to the first that has."""
        return next((at for at, (_, kind) in enumerate(self.in_order) if kind), len(self.in_order))

    def check(self, args: tuple[Any, ...], options: dict[str, Any]) -> None:
        """Raise what is wrong about the values of a call."""
        for (name, kind), value in zip(self.in_order, args, strict=False):
            if kind is not None:
                kind.check(value, Argument(f"{self.function}()", name))
        for name, value in options.items():
            if name in self.by_name:
                self.by_name[name].check(value, Argument(f"{self.function}()", name))


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
    if first == "self" or (first == "cls" and not owner.endswith("()")):
        found, args = found[1:], args[1:]
    names = tuple(each.name for each in found)
    takes_any = any(each.kind is each.VAR_KEYWORD for each in found)
    for each in options:
        if each not in names and not takes_any:
            raise _unknown(owner, each, names)
    in_order = [each.name for each in found if each.kind is each.POSITIONAL_OR_KEYWORD]
    if len(args) > len(in_order):
        raise _too_many(owner, in_order, names)
    given = {*in_order[: len(args)], *options}
    missing = [each.name for each in found if each.default is each.empty and each.name not in given]
    if missing:
        raise _missing(owner, missing)


def _unknown(owner: str, name: str, names: tuple[str, ...]) -> WrongTypeError:
    hint = did_you_mean(name, names) or f"it takes {', '.join(names)}"
    return WrongTypeError(
        f"{owner} has no argument {name!r}; {hint}",
        attribute=name,
        expected=names,
        path=Argument(owner, name).path,
    )


def _too_many(owner: str, in_order: list[str], names: tuple[str, ...]) -> WrongTypeError:
    keywords = ", ".join(f"{each}=…" for each in names[len(in_order) :])
    if not in_order:
        message = f"{owner} takes keyword arguments only: {keywords}"
    else:
        rest = f" by position; pass the rest by keyword: {keywords}" if keywords else ""
        message = f"{owner} takes only {' and '.join(in_order)}{rest}"
    return WrongTypeError(message, expected=names, path=owner.removesuffix("()"))


def _missing(owner: str, names: list[str]) -> WrongTypeError:
    return WrongTypeError(
        f"{owner} needs {' and '.join(map(repr, names))}",
        attribute=names[0],
        expected=names,
        path=Argument(owner, names[0]).path,
    )


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
_BEGINS_WITH_VOWEL = re.compile(
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
