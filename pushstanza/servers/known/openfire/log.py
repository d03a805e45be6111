"""What Openfire and its plugin write to their logs about push, other servers and components.

Source: openfire-pushnotification-plugin of December 2025, ``Push0IQHandler.java``,
``PushInterceptor.java``; Openfire of July 2026.
"""

from pushstanza.servers import inputs as given
from pushstanza.servers.log_line import (
    COMPONENT_DOWN,
    UNREACHABLE,
    Fault,
    LogLine,
    cannot_be_reached,
    cause,
    component_absent,
    connected_twice,
    is_not_trusted,
    wrong_component_secret,
)

_HANDLER = "openfire-pushnotification-plugin Push0IQHandler.java"
_INTERCEPTOR = "openfire-pushnotification-plugin PushInterceptor.java"
_MANAGER = "openfire-pushnotification-plugin PushServiceManager.java"
_SESSIONS = "openfire-pushnotification-plugin TerminationDelegateManager.java"
_OUT = "Openfire LocalOutgoingServerSession.java"
_COMPONENT = "Openfire LocalComponentSession.java"
_STAYS = "The registration stays."


def _database(source: str) -> Fault:
    return cause("the database could not be reached", "look for its error in the same log", source)


LOG_LINES = (
    LogLine(
        text="Push service '…', node '…', for user '…' was already registered.",
        source=_HANDLER,
        meaning="the client sent the same enable again, which is harmless",
        effect=_STAYS,
    ),
    LogLine(
        text="Ignoring a request stanza that could not be parsed",
        source=_HANDLER,
        meaning="an enable lacks its jid or its node, or the jid is not valid",
        effect="Nothing is registered; the client gets bad-request.",
        faults=(
            Fault(given.no_jid, _HANDLER),
            Fault(given.malformed_jid, _HANDLER),
            Fault(given.no_node, _HANDLER),
        ),
    ),
    LogLine(
        text="An exception occurred while trying to to parse push service and node from stanza",
        source=_HANDLER,
        meaning="the jid of an enable is not valid",
        effect="Nothing is registered; the client gets bad-request.",
        faults=(Fault(given.malformed_jid, _HANDLER), Fault(given.no_jid, _HANDLER)),
    ),
    LogLine(
        text="Ignoring an unexpected request stanza of type 'get'",
        source=_HANDLER,
        meaning="an enable or a disable is of type get",
        effect="Nothing changes; the client gets bad-request.",
        faults=(Fault(given.type_get, _HANDLER),),
    ),
    LogLine(
        text="an entity that's not recognized as a registered user",
        source=_HANDLER,
        meaning="someone without an account, such as a guest, tried to enable push",
        effect="Nothing is registered; the client gets not-authorized.",
        faults=(cause("the user is a guest or has no account", "log in to an account", _HANDLER),),
    ),
    LogLine(
        text="Unable to load user, while user was confirmed to be a registered user",
        source=_HANDLER,
        meaning="the account disappeared while its request was handled",
        effect="Nothing is registered; the client gets internal-server-error.",
        faults=(_database(_HANDLER),),
    ),
    LogLine(
        text="An exception occurred while registering push service '…'",
        source=_HANDLER,
        meaning="the registration could not be stored",
        effect="Nothing is registered; the client gets internal-server-error.",
        faults=(_database(_HANDLER),),
    ),
    LogLine(
        text="An exception occurred while deregistering push service '…'",
        source=_HANDLER,
        meaning="the registration could not be removed",
        effect="The registration stays; the client gets internal-server-error.",
        faults=(_database(_HANDLER),),
    ),
    LogLine(
        text="Unknown namespace element: …",
        source=_HANDLER,
        meaning="the element is neither enable nor disable",
        effect="Nothing changes; the client gets bad-request.",
        faults=(Fault(given.other_name, _HANDLER),),
    ),
    LogLine(
        text="user is over the rate limit",
        source=_INTERCEPTOR,
        meaning="too many messages arrived within a second for one push each",
        effect="The registration stays; the pushes above the limit are left out.",
    ),
    LogLine(
        text="not re-attempting push for this message",
        source=_INTERCEPTOR,
        meaning="the same message was pushed less than five minutes ago",
        effect=_STAYS,
    ),
    LogLine(
        text="An exception occurred while obtain push notification service nodes",
        source=_INTERCEPTOR,
        meaning="the registrations could not be read, and the push is lost",
        effect=_STAYS,
        faults=(_database(_INTERCEPTOR),),
    ),
    LogLine(
        text="An exception occurred while trying to deliver a notification",
        source=_INTERCEPTOR,
        meaning="the publish could not be sent to the push service",
        effect="The registration stays: Openfire ends none for an error.",
        faults=(
            cause(
                "the push service cannot be reached",
                "check the name of its host, its certificate and the connection to it",
                _INTERCEPTOR,
            ),
        ),
    ),
    LogLine(
        text="Unable to process database row content while obtaining push service configuration",
        source=_MANAGER,
        meaning="a stored registration is damaged, and is passed over",
        effect="Nothing is published for it; the client has to enable again.",
        faults=(
            cause(
                "the stored jid or options cannot be read",
                "delete the row, and let the client enable again",
                _MANAGER,
            ),
        ),
    ),
    LogLine(
        text="A database problem prevented a check to see if … push notifications enabled",
        source=_SESSIONS,
        meaning="whether a user has enabled push could not be looked up",
        effect=_STAYS,
        faults=(_database(_SESSIONS),),
    ),
    LogLine(
        text="Unable to perform a check to see if the user … push notifications enabled",
        source=_SESSIONS,
        meaning="whether a user has enabled push could not be looked up",
        effect=_STAYS,
        faults=(_database(_SESSIONS),),
    ),
    # ---- other servers ----
    LogLine(
        text="Cannot connect to XMPP domain '…' (from '…'): Unable to create a socket connection",
        source=_OUT,
        meaning="no host of another domain can be reached",
        effect=UNREACHABLE,
        faults=(cannot_be_reached(_OUT),),
    ),
    LogLine(
        text="Cannot connect to XMPP domain '…' (from '…'): The connection attempt timed out",
        source=_OUT,
        meaning="no host of another domain answers in time",
        effect=UNREACHABLE,
        faults=(cannot_be_reached(_OUT),),
    ),
    LogLine(
        text="Remote domain is not accessible according to our configuration",
        source=_OUT,
        meaning="federation is off, or the domain is blocked",
        effect=UNREACHABLE,
        faults=(
            cause(
                "the server may not connect to the domain of the push service",
                "allow it in Server to Server of the admin console",
                _OUT,
            ),
        ),
    ),
    LogLine(
        text="Unable to authenticate: Fail to create new session.",
        source=_OUT,
        meaning="no connection to another server came about",
        effect=UNREACHABLE,
        faults=(cannot_be_reached(_OUT), is_not_trusted(_OUT)),
    ),
    LogLine(
        text="An exception occurred while authenticating to remote domain '…'",
        source=_OUT,
        meaning="another server did not accept this one",
        effect=UNREACHABLE,
        faults=(is_not_trusted(_OUT),),
    ),
    LogLine(
        text="IQ sent to unreachable address '…'",
        source="Openfire IQRouter.java",
        meaning="nothing serves the address that an IQ is for",
        effect="It is answered with service-unavailable; Openfire keeps the registration.",
        faults=(component_absent("Openfire IQRouter.java"),),
    ),
    # ---- components ----
    LogLine(
        text="[ExComp] Incorrect handshake for component with domain: …",
        source=_COMPONENT,
        meaning="a push service that is a component was refused",
        effect=COMPONENT_DOWN,
        faults=(wrong_component_secret(_COMPONENT),),
    ),
    LogLine(
        text="[ExComp] A shared secret for the component was not found.",
        source=_COMPONENT,
        meaning="a component has no secret in the configuration",
        effect=COMPONENT_DOWN,
        faults=(wrong_component_secret(_COMPONENT),),
    ),
    LogLine(
        text="[ExComp] Component is not allowed to connect with subdomain: …",
        source=_COMPONENT,
        meaning="external components, or this one, are not allowed",
        effect=COMPONENT_DOWN,
        faults=(
            cause(
                "the domain of the push service is not among the allowed components",
                "allow it in External Components of the admin console",
                _COMPONENT,
            ),
        ),
    ),
    LogLine(
        text="[ExComp] Another component is already using domain: …",
        source=_COMPONENT,
        meaning="a component of that name is connected already",
        effect="The first one stays connected.",
        faults=(connected_twice(_COMPONENT),),
    ),
)
