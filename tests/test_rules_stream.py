"""The rules on XML, stanzas and service discovery: what users really sent, and what is told of it."""

import re
from typing import get_args

import pytest
from conftest import CASES, real_stanzas

import pushstanza as ps
from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.xml.near_names import near_attribute, near_field
from pushstanza.stanzas.rfc6120 import DefinedCondition
from pushstanza.stanzas.xep0060_errors import ErrorCondition

E, W, NOTE = Severity.ERROR, Severity.WARNING, Severity.INFO

FAMILIES = ["PS0", "PS1", "PS3"]

STANZA_ERRORS = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"
PUBSUB = "xmlns='http://jabber.org/protocol/pubsub'"
INFO = "xmlns='http://jabber.org/protocol/disco#info'"
ENABLE = "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"
DISABLE = "<disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"
DELAY = "<delay xmlns='urn:xmpp:delay' stamp='2024-05-01T12:00:00Z'>Retransmission</delay>"
PUSH = "<feature var='urn:xmpp:push:0'/>"


def lint(text, **options):
    """Return what these three families say of a text."""
    return ps.lint(text, **{"select": FAMILIES} | options)


def codes(text, **options):
    return [found.code for found in lint(text, **options)]


def only(text, **options):
    """Return the one thing that these families say of a text."""
    (found,) = lint(text, **options)
    return found


def place(text, found):
    """Return what in the text a finding is about."""
    return text[found.span.offset : found.span.end_offset]


def fixed(text, found):
    """Return the text with a finding put right."""
    for edit in sorted(found.fix.edits, key=lambda each: each.offset, reverse=True):
        text = text[: edit.offset] + edit.content + text[edit.end_offset :]
    return text


def error(condition, kind="cancel", echo="", more="", stanza=" from='push.example.com'"):
    """Return an error, by default from a push service to the server that published."""
    inside = f"<{condition} {STANZA_ERRORS}/>{more}"
    return (
        f"<iq type='error' id='p1'{stanza} to='example.com'>{echo}"
        f"<error type='{kind}'>{inside}</error></iq>"
    )


PUBLISHED = f"<pubsub {PUBSUB}><publish node='n'/></pubsub>"


def answer(inside, more=" from='push.example.com'"):
    return make.iq(f"<query {INFO}>{inside}</query>", more, kind="result")


# ---- what users sent ----

#: Where it was told, the stanza made anew, each code with what its message says, and where.
REPORTED = {
    "royneary/mod_push 8: an end tag without its slash": (
        make.enable(
            "<x xmlns='jabber:x:data' type='submit'><field var='secret'><value>eXzRk<value></field></x>"
        ),
        [("PS001", "<value> is opened again instead of closed by </value>", "<value>")],
    ),
    "esl/MongooseIM 3380: xlmns, twice": (
        make.iq(
            "<enable xlmns='urn:xmpp:push:0' jid='push.example.com' node='n'>"
            "<x xlmns='jabber:x:data' type='submit'/></enable>"
        ),
        [
            ("PS006", "MongooseIM answers bad-request", "xlmns='urn:xmpp:push:0'"),
            ("PS006", "its options are lost", "xlmns='jabber:x:data'"),
        ],
    ),
    "processone/ejabberd 697: a delay beside the enable": (
        make.iq(ENABLE + DELAY),
        [("PS103", "ejabberd and Prosody answer bad-request", "<delay")],
    ),
    "processone/ejabberd 2033: to the domain, and quotes in the namespace": (
        make.iq(ENABLE.replace("'urn:xmpp:push:0'", "\"'urn:xmpp:push:0'\""), " to='my.example'"),
        [
            ("PS104", "ejabberd and Prosody answer service-unavailable", "to='my.example'"),
            ("PS005", "is not a URI", "xmlns=\"'urn:xmpp:push:0'\""),
        ],
    ),
    "processone/ejabberd 3095: to the domain, and the server's own pubsub": (
        make.iq(ENABLE.replace("push.", "pubsub."), " to='example.com'")
        + answer("<identity category='pubsub' type='service'/>", " from='pubsub.example.com'"),
        [
            (
                "PS104",
                "ejabberd and Prosody answer service-unavailable",
                "to='example.com'",
            ),
            ("PS303", "notifies no device", "type='service'"),
        ],
    ),
    "vukoye/xmpp_dart 11: no id": (
        f"<iq type='set'>{ENABLE}</iq>",
        [("PS101", "ejabberd and Prosody answer bad-request", "<iq")],
    ),
    "processone/ejabberd 2043: a secret for the generic pubsub": (
        error(
            "resource-constraint",
            "wait",
            more=f"<text {STANZA_ERRORS}>Unknown field 'secret' of type "
            "'http://jabber.org/protocol/pubsub#publish-options'</text>",
        ),
        [("PS303", "refuses the publish-options", "<error")],
    ),
    "processone/ejabberd 3121: a push service that answers cancel": (
        error("feature-not-implemented", echo=PUBLISHED),
        [("PS108", "MongooseIM, ejabberd and Tigase disable push at once", "type='cancel'")],
    ),
    "ChatSecure/ChatSecure-iOS 770: what Prosody counts": (
        error("not-allowed", echo=PUBLISHED),
        [("PS108", "Prosody disables push after 16 such errors in a row", "type='cancel'")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), REPORTED.values(), ids=REPORTED)
def test_what_users_reported_is_told_with_what_happens(text, expected):
    found = lint(text)

    assert [each.code for each in found] == [code for code, _, _ in expected]
    for each, (_, sentence, where) in zip(found, expected, strict=True):
        assert sentence in each.message
        assert place(text, each) == where


def test_support_that_is_asked_at_the_wrong_place_is_told_for_each_server():
    # processone/ejabberd issue 2045, monal-im/Monal pull request 75
    of_domain = make.iq(f"<query {INFO}/>", " to='example.com'", kind="get")
    of_account = make.iq(f"<query {INFO}/>", " to='juliet@example.com'", kind="get")
    known = {"account": "juliet@example.com"}

    found = only(of_domain, target="ejabberd", **known)
    assert (found.code, found.severity, place(of_domain, found)) == ("PS301", W, "to='example.com'")
    assert "push is not listed on this entity by ejabberd and Prosody" in found.message
    assert only(of_account, target="mongooseim", **known).code == "PS301"
    assert only(of_domain, target="xep").severity == NOTE
    assert codes(of_domain, target="mongooseim", **known) == []
    assert codes(of_account, target="prosody", **known) == []
    assert codes(of_domain, **known) == codes(of_account, **known) == []
    assert codes(of_domain.replace("example.com", "push.example.com"), target="prosody") == []


# ---- names and namespaces ----


@pytest.mark.parametrize(
    ("text", "where", "meant"),
    [
        (make.iq(ENABLE.replace("enable", "Enable")), "<Enable", "<enable>"),
        ("<enabel xmlns='urn:xmpp:push:0' jid='push.example.com'/>", "<enabel", "<enable>"),
        (make.iq(ENABLE.replace(" node", " Node")), "Node='my-phone'", "'node'"),
        (make.iq(DISABLE.replace(" node", " noed")), "noed='my-phone'", "'node'"),
        (make.enable(make.fcm(make.field("mutable-content", "true"))), "var='mutable-content'", "'mutable_content'"),
        (make.enable(make.fcm(make.field(" sound", "a"))), "var=' sound'", "'sound'"),
        (make.enable(make.options(make.field("deviceId", "a"))), "var='deviceId'", "'device_id'"),
        (make.publish(make.summary(make.field("message_count", "1"))), "var='message_count'", "'message-count'"),
        (make.publish(options_form=make.fcm(make.field("ttl", "1"))), "var='ttl'", "'time_to_live'"),
        (make.create(make.field("pubsub#acess_model", "open")), "var='pubsub#acess_model'", "'pubsub#access_model'"),
        (error("item_not_found"), "<item_not_found", "<item-not-found>"),
    ],
)  # fmt: skip
def test_a_name_that_is_nearly_right_is_told_with_the_right_one(text, where, meant):
    found = only(text, select=["PS009"])

    assert (place(text, found), found.hint) == (where, f"did you mean {meant}?")
    assert not found.fix.safe
    assert codes(fixed(text, found), select=["PS009"]) == []


@pytest.mark.parametrize(
    ("payload", "severity", "sentence"),
    [
        (
            DISABLE.replace(" node", " Node"),
            E,
            "every device on that push service is disabled",
        ),
        (
            ENABLE.replace(" jid", " Jid"),
            E,
            "MongooseIM, ejabberd, Prosody",
        ),
        (ENABLE.replace(" node", " Node"), W, "ejabberd answers feature-not-implemented"),
        (ENABLE.replace("enable", "enabled"), E, "Prosody answers service-unavailable"),
    ],
)
def test_it_is_told_what_a_wrong_name_costs(payload, severity, sentence):
    found = only(make.iq(payload), select=["PS009"])

    assert found.severity == severity
    assert sentence in found.message


def test_fields_that_are_nearly_known_are_told_once_and_others_left_to_their_rules():
    known = ("device_id", "silent", "mode", "pubsub#access_model")

    assert near_field("Device-ID", known) == "device_id"
    assert near_field("sielnt", known) == "silent"
    assert near_field("content-available", known) == "silent"
    assert near_field("content-available", ["mode"]) is None
    for name in ("device_id", "access_model", "device", "node", "token", "title", "", None, "---"):
        assert near_field(name, known) is None


def test_no_option_of_another_service_and_no_field_of_pubsub_counts_as_misspelt():
    others = ("pushModule", "endpoint", "token", "secret", "tags", "badge", "title", "publisher")
    of_pubsub = (
        "body_xslt children children_association_policy children_association_whitelist children_max"
        " collection contact dataform_xslt description item_expire itemreply language node_type"
        " notification_type notify_sub purge_offline roster_groups_allowed tempsub type"
    )
    in_summaries = ("last-message-id", "last-message-type", "senderId")

    assert codes(make.enable(make.fcm("".join(make.field(each, "a") for each in others)))) == []
    fields = "".join(make.field(f"pubsub#{each}", "a") for each in of_pubsub.split())
    assert codes(make.create(fields)) == []
    told = "".join(make.field(each, "a") for each in in_summaries)
    assert codes(make.publish(make.summary(more=told))) == []


def test_other_rules_can_ask_which_attribute_was_meant():
    text = DISABLE.replace(" node", " Node").replace("/>", " lang='en'/>")
    misnamed = ps.parse(make.iq(text), validate=False).payload

    assert near_attribute(misnamed, "node") == "Node"
    assert near_attribute(misnamed, "jid") is None


@pytest.mark.parametrize(
    ("namespace", "safe"),
    [("urn:xmpp:push:0'", True), ("urn:xmpp:push:1", False), ("urn:xmpp:push:0/", False)],
)
def test_only_quotes_around_a_namespace_are_taken_away_without_asking(namespace, safe):
    text = make.iq(ENABLE.replace("'urn:xmpp:push:0'", f'"{namespace}"'))
    found = only(text)

    assert (found.code, found.fix.safe) == ("PS005", safe)
    assert "answer service-unavailable" in found.message
    assert codes(fixed(text, found)) == []


def test_a_form_that_nobody_finds_is_told_by_what_becomes_of_its_holder():
    form = "<x type='submit'/>"
    of_enable = only(make.enable(form))
    of_options = only(make.publish(options_form=form))
    of_summary = only(make.publish(form))

    assert "the enable takes effect, but its options are lost" in of_enable.message
    assert "push node answers conflict, precondition-not-met" in of_options.message
    assert "answers bad-request" in of_summary.message
    assert of_enable.fix.safe
    assert fixed(make.enable(form), of_enable) == make.enable(
        "<x xmlns='jabber:x:data' type='submit'/>"
    )


@pytest.mark.parametrize(
    ("inside", "namespace", "safe"),
    [
        ("<create node='n' type='push'/>", "http://jabber.org/protocol/pubsub", True),
        ("<purge node='n'/>", "http://jabber.org/protocol/pubsub#owner", True),
        ("<affiliations node='n'/>", "http://jabber.org/protocol/pubsub#owner", False),
    ],
)
def test_which_pubsub_is_meant_is_told_by_what_is_in_it(inside, namespace, safe):
    found = only(make.iq(f"<pubsub>{inside}</pubsub>", " to='pubsub.example.com'"))

    assert (found.code, found.hint, found.fix.safe) == ("PS008", f"add xmlns='{namespace}'", safe)


def test_a_prefix_is_told_once_and_as_an_error_to_those_who_use_mongooseim():
    form = "<d:x xmlns:d='jabber:x:data' type='submit'><d:field var='a'><d:value>b</d:value></d:field></d:x>"
    text = make.iq(
        f"<p:enable xmlns:p='urn:xmpp:push:0' jid='push.example.com' node='n'>{form}</p:enable>"
    )
    enable, inside = lint(text)

    assert [enable.code, inside.code] == ["PS007", "PS007"]
    assert "MongooseIM answers bad-request;" in enable.message
    assert "its options are lost" in inside.message
    assert place(text, enable) == "<p:enable"
    for target, expected in (("mongooseim", E), ("mongooseim-virtual", E)):
        assert {each.severity for each in lint(text, target=target)} == {expected}
    assert codes(text, target="prosody") == []


@pytest.mark.parametrize(
    ("payload", "plain"),
    [
        (
            "<p:enable xmlns:p='urn:xmpp:push:0' jid='a.example' node='n'></p:enable>",
            "<enable xmlns='urn:xmpp:push:0' jid='a.example' node='n'></enable>",
        ),
        (
            f"<p:pubsub xmlns:p={PUBSUB[6:]}><p:publish node='n'/></p:pubsub>",
            f"<pubsub {PUBSUB}><publish node='n'/></pubsub>",
        ),
    ],
)
def test_a_prefix_is_taken_away_from_all_that_have_it(payload, plain):
    text = make.iq(payload)
    found = only(text)

    assert found.fix.safe
    assert fixed(text, found) == make.iq(plain)


def test_a_prefix_stays_where_something_else_would_change():
    # Without the prefix the form would fall from the stanza's namespace into that of push.
    found = lint(
        make.iq("<p:enable xmlns:p='urn:xmpp:push:0' jid='a.example' node='n'><x/></p:enable>")
    )

    assert [(each.code, each.fix) for each in found if each.code == "PS007"] == [("PS007", None)]


def test_text_where_only_elements_may_be_is_told_at_the_text():
    text = make.enable("<x xmlns='jabber:x:data' type='submit'><field var='mode'>prod</field></x>")
    found = only(text)

    assert (found.code, place(text, found)) == ("PS010", "prod")
    assert found.hint == "write it into <value>…</value>"
    assert only(make.enable("...")).severity == NOTE
    assert codes("<iq type='set' id='1'>...</iq>") == ["PS010"]
    assert codes(make.iq(f"\n  {ENABLE}\n")) == []


# ---- stanzas ----


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        (make.iq(ENABLE, kind="get"), "type='get'", "type='set'"),
        (make.iq(ENABLE, kind="Set"), "type='Set'", "did you mean 'set'?"),
        (make.iq(DISABLE, kind="result"), "type='result'", "type='set'"),
        (make.iq(f"<query {INFO}/>", kind="set"), "type='set'", "type='get'"),
        (f"<iq id='1'><query {INFO}/></iq>", "<iq", "type='get'"),
        (f"<message to='example.com'>{ENABLE}</message>", "<enable", "send it in <iq type='set' id='…'>"),
    ],
)  # fmt: skip
def test_a_request_of_the_wrong_type_is_told_with_the_right_one(text, where, hint):
    found = only(text)

    assert (found.code, found.severity) == ("PS102", E)
    assert (place(text, found), found.hint) == (where, hint)


def test_a_request_holds_one_element():
    form = make.options(make.SECRET)
    text = make.iq(ENABLE + DELAY)
    found = only(text)

    assert found.fix.safe
    assert fixed(text, found) == make.iq(ENABLE)
    assert only(make.iq(DELAY + ENABLE)).span.offset == make.iq(DELAY + ENABLE).index("<delay")
    assert only(make.iq(ENABLE + form)).hint == "does the form belong in <enable>?"
    empty = only(make.iq("", kind="get")).message
    assert empty.startswith("this get contains no request: MongooseIM, ejabberd and Prosody answer")
    assert codes(make.iq(ENABLE + DELAY), target="tigase") == []


@pytest.mark.parametrize(
    ("addresses", "account", "code"),
    [
        ("", None, None),
        (" to='juliet@example.com'", None, None),
        (" to='example.com'", None, "PS104"),
        (" to='push.example.com'", None, "PS105"),
        (" to='juliet@example.com/balcony'", None, "PS105"),
        (" to='juliet@example.com'", "juliet@example.com/balcony", None),
        (" to='romeo@example.com'", "juliet@example.com", "PS105"),
        (" to='EXAMPLE.com'", "juliet@example.com", "PS104"),
        (" to='example.org'", "juliet@example.com", "PS105"),
        (" to='romeo@example.com' from='juliet@example.com/balcony'", None, "PS105"),
        (" to='juliet@example.com' from='juliet@example.com/balcony'", None, None),
        (" from='juliet@example.com/balcony'", "juliet@example.com", None),
        (" from='romeo@example.com/orchard'", "juliet@example.com", "PS106"),
        (" from='romeo@example.com/orchard'", None, None),
    ],
)
@pytest.mark.parametrize("payload", [ENABLE, DISABLE], ids=["enable", "disable"])
def test_a_request_goes_from_the_account_to_the_account(payload, addresses, account, code):
    assert codes(make.iq(payload, addresses), account=account) == ([code] if code else [])


def test_what_the_servers_domain_does_depends_on_the_server():
    text = make.iq(ENABLE, " to='example.com'")

    severities = {
        target: [each.severity for each in lint(text, target=target)]
        for target in ("xep", "ejabberd", "prosody", "tigase", "mongooseim", "mongooseim-virtual")
    }
    assert severities == {
        "xep": [E], "ejabberd": [E], "prosody": [E], "tigase": [W],
        "mongooseim": [NOTE], "mongooseim-virtual": [NOTE],
    }  # fmt: skip
    assert fixed(text, only(text)) == make.iq(ENABLE)
    assert not only(text).fix.safe
    assert only(text, account="juliet@example.com").fix.safe
    assert not only(make.iq(ENABLE, " from='juliet@example.com/a' to='example.com'")).fix.safe


def test_ids_that_are_added_differ():
    first, second = lint(f"<iq type='set'>{ENABLE}</iq>\n<iq type='set'>{DISABLE}</iq>")

    assert first.fix.safe
    assert first.fix.edits[0].content != second.fix.edits[0].content
    assert codes(f"<iq type='set' id=''>{ENABLE}</iq>", target="mongooseim") == ["PS101"]
    assert only(f"<iq type='set'>{ENABLE}</iq>", target="mongooseim").severity == W
    assert codes("<iq type='result' id=''/>") == []


def test_blanks_around_an_address_are_taken_away_and_other_faults_told():
    text = make.enable(jid=" push.example.com\t")
    found = only(text)

    assert (found.code, found.fix.safe, place(text, found)) == (
        "PS107",
        True,
        "jid=' push.example.com\t'",
    )
    assert fixed(text, found) == make.enable()
    broken = only(make.enable(jid="push..example"))
    assert "Prosody accepts it and does nothing" in broken.message
    assert broken.fix is None


def test_addresses_in_fields_are_looked_at_but_for_those_of_summaries():
    field = "<field var='contact' type='jid-single'><value>{}</value></field>"
    bad, padded = (make.enable(make.options(field.format(each))) for each in ("a@b@c", "a@b.c "))
    sender = "<field var='last-message-sender' type='jid-single'><value>a@b@c</value></field>"

    assert place(bad, only(bad)) == "a@b@c"
    assert fixed(padded, only(padded)) == padded.replace("a@b.c ", "a@b.c")
    assert codes(make.publish(make.summary(sender=sender))) == []


@pytest.mark.parametrize(
    ("text", "where", "sentence"),
    [
        ("<iq type='error' id='1'/>", "<iq", "missing <error>"),
        ("<message type='error' id='1'><body>a</body></message>", "<message", "missing <error>"),
        (error("forbidden", "fatal"), "type='fatal'", "is not defined: the recipient cannot tell whether to try again"),
        (error("gone", more=f"<forbidden {STANZA_ERRORS}/>"), "<forbidden", "2 conditions instead of one: gone and forbidden"),
        ("<iq type='error' id='1'><error type='cancel' code='404'/></iq>", "<error", "missing error condition"),
    ],
)  # fmt: skip
def test_an_error_says_what_is_wrong_and_what_to_do(text, where, sentence):
    found = only(text)

    assert (found.code, found.severity, place(text, found)) == ("PS108", E, where)
    assert sentence in found.message


def test_error_types_that_are_nearly_right_are_told_with_the_right_one():
    assert only(error("forbidden", "cancle")).hint == "did you mean 'cancel'?"


@pytest.mark.parametrize(
    ("condition", "kind", "target", "sentence"),
    [
        ("item-not-found", "cancel", "mongooseim", "MongooseIM disables push at once"),
        ("bad-request", "modify", "mongooseim", "MongooseIM keeps publishing"),
        ("bad-request", "modify", "tigase", "Tigase keeps publishing"),
        ("bad-request", "modify", "ejabberd", "ejabberd disables push at once"),
        ("forbidden", "auth", "prosody", "Prosody disables push after 16 such errors in a row"),
        ("item-not-found", "wait", "tigase", "Tigase disables push at once"),
        ("item-not-found", "wait", "ejabberd", None),
        ("internal-server-error", "wait", None, None),
        ("item-not-found", "cancel", "mongooseim-virtual", None),
    ],
)  # fmt: skip
def test_what_an_answer_to_a_publish_does_is_told_for_each_server(
    condition, kind, target, sentence
):
    found = lint(error(condition, kind, echo=PUBLISHED), target=target)

    assert [each.message.partition(": ")[2] for each in found] == ([sentence] if sentence else [])
    assert {each.severity for each in found} <= {NOTE}


def test_a_failure_that_passes_is_to_be_answered_with_wait():
    hints = {
        condition: {each.hint for each in lint(error(condition, kind, echo=PUBLISHED))}
        for condition in get_args(DefinedCondition)
        for kind in ("cancel", "modify", "auth")
    }
    may_pass = {
        "internal-server-error", "policy-violation", "recipient-unavailable", "remote-server-not-found",
        "remote-server-timeout", "resource-constraint", "service-unavailable",
    }  # fmt: skip

    wait = "a push service that fails only temporarily answers with type='wait'"
    assert hints == {each: {wait if each in may_pass else None} for each in hints}


def test_some_conditions_of_pubsub_answer_nothing_but_a_publish():
    told = {
        condition
        for condition in get_args(ErrorCondition)
        if "PS108" in codes(error("gone", more=f"<{condition} {PUBSUB[:-1]}#errors'/>"))
    }

    assert told == {
        "device-not-registered", "faild-to-submit-push-notification", "invalid-payload", "item-required",
        "payload-required", "payload-too-big", "precondition-not-met",
    }  # fmt: skip


def test_an_answer_to_a_publish_is_known_by_its_echo_its_condition_or_its_sender():
    refused = f"<device-not-registered {PUBSUB[:-1]}#errors'/>"

    assert codes(error("not-acceptable", more=refused)) == ["PS108"]
    assert codes(error("item-not-found")) == []
    assert codes(make.enable() + error("item-not-found")) == ["PS108"]
    assert codes(make.enable() + error("item-not-found", echo=f"<query {INFO}/>")) == []
    to_client = error("conflict").replace("to='example.com'", "to='juliet@example.com/a'")
    assert codes(make.enable() + to_client) == []
    assert codes(error("item-not-found", echo=ENABLE)) == []


# ---- attributes in the wrong case ----

#: What is lost with each attribute of these stanzas; an empty sentence begins with the servers.
NOT_SPECIFIED = (E, "the node is not specified")
WITHOUT = {
    ("affiliation", "affiliation"): (E, "no affiliation is changed"),
    ("affiliation", "jid"): (E, "no affiliation is changed"),
    ("affiliations", "node"): NOT_SPECIFIED,
    ("create", "node"): NOT_SPECIFIED,
    ("create", "type"): (W, "the service chooses the type, which may not be push"),
    ("disable", "jid"): (E, "the push service is not specified"),
    ("disable", "node"): (E, "every device on that push service is disabled"),
    ("enable", "jid"): (E, "the push service is not specified"),
    ("enable", "node"): (W, "the device is not specified"),
    ("field", "var"): (E, "the field has no name, and is lost"),
    ("iq", "id"): (E, "the answer cannot be matched to it"),
    ("iq", "type"): (E, ""),
    ("publish", "node"): NOT_SPECIFIED,
    ("x", "type"): (E, "the form has no type"),
    **dict.fromkeys(
        [
            *(("iq", each) for each in ("from", "to")),
            *(("message", each) for each in ("from", "id", "to", "type")),
            *(("delay", each) for each in ("from", "stamp")),
            *(("identity", each) for each in ("category", "name", "type")),
            ("error", "type"),
            ("feature", "var"),
            ("query", "node"),
        ],
        (W, "it is ignored"),
    ),
}


def test_an_attribute_in_the_wrong_case_is_as_bad_as_one_that_is_missing():
    delayed_by = DELAY.replace("stamp", "from='a' stamp")
    stanzas = [
        make.affiliations(make.grant()),
        make.create(make.field("pubsub#access_model", "whitelist")),
        make.disable("node='n'"),
        make.enable(make.apns()),
        make.publish(),
        error("item-not-found"),
        f"<message type='chat' from='a@b' to='c@d' id='1'>{delayed_by}</message>",
        answer("<identity category='pubsub' type='push' name='a'/>" + PUSH).replace(INFO, f"{INFO} node='n'"),
    ]  # fmt: skip
    told = {}
    for text in stanzas:
        for tag in re.finditer(r"<(\w+)[^<>]*", text):
            for each in re.finditer(r" ((?!xmlns)\w+)=", tag[0]):
                at, end = (tag.start() + offset for offset in each.span(1))
                wrong = text[:at] + each[1].title() + text[end:]
                (found,) = ps.lint(wrong, select=["PS009"])
                assert found.hint == f"did you mean {each[1]!r}?"
                assert place(wrong, found).startswith(each[1].title())
                lost = found.message.removeprefix(
                    f"unknown attribute '{each[1].title()}' of <{tag[1]}>: "
                )
                told.setdefault((tag[1], each[1]), set()).add((found.severity, lost))

    assert told.keys() == WITHOUT.keys()
    for about, (severity, lost) in WITHOUT.items():
        assert {each for each, _ in told[about]} == {severity}, about
        assert all(said.startswith(lost) for _, said in told[about]), about


# ---- service discovery ----


def test_a_push_service_that_does_not_say_so_is_told():
    lacking = make.enable() + answer("<feature var='http://jabber.org/protocol/disco#info'/>")
    fpush = make.enable() + answer("<feature var='urn:xmpp:serverinfo:0'/>")

    assert only(answer(PUSH)).severity == W
    assert only(lacking).code == "PS302"
    assert lint(fpush) == []
    assert only(fpush, app_server="fpush").severity == NOTE
    assert only(lacking, app_server="fpush").severity == NOTE
    near = answer("<identity category='pubsub' type='PUSH'/>" + PUSH)
    assert (place(near, only(near)), only(near).hint) == ("type='PUSH'", "did you mean 'push'?")
    assert codes(answer("<feature var='urn:xmpp:serverinfo:0'/>")) == []


@pytest.mark.parametrize(
    "inside",
    [PUSH, "<feature var='urn:xmpp:push:1'/>", "<identity category='pubsub' type='psuh'/>",
     "<identity category='pubsubs' type='push'/>"],
)  # fmt: skip
def test_an_app_of_fpush_asks_for_no_features(inside):
    text = make.enable() + answer(inside)
    severities = {
        services: {each.severity for each in lint(text, app_server=services, select=["PS302"])}
        for services in ((), ("fpush",), ("p2",), ("fpush", "p2"))
    }

    assert severities == {(): {W}, ("fpush",): {NOTE}, ("p2",): {W}, ("fpush", "p2"): {W}}


@pytest.mark.parametrize(
    "var", ["urn:xmpp:push:1", "urn:xmpp:push", "urn:xmpp:psuh:0", "urn:xmpp:push:0/"]
)
def test_a_feature_that_is_nearly_that_of_push_is_told(var):
    text = answer(f"<identity category='account' type='registered'/><feature var='{var}'/>")
    found = only(text)

    assert (found.code, place(text, found)) == ("PS302", f"var='{var}'")
    assert found.hint == "did you mean 'urn:xmpp:push:0'?"


@pytest.mark.parametrize(
    "inside",
    [
        "<identity category='account' type='registered'/><identity category='pubsub' type='pep'/>" + PUSH,
        "<identity category='server' type='im'/>" + PUSH,
        "<identity category='pubsub' type='push'/>" + PUSH,
        "<identity category='pubsub' type='service'/><identity category='pubsub' type='push'/>",
        "<identity category='server' type='im'/><feature var='urn:xmpp:ping'/><feature var='urn:xmpp:push2:0'/>",
    ],
)  # fmt: skip
def test_what_accounts_servers_and_push_services_say_is_right(inside):
    assert codes(make.enable() + answer(inside, " from='example.com'")) == []


def test_a_pubsub_service_is_taken_for_a_push_service_only_where_push_was_enabled():
    generic = answer("<identity category='pubsub' type='service'/>")

    assert codes(generic) == []
    assert codes(make.enable() + generic) == ["PS303"]
    assert codes(make.enable(jid="push.example.org") + generic) == []


# ---- what is as it should be ----


@pytest.mark.parametrize(("name", "text"), real_stanzas().items(), ids=lambda each: each[:30])
@pytest.mark.parametrize("target", [None, "xep", "mongooseim", "ejabberd", "prosody", "tigase"])
def test_what_servers_and_the_tutorial_send_is_right(name, text, target):
    assert codes(text, target=target) == [], name


@pytest.mark.parametrize("name", sorted(path.name for path in (CASES / "logs").glob("*.log")))
def test_logs_hold_nothing_wrong(name):
    text = (CASES / "logs" / name).read_text()

    assert codes(text, file=name, ignore=["PS011"]) == []


@pytest.mark.parametrize(
    "text",
    [
        make.enable("<priority xmlns='tigase:push:priority:0'/><jingle xmlns='tigase:push:jingle:0'/>"),
        make.iq(ENABLE.replace("node=", "away='true' include_payload='true' node=")),
        error("conflict", echo=f"<pubsub {PUBSUB}><create node='n' type='push'/></pubsub>"),
        make.publish(options_form=make.options(make.field("pushModule", "monalProdiOS"))),
        f"<message to='juliet@example.com'><pubsub {PUBSUB} node='n'><affiliation jid='juliet@example.com' affiliation='none'/></pubsub></message>",
        make.iq(f"<pubsub {PUBSUB}><items node='n'/></pubsub>", " to='pubsub.example.com'", kind="get"),
        make.iq(ENABLE, " to='juliet@example.com/a'", kind="result"),
        "<presence from='juliet@example.com/a'><show>away</show><priority>5</priority></presence>",
        "<p:message xmlns:p='jabber:client' to='juliet@example.com'><p:body>ding</p:body></p:message>",
    ],
)  # fmt: skip
def test_working_practice_is_right(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "echo",
    [
        ENABLE.replace(" node", " Node"),
        ENABLE.replace("push:0", "push:1"),
        ENABLE.replace("push.", " push."),
        "<p:enable xmlns:p='urn:xmpp:push:0' jid='push.example.com' node='n'/>",
        f"<pubsub {PUBSUB}><publish_options/></pubsub>",
    ],
)
def test_the_request_that_an_error_repeats_is_not_told_again(echo):
    refusal = error("bad-request", "modify", echo=echo, stanza=" from='juliet@example.com'")

    assert [code for code in codes(refusal) if code != "PS011"] == []


@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>\n", "See this: "])
@pytest.mark.parametrize("between", ["\n", "\n\nand\n\n"])
def test_each_stanza_behind_a_doctype_is_told(before, between):
    ping = "<iq type='get' id='1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    stanza = f"<!DOCTYPE iq>{ping}"
    found = ps.lint(f"{before}{stanza}{between}{stanza}{between}{ping}")

    offsets = [len(before), len(before + stanza + between)]
    assert [(each.code, each.span.offset) for each in found] == [("PS003", at) for at in offsets]
