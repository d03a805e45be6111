"""What MongooseIM does when a notification does not get through.

Source: MongooseIM ``node_push.erl``, ``mod_event_pusher_push_plugin_defaults.erl``,
``mod_push_service_mongoosepush.erl``.
"""

from typing import Literal, TypeAlias

from pushstanza.diagnostics.records import frozen

Mode: TypeAlias = Literal["pubsub-full", "pubsub-less"]

#: What MongooseIM's database holds of a node or a JID (``priv/pg.sql``, ``priv/mysql.sql``).
LONGEST = 250


@frozen
class IqError:
    """The error that a push node answers a publish with (MongooseIM ``node_push.erl``).

    Of the conditions that of the stanza error comes first, then that of pubsub or of the push node.
    MongooseIM, as the publisher, disables the node where the type is ``cancel``.
    """

    type: str
    conditions: tuple[str, ...]


#: ``do_publish_item/3``: the options lack ``device_id`` or ``service``.
PRECONDITION_NOT_MET = IqError("cancel", ("conflict", "precondition-not-met"))
#: ``handle_push_hook_result/1``: MongoosePush answered 410.
NOT_REGISTERED = IqError("cancel", ("not-acceptable", "device-not-registered"))
#: The same: it answered anything else but 2xx, or no request could be made. So it is spelt.
NOT_SUBMITTED = IqError("modify", ("bad-request", "faild-to-submit-push-notification"))

#: Every reason to send nothing, and what it means; of several, MongooseIM finds the first.
NOT_SENT = {
    "no-store": "The message has a no-store hint.",
    "not-a-chat": "The message is neither chat nor groupchat.",
    "no-body": "The message has no text.",
    "precondition-not-met": "The publish has no valid publish-options.",
    "invalid-summary-form": "The notification has no summary form of type submit.",
    "missing-device-id": "The option device_id is missing.",
    "missing-service": "The option service is missing.",
    "message-count-not-an-integer": "The message-count in the summary is not an integer.",
    "missing-summary-field": "The summary lacks a field that an alert needs.",
}
