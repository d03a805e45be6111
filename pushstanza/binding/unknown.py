"""What a model has no place for, kept so that nothing is lost."""

from functools import cached_property
from typing import Self

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class UnknownElementError(PushStanzaError, ValueError):
    """Text given as an element is not one well-formed element."""


def _parsed(xml: str) -> etree._Element:
    try:
        element = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        raise UnknownElementError(f"not one well-formed element: {error.msg}") from None
    if element.getroottree().docinfo.doctype:
        raise UnknownElementError("an element in a stanza has no DOCTYPE (RFC 6120, section 11.1)")
    return element


def _canonical(element: etree._Element) -> str:
    try:
        text = etree.tostring(element, method="c14n", exclusive=True).decode()
    except etree.C14NError:
        # The older Canonical XML refuses namespaces that are no absolute URIs; the newer is slower.
        written = etree.tostring(element, encoding="unicode", with_tail=False)
        text = etree.canonicalize(written)
    name = str(element.tag)
    if name.startswith("{"):
        return text
    # Without a namespace it must not fall into its parent's.
    return f'<{name} xmlns=""{text[len(name) + 1 :]}'


def _normalized(xml: str) -> str:
    return _canonical(_parsed(xml))


@attrs.frozen(slots=False)
class Unknown:
    """An element of no declared kind, kept whole as its exclusive canonical XML.

    Raises:
        UnknownElementError: *xml* is not one well-formed element.
    """

    xml: str = attrs.field(converter=_normalized)

    @classmethod
    def of(cls, element: etree._Element) -> Self:
        """Return *element* of a tree."""
        made = cls.__new__(cls)
        object.__setattr__(made, "xml", _canonical(element))
        return made

    @cached_property
    def tag(self) -> str:
        """Its name in Clark notation."""
        return str(self.element().tag)

    @property
    def namespace(self) -> str:
        """Its namespace, empty where it has none."""
        return etree.QName(self.tag).namespace or ""

    @property
    def name(self) -> str:
        """Its local name."""
        return etree.QName(self.tag).localname

    def element(self) -> etree._Element:
        """Return a tree of it."""
        return _parsed(self.xml)


@attrs.frozen(kw_only=True)
class Extra:
    """What an element held that its model has no place for, and what makes it exact.

    ``order`` lists the places of the children where they stood otherwise than the model lists
    them; ``spellings`` the texts of values that are written differently by default (``1`` for
    true).
    """

    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Unknown, ...] = ()
    order: tuple[int, ...] = attrs.field(default=(), repr=False)
    spellings: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
