"""Which elements are stanzas, as they stand in a client's stream."""

from copy import deepcopy

from lxml import etree

from pushstanza.reading import tags
from pushstanza.reading.names import CLIENT, HOLDERS, OTHER_CONTENT, STANZA_TAGS, STANZAS

#: How many elements may be around a stanza.
_WRAPPERS = 4


def stanzas_in(roots: tuple[etree._Element, ...]) -> tuple[etree._Element, ...]:
    """Return the stanzas among *roots* and in what is wrapped around them.

    Where there are none, *roots* themselves.
    """
    if len(roots) == 1 and roots[0].tag in STANZA_TAGS:
        return roots
    found: list[etree._Element] = []
    waiting = [(each, 0) for each in reversed(roots)]
    while waiting:
        element, depth = waiting.pop()
        if is_stanza(element):
            found.append(as_client(element))
        elif depth < _WRAPPERS and tags.local(element) not in HOLDERS:
            waiting += [(child, depth + 1) for child in reversed(element[:])]
    return tuple(found) or roots


def is_stanza(element: etree._Element) -> bool:
    """Tell whether an element is a stanza, of whatever stream."""
    namespace, name = tags.split(str(element.tag))
    if name not in STANZAS:
        return False
    if namespace == CLIENT or namespace in OTHER_CONTENT:
        return True
    parent = element.getparent()
    if parent is None:
        return False
    # Without xmlns it is in the namespace of what is around it, or in none if that has none.
    if namespace == "":
        return None not in parent.nsmap
    return namespace == tags.namespace(parent)


def as_client(element: etree._Element) -> etree._Element:
    """Return a stanza as it stands in a client's stream."""
    if str(element.tag).startswith(f"{{{CLIENT}}}"):
        return element
    return put_in_client(element, tags.namespace(element), in_place=True)


def put_in_client(
    element: etree._Element, namespace: str, *, in_place: bool = False
) -> etree._Element:
    """Return *element* with what is in *namespace* put into ``jabber:client``."""
    element = element if in_place else deepcopy(element)
    start = f"{{{namespace}}}" if namespace else ""
    for each in element.iter("*"):
        tag = str(each.tag)
        if tag.startswith(start) and (start or not tag.startswith("{")):
            each.tag = f"{{{CLIENT}}}{tag[len(start) :]}"
    return element
