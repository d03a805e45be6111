"""What real servers do is what was recorded of them, and what is predicted here."""

from collections.abc import Callable, Iterable
from typing import Any

import attrs
import pytest

from tests.live import predicted
from tests.live.answers import Observation
from tests.live.cases import MOMENT_PASSES, PLAYS, observed, plays, single_stanzas
from tests.live.plays import Performance
from tests.live.predicted import answered, excuse, excuses, normal
from tests.live.record import answers, performances
from tests.live.servers import KINDS, Kind

#: The first test of a server waits until all has been sent.
pytestmark = [pytest.mark.live, pytest.mark.timeout(1800)]

STANZAS = [
    pytest.param(kind, case.name, id=f"{kind.name}-{case.name}")
    for kind in KINDS.values()
    for case in single_stanzas(kind)
]
ACTS = [
    pytest.param(kind, what, play.name, id=f"{kind.name}-{play.name}")
    for kind in KINDS.values()
    for what, family in PLAYS.items()
    for play in plays(family, kind)
]


@pytest.mark.parametrize(("kind", "name"), STANZAS)
def test_a_server_answers_as_recorded(
    kind: Kind, name: str, answers_of: Callable[[Kind], dict[str, Observation]]
):
    row = Observation(**_recorded(kind)[name])
    first = answers_of(kind)[name]

    came = first if _heard(first) == _heard(row) else _answer_again(kind, name)

    assert _heard(came) == _heard(row)


@pytest.mark.parametrize(("kind", "name"), STANZAS)
def test_a_server_answers_as_predicted(
    kind: Kind,
    name: str,
    answers_of: Callable[[Kind], dict[str, Observation]],
    count: Callable[[Kind, bool], None],
):
    came = answers_of(kind)[name]
    _skip_if_excused(kind, name, "answers")

    foreseen = predicted.predicted(kind.name, attrs.asdict(came))
    if foreseen != answered(came.reply, came.stream_error):
        came = _answer_again(kind, name)

    count(kind, foreseen == answered(came.reply, came.stream_error))
    assert foreseen == answered(came.reply, came.stream_error)


@pytest.mark.parametrize(("kind", "what", "name"), ACTS)
def test_a_server_publishes_as_recorded(
    kind: Kind, what: str, name: str, plays_of: Callable[[Kind, str], dict[str, Performance]]
):
    row = _recorded(kind, what)[name]
    came = attrs.asdict(plays_of(kind, what)[name])

    if _published(came["steps"]) != _published(row["steps"]):
        came = _play_again(kind, what, name)

    assert _published(came["steps"]) == _published(row["steps"])


@pytest.mark.parametrize(("kind", "what", "name"), ACTS)
def test_a_server_publishes_as_predicted(
    kind: Kind,
    what: str,
    name: str,
    plays_of: Callable[[Kind, str], dict[str, Performance]],
    count: Callable[[Kind, bool], None],
):
    came = attrs.asdict(plays_of(kind, what)[name])
    _skip_if_excused(kind, name, "publishes")

    foreseen = predicted.performed(kind.name, came)
    if foreseen != predicted.observed(came):
        came = _play_again(kind, what, name)
        foreseen = predicted.performed(kind.name, came)

    count(kind, foreseen == predicted.observed(came))
    assert foreseen == predicted.observed(came)


# A busy machine may deliver too late what a case waits for: what differs is done again, alone.


def _answer_again(kind: Kind, name: str) -> Observation:
    (case,) = (each for each in single_stanzas(kind) if each.name == name)
    return answers(kind, [case])[0]


def _play_again(kind: Kind, what: str, name: str) -> dict[str, Any]:
    (play,) = (each for each in plays(PLAYS[what], kind) if each.name == name)
    return attrs.asdict(performances(kind, [play])[0])


def _recorded(kind: Kind, what: str = "") -> dict[str, dict[str, Any]]:
    return observed(kind, what) or pytest.skip(f"nothing is recorded of {kind.series()}")


def _skip_if_excused(kind: Kind, name: str, family: str) -> None:
    known = excuses(family, kind.name)
    if pattern := excuse(name, known):
        pytest.skip(known[pattern])


def _heard(row: Observation) -> tuple[object, ...]:
    said = [answered(each, None) for each in (row.reply, *row.more) if each]
    return said, answered(None, row.stream_error), row.closed, len(row.published)


def _published(steps: Iterable[dict[str, object]]) -> list[list[str]]:
    """Return the publishes of each step; of all as one where time passes: they may come earlier."""
    found = [(step["step"], sorted(map(normal, step["published"]))) for step in steps]
    if any(step == MOMENT_PASSES for step, _ in found):
        return [sorted(each for _, came in found for each in came)]
    return [came for _, came in found]
