"""Logs as containers and collectors pass them on: what the programs said, line for line."""

from collections.abc import Callable

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.explaining.lines import json_object, word_of

#: The members of a record in JSON that may hold what a program said: those of Docker, of the
#: journal, and of what collects logs.
_SAYING = ("log", "message", "MESSAGE", "msg", "textPayload")
#: What Docker Compose writes before each line.
_SERVICE = lazy_pattern(r"[\w.-]{1,60} {1,40}\| ?")
_END_OF_LINE = lazy_pattern(r"[\r\n]+")


def speaks_through(head: str) -> Callable[[str], str] | None:
    """Return what takes from a line what a program said, if the beginning of a log shows that."""
    written = [each for each in head.split("\n") if each.strip()]
    if written and all(map(_SERVICE.match, written)):
        return _without_service
    return _said if written and written[0].lstrip().startswith("{") else None


def said_in(text: str, speaks: Callable[[str], str] | None) -> str:
    """Return a log with what was said in place of each of its lines, or as it is."""
    return text if speaks is None else "\n".join(map(speaks, text.split("\n")))


def _without_service(line: str) -> str:
    found = _SERVICE.match(line)
    return line if found is None else line[found.end() :]


def _said(line: str) -> str:
    """Return what a record in JSON holds of a log; one with a word of a provider says it all."""
    record = json_object(line.strip())
    if record is None or word_of(record):
        return line
    said = (record[each] for each in _SAYING if isinstance(record.get(each), str))
    found = next(said, None)
    return line if found is None else _END_OF_LINE.sub(" ", found).rstrip()
