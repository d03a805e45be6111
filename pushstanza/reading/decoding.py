"""Bytes to text: all of XMPP is in UTF-8."""

from pushstanza.diagnostics import Span
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.errors import LimitError, XmlError
from pushstanza.reading.limits import DEFAULT_LIMITS, Limits

BOM = "\ufeff"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_ENCODING = lazy_pattern(r"""encoding\s*=\s*["']([^"']*)["']""")


def decoded(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    """Return the text in *data*.

    Raises:
        XmlError: it is not in UTF-8, as all of XMPP is.
        LimitError: it is too large.
    """
    if len(data) > limits.size:
        raise LimitError(f"the input is {len(data)} bytes, but the limit is {limits.size}")
    _refuse_utf_16(data)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise not_utf_8(Lines(before).span(len(before), len(before))) from None
    _refuse_declared(text)
    return text


def refuse_other_encodings(head: bytes) -> None:
    """Refuse a text by its beginning, if that shows or says that it is not in UTF-8.

    Raises:
        XmlError: it does.
    """
    _refuse_utf_16(head)
    _refuse_declared(head.decode(errors="replace"))


def not_utf_8(place: Span) -> XmlError:
    """Return the error for a text that is not in UTF-8, with the place of the first such byte."""
    return XmlError(
        "the text is not valid UTF-8, which XMPP requires (RFC 6120, section 11.6)", place
    )


def _refuse_utf_16(data: bytes) -> None:
    if data.startswith(_OTHER_ENCODINGS):
        raise XmlError("the text is in UTF-16; XMPP requires UTF-8 (RFC 6120, section 11.6)")


def _refuse_declared(text: str) -> None:
    declared = _ENCODING.search(text, 0, end_of_declaration(text))
    if declared and declared[1].upper() not in {"UTF-8", "US-ASCII"}:
        raise XmlError(
            f"the text declares the encoding {declared[1][:40]!r};"
            " XMPP requires UTF-8 (RFC 6120, section 11.6)"
        )


def end_of_declaration(text: str) -> int:
    """Return the offset behind the XML declaration, 0 where there is none."""
    start = (
        len(text) - len(text.lstrip(" \t\r\n\ufeff"))
        if text[:1].isspace() or text[:1] == BOM
        else 0
    )
    if not text.startswith(("<?xml ", "<?xml\t", "<?xml\r", "<?xml\n"), start):
        return 0
    return text.find("?>", start, start + 1000) + 2 if "?>" in text[start : start + 1000] else 0
