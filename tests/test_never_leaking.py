"""No command shows a secret of its input, however it is spelled there; no terminal obeys one."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pushstanza as ps
from pushstanza.cli.commands import app

HOSTILE = Path("tests/cases/hostile")

APNS = "c0ffee5ec7e7c0ffee5ec7e7c0ffee5ec7e7c0ffee5ec7e7c0ffee5ec7e7c0ff"
FCM = "dQw4w9WgXcQ:APA91bHun_t3r-Zz4hKq0fYx7n2mP5vW8sT1uR6oL3iJ9kG0eB4cD7aF2xN5zM8yV1tQ6wS3rU"
PASSWORD = "hunTer27pw!"
SASL = "AHJvbWVvAHIwbTMwcGFzcw=="
WRITTEN = "See you at 8, Romeo"

OPTIONS = (
    "<iq type='set' id='x1'><enable xmlns='urn:xmpp:push:0' jid='pubsub.example.com' node='n'>"
    "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>{}"
    "<field var='service'><value>apsn</value></field></x></enable></iq>\n"
)
#: How a field with a secret may be written: right, damaged, and by somebody with bad intent.
FIELDS = (
    "<field var='secret'><value>{}</value></field>",
    "<field var='Device-ID'><value>{}</value></field>",
    "<field var='deviceToken'><value>{}</value></field>",
    "<field var='secert'><value>{}</value></field>",
    "<field var=secret><value>{}</value></field>",
    "<field var='secr&#101;t'><value>{}</value></field>",
    "<field var='secret'><value>x<{}</value></field>",
    "<field var='secret'><value>x<b>{}</b></value></field>",
    "<field var='secret'><value>hunT<![CDATA[er27pw!]]></value></field>",
    "<field var='secret'><value>hunT<!-- c -->er27pw!</value></field>",
    "<field var='secret'><value>&#104;unTer27pw!</value></field>",
    "<field var='secret'><!-- {0} --><value>{0}</value></field>",
    "<field var='secret'><?pi {0}?><value>{0}</value></field>",
    "<p:field xmlns:p='jabber:x:data' var='secret'><p:value>{}</p:value></p:field>",
    "<field value='{}' var='secret'/>",
    "<field name='secret'><value>{}</value></field>",
    "<field var='secret'>{}</field>",
    "<field var='secret'><values>{}</values></field>",
    "<field label='{0}' var='secret'><value>{0}</value></field>",
    "<field var='secret' type='{0}'><value a='{0}'>{0}</value></field>",
    "<field var=“secret”><value>{}</value></field>",
    "<field var='secret'<value>{}</value></field>",
    "<field var='secret><value>{}</value></field>",
    "<field var='{{urn:example:0}}secret'><value>{}</value></field>",
    "<field var='api_key'><value>{}</value></field>",
    "<field var='auth'><value>{}</value></field>",
    "<field var='pwd'><value>{}</value></field>",
    "<field var='s\u0435cret'><value>{}</value></field>",  # a letter that looks like an e
)
#: Where else a device token may have got to.
TOKENS = (
    "<iq type='{}' id='1'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='n'/></iq>",
    "<iq type='set' id='{}'><enable xlmns='urn:xmpp:push:0' jid='a.b'/></iq>",
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='{}' node='n'/></iq>",
    "<iq type='set' id='1' to='{0}@a.b/{0}'><enable xmlns='urn:xmpp:push:0' jid='a.b/{0}'/></iq>",
    "<iq type='set' id='1'><a{} xmlns='urn:xmpp:push:0' jid='a.b' node='n'/></iq>",
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='n'><x{}/></enable></iq>",
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='n' a{}='1'/></iq>",
    "<iq type='set' id='1'><enable xmlns='urn:{}' jid='a.b' node='n'/></iq>",
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='x/{}'/></iq>",
    (
        "<iq type='error' id='1' from='a.b'><error type='cancel'><bad-request"
        " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text"
        " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>The token {0}. is=/{0}/</text></error></iq>"
    ),
    OPTIONS.format("<field var='{0}'><value>1</value></field><field var='a'><value>{0}</value></field>"),
    OPTIONS.format("<field var='device_id'><value>{}</value></field>"),
    (
        "<iq type='set' id='1' to='p.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
        "<publish node='{0}'><item id='{0}'><notification xmlns='urn:xmpp:push:0'>"
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:xmpp:push:summary"
        "</value></field><field var='last-message-sender'><value>{0}@x.y/{0}</value></field>"
        "<field var='message-count'><value>{0}</value></field></x></notification></item></publish>"
        "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>"
        "http://jabber.org/protocol/pubsub#publish-options</value></field><field var='service'>"
        "<value>apns</value></field><field var='device_id'><value>{0}</value></field><field"
        " var='mode'><value>{0}</value></field></x></publish-options></pubsub></iq>"
    ),
    "POST /3/device/{} 400 BadDeviceToken\n",
    '{{"message": {{"token": "{0}", "notification": {{"title": "{0}", "body": 1}}, "x": "{0}"}}}}',
    '{{"{0}": 1, "aps": {{"alert": 1, "{0}": 2}}}}',
    "<iq type='set' {0}<{0}>&{0};</{0}>",
    (
        '[debug] Sending XML: {{xmlel,<<"iq">>,[{{<<"id">>,<<"{0}">>}},{{<<"type">>,<<"set">>}}],'
        '[{{xmlel,<<"enable">>,[{{<<"xmlns">>,<<"urn:xmpp:push:0">>}},{{<<"jid">>,<<"a.b">>}},'
        '{{<<"node">>,<<"{0}">>}}],[]}}]}}\n'
    ),
)  # fmt: skip
#: What logs somebody in.
LOGINS = (
    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{}</auth><iq type='stet'/>",
    "<s:response xmlns:s='urn:ietf:params:xml:ns:xmpp-sasl'>{}</s:response><iq type='stet'/>",
    "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{}</challenge><iq type='stet'/>",
    "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{}</success><iq type='stet'/>",
    (
        "<authenticate xmlns='urn:xmpp:sasl:2'><initial-response>{}</initial-response></authenticate>"
        "<iq type='stet'/>"
    ),
    "<handshake>{}</handshake><iq type='stet'/>",
    "<iq type='stet'><query xmlns='jabber:iq:auth'><password>{}</password></query></iq>",
    "<iq type='stet'><query xmlns='jabber:iq:auth'><digest><![CDATA[{}]]></digest></query></iq>",
    "<iq type='set' id='1'><query xmlns='jabber:iq:register'><password>{}</password></query></iq>",
    (
        "<iq type='set' id='1'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data'>"
        "<field var='password'><value>{}</value></field></x></query></iq>"
    ),
)
MEMBERS = (
    '{{"tokens": ["other-one-1", "{}"], "aps": {{"alert": 3}}}}',
    '{{"secret": {{"value": "{}"}}, "aps": {{"alert": 3}}}}',
    '{{"private_key": "{}", "aps": {{"alert": 3}}}}',
    '{{"s\\u0065cret": "{}", "aps": {{"alert": 3}}}}',
    '{{"message": {{"t\\u006fken": "{}", "aps": {{"alert": 3}}}}}}',
    '{{"secret": ["{}"], "aps": {{"alert": 3}}}}',
    '{{"secret": "{0}", "secret": "{0}", "aps": {{}}}}',
    '{{"secret": \'{}\', "aps": {{"alert": 3,,}}',
)
#: What logs somebody in, or wakes a device, where no markup says so.
ASSIGNED = (
    "[error] Push failed: BadDeviceToken <iq type='stet'/> (node = 'x', secret = '{}')\n",
    "[error] what=push_failed reason=BadDeviceToken password={} <iq type='stet'/>\n",
    "[error] POST /send?token={}&x=1 BadDeviceToken <iq type='stet'/>\n",
    "[error] BadDeviceToken deviceToken: {} <iq type='stet'/>\n",
    "[error] BadDeviceToken authorization: Bearer {} <iq type='stet'/>\n",
    (
        "[info] Got error <cancel:item-not-found:secret={}> for identifier 'a.b<n': error count"
        " for this identifier is now at 4\n"
    ),
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='https://ann:{}@a.b' node='n'/></iq>",
    (
        "<iq type='stet' to='a.b'><enable xmlns='urn:xmpp:push:0' jid='a.b' nod='n'>"
        "<encrypt alg='aes-128-gcm' xmlns='tigase:push:encrypt:0'>{}</encrypt></enable></iq>"
    ),
    (
        "<!DOCTYPE iq [<!ENTITY s '{}'>]><iq type='stet' id='1'><enable xmlns='urn:xmpp:push:0'"
        " jid='a.b'><x xmlns='jabber:x:data'><field var='secret'><value>&s;</value></field></x>"
        "</enable></iq>"
    ),
)
#: What people write to each other.
TEXTS = (
    '{{"aps": {{"alert": {{"loc-key": "K", "loc-args": ["Ann", "{}"], "title": 3}}}}}}',
    '{{"aps": {{"alert": {{"subtitle": "{}", "title": 3}}}}}}',
    "<message to='a@b' type='chta'><body>{0}</body><subject>{0}</subject></message>",
    "<message to='a@b' type='chat'><c:body xmlns:c='jabber:client'><b>{}</b></c:body></message>",
    '{{"aps": {{"alert": {{"body": "{}", "title": 3}}}}}}',
)

INPUTS = [
    *((OPTIONS.format(each.format(PASSWORD)), PASSWORD) for each in FIELDS),
    *((each.format(token), token) for each in TOKENS for token in (APNS, APNS.upper(), FCM)),
    *((each.format(SASL), SASL) for each in LOGINS),
    *((each.format(PASSWORD), PASSWORD) for each in (*MEMBERS, *ASSIGNED)),
    ('{"secret": 8675309123, "aps": {"alert": 3}}', "8675309123"),
]
LINT = [
    ("lint", "--output-format", each)
    for each in (
        "text",
        "concise",
        "grouped",
        "json",
        "jsonl",
        "sarif",
        "github",
        "gitlab",
        "junit",
        "html",
    )
]
COMMANDS = [
    *LINT,
    ("lint", "--target", "all"),
    ("fix", "--diff"),
    ("fix", "--diff", "--unsafe-fixes"),
    ("format", "--diff"),
    ("explain",),
    ("explain", "--output-format", "json"),
    ("verdict",),
    ("verdict", "--output-format", "json"),
    ("verdict", "--server", "fpush"),
    ("translate", "--body", "x"),
    ("translate", "--body", "x", "--output-format", "json"),
    ("translate", "--profile", "mongoosepush"),
    *(("flow", "--output-format", each) for each in ("text", "json", "mermaid", "svg", "html")),
    ("parse",),
    ("parse", "--no-validate"),
    ("baseline", "create", "--baseline", "baseline.json"),
]
CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def _file(text):
    suffix = "json" if text.startswith("{") else "log" if text.startswith(("[", "POST")) else "xml"
    return Path(f"input.{suffix}")


def _output(command, path):
    """Return all that a command prints and writes."""
    ran = CliRunner().invoke(app, [*command, str(path)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), (command, ran.exception)
    assert "internal error" not in ran.output
    baseline = Path("baseline.json")
    written = baseline.read_text() if baseline.exists() else ""
    baseline.unlink(missing_ok=True)
    return ran.stdout + ran.stderr + written


def _readings(output):
    """Yield an output as it stands, and what programs read in it."""
    yield output
    yield unescape(output)
    yield unescape(re.sub(r"<[^<>]*>", "", output))  # a page may colour a part of it
    yield output.replace("\\u0021", "!").replace("\\/", "/")


def _leaks(text, secret, commands):
    path = _file(text)
    path.write_text(text)
    for command in commands:
        output = _output(command, path)
        if any(secret in each for each in _readings(output)):
            yield command
        assert not CONTROLS.search(output)
    path.unlink()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_shows_a_secret(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)

    assert [text for text, secret in INPUTS if [*_leaks(text, secret, [command])]] == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_but_translate_shows_what_people_write(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    texts = [each.format(WRITTEN) for each in TEXTS if command[0] != "translate"]

    assert [text for text in texts if [*_leaks(text, WRITTEN, [command])]] == []


def test_no_secret_in_terms_of_erlang_is_parsed_into_the_open(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    field = '{xmlel,<<"field">>,[{<<"var">>,<<"secret">>}],[{xmlel,<<"value">>,[],[{xmlcdata,<<"%s">>}]}]}'
    body = '{xmlel,<<"body">>,[],[{xmlcdata,<<"%s">>}]}'
    path = tmp_path / "ejabberd.log"
    path.write_text(
        '2026-01-01 10:00:00 [debug] {xmlel,<<"message">>,[{<<"type">>,<<"chat">>},'
        f'{{<<"to">>,<<"a@b.c">>}}],[{body % WRITTEN},{{xmlel,<<"x">>,[{{<<"xmlns">>,<<"jabber:x:data">>}},'
        f'{{<<"type">>,<<"submit">>}}],[{field % PASSWORD}]}}]}}\n'
    )
    output = _output(("parse", "--no-validate"), path)

    assert "a@b.c" in output
    assert not {each for each in (WRITTEN, PASSWORD) if each in output}


@pytest.mark.parametrize("secret", [PASSWORD, APNS, FCM])
def test_secrets_are_shown_to_who_asks_for_them(tmp_path, monkeypatch, secret):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "input.xml"
    path.write_text(OPTIONS.format(FIELDS[0].format(secret)))
    shown = [("fix", "--diff", "--unsafe-fixes"), ("parse", "--no-validate"), ("flow",)]

    assert all(secret in _output([*command, "--show-secrets"], path) for command in shown[:2])
    assert not any(secret in _output(command, path) for command in shown)


@pytest.mark.parametrize("token", [APNS, FCM], ids=["apns", "fcm"])
def test_no_repr_shows_a_token(token):
    extra = f"<y xmlns='urn:a' b='{token}'>{token}</y>"
    iq = ps.parse(
        f"<iq type='set' id='{token}' to='a.b/{token}'><enable xmlns='urn:xmpp:push:0' jid='a.b'"
        f" node='{token}' xml:lang='{token}'>{extra}</enable></iq>",
        validate=False,
    )

    assert token not in repr(iq)
    assert token not in repr(ps.lint(ps.serialize(iq)))


# Terminals and CI logs

NAMES = sorted(each.name for each in HOSTILE.iterdir())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_terminal_obeys_an_input(tmp_path, monkeypatch, command, name):
    path = tmp_path / name
    path.write_bytes((HOSTILE / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    output = _output(command, path)

    assert not CONTROLS.search(output)
    assert _commands_of_ci(output, command) == []


def _commands_of_ci(output, command):
    lines = [each.strip() for each in output.split("\n")]
    own = "github" in command
    return [
        each
        for each in lines
        if (each.startswith("::") and not own) or "##[" in each or "##vso[" in each
    ]


ODD = "\x1b]0;a\x07\x9b31m\u202e\u2066\u200e\u061c\u2028"


@pytest.mark.parametrize("begin", ["::error file=x::a", "##[error]a", "##vso[task.setvariable]a"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_line_of_an_input_is_a_command_of_a_ci_log(tmp_path, monkeypatch, command, begin):
    monkeypatch.chdir(tmp_path)
    for text in (
        f"<iq type='{begin}' id='1'><enable xmlns='urn:xmpp:push:0' jid='{begin}'/>\n{begin}\n</iq>",
        (
            f"<iq type='error' id='1'><error type='cancel'>\n{begin}<text xmlns="
            f"'urn:ietf:params:xml:ns:xmpp-stanzas'>{ODD[6:]} {'a ' * 40}{begin}</text></error></iq>"
        ),
        json.dumps({begin: 1, "aps": {"alert": begin, begin: {}}}, indent=1),
        f"[error] Push failed: BadDeviceToken\n{begin}\n",
    ):
        path = _file(text)
        path.write_text(text)
        output = _output(command, path)

        assert not CONTROLS.search(output)
        assert _commands_of_ci(output, command) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint", f"--{ODD}"),
        ("lint", "a.xml", "--jobs", f"{ODD}\n::error::a ##[error]b"),
        ("explain", "a", "--output-format", "##vso[task.setvariable]a"),
        ("new", "\n::error::a ##[error]b"),
        ("##[error]a",),
    ],
)
def test_no_mistake_in_a_command_line_is_obeyed(arguments):
    ran = CliRunner().invoke(app, arguments)

    assert ran.exit_code == 2
    assert not CONTROLS.search(ran.output)
    assert _commands_of_ci(ran.output, arguments) == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_name_of_a_file_reaches_a_terminal_as_it_is(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    path = Path(f"::error {ODD}".replace("/", "") + ".xml")
    path.write_text("<iq type='stet' id='1'><enable xlmns='urn:xmpp:push:0' jid='a.b'/></iq>")
    output = _output(command, path)

    assert not CONTROLS.search(output)
    assert _commands_of_ci(output, command) == []
