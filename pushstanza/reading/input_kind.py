"""How a text is read."""

from typing import Literal, TypeAlias

#: As what its name and its content look like, or as one of the kinds.
InputKind: TypeAlias = Literal[
    "auto", "xml", "json", "markdown", "rst", "html", "xep", "code", "template", "log", "text"
]
