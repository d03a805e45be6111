"""Family 8: privacy and security."""

import re
from collections.abc import Iterator

from lxml import etree

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import Change, Insert, SetText, suggestion
from pushstanza.linting.rules.gates import odd_request
from pushstanza.linting.rules.placeholders import (
    PLACEHOLDERS,
    SPECIFICATION,
    address_copied_from,
    copied_from,
    is_redacted,
    may_hold_placeholder,
)
from pushstanza.linting.rules.pubsub.node_config import NODE_OPTIONS
from pushstanza.linting.rules.rule import Finding, Given, Lack, Tree, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_field
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.forms import NodeConfig, PublishOptions
from pushstanza.stanzas.forms.push_summary import SENDERS
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import OwnerConfigure, OwnerPubsub, PublishOptionsElement, Pubsub
from pushstanza.stanzas.xep0357 import Enable, Notification

W, I = Severity.WARNING, Severity.INFO  # noqa: E741 - the columns below

_MIM = "mongooseim"
_ACCESS, _PUBLISH = "pubsub#access_model", "pubsub#publish_model"
_WORDS_OF = {each.var: each.codec.words or () for each in NodeConfig.FIELDS}
_WHITELIST, _PUBLISHERS = ex.field(_ACCESS, "whitelist"), ex.field(_PUBLISH, "publishers")


def _create(fields: str) -> str:
    """Return a request that creates a push node with a configuration."""
    configured = ex.form(ex.CONFIG, fields)
    return ex.pubsub(f"<create node='my-phone' type='push'/><configure>{configured}</configure>")


# Who may read and who may publish ----------------------------------------------------------------

#: Who may subscribe to a node, by its access model, if not only those listed (XEP-0060,
#: section 4.5).
READERS = {
    "open": "anyone",
    "presence": "everyone who is subscribed to the owner's presence",
    "roster": "everyone in a group of the owner's roster",
    "authorize": "everyone whom the owner has approved",
}


@rule(
    "PS801",
    "access-model",
    W,
    on=Pubsub,
    sequence=True,
    source="XEP-0357, section 7; esl/MongooseIM, node_push.erl",
    bad=(
        _create(ex.field(_ACCESS, "open") + _PUBLISHERS),
        _create(ex.field(_ACCESS, "presence") + _PUBLISHERS),
        _create(ex.field(_ACCESS, "roster") + _PUBLISHERS),
        ex.create() + "\n" + ex.iq(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='my-phone'>"
            f"{ex.form(ex.CONFIG, ex.field(_ACCESS, 'open'))}</configure></pubsub>",
            " to='pubsub.example.com'",
        ),
    ),
    good=(ex.create(), _create(_PUBLISHERS)),
)  # fmt: skip
def access_model(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """Only the push service needs to read what is published to a push node.

    The access model ``whitelist`` keeps everybody else from subscribing. It is the default of
    MongooseIM's push nodes, but not of other nodes and services.
    """
    form, is_said = _configured(pubsub, _ACCESS, scope)
    if form is not None and is_said:
        yield from _readers(form)
    elif is_said is False and scope.targets and _MIM not in scope.targets:
        yield Finding(
            "missing 'pubsub#access_model': the default of the service may let anyone subscribe, and"
            " read who writes to the user",
            at=form or pubsub.create,
            hint="set it to whitelist",
            fix=_insert(form, _WHITELIST, "set it to whitelist"),
            lacks=Lack.CONTENT,
        )


@also("PS801", on=OwnerPubsub, sequence=True)
def _access_model_changed(pubsub: OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    form = _changed(pubsub.configure, scope)
    if form is not None:
        yield from _readers(form)


def _readers(form: Form) -> Iterator[Finding]:
    field = form.field(_ACCESS)
    if field is not None and field.value in READERS:
        yield Finding(
            f"access model {quoted(field.value)}: {READERS[field.value]} can subscribe to this push"
            " node, and read who writes to the user, and what",
            at=field,
            content=True,
            fix=suggestion("set it to whitelist", SetText(field, "whitelist")),
        )


@rule(
    "PS802",
    "publish-model-open",
    W,
    on=Pubsub,
    sequence=True,
    source="esl/MongooseIM, node_push.erl, line 47; XEP-0357, section 7",
    bad=(
        _create(_WHITELIST + ex.field(_PUBLISH, "open")),
        _create(_WHITELIST),
        ex.pubsub("<create node='my-phone' type='push'/>"),
    ),
    good=(ex.create(), ex.pubsub("<create node='my-blog' type='flat'/>")),
)
def publish_model_open(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """With the publish model ``open``, everybody who knows the node can wake the device.

    They can also show any text on it. ``open`` is the default of MongooseIM's push nodes, which
    need no secret. With ``publishers``, the user's server needs the affiliation ``publish-only``.
    """
    form, is_said = _configured(pubsub, _PUBLISH, scope)
    if form is not None and is_said:
        yield from _publishers(form)
    elif is_said is False:
        yield Finding(
            "missing 'pubsub#publish_model', and MongooseIM's default is open: everybody who knows"
            " the node can push to the device",
            at=form or pubsub.create,
            hint="set it to publishers, and give the server publish-only",
            where={"mongooseim": W},
            fix=_insert(form, _PUBLISHERS, "set it to publishers"),
            lacks=Lack.CONTENT,
        )


@also("PS802", on=OwnerPubsub, sequence=True)
def _publish_model_changed(pubsub: OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    form = _changed(pubsub.configure, scope)
    if form is not None:
        yield from _publishers(form)


def _publishers(form: Form) -> Iterator[Finding]:
    field = form.field(_PUBLISH)
    if field is not None and field.value == "open":
        yield Finding(
            "publish model 'open': everybody who knows the node can push to the device",
            at=field,
            content=True,
            hint="set it to publishers, and give the server publish-only",
            fix=suggestion("set it to publishers", SetText(field, "publishers")),
        )


def _configured(pubsub: Pubsub, var: str, scope: Scope) -> tuple[Form | None, bool | None]:
    """Return the configuration of a new push node, and whether it contains an option.

    ``None`` for that where no push node is created, or other rules report why its configuration is
    lost.
    """
    stanza, create = scope.stanza, pubsub.create
    is_asked = not isinstance(stanza, Iq) or stanza.type == "set"
    if not is_asked or create is None or create.type != "push":
        return None, None
    form = pubsub.configure.form if pubsub.configure is not None else None
    if form is not None and _mentions(form, var):
        return form, True
    return form, False if _is_left_out(pubsub, form) else None


def _changed(configure: OwnerConfigure | None, scope: Scope) -> Form | None:
    """Return the new configuration of a node that was created as a push node before."""
    stanza = scope.stanza
    if configure is None or not isinstance(stanza, Iq) or stanza.type != "set":
        return None
    to = stanza.to
    known = to is not None and to.is_valid and (to.domain, configure.node) in scope.history.created
    return configure.form if known else None


def _mentions(form: Form, var: str) -> bool:
    """Tell whether a form has a field, or one that other rules report as its misspelling."""
    return holds_strangers(form) or any(_is_meant_as(field, var) for field in form.fields)


def _is_meant_as(field: Field, var: str) -> bool:
    names = {var, var.removeprefix("pubsub#")}
    if not field.var or field.var in names or near_field(field.var, names) is not None:
        return True
    return field.var not in NODE_OPTIONS and field.value in _WORDS_OF[var]


def _is_left_out(pubsub: Pubsub, form: Form | None) -> bool:
    """Tell whether a configuration, if there is one, is read and lacks an option."""
    if form is not None:
        return form.form_type in {NodeConfig.FORM_TYPE, None} and form.type == "submit"
    # Other rules report a configure without its form, beside it, or misspelt.
    return pubsub.configure is None and not pubsub.payloads and pubsub.extra is None


def _insert(form: Form | None, xml: str, message: str) -> Change | None:
    return None if form is None else suggestion(message, Insert(form, xml))


# What the summary reveals to third parties -------------------------------------------------------

#: What servers send in place of a body.
FIXED_BODIES = frozenset({"New Message!", "New message"})

_ROOMS = lazy_pattern(r"(?:conference|muc|chat|chats|groupchat|groups?|rooms?)\d*\.", re.IGNORECASE)


@rule(
    "PS803",
    "body-in-summary",
    I,
    on=Notification,
    source="XEP-0357, section 9; ChatSecure/ChatSecure-iOS issues 509, 637 and 1225",
    bad=ex.publish(ex.summary(body=ex.field("last-message-body", "Wherefore art thou, Romeo?"))),
    good=(ex.publish(), ex.publish(ex.summary(body="<field var='last-message-body'/>"))),
    default=False,
)
def body_in_summary(notification: Notification, scope: Scope) -> Iterator[Finding]:
    """The push service can read the text of the message, and Apple or Google may as well.

    The text is not needed to wake the app. Whether a server sends it is a matter of its
    configuration, if it leaves a choice.
    """
    field = None if notification.form is None else notification.form.field("last-message-body")
    text = field.value if field is not None else None
    if text and text not in FIXED_BODIES and not scope.is_refusal:
        yield Finding(
            "the push service reads the text of the message, and Apple or Google may as well",
            at=field,
            content=True,
            hint="a fixed text is enough to wake the app",
        )


@rule(
    "PS804",
    "sender-with-resource",
    I,
    on=Notification,
    source="XEP-0357, section 9; Prosody, mod_cloud_notify.lua",
    bad=ex.publish(
        ex.summary(sender=ex.field("last-message-sender", "juliet@example.com/balcony"))
    ),
    good=(
        ex.publish(),
        ex.publish(
            ex.summary(sender=ex.field("last-message-sender", "act2@muc.example.com/Nurse"))
        ),
    ),
    default=False,
)
def sender_with_resource(notification: Notification, scope: Scope) -> Iterator[Finding]:
    """The resource in a sender's JID reveals which device or app they use.

    It is not needed to show the message. Some servers send the bare JID of a chat, others the full
    one. In a groupchat the resource is the nickname.
    """
    if notification.form is None or scope.is_refusal or _is_groupchat(notification):
        return
    for field in notification.form.fields:
        jid = Jid.unchecked(field.value) if field.var in SENDERS and field.value else None
        if jid is None or not jid.is_valid or jid.resource is None or _ROOMS.match(jid.domain):
            continue
        yield Finding(
            f"{field.var} has a resource: the push service learns which device the sender uses",
            at=field,
            content=True,
            hint="the bare JID is enough, unless the resource is a nickname in a room",
            fix=suggestion("write the bare JID", SetText(field, str(jid.bare))),
        )


def _is_groupchat(notification: Notification) -> bool:
    extra = notification.extra
    if notification.groupchat is not None:
        return True
    return extra is not None and any(each.name == "groupchat" for each in extra.children)


# Secrets, tokens and names -----------------------------------------------------------------------

#: How many characters a secret needs, and how many different ones.
SECRET_LENGTH = 16
SECRET_CHARACTERS = 6

_WORDS = lazy_pattern(
    r"(?:secret|password|passwd|token|example|change|admin|test|qwerty|letmein|push|node|"
    r"my|me|the|for|is|a|none|null|nil|undefined|[\W\d_])+",
    re.IGNORECASE,
)


@rule(
    "PS805",
    "weak-secret",
    W,
    on=Enable,
    gate=odd_request,
    source="XEP-0357, section 7; iNPUTmice/p2, PushController.java; mod_push_appserver",
    bad=(
        ex.enable(ex.options(ex.field("secret", "s3cret"))),
        ex.enable(ex.options(ex.field("secret", "my-secret-for-push"))),
        ex.enable(ex.options(ex.field("secret", "1212121212121212"))),
        ex.enable(ex.options(ex.field("secret", "kq7Vd0sZ2mXw9bTf")), node="kq7Vd0sZ2mXw9bTf"),
        ex.enable(ex.apns(ex.field("secret", ex.TOKEN))),
    ),
    good=(ex.enable(ex.options(ex.SECRET)), ex.enable()),
)
def weak_secret(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """Only the secret keeps others from pushing to the device.

    Push services compare it, require nothing else, and do not limit the number of guesses. It is
    generated by the push service; a secret of your own should have at least 16 random characters.
    """
    yield from _weak(enable.form, enable.node, scope)


@also("PS805", on=PublishOptionsElement, sequence=True)
def _weak_where_published(given: PublishOptionsElement, scope: Scope) -> Iterator[Finding]:
    act = scope.history.act(scope.stanza)
    if act is not None and not scope.history.devices.at(
        act.place
    ):  # else the enable has the finding
        yield from _weak(given.form, act.node, scope)


def _weak(form: Form | None, node: str | None, scope: Scope) -> Iterator[Finding]:
    field = None if form is None or scope.is_refusal else form.field("secret")
    value = None if field is None else field.value
    if form is None or value is None or value.isspace():
        return
    if copied_from(value) is not None or is_redacted(value.strip()):
        return  # another rule reports the one, and nobody knows what the other was
    why = _weakness(value.strip(), node, form.value("device_id"))
    if why is not None:
        yield Finding(
            f"the secret {why}: {_GUESSED if value else 'push services refuse each publish'}",
            at=field,
            content=True,
            hint="use the secret that the push service generated, or 16 random characters",
        )


_GUESSED = "anyone who guesses it can push to the device"


def _weakness(secret: str, node: str | None, token: str | None) -> str | None:
    if not secret:
        return "is empty"
    if secret == node:
        return "is the name of the node"
    if secret == token:
        return "is the device token"
    if len(secret) < SECRET_LENGTH:
        return f"has {len(secret)} characters"
    if len({*secret}) < SECRET_CHARACTERS:
        return "consists of a few different characters"
    if len(secret) < 100 and not secret.isdigit() and _WORDS.fullmatch(secret):
        return "consists of common words"
    return None


_CLOSED = {each.var for each in PublishOptions.FIELDS if each.codec.words}
_JIDS = frozenset({"jid", "to", "from"})
#: Attributes whose values are free, or for people.
_FREE = frozenset({"id", "label", "name"})
_VALUE = f"{{{xep0004.NS}}}value"


@rule(
    "PS806",
    "placeholder-left",
    W,
    on=Tree,
    source="XEP-0357; MongooseIM's tutorial; the README of fpush; esl/MongooseIM issue 2670",
    bad=(
        ex.enable(jid="push-5.client.example"),
        ex.enable(node="&lt;DevicePushToken&gt;"),
        ex.enable(ex.options(ex.field("secret", "eruio234vzxc2kla-91"))),
        ex.enable(ex.apns().replace("com.example.app", "some_apns_topic")),
        ex.enable(ex.options(ex.field("pushModule", "appProductionPushModule"))),
        ex.enable(node="###NODE###"),
        ex.enable(node="\u2026"),
    ),
    good=(ex.enable(ex.options(ex.SECRET)), ex.enable(ex.apns())),
)
def placeholder_left(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A placeholder was copied from a document instead of replaced by a real value.

    Servers accept it, but no push ever arrives. A specification and a test, known by its name or
    its folder, keep the values of their examples.
    """
    if scope.is_refusal or scope.is_example:
        return
    if not may_hold_placeholder(scope.text):
        return
    for element in root.iter("*"):
        yield from _placeholders(element, scope)


def _placeholders(element: etree._Element, scope: Scope) -> Iterator[Finding]:
    for key, value in element.items():
        if key in _FREE:
            continue
        origin = address_copied_from(value) if key in _JIDS else copied_from(value)
        if origin is not None and not (scope.in_log and is_redacted(value)):
            severity = _severity(origin, scope)
            yield Finding(_sentence(value, origin), at=element, attribute=key, severity=severity)
    parent = element.getparent()
    if element.tag != _VALUE or parent is None or parent.get("var") in _CLOSED:
        return  # the rule on the allowed values reports it
    text = (element.text or "").strip()
    if parent.get("var") != "last-message-body" and (origin := copied_from(text)) is not None:
        if scope.in_log and is_redacted(text):
            return
        severity = _severity(origin, scope)
        yield Finding(_sentence(text, origin), at=element, content=True, severity=severity)


def _severity(origin: str, scope: Scope) -> Severity | None:
    """Return how bad a placeholder is: in a document it is to be replaced by whoever reads it."""
    return I if scope.in_page or origin == SPECIFICATION else None


def _sentence(value: str, origin: str) -> str:
    shown = repr(value) if value in PLACEHOLDERS else quoted(value)
    return f"{shown} is a placeholder from {origin}: replace it with your own value"


@rule(
    "PS807",
    "token-exposed",
    I,
    on=Enable,
    source="esl/MongooseIM issue 2355; XEP-0357, section 9",
    bad=(
        ex.enable(ex.apns(), node=ex.TOKEN),
        ex.enable(ex.apns(), node=f"ios-{ex.TOKEN}"),
        ex.enable(node="pubsub.alice"),
    ),
    good=(ex.enable(ex.apns()), ex.enable(node=ex.TOKEN)),
    given=Given(account="alice@example.com"),
)
def token_exposed(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """The name of a node is visible to more people than its options are.

    It appears in logs, errors and disco results, and so does a device token in it. Where the
    publish model is ``open``, a name that can be guessed from the user's lets others publish. fpush
    has no other place for the token: a node that is one is not reported if no option holds it.
    """
    if not enable.node or scope.is_refusal:
        return
    token = None if enable.form is None else enable.form.value("device_id")
    if token and len(token) > 8 and token in enable.node:
        yield Finding(
            "the name of the node contains the device token, which logs and errors then show",
            attribute="node",
            hint="use a random name; the token is in device_id",
        )
        return
    user = _user_of(scope)
    node = enable.node.lower()
    is_in = user is not None and len(user) > 2 and user in node
    if is_in and user in re.split(r"[\W_]+", node):
        yield Finding(
            "the name of the node contains the user's: where the publish model is open, anyone can"
            " guess it and push to the device",
            attribute="node",
            hint="use a random name",
        )


def _user_of(scope: Scope) -> str | None:
    sender = scope.stanza.from_ if isinstance(scope.stanza, Iq) else None
    account = scope.account or sender
    return account.local if account is not None and account.is_valid else None
