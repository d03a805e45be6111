"""What the emulator raises for arguments that cannot be meant, beside what every function does."""

from typing import Any

from pushstanza.diagnostics import UnknownNameError, WrongValueError
from pushstanza.jid import JidError, Part
from pushstanza.servers.reading import UnreadableError


class AddressError(WrongValueError, JidError):
    """An argument that is not a valid JID: ``part`` and ``reason`` say what is wrong with it."""

    def __init__(
        self,
        message: str,
        *,
        text: str,
        part: Part,
        reason: str,
        attribute: str,
        expected: tuple[str, ...],
        path: str,
    ) -> None:
        JidError.__init__(self, text, part, reason)
        self.args: tuple[Any, ...] = (message,)
        self.attribute = attribute
        self.value = text
        self.expected = expected
        self.path = path

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownClientError(UnknownNameError):
    """A client that has never been connected."""


class NoStanzaError(WrongValueError, UnreadableError):
    """Text or an element that is no stanza, not even a malformed one."""
