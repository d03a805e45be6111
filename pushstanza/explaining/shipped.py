"""Logs as containers and collectors pass them on: what the programs said, line for line."""

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.explaining.lines import json_object, word_of

#: The members of a record in JSON that may hold what a program said: those of Docker, of the
#: journal, and of what collects logs.
_SAYING = ("log", "message", "MESSAGE", "msg", "textPayload")
#: What Docker Compose writes before each line.
_SERVICE = lazy_pattern(r"[\w.-]{1,60} {1,40}\| ?")
_END_OF_LINE = lazy_pattern(r"[\r\n]+")


def said_in(text: str) -> str:
    """Return a log with what was said in place of each of its lines, or as it is."""
    lines = text.split("\n")
    written = [each for each in lines if each.strip()]
    if written and all(map(_SERVICE.match, written)):
        return "\n".join(_SERVICE.sub("", each, count=1) for each in lines)
    if written and written[0].lstrip().startswith("{"):
        return "\n".join(map(_said, lines))
    return text


def _said(line: str) -> str:
    """Return what a record in JSON holds of a log; one with a word of a provider says it all."""
    record = json_object(line.strip())
    if record is None or word_of(record):
        return line
    said = (record[each] for each in _SAYING if isinstance(record.get(each), str))
    found = next(said, None)
    return line if found is None else _END_OF_LINE.sub(" ", found).rstrip()
