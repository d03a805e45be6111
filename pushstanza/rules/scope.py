"""What a rule may know beside the model it is asked about."""

from typing import Any

import attrs
from lxml import etree

from pushstanza.binding import Model
from pushstanza.forms import PublishOptions
from pushstanza.jid import Jid
from pushstanza.rules.history import History
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Form


@attrs.define
class Scope:
    """The stanza that a model is in, what it is meant for, and what came before it.

    ``stanza`` is ``None`` where a payload stands alone. ``in_log`` says that the text is a log:
    of many users, and never complete.
    """

    stanza: Model | None = None
    root: etree._Element | None = None
    targets: frozenset[str] = frozenset()
    app_servers: frozenset[str] = frozenset()
    account: Jid | None = None
    history: History = attrs.field(factory=History)
    in_log: bool = False
    _views: dict[int, Any] = attrs.field(factory=dict, init=False)

    def aims_at(self, *names: str) -> bool:
        """Tell whether one of the targets or app servers called *names* is asked for."""
        return any(name in self.targets or name in self.app_servers for name in names)

    @property
    def is_refusal(self) -> bool:
        """Whether the stanza is an error, which repeats the request it refuses."""
        return isinstance(self.stanza, Iq | Message) and self.stanza.type == "error"

    def options(self, form: Form) -> PublishOptions:
        """Return the typed view of a publish-options form, made once."""
        view = self._views.get(id(form))
        if view is None:
            view = self._views[id(form)] = PublishOptions.read(form)
        return view
