"""The formats as data: an XSD for each namespace, a JSON Schema for each payload."""

from pathlib import Path

_HERE = Path(__file__).parent
_FOLDERS = ("xsd", "json")


def names() -> list[str]:
    """Return the names of all schemas, such as ``push.xsd``."""
    return sorted(each.name for folder in _FOLDERS for each in (_HERE / folder).glob(f"*.{folder}"))


def path(name: str) -> Path:
    """Return the file of the schema called *name*."""
    return _HERE / name.rpartition(".")[2] / name
