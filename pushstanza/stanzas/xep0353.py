"""XEP-0353: Jingle Message Initiation, version 0.7.0 (2025-04-26)."""

from typing import Literal, TypeAlias

from pushstanza.binding import Model, attribute, element, element_name, payloads
from pushstanza.reading import names
from pushstanza.stanzas.rfc6120 import Payload

NS = names.JINGLE_MESSAGE

#: XEP-0353, section 3.
Action: TypeAlias = Literal[
    "accept", "finish", "proceed", "propose", "reject", "retract", "ringing"
]


@element(NS)
class JingleMessage(Model):
    """A step in setting up a call by messages."""

    action: Action = element_name(doc="The step.")
    id: str = attribute(doc="The identifier of the call.")
    payloads: tuple[Payload, ...] = payloads(
        default=(), doc="The description of the call, or the reason for its end."
    )
