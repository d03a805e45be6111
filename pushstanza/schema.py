"""A tree to what is wrong with its form: two engines judge, the sentences are ours.

libxml2 gives the verdict (:func:`is_valid`, :func:`violations`), xmlschema a second opinion
(:func:`violations_by_xmlschema`).
Any element can be asked about: it is judged where it stands, as if it were the root of a tree.
What the schemas leave to the rules, and where they part from the specifications' own, is in
:data:`DEVIATIONS` and in ``schemas/README.md``.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from enum import StrEnum
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError

if TYPE_CHECKING:
    from xmlschema import XMLSchema10

_XS = "{http://www.w3.org/2001/XMLSchema}"
_XML = "{http://www.w3.org/XML/1998/namespace}"

#: How much of a value a sentence shows: it may be a secret that went astray.
_SHOWN = 24

#: How many words of a list a sentence shows.
_LISTED = 12

#: How much of an engine's own words a sentence shows.
_DETAIL = 160

#: How often a tree is judged again without the strangers found in it.
_ROUNDS = 32


class SchemaError(PushStanzaError):
    """The schemas that belong to this package cannot be loaded."""


class Reason(StrEnum):
    """Why an element is not valid, called as libxml2 and XML Schema call it, one name a cause."""

    UNKNOWN_ROOT = "cvc-elt-1"
    MISSING_ATTRIBUTE = "cvc-complex-type-4"
    UNKNOWN_ATTRIBUTE = "cvc-complex-type-3-2"
    BAD_VALUE = "cvc-datatype-valid"
    UNEXPECTED_CHILD = "element-content"
    MISSING_CHILD = "element-content-missing"
    STRAY_TEXT = "cvc-complex-type-2-3"
    CHILD_IN_TEXT = "cvc-complex-type-2-2"
    ENTITY = "entity-reference"


@attrs.frozen
class Violation:
    """One thing that is wrong with the form of a tree.

    ``element`` is the element meant, in the tree that was asked about: of a child that may not
    stand where it does it is the child. ``attribute`` is a Clark name. ``reason`` is a
    :class:`Reason`, or the engine's own word where there is none for it.
    """

    element: etree._Element
    attribute: str | None
    message: str
    reason: str


def is_valid(root: etree._Element) -> bool:
    """Return whether libxml2 finds nothing wrong with *root*."""
    try:
        return _compiled().validate(root)
    except etree.XMLSchemaValidateError:  # an entity that was not expanded
        return False


def violations(root: etree._Element) -> list[Violation]:
    """Return what libxml2 finds wrong with *root*, in document order."""
    return [] if is_valid(root) else _gathered(root, _faults_by_libxml2)


def violations_by_xmlschema(root: etree._Element) -> list[Violation]:
    """Return what xmlschema finds wrong with *root*, in document order."""
    return _gathered(root, _faults_by_xmlschema)


# The engines -------------------------------------------------------------------------------------


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
        return etree.XMLSchema(file=str(_FOLDER / "all.xsd"))
    except (OSError, etree.LxmlError) as error:
        raise SchemaError(f"{_FOLDER / 'all.xsd'} cannot be used: {error}") from error


@cache
def _compiled_by_xmlschema() -> "XMLSchema10":
    from xmlschema import XMLSchema10, XMLSchemaException  # noqa: PLC0415 - 0.1 to 0.2 s

    try:
        return XMLSchema10(str(_FOLDER / "all.xsd"), allow="local")
    except (OSError, XMLSchemaException) as error:
        raise SchemaError(f"{_FOLDER / 'all.xsd'} cannot be used: {error}") from error


#: Not ``files("pushstanza.schemas.xsd")``: that imports the folder as a module, which then hides
#: the function ``pushstanza.schemas.xsd``.
_FOLDER = files("pushstanza.schemas") / "xsd"


# From an engine's words to faults ----------------------------------------------------------------


@attrs.frozen
class _Fault:
    """What an engine says, before it is worded: ``detail`` is for what has no reason of ours."""

    element: etree._Element
    reason: str
    attribute: str | None = None
    detail: str = ""


def _gathered(
    root: etree._Element, faults_of: Callable[[etree._Element], Iterable[_Fault]]
) -> list[Violation]:
    # An engine stops at the first child that may not be there, so a copy is judged again and
    # again, each time without the strangers found before.
    copy = deepcopy(root)
    copy.tail = None
    original = dict(zip(copy.iter(), root.iter(), strict=True))
    found: dict[tuple[etree._Element, bool, str, str], _Fault] = {}
    for _ in range(_ROUNDS):
        faults = [*faults_of(copy)]
        strangers = {each.element for each in faults if each.reason == Reason.UNEXPECTED_CHILD}
        for fault in faults:
            if fault.element not in strangers or fault.reason == Reason.UNEXPECTED_CHILD:
                kept = attrs.evolve(fault, element=original[fault.element])
                found.setdefault(_key(kept), kept)
        if not strangers:
            break
        for stranger in strangers:
            _remove(stranger)
    place = {element: number for number, element in enumerate(root.iter())}
    return [
        Violation(each.element, each.attribute, _worded(each), each.reason)
        for each in sorted(found.values(), key=lambda each: (place[each.element], *_key(each)[1:]))
    ]


def _key(fault: _Fault) -> tuple[etree._Element, bool, str, str]:
    return fault.element, fault.attribute is None, fault.attribute or "", fault.reason


def _remove(element: etree._Element) -> None:
    # lxml's own remove takes the text behind the element with it.
    parent = _parent(element)
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def _parent(child: etree._Element) -> etree._Element:
    parent: etree._Element = cast("Any", child.getparent())
    return parent


def _entities(root: etree._Element) -> list[_Fault]:
    # libxml2 judges no tree in which one was left, xmlschema does not see them.
    return [_Fault(_parent(entity), Reason.ENTITY) for entity in root.iter(etree.Entity)]


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

_ATTRIBUTE = re.compile(
    r"Element '[^']*'(?:, attribute '(.*?)': |: The attribute '(.*)' is required)"
)
_MISSING = re.compile(r"Element '[^']*': Missing child element")
_PREAMBLE = re.compile(r"Element '[^']*'(?:, attribute '[^']*')?: ")


def _faults_by_libxml2(root: etree._Element) -> list[_Fault]:
    schema = _compiled_for_its_log()
    with _LOG:
        try:
            schema.validate(root)
        except etree.XMLSchemaValidateError as error:
            return _entities(root) or [_Fault(root, "internal-error", None, str(error))]
        return [_fault(root, entry) for entry in schema.error_log]


def _fault(root: etree._Element, entry: etree._LogEntry) -> _Fault:
    name = entry.type_name.removeprefix("SCHEMAV_")
    reason: str = _REASONS.get(name, name.lower().replace("_", "-"))
    if _MISSING.match(entry.message):
        reason = Reason.MISSING_CHILD
    named = _ATTRIBUTE.match(entry.message)
    return _Fault(
        _at(root, entry.path or ""),
        reason,
        named and (named[1] or named[2]),
        _PREAMBLE.sub("", entry.message),
    )


_STEP = re.compile(r"(?:([^:\[]*):)?([^:\[]*)(?:\[([0-9]+)\])?")


def _at(root: etree._Element, path: str) -> etree._Element:
    # The steps are walked by hand, since XPath would not know the prefixes: "*[2]" is the second
    # child, where no prefix is written, "p:x[2]" the second child written <p:x>.
    element = root
    for step in path.split("/")[2:]:
        prefix, name, number = _STEP.fullmatch(step).groups()  # type: ignore[union-attr]
        same = [
            child
            for child in element.iterchildren("*")
            if name in {"*", child.tag}
            or (prefix and prefix == child.prefix and name == etree.QName(child).localname)
        ]
        element = same[int(number or 1) - 1]
    return element


# What xmlschema says is told apart by its sentences: its errors have no numbers.
# fmt: off
_SENTENCES = (
    (re.compile(r"'.*' is not an element of the schema"),         Reason.UNKNOWN_ROOT),
    (re.compile(r"missing required attribute '(.*)'"),            Reason.MISSING_ATTRIBUTE),
    (re.compile(r"attribute '(.*)' not allowed"),                 Reason.UNKNOWN_ATTRIBUTE),
    (re.compile(r"'(.*)' attribute not allowed for element"),     Reason.UNKNOWN_ATTRIBUTE),
    (re.compile(r"attribute ((?:\{[^}]*\})?[^={}]*)=.*"),         Reason.BAD_VALUE),
    (re.compile(r"character data between child .* not allowed"),  Reason.STRAY_TEXT),
    (re.compile(r"a simple content element can't have child .*"), Reason.CHILD_IN_TEXT),
)
# fmt: on

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def _faults_by_xmlschema(root: etree._Element) -> Iterator[_Fault]:
    from xmlschema import XMLSchemaException  # noqa: PLC0415

    yield from _entities(root)
    plain = _plain(root)
    counterpart = dict(zip(plain.iter(), root.iter("*"), strict=True))
    try:
        for error in _compiled_by_xmlschema().iter_errors(cast("Any", plain)):
            yield _fault_by_xmlschema(error, counterpart)
    except XMLSchemaException as error:  # of an xsi:type that names no type
        yield _Fault(root, "xmlschema", None, str(error))


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


def _fault_by_xmlschema(error: Any, counterpart: dict[etree._Element, etree._Element]) -> _Fault:
    element = counterpart[error.elem]
    if error.invalid_child is not None:
        return _Fault(counterpart[error.invalid_child], Reason.UNEXPECTED_CHILD)
    if hasattr(error, "particle"):
        return _Fault(element, Reason.MISSING_CHILD)
    for sentence, reason in _SENTENCES:
        if said := sentence.fullmatch(error.reason or ""):
            return _Fault(element, reason, said[1] if said.groups() else None)
    declared = _known().elements.get(_name(element))
    if declared is not None and declared.text is not None:
        return _Fault(element, Reason.BAD_VALUE)
    return _Fault(element, "xmlschema", None, error.reason or str(error))


# From faults to sentences ------------------------------------------------------------------------


def _worded(fault: _Fault) -> str:
    element, tag = fault.element, _tag(fault.element)
    match fault.reason:
        case Reason.UNKNOWN_ROOT:
            return _unknown(element)
        case Reason.MISSING_ATTRIBUTE:
            return f"{tag} lacks the attribute {_quoted(fault.attribute)}"
        case Reason.UNKNOWN_ATTRIBUTE:
            allowed = _listed(_of(element).attributes)
            only = f"only {allowed}" if allowed else "which takes none"
            return f"attribute {_quoted(fault.attribute)} may not stand on {tag}, {only}"
        case Reason.BAD_VALUE:
            return _bad_value(element, fault.attribute)
        case Reason.UNEXPECTED_CHILD:
            return _unexpected(element)
        case Reason.MISSING_CHILD:
            return f"{tag} lacks {_listed(map(_angled, _of(element).children))}"
        case Reason.STRAY_TEXT:
            return f"{tag} holds text, and may hold only elements"
        case Reason.CHILD_IN_TEXT:
            return f"{tag} holds elements, and may hold only text"
        case Reason.ENTITY:
            return f"{tag} holds a reference to an entity, which was not expanded"
        case _:
            return f"{tag} is not valid: {fault.detail[:_DETAIL]}"


def _unknown(element: etree._Element) -> str:
    tag, namespace, homes = _tag(element), etree.QName(element).namespace, _homes(element)
    home = f"; the {tag} known here is of {' or '.join(homes)}" if homes else ""
    if namespace is None:
        return f"{tag} has no namespace{home}"
    if namespace in _known().namespaces:
        return f"{tag} is not an element of {namespace}{home}"
    return f"{tag} is of the namespace {_shown(namespace)}, which is not known here{home}"


def _unexpected(child: etree._Element) -> str:
    parent = _parent(child)
    tag, within, namespace = _tag(child), _tag(parent), etree.QName(child).namespace
    if namespace is None:
        return f"{tag} in {within} has no namespace"
    if _name(child) not in _known().elements:
        homes = [home for home in _homes(child) if home != "jabber:client"]
        if homes:
            return f"{tag} may not stand in {within} without its namespace, {' or '.join(homes)}"
        return f"{tag} is not an element of {namespace}, and may not stand in {within}"
    children = _of(parent).children
    if etree.QName(child).localname in children:
        return f"a second {tag} may not stand in {within}"
    others = "children of other namespaces"
    allowed = f"{_listed(map(_angled, children))} and {others}" if children else others
    return f"{tag} may not stand in {within}, only {allowed}"


def _bad_value(element: etree._Element, attribute: str | None) -> str:
    if attribute is None:
        what, value, must = _tag(element), "".join(element.itertext()), _of(element).text
    else:
        what = f"attribute {_quoted(attribute)} of {_tag(element)}"
        value = element.get(attribute) or ""
        declared = _of(element).attributes
        must = declared.get(attribute) or _known().attributes.get(attribute)
    return f"{what} is {_shown(value)}, not {must}" if value else f"{what} is empty, not {must}"


def _name(element: etree._Element) -> str:
    return str(element.tag)


def _tag(element: etree._Element) -> str:
    return _angled(etree.QName(element).localname)


def _angled(name: str) -> str:
    return f"<{name}>"


def _quoted(attribute: str | None) -> str:
    return f"'{(attribute or '').replace(_XML, 'xml:')}'"


def _shown(value: str) -> str:
    return f"'{value}'" if len(value) <= _SHOWN else f"'{value[: _SHOWN // 2]}…'"


def _listed(words: Iterable[str]) -> str:
    first = [*words]
    return ", ".join(first if len(first) <= _LISTED else [*first[: _LISTED - 2], "…"])


# What the schemas declare, as far as sentences need it -------------------------------------------


@attrs.frozen
class _Declared:
    """An element as its schema has it; types are told by what a value must be."""

    children: list[str] = attrs.Factory(list)
    attributes: dict[str, str] = attrs.Factory(dict)
    text: str | None = None  # None where it holds elements
    is_nested: bool = False  # whether another element of its namespace refers to it


@attrs.frozen
class _Known:
    """What is declared, by Clark names."""

    elements: dict[str, _Declared]
    attributes: dict[str, str]
    namespaces: set[str]


def _of(element: etree._Element) -> _Declared:
    return _known().elements.get(_name(element), _Declared())


def _homes(element: etree._Element) -> list[str]:
    """Return the namespaces that have an element so called which may stand by itself."""
    name = etree.QName(element).localname
    return [
        namespace
        for namespace in sorted(_known().namespaces)
        if (declared := _known().elements.get(f"{{{namespace}}}{name}")) and not declared.is_nested
    ]


@cache
def _known() -> _Known:
    umbrella = _read("all.xsd")
    schemas = {
        str(each.get("namespace")): _read(str(each.get("schemaLocation")))
        for each in umbrella.iterchildren(_XS + "import")
    }
    elements: dict[str, _Declared] = {}
    attributes: dict[str, str] = {}
    for namespace, schema in schemas.items():
        musts = {str(each.get("name")): _must(each) for each in schema.iterchildren(_SIMPLE)}
        refs = {each.get("ref") for each in schema.iter(_ELEMENT)}
        for each in schema.iterchildren(_ATTRIBUTE_DECLARED):
            must = musts[str(each.get("type")).removeprefix("xml:")]
            attributes[f"{{{namespace}}}{each.get('name')}"] = must
        for each in schema.iterchildren(_ELEMENT):
            name = each.get("name")
            elements[f"{{{namespace}}}{name}"] = _declared(each, musts, is_nested=name in refs)
    return _Known(elements, attributes, {*schemas})


_ELEMENT = _XS + "element"
_SIMPLE = _XS + "simpleType"
_ATTRIBUTE_DECLARED = _XS + "attribute"


def _read(name: str) -> etree._Element:
    return etree.fromstring((_FOLDER / name).read_bytes())


def _must(simple: etree._Element) -> str:
    note = simple.findtext(f"{_XS}annotation/{_XS}documentation")
    words = [each.get("value") or "" for each in simple.iter(_XS + "enumeration")]
    return note or f"one of {_listed(filter(None, words))}"


def _declared(element: etree._Element, musts: dict[str, str], *, is_nested: bool) -> _Declared:
    content = element.find(f".//{_XS}extension")
    text = element.get("type") if content is None else content.get("base")
    return _Declared(
        [str(each.get("ref")) for each in element.iterdescendants(_ELEMENT)],
        {
            str(each.get("name") or each.get("ref")): musts.get(str(each.get("type")), "text")
            for each in element.iterdescendants(_ATTRIBUTE_DECLARED)
        },
        None if text in {None, "empty"} else musts.get(str(text), "text"),
        is_nested,
    )
