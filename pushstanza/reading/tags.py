"""The name and the namespace of an element: any that a text may hold.

``etree.QName`` checks names as one who builds a tree wants it. It raises for some that were read,
such as one in a namespace with a ``}``, which no server minds.
"""

from functools import lru_cache
from typing import Final

from lxml import etree


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace, empty for what is no element."""
    return split(element.tag)[1] if isinstance(element.tag, str) else ""


def namespace(element: etree._Element) -> str:
    """Return the namespace of an element, empty where it has none."""
    return split(element.tag)[0] if isinstance(element.tag, str) else ""


def split(name: str) -> tuple[str, str]:
    """Return the namespace and the local part of a name in Clark notation."""
    return _split_once(name) if len(name) <= _LONGEST_KEPT else _split(name)


#: Of names up to this length the parts of the last 1,024 are kept.
_LONGEST_KEPT: Final = 200


@lru_cache(maxsize=1024)
def _split_once(name: str) -> tuple[str, str]:
    return _split(name)


def _split(name: str) -> tuple[str, str]:
    if not name.startswith("{"):
        return "", name
    # A namespace may hold a brace, a local part cannot.
    uri, _, part = name[1:].rpartition("}")
    return uri, part
