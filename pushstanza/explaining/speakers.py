"""Who speaks, and what was asked: what the addresses of an error and its request tell."""

from collections.abc import Iterable
from functools import cache

import attrs
from lxml import etree

from pushstanza.diagnostics.spelling import nearest
from pushstanza.explaining.context import SentRequest
from pushstanza.explaining.explanation import Cause
from pushstanza.explaining.problem import Refusal
from pushstanza.jid import Jid
from pushstanza.reading.tags import local
from pushstanza.servers import SERVERS
from pushstanza.servers.inputs import administration
from pushstanza.servers.publisher import Arrival, Settings
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
from pushstanza.servers.world import Registration
from pushstanza.stanzas.parse import serialize
from pushstanza.stanzas.rfc6120 import Body, Message
from pushstanza.stanzas.xep0004 import Field, Form

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


# ---- what a server publishes ----

_SECRET = Field(var="secret", values=("secret",))
#: The forms that a client may have enabled with, and that a server publishes with.
_FORMS = (
    None,
    Form(type="submit", fields=(_SECRET,)),
    Form(type=None, fields=(_SECRET,)),
)
_DOMAIN = "example.com"
_MESSAGE = Message(type="chat", from_=Jid(f"bob@{_DOMAIN}/phone"), bodies=(Body(text="Hello"),))


@cache
def published_by(name: str) -> tuple[SentRequest, ...]:
    """Return how a server publishes a message, with and without options.

    A log that quotes the answer to a publish does not hold the publish itself.
    """
    publisher = SERVERS[name].publisher
    if publisher is None:
        return ()
    arrival, settings = Arrival(message=_MESSAGE, presence="offline"), Settings()
    registered = map(_registered, _FORMS)
    sent = (
        publisher.publish(
            each, publisher.notified(each, arrival, settings), settings, domain=_DOMAIN, id="1"
        )
        for each in registered
    )
    return tuple(SentRequest(etree.fromstring(each)) for each in sent)


def _registered(form: Form | None) -> Registration:
    """Return what a server has stored of an enable with a form."""
    user = f"alice@{_DOMAIN}"
    element = None if form is None else etree.fromstring(serialize(form))
    return Registration(
        user=user, jid="push.example.com", node="node", form=element, session=f"{user}/phone"
    )
