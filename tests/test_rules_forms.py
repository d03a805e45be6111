"""The rules of forms (family 2) and of nodes, affiliations and items (family 4)."""

import attrs
import pytest
from conftest import CASES, canonical, captured

import pushstanza as ps
from pushstanza.linting.rules import RULES, examples
from pushstanza.linting.rules.examples import (
    CONFIG,
    OPTIONS,
    SECRET,
    TOKEN,
    affiliations,
    apns,
    config,
    create,
    create_beside,
    create_configured,
    disable,
    enable,
    fcm,
    field,
    form,
    grant,
    iq,
    notification,
    options,
    publish,
    publish_of,
    pubsub,
    summary,
    untyped,
)
from pushstanza.servers import HOME_SERVERS

MINE = ["PS2", "PS4"]
RULES_HERE = [rule for rule in RULES.values() if rule.family in {"2", "4"}]
SUMMARY_TYPE = examples.SUMMARY


def found(text, code=None, **options):
    """Return the findings of families 2 and 4, or of one rule."""
    return ps.lint(text, select=[code] if code else MINE, **options)


def codes(text, **options):
    return [each.code for each in found(text, **options)]


def the_one(text, code=None, **options):
    (only,) = found(text, code, **options)
    return only


def marked(finding, text):
    return text[finding.span.offset : finding.span.end_offset]


def put_right(finding, text):
    """Return *text* with the fix of a finding made."""
    for edit in sorted(finding.fix.edits, key=lambda each: each.offset, reverse=True):
        text = text[: edit.offset] + edit.content + text[edit.end_offset :]
    return text


# What people really sent -------------------------------------------------------------------------

FAILURES = {
    "stanza.js: no type in the enable's form": (
        enable(untyped(options(SECRET))),
        "PS201",
        "MongooseIM and ejabberd answer bad-request",
    ),
    "XMPPFramework: the same, with two options": (
        enable(untyped(options(field("token", TOKEN) + field("endpoint", "https://push.example")))),
        "PS201",
        "ejabberd answer bad-request",
    ),
    "XEP-0357: no type in published options": (
        publish(untyped(summary()), untyped(options(SECRET))),
        "PS201",
        "MongooseIM's push node answers conflict, precondition-not-met",
    ),
    "XEP-0357: no type in the summary": (
        publish(untyped(summary()) + "<more xmlns='http://example.com/custom'>x</more>"),
        "PS201",
        "MongooseIM's push node answers bad-request",
    ),
    "Smack: a form that asks in an enable": (
        enable(form(OPTIONS, SECRET, kind="form")),
        "PS202",
        "MongooseIM answers bad-request; ejabberd, Prosody",
    ),
    "no FORM_TYPE": (
        enable(options(SECRET).replace(field("FORM_TYPE", OPTIONS), "")),
        "PS203",
        "MongooseIM answers bad-request",
    ),
    "the namespace of the enable as FORM_TYPE": (
        enable(form("urn:xmpp:push:0", SECRET)),
        "PS204",
        "unknown FORM_TYPE 'urn:xmpp:push:0': MongooseIM answers bad-request",
    ),
    "the token in a field without a name": (
        enable(options(field("service", "fcm") + f"<field><value>{TOKEN}</value></field>")),
        "PS206",
        "its value is lost: MongooseIM accepts it and does nothing",
    ),
    "a token over several lines": (
        enable(fcm(token="\n        dGhpcyBpcyBub3QgYSB0b2tlbg\n      ")),
        "PS210",
        "APNs and FCM refuse the token",
    ),
    "create at the server": (
        create().replace("to='pubsub.example.com'", "to='example.com' from='alice@example.com/a'"),
        "PS401",
        "MongooseIM answers feature-not-implemented",
    ),
    "create at nobody": (
        create().replace(" to='pubsub.example.com'", ""),
        "PS401",
        "from the user's own account, as there is no 'to': MongooseIM answers service-unavailable",
    ),
    "a flat node": (
        create(inside="node='my-push-node'"),
        "PS402",
        "default type, often 'flat', which sends no push notifications",
    ),
    "publisher_only, as the tutorial says": (
        affiliations(grant(affiliation="publisher_only")),
        "PS410",
        "MongooseIM answers bad-request",
    ),
    "only the user may publish": (
        affiliations(grant("alice@example.com")),
        "PS411",
        "publishes of example.com are refused",
    ),
}


@pytest.mark.parametrize(("text", "code", "says"), FAILURES.values(), ids=FAILURES)
def test_what_people_really_sent_is_found(text, code, says):
    only = the_one(text)

    assert only.code == code
    assert says in only.message


def test_the_tutorial_is_right_and_its_words_in_prose_are_not():
    for path in sorted((CASES / "tutorial").glob("*.xml")):
        text = path.read_text()
        assert codes(text) == codes(text, target="mongooseim") == [], path.name
        if path.name == "allow-publisher.xml":
            wrong = text.replace("publish-only", "publish_only")
            assert the_one(wrong).hint == "did you mean 'publish-only'?"


# What works ---------------------------------------------------------------------------------------


GIVEN = options(SECRET)


def published(inside, options_form=GIVEN):
    """Return what a server publishes, with the options that the client gave."""
    return publish_of(f"<item>{notification(inside)}</item>", options_form)


HIDDEN = f"<field var='FORM_TYPE' type='hidden'><value>{SUMMARY_TYPE}</value></field>"
COUNT, SENDER = field("message-count", "1"), field("last-message-sender", "juliet@example.com")
BODY = field("last-message-body", "Wherefore art thou?\n")
AS_PROSODY = (
    f"<x xmlns='jabber:x:data' type='form'>{HIDDEN}"
    "<field type='text-single' var='message-count'><value>1</value></field>"
    "<field type='text-single' var='pending-subscription-count'/>"
    "<field type='jid-single' var='last-message-sender'/>"
    "<field type='text-single' var='last-message-body'/></x>"
)
AS_TIGASE = untyped(form(SUMMARY_TYPE, COUNT + SENDER + BODY))
OTHER_PUBSUB = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"

WORKING = {
    "MongooseIM": published(f"<x xmlns='jabber:x:data' type='submit'>{HIDDEN}{COUNT}{SENDER}{BODY}</x>", apns()),
    "ejabberd": published(f"<x xmlns='jabber:x:data' type='submit'>{HIDDEN}{SENDER}{BODY}</x>"),
    "ejabberd, nothing to tell": published(""),
    "Prosody": published(AS_PROSODY),
    "Prosody, without options": published(AS_PROSODY, ""),
    "Tigase": published(AS_TIGASE, ""),
    "Tigase, urgent": published(
        AS_TIGASE + "<priority xmlns='tigase:push:priority:0'>high</priority>"
    ),
    "Tigase, a room": published(
        AS_TIGASE + "<groupchat xmlns='http://tigase.org/protocol/muc#offline'><nickname>a</nickname></groupchat>", ""
    ),
    "Tigase, encrypted": published("<encrypted xmlns='tigase:push:encrypt:0' iv='aXY='>eA==</encrypted>", ""),
    "Conversations": enable(options(SECRET)),
    "Monal": enable(options(field("pushModule", "monalProdiOS"))),
    "Siskin": enable(
        "<priority xmlns='tigase:push:priority:0'/><muted xmlns='tigase:push:filter:muted:0'>"
        "<item jid='romeo@example.com'/></muted>"
    ),
    "a call": published(form(SUMMARY_TYPE, field("message-sender", "a@example.com")), apns()),
    "no form": enable(),
    "disable": disable(),
    "remote disable": (
        "<message from='push.example.com' to='juliet@example.com'>"
        "<pubsub xmlns='http://jabber.org/protocol/pubsub' node='n'>"
        "<affiliation jid='juliet@example.com' affiliation='none'/></pubsub></message>"
    ),
    "bookmarks": iq(
        f"{OTHER_PUBSUB}<publish node='urn:xmpp:bookmarks:1'><item id='a@muc.example'>"
        "<conference xmlns='urn:xmpp:bookmarks:1'/></item></publish><publish-options>"
        + options(field("pubsub#access_model", "whitelist") + field("pubsub#max_items", "max"))
        + "</publish-options></pubsub>"
    ),
    "two items elsewhere": iq(
        f"{OTHER_PUBSUB}<publish node='urn:xmpp:avatar:metadata'><item/><item/></publish></pubsub>"
    ),
    "a node of one's own": iq(f"{OTHER_PUBSUB}<create node='urn:xmpp:microblog:0'/></pubsub>"),
    "a blog": create(
        field("pubsub#notification_type", "headline") + field("pubsub#publish_model", "subscribers"),
        "node='princely_musings'",
    ),
    "a co-author": affiliations(grant("bard@example.com", "publisher")),
    "a right taken back": affiliations(grant("alice@example.com", "none")),
    "one's own affiliations": pubsub("<affiliations/>").replace("'set'", "'get'"),
    "the affiliations of a node": pubsub("<affiliations><affiliation affiliation='owner' node='n'/></affiliations>").replace("'set'", "'result'"),
    "a configuration to fill in": iq(
        "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='n'>"
        + form(CONFIG, field("x-service#shade", "blue"), kind="form").replace("'FORM_TYPE'", "'FORM_TYPE' type='hidden'")
        + "</configure></pubsub>",
        kind="result",
    ),
    "a configuration given up": iq(
        "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='n'>"
        "<x xmlns='jabber:x:data' type='cancel'/></configure></pubsub>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", WORKING.values(), ids=WORKING)
def test_what_works_has_no_finding(text):
    assert codes(text) == []


@pytest.mark.parametrize("name", ["ejabberd-23.01.xml.txt", "prosody-0.12.xml.txt"])
def test_what_was_captured_has_no_finding(name):
    assert [codes(text) for text in captured(name)] == [[], [], [], []]


@pytest.mark.parametrize(
    ("rule", "text"),
    [(rule, text) for rule in RULES_HERE for text in rule.bad if "type='set'" in text],
)
def test_the_echo_of_a_refused_request_is_not_told_again(rule, text):
    error = (
        "<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
    )
    echo = text.replace("type='set'", "type='error'", 1).replace("</iq>", f"{error}</iq>")
    given = {name: value for name, value in attrs.asdict(rule.given).items() if value}

    assert codes(echo, **given) == []


# How bad it is, and for whom ----------------------------------------------------------------------

BY_TARGET = [
    # text, rule, target or app server, severity
    (enable(untyped(options(SECRET))), "PS201", "ejabberd", "error"),
    (enable(untyped(options(SECRET))), "PS201", "prosody", "warning"),
    (enable(untyped(options(SECRET))), "PS201", "tigase", "warning"),
    (published(AS_TIGASE), "PS201", "tigase", "warning"),
    (published(AS_TIGASE), "PS201", "node_push", "error"),
    (published(AS_TIGASE), "PS201", "fpush", None),
    (published(AS_TIGASE), "PS201", "prosody", None),
    (published(AS_TIGASE), "PS201", "p2", None),
    (enable(form(OPTIONS, SECRET, kind="form")), "PS202", "mongooseim-virtual", "error"),
    (enable(form(OPTIONS, SECRET, kind="form")), "PS202", "ejabberd", "warning"),
    (enable(form(OPTIONS, SECRET, kind="forms")), "PS202", "ejabberd", "error"),
    (published(AS_PROSODY), "PS202", "node_push", "error"),
    (published(AS_PROSODY), "PS202", "prosody", None),
    (published(AS_PROSODY), "PS202", "xep", None),
    (published("", form(OPTIONS, SECRET, kind="form")), "PS202", None, "warning"),
    (published("", form(OPTIONS, SECRET, kind="form")), "PS202", "node_push", "error"),
    (published("", form(OPTIONS, SECRET, kind="form")), "PS202", "p2", None),
    (enable("<x xmlns='jabber:x:data' type='submit'/>"), "PS203", None, "error"),
    (enable("<x xmlns='jabber:x:data' type='submit'/>"), "PS203", "prosody", "warning"),
    (published(f"<x xmlns='jabber:x:data' type='submit'>{COUNT}</x>"), "PS203", None, "warning"),
    (create_configured(form(OPTIONS, field("pubsub#title", "a"))), "PS204", "mongooseim", None),
    (enable(options(SECRET + "<field var='sound'/>")), "PS208", None, "warning"),
    (enable(options(SECRET + "<field var='sound'/>")), "PS208", "mongooseim", "error"),
    (enable(options(SECRET + "<field var='sound'/>")), "PS208", "prosody", None),
    (published("", options(SECRET + "<field var='sound'/>")), "PS208", "node_push", "warning"),
    (enable(fcm().replace("#publish-options", "#publish-options ")), "PS210", "mongooseim", "error"),
    (enable(fcm().replace("#publish-options", "#publish-options ")), "PS210", "tigase", "warning"),
    (create(inside="node='my-phone'"), "PS402", "mongooseim", "error"),
    (create(inside="node='my-phone'"), "PS402", "ejabberd", None),
    (create(inside="node='my-phone'"), "PS402", None, "warning"),
    (create(field("pubsub#title", "a"), inside="node='blog'"), "PS402", "mongooseim", "error"),
    (create(inside="type='push'"), "PS403", "mongooseim", "error"),
    (create(inside="type='push'"), "PS403", "prosody", None),
    (pubsub(f"<configure>{config()}</configure><create node='n' type='push'/>"), "PS404", "mongooseim", "error"),
    (pubsub(f"<configure>{config()}</configure><create node='n' type='push'/>"), "PS404", None, "warning"),
    (pubsub(f"<configure>{config()}</configure><create node='n' type='push'/>"), "PS404", "ejabberd", None),
    (create(field("pubsub#max_payload_size", "60001")), "PS407", None, "warning"),
    (create(field("pubsub#max_payload_size", "60001")), "PS407", "mongooseim", "error"),
    (create(field("pubsub#max_payload_size", "60001")), "PS407", "prosody", None),
    (create(field("pubsub#publish_model", "subscribers")), "PS408", None, "warning"),
    (create(field("pubsub#publish_model", "subscribers")), "PS408", "mongooseim", "error"),
    (publish(), "PS414", "node_push", "error"),
    (publish(), "PS414", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "meant_for", "severity"), BY_TARGET)
def test_targets_change_how_bad_it_is(text, code, meant_for, severity):
    chosen = {"target" if meant_for in HOME_SERVERS else "app_server": meant_for}
    severities = [each.severity for each in found(text, code, **chosen)]

    assert severities == ([severity] if severity else [])


# Where it is, and what was meant ------------------------------------------------------------------

AT = [
    # text, rule, the place, the hint
    (enable(form(OPTIONS, SECRET, kind="submitt")), "PS202", "type='submitt'", "did you mean 'submit'?"),
    (enable(options(SECRET).replace("FORM_TYPE", "form_type")), "PS203", "var='form_type'", "did you mean 'FORM_TYPE'?"),
    (enable(options(SECRET).replace("FORM_TYPE", " FORM-TYPE")), "PS203", "var=' FORM-TYPE'", "did you mean 'FORM_TYPE'?"),
    (enable("<x xmlns='jabber:x:data' type='submit'/>"), "PS203", "<x", f"its value should be {OPTIONS}"),
    (enable(form(OPTIONS[:-1], SECRET)), "PS204", OPTIONS[:-1], f"did you mean {OPTIONS!r}?"),
    (enable(form(SUMMARY_TYPE, SECRET)), "PS204", SUMMARY_TYPE, f"its value should be {OPTIONS}"),
    (create_configured(form(OPTIONS, field("pubsub#title", "a"))), "PS204", OPTIONS, f"its value should be {CONFIG}"),
    (enable(options("<field name='secret'><value>a</value></field>")), "PS206", "name='secret'", "did you mean 'var'?"),
    (enable(options("<field><value>fcm</value></field>")), "PS206", "<field", "add var='service'"),
    (enable(options(SECRET).replace(" var='FORM_TYPE'", "")), "PS206", "<field", "add var='FORM_TYPE'"),
    (enable(fcm(field("service", "apns"))), "PS207", "var='service'", "remove one of them"),
    (enable(fcm(token=" dGhpcw ")), "PS210", "dGhpcw", "remove the spaces and line ends around the value"),
    (create().replace("'pubsub.example.com'", "'a@example.com'"), "PS401", "to='a@example.com'", "send it to the pubsub service, such as pubsub.example.com"),
    (create(inside="node='n' type='pusch'"), "PS402", "type='pusch'", "did you mean 'push'?"),
    (create(inside="node='' type='push'"), "PS403", "node=''", "add node='…', a name that is unique for each device"),
    (create_beside(config()), "PS405", "<x", "move the form into <configure>"),
    (create(field("publish_model", "publishers")), "PS406", "var='publish_model'", "did you mean 'pubsub#publish_model'?"),
    (create(field("pubsub/publish_model", "publishers")), "PS406", "var='pubsub/publish_model'", "did you mean 'pubsub#publish_model'?"),
    (create(field("pubsub#node_typ", "leaf")), "PS406", "var='pubsub#node_typ'", "did you mean 'pubsub#node_type'?"),
    (create(field("pubsub#publish_model", "publisher")), "PS407", "publisher", "did you mean 'publishers'?"),
    (create(field("pubsub#deliver_payloads", "No")), "PS407", "No", "did you mean '0'?"),
    (create(field("pubsub#deliver_payloads", "True")), "PS407", "True", "did you mean 'true'?"),
    (affiliations(grant()).replace("#owner", ""), "PS409", "xmlns='http://jabber.org/protocol/pubsub'", "xmlns='http://jabber.org/protocol/pubsub#owner'"),
    (affiliations(grant(affiliation="Publisher")), "PS410", "affiliation='Publisher'", "did you mean 'publisher'?"),
    (affiliations(grant("alice@example.com/phone")), "PS411", "jid='alice@example.com/phone'", "jid='example.com'"),
    (publish_of(notification(summary())), "PS412", "<notification", "put it into <item>"),
    (publish_of(f"<item>{notification(summary())}</item>", node=" node=''"), "PS412", "node=''", "add node='…', the node that was enabled"),
    (publish_of(f"<item>{notification(summary())}<body xmlns='jabber:client'/></item>"), "PS413", "<body", "put everything that belongs to the notification into <notification>"),
    (publish(options_form=options(SECRET) + "<hint xmlns='urn:example'/>"), "PS414", "<hint", "options are the fields of one form"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "place", "hint"), AT)
def test_the_place_is_exact_and_the_hint_says_what_was_meant(text, code, place, hint):
    only = the_one(text)

    assert only.code == code
    assert (marked(only, text), only.hint) == (place, hint)


def test_of_several_of_a_kind_the_one_that_is_too_many_is_meant():
    first, second = options(SECRET), fcm()
    two_forms = enable(first + second)
    two_items = publish_of(
        f"<item id='1'>{notification()}</item><item id='2'>{notification()}</item>"
    )
    two_sets = affiliations(grant()).replace("</pubsub>", "<delete node='n'/></pubsub>")

    assert the_one(two_forms, "PS211").span.offset == two_forms.rindex("<x")
    assert the_one(two_items, "PS412").span.offset == two_items.rindex("<item")
    assert the_one(two_sets, "PS409").span.offset == two_sets.index("<delete")


def test_near_misses_are_told_once():
    assert [
        each.code
        for each in ps.lint(create(field("pubsub#acces_model", "open")), select=["PS0", *MINE])
    ] == ["PS009"]
    assert [
        each.code
        for each in ps.lint(
            enable(options("<field Var='secret'><value>a</value></field>")), select=["PS0", *MINE]
        )
    ] == ["PS009"]
    assert [
        each.code
        for each in ps.lint(
            enable(options(SECRET).replace("FORM_TYPE", "Form-Type")), select=["PS0", *MINE]
        )
    ] == ["PS203"]
    assert [each.code for each in ps.lint(enable("<x type='submit'/>"), select=["PS0", *MINE])] == ["PS008"]  # fmt: skip


# How it is put right ------------------------------------------------------------------------------

FIXES = [
    # text, rule, whether it is safe, what becomes of it
    (enable(untyped(options(SECRET))), "PS201", True, enable(options(SECRET))),
    (published("", untyped(options(SECRET))), "PS201", True, published("", options(SECRET))),
    (create_configured(untyped(config())), "PS201", False, create_configured(config())),
    (enable(form(OPTIONS, SECRET, kind="form")), "PS202", True, enable(options(SECRET))),
    (published("", form(OPTIONS, SECRET, kind="form")), "PS202", False, published("", options(SECRET))),
    (enable(options(SECRET).replace(field("FORM_TYPE", OPTIONS), "")), "PS203", True, enable(options(SECRET).replace("'FORM_TYPE'", "'FORM_TYPE' type='hidden'"))),
    (enable(options(SECRET).replace("FORM_TYPE", "form-type")), "PS203", False, enable(options(SECRET))),
    (enable(form(SUMMARY_TYPE, SECRET)), "PS204", False, enable(options(SECRET))),
    (enable(options(SECRET + SECRET)), "PS207", True, enable(options(SECRET))),
    (enable(fcm(token="\n  dGhpcw\n")), "PS210", True, enable(fcm(token="dGhpcw"))),
    (enable(options(field("pushModule", " monalProdiOS"))), "PS210", False, enable(options(field("pushModule", "monalProdiOS")))),
    (create().replace("to='pubsub.example.com'", "to='alice@example.com'"), "PS401", False, create()),
    (create(inside="node='my-phone' type='flat'"), "PS402", False, create()),
    (pubsub(f"<configure>{config()}</configure><create node='my-phone' type='push'/>"), "PS404", True, create()),
    (pubsub(f"<create node='my-phone' type='push'><configure>{config()}</configure></create>"), "PS404", True, create()),
    (create(field("access_model", "whitelist")), "PS406", False, create(field("pubsub#access_model", "whitelist"))),
    (create(field("pubsub#persist_items", "yes")), "PS407", False, create(field("pubsub#persist_items", "1"))),
    (create(field("pubsub#publish_model", "subscribers")), "PS408", False, create(field("pubsub#publish_model", "publishers"))),
    (affiliations(grant()).replace("#owner", ""), "PS409", False, affiliations(grant())),
    (affiliations(grant(affiliation="none")).replace("#owner", ""), "PS409", True, affiliations(grant(affiliation="none"))),
    (affiliations(grant(affiliation="publish_only")), "PS410", False, affiliations(grant())),
    (affiliations(grant("alice@example.com")), "PS411", False, affiliations(grant())),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "is_safe", "right"), FIXES)
def test_fixes_are_safe_where_no_meaning_can_change(text, code, is_safe, right):
    only = the_one(text, code)

    assert only.fix.safe is is_safe
    assert canonical(put_right(only, text)) == canonical(right)


@pytest.mark.parametrize(
    "text", [create_beside(config()), create_beside(f"<configure/>{config()}")]
)
def test_a_form_beside_configure_can_be_put_into_it(text):
    only = the_one(text, "PS405")

    assert not only.fix.safe
    assert found(put_right(only, text)) == []
    assert (
        ps.parse(put_right(only, text)).payload.configure.form
        == ps.parse(create()).payload.configure.form
    )


WITHOUT_FIX = [
    (enable(fcm(field("service", "apns"))), "PS207"),
    (enable(options(field("secret", "  "))), "PS210"),
    (enable(options(SECRET + "<field var='sound'/>")), "PS208"),
    (enable(options(SECRET) + fcm()), "PS211"),
    (affiliations(grant(affiliation="admin")), "PS410"),
]


@pytest.mark.parametrize(("text", "code"), WITHOUT_FIX)
def test_what_needs_knowledge_has_no_fix(text, code):
    assert the_one(text, code).fix is None


# Who is meant -------------------------------------------------------------------------------------


def test_the_server_that_publishes_is_the_users_own():
    for_another = affiliations(grant("example.net"))

    assert codes(for_another) == []
    assert codes(for_another, account="alice@example.net") == []
    assert the_one(for_another, account="alice@example.com").hint == "jid='example.com'"
    assert codes(for_another.replace("<iq", "<iq from='alice@example.com/a'")) == ["PS411"]
    assert codes(affiliations(grant("alice@example.com") + grant())) == []


def test_a_publisher_is_looked_at_where_a_push_node_was_made():
    allowed = affiliations(grant("alice@example.com", "publisher"))

    assert codes(allowed) == []
    assert codes(create() + "\n" + allowed) == ["PS411"]


def test_publishes_to_other_services_are_looked_at_only_where_a_push_service_is_meant():
    story = publish_of("<item><entry xmlns='http://www.w3.org/2005/Atom'/></item>")

    assert codes(story) == []
    assert codes(story, app_server="node_push") == ["PS414", "PS413"]


def test_options_of_several_values_are_another_services_business():
    tags = "<field var='tags' type='list-multi'><value>a</value><value>b</value></field>"

    assert codes(enable(options(SECRET + tags))) == []
    assert codes(enable(options(SECRET + tags)), target="mongooseim") == ["PS209"]


def test_forms_of_other_protocols_need_a_type_too():
    asked = "<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data'/></query>"
    only = the_one(iq(asked))

    assert (only.code, only.hint) == ("PS201", "the type is form, submit, cancel or result")
    assert only.fix is None
    assert codes("<x xmlns='jabber:x:data'/>") == ["PS201"]


def test_a_configuration_changed_later_is_looked_at_where_mongooseim_is_meant():
    changed = iq(
        "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='n'>"
        + form(CONFIG, field("pubsub#publish_model", "subscribers"))
        + "</configure></pubsub>",
        " to='pubsub.example.com'",
    )

    assert codes(changed) == []
    assert codes(changed, target="mongooseim") == ["PS408"]


def test_what_another_rule_explains_is_not_told_here():
    everything = ["PS0", "PS1", *MINE]
    at_no_jid = create().replace("'pubsub.example.com'", "'pubsub..example'")
    without_namespace = create_beside("<configure><x type='submit'/></configure>")
    old_namespace = publish_of(f"<item>{notification()}</item>").replace("push:0", "push:1")
    question = pubsub("<affiliations node='n'/>")
    misnamed = publish(options_form=options(SECRET)).replace("publish-options>", "publish_options>")

    assert [each.code for each in ps.lint(at_no_jid, select=everything)] == ["PS107"]
    assert [each.code for each in ps.lint(without_namespace, select=everything)] == ["PS008"]
    assert [each.code for each in ps.lint(old_namespace, select=everything)] == ["PS005"]
    assert codes(question) == []
    assert codes(misnamed, app_server="node_push") == []


@pytest.mark.parametrize("rule", RULES_HERE, ids=lambda rule: rule.code)
def test_no_message_shows_a_token(rule):
    for text in rule.bad:
        for each in ps.lint(text.replace("eXzRkCqvOO0bH3xe", TOKEN), select=MINE):
            assert TOKEN not in f"{each.message} {each.hint}"
