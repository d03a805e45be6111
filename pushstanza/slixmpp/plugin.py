"""The plugin: push notifications for clients and push services that use slixmpp."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from inspect import isawaitable
from typing import ClassVar, Final, Self, TypeAlias

from slixmpp.exceptions import IqError, IqTimeout, XMPPError
from slixmpp.plugins.base import BasePlugin
from slixmpp.xmlstream import StanzaBase, XMLStream
from slixmpp.xmlstream.handler import Callback, CoroutineCallback

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import public
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import AnyJid, Jid
from pushstanza.slixmpp import matching
from pushstanza.slixmpp.convert import Xmpp, from_slixmpp, to_slixmpp
from pushstanza.slixmpp.errors import PublishError, RefusedError, bad_request
from pushstanza.slixmpp.push import Push
from pushstanza.stanzas import build
from pushstanza.stanzas.forms import NodeConfig, PublishOptions
from pushstanza.stanzas.parse import ValidationError, parse_iq
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0030 import DiscoInfo, Feature, Identity
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import NS

_log = logging.getLogger(__name__)

#: What takes publishes: it returns ``None`` to acknowledge one, or an error as the answer.
Handler: TypeAlias = Callable[[Push], Awaitable[Iq | None]]

_PUBLISHES: Final = "XEP-0357 publishes"
_REMOTE_DISABLES: Final = "XEP-0357 remote disables"
_JIDS: Final = ("to", "from")


class HandlerError(PushStanzaError, ValueError):
    """A handler of publishes is registered twice, or returns what answers no publish."""


@frozen(kw_only=True)
class RemoteDisable:
    """A push service says that a node is gone (XEP-0357, section 8).

    Attributes:
        service: Who says it. Anyone can send such a message: compare it with the JID that was
            enabled.
        node: The node; ``None`` for all of the service.
    """

    service: Jid
    node: str | None = None


class XEP_0357(BasePlugin):  # noqa: N801 - slixmpp calls plugins so
    """Push notifications (XEP-0357) for a client or a push service.

    ``XEP_0357.of(client)`` registers and returns it: ``client.plugin["xep_0357"]``, with the type
    that checkers need. ``client.register_plugin("xep_0357", module=pushstanza.slixmpp)`` registers
    it as other plugins are. Every JID is a ``str``, a ``Jid``, or a JID of slixmpp.

    Every coroutine raises :class:`RefusedError`, an ``IqError`` of slixmpp, if the request is
    answered with an error, and ``slixmpp.exceptions.IqTimeout`` if it is not answered in time;
    ``timeout`` is in seconds, 120 by default.

    A client whose server passes on a remote disable gets the event ``push_remote_disable`` with a
    :class:`RemoteDisable`.
    """

    #: The name in slixmpp.
    name = "xep_0357"
    #: The name for people.
    description = "XEP-0357: Push Notifications"
    #: The plugin for service discovery.
    dependencies: ClassVar[set[str]] = {"xep_0030"}

    _handler: Handler | None = None

    @classmethod
    @public
    def of(cls, xmpp: Xmpp) -> Self:
        """Return the plugin of a client or component; it is registered if it is not yet.

        Raises:
            HandlerError: Another plugin is registered as ``xep_0357``.
            WrongTypeError: *xmpp* is no client or component.
        """
        xmpp.register_plugin(cls.name)
        found = xmpp.plugin.get(cls.name, None)
        if not isinstance(found, cls):
            raise HandlerError(f"another plugin is registered as {cls.name}")
        return found

    # ---- clients ----

    @public
    async def discover(
        self, to: AnyJid | None = None, *, timeout: float | None = None
    ) -> DiscoInfo:
        """Return the features of an account or a push service (XEP-0357, section 4).

        Args:
            to: The account or service; without it, the own account.
            timeout: How many seconds to wait.
        """
        target = self._account if to is None else Jid(to)
        answer = await self._ask(build.discover(target), timeout)
        return answer.get(DiscoInfo) or DiscoInfo()

    @public
    async def is_supported(self, to: AnyJid | None = None, *, timeout: float | None = None) -> bool:
        """Tell whether an account, its server or a push service supports push notifications.

        They have the feature ``urn:xmpp:push:0``; MongooseIM's push service has only the identity
        ``pubsub/push``.

        Args:
            to: Whom to ask; without it, the own account and then, since MongooseIM has the feature
                there, its server.
            timeout: How many seconds to wait for each answer.
        """
        asked = (self._account, self._account.domain) if to is None else (to,)
        for each in asked:
            found = await self.discover(each, timeout=timeout)
            if Feature(var=NS) in found.features or any(map(_is_push_service, found.identities)):
                return True
        return False

    @public
    async def enable(
        self,
        service: AnyJid,
        node: str,
        options: PublishOptions | None = None,
        *,
        timeout: float | None = None,
    ) -> None:
        """Ask the own server to publish to a node (XEP-0357, section 5).

        Args:
            service: The push service.
            node: The node on that service.
            options: The publish-options, with which the server publishes.
            timeout: How many seconds to wait.
        """
        await self._ask(build.enable(Jid(service), node, options), timeout)

    @public
    async def disable(
        self, service: AnyJid, node: str | None = None, *, timeout: float | None = None
    ) -> None:
        """Ask the own server to publish no more to a node (XEP-0357, section 6).

        Args:
            service: The push service.
            node: The node; without it, all nodes on the service.
            timeout: How many seconds to wait.
        """
        await self._ask(build.disable(Jid(service), node), timeout)

    @public
    async def create_node(
        self,
        service: AnyJid,
        node: str,
        *,
        config: NodeConfig = build.PUSH_NODE,
        timeout: float | None = None,
    ) -> None:
        """Create a push node at the pubsub service of MongooseIM, before the push is enabled.

        Args:
            service: The pubsub service, such as ``pubsub.example.com``.
            node: The name of the node.
            config: Its configuration; the default is what MongooseIM's tutorial recommends.
            timeout: How many seconds to wait.
        """
        await self._ask(build.create_node(Jid(service), node, config=config), timeout)

    @public
    async def allow_publisher(
        self,
        service: AnyJid,
        node: str,
        publisher: AnyJid | None = None,
        *,
        timeout: float | None = None,
    ) -> None:
        """Allow a server to publish to a push node that was created.

        Args:
            service: The pubsub service.
            node: The node.
            publisher: The server; without it, the own one.
            timeout: How many seconds to wait.
        """
        allowed = Jid(self._account.domain if publisher is None else publisher)
        await self._ask(build.allow_publisher(Jid(service), node, allowed), timeout)

    # ---- push services ----

    @public
    def on_publish(self, handler: Handler) -> Handler:
        """Register the coroutine function that takes publishes; it can be used as a decorator.

        From then on the identity ``pubsub/push`` and the feature ``urn:xmpp:push:0`` are
        advertised, and each publish of a notification is answered:

        - with a result, if the handler returns ``None``;
        - with the error that the handler returns (see :meth:`Push.refuse` and :meth:`Push.reply`)
          or raises as a :class:`PublishError` or ``slixmpp.exceptions.XMPPError``;
        - with ``internal-server-error`` of type ``wait``, if the handler raises anything else,
          which is logged and passed to ``client.exception``;
        - with ``bad-request`` of type ``modify``, without the handler, if it is not valid.

        Raises:
            HandlerError: There is one already.
        """
        if self._handler is not None:
            raise HandlerError("publishes have a handler already")
        self._handler = handler
        self.xmpp.register_handler(
            CoroutineCallback(_PUBLISHES, matching.PUBLISH, self._take_publish)
        )
        disco = self.xmpp.plugin["xep_0030"]
        disco.add_identity(category="pubsub", itype="push")
        disco.add_feature(NS)
        return handler

    @public
    def remote_disable(self, user: AnyJid, node: str, *, service: AnyJid | None = None) -> None:
        """Tell the server of a user that a node is gone (XEP-0357, section 8).

        Nothing answers. Only Tigase heeds it; MongooseIM, ejabberd and Prosody disable a
        registration when a publish is refused (see :meth:`Push.refuse`).

        Args:
            user: The user.
            node: The node.
            service: The push service; without it, the JID of this stream.
        """
        sender = Jid(self.xmpp.boundjid if service is None else service)
        self.xmpp.send(to_slixmpp(build.remote_disable(sender, Jid(user), node), self.xmpp))

    # ---- slixmpp ----

    def plugin_init(self) -> None:
        """Listen for remote disables."""
        self.xmpp.register_handler(
            Callback(_REMOTE_DISABLES, matching.REMOTE_DISABLE, self._take_remote_disable)
        )

    def plugin_end(self) -> None:
        """Listen no more."""
        self.xmpp.remove_handler(_REMOTE_DISABLES)
        if self._handler is not None:
            self.xmpp.remove_handler(_PUBLISHES)
            disco = self.xmpp.plugin["xep_0030"]
            disco.del_identity(category="pubsub", itype="push", name=None, lang=None)
            disco.del_feature(feature=NS)
            self._handler = None

    # ---- how it is done ----

    @property
    def _account(self) -> Jid:
        return Jid(self.xmpp.boundjid.bare)

    async def _ask(self, request: Iq, timeout: float | None) -> Iq:
        """Send a request, and return its result."""
        if self.xmpp.is_component:
            request = request.evolve(from_=Jid(self.xmpp.boundjid))
        sent = to_slixmpp(request.evolve(id=self.xmpp.new_id()), self.xmpp)
        try:
            answer = await sent.send(timeout=timeout)
        except IqError as error:
            raise RefusedError(error.iq) from None
        return parse_iq(answer, validate=False)

    async def _take_publish(self, stanza: StanzaBase) -> None:
        answer = await self._answer(stanza)
        if not self.xmpp.is_component:
            answer = answer.evolve(from_=None)  # its server knows who a client is
        self.xmpp.send(to_slixmpp(answer, self.xmpp))

    async def _answer(self, stanza: StanzaBase) -> Iq:
        request = _request(stanza)
        try:
            answer = await self._handle(Push.of(_valid(stanza)))
        except PublishError as error:
            return error.answer(request)
        except (IqError, IqTimeout) as error:
            return self._failed(request, error)  # of a request that the handler made itself
        except XMPPError:
            raise  # slixmpp answers it
        except Exception as error:
            return self._failed(request, error)
        return build.result(request) if answer is None else answer

    async def _handle(self, push: Push) -> Iq | None:
        if self._handler is None:
            return None
        answering = self._handler(push)
        if not isawaitable(answering):
            raise HandlerError("the handler of publishes must be a coroutine function")
        answer = await answering
        if answer is not None and not _answers(answer, push.iq):
            raise HandlerError(
                "the handler of publishes must return None or an error for the publish"
            )
        return answer

    def _failed(self, request: Iq, error: Exception) -> Iq:
        # The stanza that an error of slixmpp holds may repeat a device token.
        shown = None if isinstance(error, XMPPError) else error
        name = type(error).__name__
        _log.error("the handler of publishes failed: %s", name, exc_info=shown)
        stream: XMLStream = self.xmpp
        stream.exception(error)
        return build.refuse(request, "wait", "internal-server-error")

    def _take_remote_disable(self, stanza: StanzaBase) -> None:
        try:
            message = from_slixmpp(stanza, validate=False)
        except PushStanzaError as error:
            _log.debug("a remote disable cannot be read: %s", error)
            return
        if isinstance(message, Message) and message.type != "error":
            for each in self._ended(message):
                self.xmpp.event("push_remote_disable", each)

    def _ended(self, message: Message) -> Iterator[RemoteDisable]:
        """Yield the nodes that a message says are gone for the own account."""
        pubsub = message.get(Pubsub)
        if pubsub is None or message.from_ is None:
            return
        listed = pubsub.affiliations
        held = [(pubsub.node, pubsub.affiliation)] if pubsub.affiliation else []
        held += [(listed.node, each) for each in listed.affiliations] if listed else []
        for node, each in held:
            if each.affiliation == "none" and self._is_own(each.jid):
                yield RemoteDisable(service=message.from_, node=node or each.node)

    def _is_own(self, jid: Jid | None) -> bool:
        return jid is None or (jid.is_valid and jid.bare == self._account)


def _is_push_service(identity: Identity) -> bool:
    return (identity.category, identity.type) == ("pubsub", "push")


def _answers(answer: object, request: Iq) -> bool:
    if not isinstance(answer, Iq):
        return False
    return answer.type in {"error", "result"} and answer.id == request.id


def _request(stanza: StanzaBase) -> Iq:
    """Return a publish without its content, which may not be valid."""
    get = stanza.xml.get
    to, sender = (None if (jid := get(name)) is None else Jid.unchecked(jid) for name in _JIDS)
    return Iq(type="set", id=get("id", ""), to=to, from_=sender)


def _valid(stanza: StanzaBase) -> Iq:
    """Return a publish as a model."""
    try:
        return parse_iq(stanza)
    except ValidationError as error:
        reason = error.violations[0].message
    except PushStanzaError as error:
        reason = str(error)
    raise bad_request(f"the publish is not valid: {reason}")
