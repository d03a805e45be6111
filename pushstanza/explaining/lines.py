"""The errors between the stanzas of a text: JSON of providers, words, lines of logs."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise
from typing import Any

from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.explaining.conditions import DEFINED
from pushstanza.explaining.problem import Logged, Refusal, Word
from pushstanza.explaining.words import SAID
from pushstanza.payloads.answers import (
    ADMIN_SDK,
    ALIASES,
    KINDS,
    LEGACY,
    ROWS,
    UnknownAnswerError,
    read_answer,
)
from pushstanza.reading.extract import records
from pushstanza.servers.log_line import LogLine
from pushstanza.servers.logs import LOG_LINES, Logger

_Problems = Iterator[Refusal | Word | Logged]

#: The numbers of the lines that hold a word.
_BY_WORD: dict[str, list[int]] = {}
for _number, (_logger, _line) in enumerate(LOG_LINES):
    for _word in _line.words:
        _BY_WORD.setdefault(_word, []).append(_number)

#: How long the answer of a provider in a log is at most, and a record that is read as one line.
LONGEST = 4_000


_OF_LINES = lazy_pattern(r"[^\r\n]+")


def blanked(text: str, stretches: Mapping[int, int]) -> str:
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


# ---- JSON ----


def json_object(text: str) -> Mapping[str, Any] | None:
    """Return the JSON object that is all of *text*."""
    try:
        found = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def word_of(body: Mapping[str, Any]) -> str | None:
    """Return what the body of an answer says, as one of the words that are known."""
    if isinstance(body.get("error"), Mapping):
        try:
            return read_answer("fcm", body).reason
        except UnknownAnswerError:
            return str(body["error"].get("status") or body["error"].get("code") or "")
    if "errors" in body:  # the schema of MongoosePush (open_api_spex)
        return "unprocessable_entity"
    results = body.get("results")
    if isinstance(results, list) and results and isinstance(results[0], Mapping):
        body = results[0]  # FCM's legacy API
    reason = body.get("reason", body.get("details", body.get("error")))
    return reason if isinstance(reason, str) else None


_JSON = lazy_pattern(r'\{\s*\\?"(?:reason|details|error)\\?"\s*:')
_DECODER = json.JSONDecoder()


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


# ---- lines ----


def in_lines(text: str, lines: Lines, head: str) -> _Problems:
    """Yield the errors between the stanzas of a text, whose beginning says if it has records."""
    answers = [*_answers(text)]
    found: list[Refusal | Word | Logged] = [
        Word(word, lines.position(start)[0], _status_before(text, start))
        for start, _, word in answers
    ]
    rest = blanked(text, {start: end for start, end, _ in answers})
    if "\r" in rest:
        rest = rest.replace("\r\n", " \n").replace("\r", "\n")
    if _has_records(rest if head is text else head):
        rest = _records_as_lines(rest)
    said = {each.line for each in found}
    for span, words in sorted(_known_lines(rest).items()):
        found += _in_line(rest, span, lines, said, words)
    yield from found


def _answers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where an answer in JSON begins and ends, and the word in it."""
    position = 0
    while (match := _JSON.search(text, position)) is not None:
        body, end = _embedded(text[match.start() : match.start() + LONGEST])
        word = word_of(body) if body else None
        position = match.start() + max(end, 1)
        if word:
            yield match.start(), position, word


def _status_before(text: str, start: int) -> int | None:
    """Return the status that stands before an answer on its line."""
    line = text[max(text.rfind("\n", 0, start) + 1, start - LONGEST) : start]
    found = [*_STATUS.finditer(line)]
    return int(found[-1][1]) if found else None


def _has_records(text: str) -> bool:
    """Tell whether a text is made of records; an answer in JSON is none."""
    answers = {start: end for start, end, _ in _answers(text)}
    text = blanked(text, answers) if answers else text
    return len(records.starts(text)) > 1 or records.TIME.match(text) is not None


def _records_as_lines(text: str) -> str:
    """Return a log with each record on one line, every character in its place."""
    parts, starts = [], records.starts(text)
    for start, end in pairwise((*starts, len(text))):
        record = text[start:end]
        if end - start <= LONGEST and "\n" in record[:-1]:
            record = record[:-1].replace("\n", " ") + record[-1]
        parts.append(record)
    return "".join(parts)


def _known_lines(text: str) -> dict[tuple[int, int], list[str]]:
    """Return where the lines are that hold words that are known, and which: few of a log do."""
    found: dict[tuple[int, int], list[str]] = {}
    short = _BLANKS.sub("\0", text)  # without the stanzas, which are most of a log
    starts, short_starts = _starts(text), _starts(short)
    for word in _WORDS:
        done = 0
        while (at := short.find(word, done)) >= 0:
            line = bisect_right(short_starts, at)
            done = short_starts[line]
            found.setdefault((starts[line - 1], starts[line]), []).append(word)
    return found


#: What stands for stanzas, which were read before.
_BLANKS = lazy_pattern(" {9,}")


def _starts(text: str) -> list[int]:
    """Return where the lines of a text begin, and last where the text ends."""
    starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    return [min(each, len(text)) for each in starts]


def _in_line(
    text: str, span: tuple[int, int], lines: Lines, said: set[int], known_words: list[str]
) -> _Problems:
    """Yield what a line of a log tells; *said* are the lines whose answers were read already."""
    start, end = span
    line, number = text[start:end], lines.position(start)[0]
    known = sorted({at for word in known_words for at in _BY_WORD.get(word, ())})
    may_be = [LOG_LINES[at] for at in known]
    for logger, each in may_be:
        quoted = each.pattern.search(line) if each.pattern and each.quotes_error else None
        if quoted is not None:
            yield _quoted(logger, each, quoted.groupdict(), number)
            return
    words: dict[str, int] = {}
    for found in _ANSWER.finditer(line):
        words.setdefault(found[1] or found[2] or found[3], found.start())
    has_reason = bool(words) or number in said
    logged = [*_logged(may_be, line, number)]
    yield from (each for each in logged if not (each.known.carries_reason and has_reason))
    status = _STATUS.search(line)
    code = None if status is None else int(status[1])
    for each_word, at in sorted(words.items()):
        yield Word(each_word, lines.position(start + at)[0], code)
    if not words and status is not None and not said & {number}:
        at = lines.position(start + status.start())[0]
        if not logged and at not in said:
            yield Word(status[1], at)
    if not words and not logged:
        yield from _of_library(line, number) or _condition(line, number)


def _logged(may_be: list[tuple[Logger, LogLine]], line: str, number: int) -> Iterator[Logged]:
    """Yield what is known of a line, once for each program that may write it."""
    speakers = set()
    for logger, known in may_be:
        if logger.title in speakers or known.quotes_error or not known.is_in(line):
            continue
        speakers.add(logger.title)
        yield Logged(known, logger, known.values_in(line), number)


def _of_library(line: str, number: int) -> list[Refusal]:
    """Return the error that a client's library throws or prints: of whatever request."""
    thrown = _THROWN.search(line)
    if thrown is not None:
        found = thrown.groupdict()
        text, speaker, type_ = found["text"], found["speaker"], found["type"]
    elif (thrown := _PRINTED.search(line)) is not None:
        text, speaker = _member(_PRINTED_TEXT, line), None
        types = _PRINTED_TYPE.findall(line)
        type_ = types[-1] if types else None
    else:
        return []
    refusal = Refusal(
        name="iq",
        type=type_,
        conditions=(thrown["condition"],),
        text=text,
        speaker=speaker,
        line=number,
    )
    return [refusal]


def _member(pattern: re.Pattern[str], line: str) -> str | None:
    found = pattern.search(line)
    return None if found is None else found[2]


def _condition(line: str, number: int) -> Iterator[Refusal]:
    """Yield the error that a line about push quotes in the words of a program that is not known."""
    found = _CONDITION.search(line)
    if found is not None and _OF_PUSH.search(line) is not None:
        yield Refusal(
            name="iq" if _ASKED.search(line) else "log",
            type=found["before"] or found["type"],
            conditions=(found["condition"],),
            line=number,
        )


def _quoted(logger: Logger, known: LogLine, found: Mapping[str, str | None], line: int) -> Refusal:
    """Return the error in answer to a publish that a line of a log quotes."""
    return Refusal(
        name="log",
        type=found.get("type") or known.quoted_type or None,
        conditions=(found["condition"] or "",),
        text=(found.get("text") or "").strip() or None,
        publisher=logger.server,
        speaker=found.get("service") or None,
        count=int(count) if (count := found.get("count")) else None,
        line=line,
    )


def snake(word: str) -> str:
    """Return a word of APNs as Elixir and Erlang write it: ``bad_device_token``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower()


#: Words of the oldest APIs that other programs say of other things, too.
_ORDINARY = frozenset({"InvalidParameters", "InvalidToken", "ProcessingError"})


def _answer_words() -> tuple[list[str], list[str]]:
    """Return the words that mean an answer wherever they stand, and those that need a label."""
    apns = {each.reason for each in ROWS if each.service == "apns"} | {*ALIASES}
    camel = apns | {each.word for each in LEGACY}
    others = {each.reason for each in ROWS if each.service != "apns"}
    kinds = {each.reason for each in KINDS.values() if each.reason}
    humps = {each for each in camel if "_" in snake(each)} - _ORDINARY
    snakes = set(map(snake, humps))
    marked = {each for each in others | kinds if "_" in each} | {"UNREGISTERED", "UNAUTHENTICATED"}
    marked |= {*ADMIN_SDK}
    anywhere = {*humps, *snakes, *marked}
    labelled = {*camel, *others, *kinds, *map(snake, camel)} - anywhere - {"OK", "ok", "Success"}
    return (
        sorted(anywhere, key=lambda each: (-len(each), each)),
        sorted(labelled - {"success"}, key=lambda each: (-len(each), each)),
    )


_ANYWHERE, _LABELLED = _answer_words()
#: What stands before a word of a provider that is an ordinary word, too.
_LABEL = (
    r"""(?:reason|details|errorCode|error_code|error|gateway)[\\"']{0,3}\s?"""
    r"""(?:[:=]|=>)\s?[\\"':]{0,4}"""
)
_ANSWER = lazy_pattern(
    rf"(?<![\w-])({'|'.join(_ANYWHERE)})(?![\w-])"
    rf"|{_LABEL}({'|'.join(_LABELLED)})(?![\w-])"
    r"|(?<=[\s,{{(]):(unregistered)\b"
)
_STATUS = lazy_pattern(
    r"(?:(?<=>)Error|\b(?:http_)?status(?:_code)?|\bErrorCode|\b(?:[Ee]rror|response) code"
    r"|\bcode(?=\W{1,4}[45]\d\d\b.{0,400}?\b[Pp]ush)|\b[Pp]ush\b.{0,400}?\bcode)"
    r"\W{1,4}([45]\d\d)\b"
)
_CONDITION = lazy_pattern(
    rf"(?:(?P<before>auth|cancel|modify|wait)\W{{1,3}})?(?<![\w-])(?P<condition>{'|'.join(DEFINED)})"
    r"(?![\w-])\W{1,3}(?P<type>auth|cancel|modify|wait)?"
)
#: What a client says that asked for something itself.
_ASKED = lazy_pattern(r"\b(?:[Ee]nabl(?:e|ing)|[Rr]egister(?:ing)?|[Cc]reat(?:e|ing))\b")
_TYPES = "auth|cancel|continue|modify|wait"
#: An error as Smack throws it (``StanzaError``, before 4.3 ``XMPPError``).
_THROWN = lazy_pattern(
    r"(?:received from (?P<speaker>\S{1,1000}): )?(?:XMPP|Stanza)Error: "
    rf"(?P<condition>{'|'.join(DEFINED)})(?: - (?P<type>{_TYPES}))?"
    r"(?:\.? (?:\[\S{0,20} ?)?(?P<text>[A-Z][^\]\n]{1,400}))?"
)
#: An error as JavaScript prints the object (stanza.js).
_PRINTED = lazy_pattern(rf"\bcondition[\"']?: ?[\"'](?P<condition>{'|'.join(DEFINED)})[\"']")
_PRINTED_TYPE = lazy_pattern(rf"\btype[\"']?: ?[\"']({_TYPES})[\"']")
_PRINTED_TEXT = lazy_pattern(r"""\btext["']?: ?(["'`])((?:(?!\1)[^\n]){1,400})\1""")
_OF_PUSH = lazy_pattern(r"[Pp]ush|[Nn]otif|[Pp]ublish")

#: What a line holds of which anything is known: one of these words.
_WORDS = tuple(
    dict.fromkeys(
        (
            "unregistered",
            "status",
            "ErrorCode",
            "rror code",
            "esponse code",
            "code=",
            ">Error",
            "condition",
            *(word for _, each in LOG_LINES for word in each.words),
            *(each.said for each in SAID),
            *_ANYWHERE,
            *_LABELLED,
            *(each for each in DEFINED if "-" in each),
        )
    )
)
