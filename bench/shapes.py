"""Shapes of input that make a careless reader slow: each a name, and a text of some *n* parts."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

Shape = Callable[[int], str]

IQ = "<iq type='set' id='a'>{}</iq>"
ENABLE = "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>{}</enable>"
FORM = "<x xmlns='jabber:x:data' type='submit'>{}</x>"
FIELD = "<field var='{0}'><value>{0}</value></field>"
PUBSUB = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>{}</pubsub>"
NOTIFICATION = (
    "<publish node='n'><item><notification xmlns='urn:xmpp:push:0'>{}"
    "</notification></item></publish>"
)
SUMMARY = (
    "<field var='FORM_TYPE'><value>urn:xmpp:push:summary</value></field>"
    "<field var='last-message-body'><value>b</value></field>"
)
A_FIELD = "<field var='a'/>"
DEVICE = (
    "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
    "<field var='service'><value>fcm</value></field><field var='device_id'><value>d</value></field>"
)
MESSAGE = "<message to='a@example.com' type='chat'>{}</message>"
ERROR = (
    "<iq type='error' id='a'><error type='cancel'><bad-request"
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text"
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>{}</text></error></iq>"
)
RECORD = "Nov 13 21:39:22 c2s26b6530\tdebug\tRECV: {}\n"
XMLEL = (
    '2024-11-13 21:39:22 [debug] {{xmlel,<<"iq">>,[{{<<"type">>,<<"set">>}},'
    '{{<<"id">>,<<"{0}">>}}],'
    '[{{xmlel,<<"enable">>,[{{<<"xmlns">>,<<"urn:xmpp:push:0">>}}],[]}}]}}\n'
)
APS = '{"aps": {"alert": {"title": "a", "body": "b"}}}'


def _in_iq(part: str) -> Shape:
    return lambda n: IQ.format(part * n)


def _in_form(part: str) -> Shape:
    return lambda n: IQ.format(ENABLE.format(FORM.format(part * n)))


def _numbered(around: str, part: str) -> Shape:
    return lambda n: around.format("".join(part.format(each) for each in range(n)))


def _filled(around: str, part: str) -> Shape:
    return lambda n: around.replace("@", part * n)


def _nested(start: str, end: str, around: str = "{}") -> Shape:
    return lambda n: around.format(start * n + end * n)


def _repeated(part: str) -> Shape:
    return lambda n: part * n


def _stanza(part: str) -> Shape:
    """Return a damaged stanza, of which *part* is written again and again."""
    return lambda n: f"<iq type='set' id='a'><enable xmlns='urn:xmpp:push:0'>{part * n}"


_ENABLE = IQ.format(ENABLE.format(FORM.format(FIELD.format("service"))))

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        # many of a kind in one stanza
        "attributes": _numbered("<iq type='set' {}/>", "a{}='b' "),
        "attributes, equal": _filled("<iq type='set' @/>", "a='b' "),
        "attributes, unquoted": _filled("<iq type=set @/>", "a=b "),
        "attributes, no value": _filled("<iq type='set' @/>", "a "),
        "attributes, near names": _numbered("<iq {}/>", "tpye{}='b' "),
        "attribute, long": _filled("<iq type='set' id='@'/>", "a" * 20),
        "attribute, blanks": _filled("<iq type='set'@id='a'/>", " " * 20),
        "attribute, line ends": _filled("<iq type='set' id='@'/>", "a\n" * 10),
        "attribute, entities": _filled("<iq type='set' id='@'/>", "&amp;" * 4),
        "children": _in_iq("<a/>"),
        "children, text": _in_iq("<a>b</a> "),
        "children, named": _numbered(IQ, "<a{}/>"),
        "children, near names": _numbered(IQ, "<enabel{} xmlns='urn:xmpp:push:0'/>"),
        "children, payloads": _in_iq(ENABLE.format("")),
        "children, namespaces": _numbered(IQ, "<a xmlns='urn:{}'/>"),
        "children, prefixed": _numbered(IQ, "<p{0}:a xmlns:p{0}='urn:{0}'/>"),
        "children, unbound": _numbered(IQ, "<p{0}:a/>"),
        "prefixes on the root": _numbered("<iq type='set' {}><a/></iq>", "xmlns:p{0}='u:{0}' "),
        "text": _in_iq("some text "),
        "text, one word": _in_iq("abcdefghij"),
        "text, lines": _in_iq("a\n"),
        "text, entities": _in_iq("&lt;"),
        "text, references": _in_iq("&#233;"),
        "text, bad references": _in_iq("&x;"),
        "text, ampersands": _in_iq("&"),
        "text, controls": _in_iq("\x01"),
        "text, wide": _in_iq("\U0001f600"),
        "text, combining": _in_iq("\u0301"),
        "text, hex": _in_iq("0123456789abcdef"),
        "text, colons": _in_iq("abc:"),
        "text, hyphens": _in_iq("a-"),
        "CDATA": _in_iq("<![CDATA[a]]>"),
        "comments": _in_iq("<!-- a -->"),
        "comments, left out": _in_iq("<!-- ... --><a/>"),
        "instructions": _in_iq("<?a b?>"),
        "nesting": _nested("<a>", "</a>", IQ),
        "nesting, namespaces": _nested("<a xmlns='urn:a'>", "</a>", IQ),
        "nesting, iq": _nested("<iq type='set' id='a'>", "</iq>"),
        "nesting, forms": _nested("<x xmlns='jabber:x:data' type='form'>", "</x>", IQ),
        # forms
        "fields": _in_form(FIELD.format("a")),
        "fields, named": _numbered(IQ.replace("{}", ENABLE).replace("{}", FORM), FIELD),
        "fields, options": _in_form(FIELD.format("priority")),
        "fields, near names": _numbered(
            IQ.replace("{}", ENABLE).replace("{}", FORM), "<field var='devic_id{}'/>"
        ),
        "fields, secret": _in_form("<field var='secret'><value>a secret</value></field>"),
        "fields, secrets": _numbered(
            IQ.replace("{}", ENABLE).replace("{}", FORM),
            "<field var='secret'><value>hunTer{}pw</value></field>",
        ),
        "fields, unclosed": _in_form("<field var='secret'>"),
        "fields, no form": _in_iq(FIELD.format("secret")),
        "values": lambda n: _in_form(f"<field var='a'>{'<value>b</value>' * n}</field>")(1),
        "values, form type": lambda n: _in_form(
            f"<field var='FORM_TYPE'>{'<value>b</value>' * n}</field>"
        )(1),
        "options": lambda n: _in_form(f"<field var='a'>{'<option/>' * n}</field>")(1),
        "forms": _in_iq(ENABLE.format(FORM.format(""))),
        "items": lambda n: IQ.format(PUBSUB.format(f"<publish node='n'>{'<item/>' * n}</publish>")),
        "publish, fields": lambda n: IQ.format(
            PUBSUB.format(
                NOTIFICATION.format(FORM.format(SUMMARY + "<field var='a'/>" * n))
                + f"<publish-options>{FORM.format(DEVICE)}</publish-options>"
            )
        ),
        "publish, options": lambda n: IQ.format(
            PUBSUB.format(
                NOTIFICATION.format(FORM.format(SUMMARY))
                + f"<publish-options>{FORM.format(DEVICE + A_FIELD * n)}</publish-options>"
            )
        ),
        "affiliations": _numbered(
            IQ.replace("{}", PUBSUB),
            "<affiliations node='n'><affiliation jid='a{}@b' affiliation='owner'/></affiliations>",
        ),
        "disco": _numbered(
            "<iq type='result' id='a'><query xmlns='http://jabber.org/protocol/disco#info'>{}</query></iq>",
            "<feature var='urn:{}'/>",
        ),
        "bodies": lambda n: MESSAGE.format("<body>a</body>" * n),
        "body, long": lambda n: MESSAGE.format(f"<body>{'a b ' * 5 * n}</body>"),
        "body, unclosed": lambda n: MESSAGE.format("<body>" * n),
        "subjects": lambda n: MESSAGE.format("<subject>a</subject>" * n),
        "error, long text": lambda n: ERROR.format("a b " * 5 * n),
        "errors in one": _filled("<iq type='error' id='a'>@</iq>", "<error type='cancel'/>"),
        # damage
        "unclosed": _stanza("<a>"),
        "unclosed, named": lambda n: "<iq>" + "".join(f"<a{i}>" for i in range(n)),
        "unclosed tags": _stanza("<a "),
        "unclosed quotes": _stanza("<a b='>"),
        "unclosed iqs": _repeated("<iq type='set' id='a'>"),
        "unclosed comments": _stanza("<!-- "),
        "unclosed CDATA": _stanza("<![CDATA["),
        "unclosed instructions": _stanza("<?a "),
        "ends": _stanza("</a>"),
        "ends, wrong": _stanza("<a></b>"),
        "ends, crossed": _stanza("<a><b></a></b>"),
        "less-than": _stanza("<"),
        "greater-than": _stanza(">"),
        "quotes": _stanza("'"),
        "quotes in tags": _filled("<iq type='set' id=@><a/></iq>", "'"),
        "equals": _stanza("<a =='b'/>"),
        "slashes": _stanza("<a//>"),
        "colons in names": _stanza("<a:b:c/>"),
        "DOCTYPEs": _repeated("<!DOCTYPE a [<!ENTITY b 'c'>]>"),
        "entities declared": _numbered("<!DOCTYPE a [{}]>" + _ENABLE, "<!ENTITY e{} 'a'>"),
        "declarations": _repeated("<?xml version='1.0'?>"),
        "damaged stanzas": _repeated("<iq type='set' id='a'><enable xlmns='urn:xmpp:push:0'>\n"),
        "lost equals": _repeated("<iq type'set' id'a'><a/></iq>\n"),
        "replacement": _stanza("\ufffd"),
        "NULs": _stanza("\0"),
        # many stanzas, logs and other texts
        "stanzas": _repeated(_ENABLE + "\n"),
        "stanzas, one line": _repeated(_ENABLE),
        "stanzas, faulty": _repeated("<iq type='stet'><enable xlmns='urn:xmpp:push:0'/></iq>\n"),
        "stanzas, in a stream": lambda n: f"<stream:stream>{_ENABLE * n}</stream:stream>",
        "stanzas, publishes": _repeated(
            IQ.format(PUBSUB.format(NOTIFICATION.format(FORM.format("")))) + "\n"
        ),
        "records": _repeated(RECORD.format(_ENABLE)),
        "records, ids": lambda n: "".join(
            RECORD.format(_ENABLE.replace("id='a'", f"id='{i}'")) for i in range(n)
        ),
        "records, errors": lambda n: "".join(
            RECORD.format(ERROR.format("a").replace("id='a'", f"id='{i}'")) for i in range(n)
        ),
        "records, cut": _repeated(RECORD.format(_ENABLE[:60])),
        "records, of several lines": _repeated(RECORD.format(_ENABLE.replace("><", ">\n<"))),
        "records, words": _repeated("2024-11-13 21:39:22 [error] Push failed: BadDeviceToken\n"),
        "record, long": lambda n: RECORD.format(_ENABLE * n),
        "record, of many lines": lambda n: RECORD.format("a\n" * n) + RECORD.format(_ENABLE),
        "Erlang terms": _repeated(XMLEL.format("a")),
        "Erlang terms, open": _repeated('{xmlel,<<"iq">>,['),
        "brackets": _repeated("[{("),
        "suppressions": _repeated("<!-- pushstanza: ignore=PS101 -->\n" + _ENABLE + "\n"),
        "suppressions, unused": _repeated("<!-- pushstanza: disable=PS101 -->\n"),
        "fences": _repeated("```xml\n" + _ENABLE + "\n```\n"),
        "fences, open": _repeated("```xml\n"),
        "fences, nested": _repeated("> ```\n"),
        "string literals": _repeated(f'a = "{_ENABLE}"\n'),
        "string literals, joined": _repeated('x = "<iq>" + "</iq>"\n'),
        "string literals, open": _repeated('a = """<iq>\n'),
        "backslashes": _repeated("\\"),
        "escaped quotes": _repeated('\\"'),
        "backticks": _repeated("`"),
        "line ends": _repeated("\n"),
        "blanks": _repeated(" "),
        "blanks and tag": lambda n: " " * 10 * n + "<iq",
        "tabs": _repeated("\t<iq/>\n"),
        "long lines": _repeated("x" * 100),
        "prose": _repeated("The client sends an <enable/> to its server. "),
        "pages": _repeated(f"<pre>{_ENABLE.replace('<', '&lt;')}</pre>\n"),
        "words": _repeated("BadDeviceToken "),
        # JSON
        "JSON objects": _repeated(APS + "\n"),
        "JSON members": lambda n: json.dumps({"aps": {f"a{i}": i for i in range(n)}}),
        "JSON members, equal": _filled('{"aps": {@"b": 2}}', '"a": 1, '),
        "JSON members, long": lambda n: json.dumps({"aps": {"alert": "a" * 20 * n}}),
        "JSON members, escapes": _filled('{"aps": {"alert": "@"}}', "\\u00e9"),
        "JSON array": lambda n: json.dumps({"registration_ids": ["a"] * n, "notification": {}}),
        "JSON depth": lambda n: '{"a":' * n + "1" + "}" * n,
        "JSON arrays, deep": lambda n: "[" * n + "]" * n,
        "JSON, open": _repeated('{"aps": {'),
        "JSON, open strings": _repeated('{"aps": "\n'),
        "JSON, in lines": _repeated("[info] " + APS + "\n"),
        "JSON, responses": _repeated('{"reason": "BadDeviceToken"}\n'),
        "JSON, data": lambda n: json.dumps(
            {"message": {"token": "a", "data": {f"k{i}": "v" for i in range(n)}}}
        ),
    }
)  # fmt: skip
