"""Placeholder until the reader is there."""

import re
from typing import Any, TypeAlias

import attrs
from lxml import etree

from pushstanza import scan as scanning
from pushstanza.diagnostics import PushStanzaError, Span

Data: TypeAlias = Any


@attrs.frozen
class Limits:
    max_bytes: int = 10_000_000


DEFAULT_LIMITS = Limits()


class XmlError(PushStanzaError):
    def __init__(self, message: str, span: Any = None, damages: Any = ()) -> None:
        super().__init__(message)
        self.span = span
        self.damages = damages


class Source:
    def __init__(self, text: str, root: Any) -> None:
        self.text = text
        self.root = root
        self._map: Any = None

    @property
    def stanzas(self) -> list[Any]:
        return [self.root]

    def to_span(self, a: int, b: int) -> Span:
        def lc(o: int) -> tuple[int, int]:
            return self.text.count("\n", 0, o) + 1, o - (self.text.rfind("\n", 0, o) + 1) + 1
        return Span(*lc(a), *lc(b), a, b)

    def _of(self, e: Any) -> Any:
        if self._map is None:
            self._map = dict(zip(self.root.iter(), scanning.scan(self.text).elements))
        return self._map[e]

    def span(self, e: Any) -> Any:
        s = self._of(e)
        return self.to_span(s.start, s.start_end)

    def name_span(self, e: Any) -> Any:
        s = self._of(e)
        return self.to_span(s.name_start, s.name_end)

    def whole_span(self, e: Any) -> Any:
        s = self._of(e)
        return self.to_span(s.start, s.end)

    def attribute_span(self, e: Any, name: str) -> Any:
        s = self._of(e)
        for a in s.attributes:
            if a.name == name:
                return self.to_span(a.start, a.end)
        return None


def read(data: Any, *, limits: Any = None, comments: bool = False) -> Source:
    text = data if isinstance(data, str) else data.decode() if isinstance(data, bytes) else etree.tostring(data).decode()
    import re
    text = text.strip()
    t2 = text if "xmlns=" in text.split(">")[0] else re.sub(r"^<(iq|message)", r"<\1 xmlns='jabber:client'", text)
    try:
        return Source(text, etree.fromstring(t2))
    except etree.XMLSyntaxError as e:
        raise XmlError(str(e)) from None


def in_stream(text: str) -> Any:
    return etree.fromstring(re.sub(r"^<(iq|message)(?![^>]*xmlns=)", r"<\1 xmlns='jabber:client'", text))
