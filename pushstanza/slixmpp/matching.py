"""Which stanzas the plugin takes; slixmpp keeps all others."""

from typing import Any

from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.matcher.base import MatcherBase

from pushstanza.reading.names import PUBSUB, PUSH


class HoldsElement(MatcherBase):
    """Matches the stanzas of a kind that hold an element, by its path below the stanza."""

    def __init__(self, name: str, path: str, type: str | None = None) -> None:
        super().__init__(path)
        self._name = name
        self._path = path
        self._type = type

    def match(self, xml: Any) -> bool:
        """Tell whether a stanza matches."""
        if not isinstance(xml, StanzaBase) or xml.name != self._name:
            return False
        if self._type is not None and xml.xml.get("type") != self._type:
            return False
        return xml.xml.find(self._path) is not None


#: A publish with a notification among its items.
PUBLISH = HoldsElement(
    "iq",
    f"{{{PUBSUB}}}pubsub/{{{PUBSUB}}}publish/{{{PUBSUB}}}item/{{{PUSH}}}notification",
    type="set",
)
#: A message that ends an affiliation with a node, in either form (see ``remote_disable``).
REMOTE_DISABLE = HoldsElement(
    "message", f"{{{PUBSUB}}}pubsub//{{{PUBSUB}}}affiliation[@affiliation='none']"
)
