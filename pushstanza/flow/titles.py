"""What stanzas are for, in a few words."""

from collections.abc import Mapping

from pushstanza.reading.names import JINGLE_MESSAGE
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.request import (
    COMMANDS,
    DISCO,
    DISCO_ITEMS,
    OWNER,
    PUBSUB,
    PUSH,
    Request,
    elements,
)
from pushstanza.servers.world import PUBLISHING

#: What is asked for, without a node and with one.
_ASKED: Mapping[tuple[str, str], tuple[str, str]] = {
    (PUSH, "enable"): ("enable push", "enable push to"),
    (PUSH, "disable"): ("disable push", "disable push to"),
    (PUBSUB, "create"): ("create a node", "create node"),
    (PUBSUB, "publish"): ("publish", "publish to"),
    (OWNER, "configure"): ("configure a node", "configure node"),
    (OWNER, "delete"): ("delete a node", "delete node"),
    (OWNER, "purge"): ("empty a node", "empty node"),
    (OWNER, "affiliations"): ("affiliations", "affiliations of"),
    (COMMANDS, "command"): ("run a command", "command"),
    (DISCO, "query"): ("discover features", "discover features of"),
    (DISCO_ITEMS, "query"): ("discover items", "discover items of"),
}


def title_of(seen: Request) -> str:
    """Return what a stanza is for, in a few words."""
    if seen.name == "message":
        call = next((each for each in seen.children if namespace(each) == JINGLE_MESSAGE), None)
        if call is not None:
            return f"call: {local(call)}"
        return f"{seen.type or 'normal'} message"
    if seen.name == "presence":
        return f"presence {seen.type or ''}".strip()
    if seen.damage is not None or seen.name != "iq":
        return "broken XML" if seen.damage else f"<{seen.name}/>"
    if seen.type in {"result", "error"}:
        return str(seen.type)
    if publisher := _new_publisher(seen):
        return f"let {publisher} publish"
    is_pubsub = seen.namespace in {PUBSUB, OWNER}
    what = seen.action_name if is_pubsub else seen.payload_name
    node = seen.action_node if is_pubsub else seen.node
    alone, before_node = _ASKED.get((seen.namespace, what)) or (what or "nothing", what)
    return f"{before_node} {node}" if node else alone


def _new_publisher(seen: Request) -> str | None:
    """Return whom the owner of a node lets publish there, if that is all that is asked for."""
    if seen.type != "set" or seen.namespace != OWNER or seen.action_name != "affiliations":
        return None
    found = [] if seen.action is None else [*elements(seen.action)]
    if len(found) != 1 or local(found[0]) != "affiliation":
        return None
    return found[0].get("jid") if found[0].get("affiliation") in PUBLISHING else None
