"""Places in the tree of a stanza, as several rules need them."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.linting.rules.scope import Scope
from pushstanza.reading import tags
from pushstanza.stanzas import rfc6120


def parent_name(element: etree._Element) -> str:
    """Return the local name of the element around one; empty where there is none."""
    parent = element.getparent()
    return "" if parent is None else tags.local(parent)


def is_in_enable(element: etree._Element) -> bool:
    """Tell whether an element is part of an ``enable``."""
    return any(tags.local(each) == "enable" for each in element.iterancestors())


def elements_as_sent(root: etree._Element, scope: Scope) -> Iterator[etree._Element]:
    """Return the elements of a stanza, without the refused request that an error repeats."""
    if not scope.is_refusal:
        return root.iter("*")
    return (each for child in root.iterchildren(_ERROR) for each in child.iter("*"))


_ERROR = f"{{{rfc6120.CLIENT}}}error"


def declarations(element: etree._Element) -> set[str]:
    """Return the names of the namespace declarations on an element that change something."""
    parent = element.getparent()
    above = {} if parent is None else parent.nsmap
    return {
        f"xmlns:{prefix}" if prefix else "xmlns"
        for prefix, namespace in element.nsmap.items()
        if above.get(prefix) != namespace
    }
