"""The keys of the object that a model, a view of a form or a request becomes."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

import attrs

from pushstanza.binding.places import DECLARED, Declared
from pushstanza.diagnostics.records import frozen


@frozen
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
