"""What libxml2 says of a tree: the verdict, and its faults."""

from functools import cache
from threading import Lock
from typing import TypeAlias

from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading import tags
from pushstanza.reading.xsd import schemas
from pushstanza.reading.xsd.schemas import SchemaError
from pushstanza.reading.xsd.violation import Fault, Reason, unexpanded_entities


def is_valid(root: etree._Element) -> bool:
    """Return whether libxml2 finds nothing wrong with *root*."""
    try:
        return _compiled().validate(root)
    except etree.XMLSchemaValidateError:  # an entity that was not expanded
        return False


@cache
def _compiled() -> etree.XMLSchema:
    return _compile()


@cache
def _compiled_for_its_log() -> etree.XMLSchema:
    # A schema has one error log, into which every thread writes that validates with it. This one
    # is used under a lock, so that the hot call needs none.
    return _compile()


_LOG = Lock()


def _compile() -> etree.XMLSchema:
    try:
        return etree.XMLSchema(file=str(schemas.FOLDER / "all.xsd"))
    except (OSError, etree.LxmlError) as error:
        raise SchemaError(f"{schemas.FOLDER / 'all.xsd'} cannot be used: {error}") from error


# fmt: off
_REASONS = {
    "CVC_ELT_1":                Reason.UNKNOWN_ROOT,
    "CVC_COMPLEX_TYPE_4":       Reason.MISSING_ATTRIBUTE,
    "CVC_COMPLEX_TYPE_3_2_1":   Reason.UNKNOWN_ATTRIBUTE,
    "CVC_COMPLEX_TYPE_3_2_2":   Reason.UNKNOWN_ATTRIBUTE,  # where others may stand
    "CVC_TYPE_3_1_1":           Reason.UNKNOWN_ATTRIBUTE,  # where none may
    "CVC_ENUMERATION_VALID":    Reason.BAD_VALUE,
    "CVC_PATTERN_VALID":        Reason.BAD_VALUE,
    "CVC_DATATYPE_VALID_1_2_1": Reason.BAD_VALUE,          # of an atomic type
    "CVC_DATATYPE_VALID_1_2_3": Reason.BAD_VALUE,          # of a union
    "ELEMENT_CONTENT":          Reason.UNEXPECTED_CHILD,
    "CVC_COMPLEX_TYPE_2_3":     Reason.STRAY_TEXT,
    "CVC_COMPLEX_TYPE_2_2":     Reason.CHILD_IN_TEXT,
    "CVC_TYPE_3_1_2":           Reason.CHILD_IN_TEXT,      # where no attribute may stand
}
# fmt: on

#: A name in Clark notation, whose namespace may hold what stands around it.
_NAME = r"(?:\{[^}]*\})?[^']*"

_ATTRIBUTE = lazy_pattern(
    rf"Element '{_NAME}'(?:, attribute '(.*?)': |: The attribute '(.*)' is required)"
)
_MISSING = lazy_pattern(rf"Element '{_NAME}': Missing child element")
_PREAMBLE = lazy_pattern(rf"Element '{_NAME}'(?:, attribute '{_NAME}')?: ")


def faults(root: etree._Element) -> list[Fault]:
    """Return the faults that libxml2 finds: it stops at the first child that may not be there."""
    schema = _compiled_for_its_log()
    with _LOG:
        try:
            schema.validate(root)
        except etree.XMLSchemaValidateError as error:
            return unexpanded_entities(root) or [Fault(root, "internal-error", None, str(error))]
        same: _Same = {}
        return [_fault(root, entry, same) for entry in schema.error_log]


def _fault(root: etree._Element, entry: etree._LogEntry, same: "_Same") -> Fault:
    name = entry.type_name.removeprefix("SCHEMAV_")
    reason: str = _REASONS.get(name) or name.lower().replace("_", "-")
    if _MISSING.match(entry.message):
        reason = Reason.MISSING_CHILD
    named = _ATTRIBUTE.match(entry.message)
    return Fault(
        _at(root, entry.path or "", same),
        reason,
        named and (named[1] or named[2]),
        _PREAMBLE.sub("", entry.message),
    )


_STEP = lazy_pattern(r"(?:([^:\[]*):)?([^:\[]*)(?:\[([0-9]+)\])?")


#: The children of an element that a step without a number may mean; looked up once.
_Same: TypeAlias = dict[tuple[etree._Element, str, str | None], list[etree._Element]]


def _at(root: etree._Element, path: str, same: _Same) -> etree._Element:
    # The steps are walked by hand, since XPath would not know the prefixes: "*[2]" is the second
    # child, where no prefix is written, "p:x[2]" the second child written <p:x>.
    element = root
    for step in path.split("/")[2:]:
        found = _STEP.fullmatch(step)
        prefix, name, number = found.groups() if found else (None, "*", None)
        key = (element, name, prefix)
        if key not in same:
            same[key] = [
                child
                for child in element.iterchildren("*")
                if name in {"*", str(child.tag)}
                or (prefix and prefix == child.prefix and name == tags.local(child))
            ]
        at = int(number or 1) - 1
        if at >= len(same[key]):  # libxml2 cuts off a path that is very long
            cut = (each for each in element.iterchildren("*") if str(each.tag).startswith(name))
            return next(cut, element)
        element = same[key][at]
    return element
