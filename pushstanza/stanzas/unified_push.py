"""UnifiedPush over XMPP, a draft (README of up): an app's pushes arrive as stanzas.

Prosody's ``mod_unified_push`` and ejabberd's ``mod_unified_push`` are such push servers, too.
"""

from datetime import datetime

from pushstanza.binding import Model, attribute, content, element
from pushstanza.reading import names

NS = names.UNIFIED_PUSH


@element(NS, "register")
class UnifiedPushRegister(Model):
    """Ask a push server for the URL at which an app on the phone is reached.

    Prosody refuses an instance or an application that is no SHA-256 hash in Base64.
    """

    application: str | None = attribute(default=None, doc="The app, as a salted hash in Base64.")
    instance: str | None = attribute(
        default=None, doc="One of the app's registrations, as a salted hash in Base64."
    )


@element(NS, "registered")
class UnifiedPushRegistered(Model):
    """The URL to which an app's server posts its pushes."""

    endpoint: str | None = attribute(
        default=None, doc="The URL; whoever knows it can push.", secret=True
    )
    expiration: datetime | None = attribute(
        default=None, doc="Until when it is valid; the client registers again before."
    )


@element(NS, "push")
class UnifiedPushMessage(Model):
    """A push, which the push server sends to the client in an IQ of type set.

    The client answers with a result, or with item-not-found if the app is gone.
    """

    application: str | None = attribute(default=None, doc="The app, as it was registered.")
    instance: str | None = attribute(default=None, doc="The instance, as it was registered.")
    data: str = content(default="", doc="What was posted, in Base64: 4,096 bytes at most.")
