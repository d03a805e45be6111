"""XEP-0203: Delayed Delivery, version 2.0 (2009-09-15)."""

from datetime import datetime

from pushstanza.binding import Model, attribute, content, element
from pushstanza.jid import Jid
from pushstanza.reading import names

NS = names.DELAY


@element(NS, "delay")
class Delay(Model):
    """When a stanza was sent that is delivered later."""

    stamp: datetime = attribute(doc="When it was sent.")
    from_: Jid | None = attribute(default=None, doc="Who delayed it.")
    reason: str = content(default="", doc="The reason, for people.")
