"""What stands in a text that can be explained."""

from pushstanza.diagnostics.records import frozen
from pushstanza.explaining.context import SentRequest
from pushstanza.servers.log_line import LogLine
from pushstanza.servers.logs import Logger


@frozen(kw_only=True)
class Refusal:
    """The error of a stanza, or one that a log tells of: ``name`` says which.

    ``request`` is the one that it answers, ``speaker`` the JID of who sent it, ``publisher`` the
    server that logged it in answer to a publish of its own, ``count`` the number of such errors
    that it has counted.
    """

    name: str
    type: str | None
    conditions: tuple[str, ...]
    text: str | None = None
    request: SentRequest | None = None
    publisher: str | None = None
    speaker: str | None = None
    count: int | None = None
    line: int = 1


@frozen
class Word:
    """A word of a provider, of MongoosePush or of XMPP, or the number of a status.

    ``status`` is the one that stands with a word.
    """

    word: str
    line: int = 1
    status: int | None = None


@frozen
class Logged:
    """A line of a log that is known, the program that writes it, and the values in the line."""

    known: LogLine
    logger: Logger
    values: tuple[tuple[str, str], ...] = ()
    line: int = 1
