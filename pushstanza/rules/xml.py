"""Family 0: the XML itself, and the restrictions of RFC 6120, section 11.

What does not parse never becomes a tree: the first four rules are held by the reader, the last by
the schemas.
"""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import NAMESPACES, REGISTRY
from pushstanza.diagnostics import Severity
from pushstanza.near_miss import nearest
from pushstanza.rules.rule import Finding, Tree, rule, told_by_reader
from pushstanza.rules.scope import Scope
from pushstanza.stanzas import rfc6120, xep0004, xep0060, xep0203, xep0357

#: Where elements belong that are recognised by their name alone.
HOMES = {
    "delay": xep0203.NS,
    "disable": xep0357.NS,
    "enable": xep0357.NS,
    "notification": xep0357.NS,
    "pubsub": xep0060.NS,
    "x": xep0004.NS,
}


@told_by_reader(
    "PS001",
    "not-well-formed",
    Severity.ERROR,
    source="XML 1.0; RFC 6120, section 11.3",
    bad="<iq type='get' id='1' to='example.com'><query xmlns='http://jabber.org/protocol/disco#info'>",
    good="<iq type='get' id='1' to='example.com'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
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
    bad="<iq type='set' id='1'><!-- off --><disable xmlns='urn:xmpp:push:0' jid='push.example.com'/></iq>",
    good="<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com'/></iq>",
)
def comment_or_pi() -> None:
    """Comments and processing instructions may not be sent in an XMPP stream.

    Prosody ends the stream with ``restricted-xml``; MongooseIM skips them.
    """


@told_by_reader(
    "PS003",
    "dtd-or-entity",
    Severity.ERROR,
    source="RFC 6120, section 11.1",
    bad="<!DOCTYPE iq><iq type='get' id='1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
    good="<iq type='get' id='1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
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
    bad="<message type='chat' to='a@example.com'><body>\x07</body></message>",
    good="<message type='chat' to='a@example.com'><body>ding</body></message>",
)
def illegal_character() -> None:
    """XML cannot hold control characters, lone surrogates, U+FFFE and U+FFFF.

    Not even as a character reference. The server ends the stream.
    """


@rule(
    "PS005",
    "namespace-near-miss",
    Severity.ERROR,
    on=Tree,
    source="processone/ejabberd issue 2033",
    bad="""<iq type='set' id='1'><enable xmlns="'urn:xmpp:push:0'" jid='push.example.com' node='n'/></iq>""",
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
)
def namespace_near_miss(root: etree._Element, _scope: Scope) -> Iterator[Finding]:
    """A namespace is compared letter by letter, so one that is nearly right is wrong.

    No module of the server feels addressed: the answer is ``service-unavailable``, or, for a form,
    nothing at all, and the options are lost.
    """
    for element in root.iter("*"):
        name = etree.QName(element)
        namespace = name.namespace or ""
        if not namespace or namespace in NAMESPACES:
            continue
        meant = nearest(namespace.strip(" '\"/#\t\r\n"), NAMESPACES, cutoff=0.88)
        if meant is not None and f"{{{meant}}}{name.localname}" in REGISTRY:
            yield Finding(
                f"no server knows the namespace {namespace!r} of <{name.localname}>",
                at=element,
                attribute="xmlns",
                hint=f"did you mean {meant!r}?",
            )


@rule(
    "PS006",
    "xmlns-misspelt",
    Severity.ERROR,
    on=Tree,
    source="esl/MongooseIM issue 3380",
    bad="<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
)
def xmlns_misspelt(root: etree._Element, _scope: Scope) -> Iterator[Finding]:
    """Without ``xmlns`` the element is in its parent's namespace, and nobody looks for it there.

    MongooseIM answers ``bad-request`` without a text, ejabberd and Prosody
    ``service-unavailable``.
    """
    for element in root.iter("*"):
        for key in element.attrib:
            if _misspelt(key):
                name = etree.QName(element).localname
                yield Finding(
                    f"the attribute {key!r} of <{name}> declares no namespace",
                    at=element,
                    attribute=key,
                    hint="did you mean 'xmlns'?",
                )


@rule(
    "PS008",
    "namespace-inherited",
    Severity.ERROR,
    on=Tree,
    source="esl/MongooseIM, mod_event_pusher_push.erl, find_form/1",
    bad="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'><x type='submit'/></enable></iq>",
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field></x></enable></iq>",
)
def namespace_inherited(root: etree._Element, _scope: Scope) -> Iterator[Finding]:
    """An element without ``xmlns`` of its own is in the namespace of its parent.

    MongooseIM accepts an ``enable`` whose ``x`` is in the wrong namespace, and loses the options.
    """
    for element in root.iter("*"):
        yield from _inherited(element)


def _inherited(element: etree._Element) -> Iterator[Finding]:
    name = etree.QName(element)
    home = HOMES.get(name.localname)
    if home is None or name.namespace == home or any(_misspelt(key) for key in element.attrib):
        return
    parent = element.getparent()
    inherited = etree.QName(parent).namespace if parent is not None else rfc6120.CLIENT
    if name.namespace in {None, inherited}:
        empty = " (its xmlns is empty)" if name.namespace is None else ""
        yield Finding(
            f"<{name.localname}> is in {_worded(name.namespace)}{empty}, where nobody looks for it",
            at=element,
            hint=f"add xmlns='{home}'",
        )


def _misspelt(key: str) -> bool:
    return key != "xmlns" and 4 <= len(key) <= 7 and set(key.lower()) <= set("xmlns")


def _worded(namespace: str | None) -> str:
    return f"the namespace {namespace}" if namespace else "no namespace"


@told_by_reader(
    "PS011",
    "schema-violation",
    Severity.ERROR,
    source="The schemas in schemas/xsd, written from the specifications",
    bad="<iq type='sett' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com'/></iq>",
    good="<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com'/></iq>",
)
def schema_violation() -> None:
    """An element, attribute or word that its specification does not have.

    What servers do then differs: they ignore it, refuse the stanza, or lose a part of it.
    """
