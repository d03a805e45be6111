"""The elements of the flow that hold a form, and the form that each of them calls for."""

from typing import TypeAlias

from pushstanza.binding import Model, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.stanzas.forms import FormView, NodeConfig, PublishOptions, PushSummary
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure, PublishOptionsElement, Pubsub
from pushstanza.stanzas.xep0357 import Enable, Notification

#: The elements of the flow that hold one form.
Holder: TypeAlias = Enable | PublishOptionsElement | Notification | Configure | OwnerConfigure
HOLDERS = (Enable, PublishOptionsElement, Notification, Configure, OwnerConfigure)

#: The requests whose forms are translated.
TRANSLATED = (Enable, Pubsub)

#: The view of the form that each of them calls for.
VIEWS: dict[type[Model], type[FormView]] = {
    Enable: PublishOptions,
    PublishOptionsElement: PublishOptions,
    Notification: PushSummary,
    Configure: NodeConfig,
    OwnerConfigure: NodeConfig,
}

#: Its form type.
EXPECTED: dict[type[Model], str] = {holder: view.FORM_TYPE for holder, view in VIEWS.items()}

#: What a form of each form type is for.
PURPOSES = {
    PublishOptions.FORM_TYPE: "publish-options",
    PushSummary.FORM_TYPE: "summaries of messages",
    NodeConfig.FORM_TYPE: "node configurations",
}

#: How bad it is that a server accepts a form that breaks the rules: it publishes the options of
#: an ``enable`` as they are, to push services that may refuse them.
ACCEPTED: dict[type[Model], Severity] = {Enable: Severity.WARNING}

FORM_TAG = spec_of(Form).tags[0]
HOLDERS_BY_TAG = {spec_of(holder).tags[0]: holder for holder in HOLDERS}


def names_in(view: type[FormView]) -> frozenset[str]:
    """Return the names of the fields of a form, with that of its type."""
    return frozenset(("FORM_TYPE", *(each.var for each in view.FIELDS)))
