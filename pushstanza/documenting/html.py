"""An example as HTML, for documentation systems that take HTML; its style sheet beside it."""

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from pushstanza.diagnostics.records import frozen
from pushstanza.documenting.example import Code, Example

#: The style sheet, a file beside this one.
STYLE = "pushstanza.css"


def style() -> str:
    """Return the style sheet of examples."""
    return _file(STYLE)


def tab(name: str, number: int, title: str) -> str:
    """Return what stands before the content of a tab, which ``</div>`` ends.

    It is a radio button with its label, so that tabs need no script.

    Args:
        name: What the tabs are called, unlike all others of the page.
        number: Which of the tabs it is, from 0.
        title: Its title.
    """
    return _template("tab.html").render(name=name, number=number, title=title)


@frozen(kw_only=True)
class Box:
    """What an example is put into: its ``anchor``, a ``caption``, and further ``classes``."""

    anchor: str | None = None
    caption: str | None = None
    classes: tuple[str, ...] = ()


def render(
    example: Example,
    name: str,
    *,
    box: Box | None = None,
    code: Callable[[Code], Markup] | None = None,
) -> str:
    """Return an example as HTML.

    Args:
        example: What a block shows.
        name: What the example is called, unlike all others of the page.
        box: What it is put into, if that has an anchor, a caption or classes.
        code: Makes HTML of code; by default :func:`coloured`.
    """
    return _template("example.html").render(
        example=example,
        name=name,
        box=box or Box(),
        code=code or coloured,
        picture=picture,
        tab=_tab,
    )


def picture(svg: str, title: str) -> Markup:
    """Return a picture as HTML; its styles and identifiers stay apart from those of the page.

    Args:
        svg: An SVG document.
        title: What it shows, for those who cannot see it.
    """
    data = b64encode(svg.encode()).decode()
    html = _template("picture.html").render(data=data, title=title)
    return Markup(html)  # noqa: S704 - it comes from a template, and is escaped


def coloured(part: Code, **options: Any) -> Markup:
    """Return code as HTML with the classes of Pygments.

    Args:
        part: The code.
        options: Those of the formatter of Pygments.
    """
    lexer = get_lexer_by_name(part.language, stripnl=False)
    formatter = HtmlFormatter(hl_lines=[*part.marked], wrapcode=True, **options)
    return Markup(highlight(part.text, lexer, formatter))  # noqa: S704 - Pygments escapes it


def plain(part: Code, prefix: str) -> Markup:
    """Return code as HTML without colours, which a script may add.

    Args:
        part: The code.
        prefix: What its class begins with, before the language.
    """
    html = _template("code.html").render(text=part.text.rstrip(), part=part, prefix=prefix)
    return Markup(html)  # noqa: S704 - it comes from a template, and is escaped


def style_element() -> str:
    """Return the style sheet of examples as an element of a page."""
    return _template("style.html").render(style=Markup(style()))  # noqa: S704 - it is our own


def _tab(name: str, number: int, title: str) -> Markup:
    return Markup(tab(name, number, title))  # noqa: S704 - it comes from a template, and is escaped


def _file(name: str) -> str:
    return files("pushstanza.documenting").joinpath(name).read_text("utf-8")


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        loader=FunctionLoader(_file),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
