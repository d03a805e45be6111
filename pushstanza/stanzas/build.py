"""Builds the stanzas of the flow in a way that rules out the usual errors."""

from secrets import token_hex
from typing import Literal

from pushstanza.diagnostics import WrongValueError
from pushstanza.diagnostics.arguments import public
from pushstanza.jid import AnyJid, Jid
from pushstanza.stanzas.forms import (
    AppserverRegistration,
    AppserverUnregistration,
    FormView,
    NodeConfig,
    P2Registration,
    PublishOptions,
    PushSummary,
    TigaseRegistration,
)
from pushstanza.stanzas.given import Given
from pushstanza.stanzas.parse import parse_iq
from pushstanza.stanzas.rfc6120 import (
    Body,
    Condition,
    DefinedCondition,
    ErrorKind,
    ErrorText,
    Iq,
    IqKind,
    Message,
    Payload,
    StanzaError,
)
from pushstanza.stanzas.xep0030 import DiscoInfo, DiscoItems, Feature, Identity
from pushstanza.stanzas.xep0050 import Command
from pushstanza.stanzas.xep0060 import (
    Affiliation,
    Affiliations,
    Configure,
    Create,
    Event,
    EventDelete,
    EventItem,
    EventItems,
    Item,
    OwnerAffiliation,
    OwnerAffiliations,
    OwnerConfigure,
    OwnerDefault,
    OwnerDelete,
    OwnerPubsub,
    OwnerPurge,
    OwnerSubscriptions,
    Publish,
    PublishOptionsElement,
    Pubsub,
    Retract,
)
from pushstanza.stanzas.xep0060 import Items as PubsubItems
from pushstanza.stanzas.xep0060_errors import ErrorCondition, FeatureKind, PubsubError
from pushstanza.stanzas.xep0357 import NS as PUSH
from pushstanza.stanzas.xep0357 import Disable, Enable, Notification

#: The node that the tutorial recommends, at which only those who are allowed to may publish.
PUSH_NODE = NodeConfig(access_model="whitelist", publish_model="publishers")


def _iq(
    type: IqKind, payload: Payload, id: str | None, to: AnyJid | None, from_: AnyJid | None = None
) -> Iq:
    return Iq(
        type=type,
        id=id or token_hex(8),
        to=None if to is None else Jid(to),
        from_=None if from_ is None else Jid(from_),
        payload=payload,
    )


@public
def discover(to: AnyJid, *, id: str | None = None) -> Iq:
    """Ask for the features of an account or a push service (XEP-0357, section 4)."""
    return _iq("get", DiscoInfo(), id, to)


@public
def discover_items(to: AnyJid, *, id: str | None = None) -> Iq:
    """Ask an entity for its items, such as the pubsub service of a server."""
    return _iq("get", DiscoItems(), id, to)


@public
def account_features(request: Given) -> Iq:
    """Answer for an account whose server supports push notifications."""
    return _answer(request, DiscoInfo(features=(Feature(var=PUSH),)))


@public
def service_features(request: Given) -> Iq:
    """Answer for a push service (XEP-0357, section 4)."""
    identity = Identity(category="pubsub", type="push")
    return _answer(request, DiscoInfo(identities=(identity,), features=(Feature(var=PUSH),)))


@public
def create_node(
    service: AnyJid, node: str, *, config: NodeConfig = PUSH_NODE, id: str | None = None
) -> Iq:
    """Create a push node at the pubsub service of MongooseIM."""
    pubsub = Pubsub(create=Create(node=node, type="push"), configure=Configure(form=config.form()))
    return _iq("set", pubsub, id, service)


@public
def allow_publisher(service: AnyJid, node: str, publisher: AnyJid, *, id: str | None = None) -> Iq:
    """Allow *publisher*, the user's server, to publish to a node but not to read it."""
    entry = OwnerAffiliation(jid=Jid(publisher), affiliation="publish-only")
    owner = OwnerPubsub(affiliations=OwnerAffiliations(node=node, affiliations=(entry,)))
    return _iq("set", owner, id, service)


@public
def register_at_p2(
    service: AnyJid,
    token: str,
    device: str,
    *,
    provider: Literal["apns", "fcm"] = "fcm",
    room: AnyJid | None = None,
    id: str | None = None,
) -> Iq:
    """Register a device at p2, which returns the node and the secret to enable with (XEP-0050).

    *device* identifies the device when its *token* changes. With a *room*, p2 wakes the device
    for that room.
    """
    muc = None if room is None else str(Jid(room).bare)
    form = P2Registration(token=token, device_id=device, muc=muc)
    return _command(service, f"register-push-{provider}", form, id)


@public
def unregister_at_p2(
    service: AnyJid,
    device: str,
    *,
    provider: Literal["apns", "fcm"] = "fcm",
    room: AnyJid | None = None,
    id: str | None = None,
) -> Iq:
    """End the registration of a device at p2, or the one for a *room* (XEP-0050)."""
    muc = None if room is None else str(Jid(room).bare)
    form = P2Registration(device_id=device, muc=muc)
    return _command(service, f"unregister-push-{provider}", form, id)


@public
def register_at_appserver(
    service: AnyJid,
    token: str,
    device: str,
    *,
    provider: Literal["apns", "fcm"] = "fcm",
    id: str | None = None,
) -> Iq:
    """Register a device at mod_push_appserver, where *device* becomes the node (XEP-0050).

    Its answer holds the secret to enable with.
    """
    form = AppserverRegistration(type=provider, node=device, token=token)
    return _command(service, "v1-register-push", form, id)


@public
def unregister_at_appserver(
    service: AnyJid,
    node: str,
    *,
    provider: Literal["apns", "fcm"] = "fcm",
    id: str | None = None,
) -> Iq:
    """End the registration of a device at mod_push_appserver (XEP-0050)."""
    form = AppserverUnregistration(type=provider, node=node)
    return _command(service, "v1-unregister-push", form, id)


@public
def register_at_tigase(
    service: AnyJid,
    token: str,
    provider: str,
    *,
    second_token: str | None = None,
    id: str | None = None,
) -> Iq:
    """Register a device at Tigase's push component, which returns the node (XEP-0050).

    *provider* is one that the component has, such as ``apns-binary-api``; *second_token* is the
    token for calls, from PushKit.
    """
    form = TigaseRegistration(
        provider=provider, device_token=token, device_second_token=second_token
    )
    return _command(service, "register-device", form, id)


@public
def unregister_at_tigase(
    service: AnyJid, token: str, provider: str, *, id: str | None = None
) -> Iq:
    """End the registration of a device at Tigase's push component (XEP-0050)."""
    form = TigaseRegistration(provider=provider, device_token=token)
    return _command(service, "unregister-device", form, id)


def _command(service: AnyJid, node: str, form: FormView, id: str | None) -> Iq:
    return _iq("set", Command(node=node, action="execute", form=form.form()), id, service)


@public
def enable(
    service: AnyJid, node: str, options: PublishOptions | None = None, *, id: str | None = None
) -> Iq:
    """Ask the user's server to publish to a node (XEP-0357, section 5)."""
    form = None if options is None else options.form()
    return _iq("set", Enable(jid=Jid(service), node=node, form=form), id, None)


@public
def disable(service: AnyJid, node: str | None = None, *, id: str | None = None) -> Iq:
    """Ask the user's server to stop publishing to a node, or to all nodes on the service."""
    return _iq("set", Disable(jid=Jid(service), node=node), id, None)


@public
def message(
    from_: AnyJid, to: AnyJid, body: str, *, type: Literal["chat", "groupchat"] = "chat"
) -> Message:
    """Return a message that causes a push notification."""
    return Message(type=type, from_=Jid(from_), to=Jid(to), bodies=(Body(text=body),))


@public
def publish(
    service: AnyJid,
    node: str,
    summary: PushSummary | None,
    options: PublishOptions | None = None,
    *,
    from_: AnyJid | None = None,
    id: str | None = None,
) -> Iq:
    """Publish a notification as the server *from_* (XEP-0357, section 7)."""
    notification = Notification(form=None if summary is None else summary.form())
    pubsub = Pubsub(
        publish=Publish(node=node, items=(Item(payload=notification),)),
        publish_options=None if options is None else PublishOptionsElement(form=options.form()),
    )
    return _iq("set", pubsub, id, service, from_)


@public
def event(service: AnyJid, to: AnyJid, node: str, item: str) -> Message:
    """Notify a subscriber of a published item (XEP-0060, section 7.1.2)."""
    items = EventItems(node=node, items=(EventItem(id=item),))
    return Message(from_=Jid(service), to=Jid(to), payloads=(Event(items=items),))


@public
def event_of_deletion(service: AnyJid, to: AnyJid, node: str) -> Message:
    """Notify a subscriber of a deleted node (XEP-0060, section 8.4.2)."""
    return Message(from_=Jid(service), to=Jid(to), payloads=(Event(delete=EventDelete(node=node)),))


@public
def result(request: Given) -> Iq:
    """Answer that a request was successful."""
    return _answer(request, None)


@public
def refuse(
    request: Given,
    type: ErrorKind,
    condition: DefinedCondition,
    *,
    pubsub: ErrorCondition | None = None,
    feature: FeatureKind | None = None,
    text: str | None = None,
) -> Iq:
    """Answer a request with an error (RFC 6120, section 8.3).

    The pubsub condition ``unsupported`` takes a feature.
    """
    if feature is not None and pubsub is None:
        raise WrongValueError(
            "a feature requires the pubsub condition unsupported",
            attribute="feature",
            value=feature,
            expected=("None",),
            path="refuse.feature",
        )
    request = _request_of(request)
    error = StanzaError(
        type=type,
        condition=Condition(name=condition),
        texts=() if text is None else (ErrorText(text=text),),
        payloads=() if pubsub is None else (PubsubError(condition=pubsub, feature=feature),),
    )
    return Iq(
        type="error",
        id=request.id,
        to=request.from_,
        from_=request.to,
        payload=request.payload,
        error=error,
    )


@public
def remote_disable(service: AnyJid, user: AnyJid, node: str) -> Message:
    """Tell a user's server that a node is gone (XEP-0357, section 8); only Tigase reads it."""
    account = Jid(user).bare
    affiliation = Affiliation(jid=account, affiliation="none")
    return Message(
        from_=Jid(service), to=account, payloads=(Pubsub(node=node, affiliation=affiliation),)
    )


@public
def remote_disable_by_affiliations(service: AnyJid, user: AnyJid, node: str) -> Message:
    """Tell a user's server that a node is gone, in the form of XEP-0060, section 8.9.4."""
    account = Jid(user).bare
    affiliation = Affiliation(jid=account, affiliation="none")
    affiliations = Affiliations(node=node, affiliations=(affiliation,))
    return Message(from_=Jid(service), to=account, payloads=(Pubsub(affiliations=affiliations),))


@public
def configure_node(service: AnyJid, node: str, config: NodeConfig, *, id: str | None = None) -> Iq:
    """Change the configuration of a node."""
    return _iq(
        "set", OwnerPubsub(configure=OwnerConfigure(node=node, form=config.form())), id, service
    )


@public
def get_configuration(service: AnyJid, node: str, *, id: str | None = None) -> Iq:
    """Ask for the configuration of a node."""
    return _iq("get", OwnerPubsub(configure=OwnerConfigure(node=node)), id, service)


@public
def get_default_configuration(service: AnyJid, *, id: str | None = None) -> Iq:
    """Ask for the default configuration of nodes."""
    return _iq("get", OwnerPubsub(default=OwnerDefault()), id, service)


@public
def get_affiliations(service: AnyJid, node: str, *, id: str | None = None) -> Iq:
    """Ask for the affiliations with a node."""
    return _iq("get", OwnerPubsub(affiliations=OwnerAffiliations(node=node)), id, service)


@public
def get_subscriptions(service: AnyJid, node: str, *, id: str | None = None) -> Iq:
    """Ask for the subscribers of a node."""
    return _iq("get", OwnerPubsub(subscriptions=OwnerSubscriptions(node=node)), id, service)


@public
def delete_node(service: AnyJid, node: str, *, id: str | None = None) -> Iq:
    """Delete a node."""
    return _iq("set", OwnerPubsub(delete=OwnerDelete(node=node)), id, service)


@public
def purge_node(service: AnyJid, node: str, *, id: str | None = None) -> Iq:
    """Delete all items of a node."""
    return _iq("set", OwnerPubsub(purge=OwnerPurge(node=node)), id, service)


@public
def get_items(service: AnyJid, node: str, *, id: str | None = None) -> Iq:
    """Ask for the items of a node."""
    return _iq("get", Pubsub(items=PubsubItems(node=node)), id, service)


@public
def retract_item(service: AnyJid, node: str, item: str, *, id: str | None = None) -> Iq:
    """Retract an item."""
    return _iq("set", Pubsub(retract=Retract(node=node, items=(Item(id=item),))), id, service)


def _request_of(given: Given) -> Iq:
    return given if isinstance(given, Iq) else parse_iq(given)


def _answer(given: Given, payload: Payload | None) -> Iq:
    request = _request_of(given)
    return Iq(type="result", id=request.id, to=request.from_, from_=request.to, payload=payload)
