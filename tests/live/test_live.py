"""What real servers do is what was recorded of them, and what is predicted here."""

from collections.abc import Callable, Iterable

import attrs
import pytest

from tests.live import predicted
from tests.live.answers import Observation
from tests.live.cases import PLAYS, observed, plays, single_stanzas
from tests.live.plays import MOMENT_PASSES, Performance
from tests.live.predicted import answered, excuse, excuses, normal
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
    row = Observation(**observed(kind)[name])

    came = answers_of(kind)[name]

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

    count(kind, foreseen == answered(came.reply, came.stream_error))
    assert foreseen == answered(came.reply, came.stream_error)


@pytest.mark.parametrize(("kind", "what", "name"), ACTS)
def test_a_server_publishes_as_recorded(
    kind: Kind, what: str, name: str, plays_of: Callable[[Kind, str], dict[str, Performance]]
):
    row = observed(kind, what)[name]

    came = attrs.asdict(plays_of(kind, what)[name])

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

    count(kind, foreseen == predicted.observed(came))
    assert foreseen == predicted.observed(came)


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
