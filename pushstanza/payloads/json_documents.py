"""JSON text to the push payloads in it, each with the place of every key and value.

A text holds one JSON value or several, as JSON lines do; an array is looked at element by element.
Requests to FCM, APNs and MongoosePush are recognised by their keys; everything else is left out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, NoReturn, TypeAlias

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.spelling import nearest
from pushstanza.payloads.mongoosepush import Alert, DeepBody
from pushstanza.payloads.options import IN_BODY
from pushstanza.payloads.provider_fields import field_named

#: The way to a value: the keys and indices from the root of its JSON.
Path: TypeAlias = tuple[str | int, ...]

#: Where something begins and ends in the text.
Stretch: TypeAlias = tuple[int, int]

#: How deep values may be nested; FCM reads 100 levels (protobuf's default).
DEEPEST = 100


class Place(NamedTuple):
    """Where a value stands, and the key that it stands behind."""

    value: Stretch
    key: Stretch | None = None


class JsonError(PushStanzaError, ValueError):
    """Text that is not valid JSON, and the offset of the error."""

    def __init__(self, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


@frozen
class Json:
    """A JSON value and where its parts stand.

    ``repeated`` holds the keys that stand in an object more than once, of which the last one counts
    here, and ``surrogates`` what has half a character, which no UTF-8 can hold.
    """

    value: Any
    places: Mapping[Path, Place]
    repeated: tuple[Path, ...]
    surrogates: tuple[Path, ...]
    end: int


def read_json(text: str, start: int = 0) -> Json:
    """Return the JSON value in *text* that begins at *start* or behind blanks there.

    Raises:
        JsonError: there is none (RFC 8259).
    """
    return _Reader(text).read(start)


_BLANKS = lazy_pattern(r"[ \t\n\r]*")
_SURROGATE = lazy_pattern("[\ud800-\udfff]")
#: A string to its end, or to what must not stand in one; and a number or a word.
_STRING = lazy_pattern(r'"[^"\\\0-\x1f]*(?:\\[\s\S][^"\\\0-\x1f]*)*(?:"|[\0-\x1f]?)')
_TOKEN = lazy_pattern(r"[-+.\w]*")
_WORD = lazy_pattern(r"[A-Za-z_$][\w$-]*")

#: What other notations write for a word of JSON.
_WORDS = {"True": "true", "False": "false", "None": "null", "nil": "null", "undefined": "null"}


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"JSON has no {word}")


def _read_integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 4300 else float(digits)


_SCALARS = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=_read_integer)


class _Reader:
    """Reads one JSON value, strictly; the standard library reads what has no parts."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[Path, Place] = {}
        self._repeated: list[Path] = []
        self._surrogates: list[Path] = []

    def read(self, start: int) -> Json:
        """Return the value at *start*."""
        value, end = self._value(self._blanks(start), (), None)
        return Json(value, self._places, tuple(self._repeated), tuple(self._surrogates), end)

    def _value(self, at: int, path: Path, key: Stretch | None) -> tuple[Any, int]:
        if len(path) > DEEPEST:
            raise JsonError(f"values are nested deeper than {DEEPEST} levels", at)
        first = self._text[at : at + 1]
        value: Any
        if first == "{":
            value, end = self._object(at, path)
        elif first == "[":
            value, end = self._array(at, path)
        else:
            value, end = self._scalar(at)
            if isinstance(value, str):
                self._look_at(value, path)
        self._places[path] = Place((at, end), key)
        return value, end

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self._blanks(at + 1)
        if self._text[at : at + 1] == "}":
            return found, at + 1
        while True:
            name, stretch, at = self._key(at)
            self._look_at(name, (*path, name))
            if name in found:
                self._repeated.append((*path, name))
            found[name], at = self._value(at, (*path, name), stretch)
            at, is_last = self._separator(at, "}")
            if is_last:
                return found, at

    def _array(self, at: int, path: Path) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self._blanks(at + 1)
        if self._text[at : at + 1] == "]":
            return found, at + 1
        while True:
            value, at = self._value(at, (*path, len(found)), None)
            found.append(value)
            at, is_last = self._separator(at, "]")
            if is_last:
                return found, at

    def _key(self, at: int) -> tuple[str, Stretch, int]:
        """Return the key at an offset, its stretch, and where its value begins."""
        if self._text[at : at + 1] != '"':
            self._fail_for_key(at)
        name, end = self._scalar(at)
        colon = self._blanks(end)
        if self._text[colon : colon + 1] != ":":
            raise JsonError(f"missing colon after the key {quoted(name)}", colon)
        return name, (at, end), self._blanks(colon + 1)

    def _separator(self, at: int, closing: str) -> tuple[int, bool]:
        """Return where the next part begins, or the end and that it is that."""
        at = self._blanks(at)
        found = self._text[at : at + 1]
        if found == closing:
            return at + 1, True
        if found != ",":
            what = "the text ends" if found == "" else f"unexpected {found!r}"
            raise JsonError(f"{what} where a comma or {closing!r} is expected", at, _comment(found))
        behind = self._blanks(at + 1)
        if self._text[behind : behind + 1] == closing:
            raise JsonError(f"unexpected comma before {closing!r}", at, "remove the comma")
        return behind, False

    def _scalar(self, at: int) -> tuple[Any, int]:
        """Return what stands at an offset; an error costs no more than what was read."""
        pattern = _STRING if self._text[at : at + 1] == '"' else _TOKEN
        found = pattern.match(self._text, at)
        token = found[0] if found else ""
        if not token:
            self._fail_for_value(at)
        try:
            value, length = _SCALARS.raw_decode(token)
        except json.JSONDecodeError as error:
            if error.msg == "Expecting value":
                self._fail_for_value(at)
            raise JsonError(_LIBRARY[error.msg.partition(":")[0]], at + error.pos) from None
        except ValueError as error:  # what is a number in JavaScript and Python only
            raise JsonError(str(error), at) from None
        return value, at + length

    def _fail_for_key(self, at: int) -> NoReturn:
        found = self._text[at : at + 1]
        word = _WORD.match(self._text, at)
        hint = f'write "{word[0]}"' if word else _comment(found)
        if found == "'":
            hint = "write \" instead of '"
        what = "the text ends" if found == "" else f"unexpected {word[0] if word else found!r}"
        raise JsonError(f"{what} where a key in double quotes is expected", at, hint)

    def _fail_for_value(self, at: int) -> NoReturn:
        found = self._text[at : at + 1]
        word = _WORD.match(self._text, at)
        meant = _WORDS.get(word[0], nearest(word[0], ("true", "false", "null"))) if word else None
        hint = f"did you mean {meant}?" if meant else _comment(found)
        if found == "'":
            hint = "write \" instead of '"
        what = "the text ends" if found == "" else f"unexpected {word[0] if word else found!r:.40}"
        raise JsonError(f"{what} where a value is expected", at, hint)

    def _blanks(self, at: int) -> int:
        found = _BLANKS.match(self._text, at)
        return at if found is None else found.end()

    def _look_at(self, text: str, path: Path) -> None:
        if _SURROGATE.search(text):
            self._surrogates.append(path)


def _comment(found: str) -> str | None:
    return "JSON has no comments" if found in {"/", "#"} and found else None


#: What the standard library finds in a string, in our words.
_LIBRARY = {
    "Unterminated string starting at": "this string is not closed",
    "Invalid control character at": "a string contains a control character: write it as an escape",
    "Invalid \\escape": "a backslash before a character that cannot be escaped",
    "Invalid \\uXXXX escape": "\\u must be followed by four hexadecimal digits",
}


# What is a payload, and of which kind


@frozen
class Document:
    """A payload in a text: its object, the JSON that holds it, and the way there."""

    value: Mapping[str, Any] = attrs.field(repr=False)
    json: Json = attrs.field(repr=False)
    path: Path = ()

    def part(self, *path: str | int) -> Any:
        """Return what is at *path* in the object, ``None`` where it leads nowhere."""
        found: Any = self.value
        for step in path:
            if isinstance(found, dict):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def object(self, *path: str | int) -> Mapping[str, Any]:
        """Return the object at *path*, an empty one where there is none."""
        found = self.part(*path)
        return found if isinstance(found, dict) else {}


class FcmMessage(Document):
    """A request to FCM v1: its ``value`` is the message, without the ``message`` around it."""


class LegacyFcmMessage(Document):
    """A request to the interface that FCM had before, with ``to`` or ``registration_ids``."""


@frozen
class ApnsPayload(Document):
    """A payload of APNs, perhaps with the headers and the path of its request.

    ``through_fcm`` says that it is a part of a message to FCM, which adds what is left out.
    """

    headers: Mapping[str, Any] | None = attrs.field(default=None, repr=False)
    headers_path: Path = ()
    device_path: str | None = attrs.field(default=None, repr=False)
    through_fcm: bool = False

    @property
    def push_type(self) -> str | None:
        """What the headers call it, as far as that is a text."""
        found = (self.headers or {}).get("apns-push-type")
        return found if isinstance(found, str) else None


@frozen
class PushRequest(Document):
    """The body of a request to MongoosePush, perhaps with its path."""

    request_path: str | None = attrs.field(default=None, repr=False)

    @cached_property
    def version(self) -> str:
        """The version of the interface: that of the path, or 1 for what is flat."""
        found = re.search(r"/(v[0-9]+)/notification/", self.request_path or "")
        if found:
            return found[1]
        return "v1" if "title" in self.value and "alert" not in self.value else "v3"


@frozen
class MalformedJson(Document):
    """Text that seems to be a payload but is not valid JSON."""

    error: JsonError = attrs.field(kw_only=True)


_TARGETS = frozenset({"token", "topic", "condition", "fid"})
_PARTS = frozenset(
    {"notification", "data", "android", "apns", "webpush", "androidV2", "android_v2"}
)
_LEGACY = frozenset({"notification", "data", "collapse_key", "priority", "content_available"})
#: What stanzas as JSON have beside ``to``, and messages to FCM have not.
_OF_STANZAS = frozenset({"body", "from", "id", "subject", "type", "xmlns"})
_REQUEST = frozenset(each.name for each in (*attrs.fields(DeepBody), *attrs.fields(Alert)))

#: What shows that an object with an alert is a request, though it names no service.
_OPTIONS = frozenset(each.name for each in IN_BODY) - {"topic"}  # which FCM has, too

#: What shows that text which is not valid JSON was meant as a payload.
_MEANT = lazy_pattern(
    r"""["']?\b(?:aps["']?\s*:\s*[{'"]|(?:message|notification|android|alert)["']?\s*:\s*\{"""
    r"""|registration_ids["']?\s*:|service["']?\s*:\s*["'](?:fcm|apns)\b)"""
)


def read_documents(text: str) -> list[Document]:
    """Return the payloads in *text*, and what seems to be meant as one but is not valid JSON."""
    return [*_documents(text)]


def _documents(text: str) -> Iterator[Document]:
    at = _start(text, 0)
    behind = "{["  # what may follow a value: the next one, or the end of what was broken off
    while at < len(text):
        try:
            found = read_json(text, at)
        except JsonError as error:
            behind = "{[]},"
            # What is not expected at the beginning of a line may be the value there.
            after = _next_line(text, max(at, error.offset - 1))
            if _MEANT.search(text, at, after):
                yield _malformed(text, error)
            at = after
            continue
        payloads = [*_payloads(found.value, found, ())]
        yield from payloads
        at = _start(text, found.end)
        if at < len(text) and text[at] not in "{[":
            if payloads and text[at] not in behind:
                hint = _comment(text[at])
                yield _malformed(text, JsonError("unexpected text after the value", at, hint))
            at = _next_line(text, at)


def _start(text: str, at: int) -> int:
    found = re.compile(r"[\s\ufeff]*").match(text, at)
    return at if found is None else found.end()


def _next_line(text: str, at: int) -> int:
    """Return where the next line begins that a value may begin with."""
    found = re.compile(r"[\r\n](?=[{\[])").search(text, at)
    return len(text) if found is None else found.end()


def _malformed(text: str, error: JsonError) -> MalformedJson:
    start = min(error.offset, max(0, len(text) - 1))
    place = Place((start, min(start + 1, len(text))))
    return MalformedJson({}, Json({}, {(): place}, (), (), start), error=error)


def _payloads(value: Any, json: Json, path: Path) -> Iterator[Document]:
    """Yield the payloads that a value is, or that it holds."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            if isinstance(each, dict):
                yield from _payloads(each, json, (*path, index))
    elif isinstance(value, dict):
        yield from payloads_in_object(value, json, path)


def payloads_in_object(value: dict[str, Any], json: Json, path: Path) -> Iterator[Document]:
    """Yield the payload that an object is, or those that it holds around a body or as steps."""
    steps = [key for key in ("mongoosepush", "request") if isinstance(value.get(key), dict)]
    if steps and not _is_envelope(value):  # a translation: each request on the way
        for step in steps:
            yield from _payloads(value[step], json, (*path, step))
    elif _is_envelope(value):
        yield from _in_envelope(value, json, path)
    elif _is_request(value):
        yield PushRequest(value, json, path)
    elif "aps" in value:
        yield ApnsPayload(value, json, path)
    elif _is_fcm_envelope(value):
        yield from _fcm(value["message"], json, (*path, "message"))
    elif _is_legacy(value):
        yield LegacyFcmMessage(value, json, path)
    elif _is_bare_message(value):
        yield from _fcm(value, json, path)


def _is_envelope(value: Mapping[str, Any]) -> bool:
    """Tell whether it is a request with headers or a path around its body."""
    body = value.get("body", value.get("payload"))
    around = isinstance(value.get("headers"), dict) or isinstance(value.get("path"), str)
    return isinstance(body, dict) and around


def _in_envelope(value: Mapping[str, Any], json: Json, path: Path) -> Iterator[Document]:
    key = "body" if "body" in value else "payload"
    body: dict[str, Any] = value[key]
    address = value.get("path")
    address = address if isinstance(address, str) else None
    headers = value.get("headers") if isinstance(value.get("headers"), dict) else None
    inside = (*path, key)
    if _is_fcm_envelope(body):
        yield from _fcm(body["message"], json, (*inside, "message"))
    elif "/notification/" in (address or "") or _is_request(body):
        yield PushRequest(body, json, inside, address)
    elif "aps" in body or any(str(name).lower().startswith("apns-") for name in headers or ()):
        yield ApnsPayload(body, json, inside, headers, (*path, "headers"), address)


def _is_fcm_envelope(value: Mapping[str, Any]) -> bool:
    message = value.get("message")
    if not isinstance(message, dict):
        return False
    known = {"message", "validateOnly", "validate_only"}
    return known.issuperset(value) or any(
        isinstance(message.get(key), dict if key in _PARTS else str) for key in _TARGETS | _PARTS
    )


def _fcm(message: dict[str, Any], json: Json, path: Path) -> Iterator[Document]:
    yield FcmMessage(message, json, path)
    config = message.get("apns")
    if isinstance(config, dict):
        payload, headers = config.get("payload"), config.get("headers")
        yield ApnsPayload(
            payload if isinstance(payload, dict) else {},
            json,
            (*path, "apns", "payload"),
            headers if isinstance(headers, dict) else {},
            (*path, "apns", "headers"),
            through_fcm=True,
        )


def _is_bare_message(value: Mapping[str, Any]) -> bool:
    has_target = any(isinstance(value.get(key), str) for key in _TARGETS)
    return has_target and any(isinstance(value.get(key), dict) for key in _PARTS)


def _is_legacy(value: Mapping[str, Any]) -> bool:
    to = value.get("to")
    to_one = isinstance(to, str) and "@" not in to  # which a JID has, and no token or topic
    if isinstance(value.get("registration_ids"), list):
        return not _LEGACY.isdisjoint(value)
    has_part = any(isinstance(value.get(key), dict) for key in ("notification", "data"))
    is_legacy = has_part or len(_LEGACY.intersection(value)) > 1
    return to_one and is_legacy and _OF_STANZAS.isdisjoint(value)


def _is_request(value: Mapping[str, Any]) -> bool:
    alert = value.get("alert")
    shows = isinstance(alert, dict) and not {"title", "body"}.isdisjoint(alert)
    if "service" not in value:
        return shows and not _OPTIONS.isdisjoint(value)
    strangers = [key for key in value if key not in _REQUEST and field_named(key) is None]
    return len(_REQUEST.intersection(value)) > 1 and len(strangers) < 2
