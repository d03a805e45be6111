"""The formats as data: an XSD a namespace, a JSON Schema a payload."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def xsd(name: str) -> Traversable:
    """Return the XSD called *name*, without its ending."""
    return files("pushstanza.schemas.xsd") / f"{name}.xsd"


def json_schema(name: str) -> Traversable:
    """Return the JSON Schema called *name*, without its ending."""
    return files("pushstanza.schemas.json") / f"{name}.json"
