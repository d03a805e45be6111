"""Push services, which take publishes and send requests to providers."""

from typing import Literal

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.flow.gateway import Gateway, Sent
from pushstanza.flow.provider import UNREACHABLE, Provider, title_of
from pushstanza.flow.recorder import PROVIDERS, Recorder
from pushstanza.jid import Jid
from pushstanza.payloads.answers import answer
from pushstanza.payloads.reactions import NOT_REGISTERED, NOT_SUBMITTED
from pushstanza.payloads.result import ProviderRequest
from pushstanza.servers import APP_SERVERS, SERVERS, inputs
from pushstanza.servers.answer import Answer, result
from pushstanza.servers.case import Case
from pushstanza.servers.delivery import Delivery, Device
from pushstanza.servers.known.mongooseim.publishing import REFUSED_BY_MONGOOSEPUSH
from pushstanza.servers.reading import Received, received
from pushstanza.servers.request import Request, request
from pushstanza.servers.world import Memory, Node


@attrs.frozen
class _Failed:
    """What is answered where a device was not reached, and why."""

    answer: Answer
    reason: str


def _check_kind(_service: object, _attribute: object, kind: str) -> None:
    if kind not in APP_SERVERS:
        raise PushStanzaError(f"unknown push service {kind!r}; available: {', '.join(APP_SERVERS)}")


@attrs.define(eq=False)
class PushService:
    """A push service at a host: MongooseIM's push node, p2, fpush, or mod_push_appserver.

    Args:
        kind: Which one.
        host: Its JID.
        provider: APNs and FCM behind it.
        gateway: MongoosePush behind a push node.
    """

    kind: str = attrs.field(validator=_check_kind)
    host: str
    provider: Provider = attrs.field(factory=Provider, kw_only=True)
    memory: Memory = attrs.field(factory=Memory, kw_only=True, repr=False)
    recorder: Recorder = attrs.field(factory=Recorder, kw_only=True, repr=False)
    gateway: Gateway = attrs.field(
        default=attrs.Factory(
            lambda self: Gateway(provider=self.provider, recorder=self.recorder), takes_self=True
        ),
        kw_only=True,
        repr=False,
    )
    devices: dict[str, Device] = attrs.field(factory=dict, init=False, repr=False)

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
        """Register a device for a node, as its app does outside of the flow."""
        self.devices[node] = Device(token, provider, secret)
        self.memory.nodes[node] = Node(name=node, options={"publish_model": "open"})

    def receive(self, sender: str, text: str) -> list[str]:
        """Take stanzas of *sender*; return the stanzas sent in response.

        Raises:
            UnreadableError: there is no stanza in *text*.
        """
        who = Jid(sender)
        return [answer for each in received(text) for answer in self.take(who, each)]

    def take(self, sender: Jid, stanza: Received) -> list[str]:
        """Take one stanza of *sender*; return what is sent in answer."""
        self.recorder.join(self.host, "push service")
        seen = request(
            stanza.root,
            sender,
            pubsub=self.host,
            world=self.memory,
            damage=stanza.damage,
            expat_error=stanza.expat_error,
        )
        server = SERVERS[self.kind]
        case = server.case(seen)
        found = case.answer_to(seen)
        if case is REFUSED_BY_MONGOOSEPUSH:
            found = result()
        failed = self._done(case, seen) if found.type == "result" else None
        reply = server.reply(seen, failed.answer if failed else found)
        if failed is not None and reply is not None:
            self._record(seen, failed.answer, reply, reason=failed.reason)
        elif reply is not None:
            is_refused = found.type != "result"
            publishes = seen.action_name == "publish"
            self._record(
                seen,
                found,
                reply,
                reason=case.reason_for(seen) if is_refused else "",
                effect=case.effect_of(seen) if is_refused or not publishes else "",
            )
        return [] if reply is None else [reply]

    def _done(self, case: Case, seen: Request) -> _Failed | None:
        """Do what is asked; return what is answered where that fails."""
        if case.act is not None:
            case.act(seen, self.memory)
        if seen.action_name != "publish":
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
        device = self.devices.get(seen.action_node)
        if delivery.unknown is None:
            device = device or Device(seen.action_node, "apns")
        elif device is None or device.secret != _options(seen).get("secret"):
            return _Failed(
                delivery.unknown, "the node is not registered, or its secret does not match"
            )
        reason = self._ask(delivery.request(device, seen))
        return None if reason is None else _Failed(delivery.failure(reason), reason)

    def _ask(self, made: ProviderRequest) -> str | None:
        provider = PROVIDERS[made.service]
        self.recorder.join(provider, "provider")
        title = title_of(made)
        self.recorder.request(
            self.host, provider, title, made.to_dict(), size=made.size, limit=made.limit
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
