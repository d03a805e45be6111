"""A request to a pubsub service: one action, followed by what belongs to it."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import spec_of
from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, MoveBehind, safe
from pushstanza.linting.rules.gates import odd_tree
from pushstanza.linting.rules.pubsub.elements import (
    AT_EVERY_SERVICE,
    CONFIGURE,
    CREATE,
    PUBLISH,
    PUBLISH_OPTIONS,
    PUBSUB,
    elements,
)
from pushstanza.linting.rules.rule import Finding, Lack, Tree, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.reading import tags
from pushstanza.servers import inputs as given
from pushstanza.stanzas import xep0060
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import OwnerPubsub, Pubsub

E, W = Severity.ERROR, Severity.WARNING

#: What follows an action, and that action.
_ACTIONS = {CONFIGURE: CREATE, PUBLISH_OPTIONS: PUBLISH}

#: What such an element before its action is: an action that no service knows, and no publish.
_BEFORE = (given.action_unknown, given.nothing_published, given.not_a_notification)

#: What ``publish-options`` inside ``publish`` are: another child than ``item``, and no options.
_OPTIONS_INSIDE = (given.not_one_item, given.not_an_item, given.no_secret)


@rule(
    "PS404",
    "action-order",
    Severity.WARNING,
    on=Tree,
    gate=odd_tree,
    where={"xep": W, "mongooseim": E},  # for a second action, which has no answer of its own
    source="esl/MongooseIM, mod_pubsub_old.erl, iq_pubsub/9; XEP-0060, sections 7.1.5 and 8.1.3",
    bad=(
        make.pubsub(f"<configure>{make.config()}</configure><create node='my-phone' type='push'/>"),
        make.publish_of(
            f"<item>{make.notification(make.summary())}</item>"
            f"<publish-options>{make.options(make.SECRET)}</publish-options>"
        ),
        make.pubsub(f"<configure>{make.config()}</configure>"),
        make.pubsub("<create node='my-phone' type='push'/><create node='my-pad' type='push'/>"),
        make.pubsub(""),
    ),
    good=(make.create(), make.publish(options_form=make.options(make.SECRET))),
)
def action_order(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """The first child of ``pubsub`` is the action that is requested.

    ``configure`` follows ``create``, and ``publish-options`` follows ``publish``: neither may stand
    before it, inside it, or alone. A second action is ignored, and a request without any is
    refused.
    """
    if scope.tags.isdisjoint(_ACTIONS) or not is_request(scope):
        return
    for element in root.iter(*_ACTIONS):
        tag, parent = str(element.tag), element.getparent()
        if parent is None:
            continue
        if parent.tag == PUBSUB:
            action = next(element.itersiblings(_ACTIONS[tag]), None)
            if action is not None:
                yield _before(element, action)
        else:
            action = next(element.iterancestors(_ACTIONS[tag]), None)
            if action is not None:
                yield _inside(element, action)


#: The actions of XEP-0060, each in a request of its own.
_REQUESTED = ("create", "items", "publish", "retract", "subscribe", "unsubscribe")


@also("PS404", on=(Pubsub, OwnerPubsub))
def _one_action(pubsub: Pubsub | OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    requested = sum(getattr(pubsub, each, None) is not None for each in _REQUESTED)
    if (requested == 1 and pubsub.extra is None) or not is_request(scope):
        return
    root = spec_of(type(pubsub)).tags[0]
    for element in elements(root, scope):
        yield from _second_action(element) if requested else _no_action(element, scope)


def _second_action(pubsub: etree._Element) -> Iterator[Finding]:
    """Yield a finding for each further action, and for what belongs to an action a second time."""
    action, seen = None, set[str]()
    for child in pubsub.iterchildren(f"{{{xep0060.NS}}}*"):
        name = tags.local(child)
        if name in seen or (name in _REQUESTED and action is not None):
            what = f"second <{name}>" if name in seen else f"<{name}> is a second action"
            yield Finding(
                f"{what}: services process only the first, and this one is lost",
                at=child,
                hint="send it in a separate request",
            )
        action = name if name in _REQUESTED else action
        seen.add(name)


def _no_action(pubsub: etree._Element, scope: Scope) -> Iterator[Finding]:
    first = next(pubsub.iterchildren("*"), None)
    if first is None:
        if isinstance(scope.stanza, Iq):
            yield Finding(
                "<pubsub> holds no action",
                at=pubsub,
                severity=E,
                inputs=given.no_action,
                where=AT_EVERY_SERVICE,
                lacks=Lack.CONTENT,
            )
    elif first.tag in _ACTIONS and first.getnext() is None:
        action = tags.split(_ACTIONS[str(first.tag)])[1]
        yield Finding(
            f"<{tags.local(first)}> is no action, and there is no <{action}> before it",
            at=first,
            inputs=_BEFORE,
            hint=f"put <{action} node='…'/> before it",
            lacks=Lack.CONTENT,
        )


def _before(element: etree._Element, action: etree._Element) -> Finding:
    name, of = tags.local(element), tags.local(action)
    return Finding(
        f"<{name}> before <{of}> is taken for the action",
        at=element,
        inputs=_BEFORE,
        hint=f"move <{name}> after <{of}>",
        fix=_moved(element, action),
    )


def _inside(element: etree._Element, action: etree._Element) -> Finding:
    name, of = tags.local(element), tags.local(action)
    is_publish = action.tag == PUBLISH
    effect = "" if is_publish else ", and the node gets the defaults"
    return Finding(
        f"<{name}> inside <{of}> is ignored{effect}",
        at=element,
        inputs=_OPTIONS_INSIDE if is_publish else (),
        accepted=E,
        severity=E,
        hint=f"move <{name}> after <{of}>",
        fix=_moved(element, action),
    )


def _moved(element: etree._Element, action: etree._Element) -> Change:
    title = f"move <{tags.local(element)}> after <{tags.local(action)}>"
    return safe(title, MoveBehind(element, action))
