"""Paired tags to the elements of the text, and to the end tags that are missing or misplaced."""

from pushstanza.reading.names import FORWARDED, STANZAS
from pushstanza.reading.scan.found import Layout, ScannedElement
from pushstanza.reading.scan.grammar import BLANK_CHARACTERS, NEWLINE, clip, local_name
from pushstanza.reading.scan.names import Names
from pushstanza.reading.scan.reader import Reader, find_columns
from pushstanza.reading.scan.tag import Tag


class Builder:
    """Makes elements of the tags, and finds the place of every end tag that is missing.

    Attributes:
        opened: The start tags that make an element, in their order.
    """

    def __init__(self, reader: Reader) -> None:
        self.opened: list[Tag] = []
        self._reader = reader
        self._text = reader.text
        self._findings = reader.findings
        self._names = Names(reader.text, reader.findings)
        self._open: list[Tag] = []
        # Where in the stack the stanzas are, and the tags whose end tag is known.
        self._stanzas: list[int] = []
        self._sure: list[int] = []
        self._crossed: set[int] = set()
        self._is_whole = all(tag.partner or tag.empty for tag in reader.tags)

    def build(self) -> None:
        """Do it."""
        if self._is_whole:
            self._build_whole()
            return
        find_columns(self._reader)
        for index, tag in enumerate(self._reader.tags):
            if tag.opens:
                self._start(index, tag)
            else:
                self._end(index, tag)
            if not self._findings.layout.complete:
                break
        self._miss_down_to(0, len(self._reader.tags), "the text ends first")

    def _build_whole(self) -> None:
        """Do it for tags that all have a partner: nothing is to be found out."""
        for tag in self._reader.tags:
            if not tag.opens:
                partner = self._open.pop()
                self._finish(partner, tag.end)
                self._check_end_tag(tag, partner)
                continue
            self._enter(tag)
            if tag.empty:
                self._finish(tag, tag.end)
            else:
                self._open.append(tag)

    def _enter(self, tag: Tag) -> None:
        if self._open:
            tag.parent = self._open[-1]
            tag.parent.has_child = True
        if tag.misspelt:
            self._opened_by_end_tag(tag)
        self._names.enter(tag)
        self.opened.append(tag)

    def _start(self, index: int, tag: Tag) -> None:
        if self._is_reopened(index, tag):
            self._reopen(tag)
            return
        self._make_room(index, tag)
        self._enter(tag)
        if tag.empty:
            self._finish(tag, tag.end)
        else:
            self._push(tag)

    def _push(self, tag: Tag) -> None:
        if local_name(tag.name) in STANZAS:
            self._stanzas.append(len(self._open))
        if tag.partner:
            self._sure.append(len(self._open))
        self._open.append(tag)

    def _pop(self, close: int) -> None:
        """Close the innermost open element."""
        tag = self._open.pop()
        for places in (self._stanzas, self._sure):
            if places and places[-1] == len(self._open):
                places.pop()
        self._finish(tag, close)

    def _finish(self, tag: Tag, close: int) -> None:
        tag.close = close
        if tag.prefixes:
            self._names.leave(tag)
        if not tag.closed:
            self._not_closed(tag)

    def _not_closed(self, tag: Tag) -> None:
        """Say that a start tag lacks its '>', and write it where it belongs."""
        missing = ">" if tag.empty or tag.close > tag.end else "/>"
        shown = clip(self._text[tag.start : tag.end])
        message = f"the start tag {shown} is not closed by '>'"
        hint = f"add '{missing}'"
        self._findings.add("start-tag-not-closed", message, tag.start, tag.end, hint=hint)
        self._findings.edit(tag.end, tag.end, missing)

    def _opened_by_end_tag(self, tag: Tag) -> None:
        name = clip(tag.name)
        message = f"</{name}> instead of the start tag <{name}>"
        hint = f"write <{name}>"
        self._findings.add("end-tag-for-start-tag", message, tag.start, tag.end, hint=hint)
        self._findings.edit(tag.start + 1, tag.name_start)

    # start tags that stand where an end tag is missing

    def _is_reopened(self, index: int, tag: Tag) -> bool:
        """Return whether a start tag stands where an end tag was meant: ``<value>x<value>``."""
        top = self._open[-1] if self._open else None
        if (
            top is None
            or top.name != tag.name
            or top.has_child
            or top.partner
            or tag.partner
            or not (top.closed and tag.closed)
            or tag.empty
            or self._text[tag.name_end : tag.end].strip(BLANK_CHARACTERS) != ">"
        ):
            return False
        content = self._text[top.end : tag.start]
        if self._reader.between(index).strip(BLANK_CHARACTERS):
            return False
        tags = self._reader.tags
        is_last = index + 1 == len(tags) or not tags[index + 1].opens
        return bool(content.strip(BLANK_CHARACTERS)) or (is_last and not NEWLINE.search(content))

    def _reopen(self, tag: Tag) -> None:
        name = clip(tag.name)
        message = f"<{name}> is opened again instead of closed by </{name}>"
        hint = f"write </{name}>"
        self._findings.add("start-tag-for-end-tag", message, tag.start, tag.end, hint=hint)
        self._findings.edit(tag.start, tag.end, f"</{self._open[-1].repaired}>")
        self._pop(tag.end)

    def _make_room(self, index: int, tag: Tag) -> None:
        """Close the elements without end tag that *tag* cannot stand in."""
        why = f"<{clip(tag.name)}> begins first"
        sure = self._sure[-1] if self._sure else -1
        if (
            local_name(tag.name) in STANZAS
            and self._stanzas
            and self._stanzas[-1] > sure
            and local_name(self._open[-1].name) != FORWARDED
        ):
            self._miss_down_to(self._stanzas[-1], index, why)
        depth = len(self._open)
        while depth - 1 > sure and self._stands_beside(depth - 1, tag):
            depth -= 1
        self._miss_down_to(depth, index, why)

    def _stands_beside(self, place: int, tag: Tag) -> bool:
        """Return whether *tag* begins a sibling of an element without end tag, not a child.

        No element of a stanza holds one of its own name, and so the same name is a sibling, unless
        it is indented. Any other name is one where the indentation says so.
        """
        top = self._open[place]
        is_same = top.name == tag.name
        if not (top.own_line and tag.own_line):
            return is_same
        if tag.column > top.column or not (is_same or place):
            return False
        parent = self._open[place - 1]
        return (
            is_same or tag.column < top.column or (parent.own_line and parent.column < top.column)
        )

    def _miss_down_to(self, depth: int, index: int, why: str) -> None:
        """Close all but the outer *depth* elements before a tag; they have no end tag."""
        if len(self._open) > depth:
            close = self._reader.content_end(index)
            while len(self._open) > depth:
                self._miss(close, why)

    def _miss(self, close: int, why: str) -> None:
        """Close the innermost element, which has no end tag."""
        tag = self._open[-1]
        content = self._text[tag.end : close].strip(BLANK_CHARACTERS) if not tag.has_child else "x"
        if not tag.closed and not content:
            # It may well have been an empty element; reporting the missing '>' is enough.
            self._pop(tag.end)
            return
        name = clip(tag.name)
        message = f"<{name}> has no end tag; {why}"
        self._pop(close)
        hint = f"add </{name}>"
        self._findings.add("end-tag-missing", message, tag.start, tag.end, hint=hint)
        self._findings.edit(close, close, f"</{tag.repaired}>")

    # end tags

    def _end(self, index: int, tag: Tag) -> None:
        partner = tag.partner
        if partner is None:
            self._unexpected(index, tag)
            return
        place = len(self._open) - 1
        if self._open[place] is not partner:
            place = self._sure[-1]
            self._find_crossed(index)
            self._miss_down_to_crossed(place + 1, index)
        self._pop(tag.end)
        self._check_end_tag(tag, partner)

    def _unexpected(self, index: int, tag: Tag) -> None:
        self._findings.edit(tag.start, tag.end)
        if index in self._crossed:
            return
        shown = f"</{clip(tag.name)}>"
        message = f"{shown} has no start tag"
        self._findings.add("end-tag-unexpected", message, tag.start, tag.end, hint="delete it")

    def _check_end_tag(self, tag: Tag, partner: Tag) -> None:
        if tag.misspelt:
            name = clip(partner.name)
            message = f"</{clip(tag.name)}> instead of </{name}>"
            hint = f"write </{name}>"
            self._findings.add("end-tag-misspelt", message, tag.start, tag.end, hint=hint)
        if tag.damaged or tag.name != partner.repaired:
            self._findings.edit(tag.start, tag.end, f"</{partner.repaired}>")

    def _find_crossed(self, index: int) -> None:
        """Find the end tags that come too late: ``<a><b></a></b>``."""
        reader = self._reader
        names = [tag.name for tag in self._open[self._sure[-1] + 1 :]]
        for late in range(index + 1, min(len(reader.tags), index + 1 + len(names))):
            tag = reader.tags[late]
            if tag.opens or tag.partner or tag.name not in names[-8:]:
                break
            if reader.between(late - 1).strip(BLANK_CHARACTERS):
                break
            self._crossed.add(late)

    def _miss_down_to_crossed(self, depth: int, index: int) -> None:
        """Close all but the outer *depth* elements before an end tag that is not theirs."""
        reader = self._reader
        close = reader.content_end(index)
        why = f"</{clip(reader.tags[index].name)}> comes first"
        late = {}
        following = index + 1
        while following in self._crossed:
            late[reader.tags[following].name] = reader.tags[following]
            following += 1
        while len(self._open) > depth:
            tag = late.pop(self._open[-1].name, None)
            if tag is None or not self._open[-1].closed:
                self._miss(close, why)
            else:
                self._cross(tag, close, reader.tags[index].name)

    def _cross(self, late: Tag, close: int, name: str) -> None:
        """Close the innermost element, whose end tag comes too late."""
        tag = self._open[-1]
        message = f"</{clip(late.name)}> comes after </{clip(name)}>"
        hint = f"write </{clip(late.name)}> first"
        self._findings.add("end-tags-crossed", message, late.start, late.end, hint=hint)
        self._pop(close)
        self._findings.edit(close, close, f"</{tag.repaired}>")


def elements_of(builder: Builder, layout: Layout) -> list[ScannedElement]:
    """Return the elements that the builder made, in document order."""
    elements = []
    for tag in builder.opened:
        parent = tag.parent.element if tag.parent else None
        tag.element = ScannedElement(
            name=tag.name,
            start=tag.start,
            start_end=tag.end,
            end=tag.close,
            name_start=tag.name_start,
            name_end=tag.name_end,
            parent=parent,
            children=[],
            layout=layout,
            written=tag.written,
        )
        if parent is not None:
            parent._children.append(tag.element)
        elements.append(tag.element)
    return elements
