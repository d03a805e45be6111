"""What MongoosePush and its client Sparrow write to their logs.

Source: MongoosePush of February 2026, ``mongoose_push.ex``, ``service/apns/supervisor.ex``; Sparrow
of May 2025; MongoosePush 1 and 2.0 for the older words.
"""

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.servers.inputs import administration
from pushstanza.servers.log_line import Fault, LogLine, cause

_PUSH = "MongoosePush mongoose_push.ex"
_APNS = "MongoosePush service/apns/supervisor.ex"
_STATE = "MongoosePush service/apns/state.ex"
_SPARROW = "Sparrow h2_worker.ex"
_OLD = "up to 2.0"
_PASSED_ON = (
    "The request of MongooseIM is answered with an error; the registration stays, but for 410."
)

_WORD = cause(
    "the provider refused it: the word behind reason or after the colon says why",
    "explain that word",
    f"{_PUSH}, maybe_log/3",
)
_POOL = cause(
    "mode is dev, and all pools of MongoosePush are for prod, as they are for FCM; or no pool of"
    " this service is configured",
    "set mode=prod or leave it out, or configure a pool for dev",
    "esl/MongoosePush#211",
    "PS703",
)
_CREDENTIALS = cause(
    "the provider refuses MongoosePush's own credentials: the FCM account or key, the APNs"
    " certificate or token",
    "renew them, and check that they are those of the project or the team; nothing is wrong with"
    " the device",
    "esl/MongoosePush#132",
)
_NETWORK = cause(
    "MongoosePush cannot reach FCM or APNs: a firewall, a proxy or the DNS",
    "connect from its host to fcm.googleapis.com and to api.push.apple.com on port 443",
    _SPARROW,
)
_FILES = cause(
    "the key or the certificate of APNs is missing, unreadable, or only half configured",
    "configure cert and key, or key, team and p8_file, and mount the files into the container",
    f"{_APNS}; esl/MongoosePush#131",
)

LOG_LINES = (
    LogLine(
        text="Unable to choose pool",
        source=f"{_PUSH}, push/2",
        meaning="no connection pool has the mode and the tags of the request",
        effect=_PASSED_ON,
        faults=(_POOL,),
    ),
    LogLine(
        text="Unable to send the push notification",
        carries_reason=True,
        source=f"{_PUSH}, maybe_log/3",
        meaning="the provider refused a notification, or was not reached",
        effect=_PASSED_ON,
        faults=(_WORD, _NETWORK),
    ),
    LogLine(
        text="Error code 401 (…): Unauthorized",
        source="MongoosePush 1, Pigeon; esl/MongoosePush#132",
        meaning="the provider did not accept who sent the request",
        effect=_PASSED_ON,
        faults=(_CREDENTIALS,),
        pattern=lazy_pattern(r"\bError code 401\b.{0,2000}?\bUnauthorized\b"),
        versions=_OLD,
        words=("Unauthorized",),
    ),
    LogLine(
        text="due to unknown error: {:badmatch, {:error, {:invalid, …",
        source="MongoosePush 1; esl/MongoosePush#132",
        meaning="the provider answered with a page in HTML instead of JSON, as for a 401",
        effect=_PASSED_ON,
        faults=(_CREDENTIALS,),
        versions=_OLD,
    ),
    LogLine(
        text="Unable to complete push request due to service error: … in category: …",
        carries_reason=True,
        source="MongoosePush 2.0 mongoose_push.ex",
        meaning="the provider refused a notification",
        effect=_PASSED_ON,
        faults=(_WORD,),
        versions=_OLD,
    ),
    LogLine(
        text="Unable to complete push request due to …",
        carries_reason=True,
        source="MongoosePush 1 mongoose_push.ex; esl/MongoosePush#80",
        meaning="no answer of the provider was understood, or none came",
        effect=_PASSED_ON,
        faults=(_WORD, _NETWORK, _CREDENTIALS),
        versions=_OLD,
    ),
    LogLine(
        text="Unable to find required files",
        source=_APNS,
        meaning="MongoosePush does not start its APNs pools",
        effect=_PASSED_ON,
        faults=(_FILES,),
    ),
    LogLine(
        text="Required configuration missing",
        source=_APNS,
        meaning="MongoosePush does not start its APNs pools",
        effect=_PASSED_ON,
        faults=(_FILES,),
    ),
    LogLine(
        text="Required authentication elements are missing",
        source="MongoosePush 2.0; esl/MongoosePush#131",
        meaning="MongoosePush does not start its APNs pools",
        effect=_PASSED_ON,
        faults=(_FILES,),
        versions=_OLD,
    ),
    LogLine(
        text="Unable to find default APNS topic",
        source=_STATE,
        meaning="the certificate names no topic, and none is configured",
        effect="A notification without a topic of its own is refused by APNs: MissingTopic.",
        faults=(
            cause(
                "a token or a certificate without a topic is used for APNs",
                "configure default_topic, or set the option topic to the bundle id of the app",
                _STATE,
                "PS705",
                "PS714",
            ),
        ),
    ),
    LogLine(
        text="Unable to parse TOML config file",
        source="MongoosePush application.ex",
        meaning="the configuration has an error, and MongoosePush goes on without it",
        effect=_PASSED_ON,
        faults=(
            cause(
                "the file is not valid TOML",
                "correct the place that reason names",
                "MongoosePush application.ex",
            ),
        ),
    ),
    LogLine(
        text="APNS required ciphers missing",
        source="MongoosePush application.ex",
        meaning="the Erlang under MongoosePush lacks the ciphers that APNs asks for",
        effect="MongoosePush does not start.",
        faults=(
            cause(
                "OpenSSL or Erlang is too old, or built without them",
                "use the official image, or upgrade both",
                "MongoosePush application.ex",
            ),
        ),
    ),
    LogLine(
        text="Unable to select connection pool",
        source="Sparrow api.ex",
        meaning="no connection pool has the type and the tags of the notification",
        effect=_PASSED_ON,
        faults=(_POOL,),
    ),
    LogLine(
        text="Restarting H2 connection failed",
        source=_SPARROW,
        meaning="the connection to the provider was lost and could not be opened again",
        effect=_PASSED_ON,
        faults=(_NETWORK, _CREDENTIALS),
    ),
    LogLine(
        text="Failed to send H2 request",
        source=_SPARROW,
        meaning="a request did not reach the provider",
        effect=_PASSED_ON,
        faults=(_NETWORK,),
    ),
    LogLine(
        text="Parsing Param Error: body",
        source="MongoosePush 1; esl/MongoosePush#48",
        meaning="the request had no body",
        effect=_PASSED_ON,
        faults=(
            cause(
                "the message had no body, such as a chat state or one of a room",
                "upgrade MongooseIM, which publishes messages with a body only; or set silent",
                "esl/MongoosePush#48; esl/MongooseIM#1414",
                "PS606",
            ),
        ),
        versions="1",
    ),
    LogLine(
        text="Parsing Param Error: …",
        source="MongoosePush 1",
        meaning="the request lacks a parameter, or has a wrong value for it",
        effect=_PASSED_ON,
        faults=(
            cause(
                "{parameter} is missing, or has a value that MongoosePush does not accept",
                "use the values that the next cause names",
                "MongoosePush 1; esl/MongooseIM#2789",
            ),
            Fault(administration.option_not_accepted, "MongoosePush 1"),
        ),
        pattern=lazy_pattern(r"Parsing Param Error: (?P<parameter>\w{1,40})"),
        words=("Parsing Param Error: ",),
        versions="1",
    ),
)
