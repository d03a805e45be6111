"""What is answered with a result and not done, or not answered at all, has a finding."""

import pytest

import pushstanza as ps
from pushstanza.linting.rules import examples as ex
from pushstanza.servers import HOME_SERVERS

PUSH = "xmlns='urn:xmpp:push:0'"
NODE_CONFIG = ex.config()


def found(text, code, **options):
    return [each for each in ps.lint(text, select=[code], **options) if each.code == code]


def fixed(text, finding):
    """Return the text with the fix of a finding."""
    for edit in sorted(finding.fix.edits, key=lambda each: each.offset, reverse=True):
        text = text[: edit.offset] + edit.content + text[edit.end_offset :]
    return text


def asked(inside, *, owner=True, kind="get", more=" to='pubsub.example.com'"):
    """Return a request to a pubsub service."""
    namespace = "http://jabber.org/protocol/pubsub" + ("#owner" if owner else "")
    return ex.iq(f"<pubsub xmlns='{namespace}'>{inside}</pubsub>", more, kind)


# The address of the push service -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("jid", "meant", "is_safe"),
    [
        ("https://push.example.com/", "push.example.com", False),
        ("http://push.example.com:8080", "push.example.com", False),
        ("xmpp:push.example.com", "push.example.com", False),
        ("push.example.com:5222", "push.example.com", False),
        ("push.example.com/", "push.example.com", False),
        (" push.example.com\t", "push.example.com", True),
    ],
)
def test_an_address_with_something_around_it_can_be_put_right(jid, meant, is_safe):
    text = ex.enable(jid=jid)
    (finding,) = found(text, "PS107", target="mongooseim")

    assert finding.severity == "error"
    assert finding.hint == f"write jid='{meant}'"
    assert finding.fix.safe is is_safe
    assert ps.lint(fixed(text, finding), select=["PS1", "PS5"]) == []


@pytest.mark.parametrize("jid", ["push..example.com", "push example.com", "https://", "a b:5222"])
def test_nothing_is_offered_where_no_address_is_left(jid):
    (finding,) = found(ex.enable(jid=jid), "PS107", target="mongooseim")

    assert (finding.severity, finding.hint, finding.fix) == ("error", None, None)


@pytest.mark.parametrize(
    ("target", "severities"),
    [("mongooseim", ["error"]), ("mongooseim-virtual", ["error"]), ("prosody", ["warning"]), ("ejabberd", [])],
)  # fmt: skip
def test_a_trailing_dot_is_worst_where_it_is_kept(target, severities):
    text = ex.enable(jid="push.example.com.")

    assert [each.severity for each in found(text, "PS504", target=target)] == severities


def test_a_resource_with_an_at_sign_may_be_refused():
    (finding,) = found(ex.enable(jid="push.example.com/a@b"), "PS504", target="mongooseim")

    assert "some refuse it for the '@'" in finding.message


# Device tokens in a path -------------------------------------------------------------------------


@pytest.mark.parametrize("token", [".", "..", "a b", "a?b", "a/b", "../b", "a%20b", "a#b"])
def test_a_token_that_leads_elsewhere_is_an_error(token):
    assert [each.severity for each in found(ex.enable(ex.fcm(token=token)), "PS710")] == ["error"]


@pytest.mark.parametrize("token", ["a.b", "a..b", "...", "a:b_c-d~e"])
def test_a_token_that_stays_in_its_segment_is_not(token):
    assert found(ex.enable(ex.fcm(token=token)), "PS710") == []


# Requests ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        asked("<create node='n' type='push'/>", owner=False),
        asked("<publish node='n'><item/></publish>", owner=False),
        asked("<delete node='n'/>"),
        asked(f"<configure node='n'>{NODE_CONFIG}</configure>"),
        asked(f"<affiliations node='n'>{ex.grant()}</affiliations>"),
    ],
)
def test_a_get_that_is_to_change_something_is_an_error(text):
    for target in (None, "mongooseim"):
        (finding,) = found(text, "PS102", target=target)
        assert (finding.severity, finding.hint) == ("error", "type='set'")


@pytest.mark.parametrize(
    "inside", ["<configure node='n'/>", "<affiliations node='n'/>", "<default/>"]
)
def test_a_get_that_asks_is_none(inside):
    assert found(asked(inside), "PS102") == []


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<delete/>", "missing 'node'"),
        ("<delete node=''/>", "'node' is empty"),
        ("<purge/>", "missing 'node'"),
        (f"<configure>{NODE_CONFIG}</configure>", "missing 'node'"),
        ("<configure node='n'/>", "<configure> has no form"),
    ],
)
def test_a_request_of_the_owner_is_whole(inside, what):
    (finding,) = found(asked(inside, kind="set"), "PS415")

    assert (finding.severity, finding.message[: len(what)]) == ("error", what)
    assert "MongooseIM answers" in finding.message
    assert found(asked(inside), "PS415") == []


def test_a_misspelt_node_of_the_owner_is_found_once():
    codes = [each.code for each in ps.lint(asked("<delete nod='n'/>", kind="set"))]

    assert "PS415" not in codes
    assert codes


@pytest.mark.parametrize("name", ["activate", "notification", "push"])
def test_push_has_no_other_requests(name):
    text = ex.iq(f"<{name} {PUSH}/>")
    (finding,) = found(text, "PS011", target="mongooseim")

    assert finding.severity == "error"
    assert finding.message.endswith("MongooseIM answers bad-request")
    assert found(ex.iq(f"<{name} {PUSH}/>", kind="result"), "PS011") == []


def test_a_misspelt_request_is_found_once():
    codes = [each.code for each in ps.lint(ex.iq(f"<enabel {PUSH} jid='a.example' node='n'/>"))]

    assert codes == ["PS009"]


@pytest.mark.parametrize("target", HOME_SERVERS)
def test_a_request_alone_is_as_bad_as_what_the_target_makes_of_it(target):
    (finding,) = found(ex.ENABLE, "PS102", target=target)
    verdict = ps.verdict(ex.ENABLE, target)

    assert verdict.type != "result"
    assert finding.severity == "error"
    assert finding.hint == "send it in <iq type='set' id='…'>"
    if verdict.type == "stream-error" and target != "xep":
        assert f"the stream ({verdict.to_dict()['conditions'][0]})" in finding.message


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (ex.ENABLE, {}),
        (ex.ENABLE, {"target": "mongooseim", "file": "page.md"}),
        (ex.ENABLE, {"target": "mongooseim", "file": "tests/enable.xml"}),
        (f"An enable looks like {ex.ENABLE} here.", {"target": "mongooseim"}),
        (ex.enable(), {"target": "mongooseim"}),
    ],
)
def test_documents_may_show_a_request_alone(text, options):
    assert found(text, "PS102", **options) == []


def test_mongooseim_alone_does_not_know_a_stanza_with_a_prefix():
    text = f"<c:iq xmlns:c='jabber:client' type='set' id='1'>{ex.ENABLE}</c:iq>"
    (finding,) = found(text, "PS007", target="mongooseim")

    assert finding.severity == "error"
    assert ps.lint(fixed(text, finding)) == []
    assert found(text, "PS007", target="ejabberd") == []


@pytest.mark.parametrize(
    "text",
    [
        asked("<create node='n' type='push'/>", owner=False, kind="set"),
        asked("<publish node='n'><item/></publish>", owner=False, kind="set"),
        asked("<items node='n'/>", owner=False),
        asked("<delete node='n'/>", kind="set"),
        asked("<configure node='n'/>"),
    ],
)
def test_a_virtual_host_has_no_nodes(text):
    assert [each.severity for each in found(text, "PS607", target="mongooseim-virtual")] == [
        "error"
    ]
    assert found(text, "PS607", target="mongooseim") == []


def test_a_server_publishes_to_a_push_service_elsewhere():
    assert found(ex.publish(), "PS607", target="mongooseim-virtual") == []


# Damaged text ------------------------------------------------------------------------------------

ENABLE = f"<enable {PUSH} jid='push.example.com' node='n'>"
DAMAGED = {
    "another end tag": ("PS001", f"<iq type='set' id='1'>{ENABLE}</enabel></iq>"),
    "no end tag": ("PS001", f"<iq type='set' id='1'>{ENABLE}</iq>"),
    "an attribute twice": ("PS001", ex.iq(ENABLE.replace("node", "node='m' node") + "</enable>")),
    "a bare ampersand": ("PS001", ex.enable(node="a&b")),
    "a comment": ("PS002", ex.iq(f"<!-- on -->{ex.ENABLE}")),
    "an entity": ("PS003", ex.enable(node="a&nbsp;b")),
    "a doctype": ("PS003", f"<!DOCTYPE iq>{ex.enable()}"),
    "NUL": ("PS004", ex.enable(node="a&#0;b")),
    "a control character": ("PS004", ex.enable(node="a&#x1;b")),
}


@pytest.mark.parametrize("target", HOME_SERVERS)
@pytest.mark.parametrize(("code", "text"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_as_bad_as_what_the_target_makes_of_it(code, text, target):
    (finding,) = found(text, code, target=target)
    verdict = ps.verdict(text, target)

    is_taken = verdict.type == "result" and code != "PS004"
    assert finding.severity == ("warning" if is_taken else "error")
    if verdict.type == "stream-error" and target != "xep":
        assert f"the stream ({verdict.to_dict()['conditions'][0]})" in finding.message


@pytest.mark.parametrize(("code", "text"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_an_error_where_no_target_is_named(code, text):
    assert [each.severity for each in found(text, code)] == ["error"]


def test_what_servers_answer_to_several_damages_is_said_once():
    findings = found(ex.enable(node="a&#0;b&#1;c"), "PS004", target="prosody")

    assert ["Prosody ends the stream" in each.message for each in findings] == [True, False]


@pytest.mark.parametrize("name", ["message", "presence"])
def test_what_is_delivered_has_no_answer(name):
    text = f"<{name} to='juliet@example.com'><body>a&#0;b</body></{name}>"

    assert all("answers nothing" not in each.message for each in ps.lint(text, "mongooseim"))


# What a stanza shows besides ---------------------------------------------------------------------


@pytest.mark.parametrize("behind", ["</iq>", "\n</iq>\n", "</message>"])
def test_an_end_tag_too_many_is_damage(behind):
    text = ex.enable() + behind
    (finding,) = found(text, "PS001")

    assert finding.message == f"{behind.strip()} has no start tag"
    assert finding.span.offset == text.rindex("</")
    assert found(text + ex.disable(), "PS001") == [finding]


@pytest.mark.parametrize("behind", ["</stream:stream>", "\n</stanzas>", " and </p>"])
def test_the_end_of_what_is_around_stanzas_is_none(behind):
    assert found(ex.enable() + behind, "PS001") == []


@pytest.mark.parametrize("attribute", ["reason='gone'", "priority='1'"])
def test_what_the_schemas_refuse_is_as_bad_as_the_answer(attribute):
    text = ex.disable(f"node='my-phone' {attribute}")
    severities = {
        target: found(text, "PS011", target=target)[0].severity for target in HOME_SERVERS
    }

    assert severities == {
        target: "warning" if ps.verdict(text, target).type == "result" else "error"
        for target in HOME_SERVERS
    }
    assert found(text, "PS011")[0].severity == "error"
    assert (
        found(text.replace("'set'", "'get'"), "PS011", target="mongooseim")[0].severity == "error"
    )


@pytest.mark.parametrize("to", ["", " to='alice@example.com'", " to='example.com'"])
def test_the_right_to_publish_is_given_at_the_pubsub_service(to):
    text = ex.affiliations(ex.grant()).replace(" to='pubsub.example.com'", to)
    (finding,) = found(text, "PS401", account="alice@example.com")

    assert finding.severity == "error"
    assert found(text.replace("publish-only", "member"), "PS401", account="alice@example.com") == []


def asking_for(node):
    query = f"<query xmlns='http://jabber.org/protocol/disco#info' node='{node}'/>"
    return ex.iq(query, " to='example.com'", kind="get")


@pytest.mark.parametrize("target", HOME_SERVERS)
def test_a_namespace_is_no_node(target):
    text = asking_for("urn:xmpp:push:0")
    (finding,) = found(text, "PS301", target=target, account="a@example.com")

    assert finding.severity in {"warning", "error"}
    assert finding.hint == "leave 'node' out"
    if finding.severity == "error":
        assert ps.verdict(text, target, "a@example.com/b").type == "error"


def test_another_node_may_be_one():
    assert found(asking_for("http://gajim.org#abc="), "PS301", target="mongooseim") == []


def test_a_form_in_a_disable_is_reported_once():
    text = ex.disable(inside=ex.untyped(ex.options(ex.SECRET)))

    assert [each.code for each in ps.lint(text)] == ["PS508"]
