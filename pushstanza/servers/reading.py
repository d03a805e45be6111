"""Text to the stanza in it, as the parser of a stream takes it."""

from xml.parsers import expat

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.reading import source
from pushstanza.reading.names import CLIENT
from pushstanza.stanzas.given import Given, data_of


class UnreadableError(PushStanzaError, ValueError):
    """Text that is not a stanza, not even a malformed one."""


#: A damage beside those of :mod:`pushstanza.reading.scan`: the text ends before the stanza does.
INCOMPLETE = "incomplete"


@attrs.frozen
class Received:
    """A stanza as it reaches a server, and what is wrong with its XML.

    ``damage`` is a kind of damage, ``reason`` says where and what it is, ``expat_error`` is
    expat's message, which some servers repeat.
    """

    root: etree._Element
    damage: str | None = None
    reason: str | None = None
    expat_error: str | None = None


def received(given: Given) -> list[Received]:
    """Return the stanzas in what is given; of text that is not well-formed one that is broken.

    Raises:
        UnreadableError: there is nothing in it.
        LimitError: it is too large.
        UnsupportedDataError: it is nothing that holds a stanza.
    """
    data = data_of(given)
    try:
        return [Received(each) for each in source.read(data).stanzas]
    except source.LimitError:
        raise
    except source.XmlError as error:
        return _in_stream(data, error)


_STREAM = f"<stream xmlns='{CLIENT}'>"


def _in_stream(data: source.Data, error: source.XmlError) -> list[Received]:
    """Return what a stream makes of a text that is no document of ours."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes | bytearray) else str(data)
    if "<" not in text:
        raise UnreadableError("the input contains no stanza")
    expat_error, is_complete = _expat_error(text)
    kind = error.damages[0].kind if error.damages else "not-well-formed"
    if expat_error is not None:
        return [Received(etree.Element("broken"), kind, str(error), expat_error)]
    if not is_complete:
        return [
            Received(etree.Element("broken"), INCOMPLETE, "the text ends before the stanza does")
        ]
    found = _parsed(text)
    has_more = any(not isinstance(each.tag, str) for root in found for each in root.iter())
    stanzas = [each for each in found if isinstance(each.tag, str)]
    if not stanzas:
        raise UnreadableError("the input contains no stanza")
    for each in stanzas:
        etree.strip_tags(each, etree.Comment, etree.PI)
    damage = "comment" if has_more or len(found) > len(stanzas) else None
    return [Received(each, damage, damage and str(error)) for each in stanzas]


def _expat_error(text: str) -> tuple[str | None, bool]:
    """Return what expat finds wrong with a text in a stream, and whether its stanzas end."""
    depth = 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(namespace_separator="\f")
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(_encoded(_STREAM + text), False)  # noqa: FBT003 - its second argument has no name
    except expat.ExpatError as error:
        return expat.ErrorString(error.code), False
    return None, depth == 1 and text.rstrip().endswith(">")


def _encoded(text: str) -> bytes:
    """Return the bytes that a server gets; half of a surrogate pair is not UTF-8 there."""
    return text.encode("utf-8", "surrogatepass")


def _parsed(text: str) -> list[etree._Element]:
    # What lxml alone refuses, such as a namespace that is no URI, servers let pass.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(_encoded(f"{_STREAM}{text}</stream>"), parser)
    return [*root]
