"""The types of nodes at MongooseIM's pubsub service: their features and options.

Source: MongooseIM 6.8 ``node_push.erl``, ``node_flat.erl``, ``node_pep.erl``, functions
``features/0`` and ``options/0``; ``mod_pubsub_old.erl``, functions ``features/0``,
``get_configure_xfields/2`` and ``set_xoption/3``.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from pushstanza.diagnostics.records import frozen
from pushstanza.reading.names import DATA_FORMS, PUBSUB
from pushstanza.servers.inputs.pubsub import MOST_ITEMS, number_of
from pushstanza.servers.request import Request
from pushstanza.servers.world import Node


@frozen
class NodeType:
    """A plugin of the pubsub service: what its nodes can do, and their options by default."""

    features: tuple[str, ...]
    options: Mapping[str, str]


_PUSH = {
    "deliver_payloads": "1",
    "notify_config": "0",
    "notify_delete": "0",
    "notify_retract": "0",
    "purge_offline": "0",
    "persist_items": "0",
    "max_items": "1",
    "subscribe": "1",
    "access_model": "whitelist",
    "publish_model": "open",
    "notification_type": "headline",
    "max_payload_size": "60000",
    "send_last_published_item": "on_sub_and_presence",
    "deliver_notifications": "1",
    "presence_based_delivery": "1",
}

#: The plugins by the names that the configuration gives them.
NODE_TYPES: Mapping[str, NodeType] = {
    "push": NodeType(
        (
            "create-nodes", "delete-nodes", "modify-affiliations", "publish", "publish-options",
            "publish-only-affiliation", "purge-nodes", "retrieve-affiliations",
        ),
        _PUSH,
    ),
    "flat": NodeType(
        (
            "create-nodes", "auto-create", "access-authorize", "delete-nodes", "delete-items",
            "get-pending", "instant-nodes", "manage-subscriptions", "modify-affiliations",
            "outcast-affiliation", "persistent-items", "publish", "publish-only-affiliation",
            "purge-nodes", "retract-items", "retrieve-affiliations", "retrieve-items",
            "retrieve-subscriptions", "subscribe", "subscription-notifications",
            "subscription-options",
        ),
        {
            **_PUSH,
            "persist_items": "1",
            "max_items": "10",
            "access_model": "open",
            "publish_model": "publishers",
            "send_last_published_item": "never",
            "presence_based_delivery": "0",
        },
    ),
    "pep": NodeType(
        (
            "create-nodes", "auto-create", "auto-subscribe", "delete-nodes", "delete-items",
            "filtered-notifications", "modify-affiliations", "outcast-affiliation",
            "persistent-items", "publish", "publish-options", "purge-nodes", "retract-items",
            "retrieve-affiliations", "retrieve-items", "retrieve-subscriptions", "subscribe",
        ),
        {**_PUSH, "persist_items": "1", "access_model": "presence", "publish_model": "publishers"},
    ),
}  # fmt: skip

#: What the service itself can do.
_SERVICE = (
    "access-open", "access-presence", "access-whitelist", "collections", "config-node",
    "create-and-configure", "item-ids", "last-published", "member-affiliation",
    "presence-notifications", "presence-subscribe", "publisher-affiliation",
    "publish-only-affiliation", "retrieve-default", "rsm", "shim",
)  # fmt: skip


def service_features(plugins: tuple[str, ...]) -> list[str]:
    """Return the features of pubsub that a service with some plugins has, in their order."""
    found = {*_SERVICE, *(each for plugin in plugins for each in NODE_TYPES[plugin].features)}
    return [f"{PUBSUB}#{each}" for each in sorted(found)]


def node_of(request: Request) -> Node | None:
    """Return the node that an action names, if it is there."""
    return request.world.node(request.action_node)


def supports(node: Node, feature: str) -> bool:
    """Tell whether a node has a feature."""
    return feature in NODE_TYPES[node.type].features


def option(node: Node, name: str) -> str:
    """Return an option of a node: as it was set, or the default of its type."""
    return node.options.get(name, NODE_TYPES[node.type].options.get(name, ""))


# ---- the form of the options ----

_MODELS = {
    "access_model": ("open", "authorize", "presence", "roster", "whitelist"),
    "publish_model": ("publishers", "subscribers", "open"),
    "notification_type": ("headline", "normal"),
    "send_last_published_item": ("never", "on_sub", "on_sub_and_presence"),
}
_BOOLEAN, _TEXT, _ONE, _SEVERAL, _TEXTS = (
    "boolean", "text-single", "list-single", "list-multi", "text-multi",
)  # fmt: skip
#: The fields of the form in their order, each with its type and its label on the wire.
_FIELDS = (
    ("deliver_payloads", _BOOLEAN, "Deliver payloads with event notifications"),
    ("deliver_notifications", _BOOLEAN, "Deliver event notifications"),
    ("notify_config", _BOOLEAN, "Notify subscribers when the node configuration changes"),
    ("notify_delete", _BOOLEAN, "Notify subscribers when the node is deleted"),
    ("notify_retract", _BOOLEAN, "Notify subscribers when items are removed from the node"),
    ("persist_items", _BOOLEAN, "Persist items to storage"),
    ("title", _TEXT, "A friendly name for the node"),
    ("max_items", _TEXT, "Max # of items to persist"),
    ("subscribe", _BOOLEAN, "Whether to allow subscriptions"),
    ("access_model", _ONE, "Specify the access model"),
    ("roster_groups_allowed", _SEVERAL, "Roster groups allowed to subscribe"),
    ("publish_model", _ONE, "Specify the publisher model"),
    ("purge_offline", _BOOLEAN, "Purge all items when the relevant publisher goes offline"),
    ("notification_type", _ONE, "Specify the event message type"),
    ("max_payload_size", _TEXT, "Max payload size in bytes"),
    ("send_last_published_item", _ONE, "When to send the last published item"),
    ("presence_based_delivery", _BOOLEAN, "Only deliver notifications to available users"),
    ("type", _TEXT, "Specify the type of payload data to be provided at this node"),
    ("collection", _TEXTS, "The collections with which a node is affiliated"),
)


def configuration(node: Node) -> etree._Element:
    """Return the form with the options of a node, as its owner reads them."""
    form = etree.Element(f"{{{DATA_FORMS}}}x", {"type": "form"}, nsmap={None: DATA_FORMS})
    _add_field(form, {"var": "FORM_TYPE", "type": "hidden"}, (f"{PUBSUB}#node_config",))
    for name, kind, label in _FIELDS:
        given = {"var": f"pubsub#{name}", "type": kind, "label": label}
        _add_field(form, given, _values(node, name, kind), _MODELS.get(name, ()))
    return form


def _values(node: Node, name: str, kind: str) -> tuple[str, ...]:
    if kind in {_SEVERAL, _TEXTS} and name not in node.options:
        return ()
    return (option(node, name),)


def _add_field(
    form: etree._Element,
    given: dict[str, str],
    values: tuple[str, ...],
    choices: tuple[str, ...] = (),
) -> None:
    field = etree.SubElement(form, f"{{{DATA_FORMS}}}field", given)
    for value in values:
        etree.SubElement(field, f"{{{DATA_FORMS}}}value").text = value
    for choice in choices:
        offered = etree.SubElement(field, f"{{{DATA_FORMS}}}option", {"label": choice})
        etree.SubElement(offered, f"{{{DATA_FORMS}}}value").text = choice


_WORDS = {"true": "1", "false": "0"}


def normal_options(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the options that a node keeps of those that a form sets, as it keeps them."""
    for name, value in given.items():
        if name in {each for each, _, _ in _FIELDS} | {"node_type"}:
            is_flag = any(each == name and kind == _BOOLEAN for each, kind, _ in _FIELDS)
            yield name, _WORDS.get(value, value) if is_flag else _number(name, value)


def _number(name: str, value: str) -> str:
    """Return a size as a node keeps it, and any other value as it is."""
    if name not in {"max_items", "max_payload_size"}:
        return value
    return str(MOST_ITEMS) if value == "max" else (number_of(value) or value)
