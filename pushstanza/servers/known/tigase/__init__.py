"""Tigase: ``PushNotifications`` of the session manager, and its extensions.

Source: Tigase ``tigase/xmpp/impl/push``. No server was run: what is inferred says so.
"""

from pushstanza.servers.beyond import BEYOND_PUSH, ELEMENTS_OF_STREAM, UNASKED
from pushstanza.servers.known.tigase.log import LOG_LINES
from pushstanza.servers.known.tigase.publisher import PUBLISHER
from pushstanza.servers.known.tigase.requests import (
    DISABLE,
    ENABLE,
    OTHER,
    REMOVAL,
    ROUTING,
    STREAM,
    WITHOUT_ANSWER,
    is_remote_disable,
)
from pushstanza.servers.options import (
    AWAY,
    ENCRYPTED_MESSAGE_BODY,
    INCLUDE_BODY,
    INCLUDE_SENDER,
    TTL,
)
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE

TIGASE = Server(
    publisher=PUBLISHER,
    name="tigase",
    title="Tigase",
    tables=(
        ELEMENTS_OF_STREAM,
        STREAM,
        UNASKED,
        WITHOUT_ANSWER,
        REMOVAL,
        BEYOND_PUSH,
        ROUTING,
        ENABLE,
        DISABLE,
        OTHER,
        UNREACHABLE,
    ),
    is_remote_disable=is_remote_disable,
    options=(TTL, INCLUDE_BODY, INCLUDE_SENDER, ENCRYPTED_MESSAGE_BODY, AWAY),
    log_lines=LOG_LINES,
    repeats=True,
    codes=True,
    language="en",
    position=5,
)

SERVERS = (TIGASE,)
