"""Copies of messages for the other clients of a user (XEP-0280)."""

from copy import deepcopy
from typing import Final

from lxml import etree

from pushstanza.reading.names import CLIENT
from pushstanza.reading.tags import local, namespace

NAMESPACE: Final = "urn:xmpp:carbons:2"
_FORWARD: Final = "urn:xmpp:forward:0"
_HINTS: Final = "urn:xmpp:hints"
_MUC_USER: Final = "http://jabber.org/protocol/muc#user"
_CHAT_STATES: Final = "http://jabber.org/protocol/chatstates"
_RECEIPTS: Final = "urn:xmpp:receipts"
_CALLS: Final = "urn:xmpp:jingle-message:0"


def is_switch(iq: etree._Element) -> bool:
    """Tell whether an IQ switches copies on or off."""
    return (
        local(iq) == "iq"
        and iq.get("type") == "set"
        and len(iq) == 1
        and namespace(iq[0]) == NAMESPACE
        and local(iq[0]) in {"enable", "disable"}
    )


def is_copied(message: etree._Element, *, is_to_client: bool) -> bool:
    """Tell whether servers copy a message (section 6.1); *is_to_client* is one to a full JID."""
    if message.find(f"{{{NAMESPACE}}}private") is not None:
        return False
    if message.find(f"{{{_HINTS}}}no-copy") is not None:
        return False
    if is_to_client and message.find(f"{{{_MUC_USER}}}x") is not None:
        return False
    kind = message.get("type", "normal")
    parts = (f"{{{CLIENT}}}body", f"{{{_CHAT_STATES}}}*", f"{{{_RECEIPTS}}}*", f"{{{_CALLS}}}*")
    is_worth_it = any(message.find(each) is not None for each in parts)
    return kind == "chat" or (kind == "normal" and is_worth_it)


def copy_of(message: etree._Element, user: str, client: str, direction: str) -> etree._Element:
    """Return the copy for a client; *direction* is ``sent`` or ``received``."""
    root = etree.Element(f"{{{CLIENT}}}message", nsmap={None: CLIENT})
    root.set("from", user)
    root.set("to", client)
    if "type" in message.attrib:
        root.set("type", message.get("type", ""))
    holder = etree.SubElement(root, f"{{{NAMESPACE}}}{direction}", nsmap={None: NAMESPACE})
    forwarded = etree.SubElement(holder, f"{{{_FORWARD}}}forwarded", nsmap={None: _FORWARD})
    forwarded.append(deepcopy(message))
    return root
