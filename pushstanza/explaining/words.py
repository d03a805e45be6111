"""What providers, MongoosePush and logs say, and what is to be done about it.

What a provider's answer means stands in :mod:`pushstanza.payloads.answers`.
"""

import re

import attrs

from pushstanza.payloads.answers import Retry
from pushstanza.payloads.options import OPTIONS

#: What to do about an answer, by when it makes sense to send again.
FIXES: dict[Retry, str] = {
    "no need": "nothing is to be done",
    "never": "do not send it again as it is",
    "after a fix": "put the configuration or the request right, then send it again",
    "reconnect": "open a new connection, and send it again",
    "new token": "get a new token of the provider's account, and send it again",
    "later": "send fewer requests, and this one later",
    "back off": "send it again, each time after a longer pause",
    "unknown": "read the log of the push service",
}

#: What to do where the device has to be forgotten.
DROP = "remove the registration: the app has to enable again, with the token it gets then"


@attrs.frozen
class Advice:
    """What to look at first, and the rules that find it in the stanza with the options."""

    cause: str
    fix: str
    source: str
    rules: tuple[str, ...] = ()


_MODE = Advice(
    "the token is of the other environment: apps from the store need prod, those of a developer"
    " dev",
    "set the option mode to the environment of the app",
    "esl/MongooseIM#1290",
    ("PS703",),
)
_TOPIC = Advice(
    "topic is missing, a placeholder, or not the bundle id of the app",
    "set the option topic to the bundle id of the app",
    "esl/MongoosePush#45",
    ("PS705", "PS706", "PS714"),
)
_APNS_TOKEN = Advice(
    "the token is mangled: not hexadecimal, cut short, or printed with < and >",
    "send the bytes of the token in hexadecimal",
    "esl/MongooseIM#1772",
    ("PS709", "PS710", "PS806"),
)
_POOL = Advice(
    "mode is dev, and all pools of MongoosePush are for prod, as they are for FCM",
    "set mode=prod or leave it out, or configure a pool for dev",
    "esl/MongoosePush#211",
    ("PS703",),
)
_OF_WORDS = [each for each in OPTIONS.values() if each.words]
_SCHEMA = Advice(
    "an option has a value that MongoosePush does not take:"
    f" {', '.join(each.name for each in _OF_WORDS)} or time_to_live",
    f"take one of {', '.join(each.expected for each in _OF_WORDS)}, or seconds",
    "MongoosePush v3 schema",
    ("PS701", "PS702", "PS718", "PS719"),
)
_DATA = Advice(
    "a value of the data is no string, or a key is reserved",
    "make all values strings, and call no key from, message_type, google.… or gcm.…",
    "esl/MongooseIM#2585; Firebase, REST reference",
    ("PS711",),
)
_FCM_TOKEN = Advice(
    "the token is no FCM token, or holds blanks",
    "take the token that Firebase gives to the app, as it is",
    "esl/MongooseIM#1526",
    ("PS602", "PS708", "PS710", "PS806"),
)
_SIZE = Advice(
    "the payload is too large: most often the body of the message",
    "shorten the body; MongooseIM does not",
    "Apple, Generating a remote notification",
    ("PS712",),
)

#: What to look at first for an answer of a provider or of MongoosePush, by its word.
ADVICE: dict[str, tuple[Advice, ...]] = {
    "BadDeviceToken": (_MODE, _APNS_TOKEN),
    "BadTopic": (_TOPIC,),
    "DeviceTokenNotForTopic": (_TOPIC,),
    "INVALID_ARGUMENT": (_DATA, _FCM_TOKEN, _SIZE),
    "MissingTopic": (_TOPIC,),
    "PayloadTooLarge": (_SIZE,),
    "TopicDisallowed": (_TOPIC,),
    "no_matching_pool": (_POOL,),
    "unprocessable_entity": (_SCHEMA,),
}


@attrs.frozen
class Status:
    """A status of MongoosePush that no answer of a provider explains."""

    subject: str
    meaning: str
    advice: tuple[Advice, ...]


STATUSES = {
    404: Status(
        "HTTP 404 of MongoosePush",
        "it has no such address",
        (
            Advice(
                "api_version of MongooseIM and the interfaces that MongoosePush offers are not"
                " the same",
                "set api_version of mod_push_service_mongoosepush to v3, as MongoosePush 2 has it",
                "esl/MongooseIM#1772",
                ("PS720",),
            ),
            Advice(
                "the token holds a slash, or another character that ends a path:"
                " MongooseIM puts it into the URL as it is",
                "send the token as the provider gives it, without blanks, /, ? and #",
                "MongooseIM mod_push_service_mongoosepush.erl, push_notifications/3",
                ("PS710",),
            ),
        ),
    ),
}


@attrs.frozen
class LogLine:
    """What a server writes into its log, and what it comes from.

    ``effect`` says what becomes of the registration at ``server``.
    """

    pattern: re.Pattern[str]
    subject: str
    meaning: str
    server: str
    effect: str
    advice: tuple[Advice, ...]


_SERVICE = "MongooseIM mod_push_service_mongoosepush.erl"
_STAYS = "The notification is lost, and the registration stays; nobody is told."

LOG_LINES = (
    LogLine(
        re.compile(r"\bhook_failed\b"),
        "hook_failed (MongooseIM)",
        "a module crashed while it handled an event; what stands behind reason says which",
        "MongooseIM, PubSub-less",
        _STAYS,
        (
            Advice(
                "the options of the enable hold no device_id",
                "enable again with device_id and service in the form",
                f"{_SERVICE}, push_notifications/3",
                ("PS601", "PS605"),
            ),
            Advice(
                "the notification or the options are in a shape that the module does not expect",
                "lint the enable and the publish",
                f"{_SERVICE}; esl/MongooseIM#3806",
            ),
        ),
    ),
    LogLine(
        re.compile(r"\bmake_notification_failed\b"),
        "make_notification_failed (MongooseIM)",
        "no request for MongoosePush could be made of the summary and the options",
        "MongooseIM",
        _STAYS,
        (
            Advice(
                "the options hold no service",
                "enable again with service=apns or service=fcm",
                f"{_SERVICE}, make_notification/2",
                ("PS601", "PS602"),
            ),
            Advice(
                "message-count is missing or no integer, or the summary lacks sender or body",
                "send all three, or set silent=true in the options",
                f"{_SERVICE}, make_notification/2",
                ("PS510", "PS606"),
            ),
        ),
    ),
    LogLine(
        re.compile(r"\bpush_send_failed\b|\b(?:event|what)=push\w*fail\w*"),
        "push_send_failed (MongooseIM)",
        "MongoosePush answered with another status than 2xx and 410, or not at all",
        "MongooseIM",
        _STAYS,
        (
            _SCHEMA,
            Advice(
                "the provider refused it: the word in the answer says why",
                "explain that word",
                f"{_SERVICE}, push_notifications/3",
            ),
            Advice(
                "MongoosePush cannot be reached",
                "check outgoing_pools.http.mongoose_push_http of MongooseIM",
                "esl/MongooseIM#2159",
            ),
        ),
    ),
    LogLine(
        re.compile(r"\bpool_not_started\b"),
        "pool_not_started (MongooseIM)",
        "there are no connections to MongoosePush",
        "MongooseIM",
        _STAYS,
        (
            Advice(
                "the pool that pool_name of mod_push_service_mongoosepush names is not configured",
                "add outgoing_pools.http.mongoose_push_http, or correct the name",
                "esl/MongooseIM#2159",
            ),
        ),
    ),
    LogLine(
        re.compile(r"rejected notification for .{0,3000}?disabling push", re.IGNORECASE),
        "rejected notification, disabling push (ejabberd)",
        "the push service answered a publish with an error of another type than wait",
        "ejabberd",
        "The registration is deleted; the client has to enable again.",
        (
            Advice(
                "the error that the push service answered: it stands in the line, or in the"
                " stanza before",
                "explain that error; a push service answers wait for what may pass",
                "ejabberd mod_push.erl, notify/5; processone/ejabberd#2802",
                ("PS108",),
            ),
        ),
    ),
    LogLine(
        re.compile(r"Push record not found"),
        "Push record not found (ejabberd)",
        "what was to be disabled is not enabled",
        "ejabberd",
        "Nothing changes.",
        (
            Advice(
                "it was never enabled, or ejabberd has disabled it after an error",
                "nothing, if it was to end; else compare jid and node with those of the enable",
                "ejabberd mod_push.erl",
                ("PS516",),
            ),
        ),
    ),
    LogLine(
        re.compile(r"Disabling push notifications for identifier"),
        "Disabling push notifications (Prosody)",
        "the push service has answered with as many errors in a row as Prosody takes",
        "Prosody",
        "The registration is dropped; the client has to enable again.",
        (
            Advice(
                "the errors before, each of which is counted in a line of its own",
                "explain those errors; push_max_errors says how many are taken",
                "Prosody mod_cloud_notify.lua, handle_push_error",
            ),
        ),
    ),
)

#: How Prosody logs an error in answer to a publish, in its newer and its older words.
PROSODY_ERROR = re.compile(
    r"Got error (?:<(?P<type>[\w-]{0,64}):(?P<condition>[\w-]{0,64}):(?P<text>[^>]{0,1000})>"
    r"|of type '(?P<old_type>[\w-]*)' \((?P<old_condition>[\w-]*)\)) for identifier"
    r".{0,1000}?now at (?P<count>\d+)"
)

#: What each line that is known holds.
LOG_WORDS = (
    "hook_failed",
    "make_notification_failed",
    "push_send_failed",
    "=push",
    "pool_not_started",
    "ejected notification for ",
    "Push record not found",
    "Disabling push notifications for identifier",
)
