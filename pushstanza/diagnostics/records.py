"""The classes of attrs: finished when they are first used, since a run uses few that it imports.

To write and to compile what attrs adds takes most of the time of a declaration. So :func:`define`
and :func:`frozen` are those of attrs, but that attrs makes the constructor of a class when it is
inspected, or has many instances, and its comparison and its ``repr`` when they are first asked for.
The first instances are filled by a function that is the same for all classes. They have no slots:
attrs would have to make another class for them.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic

import attrs

__all__ = ["afterwards", "define", "frozen"]

#: What is known of the fields. ``inspect`` asks for a signature before it looks at a constructor.
_FIELDS = ("__attrs_attrs__", "__attrs_props__", "__match_args__", "__signature__")
#: What attrs makes together.
CONSTRUCTION = ("__init__", *_FIELDS)
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

#: How many instances are filled before attrs makes a constructor: as many take as long as that.
_FEW = 100

#: The options of a class that do not change how instances are filled.
_PLAIN = frozenset({"eq", "frozen", "kw_only", "order", "repr"})

#: What attrs calls when an instance is made.
_HOOKS = ("__attrs_pre_init__", "__attrs_post_init__")

#: What stands in a class for a default that only attrs can make.
_NEEDS_ATTRS: Any = (type(attrs.field()), type(attrs.Factory(list)))

#: The attribute of a class that holds its ``_Record``.
_RECORD = "__record__"

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
        self.cls = cls
        self._options = options
        self._body = {name: each for name, each in vars(cls).items() if name not in OF_CLASS}
        self.afterwards: list[Callable[[type[Any]], object]] | None = []
        self.kw_only = options.get("kw_only", False)
        is_frozen = options.get("frozen", False)
        self._stand_in(("__init__",), self._first)
        self._stand_in((*_FIELDS, *(_FROZEN if is_frozen else ())), self.construction)
        if options.get("eq", True):
            self._stand_in(_COMPARISON if is_frozen else _COMPARISON[:1], self._rest)
            if not is_frozen and "__hash__" not in self._body:
                setattr(cls, "__hash__", None)  # noqa: B010 - for checkers it is a method
        if options.get("order", False):
            self._stand_in(_ORDER, self._rest)
        if options.get("repr", True):
            self._stand_in(_SHOWN, self._rest)
        setattr(cls, _RECORD, self)

    @cached_property
    def defaults(self) -> dict[str, Any] | None:
        """The fields with their defaults, ``None`` if only attrs can fill them."""
        return _defaults(self.cls, self._options)

    def _first(self) -> None:
        """Let the first instances be filled."""
        with _LOCK:
            if self.defaults is None:
                self.construction()
            elif isinstance(vars(self.cls)["__init__"], Unfinished):
                setattr(self.cls, "__init__", _filler(self))  # noqa: B010 - for checkers

    def _stand_in(self, names: Iterable[str], finish: Callable[[], None]) -> None:
        for name in names:
            if name not in self._body:
                setattr(self.cls, name, Unfinished(name, finish))

    def construction(self) -> None:
        """Let attrs make the constructor, and what it knows of the fields."""
        with _LOCK:
            if self._finish(self.construction, _LATER):
                changes, self.afterwards = self.afterwards or (), None
                for each in changes:
                    each(self.cls)

    def _rest(self) -> None:
        """Let attrs make how instances are compared and shown."""
        with _LOCK:
            self._finish(self._rest, {})

    def _finish(self, finish: Callable[[], None], options: Mapping[str, Any]) -> bool:
        """Put what attrs makes of a class with the same fields where something stands for it.

        It is never missing, since other threads may use the class. Tells whether there was any.
        """
        names = [
            name
            for name, each in vars(self.cls).items()
            if isinstance(each, Unfinished) and each.finish == finish
        ]
        if not names:
            return False
        if finish == self.construction and "__init__" not in self._body:
            names.append("__init__")
        kind: Any = type(self.cls)
        twin = kind(self.cls.__name__, self.cls.__bases__, self._body)
        made = vars(attrs.define(twin, slots=False, **{**self._options, **options}))
        for name in names:
            if name in made:
                setattr(self.cls, name, made[name])
            else:
                delattr(self.cls, name)
        return True


def _defaults(cls: type[Any], options: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields of a class with their defaults, ``None`` if only attrs can fill them.

    Such fields have a converter or a validator, say, or another name in the constructor.
    """
    own = vars(cls)
    if not options.keys() <= _PLAIN or any(hasattr(cls, each) for each in _HOOKS):
        return None
    if any(name.startswith("__annotate") for name in own):
        return None  # Python 3.14 makes the annotations later
    fields: dict[str, Any] = {}
    for base in cls.__bases__:
        if base is object or base is Generic:
            continue
        record = vars(base).get(_RECORD)
        if record is None or record.defaults is None or record.kw_only or options.get("kw_only"):
            return None
        fields |= record.defaults
    for name, annotation in own.get("__annotations__", {}).items():
        default = own.get(name, attrs.NOTHING)
        if name[0] == "_" or isinstance(default, _NEEDS_ATTRS):
            return None
        if "ClassVar" not in str(annotation):
            fields.pop(name, None)  # attrs has what is declared again at its new place
            fields[name] = default
    return fields


def _filler(record: _Record) -> Callable[..., None]:
    """Return the constructor of the first instances; a wrong call is left to that of attrs."""
    defaults = record.defaults or {}
    by_position = () if record.kw_only else tuple(defaults)
    optional = {name: each for name, each in defaults.items() if each is not attrs.NOTHING}
    left = _FEW

    def fill(self: Any, /, *args: Any, **values: Any) -> None:
        nonlocal left
        left -= 1
        fields = {**optional, **dict(zip(by_position, args, strict=False)), **values}
        is_right = len(args) <= len(by_position) and fields.keys() == defaults.keys()
        if left < 0 or not is_right or not values.keys().isdisjoint(by_position[: len(args)]):
            record.construction()
            record.cls.__init__(self, *args, **values)
        else:
            vars(self).update(fields)

    return fill


def afterwards(cls: type[Any], change: Callable[[type[Any]], object]) -> bool:
    """Have a class changed once it has its constructor; tell whether it has none yet."""
    record = vars(cls).get(_RECORD)
    if record is None or record.afterwards is None:
        return False
    record.afterwards.append(change)
    return True


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
