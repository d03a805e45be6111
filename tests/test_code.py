"""The Python code of a model: it makes an equal one, and is laid out."""

import datetime as dt

from hypothesis import given

import pushstanza as ps
from pushstanza.binding.code import python_of
from pushstanza.testing import strategies

ENABLE = """
<iq type='set' id='e1'>
  <enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'>
    <x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>
      <field var='device_id'><value>a-device-token-of-40-characters-in-whole</value></field>
    </x>
  </enable>
</iq>
"""


@given(strategies.stanzas())
def test_the_code_makes_an_equal_stanza(stanza):
    code = python_of(stanza)

    assert eval(code, {"ps": ps, "datetime": dt}) == stanza  # noqa: S307


def test_the_code_has_a_line_for_each_part_that_is_long():
    assert python_of(ps.parse(ENABLE), width=74).splitlines() == [
        "ps.Iq(",
        "    type='set',",
        "    id='e1',",
        "    payload=ps.Enable(",
        "        jid=ps.Jid('push.example.com'),",
        "        node='my-phone',",
        "        form=ps.Form(",
        "            type='submit',",
        "            fields=(",
        "                ps.Field(",
        "                    var='FORM_TYPE',",
        "                    values=(",
        "                        'http://jabber.org/protocol/pubsub#publish-options',",
        "                    ),",
        "                ),",
        "                ps.Field(",
        "                    var='device_id',",
        "                    values=('a-device-token-of-40-characters-in-whole',),",
        "                ),",
        "            ),",
        "        ),",
        "    ),",
        ")",
    ]


def test_what_fits_stands_on_one_line():
    enable = ps.Enable(jid="push.example.com", node="my-phone")

    assert python_of(enable) == "ps.Enable(jid=ps.Jid('push.example.com'), node='my-phone')"
    assert python_of(ps.Iq(type="result", id="e1"), module="pushstanza") == (
        "pushstanza.Iq(type='result', id='e1')"
    )


def test_what_holds_nothing_is_not_broken_however_narrow_it_is():
    assert python_of(ps.Message(), width=1) == "ps.Message()"
    iq = ps.Iq(type="get", id="1", payload=ps.DiscoInfo())
    assert python_of(iq, width=10).splitlines() == [
        "ps.Iq(",
        "    type='get',",
        "    id='1',",
        "    payload=ps.DiscoInfo(),",
        ")",
    ]


def test_a_line_is_as_long_as_it_may_be_and_no_longer():
    """Each part stands on one line if it fits into the width, to the column."""
    iq = ps.parse(ENABLE)
    one_line = python_of(iq, width=1000)
    assert "\n" not in one_line
    assert python_of(iq, width=len(one_line)) == one_line

    for width in range(30, len(one_line)):
        code = python_of(iq, width=width)
        lines = code.splitlines()
        assert eval(code, {"ps": ps, "datetime": dt}) == iq  # noqa: S307
        assert len(lines) > 1
        assert all(len(line) <= width or is_whole(line) for line in lines)


def is_whole(line):
    """Return whether a line has only one text or opens what is in the next lines."""
    return line.rstrip(",").endswith(("(", "'"))


def test_a_part_stands_on_one_line_from_the_width_on_that_it_takes():
    enable = ps.parse(ENABLE).payload
    lines = {width: len(python_of(enable, width=width).splitlines()) for width in range(20, 300)}
    changes = [width for width in lines if lines[width] != lines.get(width - 1)]

    assert [(width, lines[width]) for width in changes] == [
        (20, 23),
        (35, 21),
        (69, 19),
        (78, 17),
        (92, 14),
        (101, 11),
        (187, 8),
        (212, 5),
        (267, 1),
    ]


def test_extra_content_and_payloads_without_a_model_are_written():
    message = ps.parse(
        "<message away='1'><a xmlns='urn:a'/><body xml:lang='de'>x</body><b xmlns='urn:b' c='&lt;'/></message>",
        validate=False,
    )

    assert python_of(message, width=70).splitlines() == [
        "ps.Message(",
        "    bodies=(ps.Body(text='x', lang='de'),),",
        "    payloads=(",
        "        ps.Unknown('<a xmlns=\"urn:a\"></a>'),",
        '        ps.Unknown(\'<b xmlns="urn:b" c="&lt;"></b>\'),',
        "    ),",
        "    extra=ps.Extra(attributes=(('away', '1'),), order=(3, 1, 3)),",
        ")",
    ]
