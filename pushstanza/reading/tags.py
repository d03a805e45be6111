"""The name and the namespace of an element: any that a text may hold.

``etree.QName`` checks names as one who builds a tree wants it. It raises for some that were read,
such as one in a namespace with a ``}``, which no server minds.
"""

from lxml import etree


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace, empty for what is no element."""
    return split(element.tag)[1] if isinstance(element.tag, str) else ""


def namespace(element: etree._Element) -> str:
    """Return the namespace of an element, empty where it has none."""
    return split(element.tag)[0] if isinstance(element.tag, str) else ""


def split(name: str) -> tuple[str, str]:
    """Return the namespace and the local part of a name in Clark notation."""
    if not name.startswith("{"):
        return "", name
    # A namespace may hold a brace, a local part cannot.
    uri, _, part = name[1:].rpartition("}")
    return uri, part
