"""One record of a log to what it holds, with the escapes of its logger undone."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract import dino, ejabberd, erlang
from pushstanza.reading.extract.escapes import bytes_repr, json_string, logfmt_value, unquoted
from pushstanza.reading.extract.records import HEAD, channel
from pushstanza.reading.extract.segment import Segment

#: What a connection is called, and what was held there.
_Payloads = list[tuple[str, Segment]]

#: What stands before the traffic in the records of MongooseIM.
_PACKETS: Final = ('packet="', '"packet":"')
#: What must stand in a record that has something to be undone.
_SIGNS: Final = (
    "\\",
    "\x1b[",
    "{xmlel,",
    "<<60",
    "XMPP IN [",
    "XMPP OUT [",
    *_PACKETS,
    *ejabberd.STARTS,
)
#: How many times one encoding may hold another: a log in JSON of logfmt of terms.
_DEEPEST: Final = 3

_STRING: Final = lazy_pattern(r'"([^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?\Z)', re.DOTALL)
_VALUE: Final = lazy_pattern(r'\b[\w.]+="([^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?\Z)', re.DOTALL)
_REPR: Final = lazy_pattern(
    r"""\bb(?:'([^'\\]*(?:\\.[^'\\]*)*)(?:'|\Z)|"([^"\\]*(?:\\.[^"\\]*)*)(?:"|\Z))""", re.DOTALL
)
_JSON: Final = lazy_pattern(r'[^<"]{0,80}?(?=\{\s*")')
_CONTENT: Final = lazy_pattern(r"<[A-Za-z_/!?]|\{xmlel,|\\u003[cC]|<<")
_WHAT: Final = lazy_pattern(r'"?\b(?:what|c2s_pid|pid|at)"?[=:]"?([^\s",]+)')


def may_be_encoded(text: str) -> bool:
    """Tell whether a log may hold records that have something to be undone."""
    return any(sign[0] in text and sign in text for sign in _SIGNS)


def is_encoded(text: str, start: int, end: int) -> bool:
    """Tell whether a record may have something to be undone."""
    return any(text.find(sign, start, end) >= 0 for sign in _SIGNS)


def payloads(record: Segment, depth: int = 0) -> _Payloads | None:
    """Return what a record holds, by connection; ``None`` where it is plain after all."""
    text = record.text
    if depth == _DEEPEST or not is_encoded(text, 0, len(text)):
        return None
    if "\x1b[" in text:
        clean = dino.without_colours(text).within(record)
        return payloads(clean, depth + 1) or [("", clean)]
    if dino.HEAD.search(text, 0, HEAD):
        return [("", dino.as_xml(text).within(record))]
    for reader in _READERS:
        found = [*reader(record, depth)]
        if found:
            return found
    plain = unquoted(text)
    return None if plain.is_verbatim else [("", plain.within(record))]


def _json(record: Segment, depth: int) -> Iterator[tuple[str, Segment]]:
    if _JSON.match(record.text):
        yield from _nested(record, _STRING, json_string, depth)


def _logfmt(record: Segment, depth: int) -> Iterator[tuple[str, Segment]]:
    if '="' in record.text and ("\\" in record.text or _PACKETS[0] in record.text):
        yield from _nested(record, _VALUE, logfmt_value, depth)


def _nested(
    record: Segment,
    pattern: re.Pattern[str],
    decoded: Callable[[str, int, int], Segment],
    depth: int,
) -> Iterator[tuple[str, Segment]]:
    """Yield what the strings in a record hold, which may be encoded once more."""
    text = record.text
    for found in pattern.finditer(text):
        start, end = found.span(1)
        if not (_CONTENT.search(text, start, end) or text.endswith(_PACKETS, 0, start)):
            continue
        around = (
            *_WHAT.findall(text, max(0, start - HEAD), start),
            *_WHAT.findall(text, end, end + HEAD),
        )
        value = decoded(text, start, end).within(record)
        inner = payloads(value, depth + 1)
        yield from [(" ".join(around), value)] if inner is None else inner


def _terms(record: Segment, _: int) -> Iterator[tuple[str, Segment]]:
    """Yield the elements in a record, each once: a crash report repeats them."""
    seen: set[str] = set()
    if '{xmlel,<<"' not in record.text:
        return
    for element in erlang.elements(record.text):
        if element.text not in seen:
            seen.add(element.text)
            yield "", element.within(record)


def _stanzas(record: Segment, _: int) -> Iterator[tuple[str, Segment]]:
    """Yield the stanzas in a record that ejabberd prints as records of Erlang."""
    if any(each in record.text for each in ejabberd.STARTS):
        yield from (("", each.within(record)) for each in ejabberd.stanzas(record.text))


def _binaries(record: Segment, _: int) -> Iterator[tuple[str, Segment]]:
    text = record.text
    if "<<60" not in text and ('<<"' not in text or "\\" not in text):
        return
    for start, content, is_cut in erlang.binaries(text):
        is_traffic = text.endswith("XML on stream = ", 0, start)
        if is_traffic or "<" in content.text:
            name = channel(text, 0, start) if is_traffic and not is_cut else ""
            yield name, content.within(record)


def _reprs(record: Segment, _: int) -> Iterator[tuple[str, Segment]]:
    text = record.text
    if "\\" not in text:
        return
    for found in _REPR.finditer(text):
        content = bytes_repr(text, *found.span(1 if found[2] is None else 2))
        is_traffic = text.endswith(("SENT ", "RECV "), 0, found.start())
        name = channel(text, 0, found.start()) if is_traffic else ""
        yield name, content.within(record)


#: What may read a record; the first that finds something does.
_READERS: Final = (_json, _stanzas, _terms, _binaries, _logfmt, _reprs)
