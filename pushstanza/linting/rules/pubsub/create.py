"""Making a push node."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, SetAttribute, suggestion
from pushstanza.linting.rules.rule import Finding, Given, Lack, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.addressing import own_domain
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import near_attribute
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Create, Pubsub

E = Severity.ERROR

#: What only MongooseIM, where the push nodes are, minds.
ONLY_MONGOOSEIM: Where = {"mongooseim": E}

#: What the configuration of a push node is, as XEP-0357 and MongooseIM's tutorial recommend it.
_RECOMMENDED = {"pubsub#access_model": "whitelist", "pubsub#publish_model": "publishers"}


def makes_push_node(pubsub: Pubsub) -> bool:
    """Tell whether the node to be made is a push node: by its type, its name or its configuration."""
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
    on=Pubsub,
    source="esl/MongooseIM issues 1432 and 1866; XEP-0060, section 8.1",
    given=Given(account="alice@example.com"),
    bad=(
        make.create().replace("to='pubsub.example.com'", "to='example.com'"),
        make.create().replace("to='pubsub.example.com'", "to='alice@example.com'"),
        make.create().replace(" to='pubsub.example.com'", ""),
    ),
    good=make.create(),
)
def create_wrong_host(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """A push node is made at the pubsub service, which has a domain of its own.

    Sent to the server itself, the request is answered with ``feature-not-implemented``. Without
    ``to``, or to a user, it is for the account, where it makes a node that pushes nothing, or none.
    """
    stanza = scope.stanza
    if pubsub.create is None or not isinstance(stanza, Iq) or stanza.type != "set":
        return
    to, domain = stanza.to, own_domain(scope)
    where = _not_at_a_service(to, domain)
    if where is None or not makes_push_node(pubsub) or near_attribute(stanza, "to") is not None:
        return
    domain = domain or (to.domain if to is not None and to.is_valid else None)
    service = None if domain is None else f"pubsub.{domain}"
    yield Finding(
        f"this push node is asked of {where}",
        at=stanza,
        attribute="to" if to is not None else None,
        hint=f"send it to the pubsub service, such as {service or 'pubsub.<domain>'}",
        fix=_sent_to(stanza, service) if service is not None else None,
    )


def _not_at_a_service(to: Jid | None, own_domain: str | None) -> str | None:
    if to is None:
        return "no service: without 'to' the account gets it, which has no push nodes"
    if not to.is_valid:
        return None
    if to.local is not None:
        return "a user's account, which has no push nodes"
    if to.domain == own_domain:
        return "the server itself: MongooseIM answers feature-not-implemented"
    return None


def _sent_to(stanza: Iq, service: str) -> Change:
    return suggestion("send it to the pubsub service", SetAttribute(stanza, "to", service))


@rule(
    "PS402",
    "create-type",
    Severity.WARNING,
    on=Pubsub,
    where=ONLY_MONGOOSEIM,
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
    """MongooseIM makes a push node only where ``create`` has ``type='push'``.

    Without it the node is of the first plugin that is configured, often ``flat``: it is made,
    publishes are stored there, and nothing is pushed. A type without a plugin is answered with
    ``feature-not-implemented``.

    Other nodes are not looked at, unless MongooseIM is the target.
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
        what = "this node has no type: MongooseIM takes that of its first plugin, often flat, which"
        what += " pushes nothing"
    elif near:
        what = f"the type {create.type!r} is unknown: MongooseIM answers feature-not-implemented"
    else:
        what = f"a node of the type {quoted(create.type)} pushes nothing in MongooseIM"
    yield Finding(
        what,
        at=create,
        attribute="type" if create.type is not None else None,
        hint="did you mean 'push'?" if near else "type='push' makes a push node",
        lacks=Lack.ATTRIBUTE if create.type is None else None,
        fix=suggestion("make a push node", SetAttribute(create, "type", "push")),
    )


def _is_for_mongooseim(scope: Scope) -> bool:
    """Tell whether a node is to be made at a service of MongooseIM, and push is the topic."""
    stanza = scope.stanza
    return (
        scope.aims_at("mongooseim")
        and not scope.in_log
        and isinstance(stanza, Iq)
        and stanza.to is not None
        and stanza.to.is_domain
    )


@rule(
    "PS403",
    "create-without-node",
    Severity.ERROR,
    on=Create,
    where=ONLY_MONGOOSEIM,
    source="esl/MongooseIM, node_push.erl; XEP-0060, section 8.1.3",
    bad=(make.create(inside="type='push'"), make.create(inside="type='push' node=''")),
    good=make.create(),
)
def create_without_node(create: Create, scope: Scope) -> Iterator[Finding]:
    """A push node needs a name: MongooseIM does not make one up for it.

    The answer is ``not-acceptable`` with ``nodeid-required``.
    """
    if create.type != "push" or create.node or not is_request(scope):
        return
    if near_attribute(create, "node") is None:
        yield Finding(
            "this push node has no name: MongooseIM answers not-acceptable, nodeid-required",
            attribute="node" if create.node is not None else None,
            hint="add node='…', a name that is unique to the device",
            lacks=Lack.ATTRIBUTE,
        )
