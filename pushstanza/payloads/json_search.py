"""Text of any kind to the push payloads in JSON that it holds beside other things.

They stand in pages, in logs, in the commands of a shell and in string literals, with the escapes of
what is around them. A key that only few other things have shows where to look: nothing else of a
text is read. Among other things an object has to look like a payload in two ways to be one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.spelling import nearest
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.payloads.json_documents import (
    Document,
    Json,
    JsonError,
    MalformedJson,
    Path,
    payloads_in_object,
    read_documents,
    read_json,
)
from pushstanza.reading import extract
from pushstanza.reading.extract import Segment
from pushstanza.reading.extract.escapes import literal
from pushstanza.reading.extract.json_signs import BESIDE, may_hold, signs
from pushstanza.reading.extract.segment import undone

# ---- where one may stand ----

#: An object with a key.
_OBJECT: Final = lazy_pattern(r"""\{(?=\s*")""")
#: A line that goes on with what the last one has begun, as indented JSON does.
_GOES_ON: Final = lazy_pattern(r"""[\s"}\]]""")
#: The languages in which a block holds one value.
_JSON: Final = frozenset({"json", "jsonc", "json5", "http"})
#: What curl sends, between the single quotes of a shell.
_DATA: Final = lazy_pattern(r"""\s--?d(?:ata)?(?:-raw|-binary|-ascii)?[ =]\s*'(\s*\{[^']*)'""")


@frozen
class FoundDocument:
    """A payload, and the stretch of the file that its places are in.

    ``start`` and ``end`` are those of the JSON around it in the text of ``segment``.
    """

    segment: Segment
    document: Document
    start: int
    end: int
    is_among_others: bool = True

    def is_unknown(self, path: Path) -> bool:
        """Tell whether what stands at *path* is filled in only later."""
        if not self.is_among_others:
            return False
        json = self.document.json
        value = Document(json.value, json).part(*path)
        if isinstance(value, dict) and UNKNOWN in value:
            return True
        return any(isinstance(each, str) and _FILLED_IN.search(each) for each in (value, *path))


def documents_in(text: str, kind: str, file: str | None = None) -> Iterator[FoundDocument]:
    """Yield the payloads in *text*, which is of *kind*, in any escapes."""
    if kind == "json" and not extract.may_be_code(file, kind):
        yield from _in_json(Segment(text))
        return
    is_log = kind == "log" and not extract.may_be_code(file, kind)
    for segment, language in extract.stretches(text, kind, file):
        yield from _in_stretch(segment, language, is_log=is_log)


def _in_json(segment: Segment) -> Iterator[FoundDocument]:
    """Yield the payloads that a text of JSON is, then those in other values and strings of it."""
    whole = read_documents(segment.text)
    yield from (
        FoundDocument(segment, each, *_extent(each, segment.text), is_among_others=False)
        for each in whole
    )
    if not may_hold(segment.text):
        return
    places = (each.json.places.get(each.path) for each in whole)  # FCM may have no APNs payload
    starts = sorted(place.value[0] for place in places if place)
    is_malformed = any(isinstance(each, MalformedJson) for each in whole)
    for each in _Search(segment).found():
        inside = bisect_left(starts, each.start)
        is_read = is_malformed or (inside < len(starts) and starts[inside] < each.end)
        if each.segment is not segment or not is_read:
            yield each


def _extent(document: Document, text: str) -> tuple[int, int]:
    """Return where the JSON around a payload begins and ends; where it has no end, its line."""
    if not isinstance(document, MalformedJson):
        return document.json.places[()].value
    at = document.error.offset
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _in_stretch(segment: Segment, language: str, *, is_log: bool) -> Iterator[FoundDocument]:
    if not may_hold(segment.text, is_page=language in _JSON):
        return
    filled = segment if is_log else _with_unknown(segment)
    found = [*_Search(filled).found()]
    yield from found
    if not found and language in _JSON:
        yield from _malformed(filled)
    elif not is_log and "-d" in filled.text:
        read = {each.start for each in found if each.segment is filled}
        for each in _DATA.finditer(filled.text):
            if read.isdisjoint(range(*each.span(1))):
                yield from _malformed(filled.part(*each.span(1)))


class _Search:
    """One walk over the signs in a segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._text = segment.text
        #: Up to where objects have been read, and what is escaped.
        self._read = self._decoded = 0
        #: The lines that were looked at last, and whether a key of theirs may name a target.
        self._lines = (0, 0)
        self._has_target = False

    def found(self) -> Iterator[FoundDocument]:
        """Yield the payloads in the order of their signs."""
        for sign, is_common in signs(self._text):
            depth = _backslashes(self._text, sign - 1)
            if depth and sign >= self._decoded:
                yield from self._in_string(sign, depth)
            elif not depth and sign >= self._read:
                start = self._beginning(sign)
                if not is_common or self._has_target:
                    yield from self._around(sign, start)

    def _around(self, sign: int, at: int) -> Iterator[FoundDocument]:
        """Yield the payloads in the object around a sign, which begins at an offset or later."""
        text = self._text
        while (begin := _OBJECT.search(text, at, sign)) is not None:
            start = begin.start()
            try:
                json = read_json(text, start)
            except JsonError as error:
                decoded = self._as_literal(start, sign)
                if decoded is not None:
                    yield from decoded
                    return
                at = max(start + 1, error.offset)
                continue
            at = json.end
            if json.end > sign:
                yield from (
                    FoundDocument(self._segment, each, start, json.end)
                    for each in _payloads_within(json.value, json, ())
                )
                break
        self._read = max(at, sign + 1)

    def _beginning(self, sign: int) -> int:
        """Return where the lines begin that the JSON around a sign takes, or what was not read."""
        text = self._text
        if sign >= self._lines[1]:
            start = text.rfind("\n", self._read, sign) + 1
            while start > self._read and _GOES_ON.match(text, start):
                start = text.rfind("\n", self._read, start - 1) + 1
            end = text.find("\n", sign)
            while end >= 0 and _GOES_ON.match(text, end + 1):
                end = text.find("\n", end + 1)
            self._lines = start, len(text) if end < 0 else end
            self._has_target = BESIDE.search(text, *self._lines) is not None
        return max(self._lines[0], self._read)

    def _as_literal(self, start: int, sign: int) -> list[FoundDocument] | None:
        """Return the payloads in the literal in single quotes that begins there, if one does."""
        text = self._text
        if start == 0 or text[start - 1] != "'":
            return None
        end = _LITERAL.match(text, start)
        if end is None or end.end() <= sign or "\\" not in end[0]:
            return None
        inside = literal(text, start, end.end()).within(self._segment)
        found = [*_Search(inside).found()]
        if found:
            self._read = end.end()
        return found or None

    def _in_string(self, sign: int, depth: int) -> Iterator[FoundDocument]:
        """Yield the payloads in the string around a sign that is escaped, once it is decoded."""
        text = self._text
        first = max(text.rfind("\n", self._decoded, sign) + 1, self._decoded)
        last = text.find("\n", sign)
        start = self._quote_before(sign - 1 - depth, first, depth)
        end = self._quote_behind(sign, len(text) if last < 0 else last, depth)
        self._decoded = end
        yield from _Search(literal(text, start, end).within(self._segment)).found()

    def _quote_before(self, at: int, first: int, depth: int) -> int:
        """Return the place behind the quote that opens the string around an offset."""
        while (quote := self._text.rfind('"', first, at)) >= 0:
            count = _backslashes(self._text, quote)
            if count < depth:
                return quote + 1
            at = quote - count
        return first

    def _quote_behind(self, at: int, last: int, depth: int) -> int:
        """Return where the string around an offset ends."""
        while (quote := self._text.find('"', at, last)) >= 0:
            count = _backslashes(self._text, quote)
            if count < depth:
                return quote - count
            at = quote + 1
        return last


def _backslashes(text: str, quote: int) -> int:
    """Return how many backslashes stand before a quote."""
    first = quote
    while first > 0 and text[first - 1] == "\\":
        first -= 1
    return quote - first


#: The rest of a literal in single quotes.
_LITERAL: Final = lazy_pattern(r"[^'\\]*(?:\\.[^'\\]*)*(?=')", re.DOTALL)


# ---- what is filled in later ----

_NAME: Final = r"""[^{}()"'\n]{1,200}"""
_FILLED: Final = (
    rf"\$\{{{_NAME}\}}|\$\({_NAME}\)|\$\w+|#\{{{_NAME}\}}|\{{\{{{_NAME}\}}\}}|\{{\w+\}}"
    rf"|\\\({_NAME}\)|%\(\w+\)[a-z]|%[a-z@]|<%=?[^%\"\n]{{1,200}}%>"
)
#: A variable that leaves the quotes of a shell; and what stands in the place of a whole value.
_IN_SHELL: Final = lazy_pattern(r"""'"\$[^"'\n]{1,200}"'|'\$\w+'|'\$\{\w+\}'|'\\''|'"'"'""")
_AS_VALUE: Final = lazy_pattern(
    rf"""(?<=[:,\[])(\s*)(?:{UNKNOWN}|{_FILLED}|<[A-Za-z][\w .-]{{0,80}}>)(?=\s*[,}}\]])"""
)
#: How far before it the last quote is looked for.
_NEAR: Final = 300
#: What is left out of an object or an array.
_LEFT_OUT: Final = lazy_pattern(r"(?<=[,{\[])(\s*)(?:\.\.\.|…)(?=\s*(?P<behind>[,}\]]))")
#: A literal in which each brace of JSON stands twice, since one is for what is filled in.
_IS_TEMPLATE: Final = lazy_pattern(r"""\s*\{\{\s*["']""")
_IN_TEMPLATE: Final = lazy_pattern(r"\{\{|\}\}|\{[^{}\n]{0,200}\}")
_MEANT: Final = {"{{": "{", "}}": "}"}
#: What shows in a text that some of it is filled in.
_FILLED_IN: Final = lazy_pattern(rf"{UNKNOWN}|{_FILLED}|<[A-Za-z][\w .-]*>")


def _with_unknown(segment: Segment) -> Segment:
    """Return a segment in which what is filled in later can be read as a text."""
    if _IS_TEMPLATE.match(segment.text):
        filled = undone(segment.text, _IN_TEMPLATE, lambda found: _MEANT.get(found[0], UNKNOWN))
        segment = filled.within(segment)
    if "'" in segment.text:
        joined = undone(segment.text, _IN_SHELL, lambda found: _unquoted(found[0]))
        segment = joined.within(segment)
    for pattern, meaning in ((_AS_VALUE, _as_value), (_LEFT_OUT, _left_out)):
        if pattern.search(segment.text):
            segment = undone(segment.text, pattern, meaning).within(segment)
    return segment


def _as_value(found: re.Match[str]) -> str:
    quote = _quote_at(found)
    return f"{found[1]}{quote}{UNKNOWN}{quote}"


def _left_out(found: re.Match[str]) -> str:
    value = _as_value(found)
    return value if found["behind"] == "]" else f"{value}:{value}"


def _quote_at(found: re.Match[str]) -> str:
    """Return a quote of the JSON around a place, as escaped as the last one before it."""
    text, end = found.string, found.start()
    quote = text.rfind('"', max(0, end - _NEAR), end)
    return text[quote - _backslashes(text, quote) : quote + 1] if quote >= 0 else '"'


def _unquoted(word: str) -> str:
    """Return what a shell makes of what ends a literal and begins it anew."""
    return UNKNOWN if "$" in word else "'"


# ---- what is a payload among other things ----

#: Keys of ``aps`` that show what it is, however they are written.
_OF_APS: Final = frozenset(
    {
        "alert", "badge", "category", "content-available", "content-state", "event",
        "interruption-level", "mutable-content", "sound", "thread-id", "timestamp",
    }
)  # fmt: skip
_OF_FCM: Final = frozenset({"android", "apns", "webpush"})
#: What describes a part of a payload, and is none.
_OF_SCHEMAS: Final = frozenset({"$ref", "description", "properties", "type"})
_TO_DEVICES: Final = frozenset({"condition", "fid", "token"})


def _payloads_within(value: Any, json: Json, path: Path) -> Iterator[Document]:
    """Yield the payloads that a value is or holds, at any depth."""
    if isinstance(value, dict):
        found = [*payloads_in_object(value, json, path)] if _is_sure(value) else []
        yield from found
        if not found:
            for key, each in value.items():
                yield from _payloads_within(each, json, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _payloads_within(each, json, (*path, index))


def _is_sure(value: Mapping[str, Any]) -> bool:
    """Tell whether an object looks like a payload in more than one way."""
    message = value.get("message")
    return (
        _has_body(value)
        or _has_aps(value)
        or (isinstance(message, dict) and _is_message(message))
        or _is_message(value)
        or _is_request(value)
        or _is_legacy(value)
    )


def _has_body(value: Mapping[str, Any]) -> bool:
    body = value.get("body", value.get("payload"))
    around = isinstance(value.get("headers"), dict) or isinstance(value.get("path"), str)
    return around and isinstance(body, dict) and _is_sure(body)


def _has_aps(value: Mapping[str, Any]) -> bool:
    aps = value.get("aps")
    return isinstance(aps, dict) and any(key.replace("_", "-") in _OF_APS for key in aps)


def _is_message(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is a message to FCM: it has a target, and a part that is known."""
    has_target = any(isinstance(value.get(key), str) for key in _TO_DEVICES)
    parts = {key for key in (*_OF_FCM, "data", "notification") if isinstance(value.get(key), dict)}
    has_target = has_target or (isinstance(value.get("topic"), str) and parts != {"data"})
    if has_target:
        return bool(parts)
    are_schemas = any(_OF_SCHEMAS.intersection(value[key]) for key in parts)
    return len(parts) > 1 and not _OF_FCM.isdisjoint(parts) and not are_schemas


def _is_request(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is a request to MongoosePush: it has a service, and what to show."""
    service = value.get("service")
    if not isinstance(service, str) or not nearest(service.lower(), ("apns", "fcm", "gcm")):
        return False
    alert = value.get("alert", value)
    shows = isinstance(alert, dict) and not {"title", "body"}.isdisjoint(alert)
    return shows or isinstance(value.get("data"), dict)


def _is_legacy(value: Mapping[str, Any]) -> bool:
    parts = [value.get(key) for key in ("notification", "data")]
    target = value.get("to", value.get("registration_ids"))
    return isinstance(target, str | list) and any(isinstance(each, dict) for each in parts)


# ---- what is no JSON ----

#: The keys of payloads, in any quotes.
_KEY: Final = lazy_pattern(
    r"""["']?\b(alert|android|apns|aps|badge|body|content-available|data|message|mode|notification"""
    r"""|priority|registration_ids|service|sound|title|token|topic|webpush)["']?\s*:"""
)
#: What an example leaves out, or says to its readers.
_SHORTENED: Final = lazy_pattern(r"\.\.\.|…|//|/\*|(?m:^\s*#)")


def _malformed(segment: Segment) -> Iterator[FoundDocument]:
    """Yield the value of a block that is called JSON and nearly is a payload."""
    text = segment.text
    is_meant = len(set(_KEY.findall(text))) > 1 and text.lstrip()[:1] in {"{", "["}
    if not is_meant or _SHORTENED.search(text) or _FILLED_IN.search(text):
        return
    for each in read_documents(text):
        if isinstance(each, MalformedJson):
            yield FoundDocument(segment, each, *_extent(each, text))
