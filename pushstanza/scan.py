"""Text, damaged or not, to its elements in their places, and to everything that is wrong with it.

The parser of `source` is lxml, which is fast, stops at the first damage and knows no columns.
This is its patient companion: it reads on behind every damage, says what each one is and where,
and repairs the text, so that the rules can still look at what was meant.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, Self

import attrs
from lxml import etree
from lxml.etree import _Element as Element

from pushstanza.diagnostics import Edit

#: Every kind of damage, and what it is.
KINDS: Final = {
    # tags
    "start-tag-not-closed": "A start tag is not closed by '>'.",
    "start-tag-for-end-tag": "An element is opened again where its end tag was meant.",
    "end-tag-for-start-tag": "An element is closed where its start tag was meant.",
    "end-tag-missing": "An element has no end tag.",
    "end-tag-unexpected": "An end tag closes nothing that is open.",
    "end-tag-misspelt": "An end tag is spelt otherwise than the start tag it belongs to.",
    "end-tag-not-closed": "An end tag is not closed by '>'.",
    "end-tags-crossed": "Two end tags stand in the wrong order.",
    "misplaced-blank": "A blank stands inside '</', '/>' or before the name of a tag.",
    "stray-less-than": "A '<' begins no tag.",
    "stray-character": "A tag holds something that is no attribute.",
    # attributes
    "attribute-without-equals": "An attribute has no '=' before its value.",
    "attribute-without-quotes": "The value of an attribute is not quoted.",
    "attribute-without-value": "An attribute has no value.",
    "duplicate-attribute": "An attribute is given twice.",
    "escaped-quote": "The quotes around a value are escaped by backslashes.",
    "missing-blank": "No blank stands between two attributes.",
    "quote-in-value": "A value holds the quote that it is quoted with.",
    "quote-missing": "A value has only one of its two quotes.",
    "quotes-differ": "A value begins with one quote and ends with the other.",
    "typographic-quote": "A value is quoted by typographic quotes.",
    # names
    "empty-namespace": "A prefix is declared for no namespace.",
    "invalid-name": "A name has a colon at its beginning or end, or more than one.",
    "invalid-namespace": "A namespace is no URI.",
    "invalid-xml-id": "An xml:id is no name, or is given twice.",
    "reserved-namespace": "A declaration touches the prefixes xml and xmlns, or their namespaces.",
    "undeclared-prefix": "A prefix is not declared.",
    # text
    "bare-ampersand": "A '&' begins no reference.",
    "cdata-end-in-text": "The text holds ']]>'.",
    "illegal-character": "A character is not allowed in XML.",
    "illegal-reference": "A character reference names a character that is not allowed in XML.",
    "undefined-entity": "An entity is not one of the five that XML defines.",
    # other markup
    "cdata-not-closed": "A CDATA section is not closed by ']]>'.",
    "comment-malformed": "A comment holds '--'.",
    "comment-not-closed": "A comment is not closed by '-->'.",
    "doctype": "A document type declaration has no place in an XMPP stream.",
    "markup-declaration": "A declaration stands outside a document type.",
    "processing-instruction-malformed": "A processing instruction has no proper target.",
    "processing-instruction-not-closed": "A processing instruction is not closed by '?>'.",
    "xml-declaration-malformed": "The XML declaration is malformed.",
    "xml-declaration-misplaced": "An XML declaration stands elsewhere than at the beginning.",
    # the text as a whole; the first is found here, the others by `source`
    "too-many-damages": "There are so many damages that the rest is not looked at.",
    "comment": "A comment has no place in an XMPP stream.",
    "no-element": "There is no element in the text.",
    "not-utf-8": "The bytes are not UTF-8.",
    "not-well-formed": "The parser refuses the text, and the scanner does not know why.",
    "other-encoding": "The XML declaration names another encoding than UTF-8.",
    "processing-instruction": "A processing instruction has no place in an XMPP stream.",
    "text-outside": "Text stands outside every element.",
}

#: A text with more damages than this is no XML, and is not looked at any further.
MOST_DAMAGES: Final = 10_000

#: The deepest nesting of elements that libxml2 builds a tree of.
DEEPEST_TREE: Final = 2048

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_XMLNS: Final = "http://www.w3.org/2000/xmlns/"
_STANZAS: Final = frozenset({"iq", "message", "presence"})
_PAYLOADS: Final = frozenset(
    {
        "affiliations", "configure", "disable", "enable", "error", "event", "forwarded",
        "notification", "options", "publish-options", "pubsub", "query", "received", "sent", "x",
    }
)  # fmt: skip


@attrs.frozen
class Damage:
    """One thing that is wrong with a text: its kind, in words, its place and the likely remedy.

    ``kind`` is a key of `KINDS`. The place is a pair of offsets into the text.
    """

    kind: str
    message: str
    offset: int
    end_offset: int
    hint: str | None = None


@attrs.frozen
class Markup:
    """A stretch of markup that is no tag.

    ``kind`` is ``comment``, ``processing-instruction``, ``xml-declaration``, ``cdata`` or
    ``declaration``.
    """

    kind: str
    start: int
    end: int


@attrs.frozen
class ScannedAttribute:
    """An attribute as it is written.

    ``start`` and ``end`` hold the whole of ``name="value"``, ``value_start`` and ``value_end`` what
    is between the quotes; ``value`` is decoded.
    """

    name: str
    start: int
    end: int
    value_start: int
    value_end: int
    value: str


@attrs.define
class _Layout:
    """What the elements of one scan share: the text, and how it is repaired."""

    text: str
    edits: list[Edit]
    complete: bool = True


@attrs.frozen(eq=False, repr=False)
class ScannedElement:
    """An element as it is written.

    ``start`` is the place of the ``<`` of its start tag, ``start_end`` the place behind the ``>``,
    ``end`` the place behind its end tag. Where one of them is missing, it is the place where it
    belongs.
    """

    name: str
    start: int
    start_end: int
    end: int
    name_start: int
    name_end: int
    parent: "ScannedElement | None"
    _children: "list[ScannedElement]" = attrs.field(alias="children")
    _layout: _Layout = attrs.field(alias="layout")
    _written: tuple[ScannedAttribute, ...] | None = attrs.field(alias="written")

    @property
    def attributes(self) -> tuple[ScannedAttribute, ...]:
        """Its attributes and namespace declarations, in the order of the text."""
        if self._written is not None:
            return self._written
        return tuple(_attributes(self._layout.text, self.name_end, self.start_end))

    @property
    def children(self) -> "tuple[ScannedElement, ...]":
        """The elements in it, in the order of the text."""
        return tuple(self._children)

    def __repr__(self) -> str:
        return f"<ScannedElement {self.name} at {self.start}>"


@attrs.frozen(repr=False)
class Scan:
    """What was found in a text.

    ``elements`` are in document order, ``roots`` are those without a parent, ``damages`` are sorted
    by their place. ``comments`` are the comments, processing instructions and XML declarations:
    well-formed, but without a place in an XMPP stream. ``outside`` are the places of text that
    stands outside every element.
    """

    text: str
    elements: tuple[ScannedElement, ...]
    roots: tuple[ScannedElement, ...]
    damages: tuple[Damage, ...]
    comments: tuple[Markup, ...]
    outside: tuple[tuple[int, int], ...]


def scan(text: str, start: int = 0, end: int | None = None) -> Scan:
    """Return what stands in *text*, whatever it is.

    Text between the elements is no damage, and so a log or a page can be scanned.

    Args:
        text: The text; all offsets are indices into it.
        start: Where to begin. An XML declaration is allowed there.
        end: Where to stop, as if the text ended there.

    Returns:
        The elements and the damages. A text that is one XML document has no damages exactly when
        lxml accepts it, but for a DOCTYPE, which always is one.
    """
    reader = _Reader(text, start, len(text) if end is None else end)
    reader.read()
    _pair(reader)
    builder = _Builder(reader)
    builder.build()
    elements = _elements(builder, reader.findings.layout)
    roots = tuple(element for element in elements if element.parent is None)
    _check_characters(reader, roots)
    reader.findings.finish(reader.end)
    return Scan(
        text=text,
        elements=tuple(elements),
        roots=roots,
        damages=tuple(sorted(reader.findings.damages, key=lambda damage: damage.offset)),
        comments=tuple(each for each in reader.markup if each.kind in _COMMENTS),
        outside=tuple(_outside(reader, roots)),
    )


def prolog_end(text: str) -> int:
    """Return the place behind the byte order mark and the XML declaration, if *text* has them."""
    start = 1 if text.startswith("\ufeff") else 0
    match = _XML_DECLARATION.match(text, start)
    return match.end() if match else start


def repair(element: ScannedElement) -> str:
    """Return the text of the root that holds *element*, with every damage repaired.

    Raises:
        ValueError: The scan gave up, since there are more than `MOST_DAMAGES` damages.
    """
    root, layout = _root(element), element._layout
    if not layout.complete:
        raise ValueError("the text has too many damages to be repaired")
    return "".join(_edited(layout, root.start, root.end))


def tree(element: ScannedElement) -> Element:
    """Return *element* as lxml has it, in the repaired tree of its root.

    The elements of the tree are those of the scan, in the same order. Comments and processing
    instructions are left out. A name with an undeclared prefix is in no namespace.

    Raises:
        ValueError: The elements are nested deeper than `DEEPEST_TREE`, or the scan gave up.
    """
    try:
        root = etree.fromstring(repair(element).encode(), _repaired_parser())
    except etree.XMLSyntaxError as error:
        raise ValueError(f"libxml2 makes no tree of it: {error.msg}") from error
    if element.parent is None:
        return root
    place = list(_walk(_root(element))).index(element)
    return list(root.iter("*"))[place]


def candidates(text: str) -> list[tuple[int, int]]:
    """Return the places in *text* where stanzas stand, damaged ones too.

    A stanza reaches to its end tag. A damaged one without it reaches to where the prose goes on: to
    the next stanza, or to a blank line with something else than XML behind it. Payloads, such as
    ``<enable/>``, count where they declare a namespace or stand on a line of their own. A text that
    is one whole XML document is one place.
    """
    # A log may hold any number of '<' that begin no tag, so the damages must not end the reading.
    reader = _Reader(text, 0, len(text), tells_damages=False)
    reader.read()
    _pair(reader)
    whole = _whole_document(reader)
    if whole is not None:
        return [whole]
    return list(_regions(reader))


# ---- the grammar -------------------------------------------------------------------------------

# Names are ASCII here: the classes of all name characters take milliseconds to compile, and few
# texts need them. Every quantifier is possessive, so that no text is read twice.
_B: Final = r"[ \t\r\n]"
_NAME: Final = r"[:A-Z_a-z][:A-Z_a-z0-9.\-]*+"
_VALUE: Final = r"""(?:"[^"<]*+"|'[^'<]*+')"""
_TAG: Final = re.compile(
    rf"<(?:({_NAME})(?:{_B}++{_NAME}{_B}*+={_B}*+{_VALUE})*+{_B}*+(/?)>|/({_NAME}){_B}*+>)"
)
_ATTRIBUTE: Final = re.compile(rf"""({_NAME}){_B}*+={_B}*+(?:"([^"]*+)"|'([^']*+)')""")
_ATTRIBUTE_NAME: Final = re.compile(rf"({_NAME}){_B}*+={_B}*+{_VALUE}")
_ASCII_NAME: Final = re.compile(_NAME)
_BLANKS: Final = re.compile(rf"{_B}*+")
_BLANK_CHARACTERS: Final = " \t\r\n"
_NEWLINE: Final = re.compile(r"\r\n?|\n")
_LINE_END: Final = re.compile(r"[ \t]*+(?:[\r\n]|\Z)")

_XML_DECLARATION: Final = re.compile(
    rf"""<\?xml{_B}++version{_B}*+={_B}*+(["'])1\.[0-9]*+\1"""
    rf"""(?:{_B}++encoding{_B}*+={_B}*+(["'])[A-Za-z][A-Za-z0-9._\-]*+\2)?+"""
    rf"""(?:{_B}++standalone{_B}*+={_B}*+(["'])(?:yes|no)\3)?+{_B}*+\?>"""
)
_XML_DECLARATION_START: Final = re.compile(r"<\?xml(?=[ \t\r\n?])")
_DOCTYPE_END: Final = re.compile(rf"\]{_B}*+>")

# The five entities that XML defines are no suspects, all other references are looked at closely.
_SUSPECT: Final = re.compile(
    "&(?!(?:amp|lt|gt|quot|apos);)|]]>|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+"
)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]++)|#x([0-9a-fA-F]++));")
_UNFINISHED_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot|apos)\b")
_PREDEFINED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_VALUE_BLANKS: Final = str.maketrans("\t\n\r", "   ")

# How a damaged start tag is read. None of these looks farther than to the next '<' or '>', or than
# _WINDOW characters, so that a text full of damages is still read in linear time.
_WINDOW: Final = 200
_BARE_NAMES: Final = re.compile(rf"{_NAME}(?:{_B}++{_NAME})*+{_B}*+/?>")
_JUNK: Final = re.compile(
    r""""[^"<>\n]*+"|'[^'<>\n]*+'|[\x00-\x08\x0b\x0c\x0e-\x1f!#-&(-.0-9;=?@\[-^`{-\x7f]++|.""",
    re.DOTALL,
)
_MISPLACED_TAG: Final = re.compile(
    rf"<{_B}++(?:/{_B}*+({_NAME}){_B}*+>|({_NAME})(?={_B}*+/?>|{_B}++{_NAME}{_B}*+=))"
)
_TO_QUOTE: Final = {'"': re.compile(r'[^"<]*+'), "'": re.compile(r"[^'<]*+")}
_BARE_VALUE: Final = re.compile(rf"""(?:(?!/>)[^<>"'{_BLANK_CHARACTERS}])++""")
_ESCAPED_VALUE: Final = re.compile(r"""\\(["'])([^<>"'\\]*+)\\\1""")
_CURLY: Final = "“”„‟‘’‚‛«»′″`´"  # noqa: RUF001
_CURLY_VALUE: Final = re.compile(rf"""[{_CURLY}]([^<>"'\n{_CURLY}]*+)[{_CURLY}]""")
# In `type='set id='x1'` the value seems to be "set id=".
_ATTRIBUTE_START: Final = re.compile(rf"{_NAME}{_B}*+=")
_RUNS_INTO: Final = re.compile(rf"""(?<=["' \t\r\n]){_NAME}{_B}*+={_B}*+\Z""")
_NEXT_ATTRIBUTE: Final = re.compile(rf"""(?<=["' \t\r\n]){_NAME}{_B}*+={_B}*+["']""")
_BEHIND_VALUE: Final = rf"(?={_B}*+/?>|{_B}++{_NAME}{_B}*+=)"
_INNER_QUOTES: Final = {
    '"': re.compile(rf'(?:"[^<>="\n]*+)+?"{_BEHIND_VALUE}'),
    "'": re.compile(rf"(?:'[^<>='\n]*+)+?'{_BEHIND_VALUE}"),
}
_STRAY_IN_VALUE: Final = {
    '"': re.compile(rf'[^"\n]*+(?<![= ])"{_BEHIND_VALUE}'),
    "'": re.compile(rf"[^'\n]*+(?<![= ])'{_BEHIND_VALUE}"),
}
_LESS_THANS: Final = re.compile("<++")
_TO_CLOSE: Final = re.compile(r"[^<>\n]*+")

_COMMENTS: Final = frozenset({"comment", "processing-instruction", "xml-declaration"})
# A namespace that looks like this needs not be shown to libxml2.
_PLAIN_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*+:[A-Za-z0-9_.:/#\-]*+")
_URI_CHARACTERS: Final = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]")


@cache
def _name_pattern() -> re.Pattern[str]:
    """Return the pattern of the names of XML 1.0, fifth edition, section 2.3."""
    first = (
        ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
        "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
    )
    return re.compile(f"[{first}][{first}\\-.0-9\xb7\u0300-\u036f\u203f\u2040]*+")


@cache
def _repaired_parser() -> etree.XMLParser:
    """Return the parser for repaired text, which has no entities left to resolve."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )


def _blank_end(text: str, position: int, end: int) -> int:
    """Return where the blanks end that begin at *position*."""
    match = _BLANKS.match(text, position, end)
    return match.end() if match else position


def _name_end(text: str, position: int, end: int) -> int:
    """Return where the name that begins at *position* ends, or *position* if none does."""
    match = _ASCII_NAME.match(text, position, end)
    stop = match.end() if match else position
    if stop < end and text[stop] >= "\x80":
        match = _name_pattern().match(text, position, end)
        stop = match.end() if match else position
    return stop


def _is_colonless(name: str) -> bool:
    return ":" not in name and 0 < len(name) == _name_end(name, 0, len(name))


def _is_qualified(name: str) -> bool:
    """Return whether *name* is a name with at most one prefix."""
    return ":" not in name or (
        name.count(":") == 1 and all(_is_colonless(part) for part in name.split(":"))
    )


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _clip(text: str, most: int = 40) -> str:
    """Return *text* for a message: on one line, cut where it is long, and fit to be printed."""
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    return _ILLEGAL.sub("\ufffd", " ".join(text.split()))


def _decode(raw: str) -> str:
    """Return the value that *raw* stands for between quotes."""
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n")
    raw = raw.translate(_VALUE_BLANKS)
    return _ILLEGAL.sub("\ufffd", _REFERENCE.sub(_character, raw) if "&" in raw else raw)


def _character(match: re.Match[str]) -> str:
    """Return what a reference stands for, and what stands for nothing as it is."""
    name, decimal, hexadecimal = match.groups()
    if name:
        return _PREDEFINED[name]
    digits = (decimal or hexadecimal).lstrip("0")
    # More than seven digits are no character, and thousands of them Python does not even read.
    number = int(digits or "0", 10 if decimal else 16) if len(digits) <= 7 else 0
    is_allowed = 0 < number <= 0x10FFFF and not _ILLEGAL.match(chr(number))
    return chr(number) if is_allowed else match[0]


def _attributes(text: str, start: int, end: int) -> Iterator[ScannedAttribute]:
    """Return the attributes in the rest of a start tag that has no damage."""
    for match in _ATTRIBUTE.finditer(text, start, end):
        group = 3 if match[2] is None else 2
        yield ScannedAttribute(
            match[1], *match.span(), *match.span(group), value=_decode(match[group])
        )


def _quoted(value: str) -> str:
    """Return *value* as it is written, with its quotes."""
    value = value.replace("&", "&amp;").replace("<", "&lt;")
    for character in "\t\n\r":
        value = value.replace(character, f"&#{ord(character)};")
    if "'" in value:
        return '"' + value.replace('"', "&quot;") + '"'
    return f"'{value}'"


# ---- what is found -----------------------------------------------------------------------------


@attrs.define(eq=False)
class _Tag:
    """A start tag or an end tag.

    ``written`` are the attributes of a start tag that is damaged; those of the others are read when
    somebody asks. ``partner`` is the other tag of the element, and ``exact`` says that no tag is
    missing or too much between the two.
    """

    start: int
    end: int
    name: str
    name_start: int
    opens: bool
    empty: bool = False
    closed: bool = True
    damaged: bool = False
    misspelt: bool = False
    written: tuple[ScannedAttribute, ...] | None = None
    partner: Self | None = None
    exact: bool = False
    # filled in when the elements are put together
    repaired: str = ""
    prefixes: Iterable[str] = ()
    parent: Self | None = None
    has_child: bool = False
    close: int = 0
    column: int = 0
    own_line: bool = False
    element: ScannedElement | None = None

    @property
    def name_end(self) -> int:
        return self.name_start + len(self.name)


class _Findings:
    """Gathers the damages of a text, and the edits that repair them, unless nobody wants them."""

    def __init__(self, text: str, *, are_wanted: bool) -> None:
        self._are_wanted = are_wanted
        self.damages: list[Damage] = []
        self.layout = _Layout(text, [])
        # An attribute may be wrong in two ways, but can be replaced only once.
        self._attributes: dict[int, Edit] = {}

    def add(
        self, kind: str, message: str, offset: int, end_offset: int, *, hint: str | None = None
    ) -> None:
        """Note a damage."""
        if not self._are_wanted:
            return
        if len(self.damages) < MOST_DAMAGES:
            self.damages.append(Damage(kind, message, offset, end_offset, hint))
        else:
            self.layout.complete = False

    def edit(self, offset: int, end_offset: int, content: str = "") -> None:
        """Note what is to be written between two offsets."""
        if self._are_wanted and self.layout.complete:
            self.layout.edits.append(Edit(offset, end_offset, content))

    def rewrite(self, attribute: ScannedAttribute, name: str | None = None) -> None:
        """Note that an attribute is to be written anew, under another name if one is given."""
        content = f"{name or attribute.name}={_quoted(attribute.value)}"
        self._replace(attribute, content)

    def drop(self, attribute: ScannedAttribute) -> None:
        """Note that an attribute is to be left out."""
        self._replace(attribute, "")

    def _replace(self, attribute: ScannedAttribute, content: str) -> None:
        self._attributes[attribute.start] = Edit(attribute.start, attribute.end, content)

    def finish(self, end: int) -> None:
        """Sort the edits, and say so if there were too many damages."""
        self.layout.edits += self._attributes.values()
        # What is inserted at a place comes before what replaces the text behind it.
        self.layout.edits.sort(key=lambda edit: (edit.offset, edit.end_offset > edit.offset))
        if not self.layout.complete:
            message = f"there are more than {MOST_DAMAGES:,} damages; the rest is not told"
            self.damages.append(Damage("too-many-damages", message, end, end))


def _edited(layout: _Layout, start: int, end: int) -> Iterator[str]:
    """Return the pieces of the repaired text between two offsets, which hold a root."""
    text, position = layout.text, start
    first = bisect_left(layout.edits, start, key=lambda edit: edit.offset)
    last = bisect_right(layout.edits, end, key=lambda edit: edit.offset)
    for edit in layout.edits[first:last]:
        inserts = edit.offset == edit.end_offset
        # What is inserted before the root is the end tag of the root before it, and what replaces
        # the text behind it is not its own.
        if edit.offset < position or edit.offset == (start if inserts else end):
            continue
        yield text[position : edit.offset]
        yield edit.content
        position = edit.end_offset
    yield text[position:end]


# ---- reading the markup ------------------------------------------------------------------------


class _Reader:
    """Reads the markup of a text, from one '<' to the next.

    Attributes:
        tags: The tags, in their order.
        markup: The rest of the markup, in its order.
        findings: What is wrong.
    """

    def __init__(self, text: str, start: int, end: int, *, tells_damages: bool = True) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.tags: list[_Tag] = []
        self.markup: list[Markup] = []
        self.findings = _Findings(text, are_wanted=tells_damages)
        self._absent: set[str] = set()

    def read(self) -> None:
        """Read it all."""
        text, end, tags = self.text, self.end, self.tags
        position = self._declaration()
        while (position := text.find("<", position, end)) >= 0:
            match = _TAG.match(text, position, end)
            if match is None:
                position = self._other(position)
                if not self.findings.layout.complete:
                    self.end = position
                    break
                continue
            name, slash, closing = match.groups()
            stop = match.end()
            if closing is None:
                tags.append(
                    _Tag(position, stop, name, position + 1, opens=True, empty=slash == "/")
                )
            else:
                tags.append(_Tag(position, stop, closing, position + 2, opens=False))
            position = stop

    def content_end(self, index: int) -> int:
        """Return where the content before a tag ends, when blanks at its end do not count."""
        start = self.tags[index - 1].end if index else self.start
        stop = self.tags[index].start if index < len(self.tags) else self.end
        return start + len(self.text[start:stop].rstrip(_BLANK_CHARACTERS))

    def between(self, index: int) -> str:
        """Return what stands between a tag and the next one."""
        stop = self.tags[index + 1].start if index + 1 < len(self.tags) else self.end
        return self.text[self.tags[index].end : stop]

    def begins_name(self, position: int) -> bool:
        """Return whether a name begins at *position*."""
        return _name_end(self.text, position, self.end) > position

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
        match = _XML_DECLARATION.match(text, start, self.end)
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
            message = "a comment must not hold '--', nor end with '-'"
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
            message = "a document type declaration has no place in an XMPP stream"
            self._refuse("doctype", message, stop, hint="delete it (RFC 6120, section 11.1)")
        else:
            message = f"{_clip(self.text[position:stop])} is no markup that may stand here"
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
        name_end = _name_end(text, position + 2, stop)
        target = text[position + 2 : name_end]
        self.markup.append(Markup("processing-instruction", position, stop + 2))
        if target == "xml":
            self._refuse(
                "xml-declaration-misplaced",
                "an XML declaration may stand only at the very beginning",
                stop + 2,
                hint="delete it",
            )
        elif (
            not _is_colonless(target)
            or target.lower() == "xml"
            or (name_end < stop and text[name_end] not in _BLANK_CHARACTERS)
        ):
            message = f"{_clip(text[position : stop + 2])} has no proper target"
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
        message = f"'{shown}' begins no tag"
        self.findings.add("stray-less-than", message, position, stop, hint="write &lt; for it")
        self.findings.edit(position, stop, "&lt;" * (stop - position))
        return stop

    def _misplaced(self, position: int, match: re.Match[str]) -> int:
        """Read a tag with a blank behind its '<'."""
        group = 1 if match[1] else 2
        name_start = match.start(group)
        shown = f"</{match[1]}>" if match[1] else f"<{match[2]}"
        self._misplaced_blank(position, match.end(), f"write {_clip(shown)}")
        if match[1]:
            self._add_end_tag(position, match.end(), match[1], name_start)
            return match.end()
        self.findings.edit(position + 1, name_start)
        return self._start_tag(position, name_start)

    def _misplaced_blank(self, start: int, stop: int, hint: str) -> None:
        message = "a blank stands where none is allowed"
        self.findings.add("misplaced-blank", message, start, stop, hint=hint)

    def _start_tag(self, position: int, name_start: int) -> int:
        tag = _StartTag(self, position, name_start).read()
        self.tags.append(tag)
        return tag.end

    def _end_tag(self, position: int) -> int:
        """Read an end tag that has more or less in it than a name."""
        text, end = self.text, self.end
        name_start = _blank_end(text, position + 2, end)
        name_end = _name_end(text, name_start, end)
        name = text[name_start:name_end]
        close = _blank_end(text, name_end, end)
        if name and text.startswith(">", close, end) and name_start == position + 2:
            self.tags.append(_Tag(position, close + 1, name, name_start, opens=False))
            return close + 1
        stop = self._close_of(close - 1)
        if not name and stop != close + 1:
            return self._stray(position)
        if stop < 0:
            message = f"the end tag </{_clip(name)} is not closed by '>'"
            self.findings.add("end-tag-not-closed", message, position, name_end, hint="add '>'")
            stop = name_end
        elif text[name_end : stop - 1].strip(_BLANK_CHARACTERS):
            message = f"the end tag </{_clip(name)}> holds more than its name"
            hint = "delete what follows the name"
            self.findings.add("stray-character", message, name_end, stop - 1, hint=hint)
        elif name:
            self._misplaced_blank(position, stop, f"write </{_clip(name)}>")
        self._add_end_tag(position, stop, name, name_start)
        return stop

    def _add_end_tag(self, start: int, stop: int, name: str, name_start: int) -> None:
        self.tags.append(_Tag(start, stop, name, name_start, opens=False, damaged=True))


class _StartTag:
    """Reads a start tag piece by piece, and says what is wrong with each."""

    def __init__(self, reader: _Reader, start: int, name_start: int) -> None:
        self._reader = reader
        self._text = reader.text
        self._end = reader.end
        self._start = start
        self._name_start = name_start
        self._position = _name_end(reader.text, name_start, reader.end)
        self._name = reader.text[name_start : self._position]
        self._attributes: list[ScannedAttribute] = []
        self._empty = False
        self._closed = True
        self._escaped = False
        self._listed = False
        self._after_junk = False

    def read(self) -> _Tag:
        """Return the tag."""
        while not self._ends():
            if not self._reader.findings.layout.complete:
                self._closed = False
                break
        return _Tag(
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
        position = _blank_end(text, self._position, end)
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
        stop = _blank_end(text, position + 1, end)
        if text.startswith(">", stop, end):
            if stop > position + 1:
                self._reader._misplaced_blank(position, stop + 1, "write />")
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
        name_end = _name_end(text, position, end)
        if name_end == position:
            self._junk(position)
            return False
        equals = _blank_end(text, name_end, end)
        following = text[equals : equals + 1] if equals < end else ""
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
            shown = _clip(self._text[position:stop])
            message = f"{shown} in the start tag <{_clip(self._name)}> is no attribute"
            self._add("stray-character", message, position, stop, hint="delete it")
        self._edit(position, stop, " ")
        self._position = stop
        self._after_junk = True

    def _missing_blank(self, position: int, name: str) -> None:
        message = f"no blank stands before the attribute '{_clip(name)}'"
        self._add("missing-blank", message, position, position + len(name), hint="add a blank")
        self._edit(position, position, " ")

    def _without_value(self, start: int, name_end: int, stop: int) -> None:
        name = self._text[start:name_end]
        message = f"the attribute '{_clip(name)}' has no value"
        hint = f"write {_clip(name)}='…'"
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
            name = _clip(text[start:name_end])
            message = f"the attribute '{name}' has no '=' before its value"
            self._add("attribute-without-equals", message, start, name_end, hint=f"write {name}=")
        else:
            position = _blank_end(text, equals + 1, end)
        if position < end and text[position] in "\"'":
            self._quoted(start, name_end, position, is_damaged=is_damaged)
        else:
            self._unquoted(start, name_end, equals, position)

    def _unquoted(self, start: int, name_end: int, equals: int, position: int) -> None:
        """Read a value that begins with no quote."""
        text, end = self._text, self._end
        name = _clip(text[start:name_end])
        if match := _ESCAPED_VALUE.match(text, position, end):
            if not self._escaped:
                message = f"the quotes in the start tag <{_clip(self._name)}> are escaped"
                hint = 'write " for \\"'
                self._add("escaped-quote", message, position, match.end(), hint=hint)
            self._escaped = True
            self._damaged(start, name_end, match.end(), match.span(2), match[2])
        elif match := _CURLY_VALUE.match(text, position, end):
            message = f"the value of '{name}' stands in typographic quotes"
            self._add("typographic-quote", message, position, match.end(), hint="write ' or \"")
            self._damaged(start, name_end, match.end(), match.span(1), match[1])
        elif match := _BARE_VALUE.match(text, position, end):
            self._bare_value(start, name_end, match)
        else:
            self._without_value(start, name_end, equals + 1)

    def _bare_value(self, start: int, name_end: int, match: re.Match[str]) -> None:
        text, stop = self._text, match.end()
        name, span = _clip(text[start:name_end]), match.span()
        following = text[stop : stop + 1] if stop < self._end else ""
        if following in {'"', "'"}:
            message = f"the value of '{name}' has no quote before it"
            self._add("quote-missing", message, *span, hint=f"write {name}={following}…{following}")
            stop += 1
        else:
            message = f"the value of '{name}' is not quoted"
            shown = f"{name}='{_clip(match[0])}'"
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
        name = _clip(text[start:name_end])
        message = f"the value of '{name}' holds the quote {quote} that it stands in"
        hint = f"write {'&apos;' if quote == chr(39) else '&quot;'} for it"
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
        name = _clip(text[start:name_end])
        message = f"the value of '{name}' holds a '<'"
        self._add("stray-less-than", message, stop, stop + 1, hint="write &lt; for it")
        span = (position + 1, match.end() - 1)
        self._damaged(start, name_end, match.end(), span, text[slice(*span)])

    def _cut(self, start: int, name_end: int, position: int, raw: str) -> None:
        """Read a value that has no second quote: it ends where the next thing begins."""
        quote, other = ("'", '"') if self._text[position] == "'" else ('"', "'")
        value = raw[: _value_length(raw)].rstrip(_BLANK_CHARACTERS)
        name = _clip(self._text[start:name_end])
        stop = position + 1 + len(value)
        if value.endswith(other):
            message = f"the value of '{name}' begins with {quote} and ends with {other}"
            hint = f"write {quote} at both ends"
            self._add("quotes-differ", message, position, stop, hint=hint)
            span = (position + 1, stop - 1)
        else:
            message = f"the value of '{name}' has no quote behind it"
            hint = f"write {name}={quote}{_clip(value)}{quote}"
            self._add("quote-missing", message, position, stop, hint=hint)
            span = (position + 1, stop)
        self._damaged(start, name_end, stop, span, self._text[slice(*span)])

    def _damaged(
        self, start: int, name_end: int, stop: int, span: tuple[int, int], raw: str
    ) -> None:
        """Add an attribute that must be written anew."""
        attribute = self._add_attribute(start, name_end, stop, span, raw)
        self._reader.findings.rewrite(attribute)

    def _add_attribute(
        self, start: int, name_end: int, stop: int, span: tuple[int, int], raw: str
    ) -> ScannedAttribute:
        name = self._text[start:name_end]
        attribute = ScannedAttribute(name, start, stop, *span, value=_decode(raw))
        self._attributes.append(attribute)
        self._position = stop
        return attribute

    def _add(self, kind: str, message: str, start: int, stop: int, *, hint: str) -> None:
        self._reader.findings.add(kind, message, start, stop, hint=hint)

    def _edit(self, start: int, stop: int, content: str = "") -> None:
        self._reader.findings.edit(start, stop, content)


def _attribute_follows(text: str, position: int, end: int) -> bool:
    """Return whether an attribute follows the name at *position*."""
    following = _blank_end(text, _name_end(text, position, end), end)
    name_end = _name_end(text, following, end)
    return name_end > following and text.startswith("=", _blank_end(text, name_end, end), end)


def _value_length(raw: str) -> int:
    """Return how much of *raw*, which begins a value without second quote, belongs to the value."""
    ends = [len(raw)]
    close = raw.find(">")
    if close >= 0:
        ends.append(close - 1 if raw[close - 1 : close] == "/" else close)
    if newline := _NEWLINE.search(raw):
        ends.append(newline.start())
    if following := _NEXT_ATTRIBUTE.search(raw) or _RUNS_INTO.search(raw):
        ends.append(following.start())
    return min(ends)


# ---- which end tag belongs to which start tag --------------------------------------------------


def _pair(reader: _Reader) -> None:
    """Find the partner of every tag that has one.

    An end tag belongs to the nearest open start tag of its name. Where that leaves tags over, the
    text is damaged, and a stanza may also have lost its end: the next one then begins anew, but for
    one that stands in an element with all its end tags.
    """
    if _pair_strictly(reader.tags):
        return
    _Pairing(reader, anew=False).pair()
    for tag in reader.tags:
        tag.partner = None
    _Pairing(reader, anew=True).pair()


def _pair_strictly(tags: Iterable[_Tag]) -> bool:
    """Find the partners as XML has it, and return whether every tag has one."""
    waiting: list[_Tag] = []
    for tag in tags:
        if tag.empty:
            continue
        if tag.opens:
            waiting.append(tag)
            continue
        if not waiting or waiting[-1].name != tag.name:
            return False
        partner = waiting.pop()
        tag.partner, partner.partner = partner, tag
        tag.exact = partner.exact = True
    return not waiting


class _Pairing:
    """One walk over the tags, with the open ones on a stack."""

    def __init__(self, reader: _Reader, *, anew: bool) -> None:
        self._reader = reader
        self._anew = anew
        self._open: list[_Tag] = []
        self._named: dict[str, list[int]] = {}
        self._stanzas: list[int] = []
        # How many of the open tags are known to have their end tag, and all within them, too; and
        # the place of the innermost one of which it is known that they have not.
        self._intact = 0
        self._damaged_within = -1

    def pair(self) -> None:
        """Do it."""
        for index, tag in enumerate(self._reader.tags):
            if not tag.opens and not self._close(tag):
                self._damaged_within = len(self._open) - 1
                if self._is_start(index):
                    tag.opens = tag.misspelt = True
                    tag.written = ()
            if tag.opens and not tag.empty:
                self._push(tag)

    def _push(self, tag: _Tag) -> None:
        is_stanza = _local(tag.name) in _STANZAS
        if is_stanza and self._begins_anew():
            self._drop(self._stanzas[-1])
        if is_stanza:
            self._stanzas.append(len(self._open))
        self._named.setdefault(tag.name, []).append(len(self._open))
        self._open.append(tag)
        if self._anew:
            self._intact += tag.exact

    def _begins_anew(self) -> bool:
        return (
            self._anew
            and bool(self._stanzas)
            and not self._intact
            and _local(self._open[-1].name) != "forwarded"
        )

    def _drop(self, count: int) -> None:
        """Forget the open tags but for the outer *count*."""
        while len(self._open) > count:
            tag = self._open.pop()
            self._named[tag.name].pop()
            if self._stanzas and self._stanzas[-1] == len(self._open):
                self._stanzas.pop()
            if self._anew:
                self._intact -= tag.exact

    def _close(self, tag: _Tag) -> bool:
        """Find the partner of an end tag, and return whether it has one."""
        places = self._named.get(tag.name)
        place = places[-1] if places else self._misspelt(tag.name)
        if place < 0:
            return False
        partner = self._open[place]
        tag.misspelt = not places
        tag.partner, partner.partner = partner, tag
        if not self._anew:
            is_last = place == len(self._open) - 1
            self._damaged_within = self._damaged_within if is_last else place
            tag.exact = partner.exact = place > self._damaged_within and not tag.misspelt
        self._drop(place)
        self._damaged_within = min(self._damaged_within, place - 1)
        return True

    def _misspelt(self, name: str) -> int:
        """Return the place of an open tag whose name is nearly *name*, or -1."""
        # Only a few are asked: farther out, the likeness is chance.
        for place in range(len(self._open) - 1, max(-1, len(self._open) - 4), -1):
            if not name or _is_like(name, self._open[place].name):
                return place
        return -1

    def _is_start(self, index: int) -> bool:
        """Return whether an end tag stands where a start tag was meant: ``</value>x</value>``."""
        tags = self._reader.tags
        if index + 1 == len(tags) or not tags[index].name:
            return False
        following = tags[index + 1]
        return (
            not following.opens
            and following.name == tags[index].name
            and bool(self._reader.between(index).strip(_BLANK_CHARACTERS))
        )


def _is_like(name: str, other: str) -> bool:
    """Return whether two names differ by prefix, by case, or by one slip of the pen."""
    name, other = _local(name).lower(), _local(other).lower()
    if name == other:
        return True
    if min(len(name), len(other)) < 3 or abs(len(name) - len(other)) > 1:
        return False
    start = next(
        (i for i, pair in enumerate(zip(name, other, strict=False)) if len({*pair}) > 1), -1
    )
    if start < 0:
        return True  # one letter more at the end
    rest, other_rest = name[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )


# ---- putting the elements together -------------------------------------------------------------


class _Builder:
    """Makes elements of the tags, and finds the place of every end tag that is missing.

    Attributes:
        opened: The start tags that make an element, in their order.
    """

    def __init__(self, reader: _Reader) -> None:
        self.opened: list[_Tag] = []
        self._reader = reader
        self._text = reader.text
        self._findings = reader.findings
        self._names = _Names(reader.text, reader.findings)
        self._open: list[_Tag] = []
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
        _find_columns(self._reader)
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

    def _enter(self, tag: _Tag) -> None:
        if self._open:
            tag.parent = self._open[-1]
            tag.parent.has_child = True
        if tag.misspelt:
            self._opened_by_end_tag(tag)
        self._names.enter(tag)
        self.opened.append(tag)

    def _start(self, index: int, tag: _Tag) -> None:
        if self._is_reopened(index, tag):
            self._reopen(tag)
            return
        self._make_room(index, tag)
        self._enter(tag)
        if tag.empty:
            self._finish(tag, tag.end)
        else:
            self._push(tag)

    def _push(self, tag: _Tag) -> None:
        if _local(tag.name) in _STANZAS:
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

    def _finish(self, tag: _Tag, close: int) -> None:
        tag.close = close
        if tag.prefixes:
            self._names.leave(tag)
        if not tag.closed:
            self._not_closed(tag)

    def _not_closed(self, tag: _Tag) -> None:
        """Say that a start tag lacks its '>', and write it where it belongs."""
        missing = ">" if tag.empty or tag.close > tag.end else "/>"
        shown = _clip(self._text[tag.start : tag.end])
        message = f"the start tag {shown} is not closed by '>'"
        hint = f"add '{missing}'"
        self._findings.add("start-tag-not-closed", message, tag.start, tag.end, hint=hint)
        self._findings.edit(tag.end, tag.end, missing)

    def _opened_by_end_tag(self, tag: _Tag) -> None:
        name = _clip(tag.name)
        message = f"</{name}> stands where <{name}> was meant"
        hint = f"write <{name}>"
        self._findings.add("end-tag-for-start-tag", message, tag.start, tag.end, hint=hint)
        self._findings.edit(tag.start + 1, tag.name_start)

    # start tags that stand where an end tag is missing

    def _is_reopened(self, index: int, tag: _Tag) -> bool:
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
            or self._text[tag.name_end : tag.end].strip(_BLANK_CHARACTERS) != ">"
        ):
            return False
        content = self._text[top.end : tag.start]
        if self._reader.between(index).strip(_BLANK_CHARACTERS):
            return False
        tags = self._reader.tags
        is_last = index + 1 == len(tags) or not tags[index + 1].opens
        return bool(content.strip(_BLANK_CHARACTERS)) or (is_last and not _NEWLINE.search(content))

    def _reopen(self, tag: _Tag) -> None:
        name = _clip(tag.name)
        message = f"<{name}> is opened again where </{name}> was meant"
        hint = f"write </{name}>"
        self._findings.add("start-tag-for-end-tag", message, tag.start, tag.end, hint=hint)
        self._findings.edit(tag.start, tag.end, f"</{self._open[-1].repaired}>")
        self._pop(tag.end)

    def _make_room(self, index: int, tag: _Tag) -> None:
        """Close the elements without end tag that *tag* cannot stand in."""
        why = f"<{_clip(tag.name)}> begins first"
        sure = self._sure[-1] if self._sure else -1
        if (
            _local(tag.name) in _STANZAS
            and self._stanzas
            and self._stanzas[-1] > sure
            and _local(self._open[-1].name) != "forwarded"
        ):
            self._miss_down_to(self._stanzas[-1], index, why)
        depth = len(self._open)
        while depth - 1 > sure and self._stands_beside(depth - 1, tag):
            depth -= 1
        self._miss_down_to(depth, index, why)

    def _stands_beside(self, place: int, tag: _Tag) -> bool:
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
        content = self._text[tag.end : close].strip(_BLANK_CHARACTERS) if not tag.has_child else "x"
        if not tag.closed and not content:
            # It may well have been an empty element; the missing '>' is told, that is enough.
            self._pop(tag.end)
            return
        name = _clip(tag.name)
        message = f"<{name}> has no end tag; {why}"
        self._pop(close)
        hint = f"add </{name}>"
        self._findings.add("end-tag-missing", message, tag.start, tag.end, hint=hint)
        self._findings.edit(close, close, f"</{tag.repaired}>")

    # end tags

    def _end(self, index: int, tag: _Tag) -> None:
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

    def _unexpected(self, index: int, tag: _Tag) -> None:
        self._findings.edit(tag.start, tag.end)
        if index in self._crossed:
            return
        shown = f"</{_clip(tag.name)}>"
        message = f"{shown} closes nothing that is open"
        self._findings.add("end-tag-unexpected", message, tag.start, tag.end, hint="delete it")

    def _check_end_tag(self, tag: _Tag, partner: _Tag) -> None:
        if tag.misspelt:
            name = _clip(partner.name)
            message = f"</{_clip(tag.name)}> stands where </{name}> was meant"
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
            if reader.between(late - 1).strip(_BLANK_CHARACTERS):
                break
            self._crossed.add(late)

    def _miss_down_to_crossed(self, depth: int, index: int) -> None:
        """Close all but the outer *depth* elements before an end tag that is not theirs."""
        reader = self._reader
        close = reader.content_end(index)
        why = f"</{_clip(reader.tags[index].name)}> comes first"
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

    def _cross(self, late: _Tag, close: int, name: str) -> None:
        """Close the innermost element, whose end tag comes too late."""
        tag = self._open[-1]
        message = f"</{_clip(late.name)}> stands behind </{_clip(name)}>"
        hint = f"write </{_clip(late.name)}> first"
        self._findings.add("end-tags-crossed", message, late.start, late.end, hint=hint)
        self._pop(close)
        self._findings.edit(close, close, f"</{tag.repaired}>")


def _find_columns(reader: _Reader) -> None:
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


def _elements(builder: _Builder, layout: _Layout) -> list[ScannedElement]:
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


def _root(element: ScannedElement) -> ScannedElement:
    while element.parent is not None:
        element = element.parent
    return element


def _walk(root: ScannedElement) -> Iterator[ScannedElement]:
    """Return *root* and the elements in it, in document order."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed(element._children)


# ---- names and namespaces ----------------------------------------------------------------------


class _Names:
    """Checks the names in every start tag against the namespaces that are declared there."""

    def __init__(self, text: str, findings: _Findings) -> None:
        self._text = text
        self._findings = findings
        # An empty namespace is that of a prefix whose declaration is wrong; it is left out.
        self._namespaces: dict[str, list[str]] = {"xml": [_XML]}
        self._ids: set[str] = set()

    def enter(self, tag: _Tag) -> None:
        """Check a start tag; what it declares holds until it is left."""
        tag.repaired = tag.name
        if tag.written is None:
            if tag.end - tag.name_end <= 2 and ":" not in tag.name:
                return
            names = _ATTRIBUTE_NAME.findall(self._text, tag.name_end, tag.end)
            is_plain = ":" not in tag.name and len(names) == len(set(names))
            if is_plain and not any(":" in name or name == "xmlns" for name in names):
                return
            attributes = tuple(_attributes(self._text, tag.name_end, tag.end))
        else:
            attributes = tag.written
        self._declare(tag, attributes)
        self._check_attributes(attributes)
        self._check_element(tag)

    def leave(self, tag: _Tag) -> None:
        """Forget what a start tag declared."""
        for prefix in tag.prefixes:
            self._namespaces[prefix].pop()

    def _declare(self, tag: _Tag, attributes: Iterable[ScannedAttribute]) -> None:
        # Of two declarations of one prefix the first holds; the other is told as a duplicate.
        prefixes: set[str] = set()
        for attribute in attributes:
            declares, _, prefix = attribute.name.partition(":")
            if attribute.name == "xmlns":
                self._check_declaration(attribute, "")
            elif declares == "xmlns" and _is_colonless(prefix):
                namespace = attribute.value if self._check_declaration(attribute, prefix) else ""
                if prefix not in {"xml", "xmlns"} and prefix not in prefixes:
                    self._namespaces.setdefault(prefix, []).append(namespace)
                    prefixes.add(prefix)
        tag.prefixes = prefixes

    def _check_declaration(self, attribute: ScannedAttribute, prefix: str) -> bool:
        """Check a namespace declaration, and return whether its prefix can be used."""
        value = attribute.value
        if prefix == "xml" and value == _XML:
            return True
        if prefix in {"xml", "xmlns"} or value in {_XML, _XMLNS}:
            message = f"{attribute.name} touches what XML reserves for itself"
            self._add("reserved-namespace", message, attribute, hint="delete the declaration")
            self._findings.drop(attribute)
            return False
        if not value:
            if prefix:
                message = f"{_clip(attribute.name)} declares a prefix for no namespace"
                hint = "name the namespace, or delete the declaration"
                self._add("empty-namespace", message, attribute, hint=hint)
                self._findings.drop(attribute)
            return not prefix
        if not _is_uri(value):
            self._not_a_uri(attribute)
        return True

    def _not_a_uri(self, attribute: ScannedAttribute) -> None:
        value = _likely_uri(attribute.value)
        message = f"the namespace {_quoted(_clip(attribute.value))} is no URI"
        hint = f"write {_clip(attribute.name)}={_quoted(_clip(value))}"
        self._add("invalid-namespace", message, attribute, hint=hint)
        self._findings.rewrite(attrs.evolve(attribute, value=value))

    def _check_attributes(self, attributes: Iterable[ScannedAttribute]) -> None:
        names = {attribute.name for attribute in attributes}
        written: set[str] = set()
        meant: set[tuple[str, str]] = set()
        for attribute in attributes:
            name = attribute.name
            if name in written:
                self._duplicate(attribute, f"the attribute '{_clip(name)}' is given twice")
                continue
            written.add(name)
            if ":" in name and not (name.startswith("xmlns:") and _is_qualified(name)):
                key = self._check_prefixed(attribute, names)
                if key in meant:
                    message = f"the attribute '{_clip(key[1])}' is given twice in one namespace"
                    self._duplicate(attribute, message)
                elif key[0]:
                    meant.add(key)

    def _duplicate(self, attribute: ScannedAttribute, message: str) -> None:
        self._add("duplicate-attribute", message, attribute, hint="keep one of them")
        self._findings.drop(attribute)

    def _check_prefixed(self, attribute: ScannedAttribute, names: set[str]) -> tuple[str, str]:
        """Check an attribute with a prefix, and return its namespace and local name."""
        repaired, namespace = self._resolve(attribute.name, attribute.start)
        local = _local(repaired)
        if repaired != attribute.name:
            if repaired in names or repaired == "xmlns":
                self._findings.drop(attribute)
            else:
                self._findings.rewrite(attribute, repaired)
                names.add(repaired)
        if namespace == _XML and local == "id":
            self._check_id(attribute)
        return namespace, local

    def _check_id(self, attribute: ScannedAttribute) -> None:
        value = attribute.value
        if not _is_colonless(value.strip(" ")):
            message = f"{_quoted(_clip(value))} is no name, as an xml:id must be"
        elif value in self._ids:
            message = f"the xml:id {_quoted(_clip(value))} is given twice"
        else:
            self._ids.add(value)
            return
        self._add("invalid-xml-id", message, attribute, hint="delete it")
        self._findings.drop(attribute)

    def _check_element(self, tag: _Tag) -> None:
        if ":" in tag.name:
            tag.repaired, _ = self._resolve(tag.name, tag.name_start)
            if tag.repaired != tag.name:
                self._findings.edit(tag.name_start, tag.name_end, tag.repaired)

    def _resolve(self, name: str, offset: int) -> tuple[str, str]:
        """Return a name with a colon as it can be repaired, and its namespace."""
        end_offset = offset + len(name)
        if not _is_qualified(name):
            message = (
                f"'{_clip(name)}' is no name: it may have one prefix, and needs one local part"
            )
            self._findings.add("invalid-name", message, offset, end_offset)
            parts = [part for part in name.split(":") if _is_colonless(part)]
            return (parts[-1] if parts else "_"), ""
        prefix, _, local = name.partition(":")
        namespaces = self._namespaces.get(prefix)
        if not namespaces:
            message = f"the prefix '{_clip(prefix)}' of '{_clip(name)}' is not declared"
            hint = f"declare it: xmlns:{_clip(prefix)}='…'"
            self._findings.add("undeclared-prefix", message, offset, end_offset, hint=hint)
            return local, ""
        return (name, namespaces[-1]) if namespaces[-1] else (local, "")

    def _add(self, kind: str, message: str, attribute: ScannedAttribute, *, hint: str) -> None:
        self._findings.add(kind, message, attribute.start, attribute.end, hint=hint)


def _is_uri(value: str) -> bool:
    """Return whether libxml2 takes *value* for a URI, as it asks of a namespace."""
    if _PLAIN_URI.fullmatch(value):
        return True
    try:
        etree.Element("x", nsmap={"p": value})
    except ValueError:
        return False
    return True


def _likely_uri(value: str) -> str:
    """Return the URI that *value* was probably meant to be."""
    likely = value.strip(f"\"'<>{_BLANK_CHARACTERS}{_CURLY}")
    if likely and _is_uri(likely):
        return likely
    likely = _URI_CHARACTERS.sub(lambda match: _percent(match[0]), likely)
    return likely if likely and _is_uri(likely) else "urn:x-invalid"


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))


# ---- characters --------------------------------------------------------------------------------


def _check_characters(reader: _Reader, roots: Sequence[ScannedElement]) -> None:
    """Note the references and characters that may not stand where they do."""
    suspects = _SUSPECT.finditer(reader.text, reader.start, reader.end)
    first = next(suspects, None)
    if first is None:
        return
    surroundings = _Surroundings(reader, roots)
    match: re.Match[str] | None = first
    while match is not None and reader.findings.layout.complete:
        _check_suspect(reader, surroundings.of(match.start()), match)
        match = next(suspects, None)


def _check_suspect(reader: _Reader, place: str, match: re.Match[str]) -> None:
    if match[0][0] == "&":
        if place in {"content", "value"}:
            _check_reference(reader, match.start())
    elif match[0] == "]]>":
        if place == "content":
            message = "']]>' may not stand in text"
            reader.findings.add("cdata-end-in-text", message, *match.span(), hint="write ]]&gt;")
            reader.findings.edit(match.start(), match.end(), "]]&gt;")
    elif place:
        code = f"U+{ord(match[0][0]):04X}"
        message = f"the character {code} is not allowed in XML"
        reader.findings.add("illegal-character", message, *match.span(), hint="delete it")
        reader.findings.edit(*match.span(), "\ufffd" * len(match[0]))


def _check_reference(reader: _Reader, position: int) -> None:
    """Note a '&' that begins no reference, or a wrong one."""
    text, end, hint = reader.text, reader.end, "write &amp; for '&'"
    if reference := _REFERENCE.match(text, position, end):
        if _character(reference) != reference[0]:
            return
        kind, stop = "illegal-reference", reference.end()
        message = f"{_clip(reference[0])} names a character that is not allowed in XML"
        hint = "delete it"
    elif name := _entity(text, position, end):
        kind, stop = "undefined-entity", position + len(name) + 2
        message = f"the entity &{_clip(name)}; is not one of the five that XML defines"
        hint = "write the character itself"
    else:
        kind, stop = "bare-ampersand", position + 1
        message = "'&' begins no reference"
        if unfinished := _UNFINISHED_ENTITY.match(text, position, end):
            message, hint = f"{unfinished[0]} has no ';' behind it", f"write {unfinished[0]};"
    reader.findings.add(kind, message, position, stop, hint=hint)
    reader.findings.edit(position, position + 1, "&amp;")


def _entity(text: str, position: int, end: int) -> str:
    """Return the name of the entity that is referred to at *position*, or nothing."""
    stop = _name_end(text, position + 1, end)
    return text[position + 1 : stop] if text.startswith(";", stop, end) else ""


class _Surroundings:
    """Knows what stands around a place: content, a value, other markup, or nothing of XML."""

    def __init__(self, reader: _Reader, roots: Sequence[ScannedElement]) -> None:
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

    def _is_in_value(self, index: int, position: int) -> bool:
        if self._attributes[0] != index:
            tag = self._reader.tags[index]
            attributes = tag.written
            if attributes is None:
                attributes = tuple(_attributes(self._reader.text, tag.name_end, tag.end))
            spans = [(each.value_start, each.value_end) for each in attributes]
            self._attributes = (index, spans)
        spans = self._attributes[1]
        place = bisect_right(spans, (position, self._reader.end + 1)) - 1
        return place >= 0 and position < spans[place][1]


def _outside(reader: _Reader, roots: Sequence[ScannedElement]) -> Iterator[tuple[int, int]]:
    """Return the places of the text that stands outside every element."""
    text = reader.text
    known = [(root.start, root.end) for root in roots]
    known += [(each.start, each.end) for each in reader.markup if each.kind != "cdata"]
    known += [(tag.start, tag.end) for tag in reader.tags if not tag.opens and not tag.partner]
    position = reader.start
    if text.startswith("\ufeff", position, reader.end):
        position += 1
    for start, end in [*sorted(known), (reader.end, reader.end)]:
        between = text[position:start]
        content = between.strip(_BLANK_CHARACTERS)
        if content:
            begin = position + len(between) - len(between.lstrip(_BLANK_CHARACTERS))
            yield begin, begin + len(content)
        position = max(position, end)


# ---- where stanzas stand -----------------------------------------------------------------------


def _whole_document(reader: _Reader) -> tuple[int, int] | None:
    """Return the place of the text without the blanks around it, if it is one XML document."""
    text, tags = reader.text, reader.tags
    if not tags or not tags[0].opens:
        return None
    end = _exact_end(tags[0])
    if end is None:
        return None
    outside = [(each.start, each.end) for each in reader.markup if each.kind != "cdata"]
    position = 1 if text.startswith("\ufeff") else 0
    for start, stop in [*sorted([*outside, (tags[0].start, end)]), (len(text), len(text))]:
        if text[position:start].strip(_BLANK_CHARACTERS):
            return None
        position = max(position, stop)
    start = len(text) - len(text.lstrip(f"\ufeff{_BLANK_CHARACTERS}"))
    return start, len(text.rstrip(_BLANK_CHARACTERS))


def _exact_end(tag: _Tag) -> int | None:
    """Return the place behind the end tag of an element in which nothing was left open."""
    if tag.empty:
        return tag.end
    return tag.partner.end if tag.partner and tag.exact else None


def _regions(reader: _Reader) -> Iterator[tuple[int, int]]:
    _find_columns(reader)
    position = -1
    stops = list(_stanza_starts(reader))
    for tag in reader.tags:
        if tag.start < position or not tag.opens or not _begins_region(reader, tag):
            continue
        end = _exact_end(tag)
        if end is None:
            index = bisect_right(stops, tag.start)
            limit = stops[index] if index < len(stops) else len(reader.text)
            if tag.partner and tag.partner.end <= limit:
                end = tag.partner.end
            else:
                end = _block_end(reader.text, tag, limit)
        yield tag.start, end
        position = end


def _stanza_starts(reader: _Reader) -> Iterator[int]:
    """Return where stanzas begin that stand in no other stanza."""
    before = ""
    for tag in reader.tags:
        if tag.opens:
            name = _local(tag.name)
            if name in _STANZAS and before != "forwarded":
                yield tag.start
            before = name


def _begins_region(reader: _Reader, tag: _Tag) -> bool:
    """Return whether a start tag is the beginning of a stanza, not the mention of one."""
    name = _local(tag.name)
    if name not in _STANZAS and name not in _PAYLOADS:
        return False
    text = reader.text
    rest = text[tag.name_end : tag.end].strip(f"/>{_BLANK_CHARACTERS}")
    if name in _PAYLOADS:
        return "xmlns" in rest or (tag.own_line and bool(rest))
    if rest or tag.own_line:
        return True
    if tag.partner and tag.exact and "<" in text[tag.end : tag.partner.start]:
        return True
    return _LINE_END.match(text, tag.end) is not None


def _block_end(text: str, tag: _Tag, limit: int) -> int:
    """Return where a damaged stanza ends that has no end tag."""
    end = tag.end
    is_after_blank = False
    for start, stop in _lines(text, tag.end, limit):
        written = text[start:stop].rstrip()
        line = written.lstrip()
        if start == tag.end:
            # The rest of a line of prose or of a log does not belong to it.
            end += len(written) if tag.own_line else written.rfind(">") + 1
        elif not line:
            is_after_blank = True
        elif _goes_on(tag, written, is_after_blank=is_after_blank):
            end = start + len(written)
        elif is_after_blank or not tag.own_line or line.startswith(("```", "~~~")):
            break
    return end


def _goes_on(tag: _Tag, written: str, *, is_after_blank: bool) -> bool:
    """Return whether a line goes on with the element that *tag* has opened above."""
    line = written.lstrip()
    if line.startswith("<"):
        is_outer = len(written.expandtabs()) - len(line.expandtabs()) <= tag.column
        is_another = is_outer and not line.startswith("</") and _local(tag.name) not in _STANZAS
        return not (is_after_blank and is_another)
    if is_after_blank or not tag.own_line:
        return False
    return line.endswith(">") or "</" in line or bool(_ATTRIBUTE.match(line))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return the lines between two offsets, without their ends."""
    for match in _NEWLINE.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end
