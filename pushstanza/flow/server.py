"""A server that is not there: its push behaviour, in memory and the same in every run."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Literal, TypeAlias

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.flow.gateway import Gateway
from pushstanza.flow.provider import Provider
from pushstanza.flow.publishing import Publishing
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.service import PushService
from pushstanza.flow.sessions import Sessions
from pushstanza.flow.timeline import Timeline
from pushstanza.flow.titles import title_of
from pushstanza.jid import AnyJid, Jid
from pushstanza.payloads.reactions import Mode
from pushstanza.payloads.result import ProviderRequest
from pushstanza.servers import HOME_SERVERS, UnknownServerError, find_server
from pushstanza.servers.case import Case
from pushstanza.servers.publisher import Publisher, Settings
from pushstanza.servers.reading import Received, received
from pushstanza.servers.request import PUBSUB, Request, jid_of, request
from pushstanza.servers.server import Server as Knowledge
from pushstanza.servers.world import Memory, Registration
from pushstanza.stanzas.given import Given
from pushstanza.stanzas.parse import parse
from pushstanza.stanzas.rfc6120 import Message

Plugin: TypeAlias = Literal["defaults", "hints", "enhanced"]

_MODES = ("pubsub-full", "pubsub-less")
_PLUGINS = ("defaults", "hints", "enhanced")


class Server:
    """The push behaviour of a server.

    Args:
        name: ``mongooseim``, ``ejabberd``, ``prosody``, ``tigase``, ``openfire`` or ``xep``.
        domain: Its domain.
        pubsub: The host of MongooseIM's push service; ``pubsub`` at its domain by default.
        mode: ``pubsub-full``, where MongooseIM publishes to a push node; or ``pubsub-less``,
            where its ``pubsub`` is a virtual host.
        plugin: MongooseIM's plugin: ``defaults``, ``hints`` or ``enhanced``.
        version: The version of the server, where it matters.
        include_body: Whether ejabberd and Prosody publish the text of messages; for ejabberd it may
            be a fixed text.
        include_sender: Whether they publish the sender.
        ttl: After how many seconds an enable expires (Tigase only); by default never.
        inbox: Whether MongooseIM has an inbox, which counts unread messages; otherwise 1.
        api_version: The version of the MongoosePush API.
        apns_default_topic: The topic of MongoosePush's connection to APNs.
        provider: APNs and FCM, with their scripted responses.
        lint: Whether the timeline holds the linter's findings.

    Raises:
        UnknownServerError: there is no such server.
        PushStanzaError: another argument has an invalid value.
    """

    def __init__(
        self,
        name: str = "mongooseim",
        *,
        domain: str,
        pubsub: str | None = None,
        mode: Mode = "pubsub-full",
        plugin: Plugin = "defaults",
        version: str | None = None,
        include_body: bool | str | None = None,
        include_sender: bool | None = None,
        ttl: float | None = None,
        inbox: bool = False,
        api_version: Literal["v2", "v3"] = "v3",
        apns_default_topic: str | None = None,
        provider: Provider | None = None,
        lint: bool = False,
        timeline: Timeline | None = None,
    ) -> None:
        _check("mode", mode, _MODES)
        _check("plugin", plugin, _PLUGINS)
        self.name = name
        self.domain: str = Jid(domain).domain
        self.pubsub: str = Jid(pubsub).domain if pubsub else f"pubsub.{self.domain}"
        self.mode = mode
        self.provider: Provider = provider or Provider()
        self.memory: Memory = Memory()
        self.services: dict[str, PushService] = {}
        self._knowledge = _knowledge(name, version)
        self._settings = Settings(
            plugin=plugin,
            include_body=include_body,
            include_sender=include_sender,
            version=version or (self._knowledge.versions or ("",))[0],
        )
        self._has_inbox = inbox
        self._ttl = ttl
        self._unread: dict[str, int] = {}
        self._sessions = Sessions()
        self._recorder = Recorder(timeline or Timeline(title=f"Push at {self.domain}"), lints=lint)
        self._gateway = Gateway(
            provider=self.provider,
            recorder=self._recorder,
            api_version=api_version,
            apns_default_topic=apns_default_topic,
        )
        self._publishing = self._make_publishing()
        self._recorder.join(self.domain, "server")
        if self._knowledge.push_node and mode == "pubsub-full":
            self.attach(
                PushService(
                    self._knowledge.push_node,
                    self.pubsub,
                    provider=self.provider,
                    gateway=self._gateway,
                )
            )

    # ---- what can be asked ----

    @property
    def requests(self) -> list[ProviderRequest]:
        """The requests to APNs and FCM that were made, those of attached services too."""
        found = [self.provider, *(each.provider for each in self.services.values())]
        unique = {id(each): each for each in found}
        return [request for each in unique.values() for request in each.requests]

    @property
    def timeline(self) -> Timeline:
        """All that has happened."""
        return self._recorder.timeline

    @property
    def nodes(self) -> Mapping[str, object]:
        """The nodes of MongooseIM's push service, by name."""
        own = self.services.get(self.pubsub)
        return {} if own is None else own.memory.nodes

    def registrations(self, user: str) -> list[Registration]:
        """Return the registrations of a user, in the order of the last enable."""
        self._expire()
        return [*self.memory.of(Jid(user).bare.normalized)]

    def is_online(self, user: str) -> bool:
        """Tell whether a client of a user is connected, available, and answers."""
        return self._sessions.presence(Jid(user).bare.normalized) == "online"

    # ---- what can be done ----

    def attach(self, service: PushService) -> PushService:
        """Connect a push service: publishes reach it at once, and its answers come back."""
        service.recorder = self._recorder
        service.gateway.recorder = self._recorder
        self.services[service.host] = service
        return service

    def connect(self, client: str, *, available: bool = True) -> None:
        """Bring a client online; sending a stanza does so, too.

        A client that is not *available* has sent no presence yet.
        """
        full = Jid(client).normalized
        self._recorder.join(full, "client")
        self._sessions.open(full, available=available)
        self.memory.online.add(full)
        self._unread.pop(Jid(client).bare.normalized, None)

    def disconnect(self, client: str) -> None:
        """Take a client offline."""
        full = Jid(client).normalized
        self._sessions.close(full)
        self.memory.online.discard(full)
        self._recorder.join(full, "client")
        self._recorder.note(full, "goes offline")

    def lose(self, client: str) -> None:
        """Drop a client's connection silently: it no longer acknowledges stanzas (XEP-0198)."""
        full = Jid(client).normalized
        if self._sessions.get(full) is None:
            self.connect(client)
        self._sessions.lose(full)
        self._recorder.note(full, "loses its connection")

    def reach_mongoosepush(self, *, reachable: bool) -> None:
        """Switch MongoosePush on or off."""
        self._gateway.is_up = reachable

    def wait(self, seconds: float) -> None:
        """Advance the clock of the timeline."""
        self._recorder.now += seconds

    def receive(self, sender: AnyJid, stanza: Given) -> list[str]:
        """Take a stanza from *sender*, or several in one text; return the stanzas sent in response.

        These are replies, and publishes to push services that are not attached. Pass their
        responses to ``receive``, with the push service as the sender.

        Raises:
            JidError: *sender* is not a valid JID.
            UnreadableError: there is no stanza in it.
        """
        who = Jid(sender)
        return [answer for each in received(stanza) for answer in self._take(who, each)]

    # ---- how it is done ----

    def _make_publishing(self) -> Publishing:
        is_virtual = self._knowledge.push_node is not None and self.mode == "pubsub-less"
        return Publishing(
            domain=self.domain,
            publisher=_publisher(self._knowledge),
            settings=self._settings,
            memory=self.memory,
            sessions=self._sessions,
            services=self.services,
            gateway=self._gateway,
            recorder=self._recorder,
            virtual=self.pubsub if is_virtual else None,
        )

    def _take(self, sender: Jid, stanza: Received) -> list[str]:
        seen = self._seen(sender, stanza)
        self._arrive(sender)
        target = self._target(seen)
        self._recorder.stanza(
            sender.normalized,
            target,
            title_of(seen),
            etree.tostring(stanza.root, encoding="unicode"),
        )
        if target in self.services:
            return self.services[target].take(sender, Received(_sent_by(sender, stanza.root)))
        if seen.name == "iq" and seen.type in {"result", "error"}:
            self._publishing.take_answer(seen.root)
            return []
        if seen.name == "presence":
            return self._present(sender, seen)
        if seen.name == "message" and self._knowledge.case(seen).answer_to(seen).type == "none":
            return self._message(sender, stanza.root, seen)
        return self._answer(seen)

    def _seen(self, sender: Jid, stanza: Received) -> Request:
        return request(
            stanza.root,
            sender,
            pubsub=self.pubsub,
            world=self.memory,
            version=self._settings.version,
            is_virtual=self.mode == "pubsub-less",
            damage=stanza.damage,
            expat_error=stanza.expat_error,
        )

    def _arrive(self, sender: Jid) -> None:
        if sender.domain != self.domain or sender.resource is None:
            self._recorder.join(sender.normalized, "client" if sender.local else "push service")
        elif self._sessions.get(sender.normalized) is None:
            self.connect(str(sender))

    def _target(self, seen: Request) -> str:
        """Return who gets a stanza: an attached service, or the server itself."""
        to = seen.to
        return to.domain if to is not None and to.domain in self.services else self.domain

    def _answer(self, seen: Request) -> list[str]:
        case = self._knowledge.case(seen)
        answer = case.answer_to(seen)
        if case.act is not None and answer.type == "result":
            before = self.memory.registrations
            case.act(seen, self.memory)
            self._stamp(before)
        reply = self._knowledge.reply(seen, answer)
        if answer.type == "stream-error":
            self.disconnect(str(seen.sender))
        if reply is None:
            self._recorder.note(self.domain, "no answer", effect=case.effect_of(seen))
            return []
        self._reply(seen, case, reply, str(answer), is_refused=answer.type != "result")
        return [reply]

    def _stamp(self, before: list[Registration]) -> None:
        """Note of what is newly enabled when that was, and from which connection."""
        for each in self.memory.registrations:
            if any(each is old for old in before):
                continue
            session = self._sessions.of(each)
            connection = session.connection if session else 0
            new = attrs.evolve(each, connection=connection, at=self._recorder.now)
            self.memory.replace(each, new)

    def _expire(self) -> None:
        """Forget what was enabled too long ago."""
        if self._ttl is None:
            return
        since = self._recorder.now - self._ttl
        self.memory.forget(*(each for each in self.memory.registrations if each.at < since))

    def _reply(
        self, seen: Request, case: Case, reply: str, answer: str, *, is_refused: bool
    ) -> None:
        self._recorder.stanza(
            self.domain,
            seen.sender.normalized,
            answer,
            reply,
            is_answer=True,
            outcome="error" if is_refused else "ok",
            reason=case.reason_for(seen),
            effect=case.effect_of(seen),
        )

    def _present(self, sender: Jid, seen: Request) -> list[str]:
        session = self._sessions.get(sender.normalized)
        if session is not None and seen.root.get("to") is None:
            session.available = seen.type != "unavailable"
        return []

    # ---- messages ----

    def _message(self, sender: Jid, root: etree._Element, seen: Request) -> list[str]:
        ends = self._knowledge.is_remote_disable
        if ends is not None and ends(seen):
            self._disable_remotely(sender, root)
            return []
        to = jid_of(root.get("to"))
        if to is None or to.domain != self.domain or to.local is None:
            return []
        message = parse(_sent_by(sender, root), validate=False)
        if not isinstance(message, Message):
            return []
        user = to.bare.normalized
        if self._has_inbox and message.body:
            self._unread[user] = self._unread.get(user, 0) + 1
        return self._publishing.push(
            user, message, self.registrations(user), unread=self._unread.get(user, 1)
        )

    def _disable_remotely(self, sender: Jid, root: etree._Element) -> None:
        pubsub = root.find(f"{{{PUBSUB}}}pubsub")
        gone = None if pubsub is None else pubsub.find("{*}affiliation")
        user = None if gone is None else jid_of(gone.get("jid"))
        if pubsub is None or gone is None or user is None or gone.get("affiliation") != "none":
            return
        node = pubsub.get("node")
        self.memory.forget(*self.memory.of(user.bare.normalized, sender.normalized, node))


def _check(name: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise PushStanzaError(f"{name} is {word!r}; it must be one of {', '.join(words)}")


def _knowledge(name: str, version: str | None) -> Knowledge:
    found = find_server(name, version)
    if name not in HOME_SERVERS:
        raise UnknownServerError(
            f"{name} is a push service; use pushstanza.flow.PushService for it"
        )
    return found


def _publisher(knowledge: Knowledge) -> Publisher:
    if knowledge.publisher is None:
        raise UnknownServerError(f"what {knowledge.title} publishes is not known")
    return knowledge.publisher


def _sent_by(sender: Jid, root: etree._Element) -> etree._Element:
    """Return a stanza as it goes on: with its sender."""
    copy = deepcopy(root)
    copy.tail = None
    copy.set("from", str(sender))
    return copy
