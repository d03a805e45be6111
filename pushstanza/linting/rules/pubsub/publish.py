"""Publishing: the item, and what it holds."""

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
from pushstanza.stanzas import xep0060, xep0357
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Notification


def is_push_publish(pubsub: Pubsub, scope: Scope) -> bool:
    """Tell whether a publish is one to a push service."""
    if pubsub.publish is None:
        return False
    if any(isinstance(item.payload, Notification) for item in pubsub.publish.items):
        return True
    form = pubsub.publish_options.form if pubsub.publish_options is not None else None
    given = form.fields if form is not None else ()
    if any(each.var and not each.var.startswith(("pubsub#", "FORM_TYPE")) for each in given):
        return True
    stanza = scope.stanza
    to_service = not isinstance(stanza, Iq) or stanza.to is not None
    return scope.aims_at("node_push") and to_service and not scope.in_log


@rule(
    "PS412",
    "item-count",
    Severity.ERROR,
    on=Pubsub,
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
    """A push is published as one ``item`` on a node that is named.

    MongooseIM answers ``bad-request``: with ``item-required``, ``invalid-payload`` where there is
    more than one ``item`` or something else, or ``nodeid-required``.
    """
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
            f"<{tags.local(element)}> stands in <publish> without an <item> around it:"
            " MongooseIM answers bad-request, invalid-payload",
            at=element,
            hint="put it into <item>",
        )
    if not strays and not is_push_publish(pubsub, scope):
        return
    if not publish.items and not strays and not holds_strangers(publish):
        yield Finding(
            "there is no item: MongooseIM answers bad-request, item-required",
            at=publish,
            hint="put <item> with a <notification> into it",
            lacks=Lack.CONTENT,
        )
    if len(publish.items) > 1:
        yield Finding(
            "a second item stands here: MongooseIM answers bad-request, invalid-payload",
            at=publish.items[1],
            hint="publish each in a request of its own",
        )
    if not publish.node and near_attribute(publish, "node") is None:
        yield Finding(
            "this publish names no node: MongooseIM answers bad-request, nodeid-required; p2 answers"
            " forbidden",
            at=publish,
            attribute="node" if publish.node is not None else None,
            hint="add node='…', the node that was enabled",
            lacks=Lack.ATTRIBUTE,
        )


def _strays(scope: Scope) -> Iterator[etree._Element]:
    """Yield what stands in a publish and is no item, but for what other rules tell."""
    for publish in elements(PUBLISH, scope):
        for child in publish.iterchildren("*"):
            if tags.namespace(child) != xep0060.NS and not is_stranger(child):
                yield child


@rule(
    "PS413",
    "item-payload",
    Severity.ERROR,
    on=Pubsub,
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
    """The ``item`` of a push holds one element: a ``notification``.

    MongooseIM answers ``bad-request`` to any other, with ``payload-required`` where there is none
    and ``invalid-payload`` where there are several.
    """
    if pubsub.publish is None or not is_request(scope) or not is_push_publish(pubsub, scope):
        return
    for item in elements(ITEM, scope):
        parent = item.getparent()
        if parent is not None and parent.tag == PUBLISH:
            yield from _payload(item)


def _payload(item: etree._Element) -> Iterator[Finding]:
    held = [each for each in item.iterchildren("*") if each.tag not in {PUBLISH_OPTIONS, CONFIGURE}]
    if any(is_stranger(each) for each in held):
        return
    if not held:
        yield Finding(
            "this item is empty: MongooseIM answers bad-request, payload-required",
            at=item,
            hint=f"put <notification xmlns='{xep0357.NS}'> into it",
        )
    elif len(held) > 1:
        yield Finding(
            "a second payload stands here: MongooseIM answers bad-request, invalid-payload",
            at=held[1],
            hint="put what belongs to the push into <notification>",
        )
    elif held[0].tag != NOTIFICATION:
        yield Finding(
            f"<{tags.local(held[0])}> is no notification: MongooseIM answers bad-request",
            at=held[0],
            hint=f"a push is <notification xmlns='{xep0357.NS}'>",
        )
