"""How servers and push services answer the stanzas of the push notification flow."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pushstanza.servers.answer import Verdict
    from pushstanza.servers.judge import verdict, verdicts
    from pushstanza.servers.reading import UnreadableError
    from pushstanza.servers.registry import (
        APP_SERVERS,
        HOME_SERVERS,
        SERVERS,
        UnknownServerError,
        find_server,
    )

__all__ = [
    "APP_SERVERS",
    "HOME_SERVERS",
    "SERVERS",
    "UnknownServerError",
    "UnreadableError",
    "Verdict",
    "find_server",
    "verdict",
    "verdicts",
]

#: Rules need the inputs alone: the tables are loaded when something is asked of them.
_LATER = {
    "APP_SERVERS": "registry",
    "HOME_SERVERS": "registry",
    "SERVERS": "registry",
    "UnknownServerError": "registry",
    "UnreadableError": "reading",
    "Verdict": "answer",
    "find_server": "registry",
    "verdict": "judge",
    "verdicts": "judge",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
