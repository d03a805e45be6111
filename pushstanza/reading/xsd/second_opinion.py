"""What xmlschema says of a tree, in the same words as libxml2."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.xsd import libxml2, schemas
from pushstanza.reading.xsd.schemas import SchemaError, known
from pushstanza.reading.xsd.violation import Fault, Reason, unexpanded_entities

if TYPE_CHECKING:
    from xmlschema import XMLSchema10


@cache
def _compiled() -> "XMLSchema10":
    from xmlschema import XMLSchema10, XMLSchemaException  # takes 0.1 to 0.2 s

    try:
        return XMLSchema10(str(schemas.FOLDER / "all.xsd"), allow="local")
    except (OSError, XMLSchemaException) as error:
        raise SchemaError(f"{schemas.FOLDER / 'all.xsd'} cannot be used: {error}") from error


# The errors of xmlschema are distinguished by their messages: they have no codes.
# fmt: off
_SENTENCES = (
    (lazy_pattern(r"['\"].*['\"] is not an element of the schema"), Reason.UNKNOWN_ROOT),
    (lazy_pattern(r"missing required attribute '(.*)'"),            Reason.MISSING_ATTRIBUTE),
    (lazy_pattern(r"attribute ['\"](.*)['\"] not allowed"),         Reason.UNKNOWN_ATTRIBUTE),
    (lazy_pattern(r"['\"](.*)['\"] attribute not allowed for .*"),  Reason.UNKNOWN_ATTRIBUTE),
    (lazy_pattern(r"attribute ((?:\{[^}]*\})?[^={}]*)=.*"),         Reason.BAD_VALUE),
    (lazy_pattern(r"character data between child .* not allowed"),  Reason.STRAY_TEXT),
    (lazy_pattern(r"a simple content element can't have child .*"), Reason.CHILD_IN_TEXT),
)
# fmt: on

_NOT_ASCII = lazy_pattern(r"[^\x00-\x7f]")


def faults(root: etree._Element) -> Iterator[Fault]:
    """Yield the faults that xmlschema finds; it, too, stops at such a child."""
    from xmlschema import XMLSchemaException

    yield from unexpanded_entities(root)
    plain = _plain(root)
    counterpart = dict(zip(plain.iter(), root.iter("*"), strict=True))
    try:
        for error in _compiled().iter_errors(cast("Any", plain)):
            yield _fault(error, counterpart)
    except XMLSchemaException as error:  # of an xsi:type that names no type
        yield Fault(root, "xmlschema", None, str(error))
    except RecursionError:  # too deep for Python's stack
        yield from libxml2.faults(root)


def _plain(root: etree._Element) -> etree._Element:
    # xmlschema takes a comment in a text for a child, and goes by Python, for which more is a
    # blank or a digit than for XML. No word and no number of ours holds anything but ASCII, so
    # whatever else there is may be put as one character that is neither.
    plain = deepcopy(root)
    etree.strip_tags(plain, etree.Comment, etree.PI, etree.Entity)
    for element in plain.iter():
        element.text = element.text and _NOT_ASCII.sub("\ufffd", element.text)
        element.tail = element.tail and _NOT_ASCII.sub("\ufffd", element.tail)
        for name, value in element.items():
            element.set(name, _NOT_ASCII.sub("\ufffd", value))
    return plain


def _fault(error: Any, counterpart: dict[etree._Element, etree._Element]) -> Fault:
    element = counterpart[error.elem]
    if error.invalid_child is not None:
        return Fault(counterpart[error.invalid_child], Reason.UNEXPECTED_CHILD)
    if hasattr(error, "particle"):
        return Fault(element, Reason.MISSING_CHILD)
    for sentence, reason in _SENTENCES:
        if found := sentence.fullmatch(error.reason or ""):
            return Fault(element, reason, found[1] if found.groups() else None)
    declared = known().elements.get(str(element.tag))
    if declared is not None and declared.text is not None:
        return Fault(element, Reason.BAD_VALUE)
    return Fault(element, "xmlschema", None, error.reason or str(error))
