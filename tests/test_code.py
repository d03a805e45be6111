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
