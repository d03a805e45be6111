"""What MongooseIM publishes, and what ends a registration.

Source: MongooseIM 6.8 ``mod_event_pusher_push_plugin_defaults.erl`` and its like.
"""

from collections.abc import Sequence
from typing import Literal

from lxml import etree

from pushstanza.jid import Jid
from pushstanza.servers import inputs as given
from pushstanza.servers.publisher import Arrival, Publisher, Reaction, Settings, summary
from pushstanza.servers.session_rules import SessionRules
from pushstanza.servers.world import Registration
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.parse import serialize
from pushstanza.stanzas.xep0004 import Field, Form


def reacts(error_type: str | None, _condition: str | None) -> Reaction:
    """Return what an error does (``handle_publish_response/4``)."""
    return "disable" if error_type == "cancel" else "keep"


# ---- what it publishes ----


def _skips(arrival: Arrival, settings: Settings) -> str | None:
    """Return why no notification is made (``should_publish/3``, ``prepare_notification/2``)."""
    from pushstanza.payloads.reactions import NOT_SENT
    from pushstanza.payloads.translate import skipped

    if arrival.is_own:
        return "a message to oneself goes back to the client that sent it"
    if arrival.was_notified:
        return "the push service was notified of this message before"
    if not _is_offline(arrival) and not _is_unacknowledged(arrival, settings):
        return "the user is online"
    reason = skipped(arrival.message, _plugin(settings))
    return None if reason is None else NOT_SENT[reason]


def _is_offline(arrival: Arrival) -> bool:
    """Tell whether no client of the user is connected (``ejabberd_sm:is_offline/1``)."""
    return arrival.cause == "arrival" and arrival.presence == "offline"


def _is_unacknowledged(arrival: Arrival, settings: Settings) -> bool:
    """Tell whether the push is the one of a client that does not answer (``unack_msg_event``).

    Only the plugins ``hints`` and ``enhanced`` look at these. A session knows the push that it
    enabled last, and no other (``store_session_info/3``).
    """
    return (
        settings.plugin != "defaults"
        and arrival.client == "unacknowledged"
        and arrival.is_latest
        and arrival.reaches_client
    )


def _of_queue(waiting: Sequence[Arrival], _settings: Settings) -> Sequence[Arrival]:
    """Return all that was not acknowledged: MongooseIM notifies of each message."""
    return waiting


def _plugin(settings: Settings) -> Literal["defaults", "hints"]:
    return "hints" if settings.plugin == "hints" else "defaults"


def summary_fields(arrival: Arrival, settings: Settings) -> dict[str, str]:
    """Return the summary of a message by the names of its fields."""
    from pushstanza.payloads.translate import fields_of

    return dict(fields_of(arrival.message, _plugin(settings), arrival.unread))


def _summary(arrival: Arrival, settings: Settings) -> Form:
    made = summary_fields(arrival, settings)
    return summary("submit", [(var, None, value) for var, value in made.items()])


def read_options(registration: Registration) -> dict[str, str]:
    """Return the options that MongooseIM keeps of an enable: the last of a name."""
    return given.single_values(registration.form)


def _options(registration: Registration) -> etree._Element | None:
    """Return the form as it is made anew: by names, without types and labels."""
    kept = read_options(registration)
    if not kept:
        return None
    head = Field(var="FORM_TYPE", type="hidden", values=(PublishOptions.FORM_TYPE,))
    rest = (Field(var=var, values=(kept[var],)) for var in sorted(kept))
    return etree.fromstring(serialize(Form(type="submit", fields=(head, *rest))))


def _leaves(jid: str) -> bool:
    """Tell whether a publish to a JID finds a host: an enable takes many that no host has."""
    return Jid.unchecked(jid).is_valid and not jid.partition("/")[0].endswith(".")


def _comes_from_user(settings: Settings) -> bool:
    """Tell whether a publish comes from the user: the server publishes itself since 3.6."""
    return settings.version.startswith("3.5")


def _handed_over(
    registration: Registration, arrival: Arrival, settings: Settings
) -> tuple[dict[str, str], dict[str, str]]:
    return summary_fields(arrival, settings), read_options(registration)


PUBLISHER = Publisher(
    of_queue=_of_queue,
    handed_over=_handed_over,
    skips=_skips,
    summary=_summary,
    options=_options,
    reacts=reacts,
    comes_from_user=_comes_from_user,
    leaves=_leaves,
    bounce=("cancel", "remote-server-not-found"),
    # ejabberd_sm.erl, route_message/4; mod_event_pusher_push_plugin_defaults.erl, should_publish/3
    sessions=SessionRules(routing="highest", notifies_once=True),
)
