"""The classes of attrs: finished when they are first used, since a run uses few that it imports.

To write and to compile what attrs adds takes most of the time of a declaration. So :func:`define`
and :func:`frozen` are those of attrs, but that a class gets its constructor when it is constructed
or inspected first, and its comparison and its ``repr`` when they are first asked for. Its instances
have no slots: attrs would have to make another class for them.
"""

from collections.abc import Callable, Iterable
from threading import RLock
from typing import TYPE_CHECKING, Any

import attrs

__all__ = ["afterwards", "define", "frozen"]

#: What attrs makes together: what constructs an instance, and what is known of its fields.
#: ``inspect`` asks for a signature before it looks at a constructor.
CONSTRUCTION = (
    "__init__",
    "__attrs_attrs__",
    "__attrs_props__",
    "__match_args__",
    "__signature__",
)
#: What keeps an instance as it is.
_FROZEN = ("__setattr__", "__delattr__")
#: What compares and shows instances.
_COMPARISON = ("__eq__", "__hash__")
_ORDER = ("__lt__", "__le__", "__gt__", "__ge__")
_SHOWN = ("__repr__",)

#: What is not made with the constructor.
_LATER = {"eq": False, "order": False, "repr": False}

#: What ``type`` makes for each class.
OF_CLASS = frozenset({"__dict__", "__weakref__"})

_LOCK = RLock()


class Unfinished:
    """Stands for what attrs makes of a class, until it is asked for."""

    def __init__(self, name: str, finish: Callable[[], None]) -> None:
        self.name = name
        self.finish = finish

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        self.finish()
        return getattr(owner if instance is None else instance, self.name, None)


class _Record:
    """A class that is to be finished, with the options of attrs."""

    def __init__(self, cls: type[Any], options: dict[str, Any]) -> None:
        self._cls = cls
        self._options = options
        self._body = {name: each for name, each in vars(cls).items() if name not in OF_CLASS}
        self._waiting: list[str] = []
        self.afterwards: list[Callable[[type[Any]], object]] = []
        is_frozen = options.get("frozen", False)
        self._stand_in((*CONSTRUCTION, *(_FROZEN if is_frozen else ())), self.construction)
        if options.get("eq", True):
            self._stand_in(_COMPARISON if is_frozen else _COMPARISON[:1], self._rest)
            if not is_frozen and "__hash__" not in self._body:
                setattr(cls, "__hash__", None)  # noqa: B010 - for checkers it is a method
        if options.get("order", False):
            self._stand_in(_ORDER, self._rest)
        if options.get("repr", True):
            self._stand_in(_SHOWN, self._rest)

    def _stand_in(self, names: Iterable[str], finish: Callable[[], None]) -> None:
        for name in names:
            if name not in self._body:
                setattr(self._cls, name, Unfinished(name, finish))

    def construction(self) -> None:
        """Let attrs make the constructor, and what it knows of the fields."""
        with _LOCK:
            if not self._take(self.construction):
                return
            cls, own = self._cls, vars(self._cls)
            kept = {name: own[name] for name in _FROZEN if name in own}
            for name in kept:  # attrs would not freeze a class that has them
                delattr(cls, name)
            attrs.define(cls, slots=False, **{**self._options, **_LATER})
            for name, method in kept.items():
                setattr(cls, name, method)
            for each in self.afterwards:
                each(cls)

    def _rest(self) -> None:
        """Let attrs make how instances are compared and shown, of a class with the same fields."""
        with _LOCK:
            if not (names := self._take(self._rest)):
                return
            kind: Any = type(self._cls)
            twin = kind(self._cls.__name__, self._cls.__bases__, self._body)
            made = vars(attrs.define(twin, slots=False, **self._options))
            for name in names:
                if name in made:
                    setattr(self._cls, name, made[name])

    def _take(self, finish: Callable[[], None]) -> list[str]:
        """Remove what stands for what *finish* makes, if it was not made by another thread."""
        names = [
            name
            for name, each in vars(self._cls).items()
            if isinstance(each, Unfinished) and each.finish == finish
        ]
        for name in names:
            delattr(self._cls, name)
        return names


def afterwards(cls: type[Any], change: Callable[[type[Any]], object]) -> bool:
    """Have a class changed once it has its constructor; tell whether it has none yet."""
    made = vars(cls).get("__init__")
    record = getattr(getattr(made, "finish", None), "__self__", None)
    if isinstance(record, _Record):
        record.afterwards.append(change)
        return True
    return False


if TYPE_CHECKING:
    from attrs import define, frozen
else:

    def define(cls: Any = None, **options: Any) -> Any:
        """Declare a class of attrs, which is finished when it is first used."""

        def declare(cls: type[Any]) -> type[Any]:
            _Record(cls, options)
            return cls

        return declare if cls is None else declare(cls)

    def frozen(cls: Any = None, **options: Any) -> Any:
        """Declare a class of attrs whose instances cannot be changed, finished when it is used."""
        return define(cls, **options, frozen=True)
