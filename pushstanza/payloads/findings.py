"""Every finding a translation can report, with its message and the rule it belongs to."""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import NamedTuple

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.spelling import nearest
from pushstanza.stanzas.forms.publish_options import MAX_TIME_TO_LIVE

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - the columns below

# fmt: off
#: The names of the rules, by code.
RULE_NAMES = {
    "PS510": "summary-counts",
    "PS601": "mongoosepush-options-missing",
    "PS602": "service-token-swapped",
    "PS603": "unknown-option",
    "PS606": "summary-incomplete-for-node-push",
    "PS701": "service-value",
    "PS702": "option-value",
    "PS703": "mode-dev-fcm",
    "PS704": "silent-value",
    "PS705": "silent-combination",
    "PS706": "topic-placeholder",
    "PS707": "option-without-effect",
    "PS708": "fcm-token-shape",
    "PS709": "apns-token-shape",
    "PS710": "token-unusable",
    "PS711": "fcm-data",
    "PS712": "payload-size",
    "PS713": "apns-headers",
    "PS714": "topic-push-type",
    "PS715": "priority-default",
    "PS716": "field-not-carried",
    "PS717": "badge-range",
    "PS718": "time-to-live-zero",
    "PS719": "empty-option",
    "PS720": "api-version-two",
    "PS721": "silent-carries-text",
    "PS722": "silent-fcm-delay",
    "PS723": "empty-notification",
    "PS724": "body-shortened",
    "PS725": "not-notified",
}
# fmt: on


class Finding(NamedTuple):
    """A message with its rule, severity and source.

    ``about`` is the option or field whose value is meant, such as ``options/topic``; ``None`` where
    the check itself says which. ``missing`` is the option that is not given.
    """

    key: str
    code: str
    severity: Severity
    source: str
    sentence: str
    hint: str | None = None
    about: str | None = None
    missing: str | None = None


@frozen
class Found:
    """A finding about one notification, with its message filled in."""

    finding: Finding
    message: str
    hint: str | None = None
    path: str | None = None

    @property
    def key(self) -> str:
        """The key of the finding."""
        return self.finding.key

    @property
    def code(self) -> str:
        """The code of its rule."""
        return self.finding.code

    @property
    def severity(self) -> Severity:
        """The severity of the finding."""
        return self.finding.severity

    @cached_property
    def diagnostic(self) -> Diagnostic:
        """The diagnostic that reports it."""
        return Diagnostic(
            code=self.code,
            name=RULE_NAMES[self.code],
            severity=self.severity,
            message=self.message,
            hint=self.hint,
            path=self.path,
        )


_MIM = "MongooseIM mod_push_service_mongoosepush"
_NODE = "MongooseIM node_push.erl"
_PLUGIN = "MongooseIM mod_event_pusher_push_plugin_defaults and _hints"
_MP = "MongoosePush deep.ex, open_api_spex"
_MP_APNS = "MongoosePush service/apns.ex"
_MP_FCM = "MongoosePush service/fcm.ex"
_TUTORIAL = "MongooseIM, Using push notifications on the client side"
_SENDING = "Apple, Sending notification requests to APNs"
_GENERATING = "Apple, Generating a remote notification"
_BACKGROUND = "Apple, Pushing background updates to your app"
_ANSWERS = "Apple, Handling notification responses from APNs"
_TOKENS = "Apple, didRegisterForRemoteNotificationsWithDeviceToken"
_DISCOVERY = "FCM v1 discovery document"
_ERRORS = "Firebase, ErrorCode"
_LIFESPAN = "Firebase, Set the lifespan of a message"
_ANDROID_PRIORITY = "Firebase, Set and manage Android message priority"

_ROWS = (
    Finding("missing-device-id", "PS601", E, _MIM,
            "missing option device_id: MongooseIM does not know which device to notify",
            about="options/device_id", missing="device_id"),
    Finding("missing-service", "PS601", E, _MIM,
            "missing option service: MongooseIM does not know which provider to use",
            about="options/service", missing="service"),
    Finding("precondition-not-met", "PS601", E, _NODE,
            "missing publish-options form of type submit:"
            " MongooseIM's push node refuses the publish",
            about="options"),
    Finding("invalid-summary-form", "PS606", E, _NODE,
            "missing summary form of type submit: MongooseIM's push node refuses the publish",
            about="summary"),
    Finding("swapped", "PS602", E, _MIM,
            "device_id is {value}, which is the name of a service, and service is not",
            "swap the values of service and device_id",
            about="options/device_id"),
    Finding("token-is-service", "PS602", E, "esl/MongooseIM issue 1526",
            "device_id is {value}, which is the name of a service, not a device token",
            about="options/device_id"),
    Finding("unknown-option", "PS603", W, _MIM,
            "MongooseIM ignores the option {option}"),
    Finding("option-not-passed", "PS603", W, f"{_MIM}; {_MP}",
            "MongooseIM ignores the option {option}, and MongoosePush has no field for it:"
            " {places}"),
    Finding("option-not-forwarded", "PS603", W, f"{_MIM}; {_MP}",
            "MongooseIM ignores the option {option}: it is {field} of the request to MongoosePush"),
    Finding("tags-option", "PS603", I, _MIM,
            "MongooseIM ignores tags on purpose: the operator chooses the pool",
            about="options/tags"),
    Finding("missing-summary-field", "PS606", E, _MIM,
            "missing {fields} in the summary: MongooseIM cannot build an alert",
            about="summary"),
    Finding("summary-incomplete", "PS606", W, _MIM,
            "missing {fields} in the summary: the alert is sent without,"
            " but MongooseIM's own push node refuses such a publish",
            about="summary"),
    Finding("message-count-not-an-integer", "PS510", E, _MIM,
            "message-count {value} is not a valid integer: ASCII digits with an optional sign",
            about="summary/message-count"),
    Finding("count-negative", "PS510", W, _GENERATING,
            "message-count {value} is negative: Apple does not document negative badges",
            about="summary/message-count"),
    Finding("service", "PS701", E, _MP,
            "service {value} is not supported: MongoosePush accepts {expected},"
            " answers 422 to anything else, and the push is lost",
            about="options/service"),
    Finding("option", "PS702", E, _MP,
            "{option} {value} is not supported: MongoosePush accepts {expected},"
            " answers 422 to anything else, and the push is lost",
            about="options/{option}"),
    Finding("ttl-range", "PS702", E, _LIFESPAN,
            f"time_to_live {{value}} is out of range: FCM accepts 0 to {MAX_TIME_TO_LIVE} seconds"
            " (four weeks)",
            about="options/time_to_live"),
    Finding("mode-dev-fcm", "PS703", W, "esl/MongoosePush issue 211",
            "mode is dev with FCM: without a pool that has this tag, MongoosePush answers"
            " no_matching_pool",
            about="options/mode"),
    Finding("silent-truthy", "PS704", E, _MIM,
            "silent is {value}, not 'true': the push is an alert, and shows the message"
            " that was meant to stay hidden",
            "did you mean 'true'?",
            about="options/silent"),
    Finding("silent-unclear", "PS704", W, _MIM,
            "silent is {value}, which counts as false: only 'true' makes a push silent",
            about="options/silent"),
    Finding("silent-high", "PS705", W, _SENDING,
            "priority is high, but a silent push is sent with apns-priority 5:"
            " Apple calls 10 an error in a background push",
            about="options/priority"),
    Finding("silent-high-sent", "PS705", E, _SENDING,
            "a silent push is sent with apns-priority 10,"
            " which Apple calls an error in a background push",
            "use priority 'normal'",
            about="options/priority"),
    Finding("silent-no-priority-sent", "PS705", E, _SENDING,
            "a silent push is sent without apns-priority, which means 10"
            " and is an error in a background push",
            "use priority 'normal'",
            about="options/silent", missing="priority"),
    Finding("silent-dropped", "PS705", I, _MIM,
            "{option} is dropped: a silent push shows nothing",
            about="options/{option}"),
    Finding("silent-mutable", "PS705", W, _BACKGROUND,
            "mutable_content is left out: a background push contains only content-available,"
            " and has no alert to modify",
            about="options/mutable_content"),
    Finding("silent-mutable-sent", "PS705", W, _BACKGROUND,
            "mutable_content is sent in a background push,"
            " which should contain only content-available",
            about="options/mutable_content"),
    Finding("silent-topic-missing", "PS705", W, _ANSWERS,
            "a silent push is sent without apns-topic, because {why}:"
            " with token authentication APNs answers MissingTopic",
            "set topic to the bundle ID of the app",
            about="options/silent", missing="topic"),
    Finding("topic-missing", "PS706", W, _ANSWERS,
            "missing topic, and no default: with token authentication APNs answers MissingTopic",
            "set topic to the bundle ID of the app",
            about="options/service", missing="topic"),
    Finding("topic-placeholder", "PS706", W, _ANSWERS,
            "topic {value} does not look like a bundle ID",
            "set topic to the bundle ID of the app",
            about="options/topic"),
    Finding("topic-characters", "PS706", E, _SENDING,
            "topic {value} is not a valid header value: only visible ASCII characters are allowed",
            about="options/topic"),
    Finding("fcm-without", "PS707", I, _MP_FCM,
            "{option} has no effect with FCM",
            about="options/{option}"),
    Finding("mode-fcm", "PS707", I, _MP_FCM,
            "mode does not reach FCM: MongoosePush uses it only to choose the pool",
            about="options/mode"),
    Finding("ttl-apns", "PS707", I, _MP_APNS,
            "time_to_live has no effect with APNs, which keeps the push for up to 30 days",
            about="options/time_to_live"),
    Finding("click-action-category", "PS707", I, _MP_APNS,
            "click_action becomes the category of the alert:"
            " it has an effect only if the app has registered that category",
            about="options/click_action"),
    Finding("fcm-token-hex", "PS708", W, _ERRORS,
            "device_id {value} is 64 hexadecimal digits, like an APNs token",
            "check the option service",
            about="options/device_id"),
    Finding("apns-token-hex", "PS709", E, _SENDING,
            "device_id {value} is not a valid APNs token: an even number of hexadecimal digits is"
            " required",
            about="options/device_id"),
    Finding("apns-token-length", "PS709", W, _TOKENS,
            "device_id {value} has {length} hexadecimal digits: APNs tokens have had 64 so far",
            about="options/device_id"),
    Finding("token-null", "PS710", E, "ChatSecure-iOS issue 1022",
            "device_id {value} is not a token:"
            " it is how a program prints an empty or wrapped value",
            about="options/device_id"),
    Finding("token-path", "PS710", E, _MIM,
            "device_id {value} is not valid in a URL path, and MongooseIM does not escape it",
            about="options/device_id"),
    Finding("data-reserved", "PS711", W, _DISCOVERY,
            "the key {key} is left out of the data: FCM reserves it"),
    Finding("data-reserved-sent", "PS711", E, _DISCOVERY,
            "the data contains the key {key}, which FCM refuses with INVALID_ARGUMENT"),
    Finding("data-overridden", "PS711", W, _ERRORS,
            "the data contains the key {key}, whose value FCM overwrites"),
    Finding("data-doubtful", "PS711", W, _ERRORS,
            "the data contains the key {key}: older FCM documentation forbids keys that begin with"
            " google or gcm"),
    Finding("data-notification", "PS711", I, "beste/firebase-php issue 588",
            "the data contains the key {key}, which Firebase's documentation reserves, though FCM"
            " accepts it"),
    Finding("too-big", "PS712", E, f"{_GENERATING}; {_ERRORS}",
            "the payload is {size} bytes, but {provider} accepts {limit}:"
            " most of it is in {field}",
            "shorten {field} by {excess} bytes"),
    Finding("nearly-too-big", "PS712", W, _ERRORS,
            "the payload is {size} of the {limit} bytes that FCM accepts,"
            " and FCM does not document how it counts them",
            about="summary"),
    Finding("push-type-missing", "PS713", W, _SENDING,
            "MongoosePush sends alerts without apns-push-type, which watchOS 6 and later require",
            about="options/service"),
    Finding("aps-key", "PS713", W, _GENERATING,
            "the summary field aps is lost: Apple reserves that key of the payload",
            about="summary/aps"),
    Finding("topic-push-type", "PS714", E, _SENDING,
            "topic {value} is for the push type {push_type}, but this is {sent}:"
            " APNs may refuse, delay or drop it",
            about="options/topic"),
    Finding("priority-default", "PS715", I, _TUTORIAL,
            "missing priority: the documented default is normal;"
            " MongooseIM sends none and leaves the choice to {provider}",
            about="options/service", missing="priority"),
    Finding("priority-omitted", "PS715", I, _TUTORIAL,
            "missing priority: the documented default is normal,"
            " but MongooseIM sends none and leaves the choice to {provider}",
            about="options/service", missing="priority"),
    Finding("badge-fcm", "PS716", I, _MP_FCM,
            "message-count does not reach the device: MongoosePush sends no badge to FCM",
            about="summary/message-count"),
    Finding("tag-apns", "PS716", I, _MP_APNS,
            "the tag (the sender) does not reach the device: APNs has no tags",
            about="summary/last-message-sender"),
    Finding("badge", "PS717", E, _MP,
            "message-count {value} is out of range: MongoosePush accepts only a 32-bit badge",
            about="summary/message-count"),
    Finding("ttl-zero", "PS718", W, _LIFESPAN,
            "time_to_live is 0: the push is discarded unless the device is connected now",
            about="options/time_to_live"),
    Finding("empty-left-out", "PS719", W, _MIM,
            "{option} is empty and is left out",
            about="options/{option}"),
    Finding("empty-sent", "PS719", W, _MIM,
            "{option} is empty and is sent as it is",
            about="options/{option}"),
    Finding("api-version", "PS720", W, "MongoosePush api/v2/response_encoder.ex",
            "API version 2 answers every provider error with 500,"
            " so MongooseIM never disables the node of a dead token"),
    Finding("silent-text", "PS721", I, _GENERATING,
            "the push shows nothing, but sends {fields} to the provider",
            about="options/silent"),
    Finding("silent-fcm-normal", "PS722", I, _ANDROID_PRIORITY,
            "a data message with priority normal waits while the device is in Doze mode",
            about="options/silent"),
    Finding("silent-fcm-high", "PS722", I, _ANDROID_PRIORITY,
            "FCM may lower the priority of high-priority data messages that show nothing",
            about="options/silent"),
    Finding("empty-notification", "PS723", I, _MP_FCM,
            "the data message contains an empty notification: FCM does not document the effect",
            about="options/silent"),
    Finding("shortened", "PS724", I, f"{_GENERATING}; {_ERRORS}",
            "{field} is shortened from {before} to {after} bytes,"
            " so that the payload fits into {limit} bytes"),
    Finding("no-store", "PS725", I, _PLUGIN,
            "the message has a no-store hint: MongooseIM's hints plugin sends no notification"),
    Finding("not-a-chat", "PS725", I, _PLUGIN,
            "the message type is neither chat nor groupchat: MongooseIM sends no notification"),
    Finding("no-body", "PS725", I, _PLUGIN,
            "the message has no body: MongooseIM sends no notification"),
)  # fmt: skip

#: Every finding, by its key.
FINDINGS = {each.key: each for each in _ROWS}


def found(
    key: str, /, *, hint: str | None = None, about: str | None = None, **words: object
) -> Found:
    """Return the finding called *key*, its message filled in with *words*."""
    if not words and hint is None and about is None:
        return found_about(key)
    return _filled(FINDINGS[key], hint, about, words)


@cache
def found_about(key: str, /, **names: str) -> Found:
    """Return the finding called *key*, made once for the same *names*.

    They are those that are declared, of options, fields and providers; never what a text holds.
    """
    return _filled(FINDINGS[key], None, None, names)


def _filled(
    finding: Finding, hint: str | None, about: str | None, words: Mapping[str, object]
) -> Found:
    hint = finding.hint if hint is None else hint
    return Found(
        finding,
        finding.sentence.format(**words),
        hint and hint.format(**words),
        finding.about.format(**words) if about is None and finding.about else about,
    )


def hint_for(word: str, words: Iterable[str], aliases: Mapping[str, str]) -> str | None:
    """Return a hint that suggests the one of *words* closest to *word*, ``None`` if none is."""
    near = aliases.get(word.strip().lower()) or nearest(word, words)
    return near and f"did you mean {near!r}?"
