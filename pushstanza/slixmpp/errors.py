"""What goes wrong in a request or a publish."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cached_property
from typing import Any

from slixmpp.exceptions import IqError
from slixmpp.stanza import Iq as SlixIq

from pushstanza.diagnostics import PushStanzaError
from pushstanza.explaining import Explanation, explain
from pushstanza.stanzas.build import refuse
from pushstanza.stanzas.given import text_of
from pushstanza.stanzas.parse import parse_iq
from pushstanza.stanzas.rfc6120 import DefinedCondition, ErrorKind, Iq, StanzaError
from pushstanza.stanzas.xep0060_errors import ErrorCondition


class RefusedError(PushStanzaError, IqError):
    """A server or push service answered a request with an error.

    It is an ``IqError`` of slixmpp, with its ``iq``, ``condition``, ``text`` and ``etype``.

    Attributes:
        error: The error as a model; ``None`` if it does not fit one.
    """

    def __init__(self, iq: SlixIq) -> None:
        self.error: StanzaError | None = _error(iq)
        IqError.__init__(self, iq)
        if self.error is not None:  # slixmpp reads no error in the stream of a component
            self.etype = self.error.type  # type: ignore[assignment]  # slixmpp knows no "continue"
            self.text: str = self.error.text or ""
            if self.error.condition is not None:
                self.condition = self.error.condition.name
        # Not the stanza, which may repeat a device token.
        self.args: tuple[Any, ...] = (str(self),)

    def __reduce__(self) -> tuple[Callable[..., Exception], tuple[Any, ...]]:
        return _refused, (self.iq.xml,)

    @cached_property
    def explanations(self) -> list[Explanation]:
        """The likely causes, their fixes and effects, as :func:`pushstanza.explain` knows them."""
        return explain(text_of(self.iq))

    def __str__(self) -> str:
        """Return the error in one line; it holds nothing of the request."""
        return ": ".join(filter(None, ("refused", self.etype, self.condition, self.text)))


def _error(iq: SlixIq) -> StanzaError | None:
    try:
        return parse_iq(iq, validate=False).error
    except PushStanzaError:
        return None


def _refused(xml: ET.Element) -> RefusedError:
    """Return an error that was pickled or copied, without the stream on which it came."""
    return RefusedError(SlixIq(xml=xml, recv=True))


class PublishError(PushStanzaError, ValueError):
    """No request to a provider can be made of a publish.

    Raised in a handler of publishes, it is answered to the server.

    Attributes:
        type: What the server is to do. MongooseIM disables a registration after ``cancel``,
            ejabberd after anything but ``wait``, Prosody after several errors but ``wait``.
        condition: The stanza error.
        pubsub: The condition of XEP-0060, section 7.1.3 and 7.1.5.
    """

    def __init__(
        self,
        text: str,
        *,
        type: ErrorKind,
        condition: DefinedCondition,
        pubsub: ErrorCondition | None,
    ) -> None:
        super().__init__(text)
        self.type: ErrorKind = type
        self.condition: DefinedCondition = condition
        self.pubsub: ErrorCondition | None = pubsub

    def answer(self, request: Iq) -> Iq:
        """Return the error as the answer to a publish, which it does not repeat."""
        request = request.evolve(payload=None)
        return refuse(request, self.type, self.condition, pubsub=self.pubsub, text=str(self))


def bad_request(text: str, pubsub: ErrorCondition = "invalid-payload") -> PublishError:
    """Return the error for a publish that holds no notification as it has to be."""
    return PublishError(text, type="modify", condition="bad-request", pubsub=pubsub)
