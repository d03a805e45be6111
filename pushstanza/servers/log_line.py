"""What servers write to their logs when a push fails."""

import re

import attrs

from pushstanza.servers.case import Input


@attrs.frozen
class Fault:
    """Something that may be wrong, and where that is known from."""

    input: Input
    source: str


@attrs.frozen(kw_only=True)
class LogLine:
    """A line that a server writes to its log, and what it comes from.

    Each such line holds one of ``words``, by which it is found in a long log. ``effect`` says
    what happens to the registration. A pattern with the groups ``type`` and ``condition``, and
    perhaps ``text``, is that of a line that quotes the error in answer to a publish.
    """

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    subject: str = ""
    meaning: str = ""
    effect: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def quotes_error(self) -> bool:
        """Whether it quotes the error in answer to a publish."""
        return "condition" in self.pattern.groupindex
