"""What programs write to their logs about push, and about the connections that pushes go over."""

import re

import attrs

from pushstanza.diagnostics.records import frozen
from pushstanza.servers.case import Input, unseen

#: What stands in the words of a line for a value.
VALUE = "…"


@frozen
class Fault:
    """Something that may be wrong, and where that is known from."""

    input: Input
    source: str


@frozen(kw_only=True)
class LogLine:
    """A line that a program writes to its log, and what it comes from.

    ``text`` is what it says, with ``…`` for each value; a line is found by the longest word of it.
    ``pattern`` finds it where that is not enough: one with the groups ``type`` and ``condition``,
    and perhaps ``text``, is that of a line that quotes the error in answer to a publish. Where the
    type is not in the line it is ``quoted_type``; ``service`` and ``count`` are groups, too.
    ``carries_reason`` says that the word of a provider in the line, if there is one, says it all.
    ``effect`` says what happens to the registration. ``versions`` are those that write it, if not
    the current one.
    """

    text: str
    source: str
    meaning: str = ""
    effect: str = ""
    faults: tuple[Fault, ...] = ()
    pattern: re.Pattern[str] | None = None
    quoted_type: str = ""
    carries_reason: bool = False
    versions: str = ""
    words: tuple[str, ...] = attrs.field(
        default=attrs.Factory(lambda self: (max(self.parts, key=len),), takes_self=True)
    )

    @property
    def parts(self) -> list[str]:
        """What it says between its values."""
        return [each.strip(" ") for each in self.text.split(VALUE) if each.strip(" ")]

    @property
    def quotes_error(self) -> bool:
        """Whether it quotes the error in answer to a publish."""
        return self.pattern is not None and "condition" in self.pattern.groupindex

    def is_in(self, line: str) -> bool:
        """Tell whether a line of a log is this one."""
        if self.pattern is not None:
            return self.pattern.search(line) is not None
        position = 0
        for part in self.parts:
            position = line.find(part, position)
            if position < 0:
                return False
            position += len(part)
        return True

    def values_in(self, line: str) -> tuple[tuple[str, str], ...]:
        """Return the values that a line has for the groups of the pattern."""
        found = self.pattern.search(line) if self.pattern else None
        values = found.groupdict() if found else {}
        return tuple((name, value) for name, value in values.items() if value)


@frozen
class Program:
    """A program that is no server of its own, and the lines that it writes."""

    title: str
    lines: tuple[LogLine, ...]


def cause(title: str, fix: str, source: str, *rules: str) -> Fault:
    """Return what may be wrong where no stanza shows it."""
    return Fault(unseen(title, fix=fix, rules=rules), source)


# ---- what several programs tell of connections ----

UNREACHABLE = "The publish is lost; the user's server gets remote-server-not-found or a timeout."
COMPONENT_DOWN = (
    "Publishes to the component are answered with an error until it is connected again."
)


def cannot_be_reached(source: str) -> Fault:
    """Return what is wrong where no connection to the push service comes about."""
    return cause(
        "the server of the push service cannot be reached: its name, its DNS records, a firewall or"
        " a port",
        "look up the SRV records of the domain in jid, and connect to the host they name",
        source,
        "PS502",
        "PS607",
    )


def is_not_trusted(source: str) -> Fault:
    """Return what is wrong where two servers do not accept each other."""
    return cause(
        "a certificate is not valid for its domain, has expired, or TLS or dialback is refused",
        "check the certificates and the s2s settings on both sides",
        source,
    )


def wrong_component_secret(source: str) -> Fault:
    """Return what is wrong where a component is refused."""
    return cause(
        "the secret of the component is not the one that the server is configured with",
        "write the same secret in the configuration of the server and of the push service",
        source,
    )


def component_absent(source: str) -> Fault:
    """Return what is wrong where a component does not answer."""
    return cause(
        "the push service is not running, or is not connected to the server as a component",
        "start it, and compare host, port, domain and secret on both sides",
        source,
    )


def connected_twice(source: str) -> Fault:
    """Return what is wrong where two components have one name."""
    return cause(
        "two instances of the push service use the same domain",
        "stop one of them, or give it a domain of its own",
        source,
    )
