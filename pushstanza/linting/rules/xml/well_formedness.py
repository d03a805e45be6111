"""What the reader finds: XML that is not well-formed, or that XMPP does not allow."""

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.rule import told_by_reader

_DISCO = "<query xmlns='http://jabber.org/protocol/disco#info'/>"


@told_by_reader(
    "PS001",
    "not-well-formed",
    Severity.ERROR,
    source="XML 1.0; RFC 6120, section 11.3",
    bad=(
        "<iq type='get' id='1' to='example.com'><query xmlns='http://jabber.org/protocol/disco#info'>",
        "<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com'></disabel></iq>",
        "<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com' node=my-phone/></iq>",
        "<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='a&b'/></iq>",
    ),
    good=(
        "<iq type='get' id='1' to='example.com'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='a&amp;b'/></iq>",
    ),
)
def not_well_formed() -> None:
    """A server that gets XML that is not well-formed ends the stream.

    All stanzas behind it are lost as well. XEP-0357's own publish example is not well-formed:
    it opens ``<value>`` a second time where it means to close it.
    """


@told_by_reader(
    "PS002",
    "comment-or-pi",
    Severity.ERROR,
    source="RFC 6120, section 11.1",
    bad=(
        f"<iq type='set' id='1'><!-- off -->{examples.DISABLE}</iq>",
        f"<iq type='set' id='1'><?off now?>{examples.DISABLE}</iq>",
        f"<iq type='set' id='1'><?xml version='1.0'?>{examples.DISABLE}</iq>",
    ),
    good=f"<iq type='set' id='1'>{examples.DISABLE}</iq>",
)
def comment_or_pi() -> None:
    """Comments and processing instructions may not be sent in an XMPP stream.

    Prosody ends the stream with ``not-well-formed``; MongooseIM and ejabberd skip them.
    """


@told_by_reader(
    "PS003",
    "dtd-or-entity",
    Severity.ERROR,
    source="RFC 6120, section 11.1",
    bad=(
        f"<!DOCTYPE iq><iq type='get' id='1'>{_DISCO}</iq>",
        "<message to='a@example.com'><body>Mills &nbsp; Boon</body></message>",
    ),
    good=(
        f"<iq type='get' id='1'>{_DISCO}</iq>",
        "<message to='a@example.com'><body>Mills &amp; Boon</body></message>",
    ),
)
def dtd_or_entity() -> None:
    """A DOCTYPE, or an entity other than the five of XML, may not be sent.

    Servers end the stream, since expanding entities is a way to exhaust them. It is never
    expanded here.
    """


@told_by_reader(
    "PS004",
    "illegal-character",
    Severity.ERROR,
    source="XML 1.0, section 2.2; RFC 6120, section 11.6",
    bad=(
        "<message type='chat' to='a@example.com'><body>\x07</body></message>",
        "<message type='chat' to='a@example.com'><body>&#7;</body></message>",
    ),
    good="<message type='chat' to='a@example.com'><body>ding</body></message>",
)
def illegal_character() -> None:
    """XML cannot hold control characters, lone surrogates, U+FFFE and U+FFFF.

    Not even as a character reference. The server ends the stream.
    """
