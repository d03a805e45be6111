"""A client that asks its server to notify a phone while it is offline."""

from typing import Any

from slixmpp import ClientXMPP

import pushstanza as ps
from pushstanza import build
from pushstanza.slixmpp import XEP_0357, RefusedError

#: The push service of the app, which knows the device token by the name of the node.
SERVICE = "push.example.com"


def options(secret: str) -> ps.PublishOptions:
    """Return what the server has to pass on to the push service."""
    return ps.PublishOptions(secret=secret)


def enable_push(node: str, secret: str) -> ps.Iq:
    """Return the request that enables push notifications for this phone."""
    return build.enable(SERVICE, node, options(secret))


class PushClient(ClientXMPP):
    """A client that enables push notifications each time it logs in."""

    def __init__(self, jid: str, password: str, *, node: str, secret: str) -> None:
        super().__init__(jid, password)
        self.node = node
        self.secret = secret
        #: Why the server refused, if it did.
        self.refused: RefusedError | None = None
        self.add_event_handler("session_start", self.start)

    async def start(self, _event: Any) -> None:
        """Become available, and enable push notifications."""
        self.send_presence()
        try:
            await XEP_0357.of(self).enable(SERVICE, self.node, options(self.secret))
        except RefusedError as error:
            self.refused = error
        self.event("push_answered")
