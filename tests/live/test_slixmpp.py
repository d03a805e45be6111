"""The plugin for slixmpp, and the push service of the docs, with real servers."""

import asyncio
import runpy
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import slixmpp

import pushstanza as ps
from pushstanza.slixmpp import XEP_0357, RefusedError, RemoteDisable
from tests.live.clients import SECONDS_TO_ANSWER, begin, made
from tests.live.conftest import installed
from tests.live.predicted import PUSH_SERVICE
from tests.live.servers import KINDS, SECRET, Kind, Server, running

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "push_service.py"
ALICE = "alice@example.com/phone"
#: Prosody drops a device after 16 errors, ejabberd after the first; some publishes are on their way.
MOST_ERRORS = 20
OPTIONS = ps.PublishOptions(service="apns", device_id="5f0c" * 16, topic="com.example.app")


class Provider:
    """APNs and FCM: they keep what they are sent, and answer as they are told to."""

    def __init__(self) -> None:
        self.requests: asyncio.Queue[ps.ApnsRequest | ps.FcmRequest] = asyncio.Queue()
        self.reason: str | None = None

    async def send(self, request: ps.ApnsRequest | ps.FcmRequest) -> ps.Answer:
        await self.requests.put(request)
        return ps.answer(request.service, self.reason)

    async def next(self, seconds: float = SECONDS_TO_ANSWER) -> ps.ApnsRequest | ps.FcmRequest:
        async with asyncio.timeout(seconds):
            return await self.requests.get()


class Stage:
    """Clients of slixmpp, and the push service of the docs."""

    def __init__(self, server: Server, stack: AsyncExitStack) -> None:
        self.provider = Provider()
        self.service = runpy.run_path(str(EXAMPLE))["push_service"](
            PUSH_SERVICE, SECRET, self.provider.send
        )
        self._server = server
        self._stack = stack

    async def client(self, jid: str) -> slixmpp.ClientXMPP:
        """Return a client with a new account and a session that is available."""
        xmpp = made(jid, is_new=True)
        XEP_0357.of(xmpp)
        await self.connect(xmpp, self._server.client_port)
        xmpp.send_presence()
        return xmpp

    async def connect(self, xmpp: slixmpp.ClientXMPP | slixmpp.ComponentXMPP, port: int) -> None:
        """Begin a session that ends with the test."""
        await begin(xmpp, port)
        self._stack.push_async_callback(left, xmpp)


async def left(xmpp: slixmpp.ClientXMPP | slixmpp.ComponentXMPP) -> None:
    """End a session, and wait until it has ended."""
    if xmpp.is_connected():
        await xmpp.disconnect()


@asynccontextmanager
async def staged(server: Server):
    async with AsyncExitStack() as stack:
        stage = Stage(server, stack)
        await stage.connect(stage.service, server.component_port)
        yield stage


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def play(request) -> Callable[[Callable[[Stage], Awaitable[None]]], None]:
    """Return what runs a play with a server."""
    kind: Kind = request.param
    installed(kind)

    async def played(server: Server, acts: Callable[[Stage], Awaitable[None]]) -> None:
        async with staged(server) as stage:
            await acts(stage)

    def run(acts: Callable[[Stage], Awaitable[None]]) -> None:
        with running(kind) as server:
            asyncio.run(played(server, acts))

    return run


def test_a_message_reaches_the_provider_until_the_device_is_gone(play):
    async def acts(stage: Stage) -> None:
        alice, bob = await stage.client(ALICE), await stage.client("bob@example.com/home")
        push = XEP_0357.of(alice)
        assert await push.is_supported()
        assert await push.is_supported(PUSH_SERVICE)

        await push.enable(PUSH_SERVICE, "my-phone", OPTIONS)
        await left(alice)
        bob.send_message(mto="alice@example.com", mbody="Hi!")
        first = await stage.provider.next()
        assert isinstance(first, ps.ApnsRequest)
        assert first.path.endswith("5f0c" * 16)
        assert first.headers.topic == "com.example.app"
        assert first.body.aps.alert is not None

        stage.provider.reason = "Unregistered"
        assert await published(stage, bob, MOST_ERRORS) < MOST_ERRORS

    play(acts)


async def published(stage: Stage, sender: slixmpp.ClientXMPP, times: int) -> int:
    """Send a message after each publish, and return after how many none came."""
    for count in range(times):
        sender.send_message(mto="alice@example.com", mbody="Are you there?")
        try:
            await stage.provider.next(seconds=2)
        except TimeoutError:
            return count
    return times


def test_a_disabled_push_is_not_published(play):
    async def acts(stage: Stage) -> None:
        alice, carol = await stage.client(ALICE), await stage.client("carol@example.com/phone")
        bob = await stage.client("bob@example.com/home")
        await XEP_0357.of(alice).enable(PUSH_SERVICE, "my-phone", OPTIONS)
        await XEP_0357.of(alice).disable(PUSH_SERVICE, "my-phone")
        await XEP_0357.of(carol).enable(PUSH_SERVICE, "n", OPTIONS.evolve(device_id="0a" * 32))
        await left(alice)
        await left(carol)

        bob.send_message(mto="alice@example.com", mbody="Hi!")
        bob.send_message(mto="carol@example.com", mbody="Hi!")
        request = await stage.provider.next()
        assert isinstance(request, ps.ApnsRequest)
        assert request.path.endswith("0a" * 32)
        assert stage.provider.requests.empty()

    play(acts)


def test_what_is_refused_is_an_error_with_explanations(play):
    async def acts(stage: Stage) -> None:
        alice = await stage.client(ALICE)
        with pytest.raises(RefusedError) as caught:
            await XEP_0357.of(alice).discover("nowhere.example.net")
        assert isinstance(caught.value, slixmpp.exceptions.IqError)
        assert caught.value.error is not None
        assert caught.value.error.condition is not None
        assert caught.value.explanations
        assert str(caught.value).startswith("refused: ")

    play(acts)


def test_a_remote_disable_is_passed_on_to_the_client(play):
    async def acts(stage: Stage) -> None:
        alice = await stage.client(ALICE)
        heard: asyncio.Queue[RemoteDisable] = asyncio.Queue()
        alice.add_event_handler("push_remote_disable", heard.put_nowait)
        await XEP_0357.of(alice).is_supported()  # its presence has come before the answer

        XEP_0357.of(stage.service).remote_disable(ALICE, "my-phone")
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            found = await heard.get()
        assert found == RemoteDisable(service=ps.Jid(PUSH_SERVICE), node="my-phone")

    play(acts)
