"""One thing that is wrong with a text: its kind, in words, its place and the likely remedy."""

from typing import Final

import attrs

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
    # the text as a whole; the first is found by the scan, the others by `source`
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
