"""A session that does not enable push again, where only what it has enabled itself is pushed."""

import io

import pytest

import pushstanza as ps
from pushstanza.linting.files import lint_stream
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.settings import Settings

NS = "urn:ietf:params:xml:ns:xmpp-bind"
PHONE, TABLET, BOB = "alice@example.com/phone", "alice@example.com/tablet", "bob@example.com/phone"
PRESENCE = "<presence/>"


def bind(number):
    return f"<iq type='set' id='b{number}'><bind xmlns='{NS}'/></iq>"


def bound(number, jid=PHONE):
    return f"<iq type='result' id='b{number}'><bind xmlns='{NS}'><jid>{jid}</jid></bind></iq>"


def enable(sender=None, node="my-phone"):
    text = ex.enable(ex.fcm(), node=node)
    return text if sender is None else text.replace(" id=", f" from='{sender}' id=", 1)


DISABLE = ex.disable()


def lines(*stanzas):
    return "\n".join(stanzas)


def log(*stanzas):
    return "".join(
        f"2024-05-01 12:00:{number:02} c2s5f0c debug RECV: {each}\n"
        for number, each in enumerate(stanzas)
    )


def found(text, **options):
    """Return the lines on which sessions begin without an enable."""
    options = {"target": "mongooseim", "select": ["PS518"]} | options
    return [each.span.line for each in ps.lint(text, **options)]


@pytest.mark.parametrize(
    ("stanzas", "expected"),
    [
        ((bind(1), enable(), bind(2), PRESENCE), [3]),
        ((bind(1), enable(), bind(2)), [3]),
        ((bind(1), bound(1), enable(), bind(2), bound(2), PRESENCE), [4]),
        ((bound(1), enable(), bound(2)), [3]),
        ((bind(1), enable(), bind(2), enable(), bind(3)), [5]),
        ((bind(1), enable(), bind(2), bind(3), enable()), [3]),
        ((bind(1), enable(), bind(2), bind(3)), [3, 4]),
        ((bind(1), enable(), bind(2), PRESENCE, enable()), []),
        ((bind(1), enable(), DISABLE, bind(2)), []),
        ((bind(1), enable()), []),
        ((bind(1), bind(2)), []),
        ((enable(PHONE), enable(BOB), bind(2)), []),
    ],
)
def test_a_session_after_an_enable_enables_again(stanzas, expected):
    assert found(lines(*stanzas)) == expected


@pytest.mark.parametrize(
    ("stanzas", "expected"),
    [
        ((bound(1), enable(PHONE), bound(2)), [3]),
        ((bound(1), enable(PHONE), bound(2), enable(PHONE)), []),
        ((bound(1), enable(PHONE), bound(2, TABLET)), []),
        ((bound(1), enable(PHONE), bound(2, BOB)), []),
        ((bound(1), enable(), bound(2)), [3]),
        ((bound(1), enable(), bound(2), enable()), []),
        ((bound(1), enable(), bound(2, BOB)), []),
        ((bound(1, BOB), bound(2), enable(), bound(3)), []),
        ((enable(), bind(1)), []),
        ((bound(1), enable(PHONE), bound(2), bound(3), enable(PHONE)), [3]),
        ((bound(1), enable(PHONE), bound(2), enable("alice@example.com")), []),
        ((bound(1), enable(PHONE), bound(2), enable(BOB)), [3]),
    ],
)
def test_in_a_log_only_what_is_certain(stanzas, expected):
    assert found(log(*stanzas), file="prosody.log") == expected


def test_of_the_others_nobody_minds():
    text = lines(bind(1), enable(), bind(2))

    assert found(text, target="ejabberd") == []
    assert found(text, target=None) == [3]
    assert found(text, select=None) == []
    assert found(f"```xml\n{text}\n```\n", file="page.md") == []


def test_it_is_said_at_the_end_of_a_stream_too():
    settings = Settings(select=["PS518"])
    parts = lint_stream(io.BytesIO(log(bound(1), enable(), bound(2)).encode()), "a.log", settings)
    found = [each for part in parts for each in part.diagnostics]

    assert [(each.code, each.span.line) for each in found] == [("PS518", 3)]


def test_a_comment_hides_it():
    text = lines(bind(1), enable(), "<!-- pushstanza: ignore[PS518] a test -->", bind(2))

    assert found(text) == []
