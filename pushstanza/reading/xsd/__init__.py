"""A tree to what is wrong with its form: two engines judge, the sentences are ours.

libxml2 gives the verdict (:func:`is_valid`, :func:`violations`), xmlschema a second opinion
(:func:`violations_by_xmlschema`).
Any element can be asked about: it is judged where it stands, as if it were the root of a tree.
What the schemas leave to the rules, and where they part from the specifications' own, is in
:data:`pushstanza.reading.deviations.DEVIATIONS` and in ``schemas/README.md``.
"""

from typing import Literal, TypeAlias, get_args

from lxml import etree

from pushstanza.reading.xsd import libxml2
from pushstanza.reading.xsd.libxml2 import is_valid
from pushstanza.reading.xsd.schemas import SchemaError
from pushstanza.reading.xsd.violation import Reason, Violation

__all__ = [
    "Engine",
    "Reason",
    "SchemaError",
    "Violation",
    "is_valid",
    "violations",
    "violations_by",
    "violations_by_xmlschema",
]


def violations(root: etree._Element) -> list[Violation]:
    """Return what libxml2 finds wrong with *root*, in document order.

    Of the children of one element that may not stand there, the first 16 are reported.
    """
    if is_valid(root):
        return []
    from pushstanza.reading.xsd.gathered import gathered  # what is valid needs no sentences

    return gathered(root, libxml2.faults)


#: The engines that :func:`violations_by` knows.
Engine: TypeAlias = Literal["libxml2", "xmlschema"]


def violations_by(engine: Engine, root: etree._Element) -> list[Violation]:
    """Return what *engine* finds wrong with *root*, in document order."""
    if engine not in get_args(Engine):
        raise SchemaError(f"unknown engine {engine!r}: use libxml2 or xmlschema")
    return violations(root) if engine == "libxml2" else violations_by_xmlschema(root)


def violations_by_xmlschema(root: etree._Element) -> list[Violation]:
    """Return what xmlschema finds wrong with *root*, in document order."""
    from pushstanza.reading.xsd import second_opinion
    from pushstanza.reading.xsd.gathered import gathered

    return gathered(root, second_opinion.faults)
