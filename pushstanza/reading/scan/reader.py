"""Text to its tags and the rest of its markup, in their order, and to what is wrong with each."""

import re
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.scan.findings import Findings
from pushstanza.reading.scan.found import Markup
from pushstanza.reading.scan.grammar import (
    BLANK,
    BLANK_CHARACTERS,
    NAME,
    TAG,
    XML_DECLARATION,
    clip,
    end_of_blanks,
    end_of_name,
    is_colonless,
)
from pushstanza.reading.scan.start_tag import StartTag
from pushstanza.reading.scan.tag import Tag

_XML_DECLARATION_START: Final = lazy_pattern(r"<\?xml(?=[ \t\r\n?])")
_DOCTYPE_END: Final = lazy_pattern(rf"\]{BLANK}*>")

# None of these looks farther than to the next '<' or '>', so that a text full of damages is still
# read in linear time.
_MISPLACED_TAG: Final = lazy_pattern(
    rf"<{BLANK}+(?:/{BLANK}*({NAME}){BLANK}*>|({NAME})(?={BLANK}*/?>|{BLANK}+{NAME}{BLANK}*=))"
)
_LESS_THANS: Final = lazy_pattern("<+")
_TO_CLOSE: Final = lazy_pattern(r"[^<>\n]*")


class Reader:
    """Reads the markup of a text, from one '<' to the next.

    Attributes:
        tags: The tags, in their order.
        markup: The rest of the markup, in its order.
        findings: What is wrong.
    """

    def __init__(self, text: str, start: int, end: int, *, reports_damages: bool = True) -> None:
        self.text = text
        self.start = start
        self.end: int = end
        self.tags: list[Tag] = []
        self.markup: list[Markup] = []
        self.findings: Findings = Findings(text, are_wanted=reports_damages)
        self._absent: set[str] = set()

    def read(self) -> None:
        """Read it all."""
        text, end, tags = self.text, self.end, self.tags
        position = self._declaration()
        while (position := text.find("<", position, end)) >= 0:
            match = TAG.match(text, position, end)
            if match is None:
                position = self._other(position)
                if not self.findings.layout.complete:
                    self.end = position
                    break
                continue
            name, slash, closing = match.groups()
            stop = match.end()
            if closing is None:
                tags.append(Tag(position, stop, name, position + 1, opens=True, empty=slash == "/"))
            else:
                tags.append(Tag(position, stop, closing, position + 2, opens=False))
            position = stop

    def content_end(self, index: int) -> int:
        """Return where the content before a tag ends, when blanks at its end do not count."""
        start = self.tags[index - 1].end if index else self.start
        stop = self.tags[index].start if index < len(self.tags) else self.end
        return start + len(self.text[start:stop].rstrip(BLANK_CHARACTERS))

    def between(self, index: int) -> str:
        """Return what stands between a tag and the next one."""
        stop = self.tags[index + 1].start if index + 1 < len(self.tags) else self.end
        return self.text[self.tags[index].end : stop]

    def begins_name(self, position: int) -> bool:
        """Return whether a name begins at *position*."""
        return end_of_name(self.text, position, self.end) > position

    def _declaration(self) -> int:
        """Read the byte order mark and the XML declaration, and return the place behind them."""
        text, start = self.text, self.start
        if text.startswith("\ufeff", start, self.end):
            start += 1
        if not _XML_DECLARATION_START.match(text, start, self.end):
            return start
        close = self._find("?>", start)
        if close < 0:
            return self._literal(start, "<?xml", "processing-instruction-not-closed", "?>")
        match = XML_DECLARATION.match(text, start, self.end)
        stop = match.end() if match else close + 2
        self.markup.append(Markup("xml-declaration", start, stop))
        if match is None:
            self._refuse(
                "xml-declaration-malformed",
                "the XML declaration is malformed",
                stop,
                hint="write <?xml version='1.0' encoding='UTF-8'?>, or leave it out",
            )
        return stop

    def _other(self, position: int) -> int:
        """Read what is no proper tag, and return the place to go on from."""
        text, end = self.text, self.end
        if text.startswith("<!", position, end):
            return self._exclamation(position)
        if text.startswith("<?", position, end):
            return self._instruction(position)
        if text.startswith("</", position, end):
            return self._end_tag(position)
        if self.begins_name(position + 1):
            return self._start_tag(position, position + 1)
        return self._stray(position)

    def _exclamation(self, position: int) -> int:
        text, end = self.text, self.end
        if text.startswith("<!--", position, end):
            return self._comment(position)
        if text.startswith("<![CDATA[", position, end):
            stop = self._find("]]>", position + 9)
            if stop < 0:
                return self._literal(position, "<![CDATA[", "cdata-not-closed", "]]>")
            self.markup.append(Markup("cdata", position, stop + 3))
            return stop + 3
        return self._markup_declaration(position)

    def _comment(self, position: int) -> int:
        stop = self._find("-->", position + 4)
        if stop < 0:
            return self._literal(position, "<!--", "comment-not-closed", "-->")
        self.markup.append(Markup("comment", position, stop + 3))
        hyphens = self.text.find("--", position + 4, stop + 1)
        if hyphens >= 0:
            message = "a comment must not contain '--' or end with '-'"
            self.findings.add("comment-malformed", message, hyphens, hyphens + 2)
            self.findings.edit(position, stop + 3)
        return stop + 3

    def _markup_declaration(self, position: int) -> int:
        is_doctype = self.text.startswith("<!DOCTYPE", position, self.end)
        stop = self._doctype_end(position) if is_doctype else self._close_of(position)
        if stop < 0:
            if is_doctype:
                return self._literal(position, "<!DOCTYPE", "doctype", ">")
            return self._stray(position)
        self.markup.append(Markup("declaration", position, stop))
        if is_doctype:
            message = "a document type declaration is not allowed in an XMPP stream"
            self._refuse("doctype", message, stop, hint="delete it (RFC 6120, section 11.1)")
        else:
            message = f"{clip(self.text[position:stop])} is not allowed here"
            self._refuse("markup-declaration", message, stop, hint="delete it")
        return stop

    def _doctype_end(self, position: int) -> int:
        """Return the place behind a document type declaration, or -1."""
        close = self._find(">", position)
        if close < 0 or "doctype" in self._absent:
            return -1
        bracket = self.text.find("[", position, close)
        if bracket < 0:
            return close + 1
        match = _DOCTYPE_END.search(self.text, bracket, self.end)
        if match is None:
            self._absent.add("doctype")
        return match.end() if match else -1

    def _close_of(self, position: int) -> int:
        """Return the place behind the next '>' when no '<' and no line end come first, or -1."""
        match = _TO_CLOSE.match(self.text, position + 1, self.end)
        stop = match.end() if match else self.end
        return stop + 1 if self.text.startswith(">", stop, self.end) else -1

    def _instruction(self, position: int) -> int:
        text = self.text
        stop = self._find("?>", position + 2)
        if stop < 0:
            return self._literal(position, "<?", "processing-instruction-not-closed", "?>")
        name_end = end_of_name(text, position + 2, stop)
        target = text[position + 2 : name_end]
        self.markup.append(Markup("processing-instruction", position, stop + 2))
        if target == "xml":
            self._refuse(
                "xml-declaration-misplaced",
                "an XML declaration is only allowed at the very beginning",
                stop + 2,
                hint="delete it",
            )
        elif (
            not is_colonless(target)
            or target.lower() == "xml"
            or (name_end < stop and text[name_end] not in BLANK_CHARACTERS)
        ):
            message = f"{clip(text[position : stop + 2])} has no valid target"
            self._refuse("processing-instruction-malformed", message, stop + 2, hint="delete it")
        return stop + 2

    def _refuse(self, kind: str, message: str, stop: int, *, hint: str) -> None:
        """Note that the markup read last is damaged, and is to be left out."""
        start = self.markup[-1].start
        self.findings.add(kind, message, start, stop, hint=hint)
        self.findings.edit(start, stop)

    def _literal(self, position: int, opening: str, kind: str, closing: str) -> int:
        """Note that what begins at *position* never ends; it is taken for text."""
        stop = position + len(opening)
        message = f"{opening} is not closed by '{closing}'"
        self.findings.add(kind, message, position, stop, hint=f"add '{closing}'")
        self.findings.edit(position, position + 1, "&lt;")
        return stop

    def _find(self, needle: str, position: int) -> int:
        """Return where *needle* stands behind *position*, or -1; what is absent is sought once."""
        if needle in self._absent:
            return -1
        found = self.text.find(needle, position, self.end)
        if found < 0:
            self._absent.add(needle)
        return found

    def _stray(self, position: int) -> int:
        """Read a '<' that begins no markup, or stands apart from the name of its tag."""
        text = self.text
        match = _MISPLACED_TAG.match(text, position, self.end)
        if match is not None:
            return self._misplaced(position, match)
        run = _LESS_THANS.match(text, position, self.end)
        stop = run.end() if run else position + 1
        if stop > position + 1 and (text[stop : stop + 1] in "!/?" or self.begins_name(stop)):
            # The last of them may well begin a tag.
            stop -= 1
        shown = text[position:stop] if stop - position < 4 else f"{text[position : position + 3]}…"
        message = f"'{shown}' does not begin a tag"
        self.findings.add("stray-less-than", message, position, stop, hint="write &lt; instead")
        self.findings.edit(position, stop, "&lt;" * (stop - position))
        return stop

    def _misplaced(self, position: int, match: re.Match[str]) -> int:
        """Read a tag with a blank behind its '<'."""
        group = 1 if match[1] else 2
        name_start = match.start(group)
        shown = f"</{match[1]}>" if match[1] else f"<{match[2]}"
        self.findings.misplaced_blank(position, match.end(), f"write {clip(shown)}")
        if match[1]:
            self._add_end_tag(position, match.end(), match[1], name_start)
            return match.end()
        self.findings.edit(position + 1, name_start)
        return self._start_tag(position, name_start)

    def _start_tag(self, position: int, name_start: int) -> int:
        tag = StartTag(
            self.text, self.end, self.findings, start=position, name_start=name_start
        ).read()
        self.tags.append(tag)
        return tag.end

    def _end_tag(self, position: int) -> int:
        """Read an end tag that has more or less in it than a name."""
        text, end = self.text, self.end
        name_start = end_of_blanks(text, position + 2, end)
        name_end = end_of_name(text, name_start, end)
        name = text[name_start:name_end]
        close = end_of_blanks(text, name_end, end)
        if name and text.startswith(">", close, end) and name_start == position + 2:
            self.tags.append(Tag(position, close + 1, name, name_start, opens=False))
            return close + 1
        stop = self._close_of(close - 1)
        if not name and stop != close + 1:
            return self._stray(position)
        if stop < 0:
            message = f"the end tag </{clip(name)} is not closed by '>'"
            self.findings.add("end-tag-not-closed", message, position, name_end, hint="add '>'")
            stop = name_end
        elif text[name_end : stop - 1].strip(BLANK_CHARACTERS):
            message = f"the end tag </{clip(name)}> contains more than its name"
            hint = "delete what follows the name"
            self.findings.add("stray-character", message, name_end, stop - 1, hint=hint)
        elif name:
            self.findings.misplaced_blank(position, stop, f"write </{clip(name)}>")
        self._add_end_tag(position, stop, name, name_start)
        return stop

    def _add_end_tag(self, start: int, stop: int, name: str, name_start: int) -> None:
        self.tags.append(Tag(start, stop, name, name_start, opens=False, damaged=True))


def prolog_end(text: str) -> int:
    """Return the place behind the byte order mark and the XML declaration, if *text* has them."""
    start = 1 if text.startswith("\ufeff") else 0
    match = XML_DECLARATION.match(text, start)
    return match.end() if match else start


def find_columns(reader: Reader) -> None:
    """Find the column of every start tag, and whether it is the first thing on its line."""
    text, line_start, position, is_first = reader.text, reader.start, reader.start, True
    if reader.start:
        line_start = max(text.rfind("\n", 0, reader.start), text.rfind("\r", 0, reader.start)) + 1
    for tag in reader.tags:
        newline = max(text.rfind("\n", position, tag.start), text.rfind("\r", position, tag.start))
        if newline >= 0:
            line_start, is_first = newline + 1, True
        before = text[line_start : tag.start] if is_first else "x"
        tag.own_line = not before.strip(" \t")
        tag.column = len(before.expandtabs()) if tag.own_line else tag.start - line_start
        position, is_first = tag.end, False
