"""What real servers were seen to do, and what is said of them here: no server is asked."""

import json

import pytest

import pushstanza as ps
from tests.live import exchanges
from tests.live.cases import FOLDER
from tests.live.predicted import answered, excuse, excuses, observed, performed, predicted

SERIES = {"prosody": "0.12", "ejabberd": "23.01"}


def rows(kind, what=""):
    path = FOLDER / "observed" / f"{kind}-{SERIES[kind]}{what}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def cases(what, family):
    for kind in SERIES:
        known = excuses(family, kind)
        for row in rows(kind, what):
            if excuse(row["case"], known) is None:
                yield pytest.param(kind, row, id=f"{kind}-{row['case']}")


@pytest.mark.parametrize(("kind", "row"), [*cases("", "answers")])
def test_the_answer_is_the_one_that_was_seen(kind, row):
    assert predicted(kind, row) == answered(row["reply"], row["stream_error"])


@pytest.mark.parametrize(("kind", "row"), [*cases("-publishes", "publishes")])
def test_what_is_published_is_what_was_seen(kind, row):
    assert performed(kind, row) == observed(row)


@pytest.mark.parametrize(("kind", "row"), [*cases("-errors", "publishes")])
def test_errors_do_what_they_were_seen_to_do(kind, row):
    assert performed(kind, row) == observed(row)


@pytest.mark.parametrize("kind", SERIES)
def test_what_is_published_parses_lints_and_translates(kind):
    # What the enables of the other cases asked for is wrong, and stays so in the publish.
    sent = {
        publish.replace(">device-token<", f">{'5f0c' * 16}<")
        for row in rows(kind, "-publishes")
        if not row["case"].startswith("enabled-")
        for scene in row["steps"]
        for publish in scene["published"]
    }
    assert len(sent) > 100
    for publish in sent:
        stanza = ps.parse(publish)
        assert ps.serialize(stanza)
        found = ps.lint(publish)
        assert [each for each in found if each.severity == ps.Severity.ERROR] == [], publish
        assert ps.translate(stanza).outcome in {"sent", "not_sent"}


@pytest.mark.parametrize(
    ("what", "family"), [("", "answers"), ("-publishes", "publishes"), ("-errors", "publishes")]
)
@pytest.mark.parametrize("kind", SERIES)
def test_most_cases_are_predicted(kind, what, family):
    known = excuses(family, kind)
    seen = rows(kind, what)
    excused = [each for each in seen if excuse(each["case"], known) is not None]
    assert len(excused) < len(seen) / 4


# ---- MongooseIM: all of each answer, and the registrations after it ----


def exchanged():
    known = excuses("exchanges", "mongooseim")
    for file in exchanges.FILES:
        for number, row in enumerate(exchanges.rows(file)):
            if excuse(row.name(file), known) is None:
                yield pytest.param(row, id=f"{number}-{row.name(file)}")


@pytest.mark.parametrize("row", [*exchanged()])
def test_mongooseim_answers_as_it_did(row):
    found, registrations = exchanges.predicted(row)
    assert [each.answers for each in found] == [each.answers for each in row.exchanges]
    assert registrations == row.registrations


def alone():
    for each in exchanged():
        (row,) = each.values
        if len(row.exchanges) == 1 and exchanges.is_judged_alone(row):
            yield each


@pytest.mark.parametrize("row", [*alone()])
def test_a_verdict_on_mongooseim_is_what_it_answered(row):
    assert exchanges.judged(row) == row.exchanges[0].answers


def test_nearly_all_that_mongooseim_answered_is_predicted():
    known = excuses("exchanges", "mongooseim")
    names = [row.name(file) for file in exchanges.FILES for row in exchanges.rows(file)]
    assert len(names) > 1600
    assert sum(excuse(each, known) is not None for each in names) < len(names) / 25
