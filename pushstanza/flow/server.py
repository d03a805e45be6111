"""A server that is not there: its push behaviour, in memory and the same in every run."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from pushstanza.diagnostics.arguments import Argument
from pushstanza.flow import arguments, options
from pushstanza.flow.deliveries import Deliveries
from pushstanza.flow.gateway import Gateway
from pushstanza.flow.inbox import Inbox
from pushstanza.flow.incoming import Incoming
from pushstanza.flow.provider import Provider
from pushstanza.flow.publishing import Publishing
from pushstanza.flow.reception import Reception
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.room_traffic import Rooms
from pushstanza.flow.rooms import RoomService
from pushstanza.flow.service import PushService
from pushstanza.flow.sessions import Sessions
from pushstanza.flow.streams import Streams
from pushstanza.flow.timeline import Timeline
from pushstanza.jid import AnyJid, Jid
from pushstanza.payloads.reactions import Mode
from pushstanza.payloads.result import ProviderRequest
from pushstanza.servers.publisher import NotifyOn, Plugin
from pushstanza.servers.world import Memory, Registration
from pushstanza.stanzas.given import Given

if TYPE_CHECKING:
    from pushstanza.flow.stream import Stream


@arguments.checked
class Server:
    """The push behaviour of a server.

    An option that the server does not have is refused; ``pushstanza.servers.options`` declares
    them all.

    Args:
        name: ``mongooseim``, ``ejabberd``, ``prosody``, ``tigase``, ``openfire`` or ``xep``.
        domain: Its domain.
        pubsub: The host of its pubsub service; ``pubsub`` at its domain by default.
        mode: ``pubsub-full``, where the server publishes to a push service; or ``pubsub-less``,
            where the ``pubsub`` of MongooseIM is a virtual host.
        plugin: MongooseIM's plugin: ``defaults``, which is the default, ``hints`` or ``enhanced``.
        version: The version of the server, where it matters.
        include_body: Whether ejabberd, Prosody, Tigase and Openfire publish the text of messages;
            for ejabberd it may be a fixed text. Tigase does by default.
        include_sender: Whether they publish the sender. Tigase does by default.
        encrypted_message_body: What Tigase says in place of an encrypted message; by default
            "New secure message. Open to see the message.".
        away: Whether Tigase has its extension ``away``; by default it does not.
        extensions: Whether Prosody has ``mod_cloud_notify_extensions``; by default it does not.
        notify_on: Whether ejabberd publishes for ``all`` stanzas, which is the default, or only for
            ``messages`` with a text.
        important_body: What Prosody publishes in place of the text of messages; ``New Message!``
            by default.
        max_errors: After how many errors in a row Prosody ends a registration; 16 by default.
        max_devices: How many registrations Prosody keeps of a user; 5 by default.
        push_resume_timeout: After how many seconds the session of a client ends that was lost and
            has enabled a push, as long as no text was published for it; 72 hours by default. Then
            ``resume_timeout`` holds (ejabberd with ``keepalive``, Prosody).
        keepalive: Whether ejabberd has ``mod_push_keepalive``, as by default.
        wake_on_timeout: Whether ejabberd wakes such a client two minutes before its session ends,
            as by default.
        ttl: After how many seconds an enable expires (Tigase only); by default never.
        resume_timeout: After how many seconds a client that was lost goes offline, unless it
            resumes before (XEP-0198); by default as the server has it.
        pubsub_plugins: The plugins of MongooseIM's pubsub service, ``push``, ``flat`` and ``pep``:
            nodes are of the first, unless ``create`` says more. Only ``push`` by default.
        database: What MongooseIM keeps registrations in: ``mnesia``, which is the default, or
            ``rdbms``, which limits nodes to 250 characters.
        inbox: Whether MongooseIM has an inbox, which counts unread messages; otherwise 1.
        api_version: The version of the MongoosePush API that MongooseIM uses: ``v3``, which is the
            default, or ``v2``.
        apns_default_topic: The topic of MongoosePush's connection to APNs.
        provider: APNs and FCM, with their scripted responses.
        lint: Whether the timeline holds the linter's findings.
        timeline: Where to write down what happens; by default a new one.

    Raises:
        UnknownServerError: there is no such server, or version.
        JidError: *domain* or *pubsub* is not a valid JID.
        WrongTypeError: an argument is unknown, missing, or of a wrong type.
        WrongValueError: an argument has a wrong value, or is an option that the server does not
            have.
    """

    def __init__(
        self,
        name: str = "mongooseim",
        *,
        domain: AnyJid,
        pubsub: AnyJid | None = None,
        mode: Mode = "pubsub-full",
        plugin: Plugin | None = None,
        version: str | None = None,
        include_body: bool | str | None = None,
        include_sender: bool | None = None,
        notify_on: NotifyOn | None = None,
        important_body: str | None = None,
        max_errors: int | None = None,
        max_devices: int | None = None,
        push_resume_timeout: float | None = None,
        keepalive: bool | None = None,
        wake_on_timeout: bool | None = None,
        encrypted_message_body: str | None = None,
        away: bool | None = None,
        extensions: bool | None = None,
        ttl: float | None = None,
        resume_timeout: float | None = None,
        pubsub_plugins: Sequence[str] | None = None,
        database: Literal["mnesia", "rdbms"] | None = None,
        inbox: bool | None = None,
        api_version: Literal["v2", "v3"] | None = None,
        apns_default_topic: str | None = None,
        provider: Provider | None = None,
        lint: bool = False,
        timeline: Timeline | None = None,
    ) -> None:
        chosen = options.chosen(locals())
        self._knowledge = options.home_server(name, version)
        options.check(self._knowledge, **chosen)
        self.name = name
        self.domain: str = arguments.host(Argument("Server", "domain"), domain)
        host = f"pubsub.{self.domain}" if pubsub is None else pubsub
        self.pubsub: str = arguments.host(Argument("Server", "pubsub"), host)
        self.mode: Mode = mode
        self.provider: Provider = arguments.given(
            Argument("Server", "provider"), provider, Provider
        )
        self.memory: Memory = Memory(most_registrations=max_devices)
        self.services: dict[str, PushService] = {}
        self.streams: Streams = Streams()
        self._rooms: dict[str, Rooms] = {}
        self._settings = options.settings(self._knowledge, version, chosen)
        self._incoming = Incoming(self._knowledge.parser)
        self._ttl = ttl
        self._resume_timeout = resume_timeout or self._knowledge.resume_timeout
        self._sessions = Sessions()
        self._recorder = self._make_recorder(timeline, lint=lint)
        self._gateway = self._make_gateway(api_version or "v3", apns_default_topic)
        self._publishing = self._make_publishing()
        self._reception = self._make_reception(Inbox(inbox is True))
        self._recorder.join(self.domain, "server")
        self._attach_own()

    def __repr__(self) -> str:
        has_node = self._knowledge.push_node is not None
        shown = {
            "domain": self.domain,
            **({"pubsub": self.pubsub, "mode": self.mode} if has_node else {}),
            "registrations": len(self.memory.registrations),
            **({"nodes": len(self.nodes)} if has_node else {}),
            "requests": len(self.requests),
        }
        held = ", ".join(f"{name}={value!r}" for name, value in shown.items())
        return f"Server({self.name!r}, {held})"

    # ---- what can be asked ----

    @property
    def requests(self) -> list[ProviderRequest]:
        """The requests to APNs and FCM that were made, those of attached services too."""
        found = [self.provider, *(each.provider for each in self.services.values())]
        unique = {id(each): each for each in found}
        return [request for each in unique.values() for request in each.requests]

    @property
    def gateway(self) -> Gateway:
        """MongoosePush, which MongooseIM and its push node ask; other servers do not."""
        return self._gateway

    @property
    def timeline(self) -> Timeline:
        """All that has happened."""
        return self._recorder.timeline

    @property
    def nodes(self) -> Mapping[str, object]:
        """The nodes of MongooseIM's push service, by name."""
        own = self.services.get(self.pubsub)
        return own.memory.nodes if own else {}

    def registrations(self, user: AnyJid) -> list[Registration]:
        """Return the registrations of a user, in the order of the last enable.

        Args:
            user: The JID of the user, or of one of the clients.

        Raises:
            WrongValueError: it is no user of this domain.
        """
        jid = arguments.user(Argument("Server.registrations()", "user"), user, self.domain)
        if self._ttl is not None:
            self.memory.expire(self._recorder.now - self._ttl)
        return [*self.memory.of(jid.bare.normalized)]

    def is_online(self, user: AnyJid) -> bool:
        """Tell whether a client of a user is connected, available, and answers.

        Args:
            user: The JID of the user, or of one of the clients.

        Raises:
            WrongValueError: it is no user of this domain.
        """
        jid = arguments.user(Argument("Server.is_online()", "user"), user, self.domain)
        return self._sessions.presence(jid.bare.normalized) == "online"

    # ---- what can be done ----

    @overload
    def attach(self, service: PushService) -> PushService: ...

    @overload
    def attach(self, service: RoomService) -> RoomService: ...

    def attach(self, service: PushService | RoomService) -> PushService | RoomService:
        """Connect a push service or a service with rooms; its answers come back at once.

        It replaces one that is attached at the same host.

        Args:
            service: The push service, to which publishes go; or the rooms, which users enter.

        Returns:
            The service.

        Raises:
            WrongValueError: its host is the domain of the server.
        """
        argument = Argument("Server.attach()", "service")
        if service.host == self.domain:
            raise argument.wrong_value(
                f"is at {self.domain!r}, which is the server itself; give it a host of its own, "
                f"such as {f'push.{self.domain}'!r}",
                service,
                "a service at another host",
            )
        self.services.pop(service.host, None)
        self._rooms.pop(service.host, None)
        if isinstance(service, RoomService):
            self._rooms[service.host] = self._make_rooms(service)
            return service
        service.recorder = self._recorder
        service.gateway.recorder = self._recorder
        self.services[service.host] = service
        return service

    def connect(self, client: AnyJid, *, available: bool = True) -> list[str]:
        """Bring a client online; sending a stanza does so, too.

        A client that is not *available* has sent no presence yet. One that is connected already
        has another session then. Publishes to push services that are not attached are returned:
        those for what the former session had not acknowledged; and where the server notifies of
        it that nothing waits any more.

        Raises:
            WrongValueError: *client* is not the full JID of a client of this domain.
        """
        return self._reception.open(self._client("connect", client), available=available)

    def stream(self, client: AnyJid) -> "Stream":
        """Connect a client by a stream, which reads and writes bytes as a connection does.

        Raises:
            WrongValueError: *client* is not the full JID of a client of this domain.
        """
        from pushstanza.flow.stream import Stream  # loads asyncio

        return Stream(self, client)

    def add_contact(self, user: AnyJid, contact: AnyJid) -> None:
        """Put a contact into the roster of a user; rosters are empty at first.

        Servers that can be asked for no pushes of unknown senders look there.

        Raises:
            JidError: *contact* is not a valid JID.
            WrongValueError: *user* is no user of this domain.
        """
        jid = arguments.user(Argument("Server.add_contact()", "user"), user, self.domain)
        known = arguments.address(Argument("Server.add_contact()", "contact"), contact)
        contacts = self._reception.deliveries.contacts
        contacts.add(jid.bare.normalized, known.bare.normalized)

    def disconnect(self, client: AnyJid) -> list[str]:
        """Take a client offline, and end its stream; one that is offline already stays so.

        Messages that it has not acknowledged are delivered again; the publishes that are sent for
        them to push services that are not attached are returned.

        Raises:
            UnknownClientError: it has never been connected; the message suggests another.
            WrongValueError: *client* is not the full JID of a client of this domain.
        """
        return self._reception.close(self._known_client("disconnect", client))

    def lose(self, client: AnyJid) -> list[str]:
        """Drop a client's connection silently: it no longer acknowledges stanzas (XEP-0198).

        Its stream carries nothing any more, in either direction, until it is closed. The client
        answers again when :meth:`receive` is given a stanza of it, or when it connects again.
        Servers publish at once what it was sent and has not acknowledged, if it has enabled stream
        management; publishes to push services that are not attached are returned.

        Raises:
            UnknownClientError: it has never been connected; the message suggests another.
            WrongValueError: *client* is not the full JID of a client of this domain, or is
                offline.
        """
        full = self._known_client("lose", client)
        if self._sessions.get(full) is None:
            raise Argument("Server.lose()", "client").wrong_value(
                f"must be connected, but {arguments.shown(full)} is offline; connect it first",
                full,
                "a client that is connected",
            )
        self._recorder.note(full, "loses its connection")
        return self._reception.deliveries.waking.lose(full)

    def reach_mongoosepush(self, *, reachable: bool) -> None:
        """Switch MongoosePush on or off, for the server and for the push nodes attached to it.

        Raises:
            WrongValueError: there is no MongoosePush behind this server.
        """
        gateways = [*self._gateways()]
        if not gateways:
            expected = "MongooseIM, or a node_push that is attached"
            raise Argument("Server.reach_mongoosepush()", "reachable").wrong_value(
                f"needs {expected}, and {self._knowledge.title} has no MongoosePush",
                reachable,
                expected,
            )
        for each in gateways:
            each.is_up = reachable

    def wait(self, seconds: float) -> list[str]:
        """Advance the clock of the timeline by some seconds, more than 0.

        Clients that were lost and do not come back in time go offline then, as with
        :meth:`disconnect`, which says what is returned.
        """
        waited = arguments.seconds(Argument("Server.wait()", "seconds"), seconds)
        return self._reception.wait(waited)

    def receive(self, sender: AnyJid, stanza: Given) -> list[str]:
        """Take a stanza from *sender*, or several in one text; return the stanzas sent in response.

        These are replies, and publishes to push services that are not attached. Pass their
        responses to ``receive``, with the push service as the sender.

        Args:
            sender: Who sends it: a client of this domain, which is connected if it is not yet; or
                anyone of another domain, such as a push service.
            stanza: Text, bytes, an element or a model. A malformed stanza gets what the server
                answers to it.

        Raises:
            JidError: *sender* is not a valid JID.
            UnreadableError: there is no stanza in it, not even a malformed one.
            UnsupportedDataError: it is something else, or seems to be the name of a file.
            WrongValueError: *sender* is a user of this domain without a resource.
        """
        who, argument = self._sender(sender), Argument("Server.receive()", "stanza")
        return [
            answer
            for each in self._incoming.stanzas(argument, who.normalized, stanza)
            for answer in self._reception.take(who, each)
        ]

    # ---- who is meant ----

    def _client(self, method: str, client: AnyJid) -> str:
        argument = Argument(f"Server.{method}()", "client")
        return arguments.client(argument, client, self.domain, self._sessions.known).normalized

    def _known_client(self, method: str, client: AnyJid) -> str:
        full = self._client(method, client)
        argument = Argument(f"Server.{method}()", "client")
        return arguments.known_client(argument, full, self._sessions.known)

    def _sender(self, sender: AnyJid) -> Jid:
        """Return who sends: a client of this domain, or whoever has another."""
        argument = Argument("Server.receive()", "sender")
        who = arguments.address(argument, sender)
        if who.domain == self.domain and not who.is_domain:
            return arguments.client(argument, who, self.domain, self._sessions.known)
        return who

    def _gateways(self) -> Iterator[Gateway]:
        """Yield MongoosePush as the server and the attached push nodes reach it."""
        if self._knowledge.push_node is not None:
            yield self._gateway
        yield from (each.gateway for each in self.services.values() if each.has_mongoosepush)

    # ---- how it is done ----

    def _make_recorder(self, timeline: Timeline | None, *, lint: bool) -> Recorder:
        title = f"Push at {self.domain}"
        written = arguments.given(Argument("Server", "timeline"), timeline, Timeline, title=title)
        return Recorder(written, lints=arguments.flag(Argument("Server", "lint"), lint))

    def _make_gateway(self, api_version: Literal["v2", "v3"], topic: str | None) -> Gateway:
        return Gateway(
            provider=self.provider,
            recorder=self._recorder,
            api_version=api_version,
            apns_default_topic=topic,
        )

    def _attach_own(self) -> None:
        """Attach the push service that the server has itself, if it has one."""
        node = self._knowledge.push_node
        if node is not None and self.mode == "pubsub-full":
            own = PushService(node, self.pubsub, provider=self.provider, gateway=self._gateway)
            own.pubsub_plugins = self._settings.pubsub_plugins
            self.attach(own)

    def _make_reception(self, inbox: Inbox) -> Reception:
        return Reception(
            knowledge=self._knowledge,
            settings=self._settings,
            domain=self.domain,
            pubsub=self.pubsub,
            is_virtual=self.mode == "pubsub-less",
            memory=self.memory,
            sessions=self._sessions,
            streams=self.streams,
            services=self.services,
            incoming=self._incoming,
            recorder=self._recorder,
            publishing=self._publishing,
            deliveries=Deliveries(
                domain=self.domain,
                sessions=self._sessions,
                streams=self.streams,
                publishing=self._publishing,
                recorder=self._recorder,
                registrations=self.registrations,
                inbox=inbox,
                resume_timeout=self._resume_timeout,
            ),
            rooms=self._rooms,
        )

    def _make_rooms(self, service: RoomService) -> Rooms:
        return Rooms(
            service=service,
            domain=self.domain,
            sessions=self._sessions,
            recorder=self._recorder,
            deliveries=self._reception.deliveries,
            publishing=self._make_publishing(
                domain=service.host,
                publisher=options.mentioning(),
                memory=service.memory,
                virtual=None,
            ),
        )

    def _answer_to_publish(self, publish: str) -> str | None:
        return self._reception.answer_to_publish(publish)

    def _make_publishing(self, **other: Any) -> Publishing:
        is_virtual = self._knowledge.push_node is not None and self.mode == "pubsub-less"
        parts: dict[str, Any] = {
            "domain": self.domain,
            "publisher": options.publisher(self._knowledge),
            "memory": self.memory,
            "virtual": self.pubsub if is_virtual else None,
        }
        return Publishing(
            settings=self._settings,
            sessions=self._sessions,
            services=self.services,
            streams=self.streams,
            gateway=self._gateway,
            recorder=self._recorder,
            answer_to_publish=self._answer_to_publish,
            **{**parts, **other},
        )
