"""Markup and elements to the references and characters that may not stand where they do."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.scan.found import ScannedElement, attributes_in
from pushstanza.reading.scan.grammar import REFERENCE, character_of, clip, end_of_name
from pushstanza.reading.scan.reader import Reader

#: The blanks that HTML has names for.
_BLANKS_OF_HTML: Final = frozenset({"&nbsp;", "&ensp;", "&emsp;", "&thinsp;"})
# The five entities that XML defines are no suspects, all other references are looked at closely.
_SUSPECT: Final = lazy_pattern(
    "&(?!(?:amp|lt|gt|quot|apos);)|]]>|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+"
)
_UNFINISHED_ENTITY: Final = lazy_pattern(r"&(?:amp|lt|gt|quot|apos)\b")


def check_characters(reader: Reader, roots: Sequence[ScannedElement]) -> None:
    """Note the references and characters that may not stand where they do."""
    suspects = _SUSPECT.finditer(reader.text, reader.start, reader.end)
    first = next(suspects, None)
    if first is None:
        return
    surroundings = _Surroundings(reader, roots)
    match: re.Match[str] | None = first
    while match is not None and reader.findings.layout.complete:
        _check_suspect(reader, surroundings, match)
        match = next(suspects, None)


def _check_suspect(reader: Reader, surroundings: "_Surroundings", match: re.Match[str]) -> None:
    start = match.start()
    place = surroundings.of(start)
    if match[0][0] == "&":
        if place in {"content", "value"}:
            _check_reference(reader, start, is_between=surroundings.is_between(start))
    elif match[0] == "]]>":
        if place == "content":
            message = "']]>' is not allowed in text"
            reader.findings.add("cdata-end-in-text", message, *match.span(), hint="write ]]&gt;")
            reader.findings.edit(match.start(), match.end(), "]]&gt;")
    elif place:
        code = f"U+{ord(match[0][0]):04X}"
        message = f"the character {code} is not allowed in XML"
        reader.findings.add("illegal-character", message, *match.span(), hint="delete it")
        reader.findings.edit(*match.span(), "\ufffd" * len(match[0]))


def _check_reference(reader: Reader, position: int, *, is_between: bool) -> None:
    """Note a '&' that begins no reference, or a wrong one; it may stand between elements."""
    text, end, hint = reader.text, reader.end, "write &amp; instead of '&'"
    if reference := REFERENCE.match(text, position, end):
        if character_of(reference) != reference[0]:
            return
        kind, stop = "illegal-reference", reference.end()
        message = f"{clip(reference[0])} refers to a character that is not allowed in XML"
        hint = "delete it"
    elif name := _entity(text, position, end):
        kind, stop = "undefined-entity", position + len(name) + 2
        message = f"the entity &{clip(name)}; is not one of the five that XML defines"
        hint = "write the character itself"
    else:
        kind, stop = "bare-ampersand", position + 1
        message = "'&' does not begin a reference"
        if unfinished := _UNFINISHED_ENTITY.match(text, position, end):
            message, hint = f"{unfinished[0]} is not followed by ';'", f"write {unfinished[0]};"
    reader.findings.add(kind, message, position, stop, hint=hint)
    if is_between and text[position:stop] in _BLANKS_OF_HTML:  # nobody means it for text
        reader.findings.edit(position, stop, " ")
    else:
        reader.findings.edit(position, position + 1, "&amp;")


def _entity(text: str, position: int, end: int) -> str:
    """Return the name of the entity that is referred to at *position*, or nothing."""
    stop = end_of_name(text, position + 1, end)
    return text[position + 1 : stop] if text.startswith(";", stop, end) else ""


class _Surroundings:
    """Knows what stands around a place: content, a value, other markup, or nothing of XML."""

    def __init__(self, reader: Reader, roots: Sequence[ScannedElement]) -> None:
        self._reader = reader
        self._roots = roots
        self._root_starts = [root.start for root in roots]
        self._tag_starts = [tag.start for tag in reader.tags]
        self._markup_starts = [each.start for each in reader.markup]
        self._attributes: tuple[int, list[tuple[int, int]]] = (-1, [])

    def of(self, position: int) -> str:
        """Return ``content``, ``value``, ``markup``, or nothing where the place does not matter."""
        index = bisect_right(self._markup_starts, position) - 1
        if index >= 0 and position < self._reader.markup[index].end:
            return "" if self._reader.markup[index].kind == "declaration" else "markup"
        index = bisect_right(self._tag_starts, position) - 1
        if index >= 0 and position < self._reader.tags[index].end:
            return "value" if self._is_in_value(index, position) else ""
        index = bisect_right(self._root_starts, position) - 1
        return "content" if index >= 0 and position < self._roots[index].end else ""

    def is_between(self, position: int) -> bool:
        """Return whether the place is next to an element, not in one that holds text alone."""
        index = bisect_right(self._tag_starts, position)
        around = self._reader.tags[max(0, index - 1) : index + 1]
        return len(around) == 2 and around[0].partner is not around[1]

    def _is_in_value(self, index: int, position: int) -> bool:
        if self._attributes[0] != index:
            tag = self._reader.tags[index]
            attributes = tag.written
            if attributes is None:
                attributes = tuple(attributes_in(self._reader.text, tag.name_end, tag.end))
            spans = [(each.value_start, each.value_end) for each in attributes]
            self._attributes = (index, spans)
        spans = self._attributes[1]
        place = bisect_right(spans, (position, self._reader.end + 1)) - 1
        return place >= 0 and position < spans[place][1]
