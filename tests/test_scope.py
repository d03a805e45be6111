"""What is looked at by default: what concerns push, in stanzas, and nothing else."""

import json
from pathlib import Path

import pytest
from test_cli import run

import pushstanza as ps
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules import find_rule

CASES = Path(__file__).parent / "cases" / "scope"

ENABLE = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>"
)
CUT = "only the beginning of this stanza is shown: the rest was not checked"


def case(name, scope="all"):
    """Return the findings in a case, each with its line."""
    found = ps.lint((CASES / name).read_bytes(), file=name, scope=scope)
    return [(each.line, each.code) for each in found]


def codes(text, file=None, scope="push", **given):
    return [each.code for each in ps.lint(text, file=file, scope=scope, **given)]


# The scope ------------------------------------------------------------------------------------------

#: Stanzas of other protocols, each with a fault that is found if all is looked at.
OTHERS = [
    "<message type='chatt' to='a@example.com'><body>push me</body></message>",
    "<iq type='get' to='example.com'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
    "<iq type='set' id='push1'><query xmlns='jabber:iq:roster'/><query xmlns='jabber:iq:roster'/></iq>",
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:carbons:2' to='a@b@c'/><x/></iq>",
    "<iq type='set'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:avatar:data'/></pubsub></iq>",
    "<iq type='error' id='1'><error type='fatal'/></iq>",
    "<presence type='gone' to='a@example.com'/>",
    "<message to='a@example.com'><foo xmlns='urn:example'/><!-- why --><bodi/></message>",
]  # fmt: skip

#: What belongs to the flow, and near misses of it; each has a fault that is found at all events.
OURS = [
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:O' jid='push.example.com' node='n'/></iq>",
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:psuh:0' jid='pubsub.example.com' node='n'/></iq>",
    "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='p.example.com' node='n'/></iq>",
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:carbons:2' jid='p.example.com' node='n'/></iq>",
    "<iq type='set' id='1'><enable jid='p.example.com' node='n'/></iq>",
    "<iq type='set' id='1'><enabel jid='p.example.com' node='n' xmlns='urn:xmpp:push:0'/></iq>",
    "<iq type='set' id='1'><disable jid='p.example.com' node='n'/></iq>",
    "<iq type='set' to='pubsub.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='n' type='push'/></pubsub></iq>",
    "<iq type='set' to='pubsub.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><affiliations node='n'><affiliation jid='example.com' affiliation='publish-only'/></affiliations></pubsub></iq>",
    "<iq type='result' to='a@example.com/x'><query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:push:0'/></query></iq>",
    "<iq type='error' id='1' from='push.example.com'><error type='fatal'/></iq>",
    ex.publish().replace("urn:xmpp:push:summary", "urn:xmpp:push:sumary"),
    ex.publish().replace("<notification xmlns='urn:xmpp:push:0'>", "<notification>"),
    find_rule("PS514").bad[0],
    "<enable xmlns='urn:xmpp:push:0' node='n'/>",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHERS)
def test_what_has_nothing_to_do_with_push_is_passed_over(text):
    assert codes(text, scope="all")
    assert codes(text) == []


@pytest.mark.parametrize("text", OURS)
def test_what_concerns_push_or_nearly_does_is_looked_at(text):
    assert codes(text)
    assert codes(text) == codes(text, scope="all")


@pytest.mark.parametrize("text", OTHERS[:2])
def test_what_ends_a_stream_is_found_in_any_stanza(text):
    damaged = text.replace("</", "<\\", 1) if "</" in text else text[:-2] + ">"

    assert set(codes(damaged)) <= {"PS001", "PS003", "PS004"} != set()
    assert "PS001" in codes(damaged)


def test_what_is_no_stanza_for_sure_may_be_damaged():
    assert codes("<settings><a></settings>", file="a.xml") == []
    assert codes("<message id='a'><source>Open<message></source>", file="a.xml") == []


def test_the_history_is_of_all_stanzas():
    enable = ENABLE.replace("push.example.com", "p.example.com")
    error = (
        "<iq type='error' id='p' from='p.example.com' to='example.com'><error type='cancel'>"
        "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    )
    assert codes(error) == []
    assert codes(f"{enable}\n{error}") == ["PS108"]


ANSWER = "<iq type='error' id='{}' to='a@example.com/x'><error type='fatal'/></iq>"


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_answer_to_a_request_about_push_is_looked_at(tmp_path, monkeypatch, jobs):
    answers = f"{ENABLE}\n{ANSWER.format(1)}\n{ANSWER.format(2)}\n"
    assert codes(answers, "a.xml") == ["PS108", "PS108"]
    assert codes(f"```xml\n{answers}```\n", "a.md") == []

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pushstanza.linting.files.LONG_LOG", 1_000)
    line = "2026-03-10 20:47:03,330 - DEBUG - SEND: "
    Path("a.log").write_text("".join(f"{line}{each}\n" for each in answers.splitlines()) * 10)
    found = ps.lint_paths("a.log", jobs=jobs).diagnostics
    assert [(each.line, each.code) for each in found] == [
        (3 * number + 2, "PS108") for number in range(10) for _ in range(2)
    ]


def test_the_command_and_lint_paths_look_at_push_and_lint_at_what_it_is_given(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("a.xml").write_text(OTHERS[0])

    assert [each.code for each in ps.lint(OTHERS[0])] == ["PS011"]
    for options, found in (({}, []), ({"scope": "push"}, []), ({"scope": "all"}, ["PS011"])):
        result = ps.lint_paths("a.xml", **options)
        assert [each.code for each in result.diagnostics] == found
        assert result.summary.outside == result.files[0].outside == (not found)
        arguments = [each for key, value in options.items() for each in (f"--{key}", value)]
        assert run("lint", *arguments, "a.xml").exit_code == len(found)
    Path("pushstanza.toml").write_text("scope = 'all'\n")
    assert run("lint", "a.xml").exit_code == 1
    assert "did you mean" in run("lint", "--scope", "al", "a.xml").stderr
    with pytest.raises(
        ps.PushStanzaError, match="scope is 'pussh', not one of push, all; did you mean 'push'"
    ):
        ps.lint(OTHERS[0], scope="pussh")


def test_the_summary_says_how_many_stanzas_were_passed_over(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.xml").write_text(f"<log>{ENABLE}{OTHERS[0]}{OTHERS[1]}</log>")
    assert "Checked 1 file, 3 stanzas (2 not about push)" in run("lint").stderr
    report = json.loads(run("lint", "--output-format", "json").stdout)
    assert report["summary"]["outside"] == 2
    assert "not about push" not in run("lint", "--scope", "all").stderr


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_log_shared_out_has_the_same_findings(tmp_path, monkeypatch, jobs):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pushstanza.linting.files.LONG_LOG", 20_000)
    line = "2026-03-10 20:47:03,330 - DEBUG - SEND: "
    Path("a.log").write_text("".join(f"{line}{each}\n" for each in [*OTHERS[:7], *OURS] * 20))
    result = ps.lint_paths("a.log", jobs=jobs)
    alone = ps.lint(Path("a.log").read_text(), file="a.log", scope="push")

    assert sorted((each.line, each.code) for each in result.diagnostics) == sorted(
        (each.line, each.code) for each in alone
    )
    assert result.summary.outside >= 7 * 20


# Other documents ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["push", "all"])
@pytest.mark.parametrize(
    "name",
    [
        "foreign_x.xml", "jstl.jsp", "latin1.xml", "push2.md", "server_settings.md",
        "settings.xml", "stanza.json", "stream_error.xml",
    ],
)  # fmt: skip
def test_what_holds_no_stanza_or_none_of_ours_is_no_matter(name, scope):
    assert case(name, scope) == []


@pytest.mark.parametrize(
    "text",
    [
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><Project xmlns='http://usefulinc.com/ns/doap#'><implements><SupportedXep rdf:resource='urn:xmpp:push:0'/></implements></Project></rdf:RDF>",
        "<config id='a'><host name='urn:xmpp:push:0'/><x xmlns='jabber:config:c2s'/></config>",
        "<?xml version='1.0' encoding='windows-1252'?>\n<resources><string name='push'>a</string></resources>",
        "<project to='x'><target name='disable' from='y'/></project>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scope", ["push", "all"])
def test_documents_of_other_programs_are_no_matter(text, scope):
    assert codes(text.encode(), file="a.xml", scope=scope) == []


def test_a_stanza_in_another_encoding_is_still_found():
    text = f"<?xml version='1.0' encoding='ISO-8859-1'?>\n{ENABLE}".encode()
    assert codes(text, file="a.xml")[0] == "PS004"


def test_xmpp_as_json_is_no_payload():
    assert codes('{"to": "a@example.org", "type": "chat", "data": {"a": 1}}', "a.json") == []
    assert codes('{"to": "topic", "priority": 0}', "a.json") == []
    assert codes('{"to": "dGhpcyBpcyBh", "notification": {"body": "x"}}', "a.json") == ["PS711"]
    assert codes('{"to": "x", "priority": "high", "collapse_key": "a"}', "a.json") == ["PS711"]


@pytest.mark.parametrize("namespace", ["http://jabber.org/protocol/muc#owner", "urn:xmpp:pps:0"])
def test_the_namespace_of_another_protocol_is_no_near_miss(namespace):
    text = f"<iq type='set' id='1'><configure xmlns='{namespace}'/></iq>"
    assert codes(text, scope="all") == []


# Specifications -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["push", "all"])
def test_a_specification_is_read_with_its_entities(scope):
    assert case("entities.xml", scope) == []
    text = (CASES / "entities.xml").read_text()
    near = text.replace('demo0 "urn:xmpp:push:0"', 'demo0 "urn:xmpp:push:1"')
    (found,) = ps.lint(near, file="xep.xml", scope=scope)
    assert (found.code, found.line) == ("PS005", 14)
    assert text.splitlines()[13][found.column - 1 :].startswith("xmlns=']]>&demo0;")


def xep(*examples, entities=""):
    inside = "".join(
        f"<example caption='a'><![CDATA[\n{each}\n]]></example>\n" for each in examples
    )
    return (
        f"<?xml version='1.0'?>\n<!DOCTYPE xep SYSTEM 'xep.dtd' [{entities}]>\n<xep>{inside}</xep>"
    )


@pytest.mark.parametrize(
    "example",
    [
        "C: <iq type='set' id='1'>\nC:   <enable xmlns='urn:xmpp:push:0'\nC:     jid='p.example.com' node='n'/>\nC: </iq>\nS: <iq type='result'\nS:     id='1'/>",
        "<message to='a@example.com' id='1'><example xmlns='urn:example'>a</example><body/></message>",
        "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>",
        "<presence to='a@example.com'><c ver='hash' .../></presence>",
        "<iq type='result' from='a' id='1'><hop xmlns='urn:x' [for='a'] to='b'/></iq>",
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push-5.client.example' node='yxs32uqsflafdk3iuqo'/></iq>",
        "<iq type='set' id='1'><enable xmlns=']]>&push;<![CDATA[' jid=']]>&other;<![CDATA[' node='n'/></iq>",
    ],
)  # fmt: skip
def test_what_specifications_write_is_no_fault(example):
    text = xep(example, entities='<!ENTITY p "push"><!ENTITY push "urn:xmpp:&p;:0">')
    assert codes(text, "xep.xml") == []


def test_the_stream_declares_its_prefix():
    query = "<query xmlns='http://jabber.org/protocol/disco#info'><stream:a/></query>"
    text = f"<iq type='result' id='1'>{query}</iq>"
    assert "PS001" not in codes(text, scope="all")
    assert "PS001" in codes(text.replace("stream:", "x:"), scope="all")


def test_a_stream_above_declares_the_prefixes_of_what_is_sent_on_it():
    header = (
        "SEND: <stream:stream xmlns='jabber:client' xmlns:ver='jabber:iq:version' to='a.example'>"
    )
    iq = "<iq type='get' id='1' to='a.example'><ver:query ver:a='b'/><ver:os/></iq>"
    assert codes(xep(f"{header}\nSEND: {iq}"), "xep.xml") == []
    assert set(codes(xep(f"SEND: {iq}"), "xep.xml")) == {"PS001"}
    assert set(codes(xep(f"{header.replace('stream', 'strom')}\nSEND: {iq}"), "xep.xml")) == {
        "PS001"
    }


def test_entities_that_are_too_long_or_of_another_file_are_names():
    entities = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};&a{n - 1};">' for n in range(1, 30))
    text = xep(
        "<message to='a@example.com'><body>]]>&a29;&b;<![CDATA[</body></message>", entities=entities
    )
    assert codes(text, "xep.xml", scope="all") == []


def test_a_damage_of_an_example_is_found():
    text = xep("<message to='a@example.com'><body>]]>&a;<![CDATA[</message>")
    assert codes(text, "xep.xml") == ["PS001"]


# What is not shown ----------------------------------------------------------------------------------


def test_a_stanza_that_is_cut_is_told_once():
    assert case("start_tags.md") == [(2, "PS905"), (4, "PS905")]
    assert case("start_tags.md", "push") == []
    assert case("cut.txt") == [(1, "PS101"), (1, "PS905"), (3, "PS011")]


@pytest.mark.parametrize("ellipsis", ["...", "[...]", "…", " [ ... ] ", "(....)"])
def test_an_ellipsis_stands_for_the_rest(ellipsis):
    text = f"<iq type='set' id='1'>\n  <enable xmlns='urn:xmpp:push:0'>\n    {ellipsis}\n"
    (found,) = ps.lint(text, file="a.txt", scope="push")
    assert (found.code, found.severity, found.message) == ("PS905", "info", CUT)


def test_an_end_tag_that_is_missing_where_nothing_is_left_out_is_found():
    text = "```xml\n<iq type='set' id='1'>\n  <enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'/>\n```"
    assert codes(text, "a.md") == ["PS001"]


def test_brackets_at_the_beginning_are_no_json():
    assert case("speakers.txt") == [(3, "PS101")]
    assert codes(f"{{Client}} Romeo\n{ENABLE.replace(' node', ' nod')}") == ["PS009"]


def test_whole_stanzas_in_comments_and_in_lines_are_looked_at():
    assert case("comment.rst") == [(7, "PS502")]
    assert case("inline.md") == [(1, "PS502")]
    misspelt = ENABLE.replace("xmlns", "xlmns")
    assert codes(f"See ``{misspelt}`` here.\n", "a.rst") == ["PS006"]
    assert codes("Send `<iq type='set'>` or ``<enable/>``, then `</iq>`.\n", "a.md") == []
    program = f'send("{misspelt}")  // see\n// {misspelt}\n'
    assert codes(f"```js\n{program}```\n", "a.md") == ["PS006", "PS006"]


# Placeholders, and what was taken out ---------------------------------------------------------------


def test_a_placeholder_is_told_once():
    found = ps.lint((CASES / "placeholders.md").read_text(), file="a.md")
    assert [(each.line, each.code, each.severity) for each in found] == [
        (line, "PS806", "info") for line in (3, 3, 5, 6, 9, 12)
    ]


@pytest.mark.parametrize(
    "jid",
    ["###x###", "<push-domain>", "MY_USER@MY_DOMAIN", "PUSH_SERVICE_JID", "[push service]",
     "push@YOUR_DOMAIN/x", "push.YOUR_DOMAIN", "@jid@", "%%JID%%", "__JID__", "$(JID)", "${push.jid}"],
)  # fmt: skip
@pytest.mark.parametrize("file", ["a.xml", "a.log", "a.md"])
def test_a_placeholder_for_a_jid_is_no_malformed_jid(jid, file):
    written = jid.replace("<", "&lt;")
    text = ENABLE.replace("push.example.com", written)
    assert codes(f"```xml\n{text}\n```" if file == "a.md" else text, file) == ["PS806"]


@pytest.mark.parametrize(
    "jid", ["%1", "%1@example.com", "%s", "{jid}", "$jid", "user@%(host)s", "\\(jid)", "~s"]
)
def test_what_a_program_puts_in_is_no_malformed_jid(jid):
    assert codes(ENABLE.replace("id='1'", f"id='1' to='{jid}'"), "a.xml") == []


@pytest.mark.parametrize("jid", ["[::1]", "[2001:db8::1]", "exa%6dple.com", "a b", "x@@y"])
def test_other_jids_are_looked_at(jid):
    assert "PS806" not in codes(ENABLE.replace("push.example.com", jid), "a.xml")


def test_ids_are_free():
    text = "<message id='some_id' to='a@example.org' type='chat'><body>Hi</body></message>"
    assert codes(text, scope="all") == []


COPIED = (
    "<iq type='set' id='x42'>"
    "<enable xmlns='urn:xmpp:push:0' jid='push-5.client.example' node='yxs32uqsflafdk3iuqo'/></iq>"
)


def test_a_usage_is_read_as_one():
    usage = (
        "<iq type='set' id='1' to='<user>@<host>'>"
        "<enable xmlns='urn:xmpp:push:0' jid='<service>' [node=\"<node>\"]></enable></iq>"
    )
    for name, text in (("a.md", f"```\n{usage}\n```\n"), ("a.txt", f"Say\n{usage}\n")):
        found = ps.lint(text, file=name, scope="push")
        assert {(each.code, each.line) for each in found} == {("PS806", 2)}
        assert [text.splitlines()[1][each.column - 1 :][:5] for each in found] == [
            "to='<", "jid='", "node=",
        ]  # fmt: skip


def test_values_of_the_specification_are_a_hint_in_what_is_sent_and_nothing_in_tests():
    for file in ("a.xml", "a.log", "a.txt", "src/Push.java"):
        text = f'send("{COPIED}");' if file.endswith("java") else COPIED
        assert {(each.code, each.severity) for each in ps.lint(text, file=file)} == {
            ("PS806", "info")
        }
    for file in (
        "tests/a.xml", "src/test/java/a.xml", "test_push.xml", "push_SUITE.erl", "PushTest.java",
        "push.spec.ts", "tst_qxmpppush.cpp", "a/__tests__/b.js", "push_test.go",
    ):  # fmt: skip
        text = COPIED if file.endswith("xml") else f'send("{COPIED}");'
        assert ps.lint(text, file=file) == [], file
    assert ps.lint(COPIED, file="latest/contest.xml")
    assert ps.lint(COPIED, file="/home/ann/test/a.xml")
    page = f"<html><pre>{COPIED.replace('<', '&lt;')}</pre></html>"
    assert ps.lint(page, file="extensions/xep-0357.html") == []
    assert {each.severity for each in ps.lint(page, file="guide.html")} == {"info"}


def test_placeholders_of_all_sorts_stay_a_warning_in_what_is_sent():
    (found,) = ps.lint(ENABLE.replace("'n'", "'###NODE###'"), file="a.xml")
    assert (found.code, found.severity) == ("PS806", "warning")


REDACTED = ["removed", "REMOVED", "****", "[redacted]", "&lt;hidden>", "xxxx", "XXX-XXXX",
            "(secret removed)", "*****1234", "9f3a\u2026", "9f3a...01", "\u25cf\u25cf\u25cf", "######", "[token]", "***REDACTED***", "[masked]", "\u2022\u2022\u2022\u2022"]  # fmt: skip


@pytest.mark.parametrize("value", REDACTED)
def test_what_was_taken_out_of_a_log_is_no_value(value):
    form = ex.options(ex.field("secret", value))
    assert codes(ex.enable(form), "a.log") == []
    form = ex.apns().replace(ex.TOKEN, value)
    assert codes(ex.enable(form), "a.log") == []


@pytest.mark.parametrize("value", ["secret", "x1x2", "hidden-valley", "12345678"])
def test_what_only_looks_like_it_is_a_weak_secret(value):
    assert codes(ex.enable(ex.options(ex.field("secret", value))), "a.log") == ["PS805"]


def test_the_log_with_a_secret_removed():
    assert case("redacted.log") == []


# Sentences and fixes --------------------------------------------------------------------------------


def test_a_pep_publish_and_its_conflict_turn_nothing_off():
    assert case("tune.xml", "push") == []
    assert "PS108" not in [code for _, code in case("tune.xml")]


def test_text_between_two_values_is_what_is_lost():
    (found,) = ps.lint((CASES / "two_values.xml").read_text())
    assert found.code == "PS010"
    assert "has no value" not in found.message
    assert found.hint is None


def test_the_inner_quotes_of_a_namespace_are_dropped():
    text = (CASES / "quoted_namespace.xml").read_text()
    (found,) = ps.lint(text, select=["PS005"])
    assert found.fix.safe
    for edit in sorted(found.fix.edits, key=lambda each: -each.offset):
        text = text[: edit.offset] + edit.content + text[edit.end_offset :]
    assert '<enable xmlns="urn:xmpp:push:0" jid=' in text
    assert codes(text, select=["PS0"]) == []


def test_to_whom_an_enable_goes_is_not_known_without_the_account():
    text = (CASES / "room.xml").read_text()
    (found,) = ps.lint(text)
    assert (found.code, found.fix.safe) == ("PS104", False)
    assert "if that is the user's own server" in found.message
    assert "room" in found.hint
    (found,) = ps.lint(text, account="ann@muc.chat.example")
    assert (found.code, found.fix.safe) == ("PS104", True)
    assert "if that is" not in found.message
