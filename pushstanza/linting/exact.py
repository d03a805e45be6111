"""Requests that are written just as their models are: no tree is needed to find nothing in them."""

from typing import TYPE_CHECKING, Final, NamedTuple

from pushstanza.binding import REGISTRY, Model
from pushstanza.reading import standard
from pushstanza.reading.limits import DEFAULT_LIMITS
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Enable

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from pushstanza.linting.repeats import SoundPublishes

#: After how many requests in a row in which something may be found no more are read.
MOST_OTHERS: Final = 200


class Exact(NamedTuple):
    """A request that is valid, and the element it was read from.

    ``models`` are those in it that a rule may look at which asks what came before.
    """

    iq: Iq
    models: tuple[Model, ...]
    element: "ET.Element"


class ExactRequests:
    """Reads the requests of a text; ``others`` of them in a row were not like most."""

    def __init__(self, publishes: "SoundPublishes | None") -> None:
        self.others: int = 0
        self._publishes = publishes

    def read(self, text: str) -> Exact | None:
        """Return the request that *text* is; ``None`` for anything else."""
        if self.others == MOST_OTHERS:
            return None
        return _exact(text) if "<enable" in text or self._may_publish(text) else None

    def _may_publish(self, text: str) -> bool:
        """Tell whether *text* may be a publish that is not compared with those before it."""
        is_compared = self._publishes is not None and not self._publishes.has_given_up
        return not is_compared and "<publish " in text


def _exact(text: str) -> Exact | None:
    element = standard.stanza(text, DEFAULT_LIMITS)
    if element is None:
        return None
    iq = REGISTRY[element.tag].read_exact(element)
    if not isinstance(iq, Iq) or iq.type != "set" or iq.error is not None:
        return None
    match iq.payload:
        case Enable():
            return Exact(iq, (iq, iq.payload), element)
        case Pubsub(publish=Model() as publish, publish_options=Model() as options):
            return Exact(iq, (iq, iq.payload, publish, options), element)
    return None
