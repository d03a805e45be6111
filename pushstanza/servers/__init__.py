"""What servers and push services answer to the stanzas of the push-notification flow."""

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
