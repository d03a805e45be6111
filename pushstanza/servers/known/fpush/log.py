"""What fpush writes to its log.

Source: fpush of September 2025, ``message_loop.rs``, ``push_handler.rs``, ``main.rs``,
``fpush-apns/src/push.rs``, ``fpush-fcm/src/push.rs``.
"""

from pushstanza.servers import inputs as given
from pushstanza.servers.log_line import (
    COMPONENT_DOWN,
    LogLine,
    cause,
    connected_twice,
    wrong_component_secret,
)

_LOOP = "fpush message_loop.rs"
_HANDLER = "fpush push_handler.rs"
_APNS = "fpush fpush-apns/src/push.rs"
_FCM = "fpush fpush-fcm/src/push.rs"
_MAIN = "fpush main.rs"
_FAILED = (
    "The publish is answered with bad-request of type cancel, after which MongooseIM and ejabberd"
    " end the registration."
)
_POLICY = (
    "The publish is answered with policy-violation of type cancel, after which most servers end the"
    " registration."
)
_REFUSED = (
    f"{_FAILED} After 410, UNREGISTERED and SENDER_ID_MISMATCH it is policy-violation, and after"
    " 429 and QUOTA_EXCEEDED a result."
)
_BLOCKED = (
    "Publishes for the token are refused with policy-violation without asking the provider, until"
    " the next clean-up, within a minute."
)
_WAIT = "The publish is answered with bad-request of type wait; the registration stays."

_MODULE = cause(
    "the publish-options do not begin with pushModule: the module that publishes leaves it out, or"
    " writes another field, such as FORM_TYPE, before it",
    "upgrade the module that publishes, or send options that hold pushModule alone",
    "fpush message_loop.rs, parse_token_and_module_id; monal-im/fpush#20",
    *given.module_not_first.rules,
)
_WORD = cause("the provider refused it: its word is in the line", "explain that word", _APNS)
_GONE = cause(
    "the app was removed, or has a new token",
    "change nothing on the server; the app enables again, with its new token",
    _HANDLER,
)
_ACCOUNT = cause(
    "the certificate of APNs or the FCM service account is missing, expired or of another project",
    "check the paths in the settings and renew them",
    _FCM,
)

LOG_LINES = (
    LogLine(
        text="Could not retrieve token or module_id: …",
        source=_LOOP,
        meaning="fpush cannot read a publish",
        effect=_WAIT,
        faults=(_MODULE,),
    ),
    LogLine(
        text="Unknown push module requested for token … from …",
        source=f"{_LOOP}, handle_push_result",
        meaning="pushModule of the options names a module that fpush does not have",
        effect=_FAILED,
        faults=(
            cause(
                "pushModule is misspelt, or not configured",
                "set it to one of pushModules in the settings of fpush",
                _LOOP,
            ),
        ),
    ),
    LogLine(
        text="Received push request from blocked token …",
        source=f"{_LOOP}, handle_push_result",
        meaning="fpush has blocked the token: the provider no longer accepts it",
        effect=_POLICY,
        faults=(_GONE,),
    ),
    LogLine(
        text="Incountered internal push error for token … from …",
        source=f"{_LOOP}, handle_push_result",
        meaning="the provider refused a notification, or was not reached: a line before says why",
        effect=_FAILED,
        faults=(_WORD, _ACCOUNT),
    ),
    LogLine(
        text="Blocking token … due to error: …",
        carries_reason=True,
        source=_HANDLER,
        meaning="an answer of the provider that fpush does not know blocks the token",
        effect=_FAILED,
        faults=(_WORD,),
    ),
    *(
        LogLine(
            text=f"{word} token …",
            source="fpush fpush-tokenblocker/src/lib.rs, block_internal",
            meaning="fpush blocks a token: a line before says what the provider answered",
            effect=_BLOCKED,
            faults=(_GONE,),
        )
        for word in ("Blocking", "Reblocking", "Extending block time of")
    ),
    LogLine(
        text="Ignoring push request for token … due to ratelimit",
        source=_HANDLER,
        meaning="more pushes for a device came than fpush passes on",
        effect="The publish is answered with a result, although nothing is sent.",
    ),
    LogLine(
        text="Could not send apns message to apple: …",
        carries_reason=True,
        source=_APNS,
        meaning="APNs refused a notification, or was not reached",
        effect=_REFUSED,
        faults=(_WORD, _ACCOUNT),
    ),
    LogLine(
        text="Received unhandled error code from apple apns: …",
        carries_reason=True,
        source=_APNS,
        meaning="APNs answered with a status that fpush does not know",
        effect=_FAILED,
        faults=(_WORD,),
    ),
    LogLine(
        text="Problem initializing apple config: …",
        source=_APNS,
        meaning="fpush cannot authenticate to APNs",
        effect="Every publish for APNs is refused.",
        faults=(_ACCOUNT,),
    ),
    LogLine(
        text="Could not read apns: …",
        source=_APNS,
        meaning="the certificate for APNs cannot be read",
        effect="Every publish for APNs is refused.",
        faults=(_ACCOUNT,),
    ),
    LogLine(
        text="FCM returned …",
        carries_reason=True,
        source=_FCM,
        meaning="FCM refused a notification",
        effect=_REFUSED,
        faults=(_WORD, _ACCOUNT),
    ),
    LogLine(
        text="Could not parse fcm response: …",
        source=_FCM,
        meaning="FCM answered with something that fpush does not know",
        effect=_FAILED,
        faults=(_ACCOUNT,),
    ),
    LogLine(
        text="Could not read fcm config file at … reason: …",
        source=_FCM,
        meaning="the file with the FCM service account cannot be read",
        effect="fpush does not start.",
        faults=(_ACCOUNT,),
    ),
    LogLine(
        text="Could not load fcm DeviceFlowAuthenticator: …",
        source=_FCM,
        meaning="fpush cannot log in to FCM",
        effect="Every publish for FCM is refused.",
        faults=(_ACCOUNT,),
    ),
    LogLine(
        text="Received unhandled iq from …",
        source=f"{_LOOP}, handle_iq",
        meaning="fpush was sent an IQ of type result or error",
        effect="It is answered with bad-request, although it is an answer itself.",
    ),
    LogLine(
        text="Error loading config file: …",
        source=_MAIN,
        meaning="the settings cannot be read",
        effect="fpush does not start.",
        faults=(
            cause(
                "the file is missing, is not valid JSON, or lacks a setting",
                "correct what the line names",
                _MAIN,
            ),
        ),
    ),
    LogLine(
        text="Could not connect to XMPP Server …",
        source=_MAIN,
        meaning="fpush is not connected to its server as a component",
        effect=COMPONENT_DOWN,
        faults=(
            wrong_component_secret(_MAIN),
            cause(
                "host or port of the server are wrong, or its listener is not reachable",
                "compare them with the component listener of the server",
                _MAIN,
            ),
        ),
    ),
    LogLine(
        text="The stream was closed, opening new connection",
        source=_LOOP,
        meaning="the server closed the connection of the component",
        effect=COMPONENT_DOWN,
        faults=(connected_twice(_LOOP), wrong_component_secret(_LOOP)),
    ),
)
