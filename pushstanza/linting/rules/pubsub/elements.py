"""The elements of XEP-0060 in the tree of a stanza."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import spec_of
from pushstanza.linting.rules.rule import Where
from pushstanza.linting.rules.scope import Scope
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import (
    Configure,
    Create,
    Item,
    OwnerPubsub,
    Publish,
    PublishOptionsElement,
    Pubsub,
)
from pushstanza.stanzas.xep0357 import Notification

FORM = spec_of(Form).tags[0]
PUBSUB = spec_of(Pubsub).tags[0]
CREATE = spec_of(Create).tags[0]
CONFIGURE = spec_of(Configure).tags[0]
PUBLISH = spec_of(Publish).tags[0]
ITEM = spec_of(Item).tags[0]
PUBLISH_OPTIONS = spec_of(PublishOptionsElement).tags[0]
NOTIFICATION = spec_of(Notification).tags[0]
OWNER_PUBSUB = spec_of(OwnerPubsub).tags[0]

#: XEP-0060 forbids it at every service: the severity is the same for all targets.
AT_EVERY_SERVICE: Where = {}


def elements(tag: str, scope: Scope) -> Iterator[etree._Element]:
    """Return the elements called *tag* in the stanza, none where there is no tree."""
    return iter(()) if scope.root is None else scope.root.iter(tag)
