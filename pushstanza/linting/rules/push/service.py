"""Family 5: enabling, publishing and disabling, by XEP-0357; the sequences are in ``sequence``."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import NAMESPACES
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import (
    DropAttribute,
    Remove,
    SetAttribute,
    Trim,
    safe,
    suggestion,
)
from pushstanza.linting.rules.forms.field_values import ALERTED
from pushstanza.linting.rules.mongooseim import silence_is_meant
from pushstanza.linting.rules.rule import Finding, Given, Lack, Tree, Where, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.jids import HOST_LEFT
from pushstanza.linting.rules.xml.near_names import (
    holds_strangers,
    misnamed_attributes,
    near_attribute,
    near_element,
    near_field,
)
from pushstanza.payloads.tokens import NULLS
from pushstanza.reading import tags
from pushstanza.servers import inputs as given
from pushstanza.stanzas import xep0004, xep0357
from pushstanza.stanzas.forms import PushSummary
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import OwnerPubsub, Publish, Pubsub
from pushstanza.stanzas.xep0357 import Disable, Enable, Notification

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - the columns below

_ALICE = Given(account="alice@example.com/phone")
_ENABLE = f"{{{xep0357.NS}}}enable"
_DISABLE = f"{{{xep0357.NS}}}disable"
_FORM = f"{{{xep0004.NS}}}x"

#: What dialects have in an ``enable`` beside XEP-0357 (Tigase's extensions, Prosody's attribute).
ATTRIBUTES = frozenset({"away", "include_payload"})
EXTENSIONS = {
    "tigase:push:away:0": "away",
    "tigase:push:encrypt:0": "encrypt",
    "tigase:push:filter:groupchat:0": "groupchat",
    "tigase:push:filter:ignore-unknown:0": "ignore-unknown",
    "tigase:push:filter:muted:0": "muted",
    "tigase:push:jingle:0": "jingle",
    "tigase:push:priority:0": "priority",
}

#: The fields of a summary by what they hold.
COUNT = "message-count"
COUNTS = frozenset({COUNT, "pending-subscription-count"})
SENDERS = frozenset({"last-message-sender", "message-sender"})
_KNOWN = ("FORM_TYPE", *(each.var for each in PushSummary.FIELDS))


# The service and the node ------------------------------------------------------------------------


@rule(
    "PS501",
    "jid-missing",
    E,
    on=(Enable, Disable),
    source="XEP-0357, section 5",
    bad=(
        ex.iq("<enable xmlns='urn:xmpp:push:0' node='my-phone'/>"),
        ex.iq("<disable xmlns='urn:xmpp:push:0' node='my-phone'/>"),
        ex.enable(jid="undefined"),
    ),
    good=(ex.enable(), ex.disable()),
)
def jid_missing(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """An ``enable`` or ``disable`` names the push service in ``jid``.

    All servers answer ``bad-request`` without it. A ``null`` that a program has written is a domain
    to them, and they accept it.
    """
    if scope.is_refusal or near_attribute(model, "jid") is not None:
        return
    if model.jid is None:
        yield Finding(
            "no jid, so nothing says which push service is meant: every server answers bad-request",
            hint="add jid='…', the push service",
            lacks=Lack.ATTRIBUTE,
        )
    elif str(model.jid).lower() in NULLS:
        yield Finding(
            f"jid is {str(model.jid)!r}, which a program prints for nothing: {_accepted(model)}",
            attribute="jid",
            hint="put the push service here",
        )


@rule(
    "PS502",
    "jid-is-a-user",
    W,
    on=(Enable, Disable),
    source="esl/MongooseIM and Prosody, their push modules; tmolitor-stud-tu/mod_push_appserver "
    "issue 5; processone/ejabberd issue 697",
    bad=(
        ex.enable(jid="admin@example.com"),
        ex.enable(jid="alice@example.com"),
        ex.disable().replace("push.example.com", "alice@example.com/phone"),
    ),
    good=(ex.enable(), ex.disable()),
    given=_ALICE,
)
def jid_is_a_user(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """The ``jid`` is that of the push service, which is a server or component, and no user's.

    Who publishes is the user's server, so there is no reason to name the user. Servers store what
    they are given and publish to a client that does not know what to do with it. Prosody alone
    refuses the sender's own full JID, with ``bad-request`` and the text "JID must be different
    from ours".
    """
    jid = _service(model, scope)
    if jid is None or jid.local is None:
        return
    account = _account(scope)
    hint = "jid is the push service, as push.example.com"
    if account is not None and account.bare == jid.bare:
        what = "jid is the account itself"
        hint = "the server knows whose push it is; " + hint
    else:
        what = f"jid is the user {quoted(str(jid))}"
    yield Finding(
        f"{what}, and no push service: {_accepted(model)}",
        attribute="jid",
        hint=hint,
        severity=E if what == "jid is the account itself" else None,
    )


@rule(
    "PS503",
    "jid-is-own-server",
    W,
    on=(Enable, Disable),
    source="royneary/mod_push issue 13; vukoye/xmpp_dart issue 11",
    bad=(ex.enable(jid="example.com"), ex.enable(jid="Example.com/push")),
    good=(ex.enable(), ex.enable(jid="pubsub.example.com")),
    given=_ALICE,
)
def jid_is_own_server(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """The push service has an address of its own, mostly a component of the app's developer.

    To the server itself go nodes of users, not those of devices: the ``enable`` is accepted, and
    what the server then publishes to itself is refused.
    """
    jid, account = _service(model, scope), _account(scope)
    if jid is None or jid.local is not None or account is None or jid.domain != account.domain:
        return
    yield Finding(
        f"jid is the account's own server, and no push service: {_accepted(model)}",
        attribute="jid",
        hint="jid is the push service, as push.example.com",
    )


@rule(
    "PS504",
    "jid-not-bare-or-normal",
    W,
    on=(Enable, Disable),
    source="RFC 7622, section 3.2; Prosody, mod_cloud_notify.lua; processone/ejabberd issue 4584",
    bad=(
        ex.enable(jid="push.example.com/node"),
        ex.enable(jid="Push.Example.com"),
        ex.enable(jid="push.example.com."),
        ex.disable().replace("push.ex", "PUSH.ex"),
    ),
    good=(ex.enable(), ex.disable()),
)
def jid_not_bare_or_normal(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """A push service is known by its domain, in lower case and without a final dot.

    MongooseIM, ejabberd and Tigase compare JIDs as RFC 7622 says. Prosody keeps the text: a second
    spelling is a second device, which gets each push once more, a ``disable`` in another spelling
    removes nothing, and errors are not counted. A resource is dropped by MongooseIM and kept by
    the others, who then publish to it.
    """
    jid = _service(model, scope)
    if jid is None or jid.local is not None or _is_own_server(jid, scope):
        return  # a user is wrong in any spelling, and so is the account's server
    if HOST_LEFT.search(str(jid)):
        return  # told as a template
    yield from _spelling(model, jid)
    if jid.resource is not None:
        yield Finding(
            f"jid has the resource {quoted(jid.resource)}: MongooseIM drops it, the others take it"
            " for a part of the address and publish there",
            attribute="jid",
            fix=suggestion("drop the resource", SetAttribute(model, "jid", jid.domain)),
        )


def _spelling(model: Enable | Disable, jid: Jid) -> Iterator[Finding]:
    domain, slash, resource = str(jid).partition("/")
    if domain == domain.removesuffix(".").lower():
        return
    normal = jid.domain + slash + resource
    change = SetAttribute(model, "jid", normal)
    if isinstance(model, Enable):
        what = "a second device, pushed to twice"
        fix = safe("write the domain as everyone does", change)
    else:  # where it was enabled in this spelling, this is what disables it
        what = "another one, and removes nothing"
        fix = suggestion("write the domain as everyone does", change)
    how = "a final dot" if domain.endswith(".") else "upper-case letters"
    yield Finding(
        f"jid has {how}: Prosody compares the text, so beside {jid.domain} this is {what}",
        attribute="jid",
        hint=f"write {normal}" if slash == "" else None,
        where={"xep": W, "prosody": W},
        fix=fix,
    )


@rule(
    "PS505",
    "enable-without-node",
    W,
    on=Enable,
    inputs=(given.no_node, given.empty_node),
    accepted=W,
    source="XEP-0357, section 5 and its schema",
    bad=(
        ex.iq("<enable xmlns='urn:xmpp:push:0' jid='push.example.com'/>"),
        ex.enable(node=""),
    ),
    good=ex.enable(),
)  # fmt: skip
def enable_without_node(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """The node tells the push service which device is meant.

    A server that accepts an ``enable`` without one publishes without a node, too, which push
    services refuse.
    """
    if scope.is_refusal or enable.node or near_attribute(enable, "node") is not None:
        return
    if enable.node is None:
        yield Finding(
            "missing 'node': the device is not specified",
            inputs=given.no_node,
            hint="add node='…', the node on the push service",
            lacks=Lack.ATTRIBUTE,
        )
        return
    yield Finding(
        "'node' is empty: the device is not specified",
        inputs=given.empty_node,
        attribute="node",
        hint="put the node on the push service here",
    )


@rule(
    "PS506",
    "disable-empty-node",
    E,
    on=Disable,
    inputs=given.empty_node,
    accepted=W,
    source="QXmpp, QXmppPushEnableIq.cpp, which writes it; the push modules of the servers",
    bad=ex.disable("node=''"),
    good=ex.disable(),
)  # fmt: skip
def disable_empty_node(disable: Disable, scope: Scope) -> Iterator[Finding]:
    """An empty ``node`` is neither a node nor the lack of one.

    Of the servers that accept it, some disable every node on the service and others none.
    """
    if disable.node == "" and not scope.is_refusal:
        yield Finding(
            "'node' is empty, which names neither one node nor all",
            attribute="node",
            hint="name the node; without the attribute, all of them are meant",
            fix=suggestion("disable all nodes on the service", DropAttribute(disable, "node")),
        )


_ALL = ex.disable("")
_ELSEWHERE = ex.enable(jid="push.example.net", node="my-tablet")


@rule(
    "PS507",
    "disable-all",
    I,
    on=Disable,
    sequence=True,
    source="XEP-0357, section 6; MongooseIM's tutorial, which says it works on all devices",
    bad=(
        "\n".join([ex.enable(), _ELSEWHERE, _ALL]),
        "\n".join([ex.enable(ex.fcm()), ex.enable(ex.apns(), node="my-tablet"), _ALL]),
    ),
    good=(_ALL, "\n".join([ex.enable(), _ALL]), "\n".join([ex.enable(), ex.disable()])),
)
def disable_all(disable: Disable, scope: Scope) -> Iterator[Finding]:
    """A ``disable`` without a node ends push for every device of the user on that service.

    On that one only: a node on another push service stays enabled, whatever some documents say.
    It is told where other stanzas show that it makes a difference, or where a target is named.
    """
    service = _service(disable, scope)
    act = scope.history.act(scope.stanza)
    if disable.node is not None or service is None or act is None:
        return
    if near_attribute(disable, "node") is not None:
        return  # one node is meant
    on = [each for each in scope.history.devices_of(act, in_log=scope.in_log) if each.is_on]
    ended = [each for each in on if each.service == act.service]
    kept = [each for each in on if each.service != act.service]
    if len(ended) < 2 and not kept and not scope.targets:
        return
    several = f", {len(ended)} of them enabled above" if len(ended) > 1 else ""
    others = (
        f": {quoted(kept[-1].node)} on {kept[-1].service} (line {kept[-1].enabled}) stays on"
        if kept
        else ""
    )
    yield Finding(
        f"no node: this ends push for all devices of the user on {act.service}{several},"
        f" and on no other service{others}",
        hint="add node='…' if one device is meant",
    )


# What an enable and a disable hold ---------------------------------------------------------------


@rule(
    "PS508",
    "disable-with-content",
    W,
    on=Tree,
    source="XEP-0357, section 6 and its schema",
    bad=(
        ex.disable(inside=ex.options(ex.SECRET)),
        ex.disable(inside="<reason xmlns='urn:example:why'>logged out</reason>"),
    ),
    good=ex.disable(),
)
def disable_with_content(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A ``disable`` is empty: the service and the node say all that there is to say.

    Servers pass over what is in it, so options neither restrict nor confirm anything.
    """
    if "disable" not in scope.text or scope.is_refusal:
        return
    for element in root.iter(_DISABLE):
        for child in element.iterchildren("*"):
            if tags.namespace(child) == xep0357.NS:
                continue  # the schema tells it
            name = tags.local(child)
            yield Finding(
                f"a disable holds nothing, and every server passes over this <{name}/>",
                at=child,
                fix=safe("remove it", Remove(child)),
            )


@rule(
    "PS509",
    "unknown-enable-content",
    I,
    on=Tree,
    source="The push modules of MongooseIM, ejabberd, Prosody and Tigase",
    bad=(
        ex.enable("<badge xmlns='urn:example:badge'/>"),
        ex.enable("<priority xmlns='tigase:push:priority:1'/>"),
        ex.enable().replace("node=", "device='phone' node="),
    ),
    good=(
        ex.enable().replace("node=", "away='true' node="),
        ex.enable().replace("node=", "include_payload='true' node="),
        ex.enable("<priority xmlns='tigase:push:priority:0'/>"),
    ),
)
def unknown_enable_content(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """No server that is known reads this part of the ``enable``.

    They keep the service, the node and one form, and lose the rest without a word. Tigase has
    extensions, which Prosody reads with ``mod_cloud_notify_extensions``; those are known here.
    """
    if "enable" not in scope.text or scope.is_refusal:
        return
    for element in root.iter(_ENABLE):
        for child in element.iterchildren("*"):
            yield from _unknown_child(child)


@also("PS509", on=Enable, extra=True)
def _unknown_attributes(enable: Enable, scope: Scope) -> Iterator[Finding]:
    if enable.extra is None or scope.is_refusal:
        return
    misspelt = dict(misnamed_attributes(enable))
    for key, value in enable.extra.attributes:
        known = key in ATTRIBUTES or key[0] == "{" or key in misspelt
        if not known and not (":" in value and nearest(key, ["xmlns"])):
            yield Finding(
                f"no server reads the attribute {key!r} of an enable: it is lost",
                attribute=key,
                hint=did_you_mean(key, ATTRIBUTES),
            )


def _unknown_child(child: etree._Element) -> Iterator[Finding]:
    namespace, name = tags.split(str(child.tag))
    if (
        namespace in {"", xep0357.NS}
        or name.lower() == "x"
        or (namespace in NAMESPACES and near_element(child) is not None)
        or next(child.iter(_FORM), None) is not None
    ):
        return  # what is meant as a form, or holds one, is told as that
    if EXTENSIONS.get(namespace) != name:
        meant = EXTENSIONS.get(namespace)
        hint = f"did you mean <{meant}/>?" if meant else did_you_mean(namespace, EXTENSIONS)
        yield Finding(
            f"no server reads <{name}/> of {quoted(namespace)} in an enable: it is lost",
            at=child,
            hint=hint,
        )


# The summary -------------------------------------------------------------------------------------


@rule(
    "PS510",
    "summary-counts",
    E,
    on=Notification,
    source="MongooseIM mod_push_service_mongoosepush; XEP-0357, section 10.3",
    bad=(
        ex.publish(ex.summary(ex.field(COUNT, "three"))),
        ex.publish(ex.summary(ex.field(COUNT, " 3\n"))),
        ex.publish(ex.summary(ex.field(COUNT, "-1"))),
        ex.publish(ex.summary(ex.field(COUNT, ""))),
        ex.publish(ex.summary(more=ex.field("pending-subscription-count", "1.0"))),
    ),
    good=(
        ex.publish(),
        ex.publish(ex.summary(more=ex.field("pending-subscription-count", "0"))),
        ex.publish(ex.summary(more="<field var='pending-subscription-count'/>")),
    ),
)
def summary_counts(notification: Notification, scope: Scope) -> Iterator[Finding]:
    """Counts are integers from 0 on, in ASCII digits.

    MongooseIM makes no notification of any other: its push node answers ``bad-request``, its
    PubSub-less mode drops the push without a word.
    """
    for each in _fields(notification, scope):
        if each.var in COUNTS and each.value is not None:
            yield from _count(each, each.value)


def _count(field: Field, text: str) -> Iterator[Finding]:
    if text.isascii() and text.isdigit():
        return
    from pushstanza.payloads.findings import FINDINGS
    from pushstanza.payloads.mongoosepush import integer
    from pushstanza.payloads.quoting import quote

    number = integer(text)
    if number is not None and number >= 0:
        return
    row = FINDINGS["message-count-not-an-integer" if number is None else "count-negative"]
    said = row.sentence.format(value=quote(text))
    if field.var != COUNT:
        said = f"{field.var} is {quote(text)}, not a number from 0 on"
    is_blank_only = number is None and integer(text.strip()) is not None
    yield Finding(
        said,
        at=field,
        content=True,
        severity=row.severity,
        fix=safe("take the blanks away", Trim(field)) if is_blank_only else None,
    )


_MISSED: Where = {"mongooseim": E, "node_push": E, "mod_push_appserver": W, "p2": I, "fpush": I}


@rule(
    "PS511",
    "summary-missing",
    I,
    on=Notification,
    where=_MISSED,
    source="MongooseIM mod_push_service_mongoosepush; mod_push_appserver; "
    "processone/ejabberd issues 3534, 3651 and 1379",
    bad=(ex.publish(""), ex.publish(ex.form("urn:xmpp:push:summary", ""))),
    good=(
        ex.publish(),
        ex.publish("<encrypted xmlns='tigase:push:encrypt:0' iv='MTIz'>NDU2</encrypted>"),
    ),
    given=Given(app_server="mod_push_appserver"),
)
def summary_missing(notification: Notification, scope: Scope) -> Iterator[Finding]:
    """A notification without a summary says that something came, and not what.

    ejabberd sends it where neither the sender nor the body is included, which are its defaults for
    a message without a body. The push node of MongooseIM answers ``bad-request``, for there is no
    alert to make of it; mod_push_appserver passes over it. So it is told for a push service, and
    without one only where there is a summary that is empty, which ejabberd does not send.
    """
    form = notification.form
    if scope.is_refusal:
        return
    if form is None and notification.extra is not None and notification.extra.children:
        return  # such as Tigase's encrypted content
    if form is None and not scope.aims_at(*_MISSED):
        return
    if form is not None and (_holds_anything(form) or _is_silent(scope)):
        return
    what = "the notification" if form is None else "the summary"
    yield Finding(
        f"{what} is empty: the app learns that something came, and not what;"
        " MongooseIM's push node answers bad-request, mod_push_appserver sends no push",
        at=form,
        hint="in ejabberd, include_sender and include_body of mod_push say what goes into it",
        lacks=Lack.CONTENT,
    )


def _holds_anything(form: Form) -> bool:
    fields = (each for each in form.fields if each.var != "FORM_TYPE")
    return any(value.strip() for each in fields for value in each.values)


@rule(
    "PS512",
    "summary-field",
    I,
    on=Notification,
    source="XEP-0357, section 10.3; MongooseIM mod_push_service_mongoosepush",
    bad=(
        ex.publish(ex.summary(more=ex.field("senderId", "juliet@example.com"))),
        ex.publish(ex.summary(sender=ex.field("last-message-sender", "juliet@@example.com"))),
    ),
    good=(
        ex.publish(),
        ex.publish(ex.summary(sender="<field var='last-message-sender' type='jid-single'/>")),
        ex.publish(ex.summary(more=ex.field("{urn:example:push}nickname", "Juliet"))),
        ex.publish(ex.summary(more=ex.field("jingle-message", "propose"))),
        ex.publish(ex.summary(more=ex.field("badge", "7")), ex.fcm(ex.field("silent", "true"))),
    ),
)
def summary_field(notification: Notification, scope: Scope) -> Iterator[Finding]:
    """The summary has the fields of XEP-0357, and those of MongooseIM's hints plugin.

    Push services look for these. MongooseIM puts any other into the data of a silent push, and
    leaves it out of an alert.
    """
    for each in _fields(notification, scope):
        if each.var in SENDERS:
            yield from _sender(each)
        elif _is_strange(each) and not _is_silent(scope) and not _stands_in(notification, scope):
            yield Finding(
                f"{quoted(each.var)} is no field of a summary: push services pass over it, and"
                " MongooseIM sends it in silent pushes only",
                at=each,
                attribute="var",
            )


def _is_strange(field: Field) -> bool:
    """Tell whether nobody knows a field; one that is misspelt is told as that."""
    var = field.var
    if not var or var in _KNOWN or var[0] == "{" or field.value == PushSummary.FORM_TYPE:
        return False
    return near_field(var, _KNOWN) is None


def _stands_in(notification: Notification, scope: Scope) -> bool:
    """Tell whether a field that nobody knows may be one that is missing, which PS606 tells."""
    form = notification.form
    return (
        scope.aims_at("mongooseim", "node_push")
        and form is not None
        and any(form.field(var) is None for var in ALERTED)
    )


def _sender(field: Field) -> Iterator[Finding]:
    # One that is empty is Prosody's; of type jid-single it is told with the other JIDs.
    if not field.value or field.type == "jid-single":
        return
    problem = Jid.unchecked(field.value).problem
    if problem is not None:
        yield Finding(
            f"{field.var} is no JID, and what is shown as the sender is this text: {problem}",
            at=field,
            content=True,
            severity=W,
        )


def _fields(notification: Notification, scope: Scope) -> tuple[Field, ...]:
    form = notification.form
    return () if form is None or scope.is_refusal else form.fields


# Publishing and remote disabling -----------------------------------------------------------------

_SERVER = " from='example.com'"


@rule(
    "PS513",
    "publisher-not-server",
    W,
    on=Publish,
    source="XEP-0357, section 7; iNPUTmice/p2, PushController.java; esl/MongooseIM pull request 2555",
    bad=(
        ex.publish().replace(_SERVER, " from='alice@example.com'"),
        ex.publish().replace(_SERVER, " from='alice@example.com/phone'"),
        ex.publish().replace(_SERVER, " from='example.com/push'"),
    ),
    good=(ex.publish(), ex.publish().replace(_SERVER, "")),
)
def publisher_not_server(publish: Publish, scope: Scope) -> Iterator[Finding]:
    """Who publishes notifications is the user's server, with its domain as ``from``.

    p2 answers ``forbidden`` to a full JID, and MongooseIM's push node to whoever was given no
    affiliation, where the publish model is ``publishers``. MongooseIM before 3.6 published as the
    user.
    """
    stanza = scope.stanza
    if not isinstance(stanza, Iq) or scope.is_refusal or not _is_push(publish):
        return
    sender = stanza.from_
    if sender is None or not sender.is_valid or sender.is_domain:
        return
    where: Where = {"node_push": W}
    refused = "MongooseIM's push node answers forbidden unless it is a publisher there"
    if not sender.is_bare:
        where = {"node_push": W, "p2": E}
        refused = f"p2 answers forbidden, and {refused}"
    yield Finding(
        f"the publisher is {quoted(str(sender))} and no server: {refused}",
        at=stanza,
        attribute="from",
        hint=f"publish as {sender.domain}, the user's server",
        where=where,
    )


def _message(pubsub: str, namespace: str = "pubsub", to: str = "alice@example.com") -> str:
    return (
        f"<message from='push.example.com' to='{to}'><pubsub "
        f"xmlns='http://jabber.org/protocol/{namespace}'{pubsub}</pubsub></message>"
    )


_OFF = "<affiliation jid='alice@example.com' affiliation='none'/>"


@rule(
    "PS514",
    "remote-disable-shape",
    W,
    on=Message,
    where={"xep": W, "tigase": W},
    source="XEP-0357, section 8; Smack, PushNotificationsManager; Tigase, "
    "AbstractPushNotifications.java",
    bad=(
        _message(f">{_OFF}"),
        _message(" node='my-phone'>"),
        _message(f" node='my-phone'>{_OFF.replace('none', 'outcast')}"),
        _message(f" node='my-phone'>{_OFF.replace('alice', 'bob')}"),
        _message(" node='my-phone'><affiliation affiliation='none'/>"),
        _message(f"><affiliations>{_OFF}</affiliations>"),
        _message(f"><affiliations node='my-phone'>{_OFF}</affiliations>", "pubsub#owner"),
    ),
    good=(
        _message(f" node='my-phone'>{_OFF}"),
        _message(f"><affiliations node='my-phone'>{_OFF}</affiliations>"),
        _message("><subscription node='my-blog' jid='alice@example.com' subscription='none'/>"),
    ),
)
def remote_disable_shape(message: Message, scope: Scope) -> Iterator[Finding]:
    """A push service ends push with a message that takes the affiliation with the node away.

    Of the servers only Tigase reads it: it looks for the device by the sender and the ``node`` of
    ``pubsub``. MongooseIM, ejabberd and Prosody stop at the next refused publish. XEP-0060 writes
    the same with ``affiliations``, which is let pass.
    """
    if scope.is_refusal:
        return
    for payload in message.payloads:
        if isinstance(payload, OwnerPubsub):
            yield Finding(
                "an owner's request has no place in a message: nobody takes it for a remote"
                " disable, and push stays on",
                at=payload,
                attribute="xmlns",
                hint="the namespace is http://jabber.org/protocol/pubsub",
            )
        elif isinstance(payload, Pubsub):
            yield from _remote_disable(message, payload, scope)


def _remote_disable(message: Message, pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """Yield what is wrong with a message that is meant as a remote disable, by either document."""
    if pubsub.affiliations is not None:
        yield from _affiliations(pubsub, scope)
        return
    given = pubsub.affiliation
    if given is None:
        if pubsub.node is not None and not holds_strangers(pubsub):
            yield Finding(
                "no affiliation is taken away here: nobody takes it for a remote disable, and push"
                " stays on",
                at=pubsub,
                hint="add <affiliation jid='…' affiliation='none'/>",
                lacks=Lack.CONTENT,
            )
        return
    if not pubsub.node and near_attribute(pubsub, "node") is None:
        yield Finding(
            "nothing says which node is meant: Tigase finds no device, and push stays on",
            at=pubsub,
            hint="add node='…' to pubsub",
            lacks=Lack.ATTRIBUTE,
        )
    if given.affiliation != "none" and near_attribute(given, "affiliation") is None:
        yield Finding(
            f"the affiliation is {quoted(given.affiliation)} and not 'none', which alone disables"
            " push; Smack refuses to send or read it",
            at=given,
            attribute="affiliation",
            hint=did_you_mean(str(given.affiliation), ["none"]),
        )
    if given.jid is None:
        if near_attribute(given, "jid") is None:
            what = "nothing says whose affiliation is taken away"
            yield Finding(what, at=given, hint="add jid='…'", lacks=Lack.ATTRIBUTE)
    elif not _is_recipient(given.jid, message.to):
        yield Finding(
            f"jid is {quoted(str(given.jid))}, and not the user to whom this goes:"
            " the push that ends is the recipient's",
            at=given,
            attribute="jid",
        )


def _affiliations(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    assert pubsub.affiliations is not None  # noqa: S101 - the caller has looked
    if not pubsub.affiliations.node:
        if near_attribute(pubsub.affiliations, "node") is not None:
            return
        yield Finding(
            "nothing says which node is meant, so no push is disabled",
            at=pubsub.affiliations,
            hint="add node='…'",
            lacks=Lack.ATTRIBUTE,
        )
    elif scope.aims_at("tigase"):
        yield Finding(
            "Tigase reads the node of pubsub and an affiliation in it, not XEP-0060's"
            " affiliations: push stays on",
            at=pubsub.affiliations,
        )


def _is_recipient(jid: Jid, to: Jid | None) -> bool:
    if to is None or not to.is_valid or not jid.is_valid:
        return True  # not known, or told as no JID
    return jid.bare == to.bare or (jid.local is None and jid.domain == to.domain)


# What several rules ask --------------------------------------------------------------------------


def _service(model: Enable | Disable, scope: Scope) -> Jid | None:
    """Return the push service of a request; ``None`` where other rules tell what is wrong."""
    jid = model.jid
    return jid if jid is not None and jid.is_valid and not scope.is_refusal else None


def _account(scope: Scope) -> Jid | None:
    """Return the account that is given, or the user who sends the stanza."""
    if scope.account is not None:
        return scope.account
    sender = scope.stanza.from_ if isinstance(scope.stanza, Iq) else None
    return sender if sender is not None and sender.is_valid and sender.local is not None else None


def _is_own_server(jid: Jid, scope: Scope) -> bool:
    account = _account(scope)
    return account is not None and jid.domain == account.domain


def _accepted(model: Enable | Disable) -> str:
    if isinstance(model, Enable):
        return "servers answer result, and no push ever comes"
    return "there is nothing to disable, and push stays on"


def _is_push(publish: Publish) -> bool:
    return any(isinstance(item.payload, Notification) for item in publish.items)


def _is_silent(scope: Scope) -> bool:
    """Tell whether a publish asks for a silent push, which needs no summary fields."""
    pubsub = scope.stanza.payload if isinstance(scope.stanza, Iq) else scope.stanza
    return isinstance(pubsub, Pubsub) and silence_is_meant(pubsub)
