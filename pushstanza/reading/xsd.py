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
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, get_args

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.reading import tags

if TYPE_CHECKING:
    from xmlschema import XMLSchema10

_XS = "{http://www.w3.org/2001/XMLSchema}"
_XML = "{http://www.w3.org/XML/1998/namespace}"

#: How much of a value a sentence shows: it may be a secret that went astray.
_SHOWN = 32

#: How many words of a list a sentence shows.
_LISTED = 12

#: How much of an engine's own words a sentence shows.
_DETAIL = 160

#: How often a tree is judged again without the strangers found in it.
_ROUNDS = 16


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
    :class:`Reason`, or the engine's own word where there is none for it. ``hint`` asks whether
    something else was meant.
    """

    element: etree._Element
    attribute: str | None
    message: str
    reason: str
    hint: str | None = None


def is_valid(root: etree._Element) -> bool:
    """Return whether libxml2 finds nothing wrong with *root*."""
    try:
        return _compiled().validate(root)
    except etree.XMLSchemaValidateError:  # an entity that was not expanded
        return False


def violations(root: etree._Element) -> list[Violation]:
    """Return what libxml2 finds wrong with *root*, in document order.

    Of the children of one element that may not stand there, the first 16 are told.
    """
    return [] if is_valid(root) else _gathered(root, _faults_by_libxml2)


#: The engines that :func:`violations_by` knows.
Engine: TypeAlias = Literal["libxml2", "xmlschema"]


def violations_by(engine: Engine, root: etree._Element) -> list[Violation]:
    """Return what *engine* finds wrong with *root*, in document order."""
    if engine not in get_args(Engine):
        raise SchemaError(f"no engine {engine!r}: libxml2 or xmlschema")
    return violations(root) if engine == "libxml2" else violations_by_xmlschema(root)


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
    from xmlschema import XMLSchema10, XMLSchemaException  # takes 0.1 to 0.2 s

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
    # again, each time without the strangers found before. What is wrong with a stranger itself
    # is passed over.
    copy = deepcopy(root)
    copy.tail = None
    original = dict(zip(copy.iter(), root.iter(), strict=True))
    found: dict[tuple[etree._Element, bool, str, str], _Fault] = {}
    for _ in range(_ROUNDS):
        strangers = set()
        for fault in faults_of(copy):
            kept = attrs.evolve(fault, element=original[fault.element])
            found.setdefault(_key(kept), kept)
            if fault.reason == Reason.UNEXPECTED_CHILD:
                strangers.add(fault.element)
        if not strangers:
            break
        for stranger in strangers:
            _remove(stranger)
    strange = {each.element for each in found.values() if each.reason == Reason.UNEXPECTED_CHILD}
    below = {each for stranger in strange for each in stranger.iterdescendants()}
    place = {element: number for number, element in enumerate(root.iter())}
    return [
        Violation(fault.element, fault.attribute, _worded(fault), fault.reason, _hint(fault))
        for fault in sorted(found.values(), key=lambda each: (place[each.element], *_key(each)[1:]))
        if fault.element not in below
        and (fault.element not in strange or fault.reason == Reason.UNEXPECTED_CHILD)
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
        same: _Same = {}
        return [_fault(root, entry, same) for entry in schema.error_log]


def _fault(root: etree._Element, entry: etree._LogEntry, same: "_Same") -> _Fault:
    name = entry.type_name.removeprefix("SCHEMAV_")
    reason: str = _REASONS.get(name) or name.lower().replace("_", "-")
    if _MISSING.match(entry.message):
        reason = Reason.MISSING_CHILD
    named = _ATTRIBUTE.match(entry.message)
    return _Fault(
        _at(root, entry.path or "", same),
        reason,
        named and (named[1] or named[2]),
        _PREAMBLE.sub("", entry.message),
    )


_STEP = re.compile(r"(?:([^:\[]*):)?([^:\[]*)(?:\[([0-9]+)\])?")


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
                if name in {"*", _name(child)}
                or (prefix and prefix == child.prefix and name == tags.local(child))
            ]
        element = same[key][int(number or 1) - 1]
    return element


# What xmlschema says is told apart by its sentences: its errors have no numbers.
# fmt: off
_SENTENCES = (
    (re.compile(r"['\"].*['\"] is not an element of the schema"), Reason.UNKNOWN_ROOT),
    (re.compile(r"missing required attribute '(.*)'"),            Reason.MISSING_ATTRIBUTE),
    (re.compile(r"attribute ['\"](.*)['\"] not allowed"),         Reason.UNKNOWN_ATTRIBUTE),
    (re.compile(r"['\"](.*)['\"] attribute not allowed for .*"),  Reason.UNKNOWN_ATTRIBUTE),
    (re.compile(r"attribute ((?:\{[^}]*\})?[^={}]*)=.*"),         Reason.BAD_VALUE),
    (re.compile(r"character data between child .* not allowed"),  Reason.STRAY_TEXT),
    (re.compile(r"a simple content element can't have child .*"), Reason.CHILD_IN_TEXT),
)
# fmt: on

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def _faults_by_xmlschema(root: etree._Element) -> Iterator[_Fault]:
    from xmlschema import XMLSchemaException

    yield from _entities(root)
    plain = _plain(root)
    counterpart = dict(zip(plain.iter(), root.iter("*"), strict=True))
    try:
        for error in _compiled_by_xmlschema().iter_errors(cast("Any", plain)):
            yield _fault_by_xmlschema(error, counterpart)
    except XMLSchemaException as error:  # of an xsi:type that names no type
        yield _Fault(root, "xmlschema", None, str(error))
    except RecursionError:  # too deep for Python's stack
        yield from _faults_by_libxml2(root)


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


def _hint(fault: _Fault) -> str | None:
    element, attribute = fault.element, fault.attribute or ""
    parent = element.getparent()
    match fault.reason:
        case Reason.BAD_VALUE:
            must = _of(element).attributes.get(attribute) or _of(element).text or ""
            words = must.removeprefix("one of ").split(", ")
            value = element.get(attribute) if attribute else element.text
            return did_you_mean(value or "", words)
        case Reason.UNKNOWN_ATTRIBUTE:
            return did_you_mean(attribute, _of(element).attributes)
        case Reason.UNEXPECTED_CHILD if parent is not None:
            return did_you_mean(tags.local(element), _of(parent).children)
        case _:
            return None


def _unknown(element: etree._Element) -> str:
    tag, namespace, homes = _tag(element), tags.namespace(element), _homes(element)
    home = f"; the {tag} known here is of {' or '.join(homes)}" if homes else ""
    if not namespace:
        return f"{tag} has no namespace{home}"
    if namespace in _known().namespaces:
        return f"{tag} is not an element of {namespace}{home}"
    return f"{tag} is of the namespace '{namespace[:_DETAIL]}', which is not known here{home}"


def _unexpected(child: etree._Element) -> str:
    parent = _parent(child)
    tag, within, namespace = _tag(child), _tag(parent), tags.namespace(child)
    if not namespace:
        return f"{tag} in {within} has no namespace"
    if _name(child) not in _known().elements:
        homes = [home for home in _homes(child) if home != "jabber:client"]
        if homes:
            return f"{tag} may not stand in {within} without its namespace, {' or '.join(homes)}"
        return f"{tag} is not an element of {namespace}, and may not stand in {within}"
    children = _of(parent).children
    if tags.local(child) in children:
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
    return _angled(tags.local(element))


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
    name = tags.local(element)
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


# Where the schemas part from the specifications --------------------------------------------------


@attrs.frozen
class Deviation:
    """A place where a schema of ours parts from the specification's own, or from its prose.

    ``what`` is an attribute (``@type``), a child (``<item>``) or the content, ``ours`` and
    ``theirs`` say what is asked of it. ``stanza`` is an example, and ``valid`` what we make of it.
    """

    document: str
    element: str
    what: str
    ours: str
    theirs: str
    reason: str
    stanza: str
    valid: bool = True


_ECHO = "Error replies echo the request as it was; that it lacks something is for the rules."
_ORDER = "Order and number carry no meaning here, and senders differ."

_CLIENT = "xmlns='jabber:client'"
_STANZA_ERRORS = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"
_DATA = "xmlns='jabber:x:data'"
_INFO = "xmlns='http://jabber.org/protocol/disco#info'"
_PUBSUB = "xmlns='http://jabber.org/protocol/pubsub'"
_OWNER = "xmlns='http://jabber.org/protocol/pubsub#owner'"
_EVENT = "xmlns='http://jabber.org/protocol/pubsub#event'"
_PUBSUB_ERRORS = "xmlns='http://jabber.org/protocol/pubsub#errors'"
_JINGLE = "xmlns='urn:xmpp:jingle-message:0'"
_PUSH = "xmlns='urn:xmpp:push:0'"

#: Every place where they part; the element "*" stands for all.
# fmt: off
DEVIATIONS = (
    # All of them
    Deviation(
        "all", "*", "children of other namespaces",
        "any number, anywhere", "none, or in few places",
        "Extensions put their elements there, and a reader passes over what it does not know.",
        f"<identity {_INFO} category='a' type='b'><c xmlns='urn:d'/></identity>",
    ),
    Deviation(
        "all", "*", "attributes of other namespaces", "any", "none but xml:lang",
        "They are kept; what they mean is for those who know the namespace.",
        f"<iq {_CLIENT} id='1' type='result' xmlns:a='urn:b' a:c='d'/>",
    ),
    Deviation(
        "all", "*", "words of a list", "exactly the word", "blanks around it do not count",
        "Servers compare what is written: MongooseIM knows no ' submit'.",
        f"<x {_DATA} type=' submit'/>", valid=False,
    ),
    Deviation(
        "all", "*", "empty elements", "may hold blanks and line ends", "nothing at all",
        "Pretty-printers put them there.",
        f"<field {_DATA} var='a'><required> </required></field>",
    ),
    Deviation(
        "all", "*", "numbers", "at most 18 digits", "any number of digits",
        "More do not fit into 64 bits, and engines differ on how many they read.",
        f"<items {_PUBSUB} node='a' max_items='1000000000000000000'/>", valid=False,
    ),

    # RFC 6120
    Deviation(
        "RFC 6120", "iq", "@id", "any text", "an NMTOKEN",
        "ejabberd's own hold + and /, the tutorial's =; to all others they are opaque.",
        f"<iq {_CLIENT} id='cB/kS+hre=' type='result'/>",
    ),
    Deviation(
        "RFC 6120", "message", "@id", "any text", "an NMTOKEN",
        "As for iq.",
        f"<message {_CLIENT} id='cB/kS+hre='/>",
    ),
    Deviation(
        "RFC 6120", "presence", "@id", "any text", "an NMTOKEN",
        "As for iq.",
        f"<presence {_CLIENT} id='cB/kS+hre='/>",
    ),
    Deviation(
        "RFC 6120", "iq", "children of other namespaces",
        "any number, also behind error", "one at most, in front of it",
        "That there are two is a rule's to say, with what each server answers.",
        f"<iq {_CLIENT} id='1' type='set'><a xmlns='b'/><delay xmlns='urn:c'/></iq>",
    ),
    Deviation(
        "RFC 6120", "message", "order of children",
        "free, each as often as it likes", "subject, body, thread; others; one error",
        _ORDER,
        f"<message {_CLIENT}><x xmlns='a'/><body>b</body><thread>c</thread><subject/></message>",
    ),
    Deviation(
        "RFC 6120", "thread", "text", "any text", "an NMTOKEN",
        "RFC 6121 only says that it is opaque.",
        f"<thread {_CLIENT}>my thread</thread>",
    ),
    Deviation(
        "RFC 6120", "thread", "@parent", "any text", "an NMTOKEN",
        "RFC 6121 only says that it is opaque.",
        f"<thread {_CLIENT} parent='a thread'/>",
    ),
    Deviation(
        "RFC 6120", "presence", "children", "any", "show, status, priority; others; one error",
        "No push protocol uses presence.",
        f"<presence {_CLIENT}><nick/><status/></presence>",
    ),
    Deviation(
        "RFC 6120", "show", "text", "may be empty", "one of four words",
        "Presence is only outlined here: no push protocol uses it.",
        f"<show {_CLIENT}/>",
    ),
    Deviation(
        "RFC 6120", "status", "text", "of any length", "from 1 to 1024 characters",
        "Presence is only outlined here: no push protocol uses it.",
        f"<status {_CLIENT}/>",
    ),
    Deviation(
        "RFC 6120", "error", "children", "any of other namespaces", "one condition, then a text",
        "XSD cannot tell one other namespace from the rest without ambiguity; a rule counts.",
        f"<error {_CLIENT} type='cancel'/>",
    ),
    Deviation(
        "RFC 6120", "error", "@code", "a number", "not there",
        "From before RFC 3920 (XEP-0086); MongooseIM sends it.",
        f"<error {_CLIENT} type='modify' code='400'/>",
    ),
    Deviation(
        "RFC 6120", "payment-required", "element", "a condition", "not there (it was in RFC 3920)",
        "XEP-0060 still answers with it.",
        f"<payment-required {_STANZA_ERRORS}/>",
    ),

    # XEP-0004
    Deviation(
        "XEP-0004", "x", "@type", "optional", "required",
        "Tigase publishes without it, as does the example of XEP-0357.",
        f"<x {_DATA}><field var='a'><value>b</value></field></x>",
    ),
    Deviation(
        "XEP-0004", "x", "order of children",
        "free, each as often as it likes", "instructions, title, field, reported, item",
        "The prose shows title first, and has no rule.",
        f"<x {_DATA} type='form'><title>a</title><instructions>b</instructions></x>",
    ),
    Deviation(
        "XEP-0004", "field", "order of children",
        "free, each as often as it likes", "desc, required, value, option",
        _ORDER,
        f"<field {_DATA} var='a'><value>b</value><desc>c</desc></field>",
    ),
    Deviation(
        "XEP-0004", "field", "@var", "optional", "prose: required unless the type is fixed",
        "MongooseIM passes over a field without a name; a rule says so.",
        f"<field {_DATA}><value>a</value></field>",
    ),
    Deviation(
        "XEP-0004", "field", "<value>",
        "any number", "prose: one at most, unless the type says otherwise",
        "Servers differ on what they do with a second; a rule says so.",
        f"<field {_DATA} var='a' type='text-single'><value>b</value><value>c</value></field>",
    ),
    Deviation(
        "XEP-0004", "field", "<option>", "any number", "prose: only in list-single and list-multi",
        "Harmless where it is not read.",
        f"<field {_DATA} var='a'><option><value>b</value></option></field>",
    ),
    Deviation(
        "XEP-0004", "reported", "<field>", "any number", "one at least",
        "A table without columns is empty, not wrong.",
        f"<reported {_DATA}/>",
    ),
    Deviation(
        "XEP-0004", "item", "<field>", "any number", "one at least",
        "A row without cells is empty, not wrong.",
        f"<item {_DATA}/>",
    ),

    # XEP-0030
    Deviation(
        "XEP-0030", "query", "order and number of children",
        "free", "identities, then features, one at least of each",
        "fpush answers without an identity.",
        f"<query {_INFO}><feature var='a'/></query>",
    ),
    Deviation(
        "XEP-0030", "identity", "@xml:lang", "optional", "prose only",
        "An identity may be there in several languages.",
        f"<identity {_INFO} category='pubsub' type='push' name='a' xml:lang='en'/>",
    ),

    # XEP-0060
    Deviation(
        "XEP-0060", "pubsub", "order and number of children",
        "free", "one action, or one of three pairs",
        "MongooseIM takes the first as the action; a rule says so.",
        f"<pubsub {_PUBSUB}><configure/><create/></pubsub>",
    ),
    Deviation(
        "XEP-0060", "pubsub", "@node", "optional", "not there",
        "Remote disabling in XEP-0357, section 8.",
        f"<pubsub {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "pubsub", "<affiliation>", "may stand here", "only in affiliations",
        "Remote disabling in XEP-0357, section 8.",
        f"<pubsub {_PUBSUB} node='a'><affiliation jid='b' affiliation='none'/></pubsub>",
    ),
    Deviation(
        "XEP-0060", "create", "@type", "a name", "not there",
        "MongooseIM's push nodes are made with type='push'.",
        f"<create {_PUBSUB} node='a' type='push'/>",
    ),
    Deviation(
        "XEP-0060", "publish", "@node", "optional", "required",
        "Prosody publishes without one after an enable without one.",
        f"<publish {_PUBSUB}><item/></publish>",
    ),
    Deviation(
        "XEP-0060", "item", "children of other namespaces", "any number", "one at most",
        "That there are two is a rule's to say.",
        f"<item {_PUBSUB}><a xmlns='b'/><c xmlns='d'/></item>",
    ),
    Deviation(
        "XEP-0060", "item", "@node", "optional", "not there",
        "As in #event, where it was declared up to 1.15.5.",
        f"<item {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "retract", "@node", "optional", "required",
        _ECHO,
        f"<retract {_PUBSUB}><item id='a'/></retract>",
    ),
    Deviation(
        "XEP-0060", "retract", "<item>", "any number", "one at least",
        _ECHO,
        f"<retract {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "items", "@node", "optional", "required",
        _ECHO,
        f"<items {_PUBSUB}/>",
    ),
    Deviation(
        "XEP-0060", "options", "@jid", "optional", "required",
        _ECHO,
        f"<options {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "subscribe", "@jid", "optional", "required",
        "Section 16.6 itself has one without.",
        f"<subscribe {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "unsubscribe", "@jid", "optional", "required",
        "Section 16.6 itself has one without.",
        f"<unsubscribe {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "subscription", "@jid", "optional", "required",
        _ECHO,
        f"<subscription {_PUBSUB} subscription='none'/>",
    ),
    Deviation(
        "XEP-0060", "affiliation", "@node", "optional", "required",
        "In XEP-0357 and in section 8.9.4 the node is on the parent.",
        f"<affiliation {_PUBSUB} jid='a' affiliation='none'/>",
    ),
    Deviation(
        "XEP-0060", "affiliation", "@jid", "optional", "not there",
        "XEP-0357 and section 8.9.4 say by it whose affiliation it is.",
        f"<affiliation {_PUBSUB} jid='a' affiliation='none'/>",
    ),

    # XEP-0060 #owner
    Deviation(
        "XEP-0060 #owner", "pubsub", "number of children", "free", "one",
        "That there are two is a rule's to say.",
        f"<pubsub {_OWNER}><purge node='a'/><delete node='a'/></pubsub>",
    ),
    Deviation(
        "XEP-0060 #owner", "affiliations", "@node", "optional", "required",
        _ECHO,
        f"<affiliations {_OWNER}/>",
    ),
    Deviation(
        "XEP-0060 #owner", "subscriptions", "@node", "optional", "required",
        _ECHO,
        f"<subscriptions {_OWNER}/>",
    ),
    Deviation(
        "XEP-0060 #owner", "delete", "@node", "optional", "required",
        _ECHO,
        f"<delete {_OWNER}/>",
    ),
    Deviation(
        "XEP-0060 #owner", "purge", "@node", "optional", "required",
        _ECHO,
        f"<purge {_OWNER}/>",
    ),
    Deviation(
        "XEP-0060 #owner", "affiliation", "@jid", "optional", "required",
        _ECHO,
        f"<affiliation {_OWNER} affiliation='owner'/>",
    ),
    Deviation(
        "XEP-0060 #owner", "affiliation", "@affiliation", "optional", "required",
        "Section 8.9.2.1 says what its absence means.",
        f"<affiliation {_OWNER} jid='a'/>",
    ),
    Deviation(
        "XEP-0060 #owner", "subscription", "@jid", "optional", "required",
        _ECHO,
        f"<subscription {_OWNER} subscription='none'/>",
    ),
    Deviation(
        "XEP-0060 #owner", "subscription", "@subscription", "optional", "required",
        "Section 8.8.2.1 says what its absence means.",
        f"<subscription {_OWNER} jid='a'/>",
    ),
    Deviation(
        "XEP-0060 #owner", "subscription", "@subid", "optional", "not there",
        "Section 8.8.1.2 has it in an example.",
        f"<subscription {_OWNER} jid='a' subscription='subscribed' subid='b'/>",
    ),

    # XEP-0060 #event
    Deviation(
        "XEP-0060 #event", "event", "number of children", "free", "one",
        _ORDER,
        f"<event {_EVENT}><purge node='a'/><delete node='a'/></event>",
    ),
    Deviation(
        "XEP-0060 #event", "create", "element", "a child of event", "not there",
        "MongooseIM and ejabberd tell of new children of a collection by it.",
        f"<event {_EVENT}><create node='a'/></event>",
    ),
    Deviation(
        "XEP-0060 #event", "collection", "number of children", "free", "one",
        _ORDER,
        f"<collection {_EVENT}><associate node='a'/><disassociate node='b'/></collection>",
    ),
    Deviation(
        "XEP-0060 #event", "items", "order of children", "free", "either item or retract",
        "A service may tell of both at once.",
        f"<items {_EVENT} node='a'><item id='b'/><retract id='c'/></items>",
    ),
    Deviation(
        "XEP-0060 #event", "item", "children of other namespaces", "any number", "one at most",
        "That there are two is a rule's to say.",
        f"<item {_EVENT}><a xmlns='b'/><c xmlns='d'/></item>",
    ),
    Deviation(
        "XEP-0060 #event", "item", "@node", "optional", "not there (it was up to 1.15.5)",
        "Services written by the older text may send it.",
        f"<item {_EVENT} node='a'/>",
    ),
    Deviation(
        "XEP-0060 #event", "subscription", "@expiry",
        "a date and time, or presence", "a date and time",
        "A temporary one ends with presence (pubsub#expire); stanza.js reads it here too.",
        f"<subscription {_EVENT} jid='a' expiry='presence'/>",
    ),

    # XEP-0060 #errors
    Deviation(
        "XEP-0060 #errors", "unsupported", "@feature", "47 words", "44 words",
        "publish-node-full is in section 10; config-node-max and rsm are advertised alike.",
        f"<unsupported {_PUBSUB_ERRORS} feature='publish-node-full'/>",
    ),
    Deviation(
        "XEP-0060 #errors", "device-not-registered", "element", "a condition", "not there",
        "MongooseIM's push nodes answer with it.",
        f"<device-not-registered {_PUBSUB_ERRORS}/>",
    ),
    Deviation(
        "XEP-0060 #errors", "faild-to-submit-push-notification", "element",
        "a condition", "not there",
        "MongooseIM's push nodes answer with it.",
        f"<faild-to-submit-push-notification {_PUBSUB_ERRORS}/>",
    ),

    # XEP-0353
    Deviation(
        "XEP-0353", "proceed", "element", "declared", "prose only",
        "The schema forgot it.",
        f"<proceed {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "ringing", "element", "declared", "prose only",
        "The schema forgot it.",
        f"<ringing {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "propose", "children of other namespaces", "any number", "one at least",
        "A call may be offered without saying of what.",
        f"<propose {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "reject", "<reason>", "optional", "required",
        "The prose before 0.7 did not demand it.",
        f"<reject {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "retract", "<reason>", "optional", "required",
        "The prose before 0.7 did not demand it.",
        f"<retract {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "finish", "<reason>", "optional", "required",
        "The prose before 0.7 did not demand it.",
        f"<finish {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "retract", "<tie-break>", "may stand here", "prose only",
        "The schema has it in reject alone, the example in both.",
        f"<retract {_JINGLE} id='a'><tie-break/></retract>",
    ),

    # XEP-0357
    Deviation(
        "XEP-0357", "enable", "@jid", "optional", "required",
        _ECHO,
        f"<enable {_PUSH} node='a'/>",
    ),
    Deviation(
        "XEP-0357", "enable", "@node", "optional", "required (prose: it should be there)",
        "Prosody takes an enable without one.",
        f"<enable {_PUSH} jid='a'/>",
    ),
    Deviation(
        "XEP-0357", "enable", "other attributes", "any", "none",
        "Extensions put theirs there without a namespace: away, include_payload.",
        f"<enable {_PUSH} jid='a' node='b' away='true'/>",
    ),
    Deviation(
        "XEP-0357", "enable", "children of other namespaces", "any", "data forms",
        "Tigase's extensions are children of enable.",
        f"<enable {_PUSH} jid='a' node='b'><jingle xmlns='tigase:push:jingle:0'/></enable>",
    ),
    Deviation(
        "XEP-0357", "disable", "@jid", "optional", "required",
        _ECHO,
        f"<disable {_PUSH}/>",
    ),
    Deviation(
        "XEP-0357", "disable", "children of other namespaces", "any", "none",
        "Servers pass over them; a rule says so.",
        f"<disable {_PUSH} jid='a'><b xmlns='c'/></disable>",
    ),
    Deviation(
        "XEP-0357", "notification", "children of other namespaces",
        "any, or none", "pairs of a form and some known element",
        "The schema cannot be meant: it refuses its own example's custom element.",
        f"<notification {_PUSH}><x {_DATA}/></notification>",
    ),
)
# fmt: on
