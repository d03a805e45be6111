"""What the sources of servers and push services say: files in ``tests/cases/sourced``."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import tomli_w

import pushstanza as ps
from pushstanza.flow.scenario import run

FOLDER = Path(__file__).parent / "cases" / "sourced"
_EXPECTED = {"events", "publishes", "requests", "shown"}
_PROVIDERS = {"APNs", "FCM"}


@attrs.frozen
class Sourced:
    """A case: a scenario, where what happens in it was read, and what that is."""

    about: str
    name: str
    source: str
    scenario: Mapping[str, Any]
    expected: Mapping[str, Any]

    def play(self) -> ps.flow.Timeline:
        """Run the scenario."""
        return run(tomli_w.dumps(self.scenario), name=self.name, lint=False)

    def differences(self) -> Iterator[str]:
        """Yield what is expected, and does not happen."""
        timeline = self.play()
        counted = {
            "publishes": sum(_is_publish(each) for each in timeline.events),
            "requests": sum(
                each.kind == "request" and each.target in _PROVIDERS for each in timeline.events
            ),
            "shown": sum(each.kind == "display" for each in timeline.events),
        }
        for name, number in counted.items():
            if self.expected.get(name, number) != number:
                yield f"{name}: {number}, expected {self.expected[name]}\n{timeline}"
        lacking = _first_lacking(timeline.events, self.expected.get("events", ()))
        if lacking is not None:
            yield f"does not happen, or not in this order: {lacking}\n{timeline}"


def _is_publish(event: ps.flow.Event) -> bool:
    return (event.kind == "stanza" and event.title.startswith("publish to ")) or (
        event.kind == "request" and event.target == "MongoosePush"
    )


def _first_lacking(
    events: Sequence[ps.flow.Event], expected: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    left = iter(events)
    for each in expected:
        if not any(_is_met(event, each) for event in left):
            return each
    return None


def _is_met(event: ps.flow.Event, expected: Mapping[str, Any]) -> bool:
    return all(
        all(part in event.text for part in value)
        if name == "text"
        else getattr(event, name) == value
        for name, value in expected.items()
    )


def sourced() -> list[Sourced]:
    """Return all cases."""
    return [
        _case(path.stem, row)
        for path in sorted(FOLDER.glob("*.toml"))
        for row in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


def _case(about: str, row: Mapping[str, Any]) -> Sourced:
    expected = row["expect"]
    assert expected, row["name"]
    assert expected.keys() <= _EXPECTED, row["name"]
    scenario = {key: value for key, value in row.items() if key not in {"name", "source", "expect"}}
    return Sourced(about, row["name"], row["source"], scenario, expected)
