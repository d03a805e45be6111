"""The client as it is, against a server on loopback."""

import asyncio

import pytest
from push_client import PushClient

from pushstanza import build
from pushstanza.flow import PushService, Server
from pushstanza.testing import Listener

SECRET = "eruio234vzxc2kla"


async def log_in(listener: Listener, node: str) -> PushClient:
    """Log in as the app does, but without TLS."""
    client = PushClient("alice@example.com/phone", "any", node=node, secret=SECRET)
    client.enable_plaintext, client.enable_starttls, client.enable_direct_tls = True, False, False
    client.plugin["feature_mechanisms"].unencrypted_plain = True
    client.connect(listener.host, listener.port)
    await client.wait_until("push_answered")
    return client


async def log_in_and_leave(server: Server, node: str = "alices-phone") -> PushClient:
    async with Listener(server) as listener:
        client = await log_in(listener, node)
        await client.disconnect()
    return client


@pytest.mark.push_server("ejabberd", "prosody")
def test_the_phone_is_notified(push_server: Server, push_service: PushService) -> None:
    push_service.register("alices-phone", "5f0c" * 16, "apns", secret=SECRET)

    client = asyncio.run(log_in_and_leave(push_server))

    friend = "juliet@example.net/balcony"
    push_server.receive(friend, build.message(friend, "alice@example.com", "Hi!"))
    assert client.refused is None
    assert [request.service for request in push_server.requests] == ["apns"]


@pytest.mark.push_server("mongooseim", "ejabberd")
def test_the_client_knows_why_it_was_refused(push_server: Server) -> None:
    client = asyncio.run(log_in_and_leave(push_server, node=""))

    assert client.refused is not None
    causes = [each for found in client.refused.explanations for each in found.causes]
    assert any("node" in each.fix for each in causes)
