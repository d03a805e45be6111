"""What is asked of a pubsub service: one action, and what goes with it behind it."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import spec_of
from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import MoveBehind, safe
from pushstanza.linting.rules.pubsub.elements import (
    CONFIGURE,
    CREATE,
    PUBLISH,
    PUBLISH_OPTIONS,
    PUBSUB,
    elements,
)
from pushstanza.linting.rules.rule import Finding, Lack, Tree, Where, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.reading import tags
from pushstanza.stanzas import xep0060
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import OwnerPubsub, Pubsub

E, W = Severity.ERROR, Severity.WARNING

_EVERYWHERE: Where = {"xep": E, "mongooseim": E, "ejabberd": E, "prosody": E, "tigase": E}

#: What goes behind an action, and that action.
_ACTIONS = {CONFIGURE: CREATE, PUBLISH_OPTIONS: PUBLISH}
_WHAT_FIRST = {
    CONFIGURE: "answers feature-not-implemented",
    PUBLISH_OPTIONS: "refuses the publish",
}
_WHAT_INSIDE = {
    CONFIGURE: "nobody looks for it there, and the node gets the defaults",
    PUBLISH_OPTIONS: "nobody looks for it there, and MongooseIM answers bad-request",
}


@rule(
    "PS404",
    "action-order",
    Severity.WARNING,
    on=Tree,
    where={"xep": W, "mongooseim": E},
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
    """MongooseIM takes the first child of ``pubsub`` as what is asked for.

    ``configure`` stands behind ``create``, and ``publish-options`` behind ``publish``: never before
    it, never inside, and never without it. A second action is not looked at, and where there is
    none the service refuses the request.
    """
    if not is_request(scope):
        return
    for element in root.iter(CONFIGURE, PUBLISH_OPTIONS):
        tag, parent = str(element.tag), element.getparent()
        if parent is None:
            continue
        if parent.tag == PUBSUB:
            action = next(element.itersiblings(_ACTIONS[tag]), None)
            place, outcome = "before", f"MongooseIM takes it for the action and {_WHAT_FIRST[tag]}"
        else:
            action = next(element.iterancestors(_ACTIONS[tag]), None)
            place, outcome = "inside", _WHAT_INSIDE[tag]
        if action is not None:
            yield _out_of_order(element, action, place, outcome)


#: What may be asked of a pubsub service, each in a request of its own.
_ASKED = ("create", "items", "publish", "retract", "subscribe", "unsubscribe")


@also("PS404", on=(Pubsub, OwnerPubsub))
def _one_action(pubsub: Pubsub | OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    asked = sum(getattr(pubsub, each, None) is not None for each in _ASKED)
    if (asked == 1 and pubsub.extra is None) or not is_request(scope):
        return
    root = spec_of(type(pubsub)).tags[0]
    for element in elements(root, scope):
        yield from _first_counts(element) if asked else _nothing_asked(element, scope)


def _first_counts(pubsub: etree._Element) -> Iterator[Finding]:
    """Yield that an action, or what goes with it, stands there a second time."""
    action, seen = None, set[str]()
    for child in pubsub.iterchildren(f"{{{xep0060.NS}}}*"):
        name = tags.local(child)
        if name in seen or (name in _ASKED and action is not None):
            what = (
                f"a second <{name}> stands here" if name in seen else f"<{name}> is asked as well"
            )
            yield Finding(
                f"{what}: services look at the first thing only, and this is lost",
                at=child,
                hint="send it in a request of its own",
            )
        action = name if name in _ASKED else action
        seen.add(name)


def _nothing_asked(pubsub: etree._Element, scope: Scope) -> Iterator[Finding]:
    first = next(pubsub.iterchildren("*"), None)
    if first is None:
        if isinstance(scope.stanza, Iq):
            what = "this request asks a pubsub service for nothing: the answer is bad-request"
            yield Finding(what, at=pubsub, severity=E, where=_EVERYWHERE, lacks=Lack.CONTENT)
    elif first.tag in _ACTIONS and first.getnext() is None:
        action = tags.split(_ACTIONS[str(first.tag)])[1]
        yield Finding(
            f"<{tags.local(first)}> asks for nothing by itself, and there is no"
            f" <{action}> before it: MongooseIM takes it for the action and"
            f" {_WHAT_FIRST[str(first.tag)]}",
            at=first,
            hint=f"put <{action} node='…'/> before it",
            lacks=Lack.CONTENT,
        )


def _out_of_order(
    element: etree._Element, action: etree._Element, place: str, outcome: str
) -> Finding:
    what, of = tags.local(element), tags.local(action)
    return Finding(
        f"<{what}> stands {place} <{of}>: {outcome}",
        at=element,
        hint=f"put <{what}> behind <{of}>",
        severity=E if place == "inside" else W,
        where=None if place == "inside" else {"xep": W, "mongooseim": E},
        fix=safe(f"move <{what}> behind <{of}>", MoveBehind(element, action)),
    )
