"""One thing that is wrong with a text: its kind, in words, its place and the likely remedy."""

from typing import Final

from pushstanza.diagnostics.records import frozen

#: Every kind of damage, and what it is.
KINDS: Final = {
    # tags
    "start-tag-not-closed": "A start tag is not closed by '>'.",
    "start-tag-for-end-tag": "An element is opened again instead of closed.",
    "end-tag-for-start-tag": "An element is closed instead of opened.",
    "end-tag-missing": "An element has no end tag.",
    "end-tag-unexpected": "An end tag has no start tag.",
    "end-tag-misspelt": "An end tag is spelt differently from its start tag.",
    "end-tag-not-closed": "An end tag is not closed by '>'.",
    "end-tags-crossed": "Two end tags are in the wrong order.",
    "misplaced-blank": "There is whitespace inside '</' or '/>', or before the name of a tag.",
    "stray-less-than": "A '<' does not begin a tag.",
    "stray-character": "A tag contains something that is not an attribute.",
    # attributes
    "attribute-without-equals": "An attribute has no '=' before its value.",
    "attribute-without-quotes": "The value of an attribute is not quoted.",
    "attribute-without-value": "An attribute has no value.",
    "duplicate-attribute": "An attribute is given twice.",
    "escaped-quote": "The quotes around a value are escaped by backslashes.",
    "missing-blank": "There is no whitespace between two attributes.",
    "quote-in-value": "A value contains the quote that encloses it.",
    "quote-missing": "A value has only one of its two quotes.",
    "quotes-differ": "A value begins with one quote and ends with the other.",
    "typographic-quote": "A value is in typographic quotes.",
    # names
    "empty-namespace": "A prefix is declared without a namespace.",
    "invalid-name": "A name has a colon at its beginning or end, or more than one.",
    "invalid-namespace": "A namespace is not a URI.",
    "invalid-xml-id": "An xml:id is not a name, or is given twice.",
    "reserved-namespace": "A declaration uses the prefixes xml or xmlns, or their namespaces.",
    "undeclared-prefix": "A prefix is not declared.",
    # text
    "bare-ampersand": "A '&' does not begin a reference.",
    "cdata-end-in-text": "The text contains ']]>'.",
    "illegal-character": "A character is not allowed in XML.",
    "illegal-reference": "A character reference refers to a character that is not allowed in XML.",
    "undefined-entity": "An entity is not one of the five that XML defines.",
    # other markup
    "cdata-not-closed": "A CDATA section is not closed by ']]>'.",
    "comment-malformed": "A comment contains '--'.",
    "comment-not-closed": "A comment is not closed by '-->'.",
    "doctype": "A document type declaration is not allowed in an XMPP stream.",
    "markup-declaration": "A declaration is outside a document type.",
    "processing-instruction-malformed": "A processing instruction has no valid target.",
    "processing-instruction-not-closed": "A processing instruction is not closed by '?>'.",
    "xml-declaration-malformed": "The XML declaration is malformed.",
    "xml-declaration-misplaced": "An XML declaration is not at the beginning.",
    # the text as a whole; the first is found by the scan, the others by `source`
    "too-many-damages": "There are so many errors that the rest is not read.",
    "comment": "A comment is not allowed in an XMPP stream.",
    "no-element": "There is no element in the text.",
    "not-utf-8": "The bytes are not UTF-8.",
    "not-well-formed": "The parser refuses the text for a reason that the scanner does not know.",
    "other-encoding": "The XML declaration names an encoding other than UTF-8.",
    "processing-instruction": "A processing instruction is not allowed in an XMPP stream.",
    "text-outside": "There is text outside the elements.",
}

#: A text with more damages than this is no XML, and is not looked at any further.
MOST_DAMAGES: Final = 10_000


@frozen
class Damage:
    """One thing that is wrong with a text: its kind, in words, its place and the likely remedy.

    ``kind`` is a key of `KINDS`. The place is a pair of offsets into the text.
    """

    kind: str
    message: str
    offset: int
    end_offset: int
    hint: str | None = None
