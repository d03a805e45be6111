"""The sender and the addressee of a request."""

from collections.abc import Iterator

import attrs

from pushstanza.binding import spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import DropAttribute, safe, suggestion
from pushstanza.linting.rules.gates import odd_iq, odd_request
from pushstanza.linting.rules.rule import Finding, Given, Inputs, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import REQUESTS
from pushstanza.servers import inputs as given
from pushstanza.stanzas import xep0060
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0357 import Disable, Enable

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - columns of tables

#: The specification expects no such request. What Tigase does with one is inferred.
_TO_DOMAIN: Where = {
    "xep": E, "ejabberd": E, "prosody": E, "tigase": W, "mongooseim": I, "mongooseim-virtual": I,
}  # fmt: skip
_JULIET = Given(account="juliet@example.com")


@rule(
    "PS104",
    "to-server-domain",
    Severity.WARNING,
    on=(Enable, Disable),
    gate=odd_request,
    where=_TO_DOMAIN,
    source="XEP-0357, section 5; processone/ejabberd issues 2033 and 3095",
    bad=(
        examples.iq(examples.ENABLE, " to='example.com'"),
        examples.iq(examples.DISABLE, " to='example.com' from='juliet@example.com/balcony'"),
    ),
    good=(
        examples.iq(examples.ENABLE),
        examples.iq(examples.ENABLE, " to='juliet@example.com' from='juliet@example.com/balcony'"),
    ),
)  # fmt: skip
def to_server_domain(request: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """Push is enabled for an account, so the request is sent without ``to`` or to the bare JID.

    Most servers have no handler for push requests that are sent to their domain.
    """
    if _addressed(request, scope) == "server":
        yield _misdirected(
            request,
            scope,
            _TO_SERVER if account_of(scope) else _TO_SOME_DOMAIN,
            inputs=given.to_host,
            where=_TO_DOMAIN,
        )


_TO_SERVER = "is sent to the domain of the server, not to the account"
#: Without the account nobody knows whose domain it is.
_TO_SOME_DOMAIN = "is sent to a domain, not to the account; if that is the user's own server"


@rule(
    "PS105",
    "to-elsewhere",
    Severity.ERROR,
    on=(Enable, Disable),
    gate=odd_request,
    accepted=E,
    source="XEP-0357, section 5; RFC 6120, section 8.1.1",
    bad=(
        examples.iq(examples.ENABLE, " to='push.example.com'"),
        examples.iq(examples.ENABLE, " to='juliet@example.com/balcony'"),
        examples.iq(examples.ENABLE, " to='romeo@example.com' from='juliet@example.com/balcony'"),
        examples.iq(examples.ENABLE, " to='example.org' from='juliet@example.com/balcony'"),
    ),
    good=(
        examples.iq(examples.ENABLE, " to='juliet@example.com'"),
        examples.iq(examples.ENABLE),
    ),
)
def to_elsewhere(request: Enable | Disable, scope: Scope) -> Iterator[Finding]:
    """The user's own server enables push; the push service is only named in ``jid``.

    A server that accepts a request for another user enables push for the sender, if at all. A
    request to another domain is routed there.
    """
    kind = _addressed(request, scope)
    if kind in _ELSEWHERE:
        inputs = given.to_neighbour if kind == "user" else ()
        finding = _misdirected(request, scope, _ELSEWHERE[kind], inputs=inputs)
        # A server that accepts it does so for the sender, which may be what was meant.
        yield attrs.evolve(finding, accepted=W) if kind == "user" else finding


#: What happens to a request that is sent elsewhere, by the addressee.
_ELSEWHERE = {
    "service": "is sent to the push service, which refuses it; the user's server does not handle it",
    "full": "is routed to one of the user's own clients; the server does not handle it",
    "user": "is sent to another user, for whom no client can enable or disable push",
    "domain": "is routed to another server; the user's own server does not handle it",
}


_OMIT = "omit 'to': the request is then for the user's own account"
_OMIT_IF = "omit 'to' if push is meant for the account, not for a room or another service"


def _misdirected(
    request: Enable | Disable,
    scope: Scope,
    fate: str,
    *,
    inputs: Inputs,
    where: Where | None = None,
) -> Finding:
    iq = scope.stanza
    name = spec_of(type(request)).names[0]
    is_clients = isinstance(iq, Iq) and iq.from_ is None
    kind = _addressed(request, scope)
    is_own = scope.account is not None and kind == "server"
    put_right = safe if is_clients and is_own else suggestion
    return Finding(
        f"this {name} {fate}",
        at=iq,
        attribute="to",
        hint=_OMIT if account_of(scope) or kind != "server" else _OMIT_IF,
        inputs=inputs,
        where=where,
        fix=None if iq is None else put_right("Remove 'to'", DropAttribute(iq, "to")),
    )


def _addressed(request: Enable | Disable, scope: Scope) -> str | None:
    """Return a word for the addressee of a request, ``None`` if it is correct."""
    iq = scope.stanza
    if not isinstance(iq, Iq) or iq.to is None or iq.payload is not request:
        return None
    to = iq.to
    if iq.type not in REQUESTS or not to.is_valid:
        return None
    own = account_of(scope)
    is_own = to.local is not None if own is None else to.bare == own.bare
    if is_own:
        return None if to.is_bare else "full"
    if own is not None and to.is_domain and to.domain == own.domain:
        return "server"
    if request.jid is not None and request.jid.is_valid and to.bare == request.jid.bare:
        return "service"
    if own is None:
        return "server" if to.is_domain else "full"
    return "user" if to.local is not None else "domain"


def account_of(scope: Scope) -> Jid | None:
    """Return the account that sends this stanza, as far as it is known."""
    sender = getattr(scope.stanza, "from_", None)
    if scope.account is None and sender is not None and sender.is_valid and sender.local:
        return sender  # type: ignore[no-any-return]
    return scope.account


@rule(
    "PS106",
    "client-sets-from",
    Severity.WARNING,
    on=Iq,
    gate=odd_iq,
    inputs=given.from_another,
    accepted=W,
    source="RFC 6120, section 8.1.2.1",
    bad=(
        examples.iq(examples.ENABLE, " from='romeo@example.com/orchard'"),
        examples.iq(examples.ENABLE, " from='example.com'"),
    ),
    good=(
        examples.iq(examples.ENABLE),
        examples.iq(examples.ENABLE, " from='juliet@example.com/balcony'"),
        examples.publish(),
    ),
    given=_JULIET,
)
def client_sets_from(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """The server sets the ``from`` of a client's stanza.

    A ``from`` that is not the client's own JID is a forgery. The server may close the stream with
    ``invalid-from``, or refuse the stanza.
    """
    account, sender = scope.account, iq.from_
    if account is None or sender is None or iq.type not in REQUESTS or scope.in_log:
        return
    if not sender.is_valid or sender.bare == account.bare or not _is_clients(iq, sender):
        return
    if iq.to is None or not (iq.to.is_valid and iq.to.bare == account.bare and sender.is_domain):
        yield Finding(
            f"'from' is {quoted(str(sender))}, not the account {account}",
            attribute="from",
            hint="omit 'from': the server sets it",
            fix=suggestion("Remove 'from'", DropAttribute(iq, "from")),
        )


def _is_clients(iq: Iq, sender: Jid) -> bool:
    """Tell whether a request is one that only clients send."""
    payload = iq.payload
    if isinstance(payload, Enable | Disable):
        return True
    creates = isinstance(payload, xep0060.Pubsub) and payload.create is not None
    return sender.local is not None and (creates or isinstance(payload, xep0060.OwnerPubsub))


def own_domain(scope: Scope) -> str | None:
    """Return the domain of the user who sends the request, as far as it is known."""
    sender = scope.stanza.from_ if isinstance(scope.stanza, Iq) else None
    user = scope.account or sender
    known = user is not None and user.is_valid and (user.local is not None or user is not sender)
    return user.domain if user is not None and known else None
