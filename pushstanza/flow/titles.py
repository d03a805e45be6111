"""What stanzas are, in a few words."""

from pushstanza.servers.request import OWNER, PUBSUB, Request


def title_of(seen: Request) -> str:
    """Return what a stanza is, in a few words."""
    if seen.name == "message":
        return f"{seen.type or 'normal'} message"
    if seen.name == "presence":
        return f"presence {seen.type or ''}".strip()
    if seen.damage is not None or seen.name != "iq":
        return "broken XML" if seen.damage else f"<{seen.name}/>"
    if seen.type in {"result", "error"}:
        return str(seen.type)
    is_pubsub = seen.namespace in {PUBSUB, OWNER}
    what = (seen.action_name if is_pubsub else seen.payload_name) or "nothing"
    node = seen.action_node if is_pubsub else seen.node
    return f"{what} {node}" if node else what
