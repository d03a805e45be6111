"""What MongooseIM does when a notification does not get through.

Source: MongooseIM ``node_push.erl``, ``mod_event_pusher_push_plugin_defaults.erl``,
``mod_push_service_mongoosepush.erl``.
"""

from typing import Literal, TypeAlias

import attrs

Mode: TypeAlias = Literal["pubsub-full", "pubsub-less"]

#: What MongooseIM's database holds of a node or a JID (``priv/pg.sql``, ``priv/mysql.sql``).
LONGEST = 250


@attrs.frozen
class IqError:
    """The error that a push node answers a publish with (MongooseIM ``node_push.erl``).

    Of the conditions that of the stanza error comes first, then that of pubsub or of the push node.
    """

    type: str
    conditions: tuple[str, ...]

    @property
    def disables(self) -> bool:
        """Whether MongooseIM, as the publisher, then disables the node."""
        return self.type == "cancel"


#: ``do_publish_item/3``: the options lack ``device_id`` or ``service``.
PRECONDITION_NOT_MET = IqError("cancel", ("conflict", "precondition-not-met"))
#: ``handle_push_hook_result/1``: MongoosePush answered 410.
NOT_REGISTERED = IqError("cancel", ("not-acceptable", "device-not-registered"))
#: The same: it answered anything else but 2xx, or no request could be made. So it is spelt.
NOT_SUBMITTED = IqError("modify", ("bad-request", "faild-to-submit-push-notification"))


@attrs.frozen
class NotSent:
    """Why there is no request, and what MongooseIM does then in either of its modes.

    Without an error to answer, nothing was published either.
    """

    reason: str
    meaning: str
    pubsub_less: str
    pubsub_full: IqError | None

    def node_disabled(self, mode: Mode) -> bool:
        """Return whether MongooseIM disables the node (``handle_publish_response/5``)."""
        error = self.pubsub_full
        return mode == "pubsub-full" and error is not None and error.disables


_SKIPPED = "MongooseIM makes no notification, and nothing is lost but that."
_NO_PUBLISH = "There is no publish in this mode, and so no such fault."
_CRASHED = "The notification is lost, hook_failed is logged, and the registration stays."
_FAILED = "The notification is lost, make_notification_failed is logged, the registration stays."

# fmt: off
#: Every reason to send nothing; of several that hold, MongooseIM finds the first.
NOT_SENT = {each.reason: each for each in (
    NotSent("no-store",                     "The message is not to be stored.",
            _SKIPPED,    None),
    NotSent("not-a-chat",                   "The message is neither chat nor groupchat.",
            _SKIPPED,    None),
    NotSent("no-body",                      "The message has no text.",
            _SKIPPED,    None),
    NotSent("precondition-not-met",         "The publish has no publish-options to go by.",
            _NO_PUBLISH, PRECONDITION_NOT_MET),
    NotSent("invalid-summary-form",         "The notification has no submitted summary.",
            _NO_PUBLISH, NOT_SUBMITTED),
    NotSent("missing-device-id",            "The options name no device.",
            _CRASHED,    PRECONDITION_NOT_MET),
    NotSent("missing-service",              "The options name no provider.",
            _FAILED,     PRECONDITION_NOT_MET),
    NotSent("message-count-not-an-integer", "The count in the summary is no integer.",
            _FAILED,     NOT_SUBMITTED),
    NotSent("missing-summary-field",        "The summary lacks what an alert is made of.",
            _FAILED,     NOT_SUBMITTED),
)}
# fmt: on
