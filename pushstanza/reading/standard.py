"""Elements of the standard library, for the stanzas that most programs send."""

from itertools import islice
from typing import TYPE_CHECKING

from pushstanza.reading import parsing
from pushstanza.reading.limits import Limits
from pushstanza.reading.names import STANZA_TAGS

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET


def stanza(text: str, limits: Limits) -> "ET.Element | None":
    """Return the one stanza that *text* is, as an element of ``xml.etree``.

    ``None`` where it is something else, or may be refused: then lxml is asked. The parser of the
    standard library takes as long as lxml's, but its elements are read in half the time.
    """
    if len(text) > min(limits.size, _SHORT) or not text.lstrip().startswith(_STARTS):
        return None
    if parsing.is_special(text):
        return None
    # Elements have a "<" each, those around another have two; an attribute has four characters.
    if text.count("<") > min(2 * limits.depth - 1, limits.elements, limits.children):
        return None
    if len(text) > 4 * limits.attributes and text.count("=") > limits.attributes:
        return None
    if _PREFIX in text:
        return None
    root = _element(parsing.with_namespace(text, 0))
    return root if root is not None and root.tag in STANZA_TAGS else None


#: Below it nothing is too long for libxml2.
_SHORT = 40_000
#: How the text of a stanza begins that has no prefix.
_STARTS = ("<iq", "<message")
#: What declares a prefix; lxml refuses one for what is no URI.
_PREFIX = "xmlns:"


def texts_in(root: "ET.Element", limits: Limits) -> str | None:
    """Return all texts in an element and its attributes, one after the other.

    ``None`` where one is something else, or the element may be larger than is allowed: it may even
    be in itself.
    """
    most = min(limits.depth, limits.elements, limits.children)
    elements = [*islice(root.iter(), most + 1)]
    if len(elements) > most:
        return None
    texts: list[str] = []
    for each in elements:
        if not isinstance(each.tag, str):  # a comment, say
            return None
        texts += ("" if text is None else text for text in (each.text, each.tail))
        texts += each.attrib.values()
    # An element may declare a namespace, which counts as an attribute.
    if len(texts) - len(elements) > limits.attributes:
        return None
    return "".join(texts) if all(type(each) is str for each in texts) else None


def _element(text: str) -> "ET.Element | None":
    """Return the one element that *text* is, or ``None``."""
    try:
        stream = _STREAMS.pop()
    except IndexError:
        stream = _Stream()
    element = stream.read(text)
    if element is not None and stream.left:
        _STREAMS.append(stream)
    return element


class _Stream:
    """A parser that is inside an element, as in a stream, and reads one stanza after the other.

    Making a parser and decoding the names that all stanzas have takes a third of the time of one.
    """

    def __init__(self) -> None:
        import xml.etree.ElementTree as ET  # few programs parse stanzas

        builder = ET.TreeBuilder()
        around = builder.start("around", {})
        self.parser = ET.XMLParser(target=builder)  # noqa: S314 - inside an element is no DTD
        self.parser.feed("<stream>")
        (self.root,) = around
        self.left = _MOST_STANZAS

    def read(self, text: str) -> "ET.Element | None":
        """Return the one element that *text* is; after ``None`` there is nothing more to read."""
        try:
            # All that was opened is closed if the mark stands beside it.
            self.parser.feed(f"{text}<end/>")
            element, end = self.root
        except (SyntaxError, ValueError):
            return None
        if len(end) or (element.tail and not element.tail.isspace()):
            return None
        self.root.clear()
        self.left -= 1
        return element


#: A parser never forgets a name.
_MOST_STANZAS = 100

#: Those that no thread reads from.
_STREAMS: list[_Stream] = []
