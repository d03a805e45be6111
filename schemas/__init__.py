"""The formats as data: an XSD for each namespace, a JSON Schema for each payload."""

from importlib.resources import files
from importlib.resources.abc import Traversable

_FOLDERS = ("xsd", "json")


def names() -> list[str]:
    """Return the names of all schemas, such as ``push.xsd``."""
    found = [
        each.name
        for folder in _FOLDERS
        for each in (files(__name__) / folder).iterdir()
        if each.name.endswith(f".{folder}")
    ]
    return sorted(found)


def path(name: str) -> Traversable:
    """Return the file of the schema called *name*."""
    return files(__name__) / name.rpartition(".")[2] / name
