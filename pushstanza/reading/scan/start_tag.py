"""The text of a damaged start tag to the tag with its attributes, and to what is wrong with it."""

import re
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.scan.findings import Findings
from pushstanza.reading.scan.found import ScannedAttribute
from pushstanza.reading.scan.grammar import (
    BLANK,
    BLANK_CHARACTERS,
    CURLY,
    NAME,
    NEWLINE,
    clip,
    decode,
    end_of_blanks,
    end_of_name,
)
from pushstanza.reading.scan.tag import Tag

# How a damaged start tag is read. None of these looks farther than to the next '<' or '>', or than
# _WINDOW characters, so that a text full of damages is still read in linear time.
_WINDOW: Final = 200
_BARE_NAMES: Final = lazy_pattern(rf"{NAME}(?:{BLANK}+{NAME})*{BLANK}*/?>")
_JUNK: Final = lazy_pattern(
    r""""[^"<>\n]*"|'[^'<>\n]*'|[\x00-\x08\x0b\x0c\x0e-\x1f!#-&(-.0-9;=?@\[-^`{-\x7f]+|.""",
    re.DOTALL,
)
_TO_QUOTE: Final = {'"': lazy_pattern(r'[^"<]*'), "'": lazy_pattern(r"[^'<]*")}
_BARE_VALUE: Final = lazy_pattern(rf"""(?:(?!/>)[^<>"'{BLANK_CHARACTERS}])+""")
_ESCAPED_VALUE: Final = lazy_pattern(r"""\\(["'])([^<>"'\\]*)\\\1""")
_CURLY_VALUE: Final = lazy_pattern(rf"""[{CURLY}]([^<>"'\n{CURLY}]*)[{CURLY}]""")
# In `type='set id='x1'` the value seems to be "set id=".
_ATTRIBUTE_START: Final = lazy_pattern(rf"{NAME}{BLANK}*=")
_RUNS_INTO: Final = lazy_pattern(rf"""(?<=["' \t\r\n]){NAME}{BLANK}*={BLANK}*\Z""")
_NEXT_ATTRIBUTE: Final = lazy_pattern(rf"""(?<=["' \t\r\n]){NAME}{BLANK}*={BLANK}*["']""")
_BEHIND_VALUE: Final = rf"(?={BLANK}*/?>|{BLANK}+{NAME}{BLANK}*=)"
_INNER_QUOTES: Final = {
    '"': lazy_pattern(rf'(?:"[^<>="\n]*)+?"{_BEHIND_VALUE}'),
    "'": lazy_pattern(rf"(?:'[^<>='\n]*)+?'{_BEHIND_VALUE}"),
}
_STRAY_IN_VALUE: Final = {
    '"': lazy_pattern(rf'[^"\n]*(?<![= ])"{_BEHIND_VALUE}'),
    "'": lazy_pattern(rf"[^'\n]*(?<![= ])'{_BEHIND_VALUE}"),
}


class StartTag:
    """Reads a start tag piece by piece, and says what is wrong with each."""

    def __init__(
        self, text: str, end: int, findings: Findings, *, start: int, name_start: int
    ) -> None:
        self._text = text
        self._end = end
        self._findings = findings
        self._start = start
        self._name_start = name_start
        self._position = end_of_name(text, name_start, end)
        self._name = text[name_start : self._position]
        self._attributes: list[ScannedAttribute] = []
        self._empty = False
        self._closed = True
        self._escaped = False
        self._listed = False
        self._after_junk = False

    def read(self) -> Tag:
        """Return the tag."""
        while not self._ends():
            if not self._findings.layout.complete:
                self._closed = False
                break
        return Tag(
            self._start,
            self._position,
            self._name,
            self._name_start,
            opens=True,
            empty=self._empty,
            closed=self._closed,
            damaged=True,
            written=tuple(self._attributes),
        )

    def _ends(self) -> bool:
        """Read one piece, and return whether the tag ends with it."""
        text, end = self._text, self._end
        position = end_of_blanks(text, self._position, end)
        if position >= end or text[position] == "<":
            self._closed = False
            return True
        if text[position] == ">":
            self._position = position + 1
            return True
        if text[position] == "/" and self._slash(position):
            return True
        return self._piece(position)

    def _slash(self, position: int) -> bool:
        """Read a '/', and return whether it closes the tag."""
        text, end = self._text, self._end
        stop = end_of_blanks(text, position + 1, end)
        if text.startswith(">", stop, end):
            if stop > position + 1:
                self._findings.misplaced_blank(position, stop + 1, "write />")
                self._edit(position + 1, stop)
            self._position = stop + 1
            self._empty = True
            return True
        if stop >= end or text[stop] == "<":
            self._position = position + 1
            self._empty, self._closed = True, False
            return True
        return False

    def _piece(self, position: int) -> bool:
        """Read an attribute or what else stands there; return whether the tag ends before it."""
        text, end = self._text, self._end
        name_end = end_of_name(text, position, end)
        if name_end == position:
            self._junk(position)
            return False
        equals = end_of_blanks(text, name_end, end)
        following = text[equals : equals + 1] if equals < end else ""
        if following != "=" and not text[position:name_end].strip(UNKNOWN):
            self._interpolated(position, name_end)
            return False
        is_bare = following not in {"=", '"', "'"}
        if is_bare and not self._is_list(position):
            # Here prose goes on behind the tag, or its content begins.
            self._closed = False
            return True
        if position == self._position and not self._after_junk:
            self._missing_blank(position, text[position:name_end])
        self._after_junk = False
        if is_bare:
            self._without_value(position, name_end, name_end)
        else:
            self._attribute(position, name_end, equals)
        return False

    def _interpolated(self, start: int, stop: int) -> None:
        """Read attributes that only a program knows: they become one, without a value."""
        if start == self._position:
            self._edit(start, start, " ")
        self._damaged(start, stop, stop, (stop, stop), "")

    def _is_list(self, position: int) -> bool:
        """Return whether nothing but names stand between *position* and the end of the tag."""
        if not self._listed:
            self._listed = _BARE_NAMES.match(self._text, position, self._end) is not None
        return self._listed or _attribute_follows(self._text, position, self._end)

    def _junk(self, position: int) -> None:
        """Read over something that is no attribute."""
        match = _JUNK.match(self._text, position, self._end)
        stop = match.end() if match else position + 1
        if not self._after_junk:
            shown = clip(self._text[position:stop])
            message = f"{shown} in the start tag <{clip(self._name)}> is not an attribute"
            self._add("stray-character", message, position, stop, hint="delete it")
        self._edit(position, stop, " ")
        self._position = stop
        self._after_junk = True

    def _missing_blank(self, position: int, name: str) -> None:
        message = f"missing whitespace before the attribute '{clip(name)}'"
        self._add("missing-blank", message, position, position + len(name), hint="add a space")
        self._edit(position, position, " ")

    def _without_value(self, start: int, name_end: int, stop: int) -> None:
        name = self._text[start:name_end]
        message = f"the attribute '{clip(name)}' has no value"
        hint = f"write {clip(name)}='…'"
        self._add("attribute-without-value", message, start, stop, hint=hint)
        self._damaged(start, name_end, stop, (stop, stop), "")

    def _attribute(self, start: int, name_end: int, equals: int) -> None:
        """Read an attribute from its '=', or from the quote where that is missing."""
        text, end = self._text, self._end
        position = equals
        is_damaged = text[equals] != "="
        if is_damaged:
            # As in JSON, a colon may stand where the '=' was meant.
            name_end = start + (len(text[start:name_end].rstrip(":")) or 1)
            name = clip(text[start:name_end])
            message = f"the attribute '{name}' has no '=' before its value"
            self._add("attribute-without-equals", message, start, name_end, hint=f"write {name}=")
        else:
            position = end_of_blanks(text, equals + 1, end)
        if position < end and text[position] in "\"'":
            self._quoted(start, name_end, position, is_damaged=is_damaged)
        else:
            self._unquoted(start, name_end, equals, position)

    def _unquoted(self, start: int, name_end: int, equals: int, position: int) -> None:
        """Read a value that begins with no quote."""
        text, end = self._text, self._end
        name = clip(text[start:name_end])
        if match := _ESCAPED_VALUE.match(text, position, end):
            if not self._escaped:
                message = f"the quotes in the start tag <{clip(self._name)}> are escaped"
                hint = 'write " instead of \\"'
                self._add("escaped-quote", message, position, match.end(), hint=hint)
            self._escaped = True
            self._damaged(start, name_end, match.end(), match.span(2), match[2])
        elif match := _CURLY_VALUE.match(text, position, end):
            message = f"the value of '{name}' is in typographic quotes"
            self._add("typographic-quote", message, position, match.end(), hint="write ' or \"")
            self._damaged(start, name_end, match.end(), match.span(1), match[1])
        elif match := _BARE_VALUE.match(text, position, end):
            self._bare_value(start, name_end, match)
        else:
            self._without_value(start, name_end, equals + 1)

    def _bare_value(self, start: int, name_end: int, match: re.Match[str]) -> None:
        text, stop = self._text, match.end()
        name, span = clip(text[start:name_end]), match.span()
        following = text[stop : stop + 1] if stop < self._end else ""
        if following in {'"', "'"}:
            message = f"the value of '{name}' has no opening quote"
            self._add("quote-missing", message, *span, hint=f"write {name}={following}…{following}")
            stop += 1
        else:
            message = f"the value of '{name}' is not quoted"
            shown = f"{name}='{clip(match[0])}'"
            self._add("attribute-without-quotes", message, *span, hint=f"write {shown}")
        self._damaged(start, name_end, stop, span, match[0])

    def _quoted(self, start: int, name_end: int, position: int, *, is_damaged: bool) -> None:
        """Read a value from its first quote."""
        text, end = self._text, self._end
        quote = text[position]
        match = _TO_QUOTE[quote].match(text, position + 1, end)
        stop = match.end() if match else end
        is_quoted = stop < end and text[stop] == quote
        if not is_quoted:
            self._unfinished(start, name_end, position, stop)
        elif stop + 1 >= end or text[stop + 1] in "/<> \t\r\n":
            self._plain(start, name_end, position, stop, is_damaged=is_damaged)
        else:
            self._crowded(start, name_end, position, stop, is_damaged=is_damaged)

    def _plain(
        self, start: int, name_end: int, position: int, stop: int, *, is_damaged: bool
    ) -> None:
        raw = self._text[position + 1 : stop]
        if is_damaged:
            self._damaged(start, name_end, stop + 1, (position + 1, stop), raw)
        else:
            self._add_attribute(start, name_end, stop + 1, (position + 1, stop), raw)

    def _crowded(
        self, start: int, name_end: int, position: int, stop: int, *, is_damaged: bool
    ) -> None:
        """Read a value whose second quote has something else behind it than a blank."""
        text = self._text
        quote, raw = text[position], text[position + 1 : stop]
        is_next = _ATTRIBUTE_START.match(text, stop + 1, self._end) is not None
        if _RUNS_INTO.search(raw) or (not is_next and (">" in raw or "\n" in raw)):
            self._cut(start, name_end, position, raw)
            return
        window = min(self._end, stop + _WINDOW)
        match = _INNER_QUOTES[quote].match(text, stop, window)
        if match is None:
            self._plain(start, name_end, position, stop, is_damaged=is_damaged)
            return
        last = match.end() - 1
        if not raw and text[last - 1] == quote:
            # The quotes are doubled: name=''value''.
            span = (position + 2, last - 1)
        else:
            span = (position + 1, last)
        name = clip(text[start:name_end])
        message = f"the value of '{name}' contains the quote {quote} that encloses it"
        hint = f"write {'&apos;' if quote == chr(39) else '&quot;'} instead"
        self._add("quote-in-value", message, stop, stop + 1, hint=hint)
        self._damaged(start, name_end, last + 1, span, text[slice(*span)])

    def _unfinished(self, start: int, name_end: int, position: int, stop: int) -> None:
        """Read a value that meets a '<' or the end of the text before its second quote."""
        text = self._text
        quote, raw = text[position], text[position + 1 : stop]
        match = None
        if ">" not in raw and "\n" not in raw:
            window = min(self._end, stop + _WINDOW)
            match = _STRAY_IN_VALUE[quote].match(text, stop, window)
        if match is None:
            self._cut(start, name_end, position, raw)
            return
        name = clip(text[start:name_end])
        message = f"the value of '{name}' contains a '<'"
        self._add("stray-less-than", message, stop, stop + 1, hint="write &lt; instead")
        span = (position + 1, match.end() - 1)
        self._damaged(start, name_end, match.end(), span, text[slice(*span)])

    def _cut(self, start: int, name_end: int, position: int, raw: str) -> None:
        """Read a value that has no second quote: it ends where the next thing begins."""
        quote, other = ("'", '"') if self._text[position] == "'" else ('"', "'")
        value = raw[: _value_length(raw)].rstrip(BLANK_CHARACTERS)
        name = clip(self._text[start:name_end])
        stop = position + 1 + len(value)
        if value.endswith(other):
            message = f"the value of '{name}' begins with {quote} and ends with {other}"
            hint = f"write {quote} at both ends"
            self._add("quotes-differ", message, position, stop, hint=hint)
            span = (position + 1, stop - 1)
        else:
            message = f"the value of '{name}' has no closing quote"
            hint = f"write {name}={quote}{clip(value)}{quote}"
            self._add("quote-missing", message, position, stop, hint=hint)
            span = (position + 1, stop)
        self._damaged(start, name_end, stop, span, self._text[slice(*span)])

    def _damaged(
        self, start: int, name_end: int, stop: int, span: tuple[int, int], raw: str
    ) -> None:
        """Add an attribute that must be written anew."""
        attribute = self._add_attribute(start, name_end, stop, span, raw)
        self._findings.rewrite(attribute)

    def _add_attribute(
        self, start: int, name_end: int, stop: int, span: tuple[int, int], raw: str
    ) -> ScannedAttribute:
        name = self._text[start:name_end]
        attribute = ScannedAttribute(name, start, stop, *span, value=decode(raw))
        self._attributes.append(attribute)
        self._position = stop
        return attribute

    def _add(self, kind: str, message: str, start: int, stop: int, *, hint: str) -> None:
        self._findings.add(kind, message, start, stop, hint=hint)

    def _edit(self, start: int, stop: int, content: str = "") -> None:
        self._findings.edit(start, stop, content)


def _attribute_follows(text: str, position: int, end: int) -> bool:
    """Return whether an attribute follows the name at *position*."""
    following = end_of_blanks(text, end_of_name(text, position, end), end)
    name_end = end_of_name(text, following, end)
    return name_end > following and text.startswith("=", end_of_blanks(text, name_end, end), end)


def _value_length(raw: str) -> int:
    """Return how much of *raw*, which begins a value without second quote, belongs to the value."""
    ends = [len(raw)]
    close = raw.find(">")
    if close >= 0:
        ends.append(close - 1 if raw[close - 1 : close] == "/" else close)
    if newline := NEWLINE.search(raw):
        ends.append(newline.start())
    if following := _NEXT_ATTRIBUTE.search(raw) or _RUNS_INTO.search(raw):
        ends.append(following.start())
    return min(ends)
