"""lxml alone: a tree, and the verdict of libxml2's XML Schema."""

from inputs import XSD
from lxml import etree

from candidates.candidate import Candidate

_SCHEMA = etree.XMLSchema(file=XSD)


def _validated(text: str) -> etree._Element:
    """Return the tree of a stanza, which is the floor: nobody validates with less work."""
    tree = etree.fromstring(text)
    _SCHEMA.validate(tree)
    return tree


def _serialize(tree: etree._Element) -> str:
    return etree.tostring(tree, encoding="unicode")


_KINDS = ("publish", "enable", "message")

FLOOR = Candidate(
    "lxml + XSD", "objects: it makes a tree and a verdict", dict.fromkeys(_KINDS, _validated)
)
CANDIDATE = Candidate(
    "lxml", "the schema; objects", dict.fromkeys(_KINDS, etree.fromstring), _serialize
)
