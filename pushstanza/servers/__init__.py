"""What servers and push services answer to the stanzas of the push-notification flow."""

from pushstanza.servers.judge import (
    APP_SERVERS,
    HOME_SERVERS,
    SERVERS,
    UnknownServerError,
    Verdict,
    find_server,
    verdict,
    verdicts,
)
from pushstanza.servers.reading import UnreadableError

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
