"""A publish as a push service gets it, and the answers to it."""

from typing import Self

from pushstanza.diagnostics.arguments import public
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.payloads.answers import Answer
from pushstanza.payloads.result import ProviderRequest, Translation
from pushstanza.payloads.translate import translate
from pushstanza.slixmpp.errors import PublishError, bad_request
from pushstanza.stanzas.build import refuse
from pushstanza.stanzas.forms import PublishOptions, PushSummary
from pushstanza.stanzas.rfc6120 import DefinedCondition, ErrorKind, Iq
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0060_errors import ErrorCondition
from pushstanza.stanzas.xep0357 import Notification

#: The reasons why a translation makes no request that are about the publish-options.
_OF_OPTIONS = frozenset({"missing-device-id", "missing-service"})


@frozen(kw_only=True)
class Push:
    """A notification that a server published to a push service (XEP-0357, section 7).

    Attributes:
        iq: The publish.
        node: The node, which stands for a device of a user.
        notification: The payload.
        options: The publish-options, which the client gave when it enabled the push; ``None``
            without a form. ``problems`` lists what could not be read.
    """

    iq: Iq
    node: str
    notification: Notification
    options: PublishOptions | None = None

    @classmethod
    @public
    def of(cls, iq: Iq) -> Self:
        """Return the push in a publish.

        Raises:
            PublishError: There is no node, or not exactly one notification.
            UnexpectedPayloadError: It is no pubsub request.
            WrongTypeError: *iq* is no ``Iq``.
        """
        pubsub = iq.expect(Pubsub)
        publish, holder = pubsub.publish, pubsub.publish_options
        payloads = [] if publish is None else [item.payload for item in publish.items]
        if publish is None or publish.node is None:
            raise bad_request("the publish has no node", "nodeid-required")
        if len(payloads) != 1 or not isinstance(payloads[0], Notification):
            raise bad_request("the publish must contain exactly one notification")
        return cls(
            iq=iq,
            node=publish.node,
            notification=payloads[0],
            options=None if holder is None else holder.options,
        )

    @property
    def server(self) -> Jid | None:
        """The server that published it, which is that of the user."""
        return self.iq.from_

    @property
    def service(self) -> Jid | None:
        """The push service to which it was published."""
        return self.iq.to

    @property
    def summary(self) -> PushSummary | None:
        """The summary of what has come for the user; ``None`` without a form."""
        return self.notification.summary

    @public
    def translate(
        self,
        options: PublishOptions | None = None,
        *,
        body: str | None = None,
        apns_default_topic: str | None = None,
        shorten: bool = True,
    ) -> Translation:
        """Return the request to APNs or FCM, or why there is none; nothing is raised.

        Args:
            options: What replaces the publish-options, such as what the push service knows of the
                node. Without it they have to hold ``service`` and ``device_id``, as those for
                MongooseIM do.
            body: The text of an alert, if the summary holds neither a sender nor a text. ejabberd
                and Prosody publish neither unless they are set up to.
            apns_default_topic: The topic that the connection to APNs has.
            shorten: Whether a body that is too long is cut.
        """
        notification = self.notification
        summary = self.summary or PushSummary()
        if body and not summary.last_message_sender and not summary.last_message_body:
            summary = summary.evolve(last_message_body=body)
            notification = notification.evolve(form=summary.form())
        return translate(
            notification,
            options=options or self.options,
            apns_default_topic=apns_default_topic,
            shorten=shorten,
        )

    @public
    def request(
        self,
        options: PublishOptions | None = None,
        *,
        body: str | None = None,
        apns_default_topic: str | None = None,
        shorten: bool = True,
    ) -> ProviderRequest:
        """Return the request to APNs or FCM.

        The arguments are those of :meth:`translate`.

        Raises:
            PublishError: None can be made. The plugin answers it to the server.
        """
        made = self.translate(
            options, body=body, apns_default_topic=apns_default_topic, shorten=shorten
        )
        if made.request is None:
            raise _refusal(made)
        return made.request

    @public
    def refuse(
        self,
        type: ErrorKind,
        condition: DefinedCondition,
        *,
        pubsub: ErrorCondition | None = None,
        text: str | None = None,
    ) -> Iq:
        """Return an error as the answer to the publish, which it does not repeat.

        MongooseIM disables a registration after an error of type ``cancel``, ejabberd after any
        but ``wait``, Prosody after several in a row but ``wait``.
        """
        request = self.iq.evolve(payload=None)
        return refuse(request, type, condition, pubsub=pubsub, text=text)

    @public
    def reply(self, answer: Answer) -> Iq | None:
        """Return the answer to the publish that a provider's answer calls for.

        ``None``, an acknowledgement, if the provider accepted the request; an error of type
        ``cancel``, as MongooseIM's push nodes answer, if the device is gone, so that servers
        disable the registration; one of type ``wait`` otherwise, since the registration is valid.

        Args:
            answer: What :func:`pushstanza.read_answer` or :func:`pushstanza.answer` returned.
        """
        if answer.error is None:
            return None
        if answer.drop_token:
            return self.refuse(
                "cancel", "not-acceptable", pubsub="device-not-registered", text=answer.meaning
            )
        return self.refuse("wait", "internal-server-error", text=answer.meaning)


def _refusal(made: Translation) -> PublishError:
    """Return the error for a translation without a request."""
    text = next((each.message for each in made.diagnostics), "no request can be made")
    if made.reason in _OF_OPTIONS:  # MongooseIM ``node_push.erl``; XEP-0060, section 7.1.5
        return PublishError(
            text, type="cancel", condition="conflict", pubsub="precondition-not-met"
        )
    return bad_request(text)
