"""A text to the errors in it: stanzas, JSON of providers, words, lines of logs."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import attrs
from lxml import etree

from pushstanza.diagnostics.lines import Lines
from pushstanza.explaining.context import SentRequest
from pushstanza.payloads.answers import ALIASES, KINDS, ROWS, UnknownAnswerError, read_answer
from pushstanza.reading import extract, stanza_trees
from pushstanza.reading.finder import stanzas
from pushstanza.reading.tags import local, namespace
from pushstanza.servers import SERVERS
from pushstanza.servers.log_line import LogLine
from pushstanza.servers.request import elements
from pushstanza.servers.server import Server
from pushstanza.stanzas.rfc6120 import STANZAS


@attrs.frozen(kw_only=True)
class Refusal:
    """The error of a stanza, or one that a log tells of: ``name`` says which.

    ``request`` is the one that it answers, ``speaker`` the JID of who sent it, ``publisher`` the
    server that logged it in answer to a publish of its own.
    """

    name: str
    type: str | None
    conditions: tuple[str, ...]
    text: str | None = None
    request: SentRequest | None = None
    publisher: str | None = None
    speaker: str | None = None
    line: int = 1


@attrs.frozen
class Word:
    """A word of a provider, of MongoosePush or of XMPP, or the number of a status."""

    word: str
    line: int = 1


@attrs.frozen
class Logged:
    """A line of a log that is known, and the server that writes it."""

    known: LogLine
    server: Server
    line: int = 1


Problem = Refusal | Word | Logged

#: All lines of logs that are known, each with the server that writes it.
LOG_LINES = tuple((server, line) for server in SERVERS.values() for line in server.log_lines)
_QUOTING = [(server, line) for server, line in LOG_LINES if line.quotes_error]
_OTHERS = [(server, line) for server, line in LOG_LINES if not line.quotes_error]

_BARE = re.compile(r"[\w.:-]{2,64}")


def problems(text: str, file: str | None = None) -> list[Problem]:
    """Return the errors in a text, in their order."""
    stripped = text.strip()
    if _BARE.fullmatch(stripped):
        return [Word(stripped)]
    whole = _object(stripped)
    if whole is not None:
        return [Word(_word_of(whole) or stripped[:64])]
    lines = Lines(text)
    found, rest = _in_stanzas(text, lines, file)
    return sorted((*found, *_in_lines(rest, lines)), key=lambda each: each.line)


def requests(text: str, file: str | None = None) -> list[SentRequest]:
    """Return the requests in a text."""
    lines = Lines(text)
    return [
        _asked(root, segment, start, end, lines)
        for root, segment, start, end in _roots(text, file)
        if _is_request(root)
    ]


# ---- stanzas ----


def _roots(
    text: str, file: str | None
) -> Iterator[tuple[etree._Element, extract.Segment, int, int]]:
    """Yield each stanza with the segment it stands in, and where it begins and ends there.

    Of one in a wrapper that is the wrapper.
    """
    for written in extract.segments(text, extract.kind_of(file, text), file):
        segment = written.assumed()
        for found in stanzas(segment.text[: segment.cut]):
            if found.root is not None:
                for root in stanza_trees.stanzas_in((found.root,)):
                    yield root, segment, found.start, found.end


def _in_stanzas(text: str, lines: Lines, file: str | None) -> tuple[list[Problem], str]:
    """Return the errors in stanzas, and the text with the stanzas blanked out."""
    asked: dict[str, tuple[etree._Element, extract.Segment, int, int]] = {}
    found: list[Problem] = []
    stretches: dict[int, int] = {}
    for root, segment, start, end in _roots(text, file):
        begin = segment.source_offset(start)
        stretches[begin] = segment.source_end(end)
        if _is_request(root):
            asked[root.get("id", "")] = (root, segment, start, end)
        elif root.get("type") == "error":
            line, _ = lines.position(begin)
            request = asked.get(root.get("id", ""))
            found.append(_refusal(root, line, request and _asked(*request, lines)))
    return found, _blanked(text, stretches)


_OF_LINES = re.compile(r"[^\r\n]+")


def _blanked(text: str, stretches: Mapping[int, int]) -> str:
    """Return a text with blanks in place of some stretches, its lines as they are."""
    parts, done = [], 0
    for begin, end in sorted(stretches.items()):
        if end > done:
            parts.append(text[done : max(begin, done)])
            parts.append(_OF_LINES.sub(_blanks, text[max(begin, done) : end]))
            done = end
    return "".join((*parts, text[done:]))


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _is_request(root: etree._Element) -> bool:
    return local(root) == "iq" and root.get("type") in {"get", "set"}


def _asked(
    root: etree._Element, segment: extract.Segment, start: int, end: int, lines: Lines
) -> SentRequest:
    if not segment.is_verbatim or root.getparent() is not None:
        return SentRequest(root)
    line, column = lines.position(segment.source_offset(start))
    return SentRequest(root, segment.text[start:end], line, column)


def _refusal(root: etree._Element, line: int, request: SentRequest | None) -> Refusal:
    error = next((each for each in elements(root) if local(each) == "error"), None)
    inside = [] if error is None else [*elements(error)]
    defined = [local(each) for each in inside if namespace(each) == STANZAS]
    application = [local(each) for each in inside if namespace(each) != STANZAS]
    text = next((each.text for each in inside if local(each) == "text"), None)
    return Refusal(
        name=local(root),
        type=None if error is None else error.get("type"),
        conditions=tuple(each for each in (*defined, *application) if each != "text"),
        text=text,
        request=request or _repeated(root),
        speaker=root.get("from"),
        line=line,
    )


def _repeated(root: etree._Element) -> SentRequest | None:
    """Return the request that an error holds, as MongooseIM and ejabberd send it back."""
    inside = [each for each in elements(root) if local(each) != "error"]
    if not inside or local(root) != "iq":
        return None
    turned = {"id": root.get("id"), "from": root.get("to"), "to": root.get("from"), "type": "set"}
    request = deepcopy(root)
    request.attrib.clear()
    request.attrib.update({name: value for name, value in turned.items() if value is not None})
    for each in [each for each in elements(request) if local(each) == "error"]:
        request.remove(each)
    return SentRequest(request)


# ---- JSON, words and lines ----


def _object(text: str) -> Mapping[str, Any] | None:
    """Return the JSON object that is all of *text*."""
    try:
        found = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _word_of(body: Mapping[str, Any]) -> str | None:
    """Return what the body of an answer says, as one of the words that are known."""
    if isinstance(body.get("error"), Mapping):
        try:
            return read_answer("fcm", body).reason
        except UnknownAnswerError:
            return str(body["error"].get("status") or body["error"].get("code") or "")
    if "errors" in body:  # the schema of MongoosePush (open_api_spex)
        return "unprocessable_entity"
    reason = body.get("reason", body.get("details", body.get("error")))
    return reason if isinstance(reason, str) else None


_JSON = re.compile(r'\{\s*\\?"(?:reason|details|error)\\?"\s*:')
#: How long the answer of a provider in a log is at most.
LONGEST = 4_000
_DECODER = json.JSONDecoder()


def _in_lines(text: str, lines: Lines) -> Iterator[Problem]:
    """Yield the errors between the stanzas of a text."""
    answers: dict[int, int] = {}
    position = 0
    while (found := _JSON.search(text, position)) is not None:
        body, end = _embedded(text[found.start() : found.start() + LONGEST])
        word = _word_of(body) if body else None
        position = found.start() + max(end, 1)
        if word:
            yield Word(word, lines.position(found.start())[0])
            answers[found.start()] = position
    rest = _blanked(text, answers)
    if "\r" in rest:
        rest = rest.replace("\r\n", " \n").replace("\r", "\n")
    for start, end in sorted(_known_lines(rest)):
        yield from _in_line(rest[start:end], lines.position(start)[0])


def _known_lines(text: str) -> set[tuple[int, int]]:
    """Return where the lines are that hold a word that is known: few lines of a log do."""
    found = set()
    for word in _WORDS:
        done = 0
        while (at := text.find(word, done)) >= 0:
            start = text.rfind("\n", done, at) + 1 or done
            done = text.find("\n", at) + 1 or len(text)
            found.add((start, done))
    return found


def _embedded(text: str) -> tuple[Mapping[str, Any] | None, int]:
    """Return the JSON that *text* begins with, its quotes escaped or not, and where it ends.

    Where it is none, that is as far as it was read.
    """
    line = text.partition("\n")[0]
    read = 1
    for each, longer in ((text, 0), (line.replace('\\"', '"'), line.count('\\"'))):
        try:
            body, end = _DECODER.raw_decode(each)
        except json.JSONDecodeError as error:
            read = max(read, error.pos)
        except RecursionError:
            read = len(text)
        else:
            return body, min(end + longer, len(text))
    return None, read


def _in_line(line: str, number: int) -> Iterator[Problem]:
    for server, each in _QUOTING:
        quoted = each.pattern.search(line)
        if quoted is not None:
            yield _quoted(server, quoted.groupdict(), number)
            return
    for server, each in _OTHERS:
        if each.pattern.search(line):
            yield Logged(each, server, number)
    words = {found[1] or found[2] or found[3] for found in _ANSWER.finditer(line)}
    yield from (Word(each, number) for each in sorted(words))


def _quoted(server: Server, found: Mapping[str, str | None], line: int) -> Refusal:
    """Return the error in answer to a publish that a line of a log quotes."""
    return Refusal(
        name="log",
        type=found["type"],
        conditions=(found["condition"] or "",),
        text=found.get("text") or None,
        publisher=server.name,
        line=line,
    )


def snake(word: str) -> str:
    """Return a word of APNs as Elixir and Erlang write it: ``bad_device_token``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower()


def _answer_words() -> list[str]:
    """Return the words that mean an answer wherever they stand in a line."""
    apns = {each.reason for each in ROWS if each.service == "apns"} | {*ALIASES}
    humps = {each for each in apns if "_" in snake(each)}
    others = {each.reason for each in ROWS if each.service != "apns"}
    kinds = {each.reason for each in KINDS.values() if each.reason}
    marked = {each for each in others | kinds if "_" in each} | {"UNREGISTERED", "UNAUTHENTICATED"}
    return sorted({*humps, *map(snake, humps), *marked}, key=len, reverse=True)


#: What a line holds of which anything is known: one of these words.
_WORDS = tuple(
    dict.fromkeys(
        (
            "unregistered",
            "status",
            *(word for _, each in LOG_LINES for word in each.words),
            *_answer_words(),
        )
    )
)
_ANSWER = re.compile(
    rf"(?<![\w-])({'|'.join(_answer_words())})(?![\w-])"
    r"|(?:reason\W{1,5}|:)(unregistered)\b"
    r"|\b(?:http_)?status(?:_code)?\W{1,4}([45]\d\d)\b"
)
