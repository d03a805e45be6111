"""Encrypted notifications: what servers make, and what ``decrypt`` reads."""

import base64
import json
import sys

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import pushstanza as ps
from pushstanza import build

KEY = b"0123456789abcdef"
TEXT = base64.b64encode(KEY).decode()
ALICE, BOB = "alice@example.com/phone", "bob@example.com/pc"
SERVICE = ps.Jid("push.example.com")


def enable(encrypt: ps.Encrypt | None, **more) -> ps.Iq:
    return ps.Iq(
        type="set",
        id="e1",
        payload=ps.Enable(jid=SERVICE, node="n", encrypt=encrypt, **more),
    )


def published(*messages: str | ps.Message, server="tigase", encrypt=None, **options) -> list[str]:
    """Return what is published of messages to a client that is offline."""
    made = ps.flow.Server(server, domain="example.com", **options)
    asked = encrypt or ps.Encrypt(alg="aes-128-gcm", key=TEXT)
    [answer] = made.receive(ALICE, enable(asked, jingle=ps.JinglePush()))
    assert ps.parse_iq(answer).type == "result"
    made.disconnect(ALICE)
    return [sent for each in messages for sent in made.receive(BOB, each)]


def chat(body: str) -> ps.Message:
    return build.message(ps.Jid(BOB), ps.Jid("alice@example.com"), body)


def notification_of(publish: str) -> ps.Notification:
    held = ps.parse_iq(publish).expect(ps.Pubsub).publish.items[0].payload
    assert isinstance(held, ps.Notification)
    return held


def made(content: bytes, iv: bytes = bytes(12)) -> ps.Encrypted:
    """Return content as another program encrypts it."""
    data = base64.b64encode(AESGCM(KEY).encrypt(iv, content, None)).decode()
    return ps.Encrypted(iv=base64.b64encode(iv).decode(), data=data)


# What is read


def test_a_notification_is_read_in_any_form():
    [publish] = published(chat("Hi / there"))
    notification = notification_of(publish)

    forms = (publish, publish.encode(), ps.parse_iq(publish), notification, notification.encrypted)
    contents = {ps.decrypt(each, key) for each in forms for key in (KEY, TEXT)}
    assert contents == {ps.NotificationContent(type="chat", message="Hi / there")}
    assert notification.form is None


def test_all_that_the_protocol_has_is_read():
    content = {
        "unread": 3, "sender": "bob@example.com", "type": "call", "message": "Hi", "nickname": "b",
        "sid": "c1", "media": ["audio", "video"], "features": ["urn:example:a"],
    }  # fmt: skip

    found = ps.decrypt(made(json.dumps(content).encode()), KEY)

    assert found.to_dict() == {
        **content,
        "media": ("audio", "video"),
        "features": ("urn:example:a",),
    }
    assert json.loads(found.to_json()) == content
    assert found.sender == ps.Jid("bob@example.com")


def test_what_another_type_is_than_it_should_be_is_not_there():
    content = {"unread": True, "sender": 5, "type": None, "media": "audio", "features": [1]}

    assert ps.decrypt(made(json.dumps(content).encode()), KEY) == ps.NotificationContent()


def test_an_iv_of_sixteen_bytes_is_read():
    """Servers before 2020 took one of this length."""
    assert ps.decrypt(made(b"{}", bytes(16)), KEY) == ps.NotificationContent()


def test_blanks_in_base64_do_not_matter():
    encrypted = made(b"{}")
    spread = encrypted.evolve(data=f"\n  {encrypted.data[:8]}\n  {encrypted.data[8:]}\n")

    assert ps.decrypt(spread, f" {TEXT}\n") == ps.NotificationContent()
    assert ps.decrypt(spread, f"{TEXT[:8]}\n  {TEXT[8:]}") == ps.NotificationContent()


# What is refused

GOOD = made(b"{}")


@pytest.mark.parametrize(
    ("notification", "says"),
    [
        (ps.Notification(), "the notification is not encrypted"),
        (ps.Iq(type="result", id="1"), "the iq publishes no notification"),
        (made(b"Hi"), "what was encrypted is not JSON"),
        (made(b"[]"), "what was encrypted is not a JSON object"),
        (GOOD.evolve(data=GOOD.data[:-8] + "AAAAAAA="), "it was encrypted with another key"),
        (GOOD.evolve(data="é"), "the content is not Base64"),
        (GOOD.evolve(iv="AAA"), "the iv is not Base64"),
        (GOOD.evolve(iv=""), "the iv cannot be used"),
    ],
)
def test_what_cannot_be_decrypted_is_an_error(notification, says):
    with pytest.raises(ps.DecryptionError, match=f"^{says}") as caught:
        ps.decrypt(notification, KEY)

    assert isinstance(caught.value, ps.PushStanzaError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("key", [b"short", "c2hvcnQ=", "no Base64!", KEY * 2, ""])
def test_a_key_that_is_none_is_refused_and_not_shown(key):
    with pytest.raises(ps.WrongValueError) as caught:
        ps.decrypt(GOOD, key)

    assert str(caught.value) == "decrypt(): key must be 16 bytes, or their Base64"
    assert caught.value.value != key


def test_wrong_arguments_are_refused():
    with pytest.raises(ps.WrongTypeError):
        ps.decrypt(GOOD, 5)
    with pytest.raises(ps.WrongTypeError):
        ps.decrypt(ps.Muted(), KEY)
    with pytest.raises(ps.WrongTypeError):
        ps.decrypt("<message/>", KEY)
    with pytest.raises(ps.XmlError):
        ps.decrypt("<iq", KEY)
    with pytest.raises(ps.ParseError):
        ps.decrypt("<presence/>", KEY)


def test_without_the_package_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)

    with pytest.raises(ps.MissingExtraError, match=r"pip install 'pushstanza\[encryption\]'"):
        ps.decrypt(GOOD, KEY)
    with pytest.raises(ps.MissingExtraError, match="cryptography"):
        published(chat("Hi"))


# What servers make


def test_every_run_is_the_same_and_no_vector_is_used_twice():
    bodies = [chat(f"Message {index}") for index in range(20)]

    first, second = published(*bodies), published(*bodies)

    assert first == second
    assert len({notification_of(each).encrypted.iv for each in first}) == len(bodies)


@pytest.mark.parametrize(
    "body",
    [
        'To be, \\ or "not" to \b\t\r be:\n that is / the question'.replace("\b", ""),
        "\u0800" * 5000,
        "\U0001f475\U0001f3fb" * 5000,
        "\U0001f621" * 5000,
        "\u07df" * 5000,
        "\ufffd" * 5000,
    ],
)
def test_a_text_is_shortened_to_the_size_that_is_allowed(body):
    """Tigase, EncryptedPushNotificationExtensionTest.java: runCharTest, testJsonEncoding."""
    [publish] = published(
        chat(body), encrypt=ps.Encrypt(alg="aes-128-gcm", max_size=3000, key=TEXT)
    )

    message = ps.decrypt(publish, KEY).message

    assert message
    assert body.replace("\r", "\n").startswith(message.replace("\r", "\n"))
    assert len(message.encode()) <= (3000 - 64) * 6 / 8
    assert message == body or len(message.encode()) > (3000 - 64) * 6 / 8 - 4


def test_a_size_without_room_leaves_no_text():
    [publish] = published(chat("Hi"), encrypt=ps.Encrypt(alg="AES-128-GCM", max_size=64, key=TEXT))

    assert ps.decrypt(publish, KEY).message == ""


@pytest.mark.parametrize(
    ("server", "features"), [("tigase", ("urn:example:a", "urn:example:b")), ("prosody", ())]
)
def test_a_call_is_voip(server, features):
    options = {"extensions": True} if server == "prosody" else {}
    [publish] = published(
        "<message to='alice@example.com'><propose xmlns='urn:xmpp:jingle-message:0' id='c1'>"
        "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
        "<feature xmlns='urn:example:a'/><other xmlns='urn:example:c'/>"
        "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'/>"
        "<feature xmlns='urn:example:b'>text</feature></propose></message>",
        server=server,
        **options,
    )

    content = ps.decrypt(publish, KEY)

    assert notification_of(publish).encrypted.type == "voip"
    assert (content.type, content.sid, content.media) == ("call", "c1", ("audio", "video"))
    assert content.features == features


def test_prosody_says_who_has_sent_how_much():
    [publish] = published(chat("é" * 200), server="prosody", extensions=True)

    content = ps.decrypt(publish, KEY)

    assert (content.unread, str(content.sender), content.type) == (1, "bob@example.com", "chat")
    assert content.message == "é" * 127


def test_prosody_says_nothing_of_encrypted_messages():
    [publish] = published(
        "<message to='alice@example.com' type='chat'><body>Fallback</body>"
        "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/></message>",
        server="prosody",
        extensions=True,
    )

    assert ps.decrypt(publish, KEY).message == "You have received an encrypted message"


def test_the_key_is_never_shown():
    server = ps.flow.Server("tigase", domain="example.com")
    asked = ps.Encrypt(alg="aes-128-gcm", key=TEXT)
    server.receive(ALICE, enable(asked))
    [kept] = server.registrations(ALICE)

    for shown in (repr(asked), repr(enable(asked)), str(server.timeline), repr(kept), repr(server)):
        assert TEXT not in shown
    assert TEXT not in str(ps.lint(ps.serialize(enable(asked))))
