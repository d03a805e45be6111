"""XML and JSON with colours; the style sheet ``page.css`` says which."""

from collections.abc import Iterator

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer, XmlLexer
from pygments.token import STANDARD_TYPES

_FORMATTER = HtmlFormatter(nowrap=True)
_LEXERS = {
    "XML": XmlLexer(stripnl=False, ensurenl=False),
    "JSON": JsonLexer(stripnl=False, ensurenl=False),
}


def language_of(text: str) -> str:
    """Return what a text is written in: ``XML`` or ``JSON``."""
    return "XML" if text.lstrip()[:1] not in {"{", "["} else "JSON"


def highlighted(text: str, language: str) -> Markup:
    """Return a text in *language* as HTML, with a class for each colour."""
    return Markup(highlight(text, _LEXERS[language], _FORMATTER))  # noqa: S704 - it is escaped


def pieces(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text in *language*, each behind the class of its colour, or none."""
    for _, kind, piece in _LEXERS[language].get_tokens_unprocessed(text):
        yield STANDARD_TYPES.get(kind, ""), piece
