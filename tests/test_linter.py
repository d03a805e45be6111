"""Text to findings."""

import attrs
import pytest
from conftest import CASES, real_stanzas
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza.linting.checks import Share
from pushstanza.linting.engine import check
from pushstanza.linting.linter import Linter
from pushstanza.linting.rules import RULES, UnknownRuleError, find_rule
from pushstanza.linting.rules.history import History
from pushstanza.linting.settings import Settings

PAGE = (CASES / "tutorial-page.txt").read_text()

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)


def codes(text, **options):
    return [found.code for found in ps.lint(text, **options)]


def asked(rule):
    """Return how the examples of a rule are linted."""
    options = {name: value for name, value in attrs.asdict(rule.given).items() if value}
    return options | ({} if rule.default else {"extend_select": [rule.code]})


def examples(kind):
    """Return every example of every rule."""
    return pytest.mark.parametrize(
        ("rule", "text"),
        [
            pytest.param(rule, text, id=f"{rule.code}-{number}")
            for rule in RULES.values()
            for number, text in enumerate(getattr(rule, kind))
        ],
    )


@examples("bad")
def test_a_bad_example_trips_its_rule_alone(rule, text):
    assert set(codes(text, **asked(rule))) == {rule.code}


@examples("good")
def test_a_good_example_trips_no_rule(rule, text):
    assert codes(text, **asked(rule)) == []


# Other documents


@pytest.mark.parametrize(
    "text",
    [
        "Then the client sends a <message>\nand waits for an answer.",
        "<TS version='2.1'><context><message id='a'><source>Open</source></message></context></TS>",
        "<!DOCTYPE TS>\n<TS><context><message numerus='yes'><source>a</source></message></context></TS>",
        "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'><message name='a'><part/></message></definitions>",
        "<config><presence>yes</presence><message goto='a'>hi</message></config>",
    ],
)
@pytest.mark.parametrize("file", ["a.txt", "a.xml", None])
def test_what_is_no_xmpp_gives_no_finding(text, file):
    assert codes(text, file=file) == []


@pytest.mark.parametrize(
    "stanza",
    [
        "<message to='a@b' type='chta'><body>Hi</body></message>",
        "<message to='a@b'><bodi>Hi</bodi></message>",
        "<iq type='sett' id='1'><enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>",
        "<enable xmlns='urn:xmpp:push:0' jid='p.example.com'/>",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><create nod='n'/></pubsub>",
    ],
)
@pytest.mark.parametrize("wrapper", ["log", "examples"])
def test_what_stands_in_a_wrapper_is_linted_as_if_alone(stanza, wrapper):
    good = "<iq type='get' id='9'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"

    assert codes(stanza)
    assert codes(f"<{wrapper}>{stanza}</{wrapper}>") == codes(stanza)
    assert codes(f"<?xml version='1.0'?>\n<{wrapper}>\n{stanza}\n</{wrapper}>") == codes(stanza)
    assert codes(f"<{wrapper}>{stanza}{good}</{wrapper}>") == codes(stanza)


@pytest.mark.parametrize("entity", ["&nbsp;", "&emsp;"])
def test_a_blank_of_html_between_elements_is_one_fault(entity):
    text = "<iq type='set' id='1'>{}<enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'/>{}</iq>"

    assert codes(text.format(entity, "")) == codes(text.format("", entity)) == ["PS003"]


@every_rule
def test_a_rule_says_why_it_is_there(rule):
    assert rule.reason.endswith(".")
    assert rule.source
    assert find_rule(rule.code) is find_rule(rule.name) is rule
    assert rule.page().startswith(f"{rule.code} {rule.name}")
    assert rule.to_dict()["bad"] == [*rule.bad]


def test_the_tutorial_as_a_page_has_each_damage_named_where_it_is():
    damages = [
        (found.line, found.column, found.message.partition(";")[0])
        for found in ps.lint(PAGE)
        if found.code == "PS001"
    ]
    assert damages == [
        (19, 1, "the start tag <iq type='set' is not closed by '>'"),
        (19, 1, "<iq> has no end tag"),
        (20, 3, "<pubsub> has no end tag"),
        (22, 7, "<x> has no end tag"),
        (23, 9, "<field> has no end tag"),
        (24, 9, "<field> has no end tag"),
        (25, 9, "<field> has no end tag"),
        (38, 1, "the start tag <iq to='' is not closed by '>'"),
        (38, 1, "<iq> has no end tag"),
        (39, 5, "<pubsub> has no end tag"),
        (40, 9, "<affiliations> has no end tag"),
        (49, 1, "<iq> has no end tag"),
        (50, 3, "<enable> has no end tag"),
        (51, 5, "<x> has no end tag"),
        (85, 1, "<iq> has no end tag"),
    ]


def test_damaged_stanzas_get_the_findings_that_can_still_be_made():
    others = {(found.line, found.code) for found in ps.lint(PAGE) if found.code != "PS001"}

    assert {(20, "PS008"), (39, "PS008"), (50, "PS107"), (52, "PS204"), (57, "PS702")} <= others
    assert check(PAGE).stanzas == 4


@pytest.mark.parametrize(("name", "text"), real_stanzas().items(), ids=lambda each: each[:30])
def test_what_servers_send_has_nothing_but_placeholders(name, text):
    placeholders = text.replace("your_pns_device_token", "5f0c" * 16).replace(
        "some_priority", "high"
    )
    for old, new in (("punsub_node_for_my_private_iphone", "n"), ("some_apns_topic", "com.a.b")):
        placeholders = placeholders.replace(old, new)

    assert codes(placeholders) == [], name


def test_findings_are_at_the_attribute_or_element_meant():
    text = (
        "Some prose.\r\n\r\n<iq type='set' id='1'>\r\n  <enable xmlns='urn:xmpp:push:0'\r\n"
        "          jid='push..example' node='\U0001f600' />\r\n</iq>\r\n"
    )
    (found,) = ps.lint(text)

    assert (found.code, found.line, found.column) == ("PS107", 5, 11)
    assert text[found.span.offset : found.span.end_offset] == "jid='push..example'"
    assert found.to_dict()["end_column"] == 30


def test_a_violation_that_a_rule_explains_is_not_told_twice():
    text = (
        "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>"
    )

    assert codes(text) == ["PS006"]


def test_hints_name_what_was_meant():
    text = (CASES / "tutorial" / "allow-publisher.xml").read_text()
    (found,) = ps.lint(text.replace("publish-only", "publish_only"), ignore=["PS8"])

    assert (found.code, found.hint) == ("PS410", "did you mean 'publish-only'?")


def test_a_target_changes_what_is_looked_for():
    secret_only = find_rule("PS201").good[0]

    assert codes(secret_only) == []
    assert codes(secret_only, target="mongooseim") == ["PS601", "PS601"]


def test_rules_are_selected_by_code_its_beginning_or_name():
    text = (CASES / "tutorial" / "enable.xml").read_text()

    assert codes(text, select=["PS7"]) == ["PS702"]
    assert codes(text, select=["option-value", "PS806"], ignore=["PS806"]) == ["PS702"]
    with pytest.raises(
        UnknownRuleError, match="unknown rule 'option-valu'; did you mean 'option-value'"
    ):
        codes(text, select=["option-valu"])
    with pytest.raises(UnknownRuleError, match="unknown rule 'PSX'"):
        codes(text, ignore=["PSX"])
    with pytest.raises(UnknownRuleError, match="did you mean 'PS80[1-7]'"):
        find_rule("PS80")


def test_bare_payloads_and_wrappers_are_looked_at():
    enable = "<enable xmlns='urn:xmpp:push:0' jid='push..example' node='n'/>"

    assert codes(enable) == ["PS107"]
    assert codes(
        f"<log><packet><iq xmlns='jabber:client' type='set' id='1'>{enable}</iq></packet></log>"
    ) == ["PS107"]
    assert codes("") == codes("no stanza here") == []


def test_what_is_not_utf_8_is_found():
    (found,) = ps.lint(b"<iq type='result'\n id='\xff\xfe'/>")

    assert (found.code, found.line, found.column) == ("PS004", 2, 6)
    assert [each.code for each in ps.lint("<iq type='result' id='1'/>".encode("utf-16"))] == [
        "PS004"
    ]


def test_what_cannot_be_linted_is_refused():
    with pytest.raises(ps.PushStanzaError, match="unknown target 'ejabbert'"):
        ps.lint("<iq/>", target="ejabbert")
    with pytest.raises(ps.UnsupportedDataError):
        ps.lint(None)


def test_trees_that_libxml2_refuses_are_a_finding():
    deep = "<iq type='get' id='1'>" + "<a>" * 300 + "</a>" * 300 + "</iq>"

    assert [(each.code, each.message) for each in ps.lint(deep)] == [
        ("PS001", "elements are nested too deeply")
    ]


def test_an_xml_declaration_is_that_of_a_file():
    assert codes("<?xml version='1.0'?>\n<iq type='result' id='1'/>") == []


@given(
    text=st.text() | st.sampled_from([text for rule in RULES.values() for text in rule.bad]),
    cut=st.integers(0, 99),
)
def test_any_text_can_be_linted(text, cut):
    half = text[: len(text) * cut // 100]

    for found in ps.lint(half):
        assert found.code in RULES
        assert found.span.end_offset <= len(half)


@given(data=st.binary())
def test_any_bytes_can_be_linted(data):
    ps.lint(data)


@pytest.mark.parametrize("namespace", ["urn:xmpp:push:1", "urn:xmpp:push:0/", "URN:XMPP:PUSH:0"])
def test_a_namespace_that_is_nearly_right_is_told(namespace):
    found = ps.lint(
        f"<iq type='set' id='1'><enable xmlns='{namespace}' jid='p.example' node='n'/></iq>"
    )

    assert [(each.code, each.hint) for each in found] == [
        ("PS005", "did you mean 'urn:xmpp:push:0'?")
    ]


def test_an_empty_namespace_is_told():
    found = ps.lint("<iq type='set' id='1'><enable xmlns='' jid='p.example' node='n'/></iq>")

    assert [each.code for each in found] == ["PS008"]


def test_what_else_a_log_holds_is_passed_over():
    log = (CASES / "logs" / "prosody_rawdebug.log").read_text()

    assert (check(log).stanzas, codes(log)) == (3, [])
    assert codes("<enabel xmlns='urn:xmpp:push:0' jid='p'/>") == ["PS009"]


def test_the_faults_of_xep_0357s_examples_are_found():
    page = (CASES / "documents" / "xep-0357.xml").read_text()
    found = ps.lint(page, file="xep-0357.xml")
    lines = page.splitlines()
    faults = [
        (each.code, lines[each.line - 1].strip()) for each in found if each.severity == "error"
    ]

    assert faults == [
        ("PS201", "<x xmlns='jabber:x:data'>"),
        ("PS201", "<x xmlns='jabber:x:data'>"),
        ("PS201", "<x xmlns='jabber:x:data'>"),
        ("PS001", "<field var='secret'><value>eruio234vzxc2kla-91<value></field>"),
    ]
    assert {each.code for each in found} == {"PS001", "PS010", "PS201"}


def test_the_faults_of_the_tutorial_are_found():
    assert {"PS001", "PS008", "PS107", "PS204", "PS702", "PS806"} <= set(codes(PAGE))
    grant = (CASES / "tutorial" / "allow-publisher.xml").read_text()
    (found,) = ps.lint(grant.replace("publish-only", "publisher_only"), ignore=["PS8"])

    assert (found.code, found.hint) == ("PS410", "did you mean 'publish-only'?")
    assert "MongooseIM answers bad-request" in found.message


def test_examples_of_a_page_stand_in_any_order():
    enable = "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='{}'/></iq>"
    first, second, near = (enable.format(node) for node in ("phone", "tablet", "phnoe"))
    created = "<iq type='set' id='2' to='push.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='phone' type='push'/><configure><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field><field var='pubsub#access_model'><value>whitelist</value></field><field var='pubsub#publish_model'><value>publishers</value></field></x></configure></pubsub></iq>"

    def page(*stanzas):
        return "".join(f"```xml\n{each}\n```\n\n" for each in stanzas)

    assert codes(f"{first}\n{second}") == ["PS517"]
    assert codes(page(first, second), file="a.md") == []
    assert codes(page(first, created), file="a.md") == []
    assert codes(page(created, near), file="a.md") == ["PS516"]
    assert codes(page(near, created, near.replace("enable", "disable")), file="a.md") == []


class Forgotten(History):
    """A history that nobody may ask for."""

    def __getattribute__(self, name):
        raise AssertionError(f"history.{name} is asked for by a check that does not say so")


@examples("bad")
def test_only_checks_of_sequences_ask_for_the_history(rule, text):
    options = asked(rule)
    settings = Settings(
        select=["ALL"],
        targets=[options["target"]] if "target" in options else [],
        app_servers=[options["app_server"]] if "app_server" in options else [],
        account=options.get("account"),
    )
    linter = Linter(settings, options.get("file"), Share.STANZAS)
    linter._history = Forgotten()
    alone = {(each.code, each.line, each.column) for each in linter.check(text).diagnostics}
    in_order = {
        (each.code, each.line, each.column)
        for each in Linter(settings, options.get("file"), Share.SEQUENCE).check(text).diagnostics
    }
    whole = [
        (each.code, each.line, each.column)
        for each in Linter(settings, options.get("file")).check(text).diagnostics
    ]

    assert alone | in_order == set(whole)
    assert not alone & in_order


@every_rule
def test_every_example_can_stand_in_a_page_behind_every_kind_of_stanza(rule):
    others = [
        each for name in ("PS401", "PS411", "PS505", "PS506", "PS513") for each in RULES[name].bad
    ]
    texts = (*others, *rule.bad, *others)
    fenced = "".join(f"```xml\n{each}\n```\n\n" for each in texts)

    assert isinstance(ps.lint(fenced, file="a.md", select=["ALL"]), list)
