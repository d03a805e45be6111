"""Content for which a model has no place, kept so that nothing is lost."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Self

import attrs
from lxml import etree

from pushstanza.binding.codecs import illegal_character
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import Argument, immutable, values_of
from pushstanza.diagnostics.masking import masked_xml, without_tokens
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import parsing, tags
from pushstanza.reading.names import XMLNS

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class UnknownElementError(PushStanzaError, ValueError):
    """A text is not one well-formed element."""


def _parsed(xml: str) -> etree._Element:
    if not isinstance(xml, str):
        raise Argument("Unknown", "xml").wrong_type(xml, "a str")
    found: etree._Element | str
    try:
        found = etree.fromstring(xml, _PARSER)
    except (etree.LxmlError, SyntaxError, ValueError, TypeError) as error:
        found = without_tokens(str(error))
    if isinstance(found, str):  # raised here, an error of lxml, which cannot be pickled, is no part
        raise UnknownElementError(f"expected one well-formed element: {found}")
    element = found
    if element.getroottree().docinfo.doctype:
        raise UnknownElementError(
            "an element in a stanza must not have a DOCTYPE (RFC 6120, section 11.1)"
        )
    return element


_AMPERSAND = lazy_pattern(r'xmlns(?::[\w.-]+)?="[^"]*&')


def _canonical(element: etree._Element) -> str:
    written = etree.tostring(element, encoding="unicode", with_tail=False)
    # A prefix may be used in a value only, as in xsi:type='xs:string'.
    if _AMPERSAND.search(written):
        return written  # libxml2 does not escape it in a namespace when it writes Canonical XML
    prefixes = [prefix for prefix in element.nsmap if prefix and f"{prefix}:" in written]
    try:
        text = etree.tostring(
            element, method="c14n", exclusive=True, inclusive_ns_prefixes=prefixes
        ).decode()
    except etree.C14NError:
        # Canonical XML allows no namespaces that are not absolute URIs.
        text = written
    name = str(element.tag)
    if name.startswith("{"):
        return text
    # An element without a namespace must not inherit that of its parent.
    return (
        text
        if ' xmlns=""' in text[: text.find(">")]
        else f'<{name} xmlns=""{text[len(name) + 1 :]}'
    )


def _normalized(xml: str) -> str:
    return _canonical(_parsed(xml))


@immutable
@frozen(repr=False)
class Unknown:
    """An element without a model, kept as its exclusive canonical XML.

    Raises:
        UnknownElementError: *xml* is not one well-formed element.
    """

    xml: str = attrs.field(converter=_normalized)

    def __repr__(self) -> str:
        """Return the constructor call that makes it, secrets masked."""
        return f"Unknown({masked_xml(self.xml)!r})"

    @classmethod
    def of(cls, element: etree._Element) -> Self:
        """Return the element of a tree as an ``Unknown``."""
        made = cls.__new__(cls)
        object.__setattr__(made, "xml", _canonical(element))
        return made

    @cached_property
    def tag(self) -> str:
        """Its name in Clark notation."""
        return str(self.element().tag)

    @property
    def namespace(self) -> str:
        """Its namespace, empty if it has none."""
        return tags.split(self.tag)[0]

    @property
    def name(self) -> str:
        """Its local name."""
        return tags.split(self.tag)[1]

    def element(self) -> etree._Element:
        """Return it as a tree."""
        return parsing.reread(self.xml)


class ExtraError(PushStanzaError, ValueError):
    """An ``Extra`` has something that XML does not allow."""


def _pair(argument: Argument, value: Any) -> tuple[str, str]:
    is_pair = isinstance(value, tuple | list) and len(value) == 2
    if not is_pair or not all(isinstance(each, str) for each in value):
        raise argument.wrong_type(value, "a pair of texts")
    name, text = map(str.__str__, value)
    return name, text


def _attribute(argument: Argument, value: Any) -> tuple[str, str]:
    name, text = _pair(argument, value)
    if not _is_attribute(name) or illegal_character(text) is not None:
        raise ExtraError(f"{without_tokens(repr(name))} is not a valid XML attribute")
    return name, text


def _is_attribute(name: str) -> bool:
    """Tell whether *name*, in Clark notation, is the name of an attribute."""
    from pushstanza.reading.scan.grammar import is_colonless  # few build an Extra

    namespace, local = tags.split(name)
    if name.startswith("{"):
        is_namespace = namespace not in {"", XMLNS} and illegal_character(namespace) is None
        return is_namespace and is_colonless(local)
    return name != "xmlns" and is_colonless(name)


def _child(argument: Argument, value: Any) -> Unknown:
    if not isinstance(value, Unknown):
        raise argument.wrong_type(value, "an Unknown")
    return value


def _index(argument: Argument, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise argument.wrong_type(value, "an int")
    return value


def _each_once(_extra: Any, _field: Any, attributes: tuple[tuple[str, str], ...]) -> None:
    seen: set[str] = set()
    for name, _ in attributes:
        if name in seen:
            raise ExtraError(f"the attribute {without_tokens(repr(name))} is there twice")
        seen.add(name)


def _several(name: str, checked: Callable[[Argument, Any], Any], validator: Any = None) -> Any:
    """Declare an argument that takes any iterable of what passes a check."""
    as_tuple = values_of("Extra", name)

    def convert(values: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(
            checked(Argument("Extra", name, index), each)
            for index, each in enumerate(as_tuple(values))
        )

    return attrs.field(default=(), converter=convert, validator=validator)


@immutable
@frozen(kw_only=True, repr=False)
class Extra:
    """The content of an element for which its model has no place, and what makes it exact.

    ``order`` lists the places of the children if their order differs from that of the model;
    ``spellings`` the texts of values that are written differently by default (``1`` for true).

    Raises:
        ExtraError: An attribute is not valid in XML.
        WrongTypeError: An argument has the wrong type, or does not exist.
    """

    attributes: tuple[tuple[str, str], ...] = _several("attributes", _attribute, _each_once)
    children: tuple[Unknown, ...] = _several("children", _child)
    order: tuple[int, ...] = _several("order", _index)
    spellings: tuple[tuple[str, str], ...] = _several("spellings", _pair)

    def __repr__(self) -> str:
        """Return the constructor call that makes it, device tokens masked."""
        shown = ", ".join(
            f"{each.name}={getattr(self, each.name)!r}" for each in attrs.fields(Extra)
        )
        return without_tokens(f"Extra({shown})")

    @classmethod
    def of(cls, **held: tuple[Any, ...]) -> Self:
        """Return the rest of an element of a tree, with attributes of any name."""
        made = cls.__new__(cls)
        for name, value in held.items():
            object.__setattr__(made, name, value)
        return made
