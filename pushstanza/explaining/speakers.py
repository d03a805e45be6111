"""Who speaks, and what was asked: what the addresses of an error and its request tell."""

from collections.abc import Iterable

import attrs

from pushstanza.diagnostics.spelling import nearest
from pushstanza.explaining.context import SentRequest
from pushstanza.explaining.explanation import Cause
from pushstanza.explaining.problem import Refusal
from pushstanza.reading.tags import local
from pushstanza.servers.inputs import administration
from pushstanza.servers.request import (
    CLIENT,
    COMMANDS,
    DATA,
    DISCO,
    DISCO_ITEMS,
    OWNER,
    PUBSUB,
    PUSH,
    Request,
    jid_of,
)

#: The namespaces of what is asked for in the flow, and those of a payload that has none.
_FLOW = frozenset({PUSH, PUBSUB, OWNER, DISCO, DISCO_ITEMS, COMMANDS, DATA})
_OF_PUSH = PUSH.rpartition(":")[0]
_NONE = frozenset({"", CLIENT})
#: How much alike a namespace is that was meant to be one of the flow.
_ALIKE = 0.9


def is_foreign(seen: Request) -> bool:
    """Tell whether a request has nothing to do with push, such as a ping."""
    namespace, asked = seen.namespace, [each for each in seen.children if local(each) != "error"]
    if len(asked) != 1 or namespace in _FLOW or namespace in _NONE:
        return False
    is_near = nearest(namespace, _FLOW, cutoff=_ALIKE) is not None
    return not is_near and not namespace.startswith(_OF_PUSH)


def is_published_by_server(refusal: Refusal, sent: SentRequest | None) -> bool:
    """Tell whether it was a server that published, and not a client."""
    if sent is None:
        return refusal.publisher is not None
    sender = jid_of(sent.root.get("from"))
    return sender is not None and sender.resource is None


def by_speaker(causes: Iterable[Cause], refusal: Refusal, sent: SentRequest) -> list[Cause]:
    """Return the causes that whoever sent the error may have.

    An answer from a host of the publisher's own domain, or from a user there, comes from the
    user's own server: no push service was reached.
    """
    speaker, publisher = jid_of(refusal.speaker), jid_of(sent.root.get("from"))
    asked = jid_of(sent.root.get("to")) or speaker
    causes = [*causes]
    if speaker is None or publisher is None or asked is None:
        return causes
    if {speaker.domain, asked.domain} != {publisher.domain} or _is_remote(refusal):
        return causes
    missing = administration.no_component
    fix = missing.fix.replace("`", "")
    known = next((each for each in causes if each.fix == fix), None)
    cause = known or Cause(
        cause=missing.title.replace("`", ""), fix=fix, source="RFC 6120, section 10.5"
    )
    found = f"the answer comes from {speaker}, which is the user's own server"
    return [attrs.evolve(cause, is_certain=True, found=found)]


def _is_remote(refusal: Refusal) -> bool:
    """Tell whether a server says that it cannot reach another one."""
    return any(each.startswith("remote-server-") for each in refusal.conditions)
