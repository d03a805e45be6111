"""How often the predictions are what real programs did: counted when the pages are built."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from written import table_of

from pushstanza.payloads.translation import translate_fields
from pushstanza.servers import SERVERS
from tests.live.cases import FOLDER
from tests.live.predicted import answered, excuse, excuses, observed, performed, predicted

VECTORS = Path(__file__).parents[2] / "tests" / "data" / "mongoosepush.jsonl"
_KEYS = ("outcome", "reason", "rejected_fields", "mongoosepush", "request")

#: What was recorded of real servers, by the ends of the names of the files.
RECORDINGS: dict[str, tuple[str, str]] = {
    "": ("answers", "answers to a stanza of a client"),
    "-publishes": ("publishes", "publishes after a message"),
    "-errors": ("publishes", "effects of an error from the push service"),
}
_VERSIONS = {"prosody": "0.12", "ejabberd": "23.01"}


def recordings() -> Iterator[str]:
    """Yield a table of the recordings of each server, and how many of them are predicted."""
    yield from table_of(
        ("server", "recorded", "cases", "as predicted", "different", "not predicted"),
        (
            (f"{SERVERS[kind].title} {version}", title, *_counted(kind, ending, family))
            for kind, version in _VERSIONS.items()
            for ending, (family, title) in RECORDINGS.items()
        ),
    )


def _counted(kind: str, ending: str, family: str) -> tuple[int, int, int, int]:
    """Return the numbers of cases, of those met, of those missed, and of those left out."""
    rows = _rows(kind, ending)
    known = excuses(family, kind)
    asked = [each for each in rows if excuse(each["case"], known) is None]
    right = sum(_is_right(kind, family, each) for each in asked)
    return len(rows), right, len(asked) - right, len(rows) - len(asked)


def _rows(kind: str, ending: str) -> list[dict[str, Any]]:
    path = FOLDER / "observed" / f"{kind}-{_VERSIONS[kind]}{ending}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _is_right(kind: str, family: str, row: dict[str, Any]) -> bool:
    if family == "answers":
        return predicted(kind, row) == answered(row["reply"], row["stream_error"])
    return performed(kind, row) == observed(row)


def left_out() -> Iterator[str]:
    """Yield why cases are not predicted, and how many."""
    found: dict[str, Counter[str]] = {}
    for kind in _VERSIONS:
        for ending, (family, _) in RECORDINGS.items():
            known = excuses(family, kind)
            for row in _rows(kind, ending):
                if (pattern := excuse(row["case"], known)) is not None:
                    found.setdefault(known[pattern], Counter())[kind] += 1
    yield from table_of(
        ("reason", *(SERVERS[kind].title for kind in _VERSIONS)),
        ((reason, *(counts[kind] for kind in _VERSIONS)) for reason, counts in found.items()),
    )


def translations() -> Iterator[str]:
    """Yield how many measured translations are met, value for value."""
    vectors = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]
    met = sum(_translated(each) == {k: each[k] for k in _KEYS if k in each} for each in vectors)
    sent = sum(each["outcome"] == "sent" for each in vectors)
    yield (
        f"{met} of {len(vectors)} recorded notifications are translated to the same requests, value"
        f" for value; {sent} of them reach a provider, the others are refused on the way."
    )
    yield ""


def _translated(vector: dict[str, Any]) -> dict[str, Any]:
    found = translate_fields(
        vector["summary"],
        vector["publish_options"],
        profile="mongoosepush",
        apns_default_topic=vector.get("apns_default_topic"),
    ).to_dict()
    return {key: each for key, each in found.items() if key in _KEYS}


def sources() -> Iterator[str]:
    """Yield how many cases of each server rest on what, by the words of their sources."""
    rows = []
    for server in SERVERS.values():
        if server.variant_of is None:
            cases = [case for _, case in server.cases()]
            inferred = sum("inferred" in case.source for case in cases)
            rows.append((server.title, len(cases), inferred))
    yield from table_of(("server", "cases in its tables", "of which inferred"), rows)


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "accuracy-left-out": left_out,
    "accuracy-recordings": recordings,
    "accuracy-sources": sources,
    "accuracy-translations": translations,
}
