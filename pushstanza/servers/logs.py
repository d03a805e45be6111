"""All lines of logs that are known, each with the program that writes it."""

from pushstanza.diagnostics.records import frozen
from pushstanza.servers.log_line import LogLine
from pushstanza.servers.registry import PROGRAMS, SERVERS


@frozen
class Logger:
    """A program as a line of its log shows it.

    ``setup`` is how a server is called that writes a line only where it is set up in one way,
    ``server`` the name of a server, by which its reactions are known.
    """

    title: str
    setup: str
    server: str | None = None


def _loggers() -> list[tuple[Logger, LogLine]]:
    found = []
    for server in SERVERS.values():
        program = SERVERS[server.variant_of or server.name]
        logger = Logger(program.title, server.title, server.name)
        found += [(logger, line) for line in server.log_lines]
    for each in PROGRAMS:
        found += [(Logger(each.title, each.title), line) for line in each.lines]
    return found


#: The lines, those of servers first.
LOG_LINES: tuple[tuple[Logger, LogLine], ...] = tuple(_loggers())
