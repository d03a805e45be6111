"""ejabberd's generic pubsub, which is no push service.

Source: ejabberd ``mod_pubsub.erl``.
"""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import Answer, error, result
from pushstanza.servers.case import Case, Table, otherwise, when
from pushstanza.servers.known.ejabberd.codec import (
    CODEC,
    NO_MODULE,
    ROUTER,
    bad_value,
    form_text,
    missing,
)
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import Addressee, Request
from pushstanza.stanzas.forms import PublishOptions

# ---- its generic pubsub, which is no push service ----


def _unknown_option(request: Request) -> str | None:
    """Return the first publish-option that only a push service has."""
    names = (each for each in given.options(request) if each != "FORM_TYPE")
    return next((each for each in names if not each.startswith("pubsub#")), None)


@when(
    "the publish-options have a field that a generic pubsub service does not know",
    fix="name a push service in the enable: one with the identity pubsub/push",
    rules=("PS303",),
)
def _option_unknown(request: Request) -> bool:
    return _unknown_option(request) is not None


def _unknown_field(request: Request) -> Answer:
    text = f"Unknown field '{_unknown_option(request)}' of type '{PublishOptions.FORM_TYPE}'"
    return error("resource-constraint", text=text)


_PUBSUB = "mod_pubsub.erl; recorded of 23.01"

PUBSUB_TO_HOST = Table(
    "Pubsub at the server itself",
    lambda request: given.is_pubsub(request) and request.addressee is Addressee.HOST,
    (
        Case(
            input=given.pubsub_to_host,
            answer=error("service-unavailable", text=NO_MODULE),
            effect="Nothing happens: a push service has its own host.",
            source=ROUTER,
        ),
    ),
)

_CONFIGURATION = tuple(
    Case(input=each, answer=form_text(tell), effect=NOTHING, source=f"{CODEC}: inferred")
    for each, tell in (
        (given.configure_without_type, missing),
        (given.configure_type_unknown, bad_value),
    )
)

GENERIC_CREATION = Table(
    "Create a node at the generic pubsub, or at the account",
    given.action("set", "create"),
    (
        *_CONFIGURATION,
        Case(
            input=given.pubsub_to_neighbour,
            answer=error("forbidden", text="You're not allowed to create nodes"),
            effect=NOTHING,
            source=_PUBSUB,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="A node is created, but not a push node: ejabberd has none, and what is"
            " published there reaches no device.",
            source=_PUBSUB,
        ),
    ),
)

GENERIC_PUBLISHING = Table(
    "Publish at the generic pubsub, or at the account",
    given.action("set", "publish"),
    (
        Case(
            input=_option_unknown,
            answer=_unknown_field,
            effect="The notification is lost: this is not a push service.",
            source="XEP-0060, section 7.1.5; recorded of 23.01; processone/ejabberd#2043, #2881",
        ),
        Case(
            input=given.pubsub_to_neighbour,
            answer=error("forbidden"),
            effect=NOTHING,
            source=_PUBSUB,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="An item is published, but reaches no device.",
            source=_PUBSUB,
        ),
    ),
)

GENERIC_REST = Table(
    "Anything else at the generic pubsub, or at the account",
    given.is_pubsub,
    (
        *_CONFIGURATION,
        Case(
            input=given.pubsub_to_neighbour,
            answer=error("item-not-found", text="Node not found"),
            effect=NOTHING,
            source=_PUBSUB,
        ),
        Case(
            input=otherwise,
            answer=result(),
            effect="The request succeeds, at a node that is not a push node.",
            source=_PUBSUB,
        ),
    ),
)
