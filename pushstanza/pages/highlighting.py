"""XML and JSON with colours; the style sheet ``page.css`` says which."""

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer, XmlLexer

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
