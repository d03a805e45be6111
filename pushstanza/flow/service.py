"""Push services, which take publishes and send requests to providers."""

from collections.abc import Sequence
from typing import Literal

import attrs

from pushstanza.diagnostics.arguments import Argument
from pushstanza.diagnostics.records import frozen
from pushstanza.flow import arguments, options
from pushstanza.flow.answering import write_down
from pushstanza.flow.gateway import Gateway, Sent
from pushstanza.flow.incoming import stanzas_of
from pushstanza.flow.provider import Provider
from pushstanza.flow.recorder import PROVIDERS, Recorder
from pushstanza.jid import AnyJid, Jid
from pushstanza.payloads.answers import UNREACHABLE, answer
from pushstanza.payloads.reactions import NOT_REGISTERED, NOT_SUBMITTED
from pushstanza.payloads.result import ProviderRequest
from pushstanza.servers import SERVERS, inputs
from pushstanza.servers.answer import Answer
from pushstanza.servers.case import Case
from pushstanza.servers.delivery import Block, Delivery, Device, Failure, without
from pushstanza.servers.known.mongooseim.publishing import REFUSED_BY_MONGOOSEPUSH, published
from pushstanza.servers.options import PUBSUB_PLUGINS
from pushstanza.servers.reading import Received
from pushstanza.servers.request import Request, request
from pushstanza.servers.world import Memory, Node
from pushstanza.stanzas.given import Given


@frozen
class _Failed:
    """What is answered where a device was not reached, why, and what that means for the next."""

    answer: Answer
    reason: str
    effect: str = ""


def _host(host: AnyJid) -> str:
    return arguments.host(Argument("PushService", "host"), host)


@arguments.checked
@attrs.define(eq=False, repr=False)
class PushService:
    """A push service at a host: MongooseIM's push node, p2, fpush, mod_push_appserver, or Tigase's.

    Args:
        kind: ``node_push``, ``p2``, ``fpush``, ``mod_push_appserver`` or ``tigase-push``.
        host: Its JID, which is a domain.
        provider: APNs and FCM behind it.
        memory: The nodes that it has; none by default.
        version: The version of the push service, where it matters.
        recorder: Who writes the timeline; the server's as soon as it is attached.
        gateway: MongoosePush behind a push node; other push services have none.
        pubsub_plugins: The plugins of MongooseIM's pubsub service, the first of which is the
            default; other push services have none. Only ``push`` by default.

    Raises:
        UnknownServerError: there is no such push service, or version.
        JidError: *host* is not a valid JID.
        WrongTypeError: an argument is unknown, missing, or of a wrong type.
        WrongValueError: an argument has a wrong value, or is an option that this push service does
            not have.
    """

    kind: str = attrs.field(converter=options.push_service)
    host: str = attrs.field(converter=_host)
    provider: Provider = attrs.field(
        factory=Provider, kw_only=True, validator=arguments.is_instance(Provider)
    )
    memory: Memory = attrs.field(
        factory=Memory, kw_only=True, validator=arguments.is_instance(Memory)
    )
    recorder: Recorder = attrs.field(
        factory=Recorder, kw_only=True, validator=arguments.is_instance(Recorder)
    )
    version: str | None = attrs.field(default=None, kw_only=True)
    _given_gateway: Gateway | None = attrs.field(default=None, kw_only=True, alias="gateway")
    pubsub_plugins: Sequence[str] = attrs.field(default=("push",), kw_only=True)
    gateway: Gateway = attrs.field(init=False)
    _blocks: dict[str, tuple[float, Block]] = attrs.field(factory=dict, init=False)
    """The tokens that are blocked, each with when that ends, and its block."""
    _latest: dict[str, float] = attrs.field(factory=dict, init=False)
    """When each node was last pushed to."""

    def __attrs_post_init__(self) -> None:
        options.check_version(self.kind, self.version)
        self._check_plugins()
        if self._given_gateway is None:
            self.gateway = Gateway(provider=self.provider, recorder=self.recorder)
        else:
            self.gateway = self._checked(self._given_gateway)

    def _check_plugins(self) -> None:
        argument = Argument("PushService", "pubsub_plugins")
        options.check_value(argument, PUBSUB_PLUGINS, self.pubsub_plugins, self.kind)
        self.pubsub_plugins = tuple(self.pubsub_plugins)
        if self.pubsub_plugins != ("push",) and not self.has_mongoosepush:
            reason = f"is an option of node_push, and not of {self.kind}"
            raise argument.wrong_value(reason, self.pubsub_plugins, "('push',)")

    def _checked(self, gateway: object) -> Gateway:
        argument = Argument("PushService", "gateway")
        made = arguments.instance(argument, gateway, Gateway)
        if self.has_mongoosepush:
            return made
        reason = f"is an option of node_push, and not of {self.kind}"
        raise argument.wrong_value(reason, made, "None")

    def __repr__(self) -> str:
        return (
            f"PushService({self.kind!r}, {self.host!r}, nodes={len(self.memory.nodes)}, "
            f"devices={len(self.devices)}, requests={len(self.requests)})"
        )

    @property
    def has_mongoosepush(self) -> bool:
        """Whether it asks MongoosePush, and not a provider itself."""
        return SERVERS[self.kind].delivery is None

    @property
    def devices(self) -> dict[str, Device]:
        """The devices that it knows by their nodes, those of commands among them."""
        return self.memory.devices

    @property
    def requests(self) -> list[ProviderRequest]:
        """The requests to the providers."""
        return self.provider.requests

    def register(
        self,
        node: str,
        token: str,
        provider: Literal["apns", "fcm"] = "fcm",
        *,
        secret: str | None = None,
    ) -> None:
        """Register a device for a node, as its app does outside of the flow.

        At p2, mod_push_appserver and Tigase's component a client may do so by a command, which
        :meth:`receive` takes.

        Args:
            node: The node.
            token: The device token.
            provider: Who reaches the device: ``apns`` or ``fcm``.
            secret: What the publish-options have to hold; fpush asks for none.

        Raises:
            WrongValueError: one of these has a wrong value, or *secret* is given to fpush; or this
                is MongooseIM's push node, which finds the token in the publish-options.
        """
        self._check_registers(node, secret)
        arguments.text(Argument("PushService.register()", "node"), node)
        arguments.text(Argument("PushService.register()", "token"), token)
        self.devices[node] = Device(token, provider, secret)
        self.memory.nodes[node] = Node(name=node, options={"publish_model": "open"})

    def _check_registers(self, node: object, secret: object) -> None:
        """Refuse what this push service would not look at."""
        delivery = SERVERS[self.kind].delivery
        if delivery is None:
            raise Argument("PushService.register()", "node").wrong_value(
                f"is of no use, since {self.kind} knows no devices: create the node with a stanza, "
                "such as that of build.create_node; the token is in the options of the enable",
                node,
                "another push service",
            )
        if delivery.wrong_secret is None and secret is not None:
            raise Argument("PushService.register()", "secret").wrong_value(
                f"is of no use, since {self.kind} asks for none: the node itself is the token",
                secret,
                "None",
            )

    def receive(self, sender: AnyJid, stanza: Given) -> list[str]:
        """Take a stanza of *sender*, or several in one text; return those sent in response.

        Args:
            sender: Who sends it: a server, or a client.
            stanza: Text, bytes, an element or a model. A malformed stanza gets what the push
                service answers to it.

        Raises:
            JidError: *sender* is not a valid JID.
            UnreadableError: there is no stanza in it, not even a malformed one.
            UnsupportedDataError: it is something else, or seems to be the name of a file.
        """
        who = arguments.address(Argument("PushService.receive()", "sender"), sender)
        found = stanzas_of(Argument("PushService.receive()", "stanza"), stanza)
        return [answer for each in found for answer in self.take(who, each)]

    def take(self, sender: Jid, stanza: Received) -> list[str]:
        """Take one stanza of *sender*; return what is sent in answer."""
        self.recorder.join(self.host, "push service")
        seen = request(
            stanza.root,
            sender,
            pubsub=self.host,
            world=self.memory,
            version=self.version or (SERVERS[self.kind].versions or ("",))[0],
            damage=stanza.damage,
            parser_error=stanza.parser_error,
            pubsub_plugins=tuple(self.pubsub_plugins),
        )
        server = SERVERS[self.kind]
        case = server.case(seen)
        found = case.answer_to(seen)
        if case is REFUSED_BY_MONGOOSEPUSH:
            found = published(seen)
        failed = self._done(case, seen) if found.type == "result" else None
        reply = server.reply(seen, failed.answer if failed else found)
        if found.type == "unpredicted":
            return write_down(self.recorder, self.host, seen, case=case, answer=found, reply=reply)
        if failed is not None and reply is not None:
            self._record(seen, failed.answer, reply, reason=failed.reason, effect=failed.effect)
        elif reply is not None:
            is_refused = found.type != "result"
            self._record(
                seen,
                found,
                reply,
                reason=case.reason_for(seen) if is_refused else "",
                effect=case.effect_of(seen) if is_refused else self._effect(case, seen),
            )
        return [] if reply is None else [reply]

    def _done(self, case: Case, seen: Request) -> _Failed | None:
        """Do what is asked; return what is answered where that fails."""
        if case.act is not None:
            case.act(seen, self.memory)
        if seen.action_name != "publish" or case.is_in_vain:
            return None
        delivery = SERVERS[self.kind].delivery
        return self._push(seen) if delivery is None else self._deliver(delivery, seen)

    def _push(self, seen: Request) -> _Failed | None:
        """Ask MongoosePush (MongooseIM ``node_push.erl``)."""
        summary = inputs.single_values(inputs.summary_form(seen))
        sent = self.gateway.push(self.host, summary, _options(seen))
        refused = _refusal(sent)
        return None if refused is None else _Failed(refused, sent.reason)

    def _deliver(self, delivery: Delivery, seen: Request) -> _Failed | None:
        """Ask the provider."""
        device = self.devices.get(seen.action_node) or Device(seen.action_node, "apns")
        if delivery.wrong_secret is not None and device.secret != _options(seen).get("secret"):
            return _Failed(delivery.wrong_secret, "the secret is not that of the node")
        failed = [self._wake(delivery, each, seen) for each in device.all]
        return None if None in failed else failed[-1]

    def _wake(self, delivery: Delivery, device: Device, seen: Request) -> _Failed | None:
        """Ask the provider for one of the devices of a node."""
        block = self._block_of(device)
        if block is not None:
            return _Failed(block.answer, block.reason)
        reason = self._ask(delivery.request(device, seen))
        if reason is None:
            return None
        failure = delivery.failure(device, reason)
        self._follow(seen.action_node, device, failure)
        return _Failed(failure.answer, reason, failure.effect)

    def _effect(self, case: Case, seen: Request) -> str:
        """Return the effect of what is done: nothing is said of an ordinary publish."""
        if seen.action_name != "publish" or case.is_in_vain:
            return case.effect_of(seen)
        return self._pace(seen.action_node) or ("" if case.input.is_rest else case.effect_of(seen))

    def _pace(self, node: str) -> str:
        """Return what the real push service does where a push follows another fast."""
        delivery, now = SERVERS[self.kind].delivery, self.recorder.waited
        if delivery is None or delivery.pace is None:
            return ""
        before, self._latest[node] = self._latest.get(node), now
        is_fast = before is not None and now - before < delivery.pace.seconds
        return delivery.pace.effect if is_fast else ""

    def _block_of(self, device: Device) -> Block | None:
        """Return the block of a token, if it is still in force."""
        ends, block = self._blocks.get(device.token, (0.0, None))
        return block if self.recorder.now < ends else None

    def _follow(self, node: str, device: Device, failure: Failure) -> None:
        """Do with a device what follows from a failure."""
        if isinstance(failure.then, Block):
            self._blocks[device.token] = (self.recorder.now + failure.then.seconds, failure.then)
        elif failure.then == "forget":
            known = self.devices.pop(node, None)
            left = known and without(known, device.token)
            if left is None:
                self.memory.nodes.pop(node, None)
            else:
                self.devices[node] = left

    def _ask(self, made: ProviderRequest) -> str | None:
        provider = PROVIDERS[made.service]
        self.recorder.join(provider, "provider")
        self.recorder.request(
            self.host,
            provider,
            f"POST to {provider}",
            made.to_dict(),
            size=made.size,
            limit=made.limit,
        )
        reason = self.provider.send(made)
        if reason is None:
            self.recorder.response(provider, self.host, "200", "ok")
            self.recorder.display(made)
        elif reason == UNREACHABLE:
            self.recorder.response(provider, self.host, "no response", "lost")
        else:
            meaning = answer(made.service, reason).meaning
            self.recorder.response(provider, self.host, reason, "error", reason=meaning)
        return reason

    def _record(
        self, seen: Request, answer_: Answer, reply: str, *, reason: str = "", effect: str = ""
    ) -> None:
        is_refused = answer_.type != "result"
        self.recorder.stanza(
            self.host,
            str(seen.sender),
            str(answer_) if is_refused else "result",
            reply,
            is_answer=True,
            outcome="error" if is_refused else "ok",
            reason=reason,
            effect=effect,
        )


def _options(seen: Request) -> dict[str, str]:
    return inputs.single_values(inputs.options_form(seen))


def _refusal(sent: Sent) -> Answer | None:
    """Return what a push node answers (``handle_push_hook_result/1``)."""
    made = {"gone": NOT_REGISTERED, "failed": NOT_SUBMITTED}.get(sent.fate)
    return None if made is None else Answer("error", made.type, made.conditions)
