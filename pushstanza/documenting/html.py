"""An example as HTML, for documentation systems that take HTML; its style sheet beside it."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from pushstanza.documenting.example import Code, Example

#: The folder with the style sheet, and its name.
STATIC, STYLE = "static", "pushstanza.css"


def style() -> str:
    """Return the style sheet of examples."""
    return _file(f"{STATIC}/{STYLE}")


def tab(name: str, number: int, title: str) -> str:
    """Return what stands before the content of a tab, which ``</div>`` ends.

    It is a radio button with its label, so that tabs need no script.

    Args:
        name: What the tabs are called, unlike all others of the page.
        number: Which of the tabs it is, from 0.
        title: Its title.
    """
    return _template("tab.html").render(name=name, number=number, title=title)


def render(example: Example, name: str) -> str:
    """Return an example as HTML.

    Args:
        example: What a block shows.
        name: What the example is called, unlike all others of the page.
    """
    return _template("example.html").render(example=example, name=name, code=_code, tab=_tab)


def _tab(name: str, number: int, title: str) -> Markup:
    return Markup(tab(name, number, title))  # noqa: S704 - it comes from a template, and is escaped


def _code(part: Code) -> Markup:
    lexer = get_lexer_by_name(part.language, stripnl=False)
    formatter = HtmlFormatter(cssclass="highlight", hl_lines=[*part.marked], wrapcode=True)
    return Markup(highlight(part.text, lexer, formatter))  # noqa: S704 - Pygments escapes it


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
