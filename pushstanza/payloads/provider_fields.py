"""What a user may want to say to APNs or FCM beside the publish-options, and how far it gets.

:mod:`pushstanza.payloads.options` has what MongooseIM reads. A row here is a field of a provider's
request that no option of that name sets: where the provider has it, whether MongoosePush has a
field for it, and whether an option of another name reaches it.

Source: Apple, "Sending notification requests to APNs", "Generating a remote notification"; FCM v1
discovery document, revision 20261023; MongoosePush main, ``deep.ex``, ``deep/common/alert.ex``,
``service/apns.ex``, ``service/fcm.ex``; MongooseIM main, ``mod_push_service_mongoosepush.erl``,
``make_notification/2``.
"""

import re
from collections.abc import Mapping

from pushstanza.diagnostics.records import frozen


@frozen
class ProviderField:
    """A field of a request to a provider, and its way from a publish.

    Attributes:
        name: Its name, as a publish-option would be written.
        apns: Where APNs has it: a header such as ``apns-expiration``, or the path in the payload.
        fcm: Where FCM has it: the path in the message.
        mongoosepush: The path of the field of MongoosePush's request that reaches it, if one does.
        option: The publish-option that reaches it under another name, if one does.
        instead: What reaches it instead, or what MongoosePush does by itself; a clause.
        aliases: What others call it, in the form of :func:`plain_name`.
    """

    name: str
    apns: str | None = None
    fcm: str | None = None
    mongoosepush: str | None = None
    option: str | None = None
    instead: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def is_forwarded(self) -> bool:
        """Whether MongooseIM copies a publish-option into the field of MongoosePush."""
        return self.option is not None

    def places(self, service: str | None = None) -> str:
        """Return where the providers have it, in words: that of *service* alone, if it has it."""
        found = {"apns": ("APNs", self.apns), "fcm": ("FCM", self.fcm)}
        own = found.get(service or "")
        wanted = found.values() if own is None or own[1] is None else (own,)
        return " and ".join(f"at {name} it is {path}" for name, path in wanted if path is not None)


#: The fields, in the order in which the providers' references have them.
FIELDS = (
    ProviderField(
        "push_type",
        apns="apns-push-type",
        instead="MongoosePush sends background with a silent push, and no type with an alert, so"
        " that it cannot send calls (voip)",
        aliases=("apns_push_type", "pushtype", "voip"),
    ),
    ProviderField(
        "expiration",
        apns="apns-expiration",
        instead="APNs keeps the push for up to 30 days; time_to_live reaches FCM only",
        aliases=("apns_expiration", "apns_expiry", "expires", "expiry"),
    ),
    ProviderField(
        "collapse_id",
        apns="apns-collapse-id",
        fcm="android.collapse_key",
        instead="at FCM a notification replaces the one with the same tag, which is the sender",
        aliases=("apns_collapse_id", "collapse_key", "collapse"),
    ),
    ProviderField("apns_id", apns="apns-id", instead="APNs makes one"),
    ProviderField(
        "thread_id", apns="aps.thread-id", aliases=("thread", "threadid", "thread_identifier")
    ),
    ProviderField(
        "interruption_level",
        apns="aps.interruption-level",
        instead="the device uses active",
        aliases=("interruptionlevel",),
    ),
    ProviderField("relevance_score", apns="aps.relevance-score"),
    ProviderField("target_content_id", apns="aps.target-content-id"),
    ProviderField("filter_criteria", apns="aps.filter-criteria"),
    ProviderField(
        "critical", apns="aps.sound.critical", instead="the option sound is a name and nothing else"
    ),
    ProviderField("volume", apns="aps.sound.volume"),
    ProviderField(
        "category",
        apns="aps.category",
        mongoosepush="alert.click_action",
        option="click_action",
    ),
    ProviderField(
        "badge",
        apns="aps.badge",
        mongoosepush="alert.badge",
        instead="MongooseIM makes it of message-count in the summary",
        aliases=("unread", "count"),
    ),
    ProviderField(
        "title",
        apns="aps.alert.title",
        fcm="android.notification.title",
        mongoosepush="alert.title",
        instead="MongooseIM makes it of last-message-sender in the summary",
    ),
    ProviderField(
        "body",
        apns="aps.alert.body",
        fcm="android.notification.body",
        mongoosepush="alert.body",
        instead="MongooseIM makes it of last-message-body in the summary",
        aliases=("alert",),
    ),
    ProviderField("subtitle", apns="aps.alert.subtitle"),
    ProviderField(
        "title_loc_key", apns="aps.alert.title-loc-key", fcm="android.notification.title_loc_key"
    ),
    ProviderField(
        "loc_key",
        apns="aps.alert.loc-key",
        fcm="android.notification.body_loc_key",
        aliases=("body_loc_key",),
    ),
    ProviderField("launch_image", apns="aps.alert.launch-image"),
    ProviderField(
        "tag",
        fcm="android.notification.tag",
        mongoosepush="alert.tag",
        instead="MongooseIM makes it of last-message-sender in the summary",
    ),
    ProviderField(
        "channel_id",
        fcm="android.notification.channel_id",
        aliases=("android_channel_id", "channel"),
    ),
    ProviderField("icon", fcm="android.notification.icon"),
    ProviderField("color", fcm="android.notification.color", aliases=("colour",)),
    ProviderField("image", fcm="android.notification.image"),
    ProviderField("ticker", fcm="android.notification.ticker"),
    ProviderField("visibility", fcm="android.notification.visibility"),
    ProviderField("notification_priority", fcm="android.notification.notification_priority"),
    ProviderField("notification_count", fcm="android.notification.notification_count"),
    ProviderField("restricted_package_name", fcm="android.restricted_package_name"),
    ProviderField("direct_boot_ok", fcm="android.direct_boot_ok"),
    ProviderField("analytics_label", fcm="fcm_options.analytics_label"),
)

_BY_NAME: Mapping[str, ProviderField] = {
    name: each for each in FIELDS for name in (each.name, *each.aliases)
}


def plain_name(name: str) -> str:
    """Return *name* in small letters with underscores, however its words were divided."""
    divided = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[-.\s]", "_", divided).lower()


def field_named(name: str) -> ProviderField | None:
    """Return the field that *name* means in one of its spellings, ``None`` where it means none."""
    return _BY_NAME.get(plain_name(name))
