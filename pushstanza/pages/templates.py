"""Templates: whatever they are given is escaped, and shown in one line."""

from functools import cached_property
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from pushstanza.pages import plain


class Templates:
    """The templates in the folder of a package, and the style sheets and scripts beside them.

    Args:
        package: The name of the package.
        names: What the templates may use besides what they are given, by its name.
    """

    def __init__(self, package: str, **names: Any) -> None:
        self._package = package
        self._names = names

    def part(self, name: str) -> str:
        """Return a file of the folder as it is."""
        return files(self._package).joinpath(name).read_text("utf-8")

    def template(self, name: str) -> Template:
        """Return the template called *name*."""
        return self._environment.get_template(name)

    @cached_property
    def _environment(self) -> Environment:
        made = Environment(
            autoescape=True,
            finalize=_shown,
            keep_trailing_newline=True,
            loader=FunctionLoader(self.part),
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
        made.globals.update(self._names)
        return made


def _shown(value: Any) -> Any:
    """Return what is put into a template: markup as it is, text without what may not be obeyed."""
    return plain(value) if isinstance(value, str) and type(value) is not Markup else value


#: What pages of all kinds share.
SHARED: Templates = Templates("pushstanza.pages")
