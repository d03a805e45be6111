"""Elements with a namespace prefix."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import NAMESPACES
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import (
    Change,
    Rename,
    RenameAttribute,
    SetAttribute,
    Step,
    safe,
)
from pushstanza.linting.rules.rule import Finding, Tree, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.consequences import of_form
from pushstanza.linting.rules.xml.tree import declarations
from pushstanza.reading import tags
from pushstanza.servers import inputs as given
from pushstanza.stanzas import rfc6120


@rule(
    "PS007",
    "prefixed-element",
    Severity.WARNING,
    on=Tree,
    where={
        "mongooseim": Severity.ERROR,
        "mongooseim-virtual": Severity.ERROR,
        "node_push": Severity.ERROR,
    },
    source="esl/MongooseIM, jlib.erl, iq_info_internal/2, and exml, which knows no prefixes",
    bad=(
        "<iq type='set' id='1'><p:enable xmlns:p='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        examples.enable(
            "<d:x xmlns:d='jabber:x:data' type='submit'><d:field var='FORM_TYPE'>"
            "<d:value>http://jabber.org/protocol/pubsub#publish-options</d:value></d:field></d:x>"
        ),
        f"<c:iq xmlns:c='jabber:client' type='set' id='1'>{examples.ENABLE}</c:iq>",
    ),
    good=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        "<p:iq xmlns:p='jabber:client' type='result' id='1'/>",
    ),
)
def prefixed_element(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A prefix is correct XML, but exml, the parser of MongooseIM, does not resolve prefixes.

    MongooseIM looks for an element of exactly this name with an ``xmlns`` of its own and finds
    neither. A form is then ignored, and so is an ``iq``, which gets no answer.
    """
    if "xmlns:" not in scope.text or root.get("type") in {"result", "error"}:
        return
    for element in root.iter("*"):
        if element.prefix is not None and _is_first_with_prefix(element):
            name, namespace = tags.local(element), tags.namespace(element)
            is_request = name in _REQUESTS and element.getparent() in {None, root}
            where = _TO_SERVER if _is_for_server(element) else _TO_SERVICE
            yield Finding(
                _message(element),
                at=element,
                hint=f"write <{name} xmlns='{namespace}'>",
                inputs=given.prefixed if is_request else (),
                where=None if is_request else where,
                fix=_without_prefix(element),
            )


#: What is refused as a whole follows from the tables. Of what is ignored in silence only MongooseIM
#: is affected: its home server where it is sent to the server, its push node at a service.
_TO_SERVER: Where = dict.fromkeys(("mongooseim", "mongooseim-virtual"), Severity.ERROR)
_TO_SERVICE: Where = dict.fromkeys(("mongooseim", "node_push"), Severity.ERROR)


#: The prefixes that libraries make up.
_MADE_UP = lazy_pattern(r"ns\d+")


def _is_first_with_prefix(element: etree._Element) -> bool:
    """Tell whether a payload, or an element in one, has a prefix that nothing around it has."""
    parent = element.getparent()
    if parent is None:
        if tags.namespace(element) != rfc6120.CLIENT:
            return tags.namespace(element) in NAMESPACES
        # Elements of a program have prefixes only once they are written, and these are made up.
        return tags.local(element) == "iq" and _MADE_UP.fullmatch(element.prefix or "") is None
    return tags.namespace(element) in NAMESPACES and parent.prefix != element.prefix


_REQUESTS = frozenset({"enable", "disable"})


def _is_for_server(element: etree._Element) -> bool:
    if tags.namespace(element) == rfc6120.CLIENT:
        return True  # a stanza, which the server gets first
    around = (element, *element.iterancestors())
    return not _REQUESTS.isdisjoint(tags.local(each) for each in around)


def _message(element: etree._Element) -> str:
    name = tags.local(element)
    message = f"MongooseIM does not recognise <{element.prefix}:{name}>, which has a prefix"
    return of_form(element).after(message) if name == "x" else message


def _without_prefix(element: etree._Element) -> Change | None:
    """Return the change that removes a prefix from an element and those in it, if it is safe."""
    prefix, namespace = element.prefix, tags.namespace(element)
    named = [each for each in element.iter("*") if each.prefix == prefix]
    inside = {*named}
    for each in element.iter("*"):
        parent = each.getparent()
        follows = each is element or parent in inside
        if each in inside and not (follows and tags.namespace(each) == namespace):
            return None
        if each not in inside and parent in inside and "xmlns" not in declarations(each):
            return None
        if any(str(key).startswith(f"{{{namespace}}}") for key in each.attrib):
            return None
    declared = declarations(element)
    if "xmlns" in declared:
        return None
    own = f"xmlns:{prefix}"
    declare: Step = (
        RenameAttribute(element, own, "xmlns")
        if own in declared
        else SetAttribute(element, "xmlns", namespace)
    )
    return safe(
        "Declare the namespace without a prefix",
        declare,
        *(Rename(each, tags.local(each)) for each in named),
    )
