"""Text to the stanza in it, as the parser of a stream takes it."""

from copy import deepcopy
from typing import Literal, TypeAlias
from xml.parsers import expat

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import source
from pushstanza.reading.names import CLIENT, OTHER_CONTENT, STANZAS
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.lenient import read_leniently
from pushstanza.stanzas.given import Given, data_of


class UnreadableError(PushStanzaError, ValueError):
    """Text that is not a stanza, not even a malformed one."""


#: What the parser of a server does: it checks that XML is well-formed, and reads namespaces; or it
#: does neither, as :mod:`pushstanza.servers.lenient` says.
Parser: TypeAlias = Literal["strict", "lenient"]

#: A damage beside those of :mod:`pushstanza.reading.scan`: the text ends before the stanza does.
INCOMPLETE = "incomplete"


@frozen
class Received:
    """A stanza as it reaches a server, and what is wrong with its XML.

    ``damage`` is a kind of damage, ``reason`` says where and what it is, ``parser_error`` is the
    message of the parser, which some servers repeat. ``text`` is that of a stanza which a strict
    parser refuses. ``is_written`` says that its prefixes are those of the sender: an element that
    is given has others.
    """

    root: etree._Element
    damage: str | None = None
    reason: str | None = None
    parser_error: str | None = None
    text: str | None = None
    is_written: bool = False

    def read_by(self, parser: Parser) -> "Received":
        """Return it as a parser takes it."""
        if parser == "strict" or (self.text is None and not self.is_written):
            return self
        if self.text is None:
            return attrs.evolve(self, root=_without_prefixes(self.root))
        found, rest = received_leniently(self.text)
        if found:
            return found[0]
        return _incomplete(rest) if rest else self


def received(given: Given) -> list[Received]:
    """Return the stanzas in what is given; of text that is not well-formed one that is broken.

    Raises:
        UnreadableError: there is nothing in it.
        LimitError: it is too large.
        UnsupportedDataError: it is nothing that holds a stanza.
    """
    data = data_of(given)
    is_text = isinstance(data, str | bytes | bytearray)
    try:
        return [Received(each, is_written=is_text) for each in source.read(data).stanzas]
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
    parser_error, is_complete = _expat_error(text)
    kind = error.damages[0].kind if error.damages else "not-well-formed"
    if parser_error is not None:
        return [Received(etree.Element("broken"), kind, str(error), parser_error, text)]
    if not is_complete:
        return [_incomplete(text)]
    found, has_text = _parsed(text)
    has_more = any(not isinstance(each.tag, str) for root in found for each in root.iter())
    stanzas = [each for each in found if isinstance(each.tag, str)]
    if not stanzas:
        raise UnreadableError("the input contains no stanza")
    for each in stanzas:
        etree.strip_tags(each, etree.Comment, etree.PI)
    damage = "comment" if has_more or len(found) > len(stanzas) else None
    whole = text if (damage or has_text) and len(stanzas) == 1 else None
    why = damage and str(error)
    return [Received(each, damage, why, text=whole, is_written=True) for each in stanzas]


def _incomplete(text: str) -> Received:
    why = "the text ends before the stanza does"
    return Received(etree.Element("broken"), INCOMPLETE, why, text=text)


def received_leniently(text: str) -> tuple[list[Received], str]:
    """Return the stanzas that a lenient parser finds in a text, and the one that has not ended."""
    read = read_leniently(text)
    found = [] if read.error else [Received(each) for each in read.roots]
    if read.error is not None:
        broken = etree.Element("broken")
        found.append(Received(broken, "not-well-formed", read.error, read.error))
    return found, read.rest


def _without_prefixes(root: etree._Element) -> etree._Element:
    """Return a stanza as a parser takes it that reads the names of elements as they are written.

    So ``<c:iq>`` is no stanza, while ``<iq xmlns=''>`` is one.
    """
    # One of another content namespace was put into that of clients, with a prefix made up for it.
    has_prefix = root.prefix is not None and root.nsmap.get(None) not in OTHER_CONTENT
    if not has_prefix and (namespace(root) == CLIENT or local(root) not in STANZAS):
        return root
    name = f"{root.prefix}.{local(root)}" if has_prefix else local(root)
    made = etree.Element(f"{{{CLIENT}}}{name}", dict(root.attrib), nsmap={None: CLIENT})
    made.text = root.text
    made.extend(deepcopy(each) for each in root)
    return made


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


def _parsed(text: str) -> tuple[list[etree._Element], bool]:
    """Return the elements of a text in a stream, and whether there is text around them."""
    # What lxml alone refuses, such as a namespace that is no URI, servers let pass.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(_encoded(f"{_STREAM}{text}</stream>"), parser)
    around = (root.text, *(each.tail for each in root))
    return [*root], any(each and not each.isspace() for each in around)
