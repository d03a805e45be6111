"""Names, prefixes and namespaces of all sorts: what is read is judged, and never ends in a defect."""

from contextlib import suppress
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

import pushstanza as ps
from pushstanza.binding import Extra, ExtraError
from pushstanza.cli.commands import app
from pushstanza.diagnostics import PushStanzaError
from pushstanza.flow.pictures import PICTURES, draw
from pushstanza.reading import parsing
from pushstanza.servers import HOME_SERVERS, SERVERS

#: Characters that names may hold, may not begin with, or may not hold at all.
ODD = (
    "\ufffd\ufeff\u00b7\u0301\u203f\u00d7\u037e\u2000\u3000\ue000\ufdd0\U000f0000:-.0_{}`\"'<>&=/ é"
)

characters = st.sampled_from(ODD) | st.characters(codec="utf-8")
names = st.text(characters, max_size=3) | st.builds(
    "{}{}{}".format, st.sampled_from(["", "id", "a:", "xml:", "xmlns:"]), characters, st.just("b")
)
namespaces = st.sampled_from(
    ["", "urn:xmpp:push:0", "a}b", "{", "}", "{}", "http://www.w3.org/2000/xmlns/", "htt`://a", "ü"]
) | st.text(characters, max_size=4)


@st.composite
def stanzas(draw):
    """Draw a stanza with odd names in it, written as they come."""
    place = draw(st.sampled_from(PLACES))
    return place.replace("NAMESPACE", draw(namespaces)).replace("NAME", draw(names))


PUBSUB = "<iq type='set' id='e1' to='pubsub.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
PLACES = (
    "<iq type='set' NAME='e1'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='n'/></iq>",
    "<iq type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='a.b' NAME='n'/></iq>",
    "<iq type='set' id='e1' xmlns:NAME='NAMESPACE'><enable NAME:a='b' xmlns='urn:xmpp:push:0'/></iq>",
    "<iq type='set' id='e1'><NAME xmlns='NAMESPACE' jid='a.b' node='n'/></iq>",
    "<iq type='set' id='e1'><enable xmlns='NAMESPACE' jid='a.b' node='n'/></iq>",
    "<iq type='set' id='e1'><p:NAME xmlns:p='NAMESPACE' p:NAME='a.b' node='n'/></iq>",
    "<NAME type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='n'/></NAME>",
    "<NAME xmlns='NAMESPACE'><iq type='get' id='e1'><a/></iq></NAME>",
    "<iq xmlns='NAMESPACE' type='error' id='e1'><a/><error NAME='b'><NAME xmlns='NAMESPACE'/></error></iq>",
    "<iq type='set' id='e1' to='pubsub.example.com'><pubsub xmlns='NAMESPACE'/></iq>",
    f"{PUBSUB}<NAME node='n'/></pubsub></iq>",
    (f"{PUBSUB}<publish node='n'><item><notification xmlns='urn:xmpp:push:0'><x xmlns='jabber:x:data'"
    " NAME='submit'><NAME xmlns='NAMESPACE'/></x></notification></item></publish></pubsub></iq>"),
    ("<message to='user@example.com' type='chat'><body NAME='a'>b</body><p:NAME xmlns:p='NAMESPACE'"
    " p:NAME='c'/></message>"),
)  # fmt: skip


def _looks(text):
    yield lambda: repr(ps.parse(text))
    yield lambda: ps.serialize(ps.parse(text, validate=False), pretty=True)
    yield lambda: ps.translate(text)
    yield lambda: ps.explain(text)
    yield from (partial(ps.verdict, text, server) for server in SERVERS)
    yield from (partial(_play(*each).receive, "user@example.com/a", text) for each in PLAYED)


#: The servers that are played, in every mode.
PLAYED = (
    ("mongooseim", {}),
    ("mongooseim", {"mode": "pubsub-less"}),
    ("mongooseim", {"plugin": "enhanced", "inbox": True, "version": "3.5"}),
    *((name, {"include_body": True}) for name in HOME_SERVERS if "mongooseim" not in name),
)
SERVICES = ("p2", "fpush", "mod_push_appserver")


def _play(name, options, services=SERVICES):
    """Return a server with push services attached to it."""
    server = ps.flow.Server(name, domain="example.com", lint=True, **options)
    for kind in services:
        server.attach(ps.flow.PushService(kind, f"{kind.replace('_', '-')}.example.net"))
    return server


@given(stanzas())
def test_any_name_gives_findings_or_an_error_of_ours(text):
    ps.lint(text)
    ps.validate(text)
    for look in _looks(text):
        with suppress(PushStanzaError):
            look()


@given(stanzas())
def test_no_command_fails_for_a_name(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("names") / "stanza.xml"
    path.write_text(text)
    for command in COMMANDS:
        result = CliRunner().invoke(app, [*command, str(path)])
        unexpected = result.exception
        assert unexpected is None or isinstance(unexpected, SystemExit | PushStanzaError), (
            command,
            text,
        )


COMMANDS = (
    ("lint",),
    ("fix", "--diff"),
    ("fix", "--unsafe-fixes"),
    ("format",),
    ("parse", "--no-validate"),
    ("verdict",),
    ("explain",),
    ("translate",),
)


ENABLE = """
<iq type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='p2.example.net' node='n'>
  <x xmlns='jabber:x:data' type='submit'>
    <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>
    <field var='secret' p:NAME='1' xmlns:p='NAMESPACE'><value>x</value></field>
    <p:NAME xmlns:p='NAMESPACE' p:NAME='1'/>
  </x>
</enable></iq>"""
MESSAGE = """
<message to='user@example.com' type='chat'><body>b</body>
  <p:NAME xmlns:p='NAMESPACE' p:NAME='1'><NAME xmlns='NAMESPACE'/></p:NAME>
</message>"""


@pytest.mark.parametrize("attached", [(), SERVICES], ids=["elsewhere", "attached"])
@pytest.mark.parametrize("namespace", ["a}b", "{", "htt`://x}y", "ü", "urn:a"])
@pytest.mark.parametrize("server", PLAYED, ids=lambda each: "-".join((each[0], *each[1])))
def test_a_server_plays_on_whatever_namespaces_there_are(server, namespace, attached):
    played = _play(*server, attached)
    enable, message = (
        text.replace("NAMESPACE", namespace).replace("NAME", "né") for text in (ENABLE, MESSAGE)
    )
    (answer,) = played.receive("user@example.com/a", enable)
    played.disconnect("user@example.com/a")
    published = played.receive("friend@example.net/b", message)

    assert parsing.reread(answer).get("id") == "e1"
    assert len(published) == (0 if attached else 1)
    for kind in PICTURES:
        assert draw(played.timeline, kind)


FAULTY = "<iq type='set' id='a1'><enable xlmns='urn:xmpp:push:0' jid='push.example.net' node='n0de'/></iq>"


@given(stanzas().filter(lambda text: not set(text) & set(LINE_ENDS)), st.integers(0, 4))
@example("<iq type='set' i\ufffd='e1'><enable xmlns='urn:xmpp:push:0' jid='a.b' node='n'/></iq>", 3)
def test_a_bad_record_changes_no_finding_in_the_others(text, place):
    lines = [FAULTY] * 5
    expected = _findings(lines)
    lines.insert(place, text)

    assert expected
    assert [
        (line - (line > place + 1), *rest) for line, *rest in _findings(lines) if line != place + 1
    ] == expected


LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def _findings(lines):
    log = "".join(f"Nov 13 21:39:22 c2s26b6530\tdebug\tRECV: {each}\n" for each in lines)
    return [(each.line, each.column, each.code, each.message) for each in ps.lint(log)]


@pytest.mark.parametrize("name", ["i\ufffd", "a\u00b7", "é", "{urn:a}b", "{a}b}c", "{ü}é"])
def test_what_a_user_builds_may_have_every_name_that_xml_allows(name):
    message = ps.Message(extra=Extra(attributes=((name, "x"),)))
    written = ps.serialize(message)

    assert parsing.reread(written).items() == [(name, "x")]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1",
        "\u00b7a",
        "a b",
        "a:b",
        ":",
        "{}a",
        "{a}",
        "{a\0}b",
        "xmlns",
        "xmlns:a",
        "a=",
        "{a}b:c",
    ]
    + ["{http://www.w3.org/2000/xmlns/}a"],
)
def test_what_a_user_builds_has_no_other_names(name):
    with pytest.raises(ExtraError, match="is not a valid XML attribute"):
        Extra(attributes=((name, "x"),))
