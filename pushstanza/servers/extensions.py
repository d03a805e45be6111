"""Tigase's extensions of XEP-0357, as far as Tigase and Prosody play them alike.

Source: Tigase ``tigase/xmpp/impl/push``; Prosody ``mod_cloud_notify_encrypted`` and
``mod_cloud_notify_filters`` of prosody-modules.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.jid import Jid
from pushstanza.payloads.encryption import encrypt
from pushstanza.reading import names
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.publisher import Arrival
from pushstanza.servers.request import elements
from pushstanza.servers.world import Registration
from pushstanza.stanzas.tigase import AES_128_GCM_FEATURE, AWAY_FEATURE, Encrypted
from pushstanza.stanzas.xep0353 import JingleMessage

ENCRYPT: Final = f"{{{names.TIGASE_ENCRYPT}}}encrypt"
GROUPCHAT: Final = f"{{{names.TIGASE_GROUPCHAT}}}groupchat"
IGNORE_UNKNOWN: Final = f"{{{names.TIGASE_IGNORE_UNKNOWN}}}ignore-unknown"
JINGLE: Final = f"{{{names.TIGASE_JINGLE}}}jingle"
MEET: Final = "{tigase:push:meet:0}meet"
MUTED: Final = f"{{{names.TIGASE_MUTED}}}muted"
PRIORITY: Final = f"{{{names.TIGASE_PRIORITY}}}priority"
#: The attribute of enable.
AWAY: Final = "away"

#: The extensions that an enable may ask for: elements in Clark notation, attributes by their names.
ASKED: Final = (ENCRYPT, GROUPCHAT, IGNORE_UNKNOWN, JINGLE, MEET, MUTED, PRIORITY, AWAY)

#: The features of an account by which a server says that it has them, as Tigase lists them.
FEATURES: Final = (
    names.TIGASE_ENCRYPT,
    AES_128_GCM_FEATURE,
    names.TIGASE_IGNORE_UNKNOWN,
    names.TIGASE_GROUPCHAT,
    names.TIGASE_MUTED,
    names.TIGASE_PRIORITY,
    names.TIGASE_JINGLE,
)

#: The attributes of enable that are no extensions, and one with a value that asks for nothing.
_OWN: Final = frozenset({"jid", "node", AWAY})

_AWAY_KEPT: Final = f"{{{AWAY_FEATURE}}}{AWAY}"
_RTP: Final = "urn:xmpp:jingle:apps:rtp:1"


def extras_of(enable: etree._Element | None) -> tuple[etree._Element, ...]:
    """Return what a server keeps of an enable beside its form: its other elements, and ``away``."""
    if enable is None:
        return ()
    kept = [each for each in elements(enable) if local(each) != "x"]
    if enable.get(AWAY) == "true":
        kept.append(etree.Element(_AWAY_KEPT))
    return tuple(kept)


def asked_for(enable: etree._Element) -> Iterator[str]:
    """Yield the extensions that an enable asks for: those of ``ASKED``, and unknown ones.

    Elements are in Clark notation, attributes by their names.
    """
    if enable.get(AWAY) == "true":
        yield AWAY
    yield from (str(name) for name in enable.attrib if name not in _OWN and "{" not in str(name))
    form = f"{{{names.DATA_FORMS}}}x"
    yield from dict.fromkeys(str(each.tag) for each in elements(enable) if each.tag != form)


def setting(to: Registration, tag: str) -> etree._Element | None:
    """Return what a registration asks for with an extension, if it does."""
    return next((each for each in to.extras if each.tag == tag), None)


def is_for_away(to: Registration) -> bool:
    """Tell whether a registration asks for pushes while the user is away."""
    return setting(to, _AWAY_KEPT) is not None


def jids_in(element: etree._Element) -> dict[str, etree._Element]:
    """Return the children that have a JID, by this JID in its normal form; the first of each."""
    found: dict[str, etree._Element] = {}
    for each in elements(element):
        jid = Jid.unchecked(each.get("jid", ""))
        if jid.is_valid:
            found.setdefault(jid.bare.normalized, each)
    return found


def is_muted(to: Registration, arrival: Arrival) -> bool:
    """Tell whether the sender is muted."""
    muted = setting(to, MUTED)
    return muted is not None and sender_of(arrival) in jids_in(muted)


def sender_of(arrival: Arrival) -> str:
    """Return the bare JID of the sender."""
    sender = arrival.message.from_
    return "" if sender is None or not sender.is_valid else sender.bare.normalized


def nickname_of(arrival: Arrival) -> str | None:
    """Return the nickname of the sender in a room."""
    sender = arrival.message.from_
    return None if sender is None or not sender.is_valid else sender.resource


# ---- calls ----


def call_of(arrival: Arrival) -> JingleMessage | None:
    """Return the step of a call in a message (XEP-0353), if there is one."""
    return next(
        (each for each in arrival.message.payloads if isinstance(each, JingleMessage)), None
    )


def media_of(call: JingleMessage) -> list[str]:
    """Return what a call offers: audio, video."""
    offered = (each.element() for each in call.payloads if isinstance(each, Unknown))
    media = (
        each.get("media")
        for each in offered
        if local(each) == "description" and namespace(each) == _RTP
    )
    return [each for each in media if each is not None]


def features_of(call: JingleMessage) -> list[Unknown]:
    """Return the elements ``feature`` of a call, of any namespace."""
    unknown = (each for each in call.payloads if isinstance(each, Unknown))
    return [each for each in unknown if each.name == "feature"]


# ---- encryption ----


def encrypted(key: bytes, content: Mapping[str, Any], *, is_call: bool) -> Encrypted:
    """Return JSON as it stands encrypted in a notification, written as Tigase writes it."""
    written = json.dumps(content, ensure_ascii=False, separators=(", ", " : "))
    iv, data = encrypt(written.replace("/", "\\/").encode(), key)
    return Encrypted(iv=iv, type="voip" if is_call else None, data=data)


def shortened(text: str, most: int) -> str:
    """Return as many characters of a text as fit into so many bytes."""
    return text.encode()[:most].decode(errors="ignore")
