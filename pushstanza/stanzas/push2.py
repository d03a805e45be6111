"""Push 2.0, a draft (push2.md of prosody-modules): pushes that the server may encrypt.

Source: ``push2.md`` and ``mod_push2.lua`` of prosody-modules. No XEP has it.
"""

from pushstanza.binding import (
    Model,
    Natural,
    attribute,
    child,
    children,
    content,
    element,
    flag,
    payloads,
)
from pushstanza.jid import Jid
from pushstanza.reading import names
from pushstanza.stanzas.rfc6120 import Payload

NS = names.PUSH2
NOTIFY_ONLY = names.PUSH2_NOTIFY_ONLY
WEB_PUSH = names.PUSH2_WEB_PUSH
ENCRYPTED = names.PUSH2_ENCRYPTED


@element(NOTIFY_ONLY, "send")
class Push2NotifyOnly(Model):
    """Send notifications without content: the client connects and fetches the message."""


@element(WEB_PUSH, "jwt-claim")
class Push2JwtClaim(Model):
    """A claim that the server signs; it adds ``exp`` and ``sub`` itself."""

    name: str | None = attribute(default=None, doc="The name of the claim, such as aud.")
    value: str = content(default="", doc="Its value.")


@element(WEB_PUSH, "send")
class Push2WebPush(Model):
    """Send notifications encrypted as Web Push has it (RFC 8291), signed by VAPID (RFC 8292)."""

    ua_public: str | None = child(
        name="ua-public", default=None, doc="The client's public key: P-256, uncompressed, Base64."
    )
    auth_secret: str | None = child(
        name="auth-secret", default=None, doc="16 random bytes, in Base64.", secret=True
    )
    jwt_alg: str | None = child(
        name="jwt-alg", default=None, doc="How the JWT is signed, such as ES256; none without."
    )
    jwt_key: str | None = child(
        name="jwt-key",
        default=None,
        doc="The private key: PKCS#8 in PEM without its first and last line.",
        secret=True,
    )
    claims: tuple[Push2JwtClaim, ...] = children(default=(), doc="The claims of the JWT.")


@element(ENCRYPTED, "encrypted")
class Push2Encrypted(Model):
    """The stanza (XEP-0297, XEP-0420), encrypted with the keys of the client (RFC 8291)."""

    payload: str | None = child(name="payload", default=None, doc="The ciphertext, in Base64.")


@element(NS, "filter")
class Push2Filter(Model):
    """What is pushed of one chat: without mention and reply, nothing."""

    jid: Jid | None = attribute(default=None, doc="The chat: a room, a contact or a host.")
    mention: bool = flag(doc="Push what mentions the user.")
    reply: bool = flag(doc="Push what replies to the user (XEP-0461).")


@element(NS, "match")
class Push2Match(Model):
    """Which stanzas are pushed, and in which form: its payload is a ``send``."""

    profile: str | None = attribute(
        default=None, doc="A match profile, such as urn:xmpp:push2:match:important."
    )
    grace: Natural | None = child(
        name="grace", default=None, doc="For how many seconds activity elsewhere holds pushes back."
    )
    filters: tuple[Push2Filter, ...] = children(default=(), doc="Chats with rules of their own.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="The send profile.")


@element(NS, "enable")
class Push2Enable(Model):
    """Ask the user's server to send notifications of this client to a push service."""

    service: Jid | None = child(
        name="service", default=None, doc="The push service: a host, a bare or a full JID."
    )
    client: str | None = child(
        name="client",
        default=None,
        doc="What the push service knows the client by, such as its Web Push URL.",
        secret=True,
    )
    matches: tuple[Push2Match, ...] = children(default=(), doc="What is pushed; without, nothing.")


@element(NS, "disable")
class Push2Disable(Model):
    """Ask the user's server to stop sending notifications of this client."""


@element(NS, "jwt")
class Push2Jwt(Model):
    """The signed JWT with which the push service asks a Web Push service (RFC 8292)."""

    key: str | None = attribute(default=None, doc="The public key, in Base64.")
    token: str = content(default="", doc="The JWT.", secret=True)


@element(NS, "notification")
class Push2Notification(Model):
    """A notification, which the user's server sends to the push service in a message."""

    client: str | None = child(
        name="client", default=None, doc="The client, as it enabled.", secret=True
    )
    priority: str | None = child(
        name="priority", default=None, doc="How urgent it is: high, normal or low."
    )
    voip: bool = flag(doc="It is a call (mod_push2; not in the draft).")
    encrypted: Push2Encrypted | None = child(default=None, doc="The encrypted stanza.")
    jwt: Push2Jwt | None = child(default=None, doc="The JWT for the Web Push service.")
