"""What the client sends, and what servers make of it."""

from pathlib import Path

import pytest
from push_client import enable_push

import pushstanza as ps
from pushstanza import build
from pushstanza.flow import PushService, Server
from pushstanza.testing import assert_stanza_equal

STANZAS = Path(__file__).parent.parent / "stanzas"
PHONE = "alice@example.com/phone"
FRIEND = "juliet@example.net/balcony"
SECRET = "eruio234vzxc2kla"


def test_the_request_is_the_one_in_the_documentation() -> None:
    documented = (STANZAS / "enable.xml").read_text()

    assert_stanza_equal(enable_push("alices-phone", SECRET), documented, ignore="id")


@pytest.mark.push_server("ejabberd", "prosody", "tigase", "openfire")
def test_a_message_is_pushed(push_server: Server, push_service: PushService) -> None:
    push_service.register("alices-phone", "5f0c" * 16, "apns", secret=SECRET)
    push_server.receive(PHONE, enable_push("alices-phone", SECRET))
    push_server.disconnect(PHONE)

    push_server.receive(FRIEND, build.message(FRIEND, "alice@example.com", "Hi!"))

    (request,) = push_server.requests
    assert isinstance(request, ps.ApnsRequest)
    assert request.body.aps.alert is not None


@pytest.mark.push_server("ejabberd", "prosody")
def test_a_wrong_secret_pushes_nothing(push_server: Server, push_service: PushService) -> None:
    push_service.register("alices-phone", "5f0c" * 16, "apns", secret=SECRET)
    push_server.receive(PHONE, enable_push("alices-phone", "guess"))
    push_server.disconnect(PHONE)

    push_server.receive(FRIEND, build.message(FRIEND, "alice@example.com", "Hi!"))

    assert push_server.requests == []
