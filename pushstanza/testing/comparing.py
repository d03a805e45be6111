"""What differs between two stanzas, models, forms, requests or results, and where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import attrs
from lxml import etree

from pushstanza.binding import Model, Unknown
from pushstanza.diagnostics.arguments import public
from pushstanza.diagnostics.masking import is_secret
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.secrets import Secrets
from pushstanza.reading.errors import XmlError
from pushstanza.stanzas.given import Given
from pushstanza.stanzas.parse import ParseError
from pushstanza.testing.showing import Difference, Ignored, Show, Shown, masked
from pushstanza.testing.trees import Trees, tree_of

__all__ = ["Difference", "assert_stanza_equal", "differences"]


@public
def assert_stanza_equal(
    actual: Given, expected: Given, *, ignore: str | Iterable[str] = (), ordered: bool = True
) -> None:
    """Fail unless two stanzas are equal, with a line for each difference.

    They are compared as models, and by their Canonical XML: quotes, prefixes, the order of
    attributes and blanks between elements do not count. A part of a stanza, such as an ``enable``
    alone, is compared likewise.

    Args:
        actual: What a program made: text, bytes, an element of lxml, ``xml.etree`` or slixmpp, or
            a model.
        expected: What it is to be, in any of these forms.
        ignore: What does not count, with all that is in it: the name of an attribute or element,
            such as ``id``, or the end of a path, such as ``iq/@id`` or
            ``field[var='secret']``; or several of these.
        ordered: Whether the order of children counts, for example of the fields of a form.

    Raises:
        AssertionError: They differ, or *actual* is not one well-formed stanza.
        XmlError: *expected* is not well-formed.
        ParseError: *expected* is not one stanza.
        UnsupportedDataError: One of them is nothing that holds a stanza (a ``TypeError``).
        WrongTypeError: Another argument is unknown, or has a wrong type.
    """
    __tracebackhide__ = True
    theirs = tree_of(expected)
    try:
        ours = tree_of(actual)
    except (XmlError, ParseError) as error:
        raise AssertionError(f"the stanza cannot be read: {error}") from None
    trees = _trees(ours, theirs, ignore, ordered=ordered)
    found = [*trees.differences(ours, theirs)]
    if found:
        raise AssertionError(explanation(found))


@public
def differences(
    actual: object, expected: object, *, ignore: str | Iterable[str] = (), ordered: bool = True
) -> list[Difference]:
    """Return what differs, in the order of *expected*; nothing if they are equal.

    Args:
        actual: A stanza in any form, as for :func:`assert_stanza_equal`; a typed view of a form,
            such as :class:`~pushstanza.PublishOptions`; a :class:`~pushstanza.Translation`,
            :class:`~pushstanza.Verdict`, request to a provider, or another result; or a list,
            tuple or dict of these.
        expected: What it is to be.
        ignore: The ends of the paths of what does not count, as for :func:`assert_stanza_equal`;
            in results such as ``body.aps.badge``.
        ordered: Whether the order of the children of elements counts.

    Raises:
        XmlError: A text is not well-formed.
        ParseError: A text is not one stanza.
        UnsupportedDataError: One of them is nothing that can be compared (a ``TypeError``).
        WrongTypeError: Another argument is unknown, or has a wrong type.
    """
    if _has_parts(actual) or _has_parts(expected):
        trees = Trees(Shown(Secrets()), Ignored(ignore), ordered)
        return [*_Comparison(trees).values("", actual, expected)]
    ours, theirs = _tree(actual), _tree(expected)
    return [*_trees(ours, theirs, ignore, ordered=ordered).differences(ours, theirs)]


def explanation(found: Iterable[Difference]) -> str:
    """Return what an assertion says that fails because of differences."""
    return "\n".join(["the stanzas differ:", *(f"  {each}" for each in found)])


def _has_parts(value: object) -> bool:
    """Tell whether a value is compared part by part, and not as XML."""
    is_result = attrs.has(type(value)) and not isinstance(value, Model | Unknown)
    return is_result or isinstance(value, list | tuple | Mapping)


def _tree(given: Any) -> etree._Element:
    return tree_of(given)


def _trees(
    actual: etree._Element, expected: etree._Element, ignore: str | Iterable[str], *, ordered: bool
) -> Trees:
    """Return what compares two elements: it knows the secrets of both."""
    written = (etree.tostring(each, encoding="unicode") for each in (actual, expected))
    return Trees(Shown(Secrets(*written)), Ignored(ignore), ordered)


@frozen
class _Comparison:
    """Compares values part by part."""

    trees: Trees

    def values(
        self, path: str, actual: Any, expected: Any, show: Show | None = None
    ) -> Iterator[Difference]:
        """Yield the differences between two values that stand at *path*."""
        if path in self.trees.ignored:
            return
        match actual, expected:
            case ((Model() | Unknown()), (Model() | Unknown())):
                yield from self.trees.differences(tree_of(actual), tree_of(expected), path or None)
            case (str(), str()) if actual != expected:
                yield self.trees.shown.texts(path or "value", actual, expected, show)
            case Mapping(), Mapping():
                yield from self._items(path, actual, expected)
            case ((list() | tuple()), (list() | tuple())):
                yield from self._rows(path, actual, expected)
            case _ if type(actual) is type(expected) and _is_compared_by_fields(type(actual)):
                yield from self._fields(path or type(actual).__name__, actual, expected)
            case _ if actual != expected:
                yield self._pair(path or "value", actual, expected, show)

    def _fields(self, path: str, actual: Any, expected: Any) -> Iterator[Difference]:
        for field in attrs.fields(type(actual)):
            if field.eq:
                ours, theirs = getattr(actual, field.name), getattr(expected, field.name)
                yield from self.values(f"{path}.{field.name}", ours, theirs, _show(field))

    def _items(
        self, path: str, actual: Mapping[Any, Any], expected: Mapping[Any, Any]
    ) -> Iterator[Difference]:
        for key in dict.fromkeys([*expected, *actual]):
            where = f"{path}[{self.trees.shown.value(key)}]"
            show = masked if is_secret(str(key)) else None
            ours, theirs = actual.get(key, _NOTHING), expected.get(key, _NOTHING)
            yield from self.values(where, ours, theirs, show)

    def _rows(
        self, path: str, actual: Sequence[Any], expected: Sequence[Any]
    ) -> Iterator[Difference]:
        rows = zip_longest(actual, expected, fillvalue=_NOTHING)
        for index, (ours, theirs) in enumerate(rows):
            yield from self.values(f"{path}[{index}]", ours, theirs)

    def _pair(self, path: str, actual: Any, expected: Any, show: Show | None) -> Difference:
        shown = self.trees.shown
        if actual is _NOTHING:
            return Difference(path, f"missing, expected {shown.value(expected, show)}")
        if expected is _NOTHING:
            return Difference(path, f"{shown.value(actual, show)}, not expected")
        ours, theirs = shown.value(actual, show), shown.value(expected, show)
        return Difference(path, f"{ours}, expected {theirs}")


def _is_compared_by_fields(cls: type[Any]) -> bool:
    return attrs.has(cls) and cls.__eq__ is not object.__eq__


#: What stands for a value that one side does not have.
_NOTHING = object()


def _show(field: "attrs.Attribute[Any]") -> Show | None:
    """Return how a field is shown, if its class or its name says that it holds a secret."""
    if callable(field.repr):
        return field.repr
    return masked if is_secret(field.name) else None
