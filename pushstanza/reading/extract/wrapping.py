"""Records that were broken at the width of a window or a page, put together again."""

from itertools import pairwise
from typing import Final

from pushstanza.reading.extract import records
from pushstanza.reading.extract.segment import Segment, Writer

#: How wide a window or a page is at least and at most.
NARROWEST: Final = 60
WIDEST: Final = 250
#: How many lines of one record must be full for their width to be one at which it was broken.
FEWEST: Final = 2


def unwrapped(text: str) -> Segment | None:
    """Return a log without the ends of lines at which its records were broken by force.

    ``None`` where none was: only if a record begins with its time, all of its lines but the last
    are of one width, and no line of the log is wider, is that the width of a window.
    """
    if not _may_be(text):
        return None
    width = max(map(len, text.split("\n")))
    starts = records.starts(text)
    breaks = [_breaks(text, start, end, width) for start, end in pairwise((*starts, len(text)))]
    # A record of two lines alone may well hold a text of two lines.
    if all(len(each) < FEWEST for each in breaks):
        return None
    writer, done = Writer(text), 0
    for place in (place for each in breaks for place in each):
        writer.copy(done, place)
        done = place + 1
    writer.copy(done, len(text))
    return writer.segment()


def _may_be(text: str) -> bool:
    """Tell by the first lines whether a text may have been broken."""
    lines = text[: WIDEST * 40].split("\n")[:-1] or [text]
    width = max(map(len, lines))
    return NARROWEST <= width <= WIDEST and sum(len(each) == width for each in lines) >= FEWEST


def _breaks(text: str, start: int, end: int, width: int) -> list[int]:
    """Return where a record was broken: at the end of each line but its last, all of them full."""
    if not NARROWEST <= width <= WIDEST or end - start <= width + 1:
        return []
    if records.TIME.match(text, start) is None:
        return []
    places = range(start + width, end - 1, width + 1)
    if any(text[place] != "\n" for place in places) or text.find("\n", start, end) < 0:
        return []
    last = text.rfind("\n", start, end - 1)
    is_whole = last in places and text.count("\n", start, end - 1) == len(places)
    return [*places] if is_whole else []
