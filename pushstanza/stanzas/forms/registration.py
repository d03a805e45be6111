"""The forms of the commands that register a device at a push service (XEP-0050).

They are those of p2, of mod_push_appserver and of Tigase's push component, and what these return.
"""

from typing import Literal

from pushstanza.stanzas.forms.view import FormView, field, form_view

#: mod_push_appserver, README: the names of its commands come after this.
APPSERVER = "https://github.com/tmolitor-stud-tu/mod_push_appserver/"


@form_view("")
class P2Registration(FormView):
    """The device that ``register-push-fcm``, ``register-push-apns`` or their opposites name.

    p2 takes the device ID from ``device-id``, or else from ``android-id``.
    """

    token: str | None = field(
        default=None,
        secret=True,
        doc="The device token from APNs or FCM. Required for a registration.",
    )
    device_id: str | None = field(
        default=None,
        var="device-id",
        secret=True,
        doc="What identifies the device when its token changes. Required, unless android-id is.",
    )
    android_id: str | None = field(
        default=None, var="android-id", secret=True, doc="The older name of device-id."
    )
    muc: str | None = field(default=None, doc="The bare JID of a room that notifies of messages.")


@form_view(f"{APPSERVER}#v1-register-push")
class AppserverRegistration(FormView):
    """The device that ``v1-register-push`` registers at mod_push_appserver."""

    type: Literal["apns", "fcm"] | None = field(
        default=None, doc="The provider of the token. Required."
    )
    node: str | None = field(
        default=None,
        doc="What identifies the device when its token changes; becomes the node. Required.",
    )
    token: str | None = field(
        default=None, secret=True, doc="The device token from APNs or FCM. Required."
    )


@form_view(f"{APPSERVER}#v1-unregister-push")
class AppserverUnregistration(FormView):
    """The device that ``v1-unregister-push`` names to mod_push_appserver."""

    type: Literal["apns", "fcm"] | None = field(
        default=None, doc="The provider of the token. Required."
    )
    node: str | None = field(default=None, doc="The node of the device. Required.")


@form_view("")
class TigaseRegistration(FormView):
    """The device that ``register-device`` or ``unregister-device`` names to Tigase's component."""

    provider: str | None = field(
        default=None, doc="The provider of the component, such as apns-binary-api. Required."
    )
    device_token: str | None = field(
        default=None,
        var="device-token",
        secret=True,
        doc="The device token from APNs or FCM. Required.",
    )
    device_second_token: str | None = field(
        default=None,
        var="device-second-token",
        secret=True,
        doc="The token for calls, from PushKit.",
    )


@form_view("")
class RegistrationResult(FormView):
    """What a push service returns of a device that it has registered: what to enable with."""

    jid: str | None = field(
        default=None, doc="The push service. Tigase's component leaves it out: it is the sender."
    )
    node: str | None = field(default=None, doc="The node of the device.")
    secret: str | None = field(
        default=None,
        secret=True,
        doc="The secret for the publish-options. Tigase's component asks for none.",
    )
    max_payload_size: int | None = field(
        default=None,
        var="max-payload-size",
        minimum=0,
        doc="The largest encrypted payload in bytes, for Tigase's encrypt.",
    )
