"""Typed views of the data forms in the flow: one module for each ``FORM_TYPE``."""

from pushstanza.stanzas.forms.node_config import NodeConfig
from pushstanza.stanzas.forms.publish_options import PublishOptions
from pushstanza.stanzas.forms.push_summary import PushSummary
from pushstanza.stanzas.forms.view import FormError, FormField, FormView, Problem

#: All typed views.
VIEWS: tuple[type[FormView], ...] = (PushSummary, PublishOptions, NodeConfig)

__all__ = [
    "VIEWS",
    "FormError",
    "FormField",
    "FormView",
    "NodeConfig",
    "Problem",
    "PublishOptions",
    "PushSummary",
]
