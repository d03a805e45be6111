"""``…pubsub#node_config``: how a node is configured (XEP-0060, section 16.4.4)."""

from typing import Literal

from pushstanza.stanzas.forms.view import FormView, field, form_view

FORM_TYPE = "http://jabber.org/protocol/pubsub#node_config"


@form_view(FORM_TYPE, prefix="pubsub#")
class NodeConfig(FormView):
    """The configuration of a node, as far as push nodes use it; the rest is kept in ``other``."""

    access_model: Literal["authorize", "open", "presence", "roster", "whitelist"] | None = field(
        default=None, doc="Who may subscribe; whitelist for a push node."
    )
    publish_model: Literal["open", "publishers", "subscribers"] | None = field(
        default=None,
        doc="Who may publish; publishers for a push node. MongooseIM's default is open.",
    )
    deliver_notifications: bool | None = field(
        default=None, doc="Whether subscribers are told of items."
    )
    deliver_payloads: bool | None = field(
        default=None, doc="Whether they get the items themselves."
    )
    max_items: int | None = field(default=None, minimum=0, doc="How many items are kept.")
    max_payload_size: int | None = field(
        default=None, minimum=0, doc="How large an item may be, in bytes; MongooseIM allows 60000."
    )
    notify_config: bool | None = field(
        default=None, doc="Whether subscribers are told of a configuration."
    )
    notify_delete: bool | None = field(
        default=None, doc="Whether subscribers are told of the node's end."
    )
    notify_retract: bool | None = field(
        default=None, doc="Whether subscribers are told of items taken back."
    )
    persist_items: bool | None = field(default=None, doc="Whether items are kept at all.")
    presence_based_delivery: bool | None = field(
        default=None, doc="Whether only those online are told."
    )
    send_last_published_item: Literal["never", "on_sub", "on_sub_and_presence"] | None = field(
        default=None, doc="When the last item is sent."
    )
    subscribe: bool | None = field(default=None, doc="Whether subscriptions are allowed.")
    title: str | None = field(default=None, doc="Its title for people.")
