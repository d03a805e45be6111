"""Family 3: service discovery, by XEP-0030."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import DropAttribute, suggestion
from pushstanza.linting.rules.gates import odd_iq
from pushstanza.linting.rules.rule import Finding, Given, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.addressing import account_of
from pushstanza.linting.rules.stanza.errors import is_of_generic_pubsub
from pushstanza.linting.rules.xml.near_names import holds_strangers
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas import xep0357
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0030 import DiscoInfo, Feature, Identity

if TYPE_CHECKING:
    from pushstanza.servers.answer import Answer

W, I = Severity.WARNING, Severity.INFO  # noqa: E741 - columns of tables

_ASKED = "<query xmlns='http://jabber.org/protocol/disco#info'/>"


def _answer(inside: str, more: str = " from='push.example.com'") -> str:
    """Return an answer to a disco#info request, for examples."""
    query = f"<query xmlns='http://jabber.org/protocol/disco#info'>{inside}</query>"
    return examples.iq(query, more, kind="result")


_PUSH = "<feature var='urn:xmpp:push:0'/>"
_PUSH_SERVICE = "<identity category='pubsub' type='push'/>"
_GENERIC = "<identity category='pubsub' type='service'/>"
_UNKNOWN_FIELD = (
    "<iq type='error' id='p1' from='pubsub.example.com' to='example.com'><error type='wait'>"
    "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
    "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Unknown field 'secret' of type "
    "'http://jabber.org/protocol/pubsub#publish-options'</text></error></iq>"
)


# ---- which entity to ask whether push is supported ----


@rule(
    "PS301",
    "disco-wrong-entity",
    Severity.WARNING,
    on=DiscoInfo,
    sequence=True,
    source="XEP-0357, section 4; processone/ejabberd issue 2045; monal-im/Monal pull request 75",
    bad=(
        examples.iq(_ASKED, " to='example.com'", kind="get"),
        examples.iq(_ASKED, " to='example.com' from='juliet@example.com/balcony'", kind="get"),
        examples.iq(
            _ASKED.replace("/>", " node='urn:xmpp:push:0'/>"),
            " to='juliet@example.com'",
            kind="get",
        ),
    ),
    good=(
        examples.iq(_ASKED, " to='juliet@example.com'", kind="get"),
        examples.iq(_ASKED, " to='push.example.com'", kind="get"),
    ),
    given=Given(target="prosody", account="juliet@example.com"),
)
def disco_wrong_entity(query: DiscoInfo, scope: Scope) -> Iterator[Finding]:
    """Servers disagree on the entity whose features list push.

    XEP-0357 has clients ask the account, which is the user's bare JID. Some servers list push
    there, others on their domain. A client that asks the wrong entity concludes that push is not
    supported.

    Either request is right for some server, and for much else than push. Findings are therefore
    reported only where a target is named, and not in logs.
    """
    iq = scope.stanza
    if not scope.targets or scope.in_log or query.node is not None:
        return
    if not isinstance(iq, Iq) or iq.type != "get" or (iq.to is not None and not iq.to.is_valid):
        return
    to, own = iq.to, account_of(scope)
    if to is None or to.local is not None:
        if to is None or own is None or to == own.bare:
            yield from _wrong_entity(iq, scope, given.to_account, W)
    elif to.is_domain and not _is_service(to, scope) and (own is None or to.domain == own.domain):
        # Without an account it is not known to be the user's server.
        yield from _wrong_entity(iq, scope, given.to_host, I if own is None else W)


@also("PS301", on=DiscoInfo)
def disco_node_of_push(query: DiscoInfo, scope: Scope) -> Iterator[Finding]:
    """Find requests for the namespace of push as if it were a node."""
    iq = scope.stanza
    if isinstance(iq, Iq) and iq.type == "get" and (query.node or "").startswith(_PUSH_NAMESPACES):
        yield Finding(
            f"'node' is {quoted(query.node)}: features are those of the entity, which has no such"
            " node",
            at=query,
            attribute="node",
            inputs=(given.disco_node_of_host, given.disco_node),
            accepted=W,
            hint="leave 'node' out",
            fix=suggestion("Remove 'node'", DropAttribute(query, "node")),
        )


#: What the namespaces of push begin with, in any version.
_PUSH_NAMESPACES = "urn:xmpp:push:"

#: How the hosts of push and pubsub services begin.
_SERVICE_HOSTS = ("push", "pubsub", "p2", "fpush", "notify")


def _is_service(to: Jid, scope: Scope) -> bool:
    """Tell whether a domain is a service rather than a user's server."""
    return scope.history.is_enabled(to) or to.domain.startswith(_SERVICE_HOSTS)


def _wrong_entity(iq: Iq, scope: Scope, asked: Input, severity: Severity) -> Iterator[Finding]:
    """Yield that some of the targets do not list push on the entity that is asked."""
    from pushstanza.servers.outcomes import outcomes, titles, views  # few findings need the tables

    if scope.root is None:
        return
    found = outcomes(views(scope.root, scope.account), [asked])
    silent = [each for each in found if not _lists_push(each.answer)]
    where = {each.server.name: severity for each in silent}
    if scope.aims_at(*where):
        yield Finding(
            f"push is not listed on this entity by {titles(silent)}: it seems to be unsupported",
            at=iq,
            attribute="to",
            hint="ask both the user's bare JID and the domain of the server",
            where=where,
        )


def _lists_push(answer: "Answer | None") -> bool:
    payload = None if answer is None else answer.payload
    return isinstance(payload, DiscoInfo) and _has_push(payload)


# ---- the identity of a push service ----


@rule(
    "PS302",
    "no-push-identity",
    Severity.WARNING,
    on=DiscoInfo,
    sequence=True,
    source="XEP-0357, section 4; monal-im/fpush, message_loop.rs",
    bad=(
        _answer(_PUSH),
        _answer("<identity category='component' type='jidprep'/>" + _PUSH),
        _answer("<identity category='pubsub' type='Push'/>" + _PUSH),
        _answer("<identity category='account' type='registered'/><feature var='urn:xmpp:push:1'/>"),
        examples.enable() + _answer("<feature var='http://jabber.org/protocol/disco#info'/>"),
    ),
    good=(
        _answer(_PUSH_SERVICE + _PUSH),
        _answer(
            "<identity category='account' type='registered'/><identity category='pubsub' type='pep'/>"
            + _PUSH
        ),
        examples.enable() + _answer("<feature var='urn:xmpp:serverinfo:0'/>"),
    ),
)
def no_push_identity(query: DiscoInfo, scope: Scope) -> Iterator[Finding]:
    """A push service identifies itself by the identity ``pubsub/push``.

    Clients that discover push services, as described in XEP-0357, ignore a service without it. fpush
    has no identity at all, since its app knows its address; its answer is reported only where a
    push service is named. The feature ``urn:xmpp:push:0`` is compared letter by letter, too.
    """
    iq = scope.stanza
    if not isinstance(iq, Iq) or iq.type != "result":
        return
    if not _has_push(query):
        near_features = (each for each in query.features if _is_near_push(each.var))
        yield from (_near_feature(each, scope) for each in near_features)
    if any(each.category == "pubsub" and each.type == "push" for each in query.identities):
        return
    halves = any(None in {each.category, each.type} for each in query.identities)
    if halves or holds_strangers(query):
        return  # it is misspelt, or half of it is missing
    near = next(filter(_is_near_identity, query.identities), None)
    if near is not None:
        yield _near_identity(near, scope)
    elif _is_as_fpush_answers(query) and not scope.app_servers:
        return
    elif _is_service_with_push(query) or (_is_enabled(iq, scope) and not _generic(query)):
        yield Finding(
            "missing identity pubsub/push: clients do not recognise this push service",
            severity=_severity(scope),
            hint="add <identity category='pubsub' type='push'/>",
            lacks=Lack.CONTENT,
        )


def _severity(scope: Scope) -> Severity:
    """Return how bad it is: the apps of fpush do not discover it."""
    return I if scope.app_servers == {"fpush"} else W


#: Features that are nearly the namespace of push notifications, and not meant to be it.
_OTHER_PUSH = frozenset({"urn:xmpp:push2:0"})
_VERSION = lazy_pattern(r"urn:xmpp:push(?::[0-9]*)?")


def _is_near_push(var: str | None) -> bool:
    """Tell whether a feature was meant to be that of push notifications, and is not."""
    if not var or var in _OTHER_PUSH or "urn:xmpp:p" not in var.lower():
        return False
    word = var.strip(" \t\r\n'\"/#").lower()
    return _VERSION.fullmatch(word) is not None or _is_misspelt(word)


def _is_misspelt(word: str) -> bool:
    return nearest(word, [xep0357.NS], cutoff=0.93) is not None


def _near_feature(feature: Feature, scope: Scope) -> Finding:
    return Finding(
        f"the feature {quoted(feature.var)} is not {xep0357.NS}: clients conclude that push is not"
        " supported",
        at=feature,
        attribute="var",
        severity=_severity(scope),
        hint=f"did you mean {xep0357.NS!r}?",
    )


def _is_near_identity(identity: Identity) -> bool:
    category, kind = (
        (identity.category or "").strip().lower(),
        (identity.type or "").strip().lower(),
    )
    return kind == "push" and nearest(category, ["pubsub"]) is not None


def _near_identity(identity: Identity, scope: Scope) -> Finding:
    wrong = "type" if identity.category == "pubsub" else "category"
    return Finding(
        f"the identity {quoted(f'{identity.category}/{identity.type}')} is not pubsub/push: clients do"
        " not recognise this push service",
        at=identity,
        attribute=wrong,
        severity=_severity(scope),
        hint=f"did you mean {'push' if wrong == 'type' else 'pubsub'!r}?",
    )


def _is_service_with_push(query: DiscoInfo) -> bool:
    """Tell whether something has the feature of push and is neither an account nor a server."""
    return _has_push(query) and not any(each.category in _FOR_USERS for each in query.identities)


def _has_push(query: DiscoInfo) -> bool:
    return any(each.var == xep0357.NS for each in query.features)


def _is_as_fpush_answers(query: DiscoInfo) -> bool:
    features = [each.var for each in query.features]
    return not query.identities and features == ["urn:xmpp:serverinfo:0"]


#: The categories of entities that support push for users, and are not push services.
_FOR_USERS = frozenset({"account", "client", "server"})


def _is_enabled(iq: Iq, scope: Scope) -> bool:
    return scope.history.is_enabled(iq.from_)


def _generic(query: DiscoInfo) -> Sequence[Identity]:
    """Return the identities of a generic pubsub service."""
    return [
        each
        for each in query.identities
        if each.category == "pubsub" and each.type in {"pep", "service"}
    ]


# ---- generic pubsub services ----


@rule(
    "PS303",
    "generic-pubsub",
    Severity.WARNING,
    on=DiscoInfo,
    sequence=True,
    source="XEP-0060, section 7.1.5; processone/ejabberd issues 2043, 2881 and 3095",
    bad=(
        examples.enable() + _answer(_GENERIC),
        examples.enable() + _answer("<identity category='pubsub' type='pep'/>"),
        _UNKNOWN_FIELD,
    ),
    good=(
        examples.enable() + _answer(_PUSH_SERVICE + _GENERIC),
        _answer(_GENERIC),
    ),
)
def generic_pubsub(query: DiscoInfo, scope: Scope) -> Iterator[Finding]:
    """A generic pubsub service stores notifications, but does not send them to devices.

    Nor does it know the publish-options of push services, and by XEP-0060 it refuses unknown ones.
    Users configure it because it is the pubsub service of their server.
    """
    iq = scope.stanza
    if not isinstance(iq, Iq) or iq.type != "result" or not _is_enabled(iq, scope):
        return
    generic = _generic(query)
    if generic and not any(each.type == "push" for each in query.identities):
        yield Finding(
            f"{iq.from_}, where push is enabled, is pubsub/{generic[0].type} and not a push service:"
            " it stores or refuses what is published, and notifies no device",
            at=generic[0],
            attribute="type",
            hint="enable push with a service whose identity is pubsub/push",
        )


@also("PS303", on=Iq, sequence=True, gate=odd_iq)
def options_refused(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """Find the error of a pubsub service that does not know the options of push services."""
    if iq.type == "error" and iq is scope.stanza and iq.error and is_of_generic_pubsub(iq.error):
        yield Finding(
            "a generic pubsub service refuses the publish-options: no device is notified",
            at=iq.error,
            hint="enable push with the JID of a push service, not of your server's pubsub service",
        )
