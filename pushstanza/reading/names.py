"""The names and namespaces of the flow, as they are recognised in any text.

The models are declared with these namespaces; a test holds the names to what is declared.
"""

import re
from collections.abc import Iterable
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern

# ---- namespaces ----

#: What stanzas are in between a client and its server.
CLIENT: Final = "jabber:client"
#: The namespaces that stanzas have between servers and to components: the same stanzas
#: (RFC 6120, section 4.8.3; XEP-0114).
OTHER_CONTENT: Final = ("jabber:server", "jabber:component:accept", "jabber:component:connect")
STREAMS: Final = "http://etherx.jabber.org/streams"
STANZA_ERRORS: Final = "urn:ietf:params:xml:ns:xmpp-stanzas"

DATA_FORMS: Final = "jabber:x:data"
COMMANDS: Final = "http://jabber.org/protocol/commands"
DISCO_INFO: Final = "http://jabber.org/protocol/disco#info"
DISCO_ITEMS: Final = "http://jabber.org/protocol/disco#items"
PUBSUB: Final = "http://jabber.org/protocol/pubsub"
PUBSUB_OWNER: Final = "http://jabber.org/protocol/pubsub#owner"
PUBSUB_EVENT: Final = "http://jabber.org/protocol/pubsub#event"
PUBSUB_ERRORS: Final = "http://jabber.org/protocol/pubsub#errors"
DELAY: Final = "urn:xmpp:delay"
HINTS: Final = "urn:xmpp:hints"
JINGLE_MESSAGE: Final = "urn:xmpp:jingle-message:0"
PUSH: Final = "urn:xmpp:push:0"
#: Push 2.0, and UnifiedPush over XMPP: drafts that are not part of the flow.
PUSH2: Final = "urn:xmpp:push2:0"
PUSH2_NOTIFY_ONLY: Final = "urn:xmpp:push2:send:notify-only:0"
PUSH2_WEB_PUSH: Final = "urn:xmpp:push2:send:sce+rfc8291+rfc8292:0"
PUSH2_ENCRYPTED: Final = "urn:xmpp:sce:rfc8291:0"
UNIFIED_PUSH: Final = "http://gultsch.de/xmpp/drafts/unified-push"
#: All of drafts: what is misspelt is never taken for them.
DRAFTS: Final = frozenset({PUSH2, PUSH2_NOTIFY_ONLY, PUSH2_WEB_PUSH, PUSH2_ENCRYPTED, UNIFIED_PUSH})
TIGASE_ENCRYPT: Final = "tigase:push:encrypt:0"
TIGASE_GROUPCHAT: Final = "tigase:push:filter:groupchat:0"
TIGASE_IGNORE_UNKNOWN: Final = "tigase:push:filter:ignore-unknown:0"
TIGASE_JINGLE: Final = "tigase:push:jingle:0"
TIGASE_MUC_OFFLINE: Final = "http://tigase.org/protocol/muc#offline"
TIGASE_MUTED: Final = "tigase:push:filter:muted:0"
TIGASE_PRIORITY: Final = "tigase:push:priority:0"

#: What is nearly one of these, and another protocol's: no misspelling.
OTHERS: Final = frozenset(
    {
        "urn:ietf:params:xml:ns:xmpp-sasl", "urn:ietf:params:xml:ns:xmpp-streams", PUSH2,
    }
)  # fmt: skip

#: What XML itself reserves.
XML: Final = "http://www.w3.org/XML/1998/namespace"
XMLNS: Final = "http://www.w3.org/2000/xmlns/"

# ---- elements ----

STANZAS: Final = ("iq", "message", "presence")
#: The stanzas of a client's stream, in Clark notation.
STANZA_TAGS: Final = frozenset(f"{{{CLIENT}}}{name}" for name in STANZAS)

#: What a forwarded stanza stands in (XEP-0297).
FORWARDED: Final = "forwarded"
#: What stanzas of others come in, for which there are no models (XEP-0297, XEP-0280).
CARRIERS: Final = (FORWARDED, "received", "sent")
#: Elements that hold stanzas as their own content: these are not to be taken out of them.
HOLDERS: Final = (*CARRIERS, "event", "items", "pubsub", "result")

#: Payloads that are recognised where they stand without a stanza, as in a document. Names that
#: many other things have, such as item or text, are not among them.
PAYLOADS: Final = frozenset(
    {
        "affiliations", "configure", "disable", "enable", "error", "event", "notification",
        "options", "publish-options", "pubsub", "query", "x", *CARRIERS,
    }
)  # fmt: skip


def alternation(names: Iterable[str]) -> str:
    """Return what matches one of *names* in a pattern, for a group."""
    return "|".join(map(re.escape, names))


#: The beginning of a stanza; its group is the name.
STANZA_START: Final = lazy_pattern(rf"<({alternation(STANZAS)})(?=[\s/>])")
