"""The benchmark says what it measured: equal work, ratios of the same round, changes in words."""

import json
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

import pushstanza as ps

HERE = Path(__file__).parents[1]
BENCH = HERE / "bench"
RESULTS = sorted((BENCH / "results").glob("*.json"))


@pytest.fixture(scope="module", autouse=True)
def _modules():
    """Find the modules of the benchmark, and leave none of them to others."""
    before = {*sys.modules}
    sys.path.insert(0, str(BENCH))
    yield
    sys.path.remove(str(BENCH))
    for name in {*sys.modules} - before:
        file = getattr(sys.modules[name], "__file__", None)
        if file and Path(file).is_relative_to(BENCH):
            del sys.modules[name]


def _figures(ratio, low, high, name="pushstanza", base="lxml"):
    row = {"name": name, "ratio": ratio, "low": low, "high": high}
    table = {"name": "parse", "title": "Parse", "base": base, "rows": [row]}
    return {"version": "1.0", "environment": {"Python": "3.11.2"}, "tables": [table]}


KINDS = ["publish", "enable", "message", "publish, no two alike", "enable, refused", "error"]


@pytest.mark.parametrize("kind", KINDS)
def test_stanzas_are_valid_and_never_the_same(kind):
    stanzas = import_module("inputs").stanzas

    found = [text for number in range(3) for text in stanzas(kind, 5, number)]
    assert len({*found}) == 15
    assert [ps.validate(text) for text in found] == [[]] * 15


def test_publishes_are_translated_and_nothing_is_found_in_a_log_of_them():
    inputs = import_module("inputs")

    texts = inputs.stanzas("publish", 3, 0)
    assert {ps.translate(text).outcome for text in texts} == {"sent"}
    assert ps.lint("".join(inputs.records(texts))) == []
    assert ps.lint("\n".join(inputs.stanzas("enable", 3, 0))) == []


@pytest.mark.parametrize("name", ["lxml_trees", "ours", "xmlschema_dicts"])
@pytest.mark.parametrize("kind", ["publish", "enable", "message"])
def test_a_candidate_holds_and_writes_what_it_read(name, kind):
    candidate = import_module(f"candidates.{name}").CANDIDATE
    (text,) = import_module("inputs").stanzas(kind, 1, 0)

    assert import_module("checking").unequal(candidate, kind, text) == ""


def test_a_candidate_that_loses_a_value_is_found_out():
    unequal = import_module("checking").unequal
    candidate = import_module("candidates.candidate").Candidate
    text = "<iq xmlns='jabber:client' type='get' id='a'/>"

    assert "'a'" in unequal(candidate("x", "", {"iq": lambda _: ["get"]}), "iq", text)
    assert "'more'" in unequal(
        candidate("x", "", {"iq": lambda _: ["get", "a", "more"]}), "iq", text
    )
    wrong = candidate("x", "", {"iq": lambda _: ["get", "a"]}, lambda _: "<iq/>")
    assert "writes something else" in unequal(wrong, "iq", text)
    assert unequal(candidate("x", "", {"iq": lambda _: {"@b": ("a", "get")}}), "iq", text) == ""


def test_ratios_are_those_of_the_same_round_and_the_first_does_not_count():
    timing = import_module("timing")
    order = []

    def make(number):
        def turn(row, seconds):
            order.append((number, row))
            return seconds * (number or 100)

        return {"a": lambda: turn("a", 1.0), "b": lambda: turn("b", 3.0)}

    samples = timing.in_turns(make, 3)

    assert samples.seconds == {"a": [1, 2, 3], "b": [3, 6, 9]}
    assert samples.ratio("b", "a") == timing.Spread(3, 3, 3)
    assert [row for _, row in order] == ["a", "b", "a", "b", "b", "a", "a", "b"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ((2, 1.9, 2.1), (3, 2.9, 3.1), "1.50 times as slow, 2 (1.9-2.1) → 3 (2.9-3.1) times lxml"),
        ((3, 2.9, 3.1), (2, 1.9, 2.1), "1.50 times as fast, 3 (2.9-3.1) → 2 (1.9-2.1) times lxml"),
        ((2, 1.5, 2.6), (2.5, 2.2, 2.8), None),
        ((2, 1.99, 2.01), (2.05, 2.04, 2.06), None),
    ],
)
def test_what_became_slower_or_faster_is_told_beyond_the_spread(old, new, said, capsys):
    import_module("compare").compare(_figures(*old), _figures(*new))

    printed = capsys.readouterr().out
    assert (f"Parse, pushstanza: {said}" in printed) == (said is not None)
    assert ("slower:" in printed, "faster:" in printed) == (
        "slow" in (said or ""), "fast" in (said or ""),
    )  # fmt: skip
    assert f"{0 if said else 1} of 1 ratios" in printed


def test_other_packages_and_other_rows_are_no_change(capsys):
    new = _figures(9, 9, 9, name="another") | {"environment": {"Python": "3.13.0"}}
    import_module("compare").compare(_figures(1, 1, 1), new)

    printed = capsys.readouterr().out
    assert "another Python: 3.11.2 then, 3.13.0 now" in printed
    assert "0 of 0 ratios" in printed


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ({"at_most": 4, "low": 3, "high": 4}, "met"),
        ({"at_most": 4, "low": 3, "high": 5}, "met or missed"),
        ({"at_most": 4, "low": 5, "high": 6}, "missed"),
        ({"at_least": 4, "low": 5, "high": 6}, "met"),
        ({"at_least": 4, "low": 1, "high": 3}, "missed"),
    ],
)
def test_a_goal_is_met_if_its_quartiles_are(goal, said):
    assert import_module("goals").verdict(goal) == said


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_a_goal_is_a_ratio_of_rows_that_were_measured(path):
    kept = json.loads(path.read_text("utf-8"))

    rows = {table["name"]: {row["name"] for row in table["rows"]} for table in kept["tables"]}
    for goal in kept["goals"]:
        assert {goal["row"], goal["to"]} <= rows[goal["table"]]
    assert kept["version"] == path.stem


def test_the_newest_figures_have_every_goal():
    kept = json.loads(import_module("compare").newest().read_text("utf-8"))

    names = {goal["what"] for goal in import_module("goals").GOALS}
    assert {goal["what"] for goal in kept["goals"]} == names


def test_the_page_shows_every_table_and_has_no_figures_of_its_own():
    kept = json.loads(import_module("compare").newest().read_text("utf-8"))
    page = (HERE / "docs" / "performance.md").read_text("utf-8")

    shown = re.findall(r"{generated} performance-([\w-]+)", page)
    assert shown[:2] == ["measured-on", "goals"]
    of_any_length = ["scale-of-logs", "scale-of-pipes"]  # from bench/scale.json
    assert [each for each in shown[2:] if each not in of_any_length] == [
        table["name"].replace(" ", "-") for table in kept["tables"]
    ]
    assert set(of_any_length) < set(shown)
    assert not re.search(r"\d", page.replace("libxml2", ""))


def test_a_program_that_fails_is_not_measured(tmp_path):
    processes = import_module("processes")
    row = import_module("report").Row("x")

    fails = processes.Program(row, (sys.executable, "-c", "import sys; sys.exit('no file')"))
    with pytest.raises(processes.FailedError, match="status 1: no file"):
        processes.run(fails, tmp_path)
    assert (
        processes.run(processes.Program(row, (sys.executable, "-c", "1")), tmp_path).processor > 0
    )


@pytest.mark.parametrize("what", ["parse", "serialize", "translate", "explain"])
def test_an_operation_is_profiled(what, capsys, monkeypatch):
    profiling = import_module("profiling")
    monkeypatch.setattr(profiling, "MANY", 2)
    monkeypatch.setattr(sys, "argv", ["profiling.py", what, "--top", "3"])

    profiling.main()

    assert "function calls" in capsys.readouterr().out
