"""Blocks of documentation: what is shown of them, and what their authors are warned of."""

import datetime as dt

import pytest
from hypothesis import given

import pushstanza as ps
from pushstanza.documenting import BLOCKS, BlockError, Written, make
from pushstanza.testing import strategies

ENABLE = (
    "<iq type='set' id='e1'>\n  <enable xmlns='urn:xmpp:push:0' jid='push.example.com' {}/>\n</iq>"
)
GOOD, BAD = ENABLE.format("node='n'"), ENABLE.format("nod='n'")


def problems(text, name="stanza", **options):
    found = make(name, Written(text=text), options).problems
    return [(each.line, each.code) for each in found]


def test_a_stanza_is_shown_in_all_its_forms():
    found = make("stanza", Written(text=GOOD), {})

    xml, python, json, answers = found.parts
    assert (xml.title, xml.text, xml.marked) == ("XML", GOOD, ())
    assert "node='n'" in python.text
    assert '"node": "n"' in json.text
    assert answers.head == ("server", "answer", "reason", "effect")
    assert ("ejabberd", "result") in {row[:2] for row in answers.rows}
    assert found.notes == found.problems == ()


@given(strategies.stanzas())
def test_the_python_of_a_stanza_makes_it(stanza):
    parts = make("stanza", Written(text=ps.serialize(stanza)), {"findings": "notes"}).parts
    shown = {part.title: part for part in parts}
    if "Python" not in shown:
        return  # a value of it is none that the schemas accept
    *_, code = shown["Python"].text.split("\n\n", 1)

    assert eval(code, {"ps": ps, "datetime": dt}) == ps.parse(ps.serialize(stanza))  # noqa: S307


def test_a_finding_is_a_problem_at_its_line():
    assert problems(BAD) == [(2, "PS009")]
    assert problems(f"\n\n{BAD}") == [(4, "PS009")]
    assert problems(BAD, ignore="PS009, PS505") == []


def test_what_is_said_to_be_wrong_is_shown_and_no_problem():
    found = make("stanza", Written(text=BAD), {"invalid": "name-near-miss"})

    assert found.problems == ()
    assert [(each.code, each.line) for each in found.notes] == [("PS009", 2)]
    assert found.parts[0].marked == (2,)


def test_what_is_said_to_be_wrong_and_is_not_is_a_problem():
    assert problems(GOOD, invalid=None) == [(None, None)]
    assert problems(GOOD, invalid="PS505") == [(None, None)]
    assert problems(BAD, invalid="PS505") == [(2, "PS009"), (None, None)]


@pytest.mark.parametrize("text", ["<iq", "<iq type='set'>", GOOD[:-4], GOOD.replace("'n'", "'n")])
def test_a_stanza_without_its_end_is_a_problem(text):
    assert "PS001" in {code for _, code in problems(text)}


def test_an_ellipsis_is_what_is_left_out():
    assert problems("<iq type='set' id='e1'>\n  …\n</iq>") == []
    assert problems("<iq type='set' id='e1'>\n  ...\n</iq>") == []


@pytest.mark.parametrize(
    ("name", "text", "options", "reason"),
    [
        ("stanza", "", {}, "the block contains no stanza"),
        ("stanza", "Hello!", {}, "the block contains no stanza"),
        ("stanza", GOOD, {"targt": "x"}, "unknown option 'targt'; did you mean 'target'?"),
        ("stanza", GOOD, {"target": "ejabbert"}, "option target: 'ejabbert' is not a valid value; did you mean 'ejabberd'?"),
        ("stanza", GOOD, {"target": None}, "option target needs a value"),
        ("stanza", GOOD, {"findings": ""}, "option findings needs a value"),
        ("stanza", BAD.replace("<iq", "<message"), {"tabs": "python"}, "the tab python cannot be shown of this text: it is not a valid stanza"),
        ("push-payload", GOOD, {}, "the stanza causes no notification; the option body says which message causes a push"),
        ("push-payload", GOOD, {"body": "\x01"}, "Body.text contains '\\x01', a character that XML does not allow"),
        ("push-payload", GOOD, {"body": "x", "unread": "-1"}, "option unread: a whole number from 0 on is expected, not '-1'"),
        ("push-payload", "<iq", {"body": "x"}, "line 1, column 1"),
        ("push-flow", "", {"diagram": "boxes"}, "option diagram: 'boxes' is not a valid value; use sequence or overview"),
        ("push-flow", "[server]\nnme = 'x'", {}, "'step' is missing"),
    ],
)  # fmt: skip
def test_a_block_that_cannot_be_shown_says_why(name, text, options, reason):
    with pytest.raises(BlockError) as raised:
        make(name, Written(text=text), options)

    assert raised.value.reason.startswith(reason)


def test_a_block_has_a_content_or_a_file(tmp_path):
    (tmp_path / "enable.xml").write_text(GOOD)
    named = Written(text="", argument="enable.xml", find=tmp_path.joinpath)
    assert make("stanza", named, {"tabs": "xml"}).parts[0].text == GOOD

    with pytest.raises(BlockError, match="either a content or the name of a file"):
        make("stanza", Written(text=GOOD, argument="enable.xml"), {})
    with pytest.raises(BlockError, match="other.xml: No such file"):
        make("stanza", Written(text="", argument="other.xml", find=tmp_path.joinpath), {})


@pytest.mark.parametrize("name", BLOCKS)
def test_every_option_of_a_block_is_described(name):
    for option in BLOCKS[name].options.values():
        assert option.doc.endswith("."), option.key


def test_a_notification_that_is_not_sent_is_a_problem_unless_it_is_meant():
    text = GOOD.replace("/>", "><x xmlns='jabber:x:data' type='submit'>{}</x></enable>").format(
        "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
        "<field var='service'><value>apns</value></field>"
        "<field var='device_id'><value>none</value></field>"
    )
    assert problems(text, "push-payload", body="Hi!") == [(None, None)]
    assert problems(text, "push-payload", body="Hi!", outcome="rejected") == []
    assert problems(text, "push-preview", body="Hi!", outcome="rejected", app="Chat") == []


def test_the_diagram_of_a_flow_is_that_which_is_asked_for():
    pictures = {
        diagram: make("push-flow", Written(text="", argument="pubsub-full"), {"diagram": diagram})
        for diagram in ("sequence", "overview")
    }

    texts = {name: found.parts[0].text for name, found in pictures.items()}
    assert texts["sequence"] != texts["overview"]
    assert all(found.parts[0].svg.startswith("<?xml") for found in pictures.values())
