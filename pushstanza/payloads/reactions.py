"""What MongooseIM does when a notification does not get through.

Source: MongooseIM ``node_push.erl``, ``mod_event_pusher_push_plugin_defaults.erl``,
``mod_push_service_mongoosepush.erl``.
"""

from typing import Literal, TypeAlias

import attrs

Mode: TypeAlias = Literal["pubsub-full", "pubsub-less"]


@attrs.frozen
class IqError:
    """The error that a push node answers a publish with: its type, and its conditions.

    The condition of the stanza error comes first, that of pubsub or of the push node after it.
    """

    type: str
    conditions: tuple[str, ...]

    @property
    def disables(self) -> bool:
        """Whether MongooseIM, as the publisher, then disables the node."""
        return self.type == "cancel"


#: ``node_push:do_publish_item/3``: the options lack ``device_id`` or ``service``.
PRECONDITION_NOT_MET = IqError("cancel", ("conflict", "precondition-not-met"))
#: ``node_push:handle_push_hook_result/1``: MongoosePush answered 410.
NOT_REGISTERED = IqError("cancel", ("not-acceptable", "device-not-registered"))
#: The same: it answered anything else but 2xx, or no request could be made. So it is spelt.
NOT_SUBMITTED = IqError("modify", ("bad-request", "faild-to-submit-push-notification"))


@attrs.frozen
class NotSent:
    """Why MongooseIM makes no request of a notification, and what then happens."""

    reason: str
    meaning: str
    pubsub_less: str
    pubsub_full: IqError

    def node_disabled(self, mode: Mode) -> bool:
        """Return whether MongooseIM disables the node (``handle_publish_response/5``)."""
        return mode == "pubsub-full" and self.pubsub_full.disables


_LOST = "The notification is lost, `{}` is logged, and the registration stays.".format
_FAILED = _LOST("make_notification_failed")

# fmt: off
#: Every reason to send nothing, in the order in which MongooseIM finds them.
NOT_SENT = {each.reason: each for each in (
    NotSent("missing-device-id",            "The options name no device.",
            _LOST("hook_failed"), PRECONDITION_NOT_MET),
    NotSent("missing-service",              "The options name no provider.",
            _FAILED,              PRECONDITION_NOT_MET),
    NotSent("message-count-not-an-integer", "The summary has a count that is no integer.",
            _FAILED,              NOT_SUBMITTED),
    NotSent("missing-summary-field",        "The summary lacks what an alert is made of.",
            _FAILED,              NOT_SUBMITTED),
)}
# fmt: on
