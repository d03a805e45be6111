"""A provider's answer travels back to the node."""

import json

import pytest

from pushstanza.diagnostics import PushStanzaError
from pushstanza.payloads.answers import ALIASES, ROWS, UnknownAnswerError, answer, read_answer
from pushstanza.payloads.reactions import NOT_REGISTERED, NOT_SUBMITTED

#: The status that MongoosePush 3 answers with, by the provider's reason (provider rules, 3.1).
STATUSES = {
    200: "Success OK",
    400: "BadDeviceToken DeviceTokenNotForTopic TopicDisallowed Forbidden PayloadEmpty"
    " BadCollapseId IdleTimeout INVALID_ARGUMENT no_matching_pool invalid_notification",
    410: "Unregistered UNREGISTERED",
    413: "PayloadTooLarge",
    422: "unprocessable_entity",
    429: "TooManyProviderTokenUpdates TooManyRequests QUOTA_EXCEEDED",
    500: "ExpiredToken InvalidPushType UnrelatedKeyIdInToken BadEnvironmentKeyIdInToken"
    " UNSPECIFIED_ERROR UNAUTHENTICATED PERMISSION_DENIED NOT_FOUND RESOURCE_EXHAUSTED",
    503: "MissingTopic BadTopic BadPriority BadMessageId BadExpirationDate DuplicateHeaders"
    " MissingDeviceToken BadPath MethodNotAllowed BadCertificate BadCertificateEnvironment"
    " ExpiredProviderToken InvalidProviderToken MissingProviderToken InternalServerError"
    " ServiceUnavailable Shutdown SENDER_ID_MISMATCH THIRD_PARTY_AUTH_ERROR APNS_AUTH_ERROR"
    " UNAVAILABLE INTERNAL unable_to_connect connection_lost",
    520: "unspecified UNSPECIFIED",
}
EXPECTED = {reason: status for status, reasons in STATUSES.items() for reason in reasons.split()}
FCM_DETAIL = "type.googleapis.com/google.firebase.fcm.v1.FcmError"

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.service}-{row.reason}")


def test_the_table_is_complete_and_names_no_answer_twice():
    """Every reason of the providers' pages has one row."""
    assert sorted(row.reason for row in ROWS) == sorted(EXPECTED)


@every_row
def test_mongoosepush_answers(row):
    """Version 3 sorts the answers, version 2 calls them 500, but for a missing connection."""
    three = answer(row.service, row.reason)
    two = answer(row.service, row.reason, api_version="v2")

    assert three.mongoosepush_status == EXPECTED[row.reason]
    kept = row.status in (200, 422) or row.reason == "unable_to_connect"
    assert two.mongoosepush_status == (row.status if kept else 500)
    assert three.mongoosepush_reason
    assert three.meaning.rstrip(".") == three.meaning


@every_row
@pytest.mark.parametrize("mode", ["pubsub-full", "pubsub-less"])
@pytest.mark.parametrize("api_version", ["v2", "v3"])
def test_only_410_disables_the_node(row, mode, api_version):
    """In either mode, and never with version 2."""
    made = answer(row.service, row.reason, mode=mode, api_version=api_version)

    assert made.node_disabled == (made.mongoosepush_status == 410)
    assert made.effect.endswith(".")
    if mode == "pubsub-less" or made.mongoosepush_status == 200:
        assert made.error is None
    else:
        assert made.error == (NOT_REGISTERED if made.node_disabled else NOT_SUBMITTED)
        assert (made.error.type == "cancel") == made.node_disabled


def test_the_errors_of_the_push_node():
    """Spelt as the push node spells them."""
    gone, failed = answer("apns", "Unregistered"), answer("fcm", "INVALID_ARGUMENT")

    assert gone.to_dict()["error"] == {
        "type": "cancel",
        "conditions": ["not-acceptable", "device-not-registered"],
    }
    assert failed.to_dict()["error"] == {
        "type": "modify",
        "conditions": ["bad-request", "faild-to-submit-push-notification"],
    }
    assert answer("apns", None).to_dict()["error"] is None
    assert json.loads(json.dumps(failed.to_dict()))["reason"] == "INVALID_ARGUMENT"


def test_dead_tokens_that_stay():
    """APNs says that the token has expired, and nobody listens."""
    made = answer("apns", "ExpiredToken")

    assert made.drop_token
    assert not made.node_disabled
    assert "dead" in made.effect
    assert made.mongoosepush_reason == "ExpiredToken"


def test_the_status_may_be_given():
    """What was seen counts before the table."""
    assert answer("fcm", "UNSPECIFIED_ERROR").status is None
    assert answer("fcm", "UNSPECIFIED_ERROR", status=500).status == 500


@pytest.mark.parametrize("alias", ALIASES)
def test_other_names_on_the_wire(alias):
    """Some reasons are documented under another name."""
    assert answer("apns", alias).reason == ALIASES[alias]


def test_unknown_reasons_have_a_hint():
    """A misspelt reason is refused, and the right one named."""
    with pytest.raises(UnknownAnswerError, match="BadDeviceToken") as refused:
        answer("apns", "BadDeviceTokn")

    assert isinstance(refused.value, PushStanzaError)
    with pytest.raises(UnknownAnswerError, match="unknown fcm answer 'xyzzy'"):
        answer("fcm", "xyzzy")


@pytest.mark.parametrize(
    ("service", "body", "reason"),
    [
        ("apns", '{"reason":"BadDeviceToken"}', "BadDeviceToken"),
        ("apns", b'{"reason":"Unregistered","timestamp":1700000000000}', "Unregistered"),
        ("apns", {"reason": "BadEnvironmentKeyInToken"}, "BadEnvironmentKeyIdInToken"),
        ("apns", "", "Success"),
        ("fcm", "{}", "OK"),
        ("fcm", {"name": "projects/p/messages/1"}, "OK"),
        ("fcm", {"error": {"status": "INVALID_ARGUMENT"}}, "INVALID_ARGUMENT"),
        ("fcm", {"error": {"status": "NOT_FOUND", "details": "none"}}, "NOT_FOUND"),
        (
            "fcm",
            {
                "error": {
                    "code": 404,
                    "status": "NOT_FOUND",
                    "details": [
                        "odd",
                        {"@type": "type.googleapis.com/google.rpc.BadRequest", "errorCode": "X"},
                        {"@type": FCM_DETAIL, "errorCode": "UNREGISTERED"},
                    ],
                }
            },
            "UNREGISTERED",
        ),
    ],
)
def test_answers_as_they_arrive(service, body, reason):
    """APNs gives a reason; FCM gives a code in a detail, or only a status."""
    assert read_answer(service, body).reason == reason


@pytest.mark.parametrize(
    ("service", "body"),
    [
        ("apns", "<html>"),
        ("apns", b"\xff"),
        ("apns", "[]"),
        ("apns", '{"reason": 1}'),
        ("apns", '{"error": {}}'),
        ("fcm", '{"error": []}'),
        ("fcm", '{"error": {}}'),
        ("fcm", '{"reason": "BadDeviceToken"}'),
    ],
)
def test_what_is_no_answer(service, body):
    """It is refused with an error of the library."""
    with pytest.raises(UnknownAnswerError):
        read_answer(service, body)
