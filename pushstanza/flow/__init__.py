"""An emulator of servers and push services in memory, for tests and diagrams."""

from typing import TYPE_CHECKING, Any

from pushstanza.flow.errors import (
    AddressError,
    NoStanzaError,
    UnknownClientError,
)
from pushstanza.flow.gateway import Gateway
from pushstanza.flow.provider import Provider
from pushstanza.flow.rooms import RoomService
from pushstanza.flow.server import Server
from pushstanza.flow.service import PushService
from pushstanza.flow.timeline import Event, Party, Preview, Timeline

if TYPE_CHECKING:
    from pushstanza.flow.stream import Stream, StreamClosedError, StreamEndedError

__all__ = [
    "AddressError",
    "Event",
    "Gateway",
    "NoStanzaError",
    "Party",
    "Preview",
    "Provider",
    "PushService",
    "RoomService",
    "Server",
    "Stream",
    "StreamClosedError",
    "StreamEndedError",
    "Timeline",
    "UnknownClientError",
]


def __getattr__(name: str) -> Any:
    if name not in {"Stream", "StreamClosedError", "StreamEndedError"}:
        from pushstanza.diagnostics.errors import no_attribute  # only where it is raised

        raise no_attribute(__name__, name, __all__)
    from pushstanza.flow import stream  # loads asyncio

    return getattr(stream, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
