"""The push service of an enable or a disable."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import SetAttribute, safe, suggestion
from pushstanza.linting.rules.gates import odd_service
from pushstanza.linting.rules.placeholders import HOST_LEFT
from pushstanza.linting.rules.rule import Finding, Given, Lack, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import near_attribute
from pushstanza.payloads.tokens import NULLS
from pushstanza.servers import inputs as given
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W = Severity.ERROR, Severity.WARNING

_ALICE = Given(account="alice@example.com/phone")


@rule(
    "PS501",
    "jid-missing",
    E,
    on=(Enable, Disable),
    gate=odd_service,
    source="XEP-0357, section 5",
    bad=(
        ex.iq("<enable xmlns='urn:xmpp:push:0' node='my-phone'/>"),
        ex.iq("<disable xmlns='urn:xmpp:push:0' node='my-phone'/>"),
        ex.enable(jid="undefined"),
    ),
    good=(ex.enable(), ex.disable()),
)
def jid_missing(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """The attribute ``jid`` specifies the push service.

    Servers refuse a request without it, but accept the words that programs print for a missing
    value, such as ``null``, as the name of a host.
    """
    if scope.is_refusal or near_attribute(model, "jid") is not None:
        return
    if model.jid is None:
        yield Finding(
            "missing 'jid': the push service is not specified",
            inputs=given.no_jid,
            hint="add jid='…', the push service",
            lacks=Lack.ATTRIBUTE,
        )
    elif str(model.jid).lower() in NULLS:
        yield Finding(
            f"'jid' is {str(model.jid)!r}, the text of a missing value, {_effect(model)}",
            attribute="jid",
            hint="set it to the push service",
        )


@rule(
    "PS502",
    "jid-is-a-user",
    W,
    on=(Enable, Disable),
    gate=odd_service,
    source="esl/MongooseIM and Prosody, their push modules; tmolitor-stud-tu/mod_push_appserver "
    "issue 5; processone/ejabberd issue 697",
    bad=(
        ex.enable(jid="admin@example.com"),
        ex.enable(jid="alice@example.com"),
        ex.enable(jid="alice@example.com/phone"),
        ex.disable().replace("push.example.com", "alice@example.com/phone"),
    ),
    good=(ex.enable(), ex.disable()),
    given=_ALICE,
)
def jid_is_a_user(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """The ``jid`` is that of the push service, a server or component, and never that of a user.

    The user's server publishes the notifications, and knows whose they are. Servers store almost
    any JID, and publish to a client that cannot handle it.
    """
    jid = valid_service(model, scope)
    if jid is None or jid.local is None:
        return
    account = _account(scope)
    if account is not None and account.bare == jid.bare:
        yield Finding(
            f"'jid' is the account itself, not a push service, {_effect(model)}",
            attribute="jid",
            inputs=given.own_jid if jid == account and isinstance(model, Enable) else (),
            accepted=E,
            hint=f"the server knows the account; {_SERVICE_HINT}",
            severity=E,
        )
        return
    yield Finding(
        f"'jid' is the user {quoted(str(jid))}, not a push service, {_effect(model)}",
        attribute="jid",
        hint=_SERVICE_HINT,
    )


_SERVICE_HINT = "use the push service, such as push.example.com"


@rule(
    "PS503",
    "jid-is-own-server",
    W,
    on=(Enable, Disable),
    gate=odd_service,
    source="royneary/mod_push issue 13; vukoye/xmpp_dart issue 11",
    bad=(ex.enable(jid="example.com"), ex.enable(jid="Example.com/push")),
    good=(ex.enable(), ex.enable(jid="pubsub.example.com")),
    given=_ALICE,
)
def jid_is_own_server(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """The push service has an address of its own, usually a component of the app's developer.

    The server itself has no nodes for devices: it accepts the ``enable``, and every notification
    that it then publishes to itself is refused.
    """
    jid, account = valid_service(model, scope), _account(scope)
    if jid is None or jid.local is not None or account is None or jid.domain != account.domain:
        return
    yield Finding(
        f"'jid' is the account's own server, not a push service, {_effect(model)}",
        attribute="jid",
        hint=_SERVICE_HINT,
    )


@rule(
    "PS504",
    "jid-not-bare-or-normal",
    W,
    on=(Enable, Disable),
    gate=odd_service,
    source="RFC 7622, section 3.2; Prosody, mod_cloud_notify.lua; processone/ejabberd issue 4584; "
    "a recording of MongooseIM 6.8.0",
    bad=(
        ex.enable(jid="push.example.com/node"),
        ex.enable(jid="push.example.com/my@phone"),
        ex.enable(jid="Push.Example.com"),
        ex.enable(jid="push.example.com."),
        ex.disable().replace("push.ex", "PUSH.ex"),
    ),
    good=(ex.enable(), ex.disable()),
)
def jid_not_bare_or_normal(model: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """The JID of a push service is a domain in lower case, without a trailing dot.

    Not every server normalizes JIDs as RFC 7622 requires. For one that compares the text, another
    spelling is another device, and a ``disable`` in another spelling removes nothing. MongooseIM
    keeps a trailing dot, publishes to a host that nobody knows by that name, and disables push at the
    first message. A resource is dropped by some servers, and others publish to it; MongooseIM refuses
    one that contains an ``@``.
    """
    jid = valid_service(model, scope)
    if jid is None or jid.local is not None or _is_own_server(jid, scope):
        return  # other rules report a user, and the account's own server
    if HOST_LEFT.search(str(jid)):
        return  # another rule reports templates
    yield from _spelling(model, jid)
    if jid.resource is not None:
        refusal = "some refuse it for the '@', others" if "@" in jid.resource else "others"
        yield Finding(
            f"'jid' has the resource {quoted(jid.resource)}: some servers drop it, {refusal} publish"
            " to it",
            attribute="jid",
            fix=suggestion("remove the resource", SetAttribute(model, "jid", jid.domain)),
        )


#: Servers that compare the text of JIDs; XEP-0357 does not say how to compare them.
_COMPARE_TEXT: Where = {"xep": W, "prosody": W}
#: Those of them that keep a trailing dot, and where no service is found by that name.
_KEEP_DOT: Where = {**_COMPARE_TEXT, "mongooseim": E, "mongooseim-virtual": E}


def _spelling(model: Enable | Disable, jid: Jid) -> Iterator[Finding]:
    domain, slash, resource = str(jid).partition("/")
    if domain == domain.removesuffix(".").lower():
        return
    normal = jid.domain + slash + resource
    change = SetAttribute(model, "jid", normal)
    if isinstance(model, Enable):
        effect = f"it is a second device beside {jid.domain}"
        fix = safe("normalize the domain", change)
    else:  # if it was enabled in this spelling, only this spelling disables it
        effect = f"nothing enabled as {jid.domain} is disabled"
        fix = suggestion("normalize the domain", change)
    has_dot = domain.endswith(".")
    what = "ends with a dot" if has_dot else "has upper-case letters"
    if has_dot and isinstance(model, Enable):
        effect += ", or a service that is never reached"
    yield Finding(
        f"'jid' {what}: for a server that compares the text, {effect}",
        attribute="jid",
        hint=f"write {normal}" if slash == "" else None,
        where=_KEEP_DOT if has_dot else _COMPARE_TEXT,
        fix=fix,
    )


def valid_service(model: Enable | Disable, scope: Scope) -> Jid | None:
    """Return the push service of a request; ``None`` if other rules report it."""
    jid = model.jid
    return jid if jid is not None and jid.is_valid and not scope.is_refusal else None


def _account(scope: Scope) -> Jid | None:
    """Return the account of the settings, or else the user who sends the stanza."""
    if scope.account is not None:
        return scope.account
    sender = scope.stanza.from_ if isinstance(scope.stanza, Iq) else None
    return sender if sender is not None and sender.is_valid and sender.local is not None else None


def _is_own_server(jid: Jid, scope: Scope) -> bool:
    account = _account(scope)
    return account is not None and jid.domain == account.domain


def _effect(model: Enable | Disable) -> str:
    if isinstance(model, Enable):
        return "so no push notification will arrive"
    return "so nothing is disabled, and push stays enabled"
