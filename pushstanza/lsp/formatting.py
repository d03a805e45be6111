"""A document to the edits that lay out its stanzas."""

from lsprotocol import types

from pushstanza.lsp.documents import Document
from pushstanza.stanzas.format import formatted


def formatting(document: Document) -> list[types.TextEdit]:
    """Return the edits that format the stanzas of a document; what is around them stays.

    Raises:
        XmlError: a stanza is not well-formed, or contains a comment.
        ReadError: a stanza does not fit its model.
    """
    return document.replaced(formatted(document.text, document.name))
