"""What MongooseIM writes to its log when a push fails.

Source: MongooseIM 6.8 ``mod_push_service_mongoosepush.erl``.
"""

import re

from pushstanza.servers.case import unseen
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.mongooseim.set_up import POOL_MISSING
from pushstanza.servers.log_line import Fault, LogLine

_SERVICE = "MongooseIM mod_push_service_mongoosepush.erl"
_STAYS = "The notification is lost, and the registration stays; the client gets no error."

LOG_LINES = (
    LogLine(
        words=("make_notification_failed",),
        pattern=re.compile(r"\bmake_notification_failed\b"),
        subject="make_notification_failed",
        meaning="no request for MongoosePush could be made of the summary and the options",
        effect=_STAYS,
        faults=(
            Fault(
                unseen(
                    "the options hold no service",
                    fix="enable again with service=apns or service=fcm",
                    rules=("PS601", "PS602"),
                ),
                f"{_SERVICE}, make_notification/2",
            ),
            Fault(
                unseen(
                    "message-count is missing or no integer, or the summary lacks sender or body",
                    fix="send all three, or set silent=true in the options",
                    rules=("PS510", "PS606"),
                ),
                f"{_SERVICE}, make_notification/2",
            ),
        ),
    ),
    LogLine(
        words=("push_send_failed", "=push"),
        pattern=re.compile(r"\bpush_send_failed\b|\b(?:event|what)=push\w*fail\w*"),
        subject="push_send_failed",
        meaning="MongoosePush answered with another status than 2xx and 410, or not at all",
        effect=_STAYS,
        faults=(
            Fault(administration.option_not_accepted, "MongoosePush v3 schema"),
            Fault(
                unseen(
                    "the provider refused the notification: the word in the answer says why",
                    fix="explain that word",
                ),
                f"{_SERVICE}, push_notifications/3",
            ),
            Fault(POOL_MISSING, "esl/MongooseIM#2159"),
        ),
    ),
    LogLine(
        words=("pool_not_started",),
        pattern=re.compile(r"\bpool_not_started\b"),
        subject="pool_not_started",
        meaning="there are no connections to MongoosePush",
        effect=_STAYS,
        faults=(
            Fault(
                unseen(
                    "the pool that pool_name of mod_push_service_mongoosepush names is not"
                    " configured",
                    fix="add outgoing_pools.http.mongoose_push_http, or correct the name",
                ),
                "esl/MongooseIM#2159",
            ),
        ),
    ),
)

PUBSUB_LESS_LOG_LINES = (
    LogLine(
        words=("hook_failed",),
        pattern=re.compile(r"\bhook_failed\b"),
        subject="hook_failed",
        meaning="a module crashed while it handled an event; the reason in the line says which",
        effect=_STAYS,
        faults=(
            Fault(
                unseen(
                    "the options of the enable hold no device_id",
                    fix="enable again with device_id and service in the form",
                    rules=("PS601", "PS605"),
                ),
                f"{_SERVICE}, push_notifications/3",
            ),
            Fault(
                unseen(
                    "the notification or the options have a form that the module does not expect",
                    fix="lint the enable and the publish",
                ),
                f"{_SERVICE}; esl/MongooseIM#3806",
            ),
        ),
    ),
)
