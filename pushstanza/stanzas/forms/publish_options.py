"""``…pubsub#publish-options``: what a client gives on enabling, and each publish repeats.

The options are those of MongooseIM's ``mod_push_service_mongoosepush`` and XEP-0357's ``secret``;
the options of other services are kept in ``other``.
"""

from typing import Annotated, Literal, TypeAlias

from pushstanza.binding import Codec
from pushstanza.diagnostics.masking import quoted
from pushstanza.stanzas.forms.view import FormView, field, form_view

FORM_TYPE = "http://jabber.org/protocol/pubsub#publish-options"

#: FCM keeps a message for four weeks at the most, in seconds.
MAX_TIME_TO_LIVE = 2419200


def _read_switch(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"{quoted(text)} is neither true nor false, in these very letters")
    return text == "true"


#: ``true`` or ``false`` in these very letters: anything else counts as false, or is refused.
Switch: TypeAlias = Annotated[
    bool, Codec(bool, "true or false", _read_switch, lambda value: str(value).lower())
]


@form_view(FORM_TYPE)
class PublishOptions(FormView):
    """What a push service needs to know of a device."""

    device_id: str | None = field(
        default=None,
        secret=True,
        doc="The device token that APNs or FCM gave the app. MongoosePush needs it.",
    )
    service: Literal["apns", "fcm"] | None = field(
        default=None, doc="Whose token it is. MongoosePush needs it."
    )
    mode: Literal["dev", "prod"] | None = field(
        default=None, doc="Which pool of connections MongoosePush takes; none means prod."
    )
    click_action: str | None = field(
        default=None, doc="What a click does: an activity on Android, a category on iOS."
    )
    topic: str | None = field(default=None, doc="The topic for APNs: the app's bundle ID.")
    silent: Switch | None = field(
        default=None,
        doc="Whether only data is sent, for the app to handle, and nothing shown by itself.",
    )
    priority: Literal["high", "normal"] | None = field(
        default=None,
        doc="How urgent it is; none means normal in the tutorial, the provider's choice in fact.",
    )
    sound: str | None = field(default=None, doc="The sound to play.")
    mutable_content: Switch | None = field(
        default=None, doc="Whether an extension of an iOS app may change it before it is shown."
    )
    time_to_live: int | None = field(
        default=None, minimum=0, maximum=MAX_TIME_TO_LIVE, doc="How long FCM keeps it, in seconds."
    )
    secret: str | None = field(
        default=None,
        secret=True,
        doc="What lets the server publish to the node (XEP-0357, section 7).",
    )
