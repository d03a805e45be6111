"""Family 8: privacy and security."""

import re
from collections.abc import Iterator

from lxml import etree

from pushstanza.diagnostics import Severity
from pushstanza.forms import PublishOptions
from pushstanza.rules.rule import Finding, Tree, rule
from pushstanza.rules.scope import Scope
from pushstanza.stanzas import xep0004

#: Values that stand in documents for a value of one's own.
PLACEHOLDERS = {
    "eruio234vzxc2kla-91": "XEP-0357",
    "yxs32uqsflafdk3iuqo": "XEP-0357",
    "push-5.client.example": "XEP-0357",
    "your_pns_device_token": "MongooseIM's tutorial",
    "punsub_node_for_my_private_iphone": "MongooseIM's tutorial",
}
_LIKELY = re.compile(r"(?:some|your|my)_[a-z_]+|#{2,}.+#{2,}|<[^<>]+>|@HOSTS?@", re.IGNORECASE)
_CLOSED = {each.var for each in PublishOptions.FIELDS if each.codec.words}
_VALUE = f"{{{xep0004.NS}}}value"


@rule(
    "PS806",
    "placeholder-left",
    Severity.WARNING,
    on=Tree,
    source="XEP-0357; MongooseIM's tutorial; esl/MongooseIM issue 2670",
    bad="<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push-5.client.example'/></iq>",
    good="<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com'/></iq>",
)
def placeholder_left(root: etree._Element, _scope: Scope) -> Iterator[Finding]:
    """A value was copied from a document that means one of your own.

    Servers accept it, and no push ever arrives.
    """
    for element in root.iter("*"):
        yield from _placeholders(element)


def _placeholders(element: etree._Element) -> Iterator[Finding]:
    for key, value in element.items():
        if (origin := _origin(value)) is not None:
            yield Finding(_sentence(value, origin), at=element, attribute=key)
    parent = element.getparent()
    if element.tag != _VALUE or parent is None or parent.get("var") in _CLOSED:
        return  # where a closed list of words is called for, its rule says it better
    text = (element.text or "").strip()
    if parent.get("var") != "last-message-body" and (origin := _origin(text)) is not None:
        yield Finding(_sentence(text, origin), at=element, content=True)


def _origin(value: str) -> str | None:
    return PLACEHOLDERS.get(value) or ("a document" if _LIKELY.fullmatch(value) else None)


def _sentence(value: str, origin: str) -> str:
    return f"{value!r} is a placeholder from {origin}; put your own value here"
