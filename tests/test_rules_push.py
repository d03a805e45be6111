"""Families 5 and 8: single stanzas, several of them in a row, and what the neighbours may read."""

import pytest
from conftest import CASES

import pushstanza as ps
from pushstanza.linting.linter import Linter
from pushstanza.linting.rules import RULES, Scope
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.history import DEVICES, LIMIT, History
from pushstanza.linting.settings import Settings
from pushstanza.servers import HOME_SERVERS

SERVICE = "pubsub.example.com"
ALICE, BOB = "alice@example.com/phone", "bob@example.com/phone"
SECRET = ex.options(ex.SECRET)


def lines(*stanzas):
    return "\n".join(stanzas)


def sent_by(sender, stanza):
    return stanza.replace(" id=", f" from='{sender}' id=", 1)


def enable(node="my-phone", inside="", jid=SERVICE, sender=None):
    stanza = ex.enable(inside, jid, node)
    return sent_by(sender, stanza) if sender else stanza


def disable(node="my-phone", jid=SERVICE, sender=None):
    named = "" if node is None else f"node='{node}'"
    stanza = ex.disable(named).replace("push.example.com", jid)
    return sent_by(sender, stanza) if sender else stanza


def publish(node="my-phone", options="", to=SERVICE):
    return ex.publish(options_form=options).replace("my-phone", node).replace(SERVICE, to)


def create(node="my-phone", to=SERVICE):
    return ex.create().replace("my-phone", node).replace(SERVICE, to)


def refused(stanza_id="e1", condition="bad-request", to=""):
    return (
        f"<iq type='error' id='{stanza_id}'{to}><error type='cancel'><{condition} "
        "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    )


def found(text, code, **options):
    return [each for each in ps.lint(text, select=[code], **options) if each.code == code]


def codes(text, **options):
    return [each.code for each in ps.lint(text, **options)]


def marked(text, diagnostic):
    return text[diagnostic.span.offset : diagnostic.span.end_offset]


# What people ran into ----------------------------------------------------------------------------

# The thread, what was sent (in words of our own), who was asked, the rule, and a piece of what it
# says will happen.
FAILURES = [
    ("mod_push_appserver 5", enable(jid="alice@example.com"), {"account": ALICE}, "PS502", "no push notification will arrive"),
    ("ejabberd 697", enable(jid="admin@push.example.com"), {}, "PS502", "no push notification will arrive"),
    ("mod_push 13", enable(jid="example.com"), {"account": ALICE}, "PS503", "the account's own server"),
    ("xmpp_dart 11", enable(jid="example.com", sender=ALICE), {}, "PS503", "no push notification will arrive"),
    ("ejabberd 4584", enable(jid="Push.Example.com"), {"target": "prosody"}, "PS504", "it is a second device beside push.example.com"),
    ("QXmpp", disable(""), {"target": "mongooseim"}, "PS506", "MongooseIM answers bad-request"),
    ("ejabberd 1379", ex.publish(""), {"app_server": "node_push"}, "PS511", "does not tell the app what has arrived: MongooseIM's push node answers bad-request"),
    ("ejabberd 3534", ex.publish(ex.form(ex.SUMMARY, "")), {}, "PS511", "MongooseIM's push node answers bad-request"),
    ("MongooseIM 2555", ex.publish().replace("from='example.com'", f"from='{ALICE}'"), {}, "PS513", "answers forbidden"),
    ("MongooseIM 1589", lines(create("my-tablet"), publish()), {}, "PS516", "MongooseIM's push node, p2, mod_push_appserver and Tigase Push answer item-not-found"),
    ("MongooseIM 1525", lines(enable("token-a1"), enable("token-b7")), {}, "PS517", "a dead token is used again"),
    ("mod_push_appserver 6", lines(*(enable(f"start-{n}") for n in range(6))), {}, "PS517", "Prosody keeps 5 and drops the oldest"),
    ("Monal 830", lines(enable(jid="old.example.com"), enable(jid="new.example.com")), {}, "PS517", "the same node on old.example.com"),
    ("MongooseIM 2670", enable(inside=ex.apns().replace("com.example.app", "some_apns_topic")), {}, "PS806", "replace it with your own value"),
    ("mod_push 8", enable(inside=ex.options(ex.field("secret", "eruio234vzxc2kla-91"))), {}, "PS806", "a placeholder from XEP-0357"),
    ("MongooseIM 2355", enable("pubsub.alice", sender=ALICE), {}, "PS807", "anyone can guess it"),
    ("ChatSecure 1225", ex.publish(ex.summary(body=ex.field("last-message-body", "See you at six"))), {}, "PS803", "Apple or Google may"),
    ("ChatSecure 637", ex.publish(ex.summary(sender=ex.field("last-message-sender", BOB))), {}, "PS804", "which device the sender uses"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "asked", "code", "said"),
    [row[1:] for row in FAILURES],
    ids=[row[0] for row in FAILURES],
)
def test_what_users_ran_into_is_found_with_what_will_happen(text, asked, code, said):
    messages = [each.message for each in found(text, code, **asked)]

    assert messages
    assert said in messages[-1]


# No false alarms ---------------------------------------------------------------------------------


def test_captured_traffic_is_clean_as_a_whole_file():
    for path in sorted((CASES / "captures").glob("*.txt")):
        text = path.read_text()
        for old, new in (("your_pns_device_token", ex.TOKEN), ("some_apns_topic", "com.a.b")):
            text = text.replace(old, new)
        assert [each for each in codes(text) if each[:3] in {"PS5", "PS8"}] == []


def test_the_tutorial_from_the_first_stanza_to_the_last_is_clean():
    names = ("create-node", "allow-publisher", "enable", "disable", "disable-all")
    text = lines(*((CASES / "tutorial" / f"{name}.xml").read_text() for name in names))
    kept = [each for each in codes(text, ignore=["PS806"]) if each[:3] in {"PS5", "PS8"}]

    assert kept == []


def of_server(kind, fields, extra=""):
    """Return a publish as a server writes it; *kind* is the type of its form."""
    form_type = "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:push:summary</value></field>"
    form = f"<x xmlns='jabber:x:data'{kind}>{form_type}{fields}</x>"
    return ex.publish(form + extra, SECRET)


@pytest.mark.parametrize(
    "text",
    [
        of_server(
            " type='submit'",
            ex.field("message-count", "1")
            + ex.field("last-message-sender", "juliet@example.com")
            + ex.field("last-message-body", "Wherefore art thou?"),
        ),
        of_server(
            " type='submit'",
            "<field var='last-message-sender' type='jid-single'><value>juliet@example.com</value></field>",
        ),
        of_server(
            " type='form'",
            ex.field("message-count", "1")
            + "<field var='pending-subscription-count' type='text-single'/>"
            "<field var='last-message-sender' type='jid-single'/>"
            "<field var='last-message-body' type='text-single'/>",
        ),
        of_server(
            "",
            ex.field("message-count", "3") + ex.field("last-message-sender", "a@muc.example.com/Nurse"),
            "<groupchat xmlns='http://tigase.org/protocol/muc#offline'><nickname>Nurse</nickname></groupchat>"
            "<priority xmlns='tigase:push:priority:0'>high</priority>",
        ),
        ex.publish("<encrypted xmlns='tigase:push:encrypt:0' iv='MTIz'>NDU2</encrypted>", SECRET),
    ],
    ids=["mongooseim", "ejabberd", "prosody", "tigase", "tigase-encrypted"],
)  # fmt: skip
def test_what_servers_publish_is_clean(text):
    before = enable(inside=SECRET)

    assert codes(text, select=["PS5", "PS805", "PS806", "PS807"]) == []
    assert codes(lines(before, text), select=["PS5", "PS805", "PS806", "PS807"]) == []


def test_extensions_of_tigase_and_prosody_are_known():
    inside = (
        "<encrypt xmlns='tigase:push:encrypt:0' alg='aes-128-gcm' max-size='3072'>aXPRDTrLQqWYZ3xLv0hK5g==</encrypt>"
        "<priority xmlns='tigase:push:priority:0'/>"
        "<groupchat xmlns='tigase:push:filter:groupchat:0'><room jid='a@muc.example.com' allow='mentioned' nick='Al'/></groupchat>"
        "<ignore-unknown xmlns='tigase:push:filter:ignore-unknown:0'/>"
        "<muted xmlns='tigase:push:filter:muted:0'><item jid='bob@example.com'/></muted>"
        "<jingle xmlns='tigase:push:jingle:0'/>"
    )
    text = enable(inside=inside).replace(" node=", " away='true' include_payload='true' node=")

    assert codes(text) == []


@pytest.mark.parametrize("code", [code for code in RULES if code[:3] in {"PS5", "PS8"}])
def test_the_echo_of_a_refused_request_is_not_blamed(code):
    for text in RULES[code].bad:
        if "\n" not in text:
            echoed = text.replace("type='set'", "type='error'").replace(
                "<message ", "<message type='error' "
            )
            is_stanza = echoed != text  # not an element of the stream
            assert found(echoed, code, account=RULES[code].given.account) == [] or not is_stanza


# Where and how bad -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (ex.enable(jid="admin@example.com"), "PS502", "jid='admin@example.com'"),
        (ex.enable(jid="Push.example.com"), "PS504", "jid='Push.example.com'"),
        (ex.enable(node=""), "PS505", "node=''"),
        (ex.iq("<enable xmlns='urn:xmpp:push:0' jid='push.example.com'/>"), "PS505", "<enable"),
        (ex.disable("node=''"), "PS506", "node=''"),
        (ex.disable(inside="<why xmlns='urn:example:why'/>"), "PS508", "<why"),
        (ex.enable().replace("node=", "badge='1' node="), "PS509", "badge='1'"),
        (ex.publish(ex.summary(ex.field("message-count", "two"))), "PS510", "two"),
        (ex.publish("<x xmlns='jabber:x:data' type='submit'/>"), "PS511", "<x"),
        (ex.publish(ex.form(ex.SUMMARY, "")), "PS511", "<x"),
        (ex.publish(ex.summary(more=ex.field("senderId", "1"))), "PS512", "var='senderId'"),
        (ex.publish(ex.summary(sender=ex.field("last-message-sender", "a@@b"))), "PS512", "a@@b"),
        (ex.publish().replace("from='example.com'", f"from='{ALICE}'"), "PS513", f"from='{ALICE}'"),
        (RULES["PS514"].bad[2], "PS514", "affiliation='outcast'"),
        (lines(enable(inside=SECRET), publish()), "PS515", "<publish"),
        (lines(enable(inside=SECRET), publish(options=SECRET.replace("eXz", "fYa"))), "PS515", "fYaRkCqvOO0bH3xe"),
        (lines(enable(), publish("my-tablet")), "PS516", "node='my-tablet'"),
        (lines(enable(), publish(to="push.example.com")), "PS516", "to='push.example.com'"),
        (lines(create(), enable(jid="pubsub.example.net")), "PS516", "jid='pubsub.example.net'"),
        (lines(enable("first"), enable("second")), "PS517", "node='second'"),
        (ex.create(ex.field("pubsub#access_model", "open")), "PS801", "open"),
        (ex.create(ex.field("pubsub#publish_model", "open")), "PS802", "open"),
        (ex.pubsub("<create node='my-phone' type='push'/>"), "PS802", "<create"),
        (enable(inside=ex.options(ex.field("secret", "hunter2"))), "PS805", "hunter2"),
        (enable(ex.TOKEN, ex.apns()), "PS807", f"node='{ex.TOKEN}'"),
    ],
)  # fmt: skip
def test_a_finding_is_at_what_is_wrong(text, code, place):
    assert [marked(text, each) for each in found(text, code)] == [place]


@pytest.mark.parametrize(
    ("text", "code", "asked", "severities"),
    [
        (enable(jid=ALICE), "PS502", {}, ["warning"]),
        (enable(jid=ALICE), "PS502", {"account": "Alice@example.com"}, ["error"]),
        (enable(jid="example.com"), "PS503", {}, []),
        (enable(jid="example.com."), "PS504", {"account": ALICE}, []),
        (enable(jid="PUSH.example.com"), "PS504", {"target": "mongooseim"}, []),
        (enable(jid="PUSH.example.com"), "PS504", {"target": ["mongooseim", "prosody"]}, ["warning"]),
        (enable(""), "PS505", {"target": "tigase"}, ["warning"]),
        (enable(""), "PS505", {"target": "ejabberd"}, ["error"]),
        (disable(""), "PS506", {"target": "ejabberd"}, ["warning"]),
        (disable(""), "PS506", {"target": "prosody"}, ["error"]),
        (disable(None), "PS507", {}, []),
        (disable(None), "PS507", {"target": "prosody"}, ["info"]),
        (ex.publish(""), "PS511", {}, []),
        (ex.publish(""), "PS511", {"app_server": "p2"}, ["info"]),
        (ex.publish(""), "PS511", {"app_server": "node_push"}, ["error"]),
        (ex.publish(""), "PS511", {"app_server": "mod_push_appserver"}, ["warning"]),
        (ex.publish(ex.form(ex.SUMMARY, ""), ex.fcm(ex.field("silent", "true"))), "PS511", {"app_server": "node_push"}, []),
        (ex.publish().replace("from='example.com'", f"from='{ALICE}'"), "PS513", {"app_server": "p2"}, ["error"]),
        (ex.publish().replace("from='example.com'", f"from='{ALICE}'"), "PS513", {"app_server": "fpush"}, []),
        (ex.publish().replace("from='example.com'", "from='alice@example.com'"), "PS513", {"app_server": "p2"}, []),
        (RULES["PS514"].bad[0], "PS514", {"target": "ejabberd"}, []),
        (RULES["PS514"].good[1], "PS514", {"target": "tigase"}, ["warning"]),
        (ex.create(ex.field("pubsub#publish_model", "publishers")), "PS801", {"target": "mongooseim"}, []),
        (ex.create(ex.field("pubsub#publish_model", "publishers")), "PS801", {"target": "ejabberd"}, ["warning"]),
        (ex.pubsub("<create node='n' type='push'/>"), "PS802", {"target": "ejabberd"}, []),
    ],
)  # fmt: skip
def test_who_minds_and_how_much(text, code, asked, severities):
    assert [each.severity for each in found(text, code, **asked)] == severities


def test_a_node_without_a_configuration_is_told_of_once():
    text = ex.pubsub("<create node='my-phone' type='push'/>")

    assert codes(text, select=["PS8"], target="mongooseim") == ["PS802"]
    assert codes(text, select=["PS8"], target="ejabberd") == ["PS801"]


@pytest.mark.parametrize(
    "text",
    [
        ex.enable().replace("jid=", "Jid="),
        ex.enable().replace("node=", "Node="),
        lines(enable("a1", ex.fcm()), enable("b2", ex.apns()), disable().replace("node=", "nod=")),
    ],
)
def test_what_is_there_under_nearly_its_name_is_not_told_as_missing(text):
    assert codes(text, select=["PS5"]) == []


@pytest.mark.parametrize(
    ("sentence", "count", "severity"),
    [
        (
            "message-count 'three' is not a valid integer: ASCII digits with an optional sign",
            "three",
            "error",
        ),
        (
            "message-count '' is not a valid integer: ASCII digits with an optional sign",
            "",
            "error",
        ),
        (
            "message-count '\u0663' is not a valid integer: ASCII digits with an optional sign",
            "\u0663",
            "error",
        ),
        (
            "message-count '-2' is negative: Apple does not document negative badges",
            "-2",
            "warning",
        ),
    ],
)
def test_counts_are_told_in_the_translators_words(sentence, count, severity):
    text = ex.publish(ex.summary(ex.field("message-count", count)), ex.apns())
    (told,) = found(text, "PS510")

    assert (told.message, told.severity) == (sentence, severity)
    if count == "-2":
        said = [each for each in ps.translate(ps.parse(text)).diagnostics if each.code == "PS510"]
        assert [each.message for each in said] == [sentence]


def test_no_secret_is_shown_whole():
    secret, other = "Wc5tRq8yLp2nVx0zKd7a", "Hb3mZs6uJf9eGo1iTk4c"
    text = lines(
        enable(ex.TOKEN, ex.options(ex.field("secret", secret))),
        publish(ex.TOKEN, ex.options(ex.field("secret", other))),
        enable(ex.TOKEN[::-1], ex.apns(ex.field("secret", ex.TOKEN))),
        disable(f"{ex.TOKEN}x"),
    )
    told = ps.lint(text)
    words = " ".join(f"{each.message} {each.hint}" for each in told)

    assert {"PS515", "PS516", "PS517", "PS805"} <= {each.code for each in told}
    assert not [each for each in (secret, other, ex.TOKEN, ex.TOKEN[::-1]) if each in words]


# Putting right -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "text", "right", "safe"),
    [
        ("PS504", ex.enable(jid="Push.Example.com."), ex.enable(jid="push.example.com"), True),
        ("PS504", ex.enable(jid="push.example.com/a"), ex.enable(jid="push.example.com"), False),
        ("PS504", disable(jid="PUSH.example.com"), disable(jid="push.example.com"), False),
        ("PS506", ex.disable("node=''"), ex.disable("").replace(" >", ">"), False),
        ("PS508", ex.disable(inside=SECRET), ex.disable(), True),
        ("PS510", ex.publish(ex.summary(ex.field("message-count", " 3 "))), ex.publish(ex.summary(ex.field("message-count", "3"))), True),
        ("PS801", ex.create(ex.field("pubsub#access_model", "open")), ex.create(ex.field("pubsub#access_model", "whitelist")), False),
        ("PS802", ex.create(ex.field("pubsub#publish_model", "open")), ex.create(ex.field("pubsub#publish_model", "publishers")), False),
        ("PS804", RULES["PS804"].bad[0], RULES["PS804"].bad[0].replace("/balcony", ""), False),
    ],
)  # fmt: skip
def test_a_fix_puts_it_right_and_says_whether_it_is_safe(code, text, right, safe):
    (told,) = found(text, code)
    fixed = text
    for edit in reversed(told.fix.edits):
        fixed = fixed[: edit.offset] + edit.content + fixed[edit.end_offset :]

    assert (fixed, told.fix.safe) == (right, safe)


# Several stanzas ---------------------------------------------------------------------------------


def test_what_the_form_of_mongooseim_loses_is_no_difference():
    given = ex.options(
        "<field var='secret' type='text-private' label='Secret'><value>eXzRkCqvOO0bH3xe</value></field>"
        + ex.field("pushModule", "prod")
    )
    rebuilt = ex.options(ex.field("pushModule", "prod") + ex.SECRET)

    assert found(lines(enable(inside=given), publish(options=rebuilt)), "PS515") == []
    assert found(lines(enable(inside=ex.options("")), publish()), "PS515") == []


@pytest.mark.parametrize(
    ("given", "sent", "said"),
    [
        (SECRET, "", "lacks 'secret', given on line 1: MongooseIM's push node, fpush and Tigase Push accept it; p2 answers forbidden"),
        (ex.apns(), ex.options(ex.field("topic", "com.example.app")), "lacks 'service', 'device_id', given on line 1: MongooseIM's push node answers conflict"),
        (SECRET, ex.options(ex.SECRET + ex.field("pushModule", "prod")), "adds 'pushModule', which the enable on line 1 does not have"),
        (ex.options(ex.field("pushModule", "prod")), ex.options(ex.field("pushModule", "test")), "'pushModule' differs from the enable on line 1 ('test' instead of 'prod')"),
        (SECRET, SECRET.replace("eXz", "fYa"), "'secret' differs from the enable on line 1: MongooseIM's push node, fpush and Tigase Push accept it; p2 answers forbidden"),
    ],
)  # fmt: skip
def test_options_that_are_not_repeated_are_told(given, sent, said):
    (told,) = found(lines(enable(inside=given), publish(options=sent)), "PS515")

    assert told.line == 2
    assert said in told.message


def test_an_option_that_is_called_otherwise_is_told_once():
    given = ex.options(ex.field("pushModule", "prod"))
    (told,) = ps.lint(lines(enable(inside=given), publish(options=given.replace("pushM", "pushm"))))

    assert (told.code, told.hint) == ("PS515", "did you mean 'pushModule'?")
    misspelt = publish(options=ex.apns().replace("device_id", "device-id"))
    assert found(lines(enable(inside=ex.apns()), misspelt), "PS515") == []


def test_the_last_enable_says_which_options_count():
    again = enable(inside=ex.options(ex.field("pushModule", "prod")))
    text = lines(enable(inside=SECRET), again, publish(options=SECRET))

    assert {each.line for each in found(text, "PS515")} == {3}
    assert "line 2" in found(text, "PS515")[0].message
    assert found(lines(enable(inside=SECRET), disable(), publish(options="")), "PS515") == []


@pytest.mark.parametrize(
    ("stanzas", "line", "said", "hint"),
    [
        ((create("my-fone"), enable()), 2, "line 1 creates 'my-fone'", "did you mean 'my-fone'?"),
        ((ex.affiliations(ex.grant()), enable("tablet")), 2, "line 1 sets affiliations of 'my-phone'", None),
        ((create(), ex.affiliations(ex.grant()).replace("my-phone", "tablet")), 2, "line 1 creates 'my-phone'", None),
        ((create(), enable(jid="pubsub.example.net")), 2, "the push service is 'pubsub.example.net'", "did you mean 'pubsub.example.com'?"),
        ((enable(), publish("my-fone")), 2, "line 1 enables 'my-phone'", "did you mean 'my-phone'?"),
        ((enable(), disable("my-fone")), 2, "'my-phone', which stays enabled: MongooseIM, Prosody", "did you mean 'my-phone'?"),
        ((enable(), disable(None, jid="pubsub.exmaple.com")), 2, "line 1 enables 'pubsub.example.com'", "did you mean 'pubsub.example.com'?"),
        ((enable(), create()), 2, "line 1 enables this node before it is created", "create the node first"),
        ((ex.affiliations(ex.grant()), create()), 2, "line 1 sets affiliations of this node", "create the node first"),
        ((enable(), disable(), publish()), 3, "disabled on line 2", None),
        ((enable(), disable(None), publish()), 3, "disabled on line 2", None),
        ((disable(None), publish("any")), 2, "disabled on line 1", None),
    ],
)  # fmt: skip
def test_names_that_differ_are_told_with_the_earlier_line(stanzas, line, said, hint):
    (told,) = found(lines(*stanzas), "PS516")

    assert (told.line, told.hint, told.severity) == (line, hint, "error")
    assert said in told.message


def test_disabling_what_another_session_enabled_is_a_note_at_the_most():
    (told,) = found(lines(enable("token-a1"), disable("zq-88")), "PS516")

    assert told.severity == "info"
    assert codes(lines(disable("zq-88"), enable("token-a1"), publish("token-a1"))) == []
    assert found(lines(enable(), disable(None, jid="old.net")), "PS516") == []


def test_a_request_that_was_refused_has_done_nothing():
    assert found(lines(enable("first"), refused(), enable("second")), "PS517") == []
    assert found(lines(enable("first"), refused("other"), enable("second")), "PS517") != []
    assert found(lines(enable(), disable(), refused(), publish()), "PS516") == []
    assert found(lines(create(), refused(), create("tablet"), enable("tablet")), "PS516") == []
    # A node that is there already is there.
    assert found(lines(create(), refused(condition="conflict"), enable()), "PS516") == []
    assert found(lines(create(), refused(condition="conflict"), enable("tablet")), "PS516") != []


def test_enabling_anew_after_a_disable_starts_afresh():
    text = lines(enable(), disable(), enable(inside=SECRET), publish(options=SECRET))

    assert codes(text) == []


def test_an_old_node_is_told_with_the_stanza_that_ends_it():
    (told,) = found(lines(enable("first"), enable("second")), "PS517")

    assert told.line == 2
    assert "'first' on the same service was enabled on line 1" in told.message
    assert f"<disable xmlns='urn:xmpp:push:0' jid='{SERVICE}' node='first'/>" in told.hint
    assert "Prosody" not in told.message


def test_devices_of_different_providers_or_users_are_no_old_nodes():
    assert found(lines(enable("a1", ex.fcm()), enable("b2", ex.apns())), "PS517") == []
    assert found(lines(enable("a1", sender=ALICE), enable("b2", sender=BOB)), "PS517") == []
    assert found(lines(enable("a1"), enable("b2", jid="other.example.net")), "PS517") == []


def test_a_disable_of_all_names_what_it_ends_and_what_it_does_not():
    tablet = enable("tablet", jid="push.example.net")
    (told,) = found(lines(enable(), tablet, disable(None)), "PS507")
    (several,) = found(
        lines(enable("a1", ex.fcm()), enable("b2", ex.apns()), disable(None)), "PS507"
    )

    assert "'tablet' on push.example.net (line 2) stays enabled" in told.message
    assert f"all devices of the user on {SERVICE}, 2 of them enabled above" in several.message


# Logs --------------------------------------------------------------------------------------------


def in_log(code, *stanzas):
    return [each.line for each in found(lines(*stanzas), code, file="server.log")]


def test_a_log_of_unknown_users_proves_nothing():
    for code in ("PS507", "PS515", "PS516", "PS517"):
        for text in RULES[code].bad:
            if ALICE not in text:
                assert found(text, code, file="server.log") == [], text


def test_in_a_log_only_the_same_client_leaves_an_old_node():
    old = enable("first", sender=ALICE)

    assert in_log("PS517", old, enable("second", sender=ALICE)) == [2]
    assert in_log("PS517", old, enable("second", sender="alice@example.com/tablet")) == []
    assert in_log("PS517", old, enable("second", sender=BOB)) == []


def test_in_a_log_a_publish_is_compared_with_the_one_device_it_can_be_for():
    own = enable(inside=SECRET, sender=ALICE)

    assert in_log("PS515", own, publish()) == [2]
    assert in_log("PS515", own, enable(sender=BOB), publish()) == []
    assert in_log("PS515", own, publish().replace("from='example.com'", "from='other.net'")) == []


def test_in_a_log_a_publish_after_the_disable_is_told():
    own, ended = enable(sender=ALICE), disable(sender=ALICE)

    assert in_log("PS516", own, ended, publish()) == [3]
    assert in_log("PS516", ended, publish()) == []  # who else enabled it before the log begins?
    assert in_log("PS516", own, ended, enable(sender=BOB), publish()) == []
    assert in_log("PS516", own, publish("tablet")) == []


def test_a_file_of_many_users_is_read_like_a_log():
    text = lines(enable("a1", sender=ALICE), enable("b2", sender=BOB), publish("zz"))

    assert found(text, "PS516") == []


# The history -------------------------------------------------------------------------------------


def test_the_services_that_were_enabled_are_known():
    history = History()
    for number, text in enumerate((enable(), enable(jid="Push.example.net/x"), publish())):
        history.record(ps.parse(text), number)

    assert history.is_enabled(ps.Jid(SERVICE))
    assert history.is_enabled(ps.Jid("push.example.net"))
    for other in (None, "push.example.net/x", "alice@push.example.net", "push.example.org"):
        assert not history.is_enabled(other and ps.Jid(other))
    assert not history.is_enabled(ps.Jid.unchecked("@"))
    assert not Scope().history.is_enabled(ps.Jid(SERVICE))


def test_a_history_stays_small_however_long_the_log():
    history = History()
    for number in range(LIMIT + 500):
        sender, node = f"user{number}@example.com/phone", f"node-{number}"
        for text in (sent_by(sender, create(node)), enable(node, SECRET, sender=sender)):
            history.record(ps.parse(text, validate=False), number)

    assert len(history.devices) == len(history.created) == LIMIT
    assert not history.devices.at((SERVICE, "node-499"))
    assert (SERVICE, "node-499") not in history.created
    assert [each.enabled for each in history.devices.at((SERVICE, "node-500"))] == [500]
    assert history.devices.of_user("user0@example.com") == []


def test_one_user_does_not_fill_the_history():
    history = History()
    for number in range(DEVICES + 50):
        history.record(ps.parse(enable(f"node-{number}", sender=ALICE)), number)

    kept = history.devices.of_user("alice@example.com")
    assert [each.enabled for each in kept] == [*range(50, DEVICES + 50)]
    assert len(history.devices) == DEVICES


def test_a_history_goes_on_over_the_pieces_of_a_log():
    linter = Linter(Settings(select=["PS517"]), "server.log")
    told = [
        each
        for number, node in enumerate(("first", "second"), start=1)
        for each in linter.check(enable(node, sender=ALICE), first_line=number).diagnostics
    ]

    assert [(each.code, each.line) for each in told] == [("PS517", 2)]
    assert "enabled on line 1" in told[0].message


# Extensions of Tigase ----------------------------------------------------------------------------

#: Each extension of an enable, what it is called in a sentence, and the servers that honour it.
HONOURED = {
    "<encrypt xmlns='tigase:push:encrypt:0' alg='aes-128-gcm'>aXPRDTrLQqWYZ3xLv0hK5g==</encrypt>":
        ("<encrypt>", {"prosody", "tigase"}),
    "<groupchat xmlns='tigase:push:filter:groupchat:0'/>": ("<groupchat>", {"prosody", "tigase"}),
    "<ignore-unknown xmlns='tigase:push:filter:ignore-unknown:0'/>":
        ("<ignore-unknown>", {"prosody", "tigase"}),
    "<jingle xmlns='tigase:push:jingle:0'/>": ("<jingle>", {"prosody", "tigase"}),
    "<muted xmlns='tigase:push:filter:muted:0'/>": ("<muted>", {"prosody", "tigase"}),
    "<priority xmlns='tigase:push:priority:0'/>": ("<priority>", {"prosody", "tigase"}),
    "away": ("'away'", {"tigase"}),
}  # fmt: skip


@pytest.mark.parametrize("extension", HONOURED)
def test_an_extension_is_reported_where_the_server_ignores_it(extension):
    is_away = extension == "away"
    text = ex.enable().replace("node=", "away='true' node=") if is_away else enable("n", extension)
    named, servers = HONOURED[extension]
    ignored = {
        server: [each.message for each in found(text, "PS554", target=server)]
        for server in HOME_SERVERS
    }
    titles = {name: HOME_SERVERS[name].title for name in HOME_SERVERS.keys() - servers - {"xep"}}

    assert {name: told for name, told in ignored.items() if told} == {
        name: [f"{title} does not have {named}, and ignores it"] for name, title in titles.items()
    }
    for each in found(text, "PS554", target="ejabberd"):
        assert marked(text, each).startswith("away=" if is_away else named[:-1])


def test_only_away_true_is_an_extension():
    for value in ("false", "1", "TRUE", ""):
        text = ex.enable().replace("node=", f"away='{value}' node=")
        assert found(text, "PS554", target="ejabberd") == []
