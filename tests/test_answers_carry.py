"""Answers and publishes carry what they were asked with, whatever characters it holds."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from lxml import etree

import pushstanza as ps
from pushstanza import flow
from pushstanza.servers import HOME_SERVERS, SERVERS
from pushstanza.stanzas.rfc6120 import Body
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Create, Item, Publish, PublishOptionsElement, Pubsub
from pushstanza.stanzas.xep0357 import Enable, Notification
from pushstanza.testing import strategies

SENDER = "user@example.com/phone"

#: Text that markup is made of, and that it must not become.
pieces = st.lists(
    st.sampled_from(
        ['"', "'", "<", ">", "&", "}", "{", "]]>", "&#10;", "\n", "\t", "\r", "a=", " "]
    )
    | strategies.texts(),
    min_size=1,
    max_size=5,
)
texts = pieces.map("".join).filter(bool)
carried = [
    example('a"b'),
    example('a" evil="1'),
    example("a' evil='1"),
    example('"message":{'),
    example("</pubsub><x/>"),
    example("a\n\r\t{b}"),
]


def carries(test):
    """Give a test values of all sorts, those that once went wrong among them."""
    for each in carried:
        test = each(test)
    return given(texts)(test)


def _tree(text):
    """Return an element as a strict parser reads it."""
    return etree.fromstring(text)


def _shape(element):
    """Return the names in an element, each with its attributes and its text."""
    return (element.tag, dict(element.attrib), element.text, [_shape(each) for each in element])


def _requests(value):
    """Return requests that hold a value as the id, the node, the item's id, and the text."""
    name = Pubsub(create=Create(node=value))
    item = Item(id=value, payload=Notification(form=Form(type="submit", fields=(_field(value),))))
    options = PublishOptionsElement(form=Form(type="submit", fields=(_field(value),)))
    service = ps.Jid("pubsub.example.com")
    yield ps.Iq(type="set", id=value, to=service, payload=name)
    yield ps.Iq(
        type="set", id="p1", to=service,
        payload=Pubsub(publish=Publish(node=value, items=(item,)), publish_options=options),
    )  # fmt: skip
    yield ps.Iq(
        type="set", id=value,
        payload=Enable(jid=ps.Jid("push.example.net"), node=value),
    )  # fmt: skip


@pytest.mark.parametrize("server", SERVERS)
@carries
def test_a_reply_goes_to_the_sender_whatever_the_resource(server, value):
    try:
        sender = ps.Jid.of("user", "example.com", value)
    except ps.JidError:
        return  # no resource may be this
    asked = ps.Iq(
        type="set", id="e1", from_=sender, to=ps.Jid("pubsub.example.com"),
        payload=Pubsub(create=Create(node="n")),
    )  # fmt: skip
    reply = ps.verdict(ps.serialize(asked), server, sender).reply
    if reply is not None and (found := _tree(reply)).tag.endswith("}iq"):
        assert found.get("to") == str(sender)


def _field(value):
    return Field(var=value, values=(value,))


def _check(reply, asked):
    """Check that a reply is one, and holds the request's values and nothing beside them."""
    found, request = _tree(reply), _tree(ps.serialize(asked))
    if found.tag.endswith("}error"):  # the stream ends
        assert found.attrib == {}
        return
    assert set(found.attrib) <= {"type", "id", "from", "to"}
    assert found.get("id") == request.get("id")
    assert found.get("from") == request.get("to", "user@example.com")
    assert found.get("to") == SENDER
    for child in found:
        if child.tag.endswith("}error"):
            assert set(child.attrib) <= {"type", "code"}
        elif found.get("type") == "error":
            assert _shape(child) == _shape(request[0])
        else:
            _check_payload(child, request[0])


def _check_payload(child, request):
    """Check the payload of a result: the names asked for, and only those."""
    assert (child.tag, child.attrib) == (request.tag, {})
    (action,) = child
    assert action.attrib == {"node": request[0].get("node")}
    assert [each.attrib for each in action] == [{"id": each.get("id")} for each in request[0]]


@pytest.mark.parametrize("server", SERVERS)
@carries
def test_a_verdict_replies_with_the_same_values(server, value):
    for asked in _requests(value):
        reply = ps.verdict(ps.serialize(asked), server, SENDER).reply
        if reply is not None:
            _check(reply, asked)


PLAYED = (
    ("mongooseim", {}),
    ("mongooseim", {"mode": "pubsub-less"}),
    ("mongooseim", {"plugin": "enhanced", "inbox": True, "version": "3.5"}),
    ("mongooseim", {"plugin": "hints"}),
    *((name, {"include_body": True}) for name in HOME_SERVERS if "mongooseim" not in name),
)


@pytest.mark.parametrize(("name", "options"), PLAYED)
@carries
def test_a_server_answers_with_the_same_values(name, options, value):
    server = flow.Server(name, domain="example.com", lint=True, **options)
    for asked in _requests(value):
        for reply in server.receive(SENDER, ps.serialize(asked)):
            _check(reply, asked)


#: What ejabberd and Openfire publish for a message of blanks only.
STAND_INS = ("New message", "New Message")


@pytest.mark.parametrize(("name", "options"), PLAYED)
@carries
def test_a_server_publishes_the_same_values(name, options, value):
    server = flow.Server(name, domain="example.com", lint=True, **options)
    form = Form(type="submit", fields=(_FORM_TYPE, Field(var="secret", values=(value,))))
    enable = Enable(jid=ps.Jid("push.example.net"), node=value, form=form)
    server.receive(SENDER, ps.serialize(ps.Iq(type="set", id="e1", payload=enable)))
    server.disconnect(SENDER)
    message = ps.Message(
        type="chat",
        from_=ps.Jid("friend@example.net/a"),
        to=ps.Jid("user@example.com"),
        bodies=(Body(text=value),),
    )
    published = [
        _tree(each) for each in server.receive("friend@example.net/a", ps.serialize(message))
    ]

    assume(published)
    for each in published:
        (publish,) = each.iter("{http://jabber.org/protocol/pubsub}publish")
        assert dict(publish.attrib) == {"node": value}
        fields = {
            found.get("var"): found[0].text
            for found in each.iter("{jabber:x:data}field")
            if len(found)
        }
        # MongooseIM's parser drops text that is only blanks.
        is_dropped = name == "mongooseim" and not value.strip(" \t\r\n")
        assert (fields["secret"] or "") == ("" if is_dropped else value)
        kept = {value, value.strip()} | ({*STAND_INS} if not value.strip() else {"New message"})
        assert fields.get("last-message-body", value) in kept


_FORM_TYPE = Field(
    var="FORM_TYPE", type="hidden", values=("http://jabber.org/protocol/pubsub#publish-options",)
)
