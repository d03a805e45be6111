"""Known names that misspelt ones stand for."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from lxml import etree

from pushstanza.binding import NAMESPACES, REGISTRY, Model, spec_of
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.namespaces import is_misspelt_xmlns, near_namespace
from pushstanza.reading import tags
from pushstanza.stanzas import xep0004

#: How similar a field's name must be, ignoring dashes and case: other services have own names.
_NEAR_FIELD = 0.88
#: How similar a name must be where the list of names is closed.
_NEAR_ATTRIBUTE = 0.8
_NEAR_ELEMENT = 0.75
#: How similar a short name must be, where one letter makes a large difference.
_NEAR_SHORT = 0.6

_CONFIG_PREFIX = "pubsub#"
_SEPARATORS = str.maketrans("", "", "-_. \t\r\n")


def near_field(var: str | None, known: Iterable[str]) -> str | None:
    """Return the one of *known* that a field called *var* was meant to be.

    ``None`` where *var* is known, is similar to none, or lacks only the prefix ``pubsub#``. The
    names that other programs use for an option count as similar.
    """
    if not var or var in (names := {*known}):
        return None
    alias = _aliases().get(_squeezed(var))
    found = alias if alias in names else _nearest(var, names, _NEAR_FIELD)
    return None if found == _CONFIG_PREFIX + var else found


def near_attribute(model: Model, name: str) -> str | None:
    """Return the attribute of *model* that was meant to be its attribute called *name*."""
    return next((key for key, meant in misnamed_attributes(model) if meant == name), None)


def is_near_attribute(key: str, name: str) -> bool:
    """Tell whether an attribute called *key* was meant to be called *name*."""
    return key != name and _nearest(key, [name], _NEAR_ATTRIBUTE) is not None


def holds_strangers(model: Model) -> bool:
    """Tell whether an element holds a misnamed or misplaced one, which other rules report.

    Elements of other protocols do not count.
    """
    extra = model.extra
    return extra is not None and any(_is_ours(each.element()) for each in extra.children)


def is_stranger(element: etree._Element) -> bool:
    """Tell whether an element is misnamed or in the wrong namespace, which other rules report."""
    return not is_known(str(element.tag)) and _is_ours(element)


def _is_ours(element: etree._Element) -> bool:
    """Tell whether an element belongs to a protocol of ours, though perhaps misnamed."""
    namespace = tags.namespace(element)
    if not namespace or namespace in NAMESPACES or tags.local(element) == "x":
        return True
    return near_namespace(element) is not None


def value_is_elsewhere(field: xep0004.Field, scope: Scope) -> bool:
    """Tell whether a field lacks its value because that is misnamed or misplaced."""
    if field.values:
        return False
    root = scope.root
    if holds_strangers(field) or root is None:
        return holds_strangers(field)
    return field.var in scope.once("fields with text", root, lambda: _with_text(root))


def _with_text(root: etree._Element) -> set[str | None]:
    """Return what the fields are called whose value stands in them without an element."""
    return {each.get("var") for each in root.iter(_FIELD) if (each.text or "").strip()}


_FIELD = f"{{{xep0004.NS}}}field"


@cache
def _aliases() -> dict[str, str]:
    from pushstanza.payloads.options import ALIASES  # few forms need it

    return {_squeezed(alias): meant for alias, meant in ALIASES.items()}


def _squeezed(name: str) -> str:
    """Return a name in lower case, without its prefix and separators."""
    return name.lower().strip().removeprefix(_CONFIG_PREFIX).translate(_SEPARATORS)


def _nearest(name: str, known: Iterable[str], cutoff: float) -> str | None:
    by_word = {_squeezed(each): each for each in known}
    word = _squeezed(name)
    swapped = (each for each in by_word if len(each) > 1 and sorted(each) == sorted(word))
    found = (
        word if word in by_word else next(swapped, None) or nearest(word, by_word, cutoff=cutoff)
    )
    return None if found is None else by_word[found]


def near_element(element: etree._Element) -> str | None:
    """Return the name that an unknown element was meant to have at its place."""
    name = tags.local(element)
    cutoff = _NEAR_ELEMENT if len(name) > 3 else _NEAR_SHORT
    return nearest(name, _names_at(element), cutoff=cutoff)


def misnamed_attributes(model: Model) -> Iterator[tuple[str, str]]:
    """Yield each unknown attribute with the missing one that was meant."""
    if model.extra is None or not model.extra.attributes:
        return
    absent = [
        place.name
        for place in spec_of(type(model)).attributes
        if getattr(model, place.field) in {None, place.default}
    ]
    for key, _ in model.extra.attributes:
        if not key.startswith("{") and not is_misspelt_xmlns(key):
            meant = _nearest(key, absent, _NEAR_ATTRIBUTE)
            if meant is not None:
                yield key, meant


@lru_cache(maxsize=4096)
def is_known(tag: str) -> bool:
    """Tell whether an element is known by its name, or as one that holds only text."""
    return tag in _known_tags(tags.split(tag)[0])


@lru_cache(maxsize=256)
def _known_tags(namespace: str) -> frozenset[str]:
    return frozenset().union(*((*spec.tags, *spec.taken) for spec in REGISTRY.of(namespace)))


def _names_at(element: etree._Element) -> frozenset[str]:
    """Return the local names that its namespace allows at the place of an element."""
    parent, namespace = element.getparent(), tags.namespace(element)
    spec = None if parent is None else REGISTRY.get(str(parent.tag))
    if spec is not None and spec.namespace == namespace:
        return _local_names(spec.taken, namespace)
    return _by_themselves(namespace)


@lru_cache(maxsize=256)
def _by_themselves(namespace: str) -> frozenset[str]:
    """Return the names of the elements that are inside no other element of their namespace."""
    specs = REGISTRY.of(namespace)
    tags = {tag for spec in specs for tag in spec.tags}
    return _local_names(tags.difference(*(spec.taken for spec in specs)), namespace)


def _local_names(tags: Iterable[str], namespace: str) -> frozenset[str]:
    start = f"{{{namespace}}}"
    return frozenset(tag.removeprefix(start) for tag in tags if tag.startswith(start))
