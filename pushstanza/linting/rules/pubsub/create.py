"""Creating a push node."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, SetAttribute, suggestion
from pushstanza.linting.rules.pubsub.elements import AT_EVERY_SERVICE
from pushstanza.linting.rules.rule import Finding, Given, Lack, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.addressing import own_domain
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import near_attribute
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Create, OwnerPubsub, Pubsub

E = Severity.ERROR

#: Types of nodes are the plugins of MongooseIM: XEP-0060 has none for ``create``.
_ONLY_MONGOOSEIM: Where = {"mongooseim": E}

#: The configuration of a push node that XEP-0357 and MongooseIM's tutorial recommend.
_RECOMMENDED = {"pubsub#access_model": "whitelist", "pubsub#publish_model": "publishers"}


def makes_push_node(pubsub: Pubsub) -> bool:
    """Tell whether a push node is created, by its type, its name or its configuration."""
    create = pubsub.create
    if create is None:
        return False
    if create.type == "push" or _is_nearly_push(create.type):
        return True
    form = pubsub.configure.form if pubsub.configure is not None else None
    return "push" in (create.node or "").lower() or (
        form is not None and all(form.value(var) == word for var, word in _RECOMMENDED.items())
    )


def _is_nearly_push(kind: str | None) -> bool:
    return kind is not None and nearest(kind, ["push"]) is not None


@rule(
    "PS401",
    "create-wrong-host",
    Severity.ERROR,
    on=(Pubsub, OwnerPubsub),
    source="esl/MongooseIM issues 1432 and 1866; XEP-0060, section 8.1",
    given=Given(account="alice@example.com"),
    bad=(
        make.create().replace("to='pubsub.example.com'", "to='example.com'"),
        make.create().replace("to='pubsub.example.com'", "to='alice@example.com'"),
        make.create().replace(" to='pubsub.example.com'", ""),
        make.affiliations(make.grant()).replace(" to='pubsub.example.com'", ""),
    ),
    good=(make.create(), make.affiliations(make.grant())),
)
def create_wrong_host(pubsub: Pubsub | OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    """A push node is created at the pubsub service, which has a domain of its own.

    The server's own domain is no pubsub service. Without ``to``, or with the address of a user, the
    request goes to an account, whose nodes send no push notifications. The same holds for the
    affiliation ``publish-only``, which only push nodes have.
    """
    stanza = scope.stanza
    what = _asked_of_push_node(pubsub)
    if what is None or not isinstance(stanza, Iq) or stanza.type != "set":
        return
    to, domain = stanza.to, own_domain(scope)
    addressee = _not_a_service(to, scope.account or stanza.from_, domain)
    if addressee is None or near_attribute(stanza, "to") is not None:
        return
    domain = domain or (to.domain if to is not None and to.is_valid else None)
    service = None if domain is None else f"pubsub.{domain}"
    title, is_sent_there = addressee
    yield Finding(
        f"{what} is requested from {title}",
        at=stanza,
        inputs=is_sent_there,
        where=AT_EVERY_SERVICE,
        attribute="to" if to is not None else None,
        hint=f"send it to the pubsub service, such as {service or 'pubsub.<domain>'}",
        fix=_sent_to(stanza, service) if service is not None else None,
    )


def _asked_of_push_node(pubsub: Pubsub | OwnerPubsub) -> str | None:
    """Return words for what is to be done with a push node; ``None`` if it is none of the two."""
    if isinstance(pubsub, Pubsub):
        return "the push node" if makes_push_node(pubsub) else None
    granted = pubsub.affiliations.affiliations if pubsub.affiliations is not None else ()
    is_of_push = any(each.affiliation == "publish-only" for each in granted)
    return "the right to publish" if is_of_push else None


def _not_a_service(
    to: Jid | None, user: Jid | None, own_domain: str | None
) -> tuple[str, Input] | None:
    """Return who gets a request for a push node, if that is no pubsub service."""
    if to is None:
        return "the user's own account, as there is no 'to'", given.to_account
    if not to.is_valid:
        return None
    if to.local is not None:
        is_own = user is None or not user.is_valid or user.bare == to.bare
        return "a user's account", given.to_account if is_own else given.pubsub_to_neighbour
    return ("the server itself", given.pubsub_to_host) if to.domain == own_domain else None


def _sent_to(stanza: Iq, service: str) -> Change:
    return suggestion("send it to the pubsub service", SetAttribute(stanza, "to", service))


@rule(
    "PS402",
    "create-type",
    Severity.WARNING,
    on=Pubsub,
    where=_ONLY_MONGOOSEIM,
    source="esl/MongooseIM issue 1866; mod_pubsub_old.erl, iq_pubsub_set_create/4",
    bad=(
        make.create(inside="node='my-phone'"),
        make.create(inside="node='my-phone' type='Push'"),
        make.create(inside="node='my-phone' type='flat'"),
    ),
    good=(
        make.create(),
        make.create(make.field("pubsub#access_model", "open"), "node='princely_musings'"),
    ),
)
def create_type(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """MongooseIM creates a push node only if ``create`` has ``type='push'``.

    Without it the node gets the type of the first plugin that is configured, often ``flat``: it
    stores what is published, and no push notification is sent.

    Other nodes are checked only if MongooseIM is the target.
    """
    create = pubsub.create
    if create is None or create.type == "push" or not is_request(scope):
        return
    if near_attribute(create, "type") is not None:
        return
    if not (makes_push_node(pubsub) or _is_for_mongooseim(scope)):
        return
    near = _is_nearly_push(create.type)
    if create.type is None:
        message = "missing 'type': the node gets the service's default type, often 'flat', which"
        message += " sends no push notifications"
    elif near:
        message = f"unknown type {create.type!r}"
    else:
        message = f"a node of type {quoted(create.type)} sends no push notifications"
    yield Finding(
        message,
        at=create,
        inputs=given.create_without_type if create.type is None else given.create_other_type,
        where=_ONLY_MONGOOSEIM,
        attribute="type" if create.type is not None else None,
        hint="did you mean 'push'?" if near else "type='push' creates a push node",
        lacks=Lack.ATTRIBUTE if create.type is None else None,
        fix=suggestion("create a push node", SetAttribute(create, "type", "push")),
    )


def _is_for_mongooseim(scope: Scope) -> bool:
    """Tell whether a node is created at a service, and MongooseIM is the target."""
    stanza = scope.stanza
    return (
        scope.aims_at("mongooseim")
        and not scope.in_log
        and isinstance(stanza, Iq)
        and stanza.to is not None
        and stanza.to.is_valid
        and stanza.to.is_domain
    )


@rule(
    "PS403",
    "create-without-node",
    Severity.ERROR,
    on=Create,
    inputs=given.no_action_node,
    source="esl/MongooseIM, node_push.erl; XEP-0060, section 8.1.3",
    bad=(make.create(inside="type='push'"), make.create(inside="type='push' node=''")),
    good=make.create(),
)
def create_without_node(create: Create, scope: Scope) -> Iterator[Finding]:
    """A push node needs a name: the service does not generate one."""
    if create.type != "push" or create.node or not is_request(scope):
        return
    if near_attribute(create, "node") is None:
        yield Finding(
            "missing 'node': a push node needs a name"
            if create.node is None
            else "'node' is empty: a push node needs a name",
            attribute="node" if create.node is not None else None,
            hint="add node='…', a name that is unique for each device",
            lacks=Lack.ATTRIBUTE,
        )
