"""The secrets in a text that was read: where they stand, and how any output about it is covered.

They are found once, in the whole of what was read. Whatever is said about it later is covered by
what was found: the values themselves, however they are quoted then.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Self

import attrs

from pushstanza.diagnostics.masking import SECRET_FIELDS, is_secret
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen

_QUOTES = "\"'‘’“”"  # noqa: RUF001
_FIELD = lazy_pattern(r"<(?:[\w.-]{1,100}:)?field\b[^<]*", re.IGNORECASE)
#: What a field is called in its tag, with whatever quotes, or none.
_CALLED = lazy_pattern(rf"\b(?:var|name)\s*=[\s\\{_QUOTES}]*([^\s\\{_QUOTES}<>=/]{{1,400}})", re.I)
#: The same with no tag around it, in text that lost some of its characters.
_CALLED_ALONE = lazy_pattern(
    r"""(?<!\w)(?:var|name)\s{0,20}=\s{0,20}(?:"([^"<>\r\n]{1,400})"|'([^'<>\r\n]{1,400})')""",
    re.IGNORECASE,
)
#: The value may stand in front of that.
_VALUE = lazy_pattern(r"\s(?=value\s*=)", re.IGNORECASE)
_FIELD_END = lazy_pattern(
    r"</(?:[\w.-]{1,100}:)?(?:field|x)\b"
    r"|<(?:[\w.-]{1,100}:)?(?:field|iq|message|presence)\b|\Z",
    re.IGNORECASE,
)
#: A ``<`` that begins no tag of a form may be part of a secret that is badly written.
_FIELD_TEXT = lazy_pattern(
    r"""(?<=>)((?:[^<]+|<(?!/[\w:.-]+\s*>|[!?]
        |(?:[\w.-]{1,100}:)?(?:value|field|option|required|desc)\b))+)
    | (?<=CDATA\[)((?:(?!\]\]>).)+)
    | \bvalue\s*=\s*(?:"([^"<>]+)|'([^'<>]+)|([^\s"'<>]*[^\s"'<>/]))""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)

#: The elements whose text logs somebody in: SASL, the older ways, components and rooms; and the key
#: of encrypted pushes.
_LOGIN = (
    "auth|response|challenge|success|initial-response|additional-data|handshake|password|digest"
    "|secret|token|access[-_]token|device[-_]?(?:id|token)|encrypt|auth-secret|jwt|jwt-key"
)
_LOGIN_START = lazy_pattern(
    rf"<(?:[\w.-]{{1,100}}:)?(?:{_LOGIN})(?![\w:.-])[^<>]*(?<!/)(?=>)", re.IGNORECASE
)
_LOGIN_END = lazy_pattern(
    rf"</(?:[\w.-]{{1,100}}:)?(?:{_LOGIN})(?![\w:.-])"
    rf"|<(?:[\w.-]{{1,100}}:)?(?:iq|message|presence|{_LOGIN})(?![\w:.-])|\Z",
    re.IGNORECASE,
)

#: The elements that hold what people write to each other.
_WRITTEN = "body|subject"
_WRITTEN_FIELDS = frozenset({"last-message-body"})
#: The fields that are found by no more than their names.
_FIELDS_ALONE = SECRET_FIELDS | _WRITTEN_FIELDS
_WRITTEN_START = lazy_pattern(
    rf"<(?:[\w.-]{{1,100}}:)?(?:{_WRITTEN})\b(?![\w:.-])[^<>]*(?<!/)(?=>)", re.IGNORECASE
)
_WRITTEN_END = lazy_pattern(
    rf"</(?:[\w.-]{{1,100}}:)?(?:{_WRITTEN})\b"
    rf"|<(?:[\w.-]{{1,100}}:)?(?:iq|message|presence|{_WRITTEN})\b|\Z",
    re.IGNORECASE,
)
_TEXT = lazy_pattern(
    r"""(?<=>)((?:[^<]|<(?![/!]?[^\W\d]|!\[))+)  # a stray < may be written in it
    | (?<=CDATA\[)((?:(?!\]\]>).)+) | \bvalue\s*=\s*["']([^"']+)""",
    re.DOTALL | re.VERBOSE,
)

#: What stands between a name and a value in JSON.
_COLON = lazy_pattern(r""":(?<=["'\s]:)""")
#: A name and a text in JSON, which may stand escaped in other text or be badly quoted.
_MEMBER = lazy_pattern(
    r"""["']((?:[^"'\\\r\n]|\\u[0-9A-Fa-f]{4}){1,100})\\{0,8}["']\s{0,99}:\s{0,99}\[?\s{0,99}
    (?:\\{1,8}"([^"\\]+)|"((?:[^"\\]|\\.)+)|'((?:[^'\\]|\\.)+))""",
    re.DOTALL | re.VERBOSE,
)
_WRITTEN_MEMBERS = frozenset(
    {"body", "alert", "last-message-body", "subject", "subtitle", "loc-args", "title-loc-args"}
)

#: A name in JSON, and what begins its value if that is no text.
_NAMED = lazy_pattern(
    r"""["']((?:[^"'\\\r\n]|\\u[0-9A-Fa-f]{4}){1,100})\\{0,8}["']\s{0,99}:\s{0,99}(?=[\[{\d-])"""
)
#: The names, texts and numbers in such a value.
_IN_VALUE = lazy_pattern(
    r"""["'](?:[^"'\\]|\\[^"'])*\\{0,8}["']\s{0,99}:
    |["']((?:[^"'\\]|\\[^"'])+)\\{0,8}["'] | (-?\d[\d.eE+-]*)""",
    re.VERBOSE,
)
_LONGEST_VALUE = 4_000

#: A name and a value in a log, in the query of a URL, in a term.
_ASSIGNED = lazy_pattern(
    r"""(?<![\w.-])([A-Za-z][\w.-]{2,40})\\{0,4}["']?\s{0,3}(?:=>?|:)\s{0,3}\\{0,4}["']?
    (?!\w{1,9}://)(?=[^\s"'<>(){}\[\],;&]{0,400}\d)(?=([^\s"'<>(){}\[\],;&\\]{6,400}))""",
    re.VERBOSE,
)
#: What a request of HTTP logs in with, and a URL.
_HTTP_LOGIN = lazy_pattern(
    r"\b(?:bearer|basic|digest)\s{1,3}([\w.~+/=-]{8,})|://[^\s/:@\"'<>]{1,100}:([^\s/@\"'<>]{1,200})@"
    r"|\bauthorization\W{1,6}key=([\w:.-]{8,})",
    re.IGNORECASE,
)
#: Words of which such a request has one, and a URL that holds a password.
_HTTP_WORDS = ("authorization", "basic", "bearer", "digest")
_URL_LOGIN = lazy_pattern(r"://[^\s/:@\"'<>]{1,100}:[^\s/@\"'<>]{1,200}@")
#: An entity, whose text may stand for a secret.
_ENTITY = lazy_pattern(r"""<!ENTITY\s+([\w.:-]{1,100})\s+(?:"([^"<>]+)|'([^'<>]+))""")

#: The device token of a message of the old interface of FCM, where ``to`` may also be a topic.
_OLD_FCM_TOKEN = lazy_pattern(r"""(?<=")to"\s*:\s*"([\w:-]{20,})(?=")""", re.ASCII)
_PATH_TOKEN = lazy_pattern(r"/(?:3/device|v[123]/notification)/([^\s/?#\"'…•]+)(?![^\s/?#\"'])")

#: The URLs to which pushes are posted, of UnifiedPush and Push 2.0: who knows one can push.
_PUSH_URL = lazy_pattern(
    r"""\bendpoint\s{0,9}=\s{0,9}["']https?://[^\s"'<>]{0,200}/([^\s"'<>/]{6,})
    |<(?:[\w.-]{1,100}:)?client>\s{0,99}https?://[^\s"'<>]{0,200}/([^\s"'<>/]{6,})""",
    re.VERBOSE,
)

#: What is nothing but a device token: of APNs, also as iOS logs it, and of FCM.
_SURE_TOKEN = lazy_pattern(
    r"[A-Fa-f0-9]{64,}|(?<![A-Fa-f0-9])[A-Fa-f0-9]{8}(?: [A-Fa-f0-9]{8}){7}"
    r"|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{8,}:APA91[A-Za-z0-9_-]{20,}"
)
_SHORTEST_TOKEN = len("12345678:APA91") + 20
#: The same without those of FCM, which is found much faster.
_TOKEN_OF_APNS = lazy_pattern(
    r"[A-Fa-f0-9]{64,}|[A-Fa-f0-9]{8}(?<![A-Fa-f0-9]{9})(?: [A-Fa-f0-9]{8}){7}"
)
#: What looks like one.
_TOKEN = lazy_pattern(
    r"(?<![\w:/.#-])(?=[A-Za-z0-9_:-]{32})(?=[A-Za-z_:-]*\d)[A-Za-z0-9_:-]{32,}(?![\w/#-]|\.\w)"
)

_NO_BLANK = lazy_pattern(r"\S")

#: What may stand in the middle of a value.
_MARKUP = lazy_pattern(r"[<>]")
_SPLIT = lazy_pattern(r"(?:<!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>)+", re.DOTALL)
_LONGEST_SPLIT = 400

#: The shortest values that are covered wherever they stand: words of a language are longer.
_SHORTEST, _SHORTEST_WORD = 6, 8
_START = _SHORTEST
#: So many values are looked for in a text one by one, before it is walked through.
_FEW = 16
#: How many texts without a secret are noted, and how long they may be.
_MOST_NOTED, _LONGEST_NOTED = 1000, 100


@frozen
class Place:
    """A secret in a text, between two offsets; *is_hidden* says that nothing of it is shown."""

    start: int
    end: int
    is_hidden: bool = False


class Secrets:
    """The secrets of what was read; whatever is said about that is covered by them.

    Args:
        texts: What was read.
        bodies: Whether what people wrote to each other is one of them.
    """

    def __init__(self, *texts: str, bodies: bool = False) -> None:
        self._forget()
        self.read(*texts, bodies=bodies)

    def read(self, *texts: str, bodies: bool = False) -> Self:
        """Take note of the secrets in other texts."""
        for text in texts:
            self._note(text, [*_places(text, bodies=bodies)])
        return self

    def _forget(self) -> None:
        self._words: dict[str, None] = {}  # in the order in which they were found
        self._lengths: dict[str, list[int]] = {}
        self._remembered: list[str] = []
        self._harmless: dict[str, int] = {}  # texts without a secret, of how many remembered

    def _note(self, text: str, places: Iterable[Place]) -> None:
        end, joined = len(text), ""
        for each in places:
            piece = text[each.start : each.end]
            if each.is_hidden and piece.strip().isalpha():
                continue  # one word of a language, which may stand in any sentence
            self._add(piece)
            between = text[end : min(each.start, end + _LONGEST_SPLIT)]
            joined = joined + piece if _SPLIT.fullmatch(between) else piece
            self._add(joined)
            end = each.end

    def _add(self, written: str) -> None:
        for each in _readings(written.strip()):
            is_word = each.isalpha() and each.islower()
            if each in self._words:
                self._words[each] = self._words.pop(each)  # it is the newest again
                continue
            if len(each) < (_SHORTEST_WORD if is_word else _SHORTEST):
                continue
            if is_secret(each) and each.replace("_", "").replace("-", "").isalpha():
                continue  # a placeholder such as device_token
            self._remember(each)

    def _remember(self, word: str) -> None:
        self._words[word] = None
        self._remembered.append(word)
        lengths = self._lengths.setdefault(word[:_START], [])
        if len(word) not in lengths:
            lengths.append(len(word))
            lengths.sort(reverse=True)

    def keep(self, most: int) -> bool:
        """Forget all but so many of the newest secrets; tell whether there were twice as many."""
        if len(self._words) <= 2 * most:
            return False
        newest = [*self._words][-most:]
        self._forget()
        for each in newest:
            self._remember(each)
        return True

    def cover(self, text: str, *, suspects: bool = False) -> str:
        """Return *text* with secrets covered, every character in its place.

        With *suspects* that is also what looks like a token but may be an id.
        """
        if len(text) < _SHORTEST:
            return text
        places = [*self._said(text), *_sure_tokens(text)]
        return _covered(text, [*places, *_matches(_TOKEN, text)] if suspects else places)

    def covered(self, value: Any, *, suspects: bool = False) -> Any:
        """Return JSON with the secrets in its texts and names covered."""

        def cover(value: Any) -> Any:
            match value:
                case str():
                    return self.cover(value, suspects=suspects)
                case dict():
                    return {cover(key): cover(each) for key, each in value.items()}
                case list() | tuple():
                    return [cover(each) for each in value]
            return value

        return cover(value)

    def _said(self, text: str) -> list[Place]:
        """Return where one of the known values stands.

        Names and words are the same for each stanza: only newer values are looked for in them.
        """
        looked_for, remembered = self._harmless.get(text, 0), len(self._remembered)
        if looked_for == remembered:
            return []
        newer = self._remembered[looked_for:] if remembered - looked_for < _FEW else None
        if newer is None or any(map(text.__contains__, newer)):
            places = [*self._walked(text)]
            if places:
                return places
        if len(text) <= _LONGEST_NOTED:
            if len(self._harmless) == _MOST_NOTED:
                self._harmless.clear()
            self._harmless[text] = remembered
        return []

    def _walked(self, text: str) -> Iterator[Place]:
        """Yield where one of the known values stands, looked up at each character."""
        at, last = 0, len(text) - _START
        while at <= last:
            for length in self._lengths.get(text[at : at + _START], ()):
                if text[at : at + length] in self._words:
                    yield Place(at, at + length)
                    at += length - 1
                    break
            at += 1


#: Covers device tokens only, which are known by themselves.
TOKENS = Secrets()


def _readings(written: str) -> Iterator[str]:
    """Yield what a value may be: as it is written, as it is read, and as others write it."""
    yield written
    yield _unescaped(written)
    if "\\" in written:
        try:
            yield json.loads(f'"{written}"', strict=False)
        except ValueError:
            return
    if "<" in written or ">" in written or "&" in written:
        yield from _MARKUP.split(written)
        yield written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def masked_xml(text: str, *, bodies: bool = False) -> str:
    """Return *text* with its secrets covered, every character in its place.

    Covered are the values of options that hold secrets, damaged or not, in forms and in JSON, what
    logs somebody in, the tokens in paths of requests, and whatever else looks like a token; with
    *bodies* also what people wrote to each other, in XML or in JSON.
    """
    places = [*_places(text, bodies=bodies)]
    secrets = Secrets()
    secrets._note(text, (each for each in places if not each.is_hidden))
    return _covered(text, [*places, *secrets._said(text), *_matches(_TOKEN, text)])


def _places(text: str, *, bodies: bool) -> Iterator[Place]:
    """Yield where the secrets of a text stand, those in its entities, too."""
    places = [*_written_places(text, bodies=bodies)]
    yield from places
    if "<!ENTITY" in text:
        named = {name for each in places for name in _REFERENCE.findall(text, each.start, each.end)}
        yield from (_place(each) for each in _ENTITY.finditer(text) if each[1] in named)


_REFERENCE = lazy_pattern(r"&([\w.:-]{1,100});")


def _written_places(text: str, *, bodies: bool) -> Iterator[Place]:
    """Yield where secrets are written."""
    yield from _within(text, _fields(text, is_secret), _FIELD_END, _FIELD_TEXT)
    yield from _within(text, _ends(_LOGIN_START, text), _LOGIN_END, _TEXT)
    has_members = _COLON.search(text) is not None
    yield from _sure_tokens(text)
    yield from _in_requests(text, has_members=has_members)
    yield from (_place(each) for each in _ASSIGNED.finditer(text) if is_secret(each[1]))
    folded = text.lower() if bodies else ""
    is_written = any(
        each in folded for each in ("body", "subject", "alert", "subtitle", "loc-args")
    )
    if has_members:
        yield from _members(text, is_written=is_written)
        yield from _in_members(text, is_written=is_written)
    if is_written:
        yield from _written_by_people(text)


def _written_by_people(text: str) -> Iterator[Place]:
    """Yield where the bodies and subjects of messages stand in elements and in fields."""
    fields = _fields(text, lambda name: name in _WRITTEN_FIELDS)
    for each in _within(text, fields, _FIELD_END, _TEXT):
        yield attrs.evolve(each, is_hidden=True)
    for each in _within(text, _ends(_WRITTEN_START, text), _WRITTEN_END, _TEXT):
        yield attrs.evolve(each, is_hidden=True)


def _in_requests(text: str, *, has_members: bool) -> Iterator[Place]:
    """Yield the secrets in requests of HTTP, and in URLs."""
    yield from _matches(_PATH_TOKEN, text)
    if "endpoint" in text or "client>" in text:
        yield from _matches(_PUSH_URL, text)
    if has_members:
        yield from _matches(_OLD_FCM_TOKEN, text)
    if any(map(text.casefold().__contains__, _HTTP_WORDS)) or _URL_LOGIN.search(text):
        yield from _matches(_HTTP_LOGIN, text)


def _members(text: str, *, is_written: bool) -> Iterator[Place]:
    """Yield the secrets in the members of JSON whose value is a text."""
    for found in _MEMBER.finditer(text):
        name = _json_name(found[1])
        if is_secret(name):
            yield _place(found)
        elif is_written and name in _WRITTEN_MEMBERS:
            yield attrs.evolve(_place(found), is_hidden=True)


def _in_members(text: str, *, is_written: bool) -> Iterator[Place]:
    """Yield the secrets in the members of JSON whose value is a list, an object or a number."""
    done = 0
    for found in _NAMED.finditer(text):
        name = _json_name(found[1])
        is_body = is_written and name in _WRITTEN_MEMBERS and text[found.end()] == "["
        if found.start() < done or not (is_secret(name) or is_body):
            continue
        done = _end_of_value(text, found.end())
        inside = _IN_VALUE.finditer(text, found.end(), done)
        for each in (each for each in inside if each.lastindex):
            yield attrs.evolve(_place(each), is_hidden=is_body)


def _end_of_value(text: str, start: int) -> int:
    """Return where a value of JSON ends that is no text, or as far as it is looked at."""
    closing = {"[": "]", "{": "}"}.get(text[start])
    last = min(len(text), start + _LONGEST_VALUE)
    if closing is None:
        return last if (end := _NUMBER_END.search(text, start, last)) is None else end.start()
    end_of_list = text.find(closing, start, last)
    return last if end_of_list < 0 else end_of_list


_NUMBER_END = lazy_pattern(r"[^\d.eE+-]")


def _json_name(written: str) -> str:
    if "\\" not in written:
        return written
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), written)


def _ends(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    return (found.end() for found in pattern.finditer(text))


def _fields(text: str, is_one: Any) -> list[int]:
    """Return where fields of some names begin, by their tags or by no more than their names."""
    starts = [
        found.end()
        for found in _CALLED_ALONE.finditer(text)
        if (found[1] or found[2]).lower() in _FIELDS_ALONE
        and is_one((found[1] or found[2]).lower())
    ]
    for tag in _FIELD.finditer(text):
        names = (each for each in _CALLED.finditer(tag[0]) if is_one(_unescaped(each[1])))
        called = next(names, None)
        if called is not None:
            first = _VALUE.search(tag[0], 0, called.end()) or called
            starts.append(tag.start() + first.end())
    return sorted(starts)


def _unescaped(written: str) -> str:
    if "&" not in written:
        return written
    from html import unescape  # hardly any name of a field is escaped

    return unescape(written)


def _within(
    text: str, starts: Iterable[int], end: re.Pattern[str], inside: re.Pattern[str]
) -> Iterator[Place]:
    """Yield what matches *inside*, from each start to its *end*."""
    done = 0
    for start in starts:
        if start < done:
            continue
        last = end.search(text, start)
        done = last.start() if last else len(text)
        yield from map(_place, inside.finditer(text, start, done))


def _sure_tokens(text: str) -> Iterator[Place]:
    """Yield where device tokens are."""
    if len(text) < _SHORTEST_TOKEN:
        return iter(())
    return _matches(_SURE_TOKEN if "APA91" in text else _TOKEN_OF_APNS, text)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Place]:
    return map(_place, pattern.finditer(text))


def _place(found: re.Match[str]) -> Place:
    """Return where the group of a match is, or all of it."""
    return Place(*found.span(found.lastindex or 0))


def _covered(text: str, places: list[Place]) -> str:
    """Return *text* with places covered, but for the beginnings of those that are long enough."""
    if not places:
        return text
    parts: list[str] = []
    done = 0
    for each in sorted(places, key=_order):
        start = max(done, each.start)
        if start >= each.end:
            continue
        secret = text[start : each.end]
        is_begun = start == each.start and not each.is_hidden and len(secret.strip()) > 8
        shown = secret[:4] if is_begun else ""
        parts += (text[done:start], shown, _dots(secret[len(shown) :]))
        done = each.end
    return "".join((*parts, text[done:]))


def _dots(text: str) -> str:
    return _NO_BLANK.sub("•", text)


def _order(place: Place) -> tuple[int, bool, int]:
    """Return what puts places in order; of two that begin together, the one that shows less."""
    return place.start, not place.is_hidden, -place.end
