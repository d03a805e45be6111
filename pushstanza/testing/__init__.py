"""Support for the tests of other projects: comparison, fixtures, strategies, and a listener.

Importing it loads neither pytest nor Hypothesis; ``pip install pushstanza[testing]`` installs both.
The fixtures and options are in ``pushstanza.testing.plugin``, which pytest finds by itself.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pushstanza.testing import strategies as strategies
    from pushstanza.testing.comparing import Difference, assert_stanza_equal, differences
    from pushstanza.testing.listener import Listener, ListenerError
    from pushstanza.testing.missing import MissingExtraError
    from pushstanza.testing.strategies import jids, models, stanzas, texts, unknowns

__all__ = [
    "Difference",
    "Listener",
    "ListenerError",
    "MissingExtraError",
    "assert_stanza_equal",
    "differences",
    "jids",
    "models",
    "stanzas",
    "strategies",
    "texts",
    "unknowns",
]

#: Where the names are: a program loads only what it asks for.
_LATER = {
    "Difference": "comparing",
    "Listener": "listener",
    "ListenerError": "listener",
    "MissingExtraError": "missing",
    "assert_stanza_equal": "comparing",
    "differences": "comparing",
    "jids": "strategies",
    "models": "strategies",
    "stanzas": "strategies",
    "texts": "strategies",
    "unknowns": "strategies",
}


def __getattr__(name: str) -> Any:
    if name == "strategies":
        return import_module(f"{__name__}.strategies")
    if name not in _LATER:
        from pushstanza.diagnostics.errors import no_attribute  # only where it is raised

        raise no_attribute(__name__, name, __all__)
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__]
