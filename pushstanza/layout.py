"""Text to the same text with its stanzas laid out for people."""

from collections.abc import Iterator

from lxml import etree

from pushstanza import scan, source
from pushstanza.binding import REGISTRY, read, write
from pushstanza.stanza import prettified
from pushstanza.stanzas import rfc6120


def formatted(text: str) -> str:
    """Return *text* with each stanza in it laid out; what stands around them stays as it is.

    Raises:
        XmlError: a stanza is not well-formed, or holds a comment, which has no place in it.
        ReadError: a model cannot hold it.
    """
    return "".join(_parts(text))
