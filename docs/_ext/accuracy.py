"""How often the predictions are what real programs did: counted when the pages are built."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from written import table_of

from pushstanza.payloads.translation import translate_fields
from pushstanza.servers import SERVERS
from tests.evidence import VERSIONS, counted

VECTORS = Path(__file__).parents[2] / "tests" / "data" / "mongoosepush.jsonl"
_KEYS = ("outcome", "reason", "rejected_fields", "mongoosepush", "request")


def recordings() -> Iterator[str]:
    """Yield a table of what was recorded of each server, and how much of it is predicted."""
    found = [each for each in counted() if each.version is not None]
    yield from table_of(
        ("server", "recorded", "cases", "as predicted", "different", "not predicted"),
        (
            (
                f"{SERVERS[each.server].title} {each.version}",
                each.what,
                each.cases,
                each.met,
                each.missed,
                each.left_out,
            )
            for each in found
        ),
    )


def read_in_sources() -> Iterator[str]:
    """Yield a table of the cases that were read in sources, and how many of them are predicted."""
    found = [each for each in counted() if each.version is None]
    yield from table_of(
        ("server or push service", "cases from its source", "as predicted", "different"),
        ((SERVERS[each.server].title, each.cases, each.met, each.missed) for each in found),
    )


def left_out() -> Iterator[str]:
    """Yield why cases are not predicted, and how many."""
    found: dict[str, Counter[str]] = {}
    for each in counted():
        for reason, number in each.reasons.items():
            found.setdefault(reason, Counter())[each.server] += number
    yield from table_of(
        ("reason", *(SERVERS[name].title for name in VERSIONS)),
        ((reason, *(counts[name] for name in VERSIONS)) for reason, counts in found.items()),
    )


def of_server(name: str) -> Iterator[str]:
    """Yield how much of what is known of a server, or push service, is predicted."""
    own = [each for each in counted() if _is_of(each.server, name)]
    seen = [each for each in own if each.version is not None]
    if seen:
        yield (
            f"Recorded of version {seen[0].version}: {sum(each.met for each in seen):,} of"
            f" {sum(each.cases - each.left_out for each in seen):,} cases are as predicted;"
            f" {sum(each.left_out for each in seen):,} more are outside of what is modelled."
        )
    for each in own:
        if each.version is None:
            title = SERVERS[each.server].title
            yield f"Read in the source of {title}: {each.met} of {each.cases} are as predicted."
    if not own:
        yield "No program was recorded, and no cases were made of its source."
    yield ""


def _is_of(server: str, name: str) -> bool:
    return name in {server, SERVERS[server].variant_of}


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
    "accuracy-read": read_in_sources,
    "accuracy-sources": sources,
    "accuracy-translations": translations,
}
