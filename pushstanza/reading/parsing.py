"""Text to trees, with lxml alone; what it refuses is asked about elsewhere."""

import threading

from lxml import etree

from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.decoding import BOM, end_of_declaration
from pushstanza.reading.errors import LimitError, XmlError, name_of_file
from pushstanza.reading.limits import Limits, check_limits
from pushstanza.reading.names import CLIENT, STANZA_TAGS, STREAMS
from pushstanza.reading.stanza_trees import as_client, is_stanza

_NAME = r"[^\s<>/='\"]+"
_FIRST_TAG = lazy_pattern(r"\s*<([A-Za-z_][^\s/<>=:'\"]*)(?=[\s/>])")
_FIRST_NAME = lazy_pattern(r"\s*<[A-Za-z_][^\s/<>='\"]*(?=[\s/>])")
_DECLARED = lazy_pattern(
    rf"""\s*<{_NAME}(?:\s+(?!xmlns\s*=){_NAME}\s*=\s*(?:'[^']*'|"[^"]*"))*\s+xmlns\s*="""
)
_STREAM_TAG = lazy_pattern(r"<((?:[\w.-]+:)?stream)[\s>]")

_TOO_DEEP = lazy_pattern("(?:Excessive|Maximum)[^<>]* depth")

#: Where lxml adds the place to its sentence, which is that in the text it was given.
_POSITION = lazy_pattern(r", line \d+, column \d+.*")

#: What lxml raises for text that it cannot read.
_UNREADABLE = (etree.LxmlError, SyntaxError, ValueError)

#: What was an element before may be in a namespace that is no URI, which servers let pass.
_REREADER = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)


class _Parsers(threading.local):
    """A parser for each thread: its log of errors is that of the last document."""

    def __init__(self) -> None:
        self.parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


_PARSERS = _Parsers()


def sound(text: str) -> etree._Element | None:
    """Return the one element in *text* as it stands in a stream, if all is well with its XML.

    ``None`` where lxml refuses it, or where it holds more than elements and text.
    """
    if is_special(text):
        return None
    root, _ = _parsed_or_not(_with_stream(with_namespace(text, 0), 0))
    if root is not None and root.tag in STANZA_TAGS:
        return root
    return as_client(root) if root is not None and is_stanza(root) else root


def in_stream(text: str) -> etree._Element:
    """Return the one element in *text* as it stands in a stream, comments dropped.

    Raises:
        XmlError: libxml2 makes no tree of it.
    """
    start = _end_of_leading(text)
    root, error = _parsed_or_not(_with_stream(with_namespace(text, start), start))
    if root is None:
        raise _refusal(text, error)
    etree.strip_tags(root, etree.Comment, etree.PI)
    return as_client(root) if is_stanza(root) else root


def reread(text: str | bytes) -> etree._Element:
    """Return the element that was written as *text*, whatever its names and namespaces are."""
    return etree.fromstring(text, _REREADER)


def roots_of(text: str, limits: Limits, *, comments: bool) -> tuple[etree._Element, ...]:
    """Return the elements of a text that may also hold a declaration, a row of them, or a stream.

    Raises:
        XmlError: it is not well-formed, or contains markup that XMPP does not allow.
        LimitError: it is too large.
    """
    if len(text) > limits.size:
        raise LimitError(f"the input is {len(text)} characters, but the limit is {limits.size}")
    given = text
    special = is_special(text)
    start = 0
    if special:
        text = _without_declaration(text)
        start = _end_of_leading(text)
        if text.startswith("<!DOCTYPE", start):
            raise _refusal(given)
    root, error = _parsed_or_not(with_namespace(text, start))
    roots = _several(given, text, error) if root is None else (root,)
    if special:
        _settle_comments(given, roots, comments=comments)
    # No element is without a "<", no attribute without a "=": so most texts need no counting.
    fewest = min(limits.depth, limits.elements, limits.children)
    if text.count("<") > fewest or len(text) > 4 * limits.attributes:
        check_limits(roots, limits)
    return roots


def _parsed(text: str) -> etree._Element:
    parser = _PARSERS.parser
    # As bytes: in a str lxml looks for a declaration of its encoding, which can take long.
    root: etree._Element = etree.fromstring(text.encode(), parser)
    # A warning about a namespace that is no absolute URI makes lxml forget errors before it.
    if len(parser.error_log) > 0:
        for entry in parser.error_log:
            if entry.level >= etree.ErrorLevels.ERROR:
                raise ValueError(entry.message)
    return root


def _parsed_or_not(text: str) -> tuple[etree._Element | None, Exception | None]:
    """Return the root of a document, or why there is none.

    Ours is raised elsewhere: an error of lxml, which cannot be pickled, is no part of it then.
    """
    try:
        return _parsed(text), None
    except _UNREADABLE as error:
        return None, error


def _several(given: str, text: str, error: Exception | None) -> tuple[etree._Element, ...]:
    """Return the elements of a text that is no single document: a row of them, or a stream."""
    stream = _STREAM_TAG.search(text)
    end = f"</{stream[1]}>" if stream and f"</{stream[1]}" not in text else ""
    opened = f"<x xmlns='{CLIENT}' xmlns:stream='{STREAMS}'>"
    wrapper, _ = _parsed_or_not(f"{opened}{text}{end}</x>")
    if wrapper is None:
        raise _refusal(given, error)
    roots = tuple(each for each in wrapper if isinstance(each.tag, str))
    if not roots or any(each and not each.isspace() for each in _texts(wrapper)):
        raise _refusal(given, error)
    return roots


def _texts(element: etree._Element) -> list[str | None]:
    return [element.text, *(child.tail for child in element)]


def _refusal(text: str, error: Exception | None = None) -> XmlError:
    """Return what is wrong with a text that lxml refuses."""
    message = _POSITION.sub("", getattr(error, "msg", None) or str(error or ""))
    if _TOO_DEEP.search(message):
        return LimitError("elements are nested too deeply")
    from pushstanza.reading.scan import scan as scan_of  # what is well-formed never needs it

    scan = scan_of(text)
    lines = Lines(text)
    for damage in scan.damages:
        span = lines.span(damage.offset, damage.end_offset)
        return XmlError(damage.message, span, scan.damages)
    if not scan.roots:
        return XmlError(name_of_file(text) or "the text contains no element")
    for start, end in scan.outside:
        return XmlError("text is not allowed outside the elements", lines.span(start, end))
    first = scan.roots[0]
    return XmlError(
        message or "the text is not well-formed", lines.span(first.start, first.name_end)
    )


def _settle_comments(text: str, roots: tuple[etree._Element, ...], *, comments: bool) -> None:
    """Drop comments and processing instructions, or refuse them."""
    from pushstanza.reading.scan import scan

    found = [each for each in scan(text).comments if each.kind != "xml-declaration"]
    if found and not comments:
        kind = found[0].kind.replace("-", " ")
        raise XmlError(
            f"a {kind} is not allowed in an XMPP stream (RFC 6120, section 11.1)",
            Lines(text).span(found[0].start, found[0].end),
        )
    for root in roots:
        etree.strip_tags(root, etree.Comment, etree.PI)
        if next(root.iter(etree.Entity), None) is not None:
            raise _refusal(text)


# ---- the beginning of a text ----


def _without_declaration(text: str) -> str:
    """Return *text* with blanks in place of what may only stand in a file."""
    if text[:1] == BOM:
        text = " " + text[1:]
    end = end_of_declaration(text)
    return " " * end + text[end:]


def with_namespace(text: str, start: int) -> str:
    """Return *text* with ``jabber:client`` declared on a first element that declares nothing.

    It begins at *start*, or after blanks.
    """
    found = None if _DECLARED.match(text, start) else _FIRST_TAG.match(text, start)
    if found is None:
        return text
    return f"{text[: found.end()]} xmlns='{CLIENT}'{text[found.end() :]}"


def _with_stream(text: str, start: int) -> str:
    """Return *text* with the prefix declared that the stream declares which it is from."""
    if "<stream:" not in text or "xmlns:stream" in text:
        return text
    found = _FIRST_NAME.match(text, start)
    if found is None:
        return text
    return f"{text[: found.end()]} xmlns:stream='{STREAMS}'{text[found.end() :]}"


def _end_of_leading(text: str) -> int:
    """Return the offset behind the blanks, comments and instructions before the first element."""
    end = 0
    while True:
        end = len(text) - len(text[end:].lstrip()) if text[end : end + 1].isspace() else end
        closing = next((mark for start, mark in _MARKS if text.startswith(start, end)), None)
        close = -1 if closing is None else text.find(closing, end)
        if closing is None or close < 0:
            return end
        end = close + len(closing)


#: What may stand before the first element, and how it ends.
_MARKS = (("<!--", "-->"), ("<?", "?>"))


def is_special(text: str) -> bool:
    """Tell whether *text* holds markup that is neither tag nor reference."""
    return _holds_tag(text, "!") or _holds_tag(text, "?") or text[:1] == BOM


def _holds_tag(text: str, mark: str) -> bool:
    """Tell whether *text* holds a ``<`` and a mark: one character is found faster than two."""
    first = text.find(mark)
    if first < 0:
        return False
    if first == text.rfind(mark):  # most texts have none, or a question
        return first > 0 and text[first - 1] == "<"
    return f"<{mark}" in text
