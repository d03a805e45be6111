"""XEP-0050: Ad-Hoc Commands, version 1.3.0 (2020-06-09)."""

from typing import Literal, TypeAlias

from pushstanza.binding import (
    XML_LANG,
    LanguageTag,
    Model,
    attribute,
    child,
    children,
    content,
    element,
    element_name,
    flag,
    payloads,
)
from pushstanza.reading import names
from pushstanza.stanzas.forms.holders import HoldsRegistration
from pushstanza.stanzas.rfc6120 import Payload
from pushstanza.stanzas.xep0004 import Form

NS = names.COMMANDS

#: XEP-0050, section 4.2.
Action: TypeAlias = Literal["cancel", "complete", "execute", "next", "prev"]

#: The same section; ``complete`` is what mod_push_appserver writes for ``completed``.
Status: TypeAlias = Literal["canceled", "complete", "completed", "executing"]

#: XEP-0050, section 4.3.
NoteKind: TypeAlias = Literal["error", "info", "warn"]

#: XEP-0050, section 4.4.
CommandCondition: TypeAlias = Literal[
    "bad-action",
    "bad-locale",
    "bad-payload",
    "bad-sessionid",
    "malformed-action",
    "session-expired",
]


@element(NS, "actions")
class CommandActions(Model):
    """The actions that the next stage of a command allows (section 3.4)."""

    execute: Literal["complete", "next", "prev"] | None = attribute(
        default=None, doc="The action that execute stands for."
    )
    prev: bool = flag(default=False, doc="Whether the previous stage can be asked for.")
    next: bool = flag(default=False, doc="Whether the next stage can be asked for.")
    complete: bool = flag(default=False, doc="Whether the command can be completed.")


@element(NS, "note")
class CommandNote(Model):
    """What the responder of a command tells people."""

    type: NoteKind | None = attribute(default=None, doc="How it is meant; without it, info.")
    text: str = content(default="", doc="The text.")


@element(NS, "command")
class Command(Model, HoldsRegistration):
    """A command, or the answer to one: clients register devices at push services with it."""

    node: str | None = attribute(
        doc="The name of the command. None only in the copy of a request in an error."
    )
    sessionid: str | None = attribute(
        default=None, doc="The execution that it belongs to; the responder chooses it."
    )
    action: Action | None = attribute(
        default=None,
        doc="What to do; execute by the specification. p2 and mod_push_appserver demand it.",
    )
    status: Status | None = attribute(default=None, doc="How far the execution is; in answers.")
    lang: LanguageTag | None = attribute(
        name=XML_LANG, default=None, doc="The language of its texts."
    )
    actions: CommandActions | None = child(default=None, doc="The actions that are allowed next.")
    notes: tuple[CommandNote, ...] = children(default=(), doc="Notes for people.")
    form: Form | None = child(default=None, doc="The form to fill in, or that is filled in.")
    payloads: tuple[Payload, ...] = payloads(default=(), doc="Further content.")


@element(NS)
class CommandError(Model):
    """A condition of commands, in addition to the defined condition of an error (section 4.4)."""

    condition: CommandCondition = element_name(doc="The condition.")
