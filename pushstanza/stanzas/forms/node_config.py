"""``…pubsub#node_config``: the configuration of a node (XEP-0060, section 16.4.4)."""

from typing import Literal

from pushstanza.stanzas.forms.view import FormView, field, form_view

FORM_TYPE = "http://jabber.org/protocol/pubsub#node_config"


@form_view(FORM_TYPE, prefix="pubsub#")
class NodeConfig(FormView):
    """The options of a node that push nodes use; the others are kept in ``other``."""

    access_model: Literal["authorize", "open", "presence", "roster", "whitelist"] | None = field(
        default=None, doc="Who may subscribe; use whitelist for a push node."
    )
    publish_model: Literal["open", "publishers", "subscribers"] | None = field(
        default=None,
        doc="Who may publish; use publishers for a push node. The default of MongooseIM is open.",
    )
    deliver_notifications: bool | None = field(
        default=None, doc="Whether subscribers are notified of items."
    )
    deliver_payloads: bool | None = field(
        default=None, doc="Whether notifications contain the items."
    )
    max_items: int | None = field(default=None, minimum=0, doc="The maximum number of items.")
    max_payload_size: int | None = field(
        default=None,
        minimum=0,
        doc="The maximum size of an item in bytes; MongooseIM allows up to 60000.",
    )
    notify_config: bool | None = field(
        default=None, doc="Whether subscribers are notified of a new configuration."
    )
    notify_delete: bool | None = field(
        default=None, doc="Whether subscribers are notified of the deletion of the node."
    )
    notify_retract: bool | None = field(
        default=None, doc="Whether subscribers are notified of retracted items."
    )
    persist_items: bool | None = field(default=None, doc="Whether items are stored.")
    presence_based_delivery: bool | None = field(
        default=None, doc="Whether only subscribers who are online are notified."
    )
    send_last_published_item: Literal["never", "on_sub", "on_sub_and_presence"] | None = field(
        default=None, doc="When the last item is sent to subscribers."
    )
    subscribe: bool | None = field(default=None, doc="Whether subscriptions are allowed.")
    title: str | None = field(default=None, doc="The title of the node, for people.")
