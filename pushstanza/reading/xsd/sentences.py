"""Faults to messages, and to hints about what was probably meant."""

from lxml import etree

from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.reading import tags
from pushstanza.reading.names import XML
from pushstanza.reading.xsd.schemas import declaration_of, homes_of, known, listed
from pushstanza.reading.xsd.violation import Fault, Reason, parent_of

#: How much of a value a sentence shows: it may be a secret that went astray.
_SHOWN = 32

#: How the description of a value begins that is one of some words.
_ONE_OF = "one of "

#: How much of an engine's own words a sentence shows.
_DETAIL = 160


def sentence(fault: Fault) -> str:
    """Return the message of a fault."""
    element, tag = fault.element, _tag(fault.element)
    match fault.reason:
        case Reason.UNKNOWN_ROOT:
            return _unknown(element)
        case Reason.MISSING_ATTRIBUTE:
            return f"{tag} is missing the attribute {_quoted(fault.attribute)}"
        case Reason.UNKNOWN_ATTRIBUTE:
            allowed = listed(declaration_of(element).attributes)
            only = f"only {allowed}" if allowed else "which has no attributes"
            return f"attribute {_quoted(fault.attribute)} is not allowed on {tag}, {only}"
        case Reason.BAD_VALUE:
            return _bad_value(element, fault.attribute)
        case Reason.UNEXPECTED_CHILD:
            return _unexpected(element)
        case Reason.MISSING_CHILD:
            return f"{tag} is missing {listed(map(_angled, declaration_of(element).children))}"
        case Reason.STRAY_TEXT:
            return f"{tag} contains text, but only elements are allowed"
        case Reason.CHILD_IN_TEXT:
            return f"{tag} contains elements, but only text is allowed"
        case Reason.ENTITY:
            return f"{tag} contains an entity reference that was not expanded"
        case _:
            return f"{tag} is not valid: {fault.detail[:_DETAIL]}"


def hint(fault: Fault) -> str | None:
    """Return what was probably meant, if that is clear."""
    element, attribute = fault.element, fault.attribute or ""
    parent = element.getparent()
    match fault.reason:
        case Reason.BAD_VALUE:
            must = (
                declaration_of(element).attributes.get(attribute)
                or declaration_of(element).text
                or ""
            )
            value = element.get(attribute) if attribute else element.text
            return did_you_mean(value or "", _words(must))
        case Reason.UNKNOWN_ATTRIBUTE:
            return did_you_mean(attribute, declaration_of(element).attributes)
        case Reason.UNEXPECTED_CHILD if parent is not None:
            return did_you_mean(tags.local(element), declaration_of(parent).children)
        case _:
            return None


def _words(must: str) -> list[str]:
    """Return the words that a value may be, if its description lists them."""
    is_list = must.startswith(_ONE_OF)
    return must.removeprefix(_ONE_OF).split(", ") if is_list else []


def _unknown(element: etree._Element) -> str:
    tag, namespace, homes = _tag(element), tags.namespace(element), homes_of(element)
    home = f"; {tag} is an element of {' or '.join(homes)}" if homes else ""
    if not namespace:
        return f"{tag} has no namespace{home}"
    if namespace in known().namespaces:
        return f"{tag} is not an element of {namespace}{home}"
    return f"{tag} has the unknown namespace '{namespace[:_DETAIL]}'{home}"


def _unexpected(child: etree._Element) -> str:
    parent = parent_of(child)
    tag, within, namespace = _tag(child), _tag(parent), tags.namespace(child)
    if not namespace:
        return f"{tag} in {within} has no namespace"
    if str(child.tag) not in known().elements:
        homes = [home for home in homes_of(child) if home != "jabber:client"]
        if homes:
            return f"{tag} in {within} needs its own namespace, {' or '.join(homes)}"
        return f"{tag} is not an element of {namespace}, and is not allowed in {within}"
    children = declaration_of(parent).children
    if tags.local(child) in children:
        return f"a second {tag} is not allowed in {within}"
    others = "children of other namespaces"
    allowed = f"{listed(map(_angled, children))} and {others}" if children else others
    return f"{tag} is not allowed in {within}, only {allowed}"


def _bad_value(element: etree._Element, attribute: str | None) -> str:
    if attribute is None:
        what, value, must = _tag(element), "".join(element.itertext()), declaration_of(element).text
    else:
        what = f"attribute {_quoted(attribute)} of {_tag(element)}"
        value = element.get(attribute) or ""
        declared = declaration_of(element).attributes
        must = declared.get(attribute) or known().attributes.get(attribute)
    # Of an element from elsewhere, whose type it names itself (xsi:type), nothing is known.
    allowed = "which its type does not allow" if must is None else f"not {must}"
    return f"{what} is {_shown(value) if value else 'empty'}, {allowed}"


def _tag(element: etree._Element) -> str:
    return _angled(tags.local(element))


def _angled(name: str) -> str:
    return f"<{name}>"


def _quoted(attribute: str | None) -> str:
    return f"'{(attribute or '').replace(f'{{{XML}}}', 'xml:')}'"


def _shown(value: str) -> str:
    return f"'{value}'" if len(value) <= _SHOWN else f"'{value[: _SHOWN // 2]}…'"
