"""The schemas, in both engines: the cases of ``schema_cases``, and what they are held to."""

import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import TypeAlias, get_args

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza.diagnostics import PushStanzaError
from pushstanza.reading import xsd
from pushstanza.reading.deviations import DEVIATIONS, Deviation
from pushstanza.reading.xsd import Reason, Violation, libxml2, schemas, second_opinion

XSD = Path(str(schemas.FOLDER))
XS = "{http://www.w3.org/2001/XMLSchema}"
XML = "{http://www.w3.org/XML/1998/namespace}"

CASES = Path(__file__).parent / "schema_cases"
VALID = sorted((CASES / "valid").glob("*.xml"))
INVALID = sorted((CASES / "invalid").glob("*.xml"))


def stanza(text: str) -> etree._Element:
    """Return the one element of *text*, as it stands in a stream of ``jabber:client``."""
    (element,) = etree.fromstring(f"<stream xmlns='jabber:client'>{text}</stream>").iterchildren(
        "*"
    )
    return element


def alone(text: str) -> etree._Element:
    """Return the same as the root of a tree of its own."""
    return etree.fromstring(etree.tostring(stanza(text), with_tail=False))


def told(violation: Violation) -> str:
    """Return a violation as a case expects it."""
    name = etree.QName(violation.element).localname
    attribute = f" @{violation.attribute.replace(XML, 'xml:')}" if violation.attribute else ""
    return f"<{name}>{attribute} {violation.reason}: {violation.message}"


def expected(case: Path) -> list[str]:
    """Return the lines of the comment at the beginning of *case*."""
    comment = re.match(r"<!--\n(.*?)\n-->\n", case.read_text(encoding="utf-8"), re.DOTALL)
    assert comment, f"{case} does not begin with what is expected of it"
    return comment[1].splitlines()


def by_name(path: Path) -> str:
    return path.stem


# The cases


@pytest.mark.parametrize("cases", [VALID, INVALID], ids=["valid", "invalid"])
def test_folders_have_cases(cases: list[Path]) -> None:
    assert len(cases) >= 40


@pytest.mark.parametrize("case", VALID, ids=by_name)
@pytest.mark.parametrize("read", [stanza, alone])
def test_valid(case: Path, read) -> None:
    element = read(case.read_text(encoding="utf-8"))

    assert xsd.is_valid(element)
    assert xsd.violations(element) == []
    assert xsd.violations_by_xmlschema(element) == []


@pytest.mark.parametrize("case", INVALID, ids=by_name)
@pytest.mark.parametrize("read", [stanza, alone])
def test_invalid(case: Path, read) -> None:
    element = read(case.read_text(encoding="utf-8"))
    found = xsd.violations(element)

    assert not xsd.is_valid(element)
    assert [told(each) for each in found] == expected(case)
    assert xsd.violations_by_xmlschema(element) == found
    assert {each.element for each in found} <= {*element.iter()}


def test_valid_cases_have_every_element() -> None:
    used = {
        each.tag for case in VALID for each in stanza(case.read_text(encoding="utf-8")).iter("{*}*")
    }

    assert {tag for tag, _ in declared()} - used == set()


def test_valid_cases_have_every_attribute() -> None:
    used = {
        (each.tag, name)
        for case in VALID
        for each in stanza(case.read_text(encoding="utf-8")).iter("{*}*")
        for name in each.attrib
    }

    assert {
        (tag, name.replace("xml:", XML)) for tag, attributes in declared() for name in attributes
    } - used == set()


# Both engines on whatever comes


KNOWN = schemas.known()
NAMESPACES = [*sorted(KNOWN.namespaces - {XML[1:-1]}), "urn:example:other", ""]
NAMES = sorted({etree.QName(tag).localname for tag in KNOWN.elements} | {"other"})
ATTRIBUTES = sorted({name for each in KNOWN.elements.values() for name in each.attributes})
VALUES = ["", "a", " set", "set", "1", "-1", "1_0", "٣", "\u00a01", "true", "presence", "en", "é'"]
TEXTS = ["", " \n", "a", "5", "\u00a0", "\u2028"]


@st.composite
def mutants(draw: st.DrawFn) -> etree._Element:
    """Draw a valid case with some things changed in it."""
    case = draw(st.sampled_from(VALID))
    root = deepcopy(alone(case.read_text(encoding="utf-8")))
    for _ in range(draw(st.integers(1, 4))):
        element = draw(st.sampled_from([*root.iter("{*}*")]))
        namespace, name = draw(st.sampled_from(NAMESPACES)), draw(st.sampled_from(NAMES))
        tag = f"{{{namespace}}}{name}" if namespace else name
        attribute = draw(st.sampled_from(ATTRIBUTES)).replace("xml:", XML)
        match draw(st.sampled_from(["tag", "set", "drop", "text", "tail", "child", "comment"])):
            case "tag":
                element.tag = tag
            case "set":
                element.set(attribute, draw(st.sampled_from(VALUES)))
            case "drop":
                element.attrib.pop(attribute, None)
            case "text":
                element.text = draw(st.sampled_from(TEXTS))
            case "tail" if element is not root:
                element.tail = draw(st.sampled_from(TEXTS))
            case "child":
                element.append(etree.Element(tag))
            case "comment":
                element.append(etree.Comment("c"))
    return etree.fromstring(etree.tostring(root))


@given(mutants())
@settings(max_examples=300, deadline=None)
def test_engines_agree(root: etree._Element) -> None:
    found = xsd.violations(root)

    assert found == xsd.violations_by_xmlschema(root)
    assert xsd.is_valid(root) == (not found)


def test_neighbours_are_not_looked_at() -> None:
    stream = etree.fromstring(
        "<stream xmlns='jabber:client'>a<iq/>b<iq id='1' type='get'/>c<iq/></stream>"
    )

    assert [xsd.is_valid(each) for each in stream] == [False, True, False]
    assert [len(xsd.violations(each)) for each in stream] == [2, 0, 2]
    assert etree.tostring(stream).count(b"<iq") == 3


def test_what_was_asked_about_stays_as_it_was() -> None:
    root = stanza((CASES / "invalid" / "many-at-once.xml").read_text(encoding="utf-8"))
    before = etree.tostring(root)
    xsd.violations(root)
    xsd.violations_by_xmlschema(root)

    assert etree.tostring(root) == before


def test_threads_do_not_share_what_they_find() -> None:
    roots = [alone(case.read_text(encoding="utf-8")) for case in INVALID] * 5
    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(xsd.violations, roots)]

    assert found == [xsd.violations(root) for root in roots]


@pytest.mark.parametrize("find", [xsd.violations, xsd.violations_by_xmlschema])
def test_entity_that_was_not_expanded(find) -> None:
    root = etree.fromstring(
        "<!DOCTYPE iq [<!ENTITY e 'f'>]><value xmlns='jabber:x:data'>a&e;b</value>",
        etree.XMLParser(resolve_entities=False),
    )

    assert not xsd.is_valid(root)
    assert [(each.element, each.reason) for each in find(root)] == [(root, Reason.ENTITY)]


@pytest.mark.parametrize(
    "text",
    [
        "<x xmlns='jabber:x:data' xmlns:i='{0}' i:nil='true'/>",
        "<x xmlns='jabber:x:data' xmlns:i='{0}' i:type='y'/>",
        "<x xmlns='jabber:x:data' xmlns:i='{0}'><y xmlns='z' i:type='z'/></x>",
    ],
)
@pytest.mark.parametrize("find", [xsd.violations, xsd.violations_by_xmlschema])
def test_faults_without_a_sentence_of_ours(find, text: str) -> None:
    root = etree.fromstring(text.format("http://www.w3.org/2001/XMLSchema-instance"))

    assert not xsd.is_valid(root)
    assert all("> is not valid: " in each.message for each in find(root))
    assert find(root)


@pytest.mark.parametrize("namespace", ["urn:its", "urn:it's"])
@pytest.mark.parametrize("find", [xsd.violations, xsd.violations_by_xmlschema])
def test_an_attribute_is_judged_whatever_the_namespace_around_it(find, namespace: str) -> None:
    """In its messages libxml2 puts names between apostrophes, and a namespace may hold one."""
    root = etree.fromstring(
        "<x xmlns='jabber:x:data' xmlns:d='jabber:x:data' type='submit' "
        "xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>"
        f"""<y xmlns="{namespace}" i:type='d:empty' a=''/></x>"""
    )
    (found,) = find(root)

    assert (found.element, found.reason) == (root[0], Reason.UNKNOWN_ATTRIBUTE)
    assert found.message == "attribute 'a' is not allowed on <y>, which has no attributes"
    assert found.attribute == "a"


def test_a_value_of_a_type_that_an_element_from_elsewhere_names_is_judged() -> None:
    (found,) = ps.validate(
        "<iq type='set' id='1'><foo xmlns='urn:its' xmlns:d='jabber:x:data' "
        "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='d:form-type'>zzz</foo></iq>"
    )

    assert found.message == "<foo> is 'zzz', which its type does not allow"


def test_too_deep_for_xmlschema() -> None:
    deep = "<a xmlns='b'>" * 1500 + "</a>" * 1500
    root = etree.fromstring(
        f"<iq xmlns='jabber:client' id='1'>{deep}</iq>", etree.XMLParser(huge_tree=True)
    )

    assert xsd.violations_by_xmlschema(root) == xsd.violations(root) != []


@pytest.mark.parametrize("find", [xsd.violations, xsd.violations_by_xmlschema])
def test_long_values_are_cut(find) -> None:
    secret = "0123456789abcdef" * 4
    (found,) = find(etree.fromstring(f"<x xmlns='jabber:x:data' type='{secret}'/>"))

    assert "'0123456789abcdef…'" in found.message
    assert secret not in str(found)


def test_many_strangers() -> None:
    root = etree.fromstring(f"<x xmlns='jabber:x:data'>{'<y/>' * 100}</x>")

    assert len(xsd.violations(root)) == 16
    assert len(xsd.violations_by_xmlschema(root)) == 100


def test_schemas_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "all.xsd").write_text("<schema/>")
    monkeypatch.setattr(schemas, "FOLDER", tmp_path)

    for compiled in libxml2._compiled, second_opinion._compiled:
        with pytest.raises(xsd.SchemaError, match="cannot be used") as caught:
            compiled.__wrapped__()
        assert isinstance(caught.value, PushStanzaError)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both engines are compiled and used with every way out closed, and one watched."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/evil.xsd"
        monkeypatch.setattr(socket.socket, "connect", _refuse)
        monkeypatch.setattr(socket, "getaddrinfo", _refuse)
        root = etree.fromstring(
            "<iq xmlns='jabber:client' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' id='1'"
            f" type='get' i:schemaLocation='urn:evil {url} jabber:client {url}'"
            f" i:noNamespaceSchemaLocation='{url}'><evil xmlns='urn:evil'/></iq>"
        )

        assert libxml2._compiled.__wrapped__().validate(root)
        assert second_opinion._compiled.__wrapped__().is_valid(root)
        assert xsd.violations_by_xmlschema(root) == []
        with pytest.raises(BlockingIOError):
            server.accept()


def _refuse(*_args: object) -> None:
    pytest.fail("the network was asked for")


def test_xmlschema_is_imported_when_it_is_asked() -> None:
    code = "import sys, pushstanza.reading.xsd; sys.exit('xmlschema' in sys.modules)"

    subprocess.run([sys.executable, "-c", code], check=True)


# The files


FILES = sorted(XSD.glob("*.xsd"))


@pytest.mark.parametrize("file", FILES, ids=by_name)
def test_each_file_loads_by_itself(file: Path) -> None:
    etree.XMLSchema(file=str(file))
    xmlschema.XMLSchema10(str(file), allow="local")


@pytest.mark.parametrize("file", FILES, ids=by_name)
def test_each_file_says_what_it_is(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    root = etree.fromstring(text.encode())

    assert re.search(r"^  Namespace: +(\S+)$", text, re.MULTILINE) or file.stem == "all"
    assert re.search(r"^  Specification: .*(\d{4}-\d{2}|those of)", text, re.MULTILINE)
    if file.stem != "all":
        assert f"Namespace:      {root.get('targetNamespace')}\n" in text


@pytest.mark.parametrize("file", FILES, ids=by_name)
def test_imports_are_files_beside(file: Path) -> None:
    for each in etree.parse(file).iter(XS + "import", XS + "include", XS + "redefine"):
        beside = file.parent / each.get("schemaLocation")

        assert each.get("schemaLocation") == beside.name
        assert etree.parse(beside).getroot().get("targetNamespace") == each.get("namespace")


def test_the_umbrella_has_every_file() -> None:
    imported = {
        each.get("schemaLocation") for each in etree.parse(XSD / "all.xsd").iter(XS + "import")
    }

    assert imported | {"all.xsd"} == {file.name for file in FILES}


def test_no_value_is_added_to_what_was_read() -> None:
    """There are no defaults, so that no engine can put in what was not sent."""
    for file in FILES:
        for each in etree.parse(file).iter(XS + "*"):
            assert not {"default", "fixed"} & {*each.attrib}


# Ours and theirs


#: The lists of words in the specifications' own schemas.
# fmt: off
THEIR_WORDS = {
    "iq-type": "error get result set",
    "message-type": "chat error groupchat headline normal",
    "presence-type": "error probe subscribe subscribed unavailable unsubscribe unsubscribed",
    "error-type": "auth cancel continue modify wait",
    "form-type": "cancel form result submit",
    "field-type": """
        boolean fixed hidden jid-multi jid-single list-multi list-single text-multi
        text-private text-single""",
    "action": "cancel complete execute next prev",
    "default-action": "complete next prev",
    "status": "canceled completed executing",
    "note-type": "error info warn",
    "affiliation": "member none outcast owner publish-only publisher",
    "allow": "always mentioned never",
    "node-type": "collection leaf",
    "subscription": "none pending subscribed unconfigured",
    "feature": """
        access-authorize access-open access-presence access-roster access-whitelist
        auto-create auto-subscribe collections config-node create-and-configure create-nodes
        delete-items delete-nodes filtered-notifications get-pending instant-nodes item-ids
        last-published leased-subscription manage-subscriptions member-affiliation meta-data
        modify-affiliations multi-collection multi-items multi-subscribe outcast-affiliation
        persistent-items presence-notifications presence-subscribe publish publish-options
        publish-only-affiliation publisher-affiliation purge-nodes retract-items
        retrieve-affiliations retrieve-default retrieve-default-sub retrieve-items
        retrieve-subscriptions subscribe subscription-options subscription-notifications""",
}

#: The elements and attributes that those schemas declare: ``!`` is required, ``:`` a type other
#: than text, ``=`` a list of words.
THEIRS = {
    ("RFC 6120", "jabber:client"): """
        iq           from to id!:NMTOKEN type!=iq-type xml:lang
        message      from to id:NMTOKEN type=message-type xml:lang
        presence     from to id:NMTOKEN xml:lang type=presence-type
        error        by type!=error-type
        body         xml:lang
        subject      xml:lang
        thread       parent:NMTOKEN
        status       xml:lang
        show
        priority""",
    ("RFC 6120", "urn:ietf:params:xml:ns:xmpp-stanzas"): """
        bad-request
        conflict
        feature-not-implemented
        forbidden
        gone
        internal-server-error
        item-not-found
        jid-malformed
        not-acceptable
        not-allowed
        not-authorized
        policy-violation
        recipient-unavailable
        redirect
        registration-required
        remote-server-not-found
        remote-server-timeout
        resource-constraint
        service-unavailable
        subscription-required
        undefined-condition
        unexpected-request
        text         xml:lang""",
    ("XEP-0004", "jabber:x:data"): """
        x            type!=form-type
        title
        instructions
        field        var label type=field-type
        desc
        required
        value
        option       label
        reported
        item""",
    ("XEP-0030", "http://jabber.org/protocol/disco#info"): """
        query        node
        identity     category! type! name
        feature      var!""",
    ("XEP-0030", "http://jabber.org/protocol/disco#items"): """
        query        node
        item         jid! node name""",
    ("XEP-0050", "http://jabber.org/protocol/commands"): """
        command      node! sessionid action=action status=status xml:lang
        actions      execute=default-action
        prev
        next
        complete
        note         type=note-type
        bad-action
        bad-locale
        bad-payload
        bad-sessionid
        malformed-action
        session-expired""",
    ("XEP-0060", "http://jabber.org/protocol/pubsub"): """
        pubsub
        affiliations node
        affiliation  node! affiliation!=affiliation
        configure
        create       node
        default      node type=node-type
        items        node! subid max_items:positiveInteger
        item         id publisher
        options      jid! node subid
        publish      node!
        publish-options
        retract      node! notify:boolean
        subscribe-options
        required
        subscribe    jid! node
        subscriptions node
        subscription jid! node subid subscription=subscription
        unsubscribe  jid! node subid""",
    ("XEP-0060 #owner", "http://jabber.org/protocol/pubsub#owner"): """
        pubsub
        affiliations node!
        affiliation  jid! affiliation!=affiliation
        configure    node
        default
        delete       node!
        purge        node!
        redirect     uri!
        subscriptions node!
        subscription jid! subscription!=subscription""",
    ("XEP-0060 #event", "http://jabber.org/protocol/pubsub#event"): """
        event
        collection   node
        associate    node!
        disassociate node!
        configuration node
        delete       node!
        redirect     uri!
        items        node!
        item         id publisher
        retract      id!
        purge        node!
        subscription jid! node subid subscription=subscription expiry:dateTime""",
    ("XEP-0060 #errors", "http://jabber.org/protocol/pubsub#errors"): """
        closed-node
        configuration-required
        invalid-jid
        invalid-options
        invalid-payload
        invalid-subid
        item-forbidden
        item-required
        jid-required
        max-items-exceeded
        max-nodes-exceeded
        nodeid-required
        not-in-roster-group
        not-subscribed
        payload-too-big
        payload-required
        pending-subscription
        precondition-not-met
        presence-subscription-required
        subid-required
        too-many-subscriptions
        unsupported-access-model
        unsupported  feature!=feature""",
    ("XEP-0203", "urn:xmpp:delay"): """
        delay        from stamp!:dateTime
        """,
    ("XEP-0334", "urn:xmpp:hints"): """
        no-copy
        no-permanent-store
        no-store
        store""",
    ("XEP-0353", "urn:xmpp:jingle-message:0"): """
        propose      id!
        accept       id!
        finish       id!
        reject       id!
        retract      id!
        tie-break
        migrated     to!""",
    ("XEP-0357", "urn:xmpp:push:0"): """
        enable       jid! node!
        disable      jid! node
        notification""",
    # Drafts without schemas: what their examples hold.
    ("UnifiedPush", "http://gultsch.de/xmpp/drafts/unified-push"): """
        register     application instance
        registered   endpoint expiration:dateTime
        push         application instance""",
    ("Push 2.0", "urn:xmpp:push2:0"): """
        enable
        service
        client
        match        profile
        grace
        filter       jid
        mention
        reply
        disable
        notification
        priority
        jwt          key""",
    ("Push 2.0, notify-only", "urn:xmpp:push2:send:notify-only:0"): """
        send""",
    ("Push 2.0, Web Push", "urn:xmpp:push2:send:sce+rfc8291+rfc8292:0"): """
        send
        ua-public
        auth-secret
        jwt-alg
        jwt-key
        jwt-claim    name""",
    ("Push 2.0, encrypted", "urn:xmpp:sce:rfc8291:0"): """
        encrypted
        payload""",
    ("Tigase, encryption", "tigase:push:encrypt:0"): """
        encrypt      alg! max-size:positiveInteger
        encrypted    iv type""",
    ("Tigase, group chats", "tigase:push:filter:groupchat:0"): """
        groupchat
        room         jid! allow!=allow nick""",
    ("Tigase, unknown senders", "tigase:push:filter:ignore-unknown:0"): """
        ignore-unknown""",
    ("Tigase, calls", "tigase:push:jingle:0"): """
        jingle       action sid
        media""",
    ("Tigase, rooms", "http://tigase.org/protocol/muc#offline"): """
        groupchat
        nickname""",
    ("Tigase, muted senders", "tigase:push:filter:muted:0"): """
        muted
        item         jid!""",
    ("Tigase, priority", "tigase:push:priority:0"): """
        priority""",
}
# fmt: on


Attributes: TypeAlias = dict[str, tuple[bool, str | frozenset[str]]]


def theirs() -> dict[tuple[str, str], Attributes]:
    """Return the attributes of each element of each document: if required, and of which type."""
    return {
        (document, f"{{{namespace}}}{line.split()[0]}"): dict(map(their, line.split()[1:]))
        for (document, namespace), lines in THEIRS.items()
        for line in lines.strip().splitlines()
    }


def their(attribute: str) -> tuple[str, tuple[bool, str | frozenset[str]]]:
    if attribute == "xml:lang":
        return attribute, (False, "")
    name, required, mark, kind = re.fullmatch(r"([\w-]+)(!?)([:=]?)(.*)", attribute).groups()
    return name, (bool(required), frozenset(THEIR_WORDS[kind].split()) if mark == "=" else kind)


def declared() -> list[tuple[str, Attributes]]:
    """Return every element that ours declare, with its attributes."""
    found = []
    for file in FILES:
        root = etree.parse(file).getroot()
        types = {each.get("name"): each for each in root.iterchildren(XS + "simpleType")}
        for element in root.iterchildren(XS + "element"):
            attributes = {
                each.get("name") or each.get("ref"): (
                    each.get("use") == "required",
                    kind(each.get("type"), types),
                )
                for each in element.iter(XS + "attribute")
            }
            found.append((f"{{{root.get('targetNamespace')}}}{element.get('name')}", attributes))
    return found


def kind(name: str | None, types: dict[str, etree._Element]) -> str | frozenset[str]:
    if name in {None, "xs:string"}:
        return ""
    words = [each.get("value") for each in types[name].iter(XS + "enumeration")]
    if words:
        return frozenset(words)
    base = types[name].find(XS + "restriction")
    return (name if base is None else base.get("base")).removeprefix("xs:")


def test_deviations_are_all_and_only_the_differences() -> None:
    """Elements and attributes are compared; what differs has a row, and no row is left over."""
    documents = {namespace: document for document, namespace in THEIRS}
    differences = set()
    for tag, ours in declared():
        name, document = etree.QName(tag).localname, documents[etree.QName(tag).namespace]
        of_them = theirs().get((document, tag))
        differences |= (
            {(document, name, "element")}
            if of_them is None
            else {
                (document, name, f"@{each}")
                for each in {*ours, *of_them}
                if ours.get(each) != of_them.get(each)
            }
        )
    rows = {
        (row.document, row.element, row.what)
        for row in DEVIATIONS
        if row.what.startswith("@") or row.what == "element"
    }
    prose = {("XEP-0004", "field", "@var")}  # their schema agrees, their prose does not

    assert rows - prose == differences
    assert {tag for _, tag in theirs()} <= {tag for tag, _ in declared()}


@pytest.mark.parametrize(
    "row", DEVIATIONS, ids=lambda row: f"{row.document} {row.element} {row.what}"
)
def test_deviation_is_as_stated(row: Deviation) -> None:
    root = etree.fromstring(row.stanza)

    assert xsd.is_valid(root) == row.valid
    assert (xsd.violations_by_xmlschema(root) == []) == row.valid
    assert root.xpath(f"descendant-or-self::*[local-name()='{row.element}']") or row.element == "*"


#: The namespaces of elements that stand by themselves, and some that do not.
HOMES = {
    "command": "http://jabber.org/protocol/commands",
    "delay": "urn:xmpp:delay",
    "disable": "urn:xmpp:push:0",
    "enable": "urn:xmpp:push:0",
    "encrypt": "tigase:push:encrypt:0",
    "event": "http://jabber.org/protocol/pubsub#event",
    "jingle": "tigase:push:jingle:0",
    "notification": "urn:xmpp:push:0",
    "priority": "tigase:push:priority:0",
    "propose": "urn:xmpp:jingle-message:0",
    "pubsub": "http://jabber.org/protocol/pubsub or http://jabber.org/protocol/pubsub#owner",
    "query": "http://jabber.org/protocol/disco#info or http://jabber.org/protocol/disco#items",
    "store": "urn:xmpp:hints",
    **dict.fromkeys(["body", "configure", "error", "items", "options", "publish"]),
}


@pytest.mark.parametrize("engine", get_args(xsd.Engine))
@pytest.mark.parametrize("name", HOMES)
def test_an_element_without_its_namespace_is_told_it(name: str, engine: xsd.Engine) -> None:
    form = f"<message><x xmlns='jabber:x:data' type='submit'><{name}/></x></message>"
    (found,) = ps.validate(form, engine=engine)

    assert found.message == (
        f"<{name}> in <x> needs its own namespace, {HOMES[name]}"
        if HOMES[name]
        else f"<{name}> is not an element of jabber:x:data, and is not allowed in <x>"
    )


def test_deviations_are_told_once() -> None:
    places = [(row.document, row.element, row.what) for row in DEVIATIONS]

    assert len({*places}) == len(places)


def test_what_describes_a_value_is_no_word_that_may_have_been_meant():
    delay = "<delay xmlns='urn:xmpp:delay' stamp='2026-01-31 12:00:00Z'/>"

    (found,) = ps.validate(f"<message>{delay}</message>")

    assert "such as 2026-01-31T12:00:00Z" in found.message
    assert found.hint is None
