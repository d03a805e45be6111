"""A text and a place in it to the piece of its line that is shown, with secrets covered."""

from pushstanza.diagnostics import Excerpt

#: How many columns of a long line are shown before and behind the place.
WINDOW = 60


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """Return the piece of the line in *text* around the place between two offsets.

    A place of several lines is shown to the end of its first one.
    """
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    ends = [each for each in (text.find("\n", start), text.find("\r", start)) if each >= 0]
    line_end = min(ends, default=len(text))
    end = min(max(end, start), line_end)
    first = max(line_start, start - WINDOW)
    last = min(line_end, max(end, start + 1) + WINDOW)
    return Excerpt(
        text=text[first:last],
        column=start - first,
        length=end - start,
        before=first > line_start,
        after=last < line_end,
    )
