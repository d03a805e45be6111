"""What Prosody writes to its log about push, about other servers and about components.

Source: Prosody of May 2025, ``mod_cloud_notify.lua``, ``mod_s2s.lua``, ``mod_component.lua``; 0.11
for the older words.
"""

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.servers.log_line import (
    COMPONENT_DOWN,
    UNREACHABLE,
    LogLine,
    cannot_be_reached,
    cause,
    component_absent,
    connected_twice,
    is_not_trusted,
    wrong_component_secret,
)

_NOTIFY = "Prosody mod_cloud_notify.lua"
_ERROR = f"{_NOTIFY}, handle_push_error"
_S2S = "Prosody mod_s2s.lua"
_COMPONENT = "Prosody mod_component.lua"
_STAYS = "The registration stays."
_DATABASE = cause(
    "the storage failed, or the file in it is damaged or not writable",
    "look for its error in the same log; check the owner of the data folder",
    _NOTIFY,
)
_EXPLAIN = cause(
    "the push service answered with errors, each of which has a line of its own before",
    "explain those errors; push_max_errors says how many are taken",
    _ERROR,
)
_OTHER_SENDER = cause(
    "the error does not come from the JID that was published to, or the registration has ended",
    "compare the jid of the enable with from in the answer",
    _ERROR,
)

#: The error in the newer words and in the older ones.
_NEWER = r"<(?P<type>[\w-]{0,64}):(?P<condition>[\w-]{0,64}):(?P<text>[^>]{0,1000})>"
_OLDER = r"of type '(?P<type>[\w-]*)' \((?P<condition>[\w-]*)\)"
#: How the line of an error ends.
_COUNTED = (
    r" for identifier '?(?P<service>[^\s<']{0,1000})"
    r".{0,1000}?(?:now at (?P<count>\d{1,4})|NOT increasing)"
)

LOG_LINES = (
    LogLine(
        text="Got error <…:…:…> for identifier …: error count for this identifier is now at …",
        source=_ERROR,
        pattern=lazy_pattern(rf"Got error {_NEWER}{_COUNTED}"),
        words=("Got error ",),
    ),
    LogLine(
        text="Got error of type … (…) for identifier …: error count … is now at …",
        source=_ERROR,
        pattern=lazy_pattern(rf"Got error {_OLDER}{_COUNTED}"),
        words=("Got error ",),
        versions="up to 0.11",
    ),
    LogLine(
        text="Unhandled push error <…:…:…> from …",
        source=_ERROR,
        pattern=lazy_pattern(rf"Unhandled push error {_NEWER}"),
        words=("Unhandled push error ",),
    ),
    LogLine(
        text="Unable to find matching registration for push error <…:…:…> from …",
        source=_ERROR,
        meaning="an error answers a publish of a registration that is there no more",
        effect="Nothing changes.",
        faults=(_OTHER_SENDER,),
    ),
    LogLine(
        text="Received push error with unrecognised id: …",
        source=_ERROR,
        meaning="an error came for a publish that Prosody does not remember, as after a restart",
        effect=_STAYS,
        faults=(_OTHER_SENDER,),
    ),
    LogLine(
        text="Disabling push notifications for identifier …",
        source=_ERROR,
        meaning="the push service has answered with as many errors in a row as Prosody takes",
        effect="The registration is dropped; the client has to enable again.",
        faults=(_EXPLAIN,),
    ),
    LogLine(
        text="Error reading push notification storage for user …: …",
        source=_NOTIFY,
        meaning="the registrations of a user could not be read, and nothing is published",
        effect=_STAYS,
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Error writing push notification storage for user …: …",
        source=_NOTIFY,
        meaning="a registration could not be stored or removed",
        effect="The client gets internal-server-error of type wait.",
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Push notification enable request missing … 'jid' field",
        source=f"{_NOTIFY}, push_enable",
        meaning="an enable has no jid",
        effect="Nothing is enabled; the client gets bad-request.",
        faults=(cause("jid is missing", "name the push service in jid", _NOTIFY, "PS502"),),
    ),
    LogLine(
        text="Push notification enable request 'jid' field identical to our own",
        source=f"{_NOTIFY}, push_enable",
        meaning="the jid of an enable is that of the client itself",
        effect="Nothing is enabled; the client gets bad-request.",
        faults=(
            cause("jid is the client's own JID", "name the push service in jid", _NOTIFY, "PS503"),
        ),
    ),
    LogLine(
        text="No publish options in request",
        source=f"{_NOTIFY}, push_enable",
        meaning="an enable holds no form that Prosody sees",
        effect="It is enabled; pushes go out without options.",
        faults=(
            cause(
                "the form is missing, or is not in jabber:x:data",
                "add the publish-options that the push service asks for, such as a secret",
                _NOTIFY,
                "PS504",
            ),
        ),
    ),
    LogLine(
        text="Push was blocked by event handler: …",
        source=f"{_NOTIFY}, event cloud_notify/push",
        meaning="another module decided that nothing is published: the reason is in the line",
        effect=_STAYS,
    ),
    LogLine(
        text="mod_cloud_notify.lua:…: attempt to …",
        source=_NOTIFY,
        meaning="mod_cloud_notify crashed at an event",
        effect=f"{_STAYS[:-1]}; this notification is lost.",
        faults=(
            cause(
                "it is a fault of this version, or it does not suit the version of Prosody",
                "update prosody-modules and Prosody; report the traceback if they are current",
                _NOTIFY,
            ),
        ),
    ),
    # ---- other servers ----
    LogLine(
        text="Sending error replies for … because of failed outgoing connection to …",
        source=f"{_S2S}, bounce_sendq",
        meaning="no connection to another server came about",
        effect=UNREACHABLE,
        faults=(cannot_be_reached(_S2S), is_not_trusted(_S2S)),
    ),
    LogLine(
        text="sending error replies for … because of failed outgoing connection to …",
        source=f"{_S2S} of 0.10, bounce_sendq",
        meaning="no connection to another server came about",
        effect=UNREACHABLE,
        faults=(cannot_be_reached(_S2S), is_not_trusted(_S2S)),
        versions="up to 0.10",
    ),
    LogLine(
        text="Out of connection options, can't connect to …",
        source="Prosody 0.11 mod_s2s/s2sout.lib.lua",
        meaning="no host of another domain can be reached",
        effect=UNREACHABLE,
        faults=(cannot_be_reached("Prosody 0.11 mod_s2s/s2sout.lib.lua"),),
        versions="up to 0.11",
    ),
    LogLine(
        text="Encrypted server-to-server communication is required but was not offered by …",
        source=_S2S,
        meaning="the other server offers no TLS",
        effect=UNREACHABLE,
        faults=(is_not_trusted(_S2S),),
    ),
    LogLine(
        text="No SASL EXTERNAL offer and Dialback doesn't seem to be enabled, giving up",
        source=_S2S,
        meaning="the two servers have no way to authenticate in common",
        effect=UNREACHABLE,
        faults=(is_not_trusted(_S2S),),
    ),
    LogLine(
        text="Forbidding insecure connection to/from … because its certificate …",
        source=_S2S,
        meaning="the certificate of another server is not accepted",
        effect=UNREACHABLE,
        faults=(is_not_trusted(_S2S),),
    ),
    LogLine(
        text="TLS negotiation with … failed.",
        source="Prosody mod_tls.lua",
        meaning="no TLS with another server came about",
        effect=UNREACHABLE,
        faults=(is_not_trusted("Prosody mod_tls.lua"),),
    ),
    LogLine(
        text="authoritative server for … denied the key",
        source="Prosody mod_dialback.lua",
        meaning="dialback failed: another server is not who it says",
        effect=UNREACHABLE,
        faults=(is_not_trusted("Prosody mod_dialback.lua"),),
    ),
    LogLine(
        text="Attempt to send a stanza exceeding session limit of …",
        source=_S2S,
        meaning="a stanza is larger than the other server takes",
        effect="The publish is lost.",
        faults=(
            cause(
                "the publish is too large: most often the body of the message",
                "set push_notification_with_body to false",
                _S2S,
                "PS712",
            ),
        ),
    ),
    # ---- components ----
    LogLine(
        text="Component not connected, bouncing error for: …",
        source=f"{_COMPONENT}, handle_stanza",
        meaning="a stanza is for a component that is configured, but not connected",
        effect="It is answered with remote-server-timeout of type wait; the registration stays.",
        faults=(component_absent(_COMPONENT),),
    ),
    LogLine(
        text="Component authentication failed for …",
        source=_COMPONENT,
        meaning="a push service that is a component was refused",
        effect=COMPONENT_DOWN,
        faults=(wrong_component_secret(_COMPONENT),),
    ),
    LogLine(
        text="Given token does not match calculated token",
        source=_COMPONENT,
        meaning="a push service that is a component was refused",
        effect=COMPONENT_DOWN,
        faults=(wrong_component_secret(_COMPONENT),),
    ),
    LogLine(
        text="Component attempted to identify as …, but component_secret is not set",
        source=_COMPONENT,
        meaning="a component has no secret in the configuration",
        effect=COMPONENT_DOWN,
        faults=(wrong_component_secret(_COMPONENT),),
    ),
    LogLine(
        text="Second component attempted to connect, denying connection",
        source=_COMPONENT,
        meaning="a component of that name is connected already",
        effect="The first one stays connected.",
        faults=(connected_twice(_COMPONENT),),
    ),
    LogLine(
        text="Component sent stanza with missing or invalid 'from' address",
        source=_COMPONENT,
        meaning="a push service sent a stanza from an address that is not its own",
        effect="Its connection is closed.",
        faults=(
            cause(
                "the push service answers under another name than that of its component",
                "let it send from the domain it is connected with",
                _COMPONENT,
            ),
        ),
    ),
    LogLine(
        text="Disconnecting component, <stream:error> is: …",
        source=_COMPONENT,
        meaning="the connection of a component was closed for the reason in the line",
        effect=COMPONENT_DOWN,
        faults=(component_absent(_COMPONENT), wrong_component_secret(_COMPONENT)),
    ),
)
