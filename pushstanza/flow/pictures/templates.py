"""The templates of the pictures: whatever they are given is escaped, and shown in one line."""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from pushstanza.flow.pictures import words

_FOLDER = "pushstanza.flow.pictures"


def part(name: str) -> str:
    """Return a file beside this module: a template, a style sheet or a script."""
    return files(_FOLDER).joinpath(name).read_text("utf-8")


@cache
def template(name: str) -> Template:
    """Return the template called *name*."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    made = Environment(
        autoescape=True,
        finalize=_shown,
        keep_trailing_newline=True,
        loader=FunctionLoader(part),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals["words"] = words
    return made


def _shown(value: Any) -> Any:
    """Return what is put into a template: markup as it is, text without what may not be obeyed."""
    return words.plain(value) if isinstance(value, str) and type(value) is not Markup else value
