"""What Tigase writes to its log about push, about other servers and about components.

Source: Tigase main of August 2026, ``AbstractPushNotifications.java``, ``PushNotifications.java``,
``CIDConnections.java``, ``HandshakeProcessor.java``.
"""

from pushstanza.servers.log_line import (
    COMPONENT_DOWN,
    UNREACHABLE,
    LogLine,
    cannot_be_reached,
    cause,
    component_absent,
    wrong_component_secret,
)

_ABSTRACT = "Tigase AbstractPushNotifications.java"
_PUSH = "Tigase PushNotifications.java"
_CONNECTIONS = "Tigase CIDConnections.java"
_HANDSHAKE = "Tigase HandshakeProcessor.java"
_STAYS = "The registration stays; this notification is lost."
_DATABASE = cause(
    "the database of users could not be reached", "look for its error in the same log", _PUSH
)

LOG_LINES = (
    LogLine(
        text="disabling push service … for user …, expired due to TTL",
        source=_ABSTRACT,
        meaning="the registration is older than Tigase keeps one",
        effect="The registration is removed; the client has to enable again.",
        faults=(
            cause(
                "the client has not enabled push for longer than the time to live",
                "let the app enable push at each start",
                _ABSTRACT,
            ),
        ),
    ),
    LogLine(
        text="push notification delivery to … from … timed out!",
        source=f"{_ABSTRACT}, sendPushNotification",
        meaning="the push service did not answer a publish",
        effect=_STAYS,
        faults=(component_absent(_ABSTRACT), cannot_be_reached(_ABSTRACT)),
    ),
    LogLine(
        text="could not disable push for … on …",
        source=f"{_ABSTRACT}, sendPushNotification",
        meaning="an error was to end a registration, which could not be removed",
        effect="The registration stays.",
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Could not publish notification for … to … at …",
        source=_ABSTRACT,
        meaning="a notification could not be made or sent",
        effect=_STAYS,
        faults=(
            cause(
                "the jid of the enable is not valid",
                "enable again with the JID of the push service",
                _ABSTRACT,
                "PS502",
            ),
            cause(
                "max-size of encrypt is no number",
                "send a number of bytes, such as 3000",
                "Tigase EncryptedPushNotificationExtension.java",
                "PS011",
            ),
        ),
    ),
    LogLine(
        text="Could not load push services for session …",
        source=_ABSTRACT,
        meaning="the registrations of a user could not be read",
        effect=_STAYS,
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Could not get push services for …",
        source=_PUSH,
        meaning="the devices of an account that is removed are not notified of it",
        effect="The account is removed with its registrations.",
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Could not send push notification for message …",
        source=_PUSH,
        meaning="the registrations could not be read, and the push is lost",
        effect=_STAYS,
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Could not send push notification about offline message retrieval by …",
        source=_PUSH,
        meaning="a push that tells how many messages are left is lost",
        effect=_STAYS,
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Could not encode payload",
        source="Tigase EncryptedPushNotificationExtension.java",
        meaning="the encrypted payload could not be made",
        effect="A notification without any content is published.",
        faults=(
            cause(
                "the key of the enable is not one of AES-128-GCM",
                "send 16 bytes in Base64 as the key",
                "Tigase EncryptedPushNotificationExtension.java",
                "PS550",
            ),
        ),
    ),
    LogLine(
        text="Could not retrieve roster for user …",
        source="Tigase IgnoreFromUnknownFilter.java",
        meaning="whether the sender is a contact could not be looked up, for ignore-unknown",
        effect=_STAYS,
        faults=(_DATABASE,),
    ),
    # ---- other servers ----
    LogLine(
        text="Remote host not found: …",
        source=_CONNECTIONS,
        meaning="the domain of another server has no DNS records",
        effect=UNREACHABLE,
        faults=(cannot_be_reached(_CONNECTIONS),),
    ),
    LogLine(
        text="DNS misconfiguration for domain: …",
        source=_CONNECTIONS,
        meaning="the SRV records of another server name no host",
        effect=UNREACHABLE,
        faults=(cannot_be_reached(_CONNECTIONS),),
    ),
    # ---- components ----
    LogLine(
        text="Handshaking passwords don't match, disconnecting...",
        source=_HANDSHAKE,
        meaning="a push service that is a component was refused",
        effect=COMPONENT_DOWN,
        faults=(wrong_component_secret(_HANDSHAKE),),
    ),
    LogLine(
        text="No ext connection for hostname: …",
        source="Tigase ComponentProtocol.java",
        meaning="a stanza is for a component that is not connected",
        effect=COMPONENT_DOWN,
        faults=(component_absent("Tigase ComponentProtocol.java"),),
    ),
    LogLine(
        text="Service is not connected for connection for hostname: …",
        source="Tigase ComponentProtocol.java",
        meaning="the connection of a component has ended",
        effect=COMPONENT_DOWN,
        faults=(component_absent("Tigase ComponentProtocol.java"),),
    ),
)
