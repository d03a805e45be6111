"""What several servers have in common: sentences, answers to discovery, cases of routing."""

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, Answer, error, result
from pushstanza.servers.case import Case
from pushstanza.servers.publisher import Reaction, error_of
from pushstanza.servers.request import COMMANDS, OWNER, PUBSUB, Request, jid_of
from pushstanza.servers.world import Memory, Registration
from pushstanza.stanzas.xep0030 import DiscoInfo, DiscoItems, Feature, Identity

NOTHING = "Nothing changes."
NOT_ENABLED = "Nothing is enabled; earlier registrations stay."
NOT_DISABLED = "Nothing is disabled: notifications continue."
DELETED = "The registration ends: the server took it for an answer of the push service."
STREAM_ENDS = "The stream ends; the client has to connect again."
OPTIONS_LOST = "Push is enabled without the options: the server does not see the form."
GENERIC_PUBSUB = "The answer is that of a generic pubsub service, not of a push service."
DELIVERED = (
    "The message is delivered; if it is stored for a user who has enabled push, it is pushed."
)


def passed_on(request: Request) -> str:
    """Return the effect of a stanza that is addressed to somebody else."""
    return f"The stanza is routed to {request.root.get('to')}; the server itself does nothing."


def disabled(request: Request) -> str:
    """Return the effect of a disable."""
    where = normal(request.jid) or request.jid
    if not request.node:
        return f"Notifications to every node of {where} end, on all devices."
    return f"Notifications to node {request.node} of {where} end."


def normal(text: str | None) -> str:
    """Return the normalised form of a JID, empty where it is not valid."""
    jid = jid_of(text)
    return jid.normalized if jid else ""


def features(*names: str, identity: tuple[str, str] | None = None) -> Answer:
    """Return the answer to disco#info (XEP-0030)."""
    identities = () if identity is None else (Identity(category=identity[0], type=identity[1]),)
    return result(
        DiscoInfo(identities=identities, features=tuple(Feature(var=each) for each in names))
    )


def enable(request: Request, memory: Memory) -> None:
    """Remember an enable, its JID normalised."""
    memory.register(registration(request, normal(request.jid), given.form(request)))


def disable(request: Request, memory: Memory) -> None:
    """Forget what a disable names, its JID normalised."""
    memory.forget(*memory.of(request.user, normal(request.jid), request.node))


def registration(
    request: Request, jid: str, form: etree._Element | None, **more: Any
) -> Registration:
    """Return what is remembered of an enable: of its JID and its form what the server keeps."""
    return Registration(
        user=request.user,
        jid=jid,
        node=request.node,
        form=form,
        session=str(request.sender),
        **more,
    )


def after_refusal(
    reacts: Callable[[str | None, str | None], Reaction],
    effects: Mapping[Reaction, str],
    source: str,
) -> tuple[Case, ...]:
    """Return the cases of an error: one in answer to a publish has the effect of its reaction."""

    def effect(request: Request) -> str:
        return effects[reacts(*error_of(request.root))]

    def possible(request: Request) -> str:
        return if_publish(effect(request))

    return (
        Case(input=given.publish_refused, answer=NONE, effect=effect, source=source),
        Case(input=given.something_refused, answer=NONE, effect=possible, source=source),
        OTHER_REFUSED,
    )


def if_publish(effect: str) -> str:
    """Return the effect of an error that may answer a publish, or something else."""
    return f"If it answers a publish: {effect} Any other error ends no registration."


def _not_done(request: Request) -> str:
    """Return the effect of an error in answer to a request that is no publish."""
    found = {"enable": NOT_ENABLED, "disable": NOT_DISABLED}.get(request.payload_name)
    if found is not None:
        return f"{found} {_EXPLAIN}"
    is_known = request.namespace in {PUBSUB, OWNER, COMMANDS}
    nothing = "No registration ends: only an error in answer to a publish ends one."
    return f"{nothing} {_EXPLAIN}" if is_known else nothing


_EXPLAIN = "`pushstanza explain` shows the likely causes."


def _refused(request: Request) -> str:
    """Return what an error answers."""
    named = request.action_name if request.namespace in {PUBSUB, OWNER} else request.payload_name
    if request.name != "iq" or not named:
        return "an error that does not answer a publish"
    return f"an error in answer to `{named}`"


#: An error that ends no registration.
OTHER_REFUSED = Case(
    input=given.other_refused,
    answer=NONE,
    effect=_not_done,
    source="XEP-0357, section 7",
    reason=_refused,
)


TO_SELF = Case(
    input=given.to_self,
    answer=NONE,
    effect="The client receives its own request and has to answer it.",
    source="RFC 6120, section 10.5.4",
)


ITEMS = Case(
    input=given.asks_items,
    answer=result(DiscoItems()),
    effect="The answer lists the items of the entity, such as a pubsub service.",
    source="XEP-0030, section 4",
)

INCOMPLETE = Case(
    input=given.incomplete,
    answer=NONE,
    effect="Nothing happens until the rest of the stanza arrives.",
    source="RFC 6120, section 4.2",
)


def routed(source: str, text: str | None = None) -> tuple[Case, ...]:
    """Return the cases of a stanza that the server is not to answer itself.

    *text* is that of its error for a client that is not connected.
    """
    return (
        TO_SELF,
        Case(
            input=given.to_absent_client,
            answer=error("service-unavailable", text=text),
            effect=NOTHING,
            source=source,
        ),
        *(
            Case(input=each, answer=NONE, effect=passed_on, source=source)
            for each in (given.to_neighbour_client, given.to_elsewhere)
        ),
    )
