"""The push service that an enable or a disable names."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import SetAttribute, safe, suggestion
from pushstanza.linting.rules.rule import Finding, Given, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.jids import HOST_LEFT
from pushstanza.linting.rules.xml.near_names import near_attribute
from pushstanza.payloads.tokens import NULLS
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W = Severity.ERROR, Severity.WARNING

_ALICE = Given(account="alice@example.com/phone")


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
    jid = valid_service(model, scope)
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
    jid, account = valid_service(model, scope), _account(scope)
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
    jid = valid_service(model, scope)
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


def valid_service(model: Enable | Disable, scope: Scope) -> Jid | None:
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
