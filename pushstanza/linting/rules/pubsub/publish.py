"""Publishing: the item and its payload."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.pubsub.elements import (
    CONFIGURE,
    ITEM,
    NOTIFICATION,
    PUBLISH,
    PUBLISH_OPTIONS,
    elements,
)
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import holds_strangers, is_stranger, near_attribute
from pushstanza.reading import tags
from pushstanza.servers import inputs as given
from pushstanza.stanzas import xep0060, xep0357
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Notification

E = Severity.ERROR


def is_push_publish(pubsub: Pubsub, scope: Scope) -> bool:
    """Tell whether a publish is one to a push service."""
    if pubsub.publish is None:
        return False
    if any(isinstance(item.payload, Notification) for item in pubsub.publish.items):
        return True
    form = pubsub.publish_options.form if pubsub.publish_options is not None else None
    options = form.fields if form is not None else ()
    if any(each.var and not each.var.startswith(("pubsub#", "FORM_TYPE")) for each in options):
        return True
    stanza = scope.stanza
    to_service = not isinstance(stanza, Iq) or stanza.to is not None
    return scope.aims_at("node_push") and to_service and not scope.in_log


@rule(
    "PS412",
    "item-count",
    E,
    on=Pubsub,
    accepted=E,
    source="esl/MongooseIM, mod_pubsub_old.erl, iq_pubsub_set_publish/4; XEP-0357, section 7",
    bad=(
        make.publish_of("", make.options(make.SECRET)),
        make.publish_of(f"<item>{make.notification(make.summary())}</item>" * 2),
        make.publish_of(make.notification(make.summary())),
        make.publish_of(f"<item>{make.notification(make.summary())}</item>", node=""),
    ),
    good=make.publish(),
)
def item_count(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """A push notification is published as one ``item`` at a node that is named."""
    publish = pubsub.publish
    if publish is None or not is_request(scope):
        return
    strays = [
        each
        for each in _strays(scope)
        if each.tag == NOTIFICATION or is_push_publish(pubsub, scope)
    ]
    for element in strays:
        yield Finding(
            f"<{tags.local(element)}> is a child of <publish>, without an <item> around it",
            at=element,
            inputs=(given.not_one_item, given.not_an_item, given.not_a_notification),
            hint="put it into <item>",
        )
    if not strays and not is_push_publish(pubsub, scope):
        return
    if not publish.items and not strays and not holds_strangers(publish):
        yield Finding(
            "missing <item>",
            at=publish,
            inputs=(given.no_item, given.not_a_notification),
            hint="add <item> with a <notification>",
            lacks=Lack.CONTENT,
        )
    if len(publish.items) > 1:
        yield Finding(
            "second <item> in <publish>",
            at=publish.items[1],
            inputs=given.not_one_item,
            hint="publish each item in a separate request",
        )
    if not publish.node and near_attribute(publish, "node") is None:
        yield Finding(
            "missing 'node': the device is not specified"
            if publish.node is None
            else "'node' is empty: the device is not specified",
            at=publish,
            inputs=given.no_action_node,
            attribute="node" if publish.node is not None else None,
            hint="add node='…', the node that was enabled",
            lacks=Lack.ATTRIBUTE,
        )


def _strays(scope: Scope) -> Iterator[etree._Element]:
    """Yield the children of a publish that are no items, except those of other rules."""
    for publish in elements(PUBLISH, scope):
        for child in publish.iterchildren("*"):
            if child.tag == ITEM:
                continue
            if tags.namespace(child) != xep0060.NS and not is_stranger(child):
                yield child


@rule(
    "PS413",
    "item-payload",
    E,
    on=Pubsub,
    accepted=E,
    source="XEP-0357, section 7; esl/MongooseIM, push_pubsub_SUITE.erl",
    bad=(
        make.publish_of("<item/>", make.options(make.SECRET)),
        make.publish_of(f"<item>{make.notification(make.summary())}{make.summary()}</item>"),
        make.publish_of(
            "<item><entry xmlns='http://www.w3.org/2005/Atom'/></item>", make.options(make.SECRET)
        ),
    ),
    good=make.publish(),
)
def item_payload(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """The ``item`` of a push notification holds one element: ``notification``."""
    if pubsub.publish is None or not is_request(scope) or not is_push_publish(pubsub, scope):
        return
    for item in elements(ITEM, scope):
        parent = item.getparent()
        if parent is not None and parent.tag == PUBLISH:
            yield from _payload(item)


#: What belongs to an action and not to an item, which another rule reports.
_OF_ACTIONS = frozenset({PUBLISH_OPTIONS, CONFIGURE})


def _payload(item: etree._Element) -> Iterator[Finding]:
    held = [each for each in item.iterchildren("*") if each.tag not in _OF_ACTIONS]
    if len(held) == 1 and held[0].tag == NOTIFICATION:
        return
    if any(is_stranger(each) for each in held):
        return
    if not held:
        yield Finding(
            "<item> is empty",
            at=item,
            inputs=(given.item_empty, given.not_a_notification),
            hint=f"add <notification xmlns='{xep0357.NS}'>",
        )
    elif len(held) > 1:
        yield Finding(
            "second payload in <item>",
            at=held[1],
            inputs=given.not_one_payload,
            hint="put everything that belongs to the notification into <notification>",
        )
    else:
        yield Finding(
            f"<{tags.local(held[0])}> is not a notification",
            at=held[0],
            inputs=given.not_a_notification,
            hint=f"the payload is <notification xmlns='{xep0357.NS}'>",
        )
