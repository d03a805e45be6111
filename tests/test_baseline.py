"""Findings that a project lives with."""

import json
from collections import Counter
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.linting.baseline import (
    Baseline,
    BaselineError,
    apply,
    create,
    prune,
    read,
    stale_findings,
)
from pushstanza.linting.settings import Settings

PLACE = Path("known.json")
BAD = (
    "<iq type='set' id='{}'><enable xmlns='urn:xmpp:push:0' jid='push..example' node='{}'/></iq>\n"
)


def finding(mark="f", file="a.xml", code="PS107", message="it is wrong"):
    return Diagnostic(
        code=code, name="x", severity=Severity.ERROR, message=message, file=file, fingerprint=mark
    )


def test_a_finding_is_known_wherever_it_moves_in_its_file():
    baseline = create(PLACE, ps.lint(BAD.format(1, "n"), file="a.xml"))
    moved = ps.lint("\n\n  text\r\n" + BAD.format(1, "n"), file="a.xml")

    compared = apply(baseline, moved)
    assert (compared.new, compared.known, compared.stale) == ([], moved, [])


def test_a_second_equal_finding_is_new():
    text = BAD.format(1, "n")
    baseline = create(PLACE, ps.lint(text, file="a.xml"))
    compared = apply(baseline, ps.lint(text * 2, file="a.xml"))

    assert [each.line for each in compared.known] == [1]
    assert [each.line for each in compared.new] == [2]


def test_a_fault_that_takes_the_place_of_another_is_new():
    baseline = create(PLACE, ps.lint(BAD.format(1, "n"), file="a.xml"))
    compared = apply(baseline, ps.lint(BAD.format(1, "other"), file="a.xml"))

    assert (len(compared.new), len(compared.known), len(compared.stale)) == (1, 0, 1)


def test_what_is_gone_is_told_and_pruned():
    both = [finding("1"), finding("2")]
    baseline = create(PLACE, both)

    assert [each.fingerprint for each in apply(baseline, both[:1]).stale] == ["2"]
    assert prune(baseline, both[:1]) == create(PLACE, both[:1])
    assert prune(create(PLACE, both[:1]), both) == create(PLACE, both[:1])


def test_one_of_two_equal_entries_is_pruned():
    baseline = create(PLACE, [finding(), finding()])

    assert len(apply(baseline, [finding()]).stale) == 1
    assert prune(baseline, [finding()]) == create(PLACE, [finding()])


def test_a_file_that_was_not_looked_at_keeps_its_entries(tmp_path):
    (tmp_path / "b.xml").touch()
    place = tmp_path / "known.json"
    baseline = create(place, [finding(file=str(tmp_path / name)) for name in ("a.xml", "b.xml")])
    checked = [tmp_path / "a.xml"]

    assert [each.file for each in apply(baseline, [], checked).stale] == ["a.xml"]
    copied = finding(file=str(tmp_path / "c.xml"))
    assert apply(baseline, [copied], [tmp_path / "c.xml"]).new == []
    (tmp_path / "a.xml").touch()
    assert apply(baseline, [copied], [tmp_path / "c.xml"]).new == [copied]


def test_a_file_that_was_renamed_keeps_its_entries(tmp_path):
    baseline = create(tmp_path / "known.json", [finding(file=str(tmp_path / "old.xml"))])
    found = [finding(file=str(tmp_path / "new.xml"))]

    compared = apply(baseline, found, [tmp_path / "new.xml"])
    assert (compared.known, compared.stale) == (found, [])
    both = [*found, finding(file=str(tmp_path / "old.xml"))]
    assert apply(baseline, both).new == found


def test_files_are_named_from_the_folder_of_the_baseline(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "sub" / "known.json"
    names = ["sub/a/b.xml", str(tmp_path / "sub" / "a" / "b.xml"), "c.xml", "<stdin>", None]

    assert [each.file for each in create(place, [finding(file=name) for name in names]).entries] == [
        "a/b.xml", "a/b.xml", "../c.xml", "<stdin>", "",
    ]  # fmt: skip


def test_a_finding_without_a_fingerprint_is_known_too():
    found = ps.lint(b"<iq id='\xff'/>", file="a.xml")

    assert apply(create(PLACE, found), found).new == []


def test_it_is_written_and_read(tmp_path):
    place = tmp_path / "known.json"
    found = [finding("2", "b.xml"), finding("1", "b.xml"), finding("3", "a\udcff.xml", message="ü")]
    create(place, found).write()
    text = place.read_text()

    assert json.loads(text)["version"] == 1
    assert [each["fingerprint"] for each in json.loads(text)["findings"]] == ["3", "1", "2"]
    assert set(json.loads(text)["findings"][0]) == {
        "fingerprint",
        "code",
        "file",
        "path",
        "message",
    }
    assert text.endswith("}\n")
    assert Counter(read(place).entries) == Counter(create(place, found).entries)
    create(place, [*reversed(found)]).write()
    assert place.read_text() == text
    assert [each.name for each in tmp_path.iterdir()] == ["known.json"]


def test_no_secret_is_written_down():
    token = "5f0c3a1be2d94776a8c0d1e2f3a4b5c6"

    assert token not in create(PLACE, [finding(message=f"{token!r} is no token")]).to_json()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{\n  'x'", r"known.json:2:3: not valid JSON: Expecting property name"),
        (b"\xff", "not valid UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "not a baseline: it has no version"),
        (b"{}", "not a baseline: it has no version"),
        (
            b'{"version": 2, "findings": []}',
            "unsupported version; this version of pushstanza reads version 1",
        ),
        (b'{"version": 1}', "'findings' must be a list"),
        (b'{"version": 1, "findings": [1]}', r"findings\[0\]: expected an object"),
        (
            b'{"version": 1, "findings": [{"fingerprint": "f", "code": 1}]}',
            r"findings\[0\].code: expected a string",
        ),
        (
            b'{"version": 1, "findings": [{"fingerprint": "f", "code": "c", "file": "f"}]}',
            "message: expected a string",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_told_with_its_place(tmp_path, data, message):
    (tmp_path / "known.json").write_bytes(data)

    with pytest.raises(BaselineError, match=message) as info:
        read(tmp_path / "known.json")
    assert str(info.value).startswith(str(tmp_path / "known.json"))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BaselineError, match=r"nothing.json: No such file"):
        read(tmp_path / "nothing.json")
    with pytest.raises(ps.PushStanzaError, match=r"no/known.json: No such file"):
        Baseline(tmp_path / "no" / "known.json").write()


def test_stale_entries_are_findings_in_the_baseline(tmp_path):
    baseline = create(tmp_path / "known.json", [finding(), finding(), finding("g", "b.xml")])
    baseline.write()
    stale = apply(baseline, [finding()]).stale

    told = [*stale_findings(baseline, stale, Settings())]
    lines = (tmp_path / "known.json").read_text().splitlines()
    assert [(each.code, each.severity.value) for each in told] == [("PS904", "warning")] * 2
    assert ['"g"' in lines[each.line - 1] or '"f"' in lines[each.line - 1] for each in told] == [
        True
    ] * 2
    assert all(each.file == str(tmp_path / "known.json") for each in told)
    assert [*stale_findings(baseline, stale, Settings(ignore=["PS9"]))] == []


FINDINGS = st.lists(
    st.builds(finding, st.sampled_from("fgh"), st.sampled_from(["a.xml", "b.xml"])), max_size=8
)


@given(FINDINGS, FINDINGS)
def test_everything_is_new_or_known_and_counts_add_up(before, after):
    baseline = create(PLACE, before)
    compared = apply(baseline, after)

    def marks(found):
        return Counter(each.fingerprint for each in found)

    assert marks(compared.new) + marks(compared.known) == marks(after)
    assert marks(compared.known) + marks(compared.stale) == marks(before)
    assert not marks(compared.new) & marks(compared.stale)
    assert marks(prune(baseline, after).entries) == marks(compared.known)


@given(FINDINGS)
def test_what_was_just_written_down_is_known(found):
    baseline = create(PLACE, found)

    assert apply(baseline, [*reversed(found)]) == attrs.evolve(
        apply(baseline, []), new=[], known=[*reversed(found)], stale=[]
    )
    assert prune(baseline, found) == baseline
