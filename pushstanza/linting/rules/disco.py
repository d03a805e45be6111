"""Family 3: service discovery, by XEP-0030."""

import re
from collections.abc import Iterator, Sequence

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.rule import Finding, Given, Lack, Where, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.addressing import account_of
from pushstanza.linting.rules.stanza.errors import is_of_generic_pubsub
from pushstanza.linting.rules.xml.near_names import holds_strangers
from pushstanza.stanzas import xep0357
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0030 import DiscoInfo, Feature, Identity

W, I = Severity.WARNING, Severity.INFO  # noqa: E741 - columns of tables

_ASKED = "<query xmlns='http://jabber.org/protocol/disco#info'/>"


def _answer(inside: str, more: str = " from='push.example.com'") -> str:
    """Return an answer to a question of service discovery, for examples."""
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


# ---- whom to ask whether push is supported ----

#: The servers that list push on the account, and those that list it on the domain.
ON_ACCOUNT: Where = dict.fromkeys(("xep", "ejabberd", "prosody"), W)
ON_DOMAIN: Where = dict.fromkeys(("mongooseim", "mongooseim-virtual"), W)


@rule(
    "PS301",
    "disco-wrong-entity",
    Severity.WARNING,
    on=DiscoInfo,
    sequence=True,
    where={**ON_ACCOUNT, **ON_DOMAIN},
    source="XEP-0357, section 4; processone/ejabberd issue 2045; monal-im/Monal pull request 75",
    bad=(
        examples.iq(_ASKED, " to='example.com'", kind="get"),
        examples.iq(_ASKED, " to='example.com' from='juliet@example.com/balcony'", kind="get"),
    ),
    good=(
        examples.iq(_ASKED, " to='juliet@example.com'", kind="get"),
        examples.iq(_ASKED, " to='push.example.com'", kind="get"),
    ),
    given=Given(target="prosody", account="juliet@example.com"),
)
def disco_wrong_entity(query: DiscoInfo, scope: Scope) -> Iterator[Finding]:
    """Servers do not agree on where they say that they support push.

    XEP-0357 wants it asked of the account, the user's bare JID; ejabberd and Prosody list it there
    and not on their domain. MongooseIM lists it on its domain and not on the account. A client that
    asks at the wrong place takes push for unsupported.

    Either question is right for some server, and for much else than push. So this works only for
    servers that are named as targets, and not in logs.
    """
    iq = scope.stanza
    if not scope.targets or scope.in_log or query.node is not None:
        return
    if not isinstance(iq, Iq) or iq.type != "get" or (iq.to is not None and not iq.to.is_valid):
        return
    to, own = iq.to, account_of(scope)
    if to is None or to.local is not None:
        if to is None or own is None or to == own.bare:
            yield _wrong_entity(iq, "MongooseIM lists push on its domain only", ON_DOMAIN)
    elif to.is_domain and not _is_service(to, scope) and (own is None or to.domain == own.domain):
        # Without an account nobody knows whose server it is.
        where = dict.fromkeys(ON_ACCOUNT, I) if own is None else ON_ACCOUNT
        yield _wrong_entity(iq, "ejabberd and Prosody list push on the account only", where)


#: How the hosts of push and pubsub services begin.
_SERVICE_HOSTS = ("push", "pubsub", "p2", "fpush", "notify")


def _is_service(to: Jid, scope: Scope) -> bool:
    """Tell whether a domain is a service rather than a user's server."""
    return to in scope.history.enabled_jids or to.domain.startswith(_SERVICE_HOSTS)


def _wrong_entity(iq: Iq, fact: str, where: Where) -> Finding:
    return Finding(
        f"{fact}: asked here, it looks as if push were not supported",
        at=iq,
        attribute="to",
        hint="ask both the user's bare JID and the domain of the server",
        where=where,
    )


# ---- what a push service says of itself ----


@rule(
    "PS302",
    "no-push-identity",
    Severity.WARNING,
    on=DiscoInfo,
    sequence=True,
    where={"p2": W, "mod_push_appserver": W, "node_push": W, "fpush": I},
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
    """A push service says that it is one by the identity ``pubsub/push``.

    Clients that look for it, as XEP-0357 tells them to, pass over a service without it. fpush
    names no identity at all, and its app knows where it is, so that its answer is told only where a
    push service is asked for. The same goes for the feature ``urn:xmpp:push:0``, which is compared
    letter by letter.
    """
    iq = scope.stanza
    if not isinstance(iq, Iq) or iq.type != "result":
        return
    if not _has_push(query):
        yield from (_near_feature(each) for each in query.features if _is_near_push(each.var))
    if any(each.category == "pubsub" and each.type == "push" for each in query.identities):
        return
    halves = any(None in {each.category, each.type} for each in query.identities)
    if halves or holds_strangers(query):
        return  # it is there misspelt, or says half of what it is
    near = next(filter(_is_near_identity, query.identities), None)
    if near is not None:
        yield _near_identity(near)
    elif _is_as_fpush_answers(query) and not scope.app_servers:
        return
    elif _says_it_is_a_service(query) or (_is_enabled(iq, scope) and not _generic(query)):
        yield Finding(
            "no identity pubsub/push: clients that look for a push service pass over this one",
            hint="add <identity category='pubsub' type='push'/>",
            lacks=Lack.CONTENT,
        )


#: What is not meant to be the namespace of push notifications, near as it is.
_OTHER_PUSH = frozenset({"urn:xmpp:push2:0"})
_VERSION = re.compile(r"urn:xmpp:push(?::[0-9]*)?")


def _is_near_push(var: str | None) -> bool:
    """Tell whether a feature was meant to be that of push notifications, and is not."""
    if not var or var in _OTHER_PUSH or "urn:xmpp:p" not in var.lower():
        return False
    word = var.strip(" \t\r\n'\"/#").lower()
    return _VERSION.fullmatch(word) is not None or _is_misspelt(word)


def _is_misspelt(word: str) -> bool:
    return nearest(word, [xep0357.NS], cutoff=0.93) is not None


def _near_feature(feature: Feature) -> Finding:
    return Finding(
        f"the feature {quoted(feature.var)} is not {xep0357.NS}: clients do not find it,"
        " and take push for unsupported",
        at=feature,
        attribute="var",
        hint=f"did you mean {xep0357.NS!r}?",
    )


def _is_near_identity(identity: Identity) -> bool:
    category, kind = (
        (identity.category or "").strip().lower(),
        (identity.type or "").strip().lower(),
    )
    return kind == "push" and nearest(category, ["pubsub"]) is not None


def _near_identity(identity: Identity) -> Finding:
    wrong = "type" if identity.category == "pubsub" else "category"
    return Finding(
        f"the identity {quoted(f'{identity.category}/{identity.type}')} is not pubsub/push: clients that look"
        " for a push service pass over this one",
        at=identity,
        attribute=wrong,
        hint=f"did you mean {'push' if wrong == 'type' else 'pubsub'!r}?",
    )


def _says_it_is_a_service(query: DiscoInfo) -> bool:
    """Tell whether something has the feature of push and is neither an account nor a server."""
    return _has_push(query) and not any(each.category in _PEOPLES for each in query.identities)


def _has_push(query: DiscoInfo) -> bool:
    return any(each.var == xep0357.NS for each in query.features)


def _is_as_fpush_answers(query: DiscoInfo) -> bool:
    features = [each.var for each in query.features]
    return not query.identities and features == ["urn:xmpp:serverinfo:0"]


#: The categories of what supports push for its users, and is no push service.
_PEOPLES = frozenset({"account", "client", "server"})


def _is_enabled(iq: Iq, scope: Scope) -> bool:
    return iq.from_ is not None and iq.from_ in scope.history.enabled_jids


def _generic(query: DiscoInfo) -> Sequence[Identity]:
    """Return the identities by which something is a pubsub service of the usual kind."""
    return [
        each
        for each in query.identities
        if each.category == "pubsub" and each.type in {"pep", "service"}
    ]


# ---- what is no push service ----


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
    """A pubsub service that is no push service stores notifications, and sends none.

    Nor does it know the options of push services, and XEP-0060 tells it to refuse what it does not
    know: ejabberd's answers ``resource-constraint``. Users named it because it was the one that
    their server had.
    """
    iq = scope.stanza
    if not isinstance(iq, Iq) or iq.type != "result" or not _is_enabled(iq, scope):
        return
    generic = _generic(query)
    if generic and not any(each.type == "push" for each in query.identities):
        yield Finding(
            f"{iq.from_}, where push was enabled, is pubsub/{generic[0].type} and no push service:"
            " it stores what is published or refuses it, and notifies no device",
            at=generic[0],
            attribute="type",
            hint="name a service whose identity is pubsub/push",
        )


@also("PS303", on=Iq, sequence=True)
def options_refused(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """Find the answer of a pubsub service that knows no options of push services."""
    if iq.type == "error" and iq is scope.stanza and iq.error and is_of_generic_pubsub(iq.error):
        yield Finding(
            "a pubsub service that is no push service refuses the publish-options:"
            " no device is notified",
            at=iq.error,
            hint="enable push with the jid of a push service, not of your server's pubsub",
        )
