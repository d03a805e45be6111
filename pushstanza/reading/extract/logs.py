"""A log to its segments: records whose escapes are undone, and stanzas put together from several.

Most logs hold whole stanzas without any escapes. Nothing is looked at in those but where stanzas
begin and end, and what lies between two records that need more is one verbatim segment.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

import attrs

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.extract import records
from pushstanza.reading.extract.balance import MARKUP, open_stanza
from pushstanza.reading.extract.encodings import is_encoded, may_be_encoded, payloads
from pushstanza.reading.extract.segment import Segment, joined
from pushstanza.reading.extract.wrapping import unwrapped
from pushstanza.reading.names import FORWARDED, STANZA_START, STANZAS, alternation

#: How many records after its first one a stanza may go on, and how long it may become.
MOST_RECORDS: Final = 256
LONGEST: Final = 1_000_000

#: What may be the first half of the name of a stanza, at the end of a record.
_HALF: Final = lazy_pattern(
    "<(?:" + "|".join(sorted({n[:i] for n in STANZAS for i in range(len(n) + 1)})) + r")?\Z"
)
#: What begins anew, and does not go on with what the last record left open.
_ANEW: Final = lazy_pattern(rf"\s*<(?:(?:{alternation(STANZAS)}|[ar])[\s/>]|\?xml|/?stream:)")


def segments(text: str) -> Iterator[Segment]:
    """Yield the stretches of a log in which stanzas may stand."""
    whole = unwrapped(text)
    if whole is None:
        yield from _Log(text).segments()
    else:
        yield from (each.within(whole) for each in _Log(whole.text).segments())


def rests_at(text: str, starts: list[int], index: int) -> bool:
    """Tell whether no stanza is under way where a record begins, as far as those before it say."""
    if index == 0:
        return True
    first = max(0, index - MOST_RECORDS)
    log = _Log(text[starts[first] : starts[index]])
    for _ in log.segments(to_end=False):
        pass
    start, end = starts[index - 1], starts[index]
    is_open = open_stanza(text, start, end) is not None
    return not log.is_waiting and (not is_open or records.has_top_tags(text, start, end))


@attrs.define
class _Waiting:
    """The parts of a stanza so far, and the number of the record where it began."""

    parts: list[Segment]
    record: int

    def whole(self) -> Segment:
        """Return the parts as one."""
        return self.parts[0] if len(self.parts) == 1 else joined(self.parts)

    def goes_on(self, segment: Segment) -> bool:
        """Tell whether *segment* is the next part, and not the beginning of something else."""
        return (
            _ANEW.match(segment.text) is None
            or f"<{FORWARDED}" in self.parts[0].text
            or f"<{FORWARDED}" in self.parts[-1].text
        )

    def may_end(self) -> bool:
        """Tell whether the last part may hold the end of the stanza."""
        *before, last = self.parts
        if not any(">" in each.text for each in before):
            return True
        return "</" in before[-1].text[-12:] + last.text


class _Log:
    """One walk over the records of a log."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = records.starts(text)
        self._is_encoded = may_be_encoded(text)
        self._waiting: dict[str, _Waiting] = {}
        self._done = 0
        self._record = 0

    @property
    def is_waiting(self) -> bool:
        """Whether the rest of a stanza is still to come."""
        return bool(self._waiting)

    def segments(self, *, to_end: bool = True) -> Iterator[Segment]:
        """Yield them; what still waits for its rest at the end is yielded as cut."""
        while (index := self._next()) is not None:
            start = self._starts[index]
            end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._text)
            yield from self._late(index)
            yield from self._one(start, end)
            self._record = index + 1
        if to_end:
            yield from self._late(len(self._starts) + MOST_RECORDS)
            yield from self._up_to(len(self._text), len(self._text))

    def _next(self) -> int | None:
        """Return the number of the next record that may hold a stanza, or part of one."""
        if self._record == len(self._starts):
            return None
        if self._is_encoded or self._waiting or self._starts[self._record] == 0:
            return self._record
        found = STANZA_START.search(self._text, self._starts[self._record])
        return None if found is None else bisect_right(self._starts, found.start()) - 1

    def _one(self, start: int, end: int) -> Iterator[Segment]:
        """Yield one record, unless it is part of a longer stretch."""
        text = self._text
        if self._is_encoded and is_encoded(text, start, end):
            found = payloads(Segment.verbatim(text, start, end))
            if found is not None:
                yield from self._up_to(start, end)
                for name, segment in found:
                    yield from self._take(segment, name)
                return
        behind = records.after_comment(text, start, end)
        if behind is not None:
            yield from self._up_to(start, end)
            yield from self._take(Segment.verbatim(text, behind, end), "")
            return
        if self._waiting:
            traffic = records.traffic(text, start, end)
            if traffic is not None and traffic[0] in self._waiting:
                yield from self._up_to(start, end)
                yield from self._take(Segment.verbatim(text, *traffic[1:]), traffic[0])
                return
        if _has_half_name(text, start, end) or open_stanza(text, start, end) is not None:
            yield from self._up_to(start, end)
            traffic = None
            if not records.has_top_tags(text, start, end):
                traffic = records.traffic(text, start, end)
            name, first, last = traffic or ("", start, end)
            yield from self._take(Segment.verbatim(text, first, last), name)

    def _up_to(self, end: int, behind: int) -> Iterator[Segment]:
        """Yield what was passed over before *end*, and go on *behind*."""
        if MARKUP.search(self._text, self._done, end):
            yield Segment.verbatim(self._text, self._done, end)
        self._done = behind

    def _take(self, segment: Segment, name: str) -> Iterator[Segment]:
        """Yield the stanzas of a connection; what it leaves open waits, or is cut."""
        waiting = self._waiting.pop(name, None)
        number = self._record_number
        if waiting is not None and waiting.goes_on(segment):
            waiting.parts.append(segment)
            if not waiting.may_end():
                self._waiting[name] = waiting
                return
            segment, number = waiting.whole(), waiting.record
        elif waiting is not None:
            yield attrs.evolve(waiting.whole(), cut=0)
        if segment.cut is None:
            segment = self._settled(segment, name, number)
        if MARKUP.search(segment.text):
            yield segment

    def _settled(self, segment: Segment, name: str, number: int) -> Segment:
        """Return what of a segment is whole, and let the rest wait; or mark it as cut."""
        length = len(segment.text)
        start = open_stanza(segment.text, 0, length)
        if start is None and name:
            half = _HALF.search(segment.text, max(0, length - 10))
            start = half and half.start()
        if start is None:
            return segment
        if not name or length - start > LONGEST:
            return attrs.evolve(segment, cut=start)
        self._waiting[name] = _Waiting([segment.part(start, length)], number)
        return segment.part(0, start)

    def _late(self, index: int) -> Iterator[Segment]:
        """Yield what has waited too long, as cut."""
        self._record_number = index
        late = [name for name, each in self._waiting.items() if index - each.record >= MOST_RECORDS]
        for name in late:
            yield attrs.evolve(self._waiting.pop(name).whole(), cut=0)


def _has_half_name(text: str, start: int, end: int) -> bool:
    """Tell whether a record ends in the name of what may be a stanza."""
    return text.rfind("<", max(start, end - 12), end) > text.rfind(">", max(start, end - 12), end)
