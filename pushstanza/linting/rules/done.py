"""What a stanza of a log does for those after it, without the stanza itself."""

from typing import NamedTuple, TypeAlias

from pushstanza.linting.rules.history import Options, Place


class Enabled(NamedTuple):
    """An ``enable``, with the sender's address: as it is written, and normalized."""

    place: Place
    user: str | None
    sender: str | None
    client: str | None
    options: Options | None
    id: str | None
    line: int


class Published(NamedTuple):
    """A publish."""

    place: Place


class Answered(NamedTuple):
    """A result of an IQ."""

    id: str


#: What a stanza does.
Done: TypeAlias = Enabled | Published | Answered
