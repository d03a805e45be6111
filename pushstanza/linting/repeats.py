"""Publishes that are alike but for names, tokens and texts that no rule depends on.

A log holds the same publish thousands of times, each with another id, node, device and message.
What was found in none of them is found in no other: :data:`OPEN` lists what may differ, and which
values of it are usual. Of a usual value a rule that looks at a stanza by itself has nothing to say,
and it compares none to another. Whatever else differs makes another key.

Rules that look at several stanzas know a publish by its service and node alone, as long as nothing
was found in these before.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from pushstanza.binding import Model
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.checks import Share
from pushstanza.linting.rules.history import History, Place, act_of
from pushstanza.linting.rules.placeholders import copied_from
from pushstanza.linting.rules.privacy import FIXED_BODIES
from pushstanza.payloads.tokens import NULLS

#: Bytes that a publish may have, so that no payload made of it can be too big for a provider.
SMALL = 1500

#: How many kinds of publishes, alike but for their values, are remembered.
MOST_KINDS = 1000

#: After how many publishes in a row that are like none before them they are compared no more.
STRANGERS = 200

_NAME = r"[A-Za-z0-9_.:-]{1,100}"
_HOST = r"(?:[a-z0-9]{1,40}\.){1,4}[a-z]{2,20}"

#: What may differ in publishes that are alike, and what a usual value of it looks like: the
#: attributes that name the request and the node, and fields of the two forms. A value goes by the
#: name of the group that it matches, so that a token of APNs is not taken for one of FCM.
OPEN: Mapping[str, re.Pattern[str]] = {
    "id": lazy_pattern(f"(?P<id>{_NAME})"),
    "node": lazy_pattern(f"(?P<node>{_NAME})"),
    "device_id": lazy_pattern(
        r"(?P<apns>[0-9A-Fa-f]{64})|(?P<fcm>[A-Za-z0-9_-]{11,40}:APA91[A-Za-z0-9_-]{20,300})"
    ),
    "message-count": lazy_pattern(r"(?P<count>[1-9][0-9]{0,5})"),
    "last-message-sender": lazy_pattern(f"(?P<sender>[a-z0-9._-]{{1,64}}@{_HOST})"),
    "last-message-body": lazy_pattern(r"(?P<body>[^\s&].*)", re.DOTALL),
}

_ATTRIBUTES = r"""(?:\s+[\w:.-]+=(?:"[^"<]*"|'[^'<]*'))*?"""
_FIELDS = "|".join(name for name in OPEN if name not in {"id", "node"})
#: Where such a value stands, in the last group that matches; its name is in the one before.
_PLACE = lazy_pattern(
    rf"""<(?:iq|publish){_ATTRIBUTES}\s+(id|node)=(?:"([^"<]+)"|'([^'<]+)')"""
    rf"""|<field{_ATTRIBUTES}\s+var=["']({_FIELDS})["'][^<>]*>\s*<value>([^<]+)</value>"""
)


class Alike(NamedTuple):
    """What publishes that are alike have in common, and the node that one of them is for."""

    key: str
    node: str


def alike(text: str) -> Alike | None:
    """Return what a stanza has in common with others, if it is a publish; else ``None``.

    Args:
        text: Its XML, which is well-formed.
    """
    if not text.startswith("<iq") or text.count("<publish ") != 1 or len(text.encode()) > SMALL:
        return None
    if "<!" in text or "<?" in text or "secret" in text:  # a secret is compared with other values
        return None
    node = ""

    def without_value(match: re.Match[str]) -> str:
        nonlocal node
        group = match.lastindex or 0
        name, value = match[1] or match[4], match[group]
        kind = _kind(name, value)
        if kind is None:
            return match[0]
        if name == "node":
            node = value
        (start, end), (first, last) = match.span(), match.span(group)
        return f"{text[start:first]}<{kind}>{text[last:end]}"

    key = _PLACE.sub(without_value, text)
    return Alike(key, node) if node else None


def _kind(name: str, value: str) -> str | None:
    """Return what a usual value goes by; ``None`` for any other."""
    match = OPEN[name].fullmatch(value)
    if match is None or value in FIXED_BODIES or value.lower() in NULLS:
        return None
    return match.lastgroup if match.lastgroup == "body" or copied_from(value) is None else None


class SoundPublishes:
    """The kinds of publishes in a log in which nothing was found."""

    def __init__(self, history: History, share: Share) -> None:
        self._history = history
        self._share = share
        self._services: dict[str, str] = {}  # by what publishes have in common
        self._strangers = 0

    @property
    def has_given_up(self) -> bool:
        """Whether too many in a row were like none before them."""
        return self._strangers == STRANGERS

    def read(self, text: str | None) -> Alike | None:
        """Return what a publish, as it is written, has in common with others."""
        if text is None or self.has_given_up:
            return None
        return alike(text)

    def is_sound(self, publish: Alike) -> bool:
        """Tell whether nothing was found in a publish like this one, and note it if so."""
        service = self._services.get(publish.key)
        if service is None:
            self._strangers += 1
            return False
        self._strangers = 0
        if self._share is not Share.STANZAS:
            if self._history.knows((service, publish.node)):
                return False
            self._history.count_publish()
        return True

    def place(self, publish: Alike) -> Place:
        """Return the service and the node that a publish is for, which is like one before."""
        return self._services[publish.key], publish.node

    def remember(self, publish: Alike, models: Sequence[tuple[etree._Element, Model]]) -> None:
        """Remember a publish in which nothing was found."""
        act = act_of(models[-1][1]) if models else None
        if act is not None and act.kind == "publish" and act.node == publish.node:
            if len(self._services) == MOST_KINDS:
                self._services.clear()
            self._services[publish.key] = act.service
