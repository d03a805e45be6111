"""An emulator of servers and push services in memory, for tests and diagrams."""

from pushstanza.flow.errors import (
    AddressError,
    NoStanzaError,
    UnknownClientError,
)
from pushstanza.flow.gateway import Gateway
from pushstanza.flow.provider import Provider
from pushstanza.flow.server import Server
from pushstanza.flow.service import PushService
from pushstanza.flow.timeline import Event, Party, Preview, Timeline

__all__ = [
    "AddressError",
    "Event",
    "Gateway",
    "NoStanzaError",
    "Party",
    "Preview",
    "Provider",
    "PushService",
    "Server",
    "Timeline",
    "UnknownClientError",
]
