"""What the elements have that hold a form: its typed view, read when it is asked for."""

from collections.abc import Mapping
from typing import TypeAlias

from pushstanza.stanzas.forms.node_config import NodeConfig
from pushstanza.stanzas.forms.publish_options import PublishOptions
from pushstanza.stanzas.forms.push_summary import PushSummary
from pushstanza.stanzas.forms.registration import (
    AppserverRegistration,
    AppserverUnregistration,
    P2Registration,
    RegistrationResult,
    TigaseRegistration,
)
from pushstanza.stanzas.xep0004 import Form


class HoldsOptions:
    """An element with a form of publish-options."""

    __slots__ = ()
    form: Form | None

    @property
    def options(self) -> PublishOptions | None:
        """The form as typed publish-options; ``None`` without a form.

        ``problems`` lists the fields that could not be read.
        """
        return None if self.form is None else PublishOptions.read(self.form)


class HoldsSummary:
    """An element with the form of a push summary."""

    __slots__ = ()
    form: Form | None

    @property
    def summary(self) -> PushSummary | None:
        """The form as a typed summary; ``None`` without a form.

        ``problems`` lists the fields that could not be read.
        """
        return None if self.form is None else PushSummary.read(self.form)


class HoldsConfig:
    """An element with the form of a node configuration."""

    __slots__ = ()
    form: Form | None

    @property
    def config(self) -> NodeConfig | None:
        """The form as a typed node configuration; ``None`` without a form.

        ``problems`` lists the fields that could not be read.
        """
        return None if self.form is None else NodeConfig.read(self.form)


#: What a client may submit to register a device.
Registration: TypeAlias = (
    P2Registration | AppserverRegistration | AppserverUnregistration | TigaseRegistration
)

#: The forms of the commands that register a device, by the names of these.
REGISTRATIONS: Mapping[str, type[Registration]] = {
    "register-push-apns": P2Registration,
    "register-push-fcm": P2Registration,
    "unregister-push-apns": P2Registration,
    "unregister-push-fcm": P2Registration,
    "v1-register-push": AppserverRegistration,
    "v1-unregister-push": AppserverUnregistration,
    "register-device": TigaseRegistration,
    "unregister-device": TigaseRegistration,
}


class HoldsRegistration:
    """An element with the form of a registration, or with what it returns."""

    __slots__ = ()
    node: str | None
    form: Form | None

    @property
    def registration(self) -> Registration | None:
        """The form as what a client submits to a push service; ``None`` for other commands.

        ``problems`` lists the fields that could not be read.
        """
        view = REGISTRATIONS.get(self.node or "")
        return None if self.form is None or view is None else view.read(self.form)

    @property
    def registered(self) -> RegistrationResult | None:
        """The form as what a push service returns of a device; ``None`` without a form.

        ``problems`` lists the fields that could not be read.
        """
        return None if self.form is None else RegistrationResult.read(self.form)
