"""What people found in their logs, and what they are told: one file for each kind of fault."""

import importlib
import json
import re

import pytest
from conftest import CASES
from test_cli import run

import pushstanza as ps
from pushstanza.explaining import explain
from pushstanza.linting.rules import RULES
from pushstanza.payloads.answers import LEGACY, ROWS
from pushstanza.servers import HOME_SERVERS, SERVERS
from pushstanza.servers.log_line import VALUE
from pushstanza.servers.logs import LOG_LINES

FOLDER = CASES / "explain"

#: The beginning of a subject, and what stands in its first cause, or in its meaning if there is none.
SAID = {
    "enable-xlmns.xml": [("bad-request", "missing or misspelt, as in xlmns")],
    "iq-without-id.log": [("bad-request", "the IQ has no id")],
    "ping.xml": [("service-unavailable", "no part of push")],
    "ejabberd-records.log": [("service-unavailable", "no running component")],
    "field-without-value.log": [("hook_failed", "the field click_action has no value")],
    "create.xml": [("service-unavailable", "no pubsub service")],
    "mongoosepush-answers.log": [
        ("HTTP 404 of MongoosePush", "api_version"),
        ("BadDeviceToken", "the other environment"),
        ("invalid_device_token", "does not know the token"),
        ("unregistered", "no longer active"),
    ],
    "no-body.log": [("Parsing Param Error: body", "the message had no body")],
    "unauthorized.log": [
        ("Error code 401", "MongoosePush's own credentials"),
        ("due to unknown error", "MongoosePush's own credentials"),
    ],
    "prosody-counts.log": [("not-allowed (cancel)", "is at 3 of 16")],
    "handler-not-found.log": [
        ("Push handler for type", "the submodule of this type is not loaded"),
        ("Rate limit for node", "those that failed before count"),
    ],
    "command.log": [("item-not-found", "reached the user's own server, not the app server")],
    "fpush-temporarily.log": [("bad-request (wait)", "fpush cannot parse the publish")],
    "voip.log": [("DeviceTokenNotForTopic", "topic is missing")],
    "plugin-undefined.log": [
        (
            "{undef,[{mod_event_pusher_push",
            "there is no mod_event_pusher_push_plugin_default:should_",
        )
    ],
    "module-not-started.log": [("Problem starting the module", "mod_event_pusher_push is missing")],
    "inbox-unread.log": [("get_inbox_unread", "one count for each conversation")],
    "muc-light.log": [("hook_failed", "at the host of the room")],
    "priority.log": [
        ("issue=unable_to_submit", "the provider refused"),
        ("Parsing Param Error", "priority is missing, or has a value"),
    ],
    "no-process.log": [("noproc", "the pool of connections to it is not started")],
    "unable-to-connect.log": [
        ("unable_to_connect (MongoosePush 503)", "MongoosePush cannot reach FCM or APNs"),
        ("push_send_failed", "an option has a value"),
    ],
    "no-pool.json": [("no_matching_pool (MongoosePush 400)", "mode is dev")],
    "hook-crashed.log": [("Hook … crashed", "a fault of this version")],
    "push-undefined.log": [("{undef,[{mod_push", "no mod_push:on_affiliation_removal")],
    "bouncing-cut.log": [("Failed to establish outbound", "cannot be reached")],
    "enable-to-host.log": [("service-unavailable", "to is the domain of the server")],
    "ejabberd-stream.log": [("item-not-found", "the node does not exist")],
    "database-failure.log": [("internal-server-error (wait), text", "the database of the server")],
    "no-connection-options.log": [
        ("Out of connection options", "cannot be reached"),
        ("Sending error replies", "cannot be reached"),
    ],
    "above-most-errors.log": [
        ("item-not-found (cancel)", "the node does not exist"),
        ("remote-server-not-found (cancel)", "has no DNS record"),
    ],
    "remote-server.log": [("remote-server-not-found (cancel)", "has no DNS record")],
    "prosody-s2s.log": [("remote-server-not-found (cancel), text", "has no DNS record")],
    "apns-tls.log": [("Could not negotiate TLS", "binary protocol of APNs, which was shut down")],
    "fpush-debug.log": [("bad-request (wait), text", "not a pubsub request")],
    "fpush-apns.log": [
        ("BadDeviceToken", "the other environment"),
        ("Incountered internal push error", "the provider refused it"),
    ],
    "admin-sdk.log": [("UNREGISTERED (FCM 404)", "no longer registered")],
    "unauthorized-page.log": [("HTTP 401 of a provider", "the credentials of the push service")],
    "curl.log": [("InvalidProviderToken (APNs 403)", "the provider token is invalid")],
    "docker.json": [("item-not-found (cancel), text “The node", "the node does not exist")],
    "compose.log": [("item-not-found (cancel), text “The node", "the node does not exist")],
    "traceback.log": [("mod_cloud_notify.lua", "a fault of this version")],
    "admin-sdk-python.log": [("UNREGISTERED (FCM 404)", "no longer registered")],
    "pushy.log": [("Unregistered (APNs 410)", "no longer active")],
    "enable-without-node.log": [("feature-not-implemented (cancel), text", "node is missing")],
    "client-says.txt": [("service-unavailable", "to is the virtual host")],
    "stream-error.xml": [("Given token does not match", "the secret of the component")],
    "smack.log": [("service-unavailable (cancel)", "to is the virtual host")],
    "stanza-js.log": [("bad-request (modify), text “Missing", "the form has no type")],
    "legacy.log": [("MismatchSenderId (FCM, legacy API)", "belongs to another sender")],
}


def explained(name):
    return explain((FOLDER / name).read_text("utf-8"), file=name)


@pytest.mark.parametrize("name", SAID)
def test_each_file_is_explained(name):
    found = explained(name)

    assert len(found) == len(SAID[name])
    for each, (subject, words) in zip(found, SAID[name], strict=True):
        assert each.subject.startswith(subject)
        assert words in (each.causes[0].cause if each.causes else each.meaning)
        assert each.causes or each.look_at


def causes(name):
    return [cause for each in explained(name) for cause in each.causes]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("create.xml", "mod_pubsub is not loaded"),
        ("fpush-temporarily.log", "fpush wants pushModule first"),
        ("voip.log", "a PushKit token with the topic of the app"),
    ],
)
def test_what_else_it_may_be_is_among_the_causes(name, words):
    assert any(words in each.cause for each in causes(name))


def test_it_is_so_only_where_the_request_or_who_answers_shows_it():
    certain = {name for name in SAID if any(each.is_certain for each in causes(name))}

    assert certain == {
        "enable-xlmns.xml",
        "iq-without-id.log",
        "ejabberd-records.log",
        "command.log",
        "enable-to-host.log",
    }


def test_an_answer_of_the_user_s_own_server_is_no_answer_of_a_push_service():
    (found,) = explained("ejabberd-records.log")

    assert found.causes[0].found == (
        "the answer comes from ann@chat.example.org, which is the user's own server"
    )
    assert found.request == "iq set pubsub publish to ann@chat.example.org"


def test_the_status_in_a_line_tells_whether_the_node_stays():
    (old,) = [e for e in explained("mongoosepush-answers.log") if e.subject.startswith("unreg")]
    line = 'what=push_send_failed code=410 response="{\\"reason\\":\\"unregistered\\"}"'
    new = next(e for e in explain(line) if e.subject.startswith("unregistered"))

    assert {e.server: e.effect for e in old.effects}["MongoosePush"].startswith("It answers 500")
    assert "keeps the node" in {e.server: e.effect for e in old.effects}["MongooseIM"]
    assert "disables the node" in {e.server: e.effect for e in new.effects}["MongooseIM"]


def test_a_count_above_the_usual_one_is_no_share_of_it():
    (first, second) = explained("above-most-errors.log")

    assert "is at 19, above the usual 16" in first.meaning
    assert "did not reach the push service pubsub.example.org" in second.meaning


def test_json_without_an_error_is_no_error():
    assert explain('{"device_id": "c0ffee", "level": "info"}', file="a.json") == []
    assert explain('{"log": "all is well\\n"}\n{"msg": "so it is"}') == []


def test_each_record_of_a_container_s_log_is_a_line():
    said = "Got error <cancel:gone:\n> for identifier 'p.example.org<n': error count is now at 2"
    log = "".join(json.dumps({key: said}) + "\n" for key in ("log", "MESSAGE", "message", "msg"))

    (found,) = explain(f'{{"log": "all is well"}}\n{log}')

    assert (found.line, found.count) == (2, 4)
    assert found.subject == "gone (cancel)"


def test_the_answer_to_an_enable_ends_no_registration():
    (found,) = explained("enable-without-node.log")

    assert [each.effect for each in found.effects] == ["Nothing changes."]


def test_no_error_is_found_where_none_is():
    assert explained("record-of-publish.log") == []
    assert explained("undefined-attribute.log") == []


# ---- lint and verdict ----


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("undefined-attribute.log", {"PS206", "PS602"}),
        ("field-without-value.log", {"PS905"}),
        ("record-of-publish.log", set()),
    ],
)
def test_terms_of_erlang_are_linted_as_what_they_stand_for(name, codes):
    found = ps.lint((FOLDER / name).read_text("utf-8"), file=name)

    assert {each.code for each in found} == codes


def test_the_records_of_ejabberd_are_linted_where_they_stand():
    text = (FOLDER / "ejabberd-records.log").read_text("utf-8")

    found = [each for each in ps.lint(text, file="ejabberd.log") if each.code == "PS108"]

    assert [text.splitlines()[each.line - 1].strip() for each in found] == [
        "type = cancel,code = 503,by = <<>>,"
    ]


def test_lint_says_that_explain_knows_more_of_an_error():
    refused = run("lint", FOLDER / "enable-xlmns.xml")
    answered = run("lint", CASES / "tutorial" / "enable.xml")

    assert "(1 refused: `pushstanza explain` shows why)" in refused.stderr
    assert "explain" not in answered.stderr


@pytest.mark.parametrize("name", ["enable-xlmns.xml", "iq-without-id.log", "ping.xml"])
def test_verdict_does_not_take_it_for_the_answer_to_a_publish(name):
    said = run("verdict", "--output-format", "json", FOLDER / name).stdout

    effects = [row["effect"] for row in json.loads(said) if row["stanza"].startswith("iq error")]
    assert len(effects) == len(HOME_SERVERS)
    assert not any("deletes the registration" in each or "disables" in each for each in effects)


# ---- words, conditions, wrapped and escaped records ----


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("Component not connected, bouncing error for: <iq>", "Component not connected"),
        ("what=comp_registration_conflict", "comp_registration_conflict (MongooseIM)"),
        ("rejected notification for a@b.example (n), disabling push: gone (cancel)", "gone"),
        ("rejected notification for a@b.example (n) temporarily: x (item-not-found)", "item"),
        ("Could not publish: item-not-found (cancel)", "item-not-found (cancel)"),
        ("all is well", "all is well"),
    ],
)
def test_words_that_name_no_file_are_looked_up(said, subject):
    result = run("explain", f"push.example.org {said}" if "reject" in said else said)

    assert result.stdout.startswith(f"line 1: {subject}")


def test_several_words_are_one_text():
    result = run("explain", "Second", "component", "attempted", "to", "connect,", "denying", "connection")  # fmt: skip

    assert "two instances of the push service" in " ".join(result.stdout.split())


def test_what_looks_like_a_file_is_one():
    assert run("explain", "no-such-file.xml").exit_code == 2


LINE = (
    "2026-02-11 12:20:56.501 [warning] <0.634.0>@mod_push:notify/7:500 push.example.net rejected"
    " notification for alice@example.org (63DEF607-0000-4444-8888-AF760193765C), disabling push:"
    " The node does not exist any more (item-not-found) (cancel)"
)


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_a_record_that_was_broken_at_the_width_of_a_window_is_joined(width):
    broken = "\n".join(LINE[at : at + width] for at in range(0, len(LINE), width))
    before = "2026-02-11 12:20:55.000 [info] all is well\n"

    (found,) = explain(f"{before}{broken}\n{before}")

    assert found.subject == "item-not-found (cancel), text “The node does not exist any more”"
    assert found.line == 2


def test_the_line_is_that_of_the_log_behind_a_record_that_was_broken():
    before = "2026-02-11 12:20:55.000 [info] all is well" + " and so it was before" * 8
    lines = [each[at : at + 60] for each in (before, LINE) for at in range(0, len(each), 60)]

    (found,) = explain("\n".join(lines) + "\n")

    assert found.line == lines.index(LINE[:60]) + 1


def test_a_stanza_in_a_broken_record_is_read():
    stanza = "<iq type='set' id='a1'><enable xmlns='urn:xmpp:push:0' jid='push.example.net'/></iq>"
    line = f"2026-02-11 12:20:56 debug SENT: {stanza}"
    broken = "\n".join(line[at : at + 60] for at in range(0, len(line), 60))
    wider = line.replace("debug", "debug of the connection to example.org that carries it all: ")
    of_three = "\n".join(wider[at : at + 60] for at in range(0, len(wider), 60))

    log = f"{broken}\n{of_three}\n"

    found = ps.lint(log, file="wrapped.log")

    assert {each.code for each in found} == {each.code for each in ps.lint(line, file="a.log")}
    lines_before = len(broken.splitlines())
    assert [each.line for each in found if each.code == "PS505"] == [
        line.index("<enable") // 60 + 1,
        lines_before + wider.index("<enable") // 60 + 1,
    ]


def test_a_record_of_several_lines_is_read_as_a_whole():
    log = (
        "2026-02-11 12:20:55.000 [info] all is well\n"
        "2026-02-11 12:20:56.501 [warning] Timeout sending notification for\n"
        "alice@example.org (n0de) to push.example.net\n"
    )

    (found,) = explain(log)

    assert found.subject.startswith("Timeout sending notification")
    assert found.line == 2


# ---- the tables ----


def made(line):
    """Return a line of a log with values in it."""
    return line.text.replace(VALUE, "some-value")


PLAIN = [
    pytest.param(logger, line, id=f"{logger.setup}: {line.text}")
    for logger, line in LOG_LINES
    if line.pattern is None
]


@pytest.mark.parametrize(("logger", "line"), PLAIN)
def test_every_line_is_explained_as_one_of_its_program(logger, line):
    found = explain(f"10:00:00 some words before {made(line)} and behind\n", file="a.log")

    mine = [each for each in found if each.subject.endswith(f"({logger.title})")]
    assert mine, [each.subject for each in found]
    assert mine[0].is_known
    assert mine[0].source


@pytest.mark.parametrize(("logger", "line"), LOG_LINES, ids=lambda each: getattr(each, "text", ""))
def test_every_line_names_its_source_and_rules_that_exist(logger, line):
    assert line.source
    assert line.quotes_error or (line.meaning and not line.meaning.endswith("."))
    assert not line.effect or line.effect.endswith(".")
    assert {code for each in line.faults for code in each.input.rules} <= {*RULES}
    assert logger.server is None or logger.server in SERVERS


def test_each_program_that_takes_part_has_lines():
    assert {logger.title for logger, _ in LOG_LINES} == {
        "MongooseIM", "MongoosePush", "ejabberd", "Prosody", "Tigase", "Openfire", "p2", "fpush",
        "mod_push_appserver",
    }  # fmt: skip


@pytest.mark.parametrize("old", LEGACY, ids=lambda each: each.word)
def test_a_word_of_an_older_api_names_the_one_of_today(old):
    found = [each for each in explain(old.word) if each.subject.startswith(f"{old.word} (")]

    assert found[0].is_known
    assert old.today is None or old.today in found[0].meaning
    assert old.today is None or (old.service, old.today) in {(e.service, e.reason) for e in ROWS}


def test_the_page_of_log_lines_holds_each_of_them(monkeypatch):
    monkeypatch.syspath_prepend(str(CASES.parent.parent / "docs" / "_ext"))
    page = "\n".join(importlib.import_module("generated").PAGES["log-lines"]())

    assert all(f"| `{line.text}`" in page for _, line in LOG_LINES)
    assert {logger.title for logger, _ in LOG_LINES} == {*re.findall(r"^## (.*)$", page, re.M)}
