"""The records of a log: where each begins, whose traffic it holds, and where that stands in it."""

import re
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.names import STANZAS, alternation

_TIMES: Final = (
    r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ][0-9:.,]{8,}(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    r"[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2}",  # syslog, Prosody
    r"[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]+",  # logcat
    r"[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9.,]*(?: [AP]M)?(?=\s)",
)
#: What a record begins with: when it was written.
TIME: Final = lazy_pattern(
    rf"(?:[\w.-]+ +\| |\[[\w.-]+\] )?(?:when=[^\s]+|\[?(?:{'|'.join(_TIMES)})\]?)"
)
_WORDS: Final = (
    r"(?:DEBUG|INFO|WARNING|ERROR|TRACE|VERBOSE)[: ]",
    r"(?:SENT|SEND|RECV|RCV PKT|SENT PKT|RECEIVED)(?: Stanza)?(?: ?\([0-9]+\))?:? ",
    r"(?:xmpp|conn) (?:DEBUG|INFO|DBG)[: ]",
    r"[VDIWE]/[\w.-]+(?:\( *[0-9]+\))?: ",
    r"XMPP (?:IN|OUT) \[",
    r"<!-- (?:Incoming|Outgoing|In|Out) ",
    r'\{"',
    rf"#(?:{alternation(STANZAS)})\{{",
)
_RECORD: Final = rf"(?:{TIME.pattern}|{'|'.join(_WORDS)})"
_STARTS: Final = lazy_pattern(rf"\n(?={_RECORD})")
_RECORD_AT_LINE_START: Final = lazy_pattern(rf"^{_RECORD}", re.MULTILINE)
_CONSOLE: Final = lazy_pattern(r"<!-- (?:Incoming|Outgoing|In|Out) [^\n]*?-->\s*")

#: What stands right before the traffic; and, of Prosody, before a start tag alone.
_MARKER: Final = lazy_pattern(
    r"""(?:Received|Send)\ XML\ on\ stream\ =\ (?:<<)?"?
    | \bXMPP\ (?:IN|OUT)\ \[[^\]\n]*\]\s*
    | :::::\ DATA\ (?:SENT|RECEIVED)\ ::::\s*
    | \b[a-z_]*packet="
    | \b(?:SENT|SEND|RECV|RCV|RECEIVED|Sent|Received)(?:\ PKT|\ Stanza)?(?:\ ?\([0-9]+\))?:\s*
    | \b(?:SENT|SEND|RECV|RECEIVED)\ (?:b['"])?
    | \bsocket\ +(?:sent|got)\ +
    | \b[VDIWE][/ ][\w.-]+(?:\(\ *[0-9]+\))?\ *:[ ]
      (?:(?:SENT|RECV|SENT\ PKT|RCV\ PKT)\ \([0-9]+\):\s*)?
    """,
    re.VERBOSE,
)
_TOP_TAG: Final = lazy_pattern(
    r"\b(?:Received|Sending)\[[^\]\n]*\]: |\b(?:sending|received): (?=<)"
)
_COUNT: Final = lazy_pattern(r"(?<=\w\()[0-9]+(?=\))")
#: What closes the quotation of the traffic, at the end of a record.
_CLOSING: Final = lazy_pattern(r"""(?:"(?:>>)?|')?[\r\n]*\Z""")
_LINE_END: Final = lazy_pattern(r"[\r\n]*\Z")
#: How far into a record its head is looked for.
HEAD: Final = 400


def starts(text: str) -> list[int]:
    """Return where the records of a log begin; what is before the first is one, too."""
    return [0, *(found.end() for found in _STARTS.finditer(text))]


def look_like_records(text: str) -> bool:
    """Tell whether a text begins as logs do, or has several lines in it that do."""
    first = _RECORD_AT_LINE_START.match(text, len(text) - len(text.lstrip()))
    if first is not None:
        return not text.startswith('{"', first.start()) or _is_json_log(text[first.start() :])
    return sum(1 for _ in zip(range(3), _RECORD_AT_LINE_START.finditer(text), strict=False)) == 3


def _is_json_log(text: str) -> bool:
    """Tell whether a text is one JSON object a line, and holds stanzas in strings."""
    line = text.partition("\n")[0].rstrip()
    return line.endswith("}") and ("<" in text or "\\u003c" in text.lower() or "{xmlel," in text)


def after_comment(text: str, start: int, end: int) -> int | None:
    """Return the place behind the comment that an XML console writes before each stanza."""
    found = _CONSOLE.match(text, start, end) if text.startswith("<!--", start) else None
    return None if found is None else found.end()


def has_top_tags(text: str, start: int, end: int) -> bool:
    """Tell whether a record is of a logger that writes down start tags alone."""
    return _TOP_TAG.search(text, start, min(end, start + HEAD)) is not None


def traffic(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """Return the connection of a record, and where what went over it begins and ends.

    ``None`` where nothing says that the record is of traffic.
    """
    time = TIME.match(text, start, end)
    begin = time.end() if time else start
    found = _MARKER.search(text, begin, min(end, begin + HEAD))
    if found is None:
        return None
    first = found.end()
    closing = (_CLOSING if text[first - 1] in "\"'" else _LINE_END).search(
        text, max(first, end - 6), end
    )
    return channel(text, begin, first), first, closing.start() if closing else end


def channel(text: str, begin: int, end: int) -> str:
    """Return what names a connection and a direction in the head of a record."""
    time = TIME.match(text, begin, end)
    first = time.end() if time else begin
    return _COUNT.sub("", text[first : min(end, begin + HEAD)]).rstrip("<\"'b ")
