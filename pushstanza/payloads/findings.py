"""Every sentence a translation can report, and the rule that each belongs to."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import attrs

from pushstanza.diagnostics import Diagnostic, Severity
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
    """A sentence, its rule, how bad what it says is, and who says so.

    ``about`` is the option or field whose value is meant, as ``options/topic``; ``None`` where only
    who finds it can tell. ``missing`` is the option that is not given.
    """

    key: str
    code: str
    severity: Severity
    source: str
    sentence: str
    hint: str | None = None
    about: str | None = None
    missing: str | None = None


@attrs.frozen
class Found:
    """A finding in a notification at hand, in words."""

    finding: Finding
    message: str
    hint: str | None = None
    path: str | None = None

    @property
    def key(self) -> str:
        """What it is called here."""
        return self.finding.key

    @property
    def code(self) -> str:
        """The code of its rule."""
        return self.finding.code

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.finding.severity

    def diagnostic(self) -> Diagnostic:
        """Return it as it is reported."""
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
            "no option device_id: MongooseIM has no device to notify",
            about="options/device_id", missing="device_id"),
    Finding("missing-service", "PS601", E, _MIM,
            "no option service: MongooseIM does not know which provider to use",
            about="options/service", missing="service"),
    Finding("precondition-not-met", "PS601", E, _NODE,
            "no publish-options form of type submit: MongooseIM's push node refuses the publish",
            about="options"),
    Finding("invalid-summary-form", "PS606", E, _NODE,
            "no summary form of type submit: MongooseIM's push node refuses the publish",
            about="summary"),
    Finding("swapped", "PS602", E, _MIM,
            "device_id is {value}, which is a service, and service is none",
            "swap the values of service and device_id",
            about="options/device_id"),
    Finding("token-is-service", "PS602", E, "esl/MongooseIM issue 1526",
            "device_id is {value}, which is a service and no device token",
            about="options/device_id"),
    Finding("unknown-option", "PS603", W, _MIM,
            "MongooseIM ignores the option {option}"),
    Finding("tags-option", "PS603", I, _MIM,
            "MongooseIM leaves tags out on purpose: which pool to use is the operator's choice",
            about="options/tags"),
    Finding("missing-summary-field", "PS606", E, _MIM,
            "no {fields} in the summary: there is no alert to make of it",
            about="summary"),
    Finding("summary-incomplete", "PS606", W, _MIM,
            "no {fields} in the summary: the alert does without,"
            " but MongooseIM's own push node refuses such a publish",
            about="summary"),
    Finding("message-count-not-an-integer", "PS510", E, _MIM,
            "message-count is {value}, not ASCII digits with an optional sign",
            about="summary/message-count"),
    Finding("count-negative", "PS510", W, _GENERATING,
            "message-count is {value}: what a negative badge does, Apple does not say",
            about="summary/message-count"),
    Finding("service", "PS701", E, _MP,
            "service is {value}: MongoosePush takes {expected} only;"
            " it answers 422, and the push is lost",
            about="options/service"),
    Finding("option", "PS702", E, _MP,
            "{option} is {value}: MongoosePush takes {expected} only;"
            " it answers 422, and the push is lost",
            about="options/{option}"),
    Finding("ttl-range", "PS702", E, _LIFESPAN,
            f"time_to_live is {{value}}: FCM takes 0 to {MAX_TIME_TO_LIVE} seconds,"
            " which is four weeks",
            about="options/time_to_live"),
    Finding("mode-dev-fcm", "PS703", W, "esl/MongoosePush issue 211",
            "mode is dev with FCM: without a pool of that tag MongoosePush answers"
            " no_matching_pool",
            about="options/mode"),
    Finding("silent-truthy", "PS704", E, _MIM,
            "silent is {value} and not 'true': the push is an alert, and shows the message"
            " that was to be kept back",
            "did you mean 'true'?",
            about="options/silent"),
    Finding("silent-unclear", "PS704", W, _MIM,
            "silent is {value}, which counts as false: only 'true' makes a push silent",
            about="options/silent"),
    Finding("silent-high", "PS705", W, _SENDING,
            "priority is high, but a silent push is sent with 5:"
            " Apple calls 10 an error in a background push",
            about="options/priority"),
    Finding("silent-high-sent", "PS705", E, _SENDING,
            "a silent push goes out with apns-priority 10,"
            " which Apple calls an error in a background push",
            "use priority 'normal'",
            about="options/priority"),
    Finding("silent-no-priority-sent", "PS705", E, _SENDING,
            "a silent push goes out without apns-priority, which means 10"
            " and is an error in a background push",
            "use priority 'normal'",
            about="options/silent", missing="priority"),
    Finding("silent-dropped", "PS705", I, _MIM,
            "{option} is dropped: a silent push shows nothing",
            about="options/{option}"),
    Finding("silent-mutable", "PS705", W, _BACKGROUND,
            "mutable_content is left out: a background push holds nothing but content-available,"
            " and has no alert that could be changed",
            about="options/mutable_content"),
    Finding("silent-mutable-sent", "PS705", W, _BACKGROUND,
            "mutable_content goes into a background push,"
            " which is to hold nothing but content-available",
            about="options/mutable_content"),
    Finding("silent-topic-missing", "PS705", W, _ANSWERS,
            "a silent push goes without apns-topic, since {why}:"
            " with token authentication APNs answers MissingTopic",
            "give topic, the bundle ID of the app",
            about="options/silent", missing="topic"),
    Finding("topic-missing", "PS706", W, _ANSWERS,
            "neither a topic nor a default: with token authentication APNs answers MissingTopic",
            "give topic, the bundle ID of the app",
            about="options/service", missing="topic"),
    Finding("topic-placeholder", "PS706", W, _ANSWERS,
            "the topic is {value}, which does not look like a bundle ID",
            "give topic, the bundle ID of the app",
            about="options/topic"),
    Finding("topic-characters", "PS706", E, _SENDING,
            "the topic is {value}: a header takes visible ASCII characters only",
            about="options/topic"),
    Finding("fcm-without", "PS707", I, _MP_FCM,
            "{option} has no effect with FCM",
            about="options/{option}"),
    Finding("mode-fcm", "PS707", I, _MP_FCM,
            "mode goes no further than MongoosePush, where it is a tag of the FCM pool",
            about="options/mode"),
    Finding("ttl-apns", "PS707", I, _MP_APNS,
            "time_to_live has no effect with APNs, which keeps the push for up to 30 days",
            about="options/time_to_live"),
    Finding("click-action-category", "PS707", I, _MP_APNS,
            "click_action becomes the category of the alert:"
            " it does something only if the app has registered it",
            about="options/click_action"),
    Finding("fcm-token-hex", "PS708", W, _ERRORS,
            "device_id {value} is 64 hexadecimal digits, as an APNs token is",
            "is service right?",
            about="options/device_id"),
    Finding("apns-token-hex", "PS709", E, _SENDING,
            "device_id {value} is not whole bytes in hexadecimal digits",
            about="options/device_id"),
    Finding("apns-token-length", "PS709", W, _TOKENS,
            "device_id {value} has {length} hexadecimal digits: tokens so far have 64",
            about="options/device_id"),
    Finding("token-null", "PS710", E, "ChatSecure-iOS issue 1022",
            "device_id is {value}: so a program prints a value, it is no token",
            about="options/device_id"),
    Finding("token-path", "PS710", E, _MIM,
            "device_id {value} cannot stand in a path as it is, and MongooseIM does not escape it",
            about="options/device_id"),
    Finding("data-reserved", "PS711", W, _DISCOVERY,
            "the data goes without the key {key}, which is FCM's own"),
    Finding("data-reserved-sent", "PS711", E, _DISCOVERY,
            "the data holds the key {key}, which FCM refuses with INVALID_ARGUMENT"),
    Finding("data-overridden", "PS711", W, _ERRORS,
            "the data holds the key {key}, whose value FCM replaces by its own"),
    Finding("data-doubtful", "PS711", W, _ERRORS,
            "the data holds the key {key}: older texts forbid keys that begin with google or gcm"),
    Finding("too-big", "PS712", E, f"{_GENERATING}; {_ERRORS}",
            "the payload has {size} bytes and {provider} takes {limit}:"
            " most of them are in {field}",
            "shorten {field} by {excess} bytes"),
    Finding("nearly-too-big", "PS712", W, _ERRORS,
            "the payload has {size} bytes of the {limit} that FCM takes,"
            " and nobody says how it counts them",
            about="summary"),
    Finding("push-type-missing", "PS713", W, _SENDING,
            "MongoosePush sends alerts without apns-push-type, which watchOS 6 and later require",
            about="options/service"),
    Finding("aps-key", "PS713", W, _GENERATING,
            "the field aps of the summary is lost: that key of the payload is Apple's",
            about="summary/aps"),
    Finding("topic-push-type", "PS714", E, _SENDING,
            "the topic {value} asks for the push type {push_type}, and this is {sent}:"
            " APNs may refuse, delay or drop it",
            about="options/topic"),
    Finding("priority-default", "PS715", I, _TUTORIAL,
            "no priority, so it is normal, as the tutorial says;"
            " MongooseIM would send none and leave it to {provider}",
            about="options/service", missing="priority"),
    Finding("priority-omitted", "PS715", I, _TUTORIAL,
            "no priority: the tutorial says it is normal then,"
            " MongooseIM sends none and leaves it to {provider}",
            about="options/service", missing="priority"),
    Finding("badge-fcm", "PS716", I, _MP_FCM,
            "message-count does not reach the device: MongoosePush sends FCM no badge",
            about="summary/message-count"),
    Finding("tag-apns", "PS716", I, _MP_APNS,
            "the tag, which is the sender, does not reach the device: APNs has none",
            about="summary/last-message-sender"),
    Finding("badge", "PS717", E, _MP,
            "message-count is {value}: MongoosePush takes a badge of 32 bits only",
            about="summary/message-count"),
    Finding("ttl-zero", "PS718", W, _LIFESPAN,
            "time_to_live is 0: unless the device is connected now, the push is discarded",
            about="options/time_to_live"),
    Finding("empty-left-out", "PS719", W, _MIM,
            "{option} is empty, and left out",
            about="options/{option}"),
    Finding("empty-sent", "PS719", W, _MIM,
            "{option} is empty, and sent like that",
            about="options/{option}"),
    Finding("api-version", "PS720", W, "MongoosePush api/v2/response_encoder.ex",
            "version 2 answers every provider error with 500:"
            " MongooseIM never disables the node of a dead token"),
    Finding("silent-text", "PS721", I, _GENERATING,
            "the push shows nothing, but carries {fields} to the provider",
            about="options/silent"),
    Finding("silent-fcm-normal", "PS722", I, _ANDROID_PRIORITY,
            "a data message of priority normal waits while the device dozes",
            about="options/silent"),
    Finding("silent-fcm-high", "PS722", I, _ANDROID_PRIORITY,
            "data messages of priority high that show nothing may in time count as normal",
            about="options/silent"),
    Finding("empty-notification", "PS723", I, _MP_FCM,
            "the data message holds an empty notification: what that does, FCM does not say",
            about="options/silent"),
    Finding("shortened", "PS724", I, f"{_GENERATING}; {_ERRORS}",
            "{field} is shortened from {before} to {after} bytes,"
            " so that the payload fits into {limit}"),
    Finding("no-store", "PS725", I, _PLUGIN,
            "the message says no-store: MongooseIM's hints plugin makes no notification of it"),
    Finding("not-a-chat", "PS725", I, _PLUGIN,
            "the message is neither chat nor groupchat: MongooseIM makes no notification of it"),
    Finding("no-body", "PS725", I, _PLUGIN,
            "the message has no body: MongooseIM makes no notification of it"),
)  # fmt: skip

#: Every finding, by its key.
FINDINGS = {each.key: each for each in _ROWS}


def found(
    key: str, /, *, hint: str | None = None, about: str | None = None, **words: object
) -> Found:
    """Return the finding called *key*, worded with *words*; its path is what it is about."""
    finding = FINDINGS[key]
    hint = finding.hint if hint is None else hint
    return Found(
        finding,
        finding.sentence.format(**words),
        hint and hint.format(**words),
        finding.about.format(**words) if about is None and finding.about else about,
    )


def hint_for(word: str, words: Iterable[str], aliases: Mapping[str, str]) -> str | None:
    """Return the question which of *words* was meant by *word*, or ``None`` if none is near."""
    near = aliases.get(word.strip().lower()) or nearest(word, words)
    return near and f"did you mean {near!r}?"
