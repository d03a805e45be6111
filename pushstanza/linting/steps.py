"""What stanzas of a log do for those after them, found where each is looked at by itself.

Several processes look at the stanzas of a log, and one follows the log from step to step. It looks
at a stanza again only where that may make a difference to what it has followed so far.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pushstanza.binding import Model
from pushstanza.linting.checks import Table
from pushstanza.linting.rules.done import Answered, Done, Enabled, Published
from pushstanza.linting.rules.history import act_of
from pushstanza.linting.rules.sessions import is_bind
from pushstanza.stanzas.rfc6120 import Iq

#: The models of a request whose checks ask only what is known of its node or its user.
_OF_ENABLE = frozenset({"Iq", "Enable"})
_OF_PUBLISH = frozenset({"Iq", "Pubsub", "Publish", "PublishOptionsElement"})
_OF_OTHERS = frozenset({"Iq"})


class Step(NamedTuple):
    """A stanza that may matter to those after it: where it starts in the file, and what it does.

    What it does is ``None`` where only the stanza itself says it.
    """

    start: int
    done: Done | None


def step_of(
    stanza: Model | None, models: Iterable[Model], checks: Table, start: int, line: int
) -> Step | None:
    """Return the step of a stanza; ``None`` for one that is nothing to others.

    Args:
        stanza: The model of the stanza, if it has one.
        models: The models in it.
        checks: Those that ask what came before.
        start: Where it starts in the file.
        line: The line it starts on.
    """
    asked = {type(each).__name__ for each in models if not checks[type(each), True].is_empty}
    if not isinstance(stanza, Iq):
        return Step(start, None) if asked else None
    if stanza.type == "error" or is_bind(stanza):
        return Step(start, None)
    if stanza.type == "result" and asked <= _OF_OTHERS:
        return Step(start, Answered(stanza.id)) if stanza.id else None
    act = act_of(stanza)
    if act is None and asked <= _OF_OTHERS:
        return None
    if act is not None and act.kind == "enable" and asked <= _OF_ENABLE:
        sender = None if act.sender is None else str(act.sender)
        done = Enabled(act.place, act.user, sender, act.client, act.options, stanza.id, line)
        return Step(start, done)
    is_plain = act is not None and act.kind == "publish" and asked <= _OF_PUBLISH
    if act is not None and is_plain and (act.form is None or act.form.field("secret") is None):
        return Step(start, Published(act.place))
    return Step(start, None)
