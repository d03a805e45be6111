"""What a rule may know beside the model it is asked about."""

import zlib
from collections.abc import Callable, Hashable
from operator import attrgetter
from typing import Any, TypeVar

import attrs
from lxml import etree

from pushstanza.binding import Model
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import define
from pushstanza.jid import Jid
from pushstanza.linting.rules.history import History
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Form

_T = TypeVar("_T")

_TAG = attrgetter("tag")


class NewIds:
    """Makes ids for the stanzas of a text, each of which stands there once."""

    _MADE = lazy_pattern(r"ps[0-9a-f]{8}")

    def __init__(self) -> None:
        self._text = ""
        self._taken: set[str] = set()
        self._last: dict[int, int] = {}  # the number of the last of equal stanzas

    def read(self, text: str) -> None:
        """Keep clear of the ids in a text."""
        self._text = text

    def next(self, stanza: str) -> str:
        """Return an id for a stanza: the same whenever the text is read."""
        self._taken.update(self._MADE.findall(self._text))
        self._text = ""
        first = zlib.crc32(stanza.encode())
        number = self._last.get(first, first)
        while (made := f"ps{number:08x}") in self._taken:
            number = (number + 1) % 2**32
        self._taken.add(made)
        self._last[first] = number
        return made


@define
class Scope:
    """The stanza that a model is in, what it is meant for, and what came before it.

    ``stanza`` is ``None`` where a payload stands alone. ``in_log`` says that the text is a log:
    of many users, and never complete; ``in_page`` that it is a document or source code, whose
    examples stand in any order; ``is_traffic`` that it is XML and nothing else, as it is sent;
    ``in_code`` that a program sends the stanza; ``is_example`` that it
    is a specification or a test, whose values are those of examples.
    ``new_ids`` makes ids. ``written`` is the XML as it stands there, if it is sound,
    ``wanted`` holds the codes of the rules that are looked for, ``None`` for all. ``is_refusal``
    says whether the stanza is an error, which repeats the request it refuses, ``is_outside`` that
    it has nothing to do with push, and that only stanzas which have are looked at. ``is_modelled``
    says that the models have a place for all that is in it.
    """

    stanza: Model | None = None
    root: etree._Element | None = None
    targets: frozenset[str] = frozenset()
    app_servers: frozenset[str] = frozenset()
    account: Jid | None = None
    history: History = attrs.field(factory=History)
    in_log: bool = False
    in_page: bool = False
    is_traffic: bool = False
    in_code: bool = False
    is_example: bool = False
    is_outside: bool = False
    is_modelled: bool = False
    new_ids: NewIds = attrs.field(factory=NewIds, repr=False)
    wanted: frozenset[str] | None = None
    written: str | None = attrs.field(default=None, repr=False)
    is_refusal: bool = attrs.field(init=False)
    _tags: frozenset[str] | None = attrs.field(default=None, init=False)
    _made: dict[tuple[Hashable, int], Any] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.is_refusal = isinstance(self.stanza, Iq | Message) and self.stanza.type == "error"

    def aims_at(self, *names: str) -> bool:
        """Tell whether one of the targets or app servers called *names* is asked for."""
        return any(name in self.targets or name in self.app_servers for name in names)

    def wants(self, code: str) -> bool:
        """Tell whether findings of a rule are wanted."""
        return self.wanted is None or code in self.wanted

    @property
    def tags(self) -> frozenset[str]:
        """The Clark names of the elements of the stanza."""
        if self._tags is None:
            elements = () if self.root is None else self.root.iter("*")
            self._tags = frozenset(map(_TAG, elements))
        return self._tags

    @property
    def text(self) -> str:
        """The XML of the stanza, as it was written if that is sound."""
        if self.written is None and self.root is not None:
            self.written = etree.tostring(self.root, encoding="unicode", with_tail=False)
        return self.written or ""

    def once(self, kind: Hashable, about: object, make: Callable[[], _T]) -> _T:
        """Return what *make* makes of *about*, made once a stanza and kept under *kind*."""
        key = kind, id(about)
        found: _T | None = self._made.get(key)
        if found is None:
            found = self._made[key] = make()
        return found

    def options(self, form: Form) -> PublishOptions:
        """Return the typed view of a publish-options form."""
        return self.once("options", form, lambda: PublishOptions.read(form))
