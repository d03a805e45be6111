"""XML that is not well-formed or not allowed in XMPP, as found by the parser."""

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.rule import reported_by_parser

_DISCO = "<query xmlns='http://jabber.org/protocol/disco#info'/>"


@reported_by_parser(
    "PS001",
    "not-well-formed",
    Severity.ERROR,
    accepted=Severity.WARNING,
    source="XML 1.0; RFC 6120, section 11.3; a recording of MongooseIM 6.8.0",
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
    """Most servers that receive XML that is not well-formed close the stream.

    All following stanzas are lost, too. exml, the parser of MongooseIM, does not check everything: it
    ends an element with whatever end tag comes next, takes a bare ``&`` and of two attributes of one
    name the last. After a missing end tag it takes all that follows for a part of the same stanza, and
    answers nothing any more. With another server, or where MongooseIM passes the stanza on, the
    stream ends. Where a target is named, the message says what it does. The publish example in XEP-0357 itself is not well-formed:
    it opens ``<value>`` a second time instead of closing it.
    """


@reported_by_parser(
    "PS002",
    "comment-or-pi",
    Severity.ERROR,
    accepted=Severity.WARNING,
    source="RFC 6120, section 11.1",
    bad=(
        f"<iq type='set' id='1'><!-- off -->{examples.DISABLE}</iq>",
        f"<iq type='set' id='1'><?off now?>{examples.DISABLE}</iq>",
        f"<iq type='set' id='1'><?xml version='1.0'?>{examples.DISABLE}</iq>",
    ),
    good=f"<iq type='set' id='1'>{examples.DISABLE}</iq>",
)
def comment_or_pi() -> None:
    """Comments and processing instructions are not allowed in an XMPP stream.

    Some servers close the stream, others ignore them.
    """


@reported_by_parser(
    "PS003",
    "dtd-or-entity",
    Severity.ERROR,
    accepted=Severity.WARNING,
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
    """A DOCTYPE, or an entity other than the five predefined in XML, is not allowed.

    Most servers close the stream, as entity expansion can exhaust their memory; MongooseIM passes over
    a DOCTYPE and keeps an unknown entity as text. The linter never expands entities.
    """


@reported_by_parser(
    "PS004",
    "illegal-character",
    Severity.ERROR,
    accepted=Severity.ERROR,
    source="XML 1.0, section 2.2; RFC 6120, section 11.6; a recording of MongooseIM 6.8.0",
    bad=(
        "<message type='chat' to='a@example.com'><body>\x07</body></message>",
        "<message type='chat' to='a@example.com'><body>&#7;</body></message>",
    ),
    good="<message type='chat' to='a@example.com'><body>ding</body></message>",
)
def illegal_character() -> None:
    """XML cannot contain control characters, lone surrogates, U+FFFE or U+FFFF.

    Character references to them are not allowed either. Most servers close the stream. MongooseIM
    takes such a reference and passes on the character itself, whereupon the receiver, such as the
    push service, closes the stream or fails to read the notification.
    """
