"""How many of the known facts about each server are predicted: counted for the documentation."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

import attrs

from tests import recorded
from tests.live import exchanges, predicted
from tests.live.cases import FOLDER
from tests.sourced import sourced

#: The versions of the servers that were recorded.
VERSIONS: Mapping[str, str] = {"mongooseim": "6.8", "prosody": "0.12", "ejabberd": "23.01"}

#: What was recorded of Prosody and ejabberd, by the ends of the names of the files.
_OBSERVED: Mapping[str, tuple[str, str]] = {
    "": ("answers", "answers to a stanza of a client"),
    "-publishes": ("publishes", "publishes after a message"),
    "-errors": ("publishes", "effects of an error from the push service"),
}


@attrs.frozen(kw_only=True)
class Counted:
    """How many cases of a kind there are of a server, and how many are predicted.

    ``version`` is that of the program that was recorded, ``None`` where its source was read.
    ``reasons`` say why cases are left out, and how many.
    """

    server: str
    what: str
    version: str | None
    cases: int
    met: int
    reasons: Mapping[str, int] = attrs.field(factory=dict)

    @property
    def left_out(self) -> int:
        """How many are not predicted, as they are outside of what is modelled."""
        return sum(self.reasons.values())

    @property
    def missed(self) -> int:
        """How many are predicted otherwise."""
        return self.cases - self.met - self.left_out


@cache
def counted() -> tuple[Counted, ...]:
    """Return what is counted of all servers and push services: it plays all recordings."""
    return (*_exchanged(), *_played(), *_observed(), *_read())


def _exchanged() -> Iterator[Counted]:
    """Yield what MongooseIM's recorded answers show: all of each, and the registrations."""
    for file, what in exchanges.FILES.items():
        yield _of(
            "mongooseim",
            what,
            [(row.name(file), row) for row in exchanges.rows(file)],
            predicted.excuses("exchanges", "mongooseim"),
            lambda row: exchanges.predicted(row) == (row.exchanges, row.registrations),
        )


def _played() -> Iterator[Counted]:
    """Yield what MongooseIM's recorded plays show."""
    found = sorted(recorded.files().items(), key=lambda each: each[1])
    for what, files in groupby(found, key=lambda each: each[1]):
        rows = [row for name, _ in files for row in recorded.rows(name)]
        yield _of(
            "mongooseim",
            what,
            [(recorded.name_of(row), row) for row in rows],
            predicted.excuses("plays", "mongooseim"),
            lambda row: recorded.performed(row) == recorded.recorded(row),
        )


def _observed() -> Iterator[Counted]:
    """Yield what the recordings of Prosody and ejabberd show."""
    for server in ("prosody", "ejabberd"):
        for end, (family, what) in _OBSERVED.items():
            path = FOLDER / "observed" / f"{server}-{VERSIONS[server]}{end}.jsonl"
            rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            yield _of(
                server,
                what,
                [(row["case"], row) for row in rows],
                predicted.excuses(family, server),
                _meets(server, family),
            )


def _meets(server: str, family: str) -> Callable[[Mapping[str, Any]], bool]:
    def is_met(row: Mapping[str, Any]) -> bool:
        if family == "answers":
            seen = predicted.answered(row["reply"], row["stream_error"])
            return predicted.predicted(server, row) == seen
        return predicted.performed(server, row) == predicted.observed(row)

    return is_met


def _of(
    server: str,
    what: str,
    rows: Sequence[tuple[str, Any]],
    known: Mapping[str, str],
    is_met: Callable[[Any], bool],
) -> Counted:
    patterns = [predicted.excuse(name, known) for name, _ in rows]
    asked = [row for (_, row), pattern in zip(rows, patterns, strict=True) if pattern is None]
    return Counted(
        server=server,
        what=what,
        version=VERSIONS[server],
        cases=len(rows),
        met=sum(map(is_met, asked)),
        reasons=Counter(known[each] for each in patterns if each is not None),
    )


def _read() -> Iterator[Counted]:
    """Yield what the cases that were read in sources show."""
    for server, cases in groupby(sourced(), key=lambda each: each.about):
        every = [*cases]
        met = sum(not [*each.differences()] for each in every)
        yield Counted(
            server=server, what="cases from its source", version=None, cases=len(every), met=met
        )
