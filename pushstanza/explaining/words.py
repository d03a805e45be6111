"""Likely causes of the answers of providers and of MongoosePush, and their fixes.

What a provider's answer means stands in :mod:`pushstanza.payloads.answers`.
"""

from pushstanza.diagnostics.records import frozen
from pushstanza.payloads.answers import Retry
from pushstanza.servers.case import unseen
from pushstanza.servers.inputs import administration
from pushstanza.servers.log_line import Fault

#: What to do about an answer, by when it makes sense to send again.
FIXES: dict[Retry, str] = {
    "no need": "do nothing",
    "never": "do not resend the request unchanged",
    "after a fix": "correct the configuration or the request, then resend it",
    "reconnect": "open a new connection and resend the request",
    "new token": "get a new access token for the provider and resend the request",
    "later": "send fewer requests, and resend this one later",
    "back off": "resend the request with exponential backoff",
    "unknown": "read the log of the push service",
}

#: What to do where the device has to be forgotten.
DROP = "remove the registration: the app has to enable again, with the token it gets then"


def _fault(title: str, fix: str, source: str, rules: tuple[str, ...] = ()) -> Fault:
    return Fault(unseen(title, fix=fix, rules=rules), source)


_MODE = _fault(
    "the token is for the other environment: apps from the store need prod, development builds dev",
    "set the option mode to the environment of the app",
    "esl/MongooseIM#1290",
    ("PS703",),
)
_TOPIC = _fault(
    "topic is missing, a placeholder, or not the bundle id of the app",
    "set the option topic to the bundle id of the app",
    "esl/MongoosePush#45",
    ("PS705", "PS706", "PS714"),
)
_KIND = _fault(
    "the token is of the other kind than the topic: a PushKit token with the topic of the app, or a"
    " token of the app with a topic that ends in .voip",
    "send PushKit tokens with topic=….voip and apns-push-type voip, and others with the bundle id",
    "Apple, Sending notification requests to APNs",
    ("PS706", "PS714"),
)
_APNS_TOKEN = _fault(
    "the token is mangled: not hexadecimal, cut short, or printed with < and >",
    "send the bytes of the token in hexadecimal",
    "esl/MongooseIM#1772",
    ("PS709", "PS710", "PS806"),
)
_POOL = _fault(
    "mode is dev, and all pools of MongoosePush are for prod, as they are for FCM",
    "set mode=prod or leave it out, or configure a pool for dev",
    "esl/MongoosePush#211",
    ("PS703",),
)
_DATA = _fault(
    "a value in the data is not a string, or a key is reserved",
    "make all values strings, and do not use the keys from, message_type, google.… or gcm.…",
    "esl/MongooseIM#2585; Firebase, REST reference",
    ("PS711",),
)
_FCM_TOKEN = _fault(
    "the token is not an FCM token, or contains whitespace",
    "use the token that Firebase gives to the app, unchanged",
    "esl/MongooseIM#1526",
    ("PS602", "PS708", "PS710", "PS806"),
)
_SIZE = _fault(
    "the payload is too large: most often the body of the message",
    "shorten the body; MongooseIM does not",
    "Apple, Generating a remote notification",
    ("PS712",),
)

_PROVIDER = _fault(
    "MongoosePush cannot reach FCM or APNs: a firewall, a proxy, the DNS, or credentials that the"
    " provider closes the connection for",
    "connect from its host to fcm.googleapis.com and to api.push.apple.com on port 443, and look at"
    " the lines before in its log",
    "Sparrow h2_worker.ex",
)

#: What to look at first for an answer of a provider or of MongoosePush, by its word.
FAULTS: dict[str, tuple[Fault, ...]] = {
    "BadDeviceToken": (_MODE, _APNS_TOKEN),
    "BadTopic": (_TOPIC,),
    "DeviceTokenNotForTopic": (_TOPIC, _KIND),
    "INVALID_ARGUMENT": (_DATA, _FCM_TOKEN, _SIZE),
    "MissingTopic": (_TOPIC,),
    "PayloadTooLarge": (_SIZE,),
    "TopicDisallowed": (_TOPIC,),
    "connection_lost": (_PROVIDER,),
    "no_matching_pool": (_POOL,),
    "unable_to_connect": (_PROVIDER,),
    "unprocessable_entity": (Fault(administration.option_not_accepted, "MongoosePush v3 schema"),),
}


@frozen
class Status:
    """A status of MongoosePush that no answer of a provider explains."""

    subject: str
    meaning: str
    faults: tuple[Fault, ...]


@frozen
class Said:
    """A sentence in an answer of MongoosePush in place of a word, and the status that it means."""

    said: str
    status: int


#: What MongoosePush says in a sentence.
SAID = (
    Said("This is not the endpoint you are looking for", 404),
    Said("Please try again later", 503),
    Said("Internal Server Error", 500),
)

STATUSES = {
    404: Status(
        "HTTP 404 of MongoosePush",
        "MongoosePush has no such endpoint",
        (
            _fault(
                "api_version of MongooseIM and the interfaces that MongoosePush offers are not"
                " the same",
                "set api_version of mod_push_service_mongoosepush to v3, as of MongoosePush 2",
                "esl/MongooseIM#1772",
                ("PS720",),
            ),
            _fault(
                "the token contains a slash, or another character that ends a path:"
                " MongooseIM puts it into the URL as it is",
                "send the token as the provider gives it, without blanks, /, ? and #",
                "MongooseIM mod_push_service_mongoosepush.erl, push_notifications/3",
                ("PS710",),
            ),
        ),
    ),
    401: Status(
        "HTTP 401 of a provider",
        "the provider did not accept who sent the request",
        (
            _fault(
                "the credentials of the push service have expired, were revoked, or belong to"
                " another project or team",
                "renew them in the push service; nothing is wrong with the device",
                "esl/MongoosePush#132",
            ),
        ),
    ),
}
