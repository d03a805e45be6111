"""Prefixed elements."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import NAMESPACES
from pushstanza.diagnostics import Severity
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
from pushstanza.linting.rules.xml.consequences import FORM_LOST
from pushstanza.linting.rules.xml.tree import declarations, parent_name
from pushstanza.reading import tags
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
    ),
    good=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        "<p:iq xmlns:p='jabber:client' type='result' id='1'/>",
    ),
)
def prefixed_element(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A prefix is right XML, and MongooseIM does not see through it.

    It looks for an element of this very name with an ``xmlns`` of its own, and finds neither: an
    ``enable`` is answered with ``bad-request``, a form is passed over. ejabberd and Prosody
    recognise it.
    """
    if "xmlns:" not in scope.text or root.get("type") in {"result", "error"}:
        return
    for element in root.iter("*"):
        if element.prefix is not None and _is_first_with_prefix(element):
            name, namespace = tags.local(element), tags.namespace(element)
            yield Finding(
                f"MongooseIM knows no prefixes, and does not recognise <{element.prefix}:{name}>:"
                f" {_unseen(element, root)}",
                at=element,
                hint=f"write <{name} xmlns='{namespace}'>",
                where=_TO_SERVER if _is_of_enable(element) else _TO_SERVICE,
                fix=_without_prefix(element),
            )


#: Whom a prefix keeps from reading what is sent to the server, and what is sent to a service.
_TO_SERVER: Where = dict.fromkeys(("mongooseim", "mongooseim-virtual"), Severity.ERROR)
_TO_SERVICE: Where = dict.fromkeys(("mongooseim", "node_push"), Severity.ERROR)


def _is_first_with_prefix(element: etree._Element) -> bool:
    """Tell whether a payload, or an element in one, has a prefix that nothing around it has."""
    parent = element.getparent()
    if parent is None:
        return tags.namespace(element) in NAMESPACES - {rfc6120.CLIENT}
    return tags.namespace(element) in NAMESPACES and parent.prefix != element.prefix


def _is_of_enable(element: etree._Element) -> bool:
    names = {tags.local(element), parent_name(element)}
    return bool(names & {"enable", "disable"})


def _unseen(element: etree._Element, root: etree._Element) -> str:
    if tags.local(element) == "x":
        return FORM_LOST.get(parent_name(element), "the form is passed over")
    return "it is passed over" if tags.local(root) == "message" else "the answer is bad-request"


def _without_prefix(element: etree._Element) -> Change | None:
    """Return how an element and those in it do without its prefix, if that is the same XML."""
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
