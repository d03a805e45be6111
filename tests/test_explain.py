"""Errors to their causes."""

import inspect
import json
import re
import sys

import attrs
import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza.explaining import explain
from pushstanza.explaining.conditions import MEANINGS
from pushstanza.explaining.words import FAULTS, STATUSES
from pushstanza.linting.rules import RULES
from pushstanza.payloads.answers import KINDS, ROWS
from pushstanza.reading.extract.blocks import Block
from pushstanza.reading.parsing import sound
from pushstanza.servers import SERVERS, UnreadableError
from pushstanza.servers.logs import LOG_LINES
from pushstanza.servers.request import request
from pushstanza.stanzas.xep0060_errors import PubsubError
from tests.live.predicted import excuse, excuses

STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
ERRORS = "http://jabber.org/protocol/pubsub#errors"
OPTIONS = "http://jabber.org/protocol/pubsub#publish-options"
FORM = f"<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>{OPTIONS}</value></field>%s</x>"
TOKEN = "5f0c3a1be2d94776a8c0d1e2f3a4b5c65f0c3a1be2d94776a8c0d1e2f3a4b5c6"


def error(*conditions, type="modify", text=None, inside="", name="iq", id="1"):
    """Return an error stanza."""
    first, *others = conditions
    said = f"<{first} xmlns='{STANZAS}'/>"
    said += "".join(f"<{each} xmlns='{ERRORS}'/>" for each in others)
    said += f"<text xmlns='{STANZAS}'>{text}</text>" if text else ""
    return f"<{name} type='error' id='{id}' from='alice@mychat.com' to='alice@mychat.com/phone'>{inside}<error type='{type}'>{said}</error></{name}>"


def enable(
    form="",
    attributes="jid='push.example.com' node='n1'",
    xmlns="xmlns='urn:xmpp:push:0'",
    element="enable",
):
    return f"<iq type='set' id='1'><{element} {xmlns} {attributes}>{form}</{element}></iq>"


def publish(options="", node="node='n1'"):
    return (
        "<iq type='set' id='1' from='mychat.com' to='pubsub.mychat.com'>"
        f"<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish {node}><item>"
        "<notification xmlns='urn:xmpp:push:0'><x xmlns='jabber:x:data' type='submit'>"
        "<field var='FORM_TYPE'><value>urn:xmpp:push:summary</value></field></x></notification>"
        f"</item></publish>{options}</pubsub></iq>"
    )


def effects(found):
    return {each.server: each.effect for each in found.effects}


BARE = error("bad-request")


#: Why MongooseIM answers an enable or a disable with a bad-request that says nothing else.
BAD_REQUESTS = (
    "the IQ has no child element; or the IQ has several child elements",
    "the IQ has no type, or an unknown one",
    (
        "a prefix declares the namespace, which MongooseIM does not read; or the payload has no xmlns"
        " of its own: it is missing or misspelt, as in xlmns"
    ),
    "jid is missing; or jid is empty; or jid is not a valid JID",
    "node is missing; or node is empty",
    (
        "the form has no type; or the form is of type form, result or cancel; or the type of the form"
        " is unknown"
    ),
    (
        "FORM_TYPE is missing, or has no value; or FORM_TYPE has several values; or FORM_TYPE is not"
        " that of publish-options, or has whitespace around it"
    ),
    "a field has no value, or several",
    "the element in urn:xmpp:push:0 is neither enable nor disable",
)


def test_a_bare_bad_request_of_mongooseim_has_nine_causes():
    (found,) = explain(BARE, server="mongooseim")

    assert tuple(each.cause for each in found.causes[:9]) == BAD_REQUESTS
    assert all(each.fix for each in found.causes)
    assert not any(each.is_certain for each in found.causes)


REQUESTS = {
    "no xmlns": enable(xmlns="xlmns='urn:xmpp:push:0'"),
    "two children": enable().replace("</iq>", "<delay xmlns='urn:example'/></iq>"),
    "another element": enable(element="enabled"),
    "jid": enable(attributes="node='n1'"),
    "node": enable(attributes="jid='push.example.com'"),
    "type of the form": enable("<x xmlns='jabber:x:data'/>"),
    "FORM_TYPE": enable("<x xmlns='jabber:x:data' type='submit'/>"),
    "a value": enable(FORM % "<field var='service'/>"),
}


CONFIRMED = {
    "no xmlns": "the payload has no xmlns of its own: it is missing or misspelt, as in xlmns",
    "two children": "the IQ has several child elements",
    "another element": "the element in urn:xmpp:push:0 is neither enable nor disable",
    "jid": "jid is missing",
    "node": "node is missing",
    "type of the form": "the form has no type",
    "FORM_TYPE": "FORM_TYPE is missing, or has no value",
    "a value": "a field has no value, or several",
}


@pytest.mark.parametrize(
    ("request_", "cause"),
    [pytest.param(each, CONFIRMED[name], id=name) for name, each in REQUESTS.items()],
)
def test_with_the_request_the_one_that_applies_is_named(request_, cause):
    (found,) = explain(BARE, request=request_, server="mongooseim")

    first = found.causes[0]
    assert (first.cause, first.is_certain) == (cause, True)
    assert any(cause in each for each in BAD_REQUESTS)
    assert first.found
    assert first.signs, "the linter shows the place"
    assert all(each.line == 1 and each.column > 1 for each in first.signs)
    assert found.request.startswith("iq set ")
    assert effects(found)[""].startswith("Nothing ")


def test_the_place_in_the_request_is_that_of_its_file():
    asked = "\n\n" + enable(attributes="jid='push.example.com'").replace("><", ">\n  <")

    (found,) = explain(BARE, request=asked)

    assert [(each.code, each.line, each.column) for each in found.causes[0].signs] == [
        ("PS505", 4, 3)
    ]


def test_an_error_that_holds_its_request_needs_no_other():
    inside = re.search("<enable.*</enable>", REQUESTS["FORM_TYPE"])[0]

    (found,) = explain(error("bad-request", inside=inside))

    assert found.causes[0].cause == CONFIRMED["FORM_TYPE"]
    assert found.request == "iq set enable to alice@mychat.com"
    assert all(each.line is None for each in found.causes[0].signs)


def test_a_log_that_holds_the_request_needs_no_other():
    log = f"SENT: {REQUESTS['node']}\nRECV: <iq type='result' id='0'/>\nRECV: {BARE}\n"

    (found,) = explain(log)

    assert found.line == 3
    assert found.causes[0].cause == CONFIRMED["node"]


def test_all_that_is_wrong_is_named_and_what_the_server_found_first():
    (found,) = explain(BARE, request=enable("<x xmlns='jabber:x:data'/>", "node=''"))

    certain = [each.cause for each in found.causes if each.is_certain]
    assert certain == [
        "jid is missing",
        "node is empty",
        "the form has no type",
        "FORM_TYPE is missing, or has no value",
    ]
    assert [bool(each.found) for each in found.causes[:2]] == [True, False]


@pytest.mark.parametrize(
    ("stanza", "words"),
    [
        (error("conflict", type="cancel"), "harmless"),
        (error("conflict", "precondition-not-met", type="cancel"), "device_id or service"),
        (error("service-unavailable", type="cancel", text="No module is handling this query"), "the domain of the server"),
        (error("feature-not-implemented", type="cancel", text="Enabling push without 'node' attribute is not supported"), "node is missing"),
        (error("bad-request", text="Missing attribute 'type' in tag <x/> qualified by namespace 'jabber:x:data'".replace("<x/>", "&lt;x/&gt;")), "the form has no type"),
        (error("bad-request", text="Missing jid"), "jid is missing"),
        (error("bad-request", type="wait", text="Invalid push format, update your prosody community modules"), "blames Prosody, but any server"),
        (error("bad-request", "faild-to-submit-push-notification"), "the summary"),
        (error("not-acceptable", "device-not-registered", type="cancel"), "410"),
        (error("not-acceptable", "nodeid-required"), "create names no node"),
        (error("forbidden", type="auth"), "not let this user create nodes"),
        (error("resource-constraint", type="wait", text="Unknown field 'secret'"), "generic pubsub"),
        (error("item-not-found", type="cancel"), "the node does not exist"),
        (error("remote-server-timeout", type="wait"), "does not answer"),
    ],
)  # fmt: skip
def test_errors_are_explained_without_their_request(stanza, words):
    (found,) = explain(stanza)

    assert found.is_known
    assert any(words in each.cause for each in found.causes)


def test_a_forbidden_publish_tells_of_the_change_in_mongooseim_3_6():
    (found,) = explain(error("forbidden", type="auth"), request=publish(FORM % ""))

    assert any("since MongooseIM 3.6" in each.cause for each in found.causes)
    assert not any("create nodes" in each.cause for each in found.causes)


def test_what_the_publish_lacks_is_named():
    refused = error("conflict", "precondition-not-met", type="cancel")

    (found,) = explain(refused, request=publish())

    assert found.causes[0].is_certain
    assert found.causes[0].cause == "the publish-options are missing"
    assert not found.supposing


@pytest.mark.parametrize(
    ("kind", "server", "words"),
    [
        ("wait", "MongooseIM", "stays"),
        ("wait", "ejabberd", "stays"),
        ("wait", "Prosody", "stays"),
        ("auth", "MongooseIM", "stays"),
        ("modify", "MongooseIM", "stays"),
        ("cancel", "MongooseIM", "ends at once"),
        ("auth", "ejabberd", "ends at once"),
        ("modify", "ejabberd", "ends at once"),
        ("cancel", "ejabberd", "ends at once"),
        ("modify", "Prosody", "at the 16th in a row"),
        ("cancel", "Prosody", "at the 16th in a row"),
        ("cancel", "Tigase", "ends at once"),
        ("cancel", "MongooseIM, PubSub-less", "publishes nothing"),
    ],
)
def test_the_effect_on_the_registration_is_that_of_each_server(kind, server, words):
    (found,) = explain(error("item-not-found", type=kind), request=publish())

    assert words in effects(found)[server]


def test_tigase_goes_by_the_condition():
    for condition in ("bad-request", "service-unavailable", "internal-server-error"):
        (found,) = explain(error(condition, type="cancel"), request=publish())
        assert "stays" in effects(found)["Tigase"]


def test_a_server_that_is_named_leaves_out_the_others():
    found = explain(error("service-unavailable", type="cancel"), server="prosody")[0]

    assert found.causes
    assert all(not each.servers or "prosody" in each.servers for each in found.causes)
    assert [*effects(found)] == ["Prosody"]


def test_how_a_server_is_set_up_is_confirmed_only_if_it_is_said():
    create = "<iq type='set' id='1' to='pubsub.mychat.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='n1' type='push'/></pubsub></iq>"
    refused = error("service-unavailable", type="cancel")

    (unsaid,) = explain(refused, request=create, account="alice@mychat.com/phone")
    (said,) = explain(
        refused, request=create, account="alice@mychat.com/phone", server="mongooseim-virtual"
    )

    for found, is_certain in ((unsaid, False), (said, True)):
        assert found.causes[0].cause == "there is no pubsub service on a virtual host"
        assert found.causes[0].is_certain is is_certain


def test_faults_in_the_set_up_come_after_what_a_request_shows():
    refused = error("service-unavailable", type="cancel")

    (shown,) = explain(refused, request=enable(xmlns=""), server="prosody")
    (sound,) = explain(refused, request=enable(), server="prosody")

    assert [each.is_certain for each in shown.causes] == [True, False]
    assert [each.fix for each in sound.causes] == ["add cloud_notify to modules_enabled"]


def test_an_error_of_a_message_is_not_one_of_a_push():
    (found,) = explain(error("service-unavailable", type="cancel", name="message"))

    assert (found.is_known, found.effects) == (False, ())
    assert found.meaning


def test_what_a_condition_means_is_said_where_no_more_is_known():
    (found,) = explain(error("payment-required", type="auth"))

    assert not found.is_known
    assert (found.meaning, found.source) == MEANINGS["payment-required"]


@pytest.mark.parametrize("row", ROWS, ids=lambda each: f"{each.service} {each.reason}")
def test_every_answer_of_a_provider_is_explained(row):
    found = [each for each in explain(row.reason) if each.subject.startswith(row.reason)]

    assert found
    assert any(row.meaning in each.meaning for each in found)
    assert {"MongoosePush", "MongooseIM"} <= {*effects(found[0])}


@pytest.mark.parametrize(
    "word", [*MEANINGS, *sorted({str(each.status) for each in KINDS.values()} - {"200"}), "404"]
)
def test_every_condition_and_status_has_a_meaning(word):
    for found in explain(word):
        assert found.meaning
        assert not found.meaning.startswith("nothing is known")


@pytest.mark.parametrize(
    "word", sorted({each.reason for each in KINDS.values() if each.reason} - {"OK"})
)
def test_every_word_of_mongoosepush_is_explained(word):
    assert all(each.is_known for each in explain(word))
    assert all(each.is_known for each in explain(json.dumps({"reason": word})))


def test_only_410_ends_a_registration_without_pubsub():
    (gone,) = explain("410")
    (lost,) = explain("422")

    assert "disables the node" in effects(gone)["MongooseIM, PubSub-less"]
    assert "keeps the node" in effects(gone)["MongooseIM with api_version v2"]
    assert "keeps the node" in effects(lost)["MongooseIM, PubSub-less"]


def test_404_of_mongoosepush_is_a_matter_of_the_path():
    (found,) = explain("404")

    assert "api_version" in found.causes[0].cause
    assert "slash" in found.causes[1].cause


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        ({"reason": "BadDeviceToken"}, "BadDeviceToken (APNs 400)"),
        ({"reason": "Unregistered", "timestamp": 1700000000000}, "Unregistered (APNs 410)"),
        ({"details": "DeviceTokenNotForTopic"}, "DeviceTokenNotForTopic (APNs 400)"),
        ({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}, "RESOURCE_EXHAUSTED (FCM 429)"),
        ({"errors": [{"title": "Invalid value", "source": {"pointer": "/priority"}}]}, "unprocessable_entity (MongoosePush 422)"),
    ],
)  # fmt: skip
def test_the_json_of_an_answer_is_read(body, subject):
    assert [each.subject for each in explain(json.dumps(body))] == [subject]
    assert [each.subject for each in explain(json.dumps(body, indent=2).encode())] == [subject]


def test_json_of_another_kind_is_unknown():
    assert [each.is_known for each in explain('{"answer": 42}')] == [False]
    assert [each.is_known for each in explain('{"error": {"status": 7}}')] == [False]


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("what=hook_failed reason=badmatch", "hook_failed"),
        ("what=make_notification_failed", "make_notification_failed"),
        ("what=push_send_failed status=x", "push_send_failed"),
        ("event=push_delivery_failed", "push_send_failed"),
        ("error: pool_not_started", "pool_not_started"),
        ("push.example.net rejected notification for alice@mychat.com/phone (x), disabling push: y", "rejected notification"),
        ("Push record not found", "Push record not found"),
        ("warn Disabling push notifications for identifier 'p<n'", "Disabling push notifications"),
        ("[error] :unregistered", "unregistered (MongoosePush 410)"),
        ("reason=bad_device_token", "BadDeviceToken (APNs 400)"),
        ("POST /v3/notification status=422", "HTTP 422"),
    ],
)  # fmt: skip
def test_lines_of_logs_are_known(line, subject):
    log = f"12:00 all is well\n12:01 {line}\n12:02 all is well\n"

    (found,) = explain(log)

    assert found.subject.startswith(subject)
    assert (found.line, found.is_known) == (2, True)


@pytest.mark.parametrize(
    "words", ["<cancel:item-not-found:Gone>", "of type 'cancel' (item-not-found)"]
)
def test_prosody_counts_errors_in_two_ways_of_saying_it(words):
    line = f"info Got error {words} for identifier 'p<n': error count for this identifier is now at %d\n"

    (found,) = explain("".join(line % number for number in (3, 4, 5)))

    assert found.subject.startswith("item-not-found (cancel)")
    assert found.count == 3
    assert effects(found) == {
        "Prosody": "The error is counted: the registration ends at the 16th in a row."
    }


def test_a_log_is_explained_in_its_order():
    log = f'what=push_send_failed body="{{\\"reason\\":\\"BadTopic\\"}}"\n{BARE}\nreason: TooManyRequests\n'

    found = explain(log)

    assert [each.line for each in found] == [1, 1, 2, 3]
    assert {found[0].subject, found[1].subject} == {"push_send_failed (MongooseIM)", "BadTopic (APNs 400)"}  # fmt: skip


def test_the_stanza_with_the_options_shows_what_a_provider_minds():
    options = "<field var='service'><value>fcm</value></field><field var='mode'><value>dev</value></field>"

    (found,) = explain("no_matching_pool", request=enable(FORM % options))

    assert found.causes[0].is_certain
    assert found.causes[0].signs[0].code == "PS703"


def test_to_dict_is_plain_json():
    (found,) = explain(BARE, request=REQUESTS["node"])

    assert json.loads(json.dumps(found.to_dict()))["causes"][0]["signs"][0]["code"] == "PS505"
    assert found.to_dict().keys() == {
        "subject", "meaning", "source", "request", "causes", "supposing", "effects", "look_at", "line", "count",
    }  # fmt: skip


def test_what_cannot_be_explained_is_told():
    with pytest.raises(UnreadableError):
        explain("  \n")
    with pytest.raises(UnreadableError, match="the request is missing"):
        explain(BARE, request="<message/>")
    with pytest.raises(ps.UnknownServerError):
        explain(BARE, server="ejaberd")
    assert explain("<iq type='result' id='1'/>") == []


@given(text=st.text())
def test_any_text_is_explained_or_refused(text):
    try:
        found = explain(text)
    except ps.PushStanzaError:
        return
    assert all(each.subject or each.meaning for each in found)


@given(data=st.binary())
def test_any_bytes_are_explained_or_refused(data):
    try:
        explain(data)
    except ps.PushStanzaError:
        return


@given(text=st.sampled_from([BARE, *REQUESTS.values()]), cut=st.integers(0, 300))
def test_a_request_that_is_cut_short_is_explained_or_refused(text, cut):
    try:
        explain(BARE, request=text[:cut])
    except ps.PushStanzaError:
        return


# ---- the table ----


def test_words_name_rules_that_exist():
    lines = (line for _, line in LOG_LINES)
    faults = [*FAULTS.values(), *(each.faults for each in (*lines, *STATUSES.values()))]

    assert {code for some in faults for each in some for code in each.input.rules} <= {*RULES}
    assert {*FAULTS} <= {each.reason for each in ROWS}


def test_every_condition_of_the_models_has_a_meaning():
    from typing import get_args

    from pushstanza.stanzas.rfc6120 import DefinedCondition
    from pushstanza.stanzas.xep0060_errors import ErrorCondition

    assert {*get_args(DefinedCondition), *get_args(ErrorCondition)} <= {*MEANINGS}
    assert PubsubError.__doc__


# ---- what the tables of the servers answer ----


def probe(server, name="any"):
    """Return a stanza that makes every answer of a table that repeats something."""
    root = etree.fromstring(
        "<iq xmlns='jabber:client' type='set' id='1' to='@'><any xmlns='urn:any'><any><item/></any>"
        "<publish-options><x xmlns='jabber:x:data'><field var='device_id'/></x></publish-options>"
        "</any></iq>".replace("any", name)
    )
    sender = ps.Jid("juliet@example.com/balcony")
    return request(root, sender, is_virtual=server == "mongooseim-virtual")


def answers(server, name="any"):
    """Return the errors that a server can answer, each once."""
    found = (case.answer_to(probe(server, name)) for _, case in SERVERS[server].cases())
    return dict.fromkeys(each for each in found if each.type == "error")


def written(server, answer):
    """Return the stanza of an answer as the server sends it, without the request."""
    return attrs.evolve(SERVERS[server], repeats=False).reply(probe(server), answer)


ANSWERS = [(server, each) for server in SERVERS for each in answers(server)]


def test_there_are_answers_of_every_server():
    assert {server for server, _ in ANSWERS} == {*SERVERS}
    assert len(ANSWERS) > 120


@pytest.mark.parametrize("name", ["any", "query"])
@pytest.mark.parametrize("server", SERVERS)
def test_every_error_that_a_server_answers_is_explained_as_its_own(server, name):
    said = {each: answers(each, name) for each in SERVERS}
    for answer in said[server]:
        (found,) = explain(written(server, answer))
        named = [each.servers for each in found.causes]
        assert any(server in each for each in named), (answer, named)
        speakers = {each for each in SERVERS if answer in said[each]}
        of_others = [bool(each) and speakers.isdisjoint(each) for each in named]
        assert of_others == sorted(of_others), (answer, named)
        assert not (answer.text and any(of_others)), (answer, named)


def words_of(case):
    """Return what is wrong in a case, as causes say it."""
    reason = case.reason if isinstance(case.reason, str) else case.input.title
    return reason.replace("`", "")


MESSAGE = request(etree.fromstring("<message xmlns='jabber:client'/>"))

#: All cases of an IQ; what a message is answered with, nobody asks explain.
ERROR_CASES = [
    pytest.param(each.name, case, id=f"{each.name}: {table.title}: {case.input.title}")
    for each in SERVERS.values()
    for table, case in each.cases()
    if case.answer_to(probe(each.name)).type == "error" and not table.applies(MESSAGE)
]


@pytest.mark.parametrize(("server", "case"), ERROR_CASES)
def test_every_case_that_a_server_answers_with_an_error_is_among_the_causes(server, case):
    stanza = written(server, case.answer_to(probe(server)))

    for named in (None, server):
        (found,) = explain(stanza, server=named)
        assert any(
            words_of(case) in each.cause
            and (each.fix, not each.servers or server in each.servers) == (case.input.fix, True)
            for each in found.causes
        )


@pytest.mark.parametrize(("server", "case"), ERROR_CASES)
def test_a_case_says_what_to_do_and_which_rules_report_it(server, case):
    assert case.input.fix
    assert not case.input.fix.endswith(".")
    assert {*case.input.rules} <= {*RULES}
    assert {*case.answer_to(probe(server)).conditions} <= {*MEANINGS}
    assert words_of(case)[0].islower() or words_of(case).split()[0].isidentifier()
    assert not words_of(case).endswith(".")


def observed():
    """Yield the errors that real servers were seen to answer an IQ with, as the tables have it."""
    for kind, version in {"prosody": "0.12", "ejabberd": "23.01"}.items():
        path = CASES / "answers" / "observed" / f"{kind}-{version}.jsonl"
        known = excuses("answers", kind)
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            reply = row["reply"] or ""
            is_error = reply.startswith("<iq ") and "type='error'" in reply
            if is_error and sound(reply) is not None and excuse(row["case"], known) is None:
                yield pytest.param(kind, reply, id=f"{kind}-{row['case']}")


@pytest.mark.parametrize(("server", "reply"), [*observed()])
def test_what_real_servers_were_seen_to_answer_is_explained_as_theirs(server, reply):
    (found,) = explain(reply)

    assert any(server in each.servers for each in found.causes)


# ---- large logs ----

PAIR = (
    "10:00:00 debug SEND: {publish}\n10:00:01 debug RECV: {answer}\n"
    "10:00:02 info status of the stream: all is well\n"
)


def log_of(count, errors):
    """Return a log of publishes and their answers, some of which are errors."""
    refused = error("item-not-found", type="cancel")
    accepted = "<iq type='result' id='1'/>"
    return "".join(
        PAIR.format(
            publish=publish(node=f"node='n{number}'"),
            answer=refused
            if number * errors // count != (number - 1) * errors // count
            else accepted,
        ).replace("id='1'", f"id='p{number}'")
        for number in range(count)
    )


SHAPES = {
    "some errors": lambda count: log_of(count, count // 10),
    "all errors": lambda count: log_of(count, count),
    "in a stream": lambda count: (
        f"<stream xmlns='jabber:client'>{log_of(count, count // 4)}</stream>"
    ),
    "short lines": lambda count: "10:00:00 ok\n" * 50 * count,
    "one line": lambda count: "10:00:00 all is well; status ok " * 50 * count,
    "words": lambda count: "reason: BadDeviceToken\n" * 10 * count,
    "words in a line": lambda count: "reason: BadDeviceToken " * 10 * count,
    "JSON": lambda count: '{"reason": "BadTopic"} ' * 10 * count,
    "JSON in JSON": lambda count: '{"reason": ' * 10 * count,
    "escaped JSON": lambda count: '{\\"reason\\": ' * 10 * count,
}


def work(text):
    """Return how many calls it takes to explain a text, and how much text its reading goes over."""
    calls = characters = 0

    def count(frame, event, _):
        nonlocal calls, characters
        if event in {"call", "c_call"}:
            calls += 1
        code = frame.f_code
        is_resumed = bool(code.co_flags & inspect.CO_GENERATOR)
        if event == "call" and code.co_filename.endswith("reading.py") and not is_resumed:
            texts = (
                each.text if isinstance(each, Block) else each for each in frame.f_locals.values()
            )
            characters += sum(len(each) for each in texts if isinstance(each, str))

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        explain(text)
    finally:
        sys.setprofile(before)
    return calls, characters


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_twice_the_log_is_twice_the_work(shape):
    explain(shape(8))  # what is made once
    once, twice = work(shape(64)), work(shape(128))

    assert twice[0] < 2.3 * once[0]
    assert twice[1] < 2.3 * once[1]


@pytest.mark.parametrize(
    "line",
    [
        "Got error <a:b:> for identifier ",
        "Got error <a:b:",
        "Got error of type 'a' (b) for identifier ",
        "rejected notification for ",
        "event=push",
    ],
)
def test_words_that_begin_in_vain_take_no_time(line):
    # A pattern that looks for the end of the line from each of them takes minutes.
    assert all(not each.is_known or each.causes for each in explain(line * (250_000 // len(line))))


def test_a_log_may_be_larger_than_a_stanza():
    log = f"{'10:00:00 ok' * 1_000_000}\n{BARE}\n".encode()

    assert [each.line for each in explain(log)] == [2]
