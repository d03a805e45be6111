"""Typed views of the data forms in the flow: one module for each kind of form."""

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
from pushstanza.stanzas.forms.view import FormError, FormField, FormView, Problem

#: All typed views.
VIEWS: tuple[type[FormView], ...] = (
    PushSummary,
    PublishOptions,
    NodeConfig,
    P2Registration,
    AppserverRegistration,
    AppserverUnregistration,
    TigaseRegistration,
    RegistrationResult,
)

__all__ = [
    "VIEWS",
    "AppserverRegistration",
    "AppserverUnregistration",
    "FormError",
    "FormField",
    "FormView",
    "NodeConfig",
    "P2Registration",
    "Problem",
    "PublishOptions",
    "PushSummary",
    "RegistrationResult",
    "TigaseRegistration",
]
