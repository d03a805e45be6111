"""A file's name and content to the kind of text it is."""

from pathlib import PurePath

#: The kinds by the endings of names.
ENDINGS = {
    ".xml": "xml",
    ".json": "json",
    ".md": "markdown",
    ".rst": "rst",
    ".html": "html",
    ".log": "log",
}


def kind_of(file: str | None, text: str) -> str:
    """Return the kind of the text in a file: by its name, or by how it looks."""
    kind = ENDINGS.get(PurePath(file).suffix.lower()) if file else None
    if kind is None and text[:1] in "{[":
        return "json"
    return kind or "text"
