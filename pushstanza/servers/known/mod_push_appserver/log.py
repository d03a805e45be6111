"""What mod_push_appserver writes to the log of Prosody.

Source: mod_push_appserver of November 2022, ``mod_push_appserver.lua``,
``mod_push_appserver_apns.lua``, ``mod_push_appserver_fcm.lua``; 2018 for the older words.
"""

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.servers.log_line import LogLine, cause

_MODULE = "mod_push_appserver.lua"
_APNS = "mod_push_appserver_apns.lua"
_FCM = "mod_push_appserver_fcm.lua"
_STORE = "cached_store.lib.lua"
_WAIT = "The publish is answered with internal-server-error of type wait; the registration stays."
_GONE = "The publish is answered with item-not-found, which may end the registration."
_KEPT = "Nothing more is published until the next message; the registration stays."

_REFUSED = cause("the provider refused it: its word is in the line", "explain that word", _MODULE)
_NO_HANDLER = cause(
    "the submodule of this type is not loaded",
    "load it in modules_enabled of the component: push_appserver_fcm or push_appserver_apns",
    "tmolitor-stud-tu/mod_push_appserver#10",
)
_NETWORK = cause(
    "the provider cannot be reached, or closes the connection",
    "connect from this host to the host in the line; check the certificate",
    _APNS,
)
_BINARY = cause(
    "this version speaks the binary protocol of APNs, which was shut down in March 2021",
    "upgrade mod_push_appserver",
    "Apple, APNs Provider API",
)
_CERTIFICATE = cause(
    "push_appserver_apns_cert or push_appserver_apns_key is missing, unreadable, expired, or of the"
    " other environment",
    "check both paths and their owner, and that push_appserver_apns_sandbox suits the certificate",
    "tmolitor-stud-tu/mod_push_appserver#2",
)
_STORAGE = cause("the storage of Prosody failed", "look for its error in the same log", _STORE)
_REGISTRATION = cause(
    "the node was registered elsewhere, was deleted, or its secret is another one",
    "register again, and enable with the node and the secret that the registration returns",
    _MODULE,
)

LOG_LINES = (
    LogLine(
        text="Push handler for type '…' not executed successfully: handler not found",
        source=_MODULE,
        meaning="no submodule for this kind of push is loaded",
        effect=_WAIT,
        faults=(_NO_HANDLER,),
    ),
    LogLine(
        text="Push handler for type '…' not executed successfully: …",
        carries_reason=True,
        source=_MODULE,
        meaning="the provider refused a notification, or was not reached: the line says why",
        effect=_WAIT,
        faults=(_REFUSED, _NETWORK),
    ),
    LogLine(
        text="Rate limit for node '…' reached, ignoring push request (and returning 'OK')",
        source="mod_push_appserver.lua of 2018",
        meaning="a publish came too soon after another, and is answered with a result all the same",
        effect=_KEPT,
        faults=(
            cause(
                "publishes come faster than push_appserver_rate_limit allows: those that failed"
                " before count, too",
                "look at the lines before for a push that failed; the limit itself does no harm",
                _MODULE,
            ),
        ),
        versions="up to 2018",
    ),
    LogLine(
        text="Rate limit for node '…' reached, ignoring push request (and returning …",
        source=_MODULE,
        meaning="a publish came too soon after another, and is answered with an error of type wait",
        effect=_KEPT,
        faults=(
            cause(
                "publishes come faster than push_appserver_rate_limit allows",
                "do nothing: the device is awake already",
                _MODULE,
            ),
        ),
    ),
    LogLine(
        text="Replying with {cancel, item-not-found} error: …",
        source=f"{_MODULE}, sendError",
        meaning="a publish was refused: the text is in the line",
        effect=_GONE,
        faults=(
            _REGISTRATION,
            cause(
                "the publish-options or the secret are missing",
                "enable with the secret in the options",
                _MODULE,
                "PS504",
            ),
        ),
    ),
    LogLine(
        text="Node or secret not found in push",
        source=f"{_MODULE}, serve_push_v1",
        meaning="a push over HTTP names a device that is not registered",
        effect="The caller gets ERROR.",
        faults=(_REGISTRATION,),
    ),
    LogLine(
        text="Node not found in unregister",
        source=_MODULE,
        meaning="what was to be unregistered is not registered",
        effect="Nothing changes.",
    ),
    LogLine(
        text="Unregister via token failed: …",
        source=_MODULE,
        meaning="the provider no longer accepts a token, whose node is not there or is newer",
        effect="Nothing changes.",
    ),
    LogLine(
        text="Unregistering failing … token …",
        source=f"{_APNS}; {_FCM}",
        meaning="the provider no longer accepts a token",
        effect="The node is deleted; the next publish is answered with item-not-found.",
        faults=(
            cause(
                "the app was removed, or has a new token",
                "change nothing on the server; the app registers again, with its new token",
                _APNS,
            ),
        ),
        pattern=lazy_pattern(r"Unregistering failing (?:APNS|FCM) token"),
        words=("Unregistering failing ",),
    ),
    LogLine(
        text="APNS error response …: …",
        carries_reason=True,
        source=_APNS,
        meaning="APNs refused a notification",
        effect=_WAIT,
        faults=(_REFUSED,),
    ),
    LogLine(
        text="APNS connect error …: …",
        source=_APNS,
        meaning="no connection to APNs comes about",
        effect=_WAIT,
        faults=(_NETWORK,),
    ),
    LogLine(
        text="Catched APNS (connect) error: …",
        source=_APNS,
        meaning="a push to APNs failed several times",
        effect=_WAIT,
        faults=(_NETWORK,),
    ),
    LogLine(
        text="retrying stream …: APNS … error …",
        source=_APNS,
        meaning="a connection to APNs broke, and the push is tried again",
        effect="The registration stays.",
        faults=(_NETWORK,),
    ),
    LogLine(
        text="retrying: APNS new_stream error …: …",
        source=_APNS,
        meaning="a connection to APNs broke, and the push is tried again",
        effect="The registration stays.",
        faults=(_NETWORK,),
    ),
    LogLine(
        text="reconnecting because we received a GOAWAY frame",
        source=_APNS,
        meaning="APNs closed a connection, and the push is tried again",
        effect="The registration stays.",
        faults=(_NETWORK,),
    ),
    *(
        LogLine(
            text=text,
            source="mod_push_appserver_apns.lua of 2017; tmolitor-stud-tu/mod_push_appserver#2",
            meaning=meaning,
            effect="Nothing is pushed to devices of Apple.",
            faults=(_BINARY, fault),
            versions="up to 2020",
        )
        for text, meaning, fault in (
            ("Could not create APNS socket: …", "no connection to APNs comes about", _NETWORK),
            ("Could not connect APNS socket: …", "no connection to APNs comes about", _NETWORK),
            ("Could not tls-wrap APNS socket: …", "no TLS with APNs comes about", _CERTIFICATE),
            (
                "Could not negotiate TLS encryption with APNS: …",
                "APNs refused the TLS connection",
                _CERTIFICATE,
            ),
            (
                "Could not receive data from APNS … socket …: …",
                "APNs closed the connection",
                _CERTIFICATE,
            ),
        )
    ),
    LogLine(
        text="Could not send FCM request: …",
        source=_FCM,
        meaning="FCM could not be reached",
        effect=_WAIT,
        faults=(
            cause(
                "FCM cannot be reached, or the legacy API that this module speaks is shut down",
                "use a push service that speaks HTTP v1 of FCM",
                "Firebase, Migrate from legacy FCM APIs to HTTP v1",
            ),
        ),
    ),
    LogLine(
        text="Got FCM error: '…'",
        carries_reason=True,
        source=_FCM,
        meaning="FCM refused a notification: its word is in the line",
        effect=_WAIT,
        faults=(_REFUSED,),
    ),
    LogLine(
        text="FCM returned … failures:",
        source=_FCM,
        meaning="FCM refused a notification: the next lines say why",
        effect=_WAIT,
        faults=(_REFUSED,),
    ),
    LogLine(
        text="Error reading push notification storage for node '…': …",
        source=_STORE,
        meaning="a registration could not be read",
        effect=_GONE,
        faults=(_STORAGE,),
    ),
    LogLine(
        text="Error writing push notification storage for node '…': …",
        source=_STORE,
        meaning="a registration could not be stored",
        effect="The device is not registered.",
        faults=(_STORAGE,),
    ),
    LogLine(
        text="Post body too large: … bytes",
        source=_MODULE,
        meaning="a request over HTTP has more than 4096 bytes",
        effect="Nothing is registered or pushed; the caller gets 400.",
    ),
    LogLine(
        text="Post data contains unexpected contents",
        source=_MODULE,
        meaning="a request over HTTP is no form, or lacks a field",
        effect="Nothing is registered or pushed.",
        faults=(
            cause(
                "type, node or token are missing, or the content type is not that of a form",
                "send application/x-www-form-urlencoded with all fields",
                _MODULE,
            ),
        ),
    ),
)
