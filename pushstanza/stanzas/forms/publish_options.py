"""``…pubsub#publish-options``: the options that a client gives in enable, and each publish repeats.

They are those of MongooseIM's ``mod_push_service_mongoosepush`` and the ``secret`` of XEP-0357; the
options of other services are kept in ``other``.
"""

from typing import Annotated, Literal, TypeAlias

from pushstanza.binding import Codec
from pushstanza.diagnostics.masking import quoted
from pushstanza.stanzas.forms.view import FormView, field, form_view

FORM_TYPE = "http://jabber.org/protocol/pubsub#publish-options"

#: FCM stores a message for at most four weeks, in seconds.
MAX_TIME_TO_LIVE = 2419200


def _read_switch(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"{quoted(text)} is not true or false in lower case")
    return text == "true"


#: ``true`` or ``false`` in lower case: anything else counts as false, or is refused.
Switch: TypeAlias = Annotated[
    bool, Codec(bool, "true or false", _read_switch, lambda value: str(value).lower())
]


@form_view(FORM_TYPE)
class PublishOptions(FormView):
    """What a push service needs to know about a device."""

    device_id: str | None = field(
        default=None,
        secret=True,
        doc="The device token from APNs or FCM. Required by MongoosePush.",
    )
    service: Literal["apns", "fcm"] | None = field(
        default=None, doc="The provider of the token. Required by MongoosePush."
    )
    mode: Literal["dev", "prod"] | None = field(
        default=None, doc="The connection pool of MongoosePush; prod if there is none."
    )
    click_action: str | None = field(
        default=None, doc="The action on a click: an activity on Android, a category on iOS."
    )
    topic: str | None = field(default=None, doc="The topic for APNs: the bundle ID of the app.")
    silent: Switch | None = field(
        default=None,
        doc="Whether only data is sent to the app, and no alert is shown.",
    )
    priority: Literal["high", "normal"] | None = field(
        default=None,
        doc="The priority. Without it: normal in the tutorial, in fact the provider's default.",
    )
    sound: str | None = field(default=None, doc="The sound to play.")
    mutable_content: Switch | None = field(
        default=None, doc="Whether an extension of an iOS app may change the notification."
    )
    time_to_live: int | None = field(
        default=None,
        minimum=0,
        maximum=MAX_TIME_TO_LIVE,
        doc="How long FCM stores the notification, in seconds.",
    )
    secret: str | None = field(
        default=None,
        secret=True,
        doc="The secret that allows publishing to the node (XEP-0357, section 7).",
    )
