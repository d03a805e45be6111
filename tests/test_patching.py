"""Fixes to text, and what is shown of it."""

import re
import stat

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushstanza.diagnostics import Diagnostic, Edit, Fix, Severity, Span
from pushstanza.linting.fix import apply, fix, unified_diff
from pushstanza.linting.writing import write


def finding(*edits, safe=True, code="PS101", severity=Severity.ERROR, message="change it"):
    """Return a finding whose fix makes these edits."""
    made = tuple(Edit(*edit) for edit in edits)
    start = made[0].offset if made else 0
    span = Span(1, start + 1, 1, start + 2, start, start + 1)
    return Diagnostic(
        code=code, name="x", severity=severity, message="it is wrong", span=span,
        fix=Fix(message, made, safe=safe) if made else None, fingerprint=message,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fixes", "after", "made"),
    [
        ("abcd", [], "abcd", 0),
        ("abcd", [finding()], "abcd", 0),
        ("abcd", [finding((1, 2, "X"))], "aXcd", 1),
        ("abcd", [finding((2, 3, "")), finding((0, 1, "long"))], "longbd", 2),
        ("abcd", [finding((4, 4, "!"))], "abcd!", 1),
        ("abcd", [finding((0, 2, "X")), finding((2, 4, "Y"))], "XY", 2),
        ("abcd", [finding((1, 3, "Y")), finding((0, 2, "X"))], "Xcd", 1),
        ("abcd", [finding((1, 1, "X")), finding((1, 1, "Y"))], "aXbcd", 1),
        ("abcd", [finding((0, 1, "X"), (3, 4, "Y")), finding((3, 4, ""))], "XbcY", 1),
        ("abcd", [finding((0, 1, "X"), (3, 4, "Y")), finding((1, 2, ""))], "XcY", 2),
        ("abcd", [finding((3, 9, "X")), finding((2, 1, "X")), finding((1, 3, "X"), (2, 4, "Y"))], "abcd", 0),
        ("\ufeffa\r\nb\rc\n", [finding((4, 5, "B"))], "\ufeffa\r\nB\rc\n", 1),
    ],
)  # fmt: skip
def test_fixes_become_text(text, fixes, after, made):
    result, applied = apply(text, fixes)

    assert (result, len(applied)) == (after, made)


def test_what_may_change_the_meaning_is_done_on_request():
    unsafe = finding((0, 1, "X"), safe=False)

    assert apply("ab", [unsafe]) == ("ab", [])
    assert apply("ab", [unsafe], unsafe=True) == ("Xb", [unsafe])


@given(
    text=st.text(st.sampled_from("ab<>\r\n\ufeff\U0001f600"), min_size=1, max_size=30),
    places=st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 6), st.sampled_from(["", "+", "++"]))
    ),
)
def test_what_no_fix_touches_stays(text, places):
    fixes = [
        finding((min(start, len(text)), min(start + length, len(text)), content))
        for start, length, content in places
    ]
    after, applied = apply(text, fixes)

    edits = sorted(
        (edit for each in applied for edit in each.fix.edits),
        key=lambda edit: (edit.offset, edit.end_offset),
    )
    expected, done = "", 0
    for edit in edits:
        assert edit.offset >= done
        expected += text[done : edit.offset] + edit.content
        done = edit.end_offset
    assert after == expected + text[done:]
    assert bool(applied) == bool(fixes)


def linter(*rules):
    """Return a linter: each rule is a pattern, what takes its place, and how bad it is."""

    def lint(text):
        return [
            attrs.evolve(
                finding((*found.span(), content), message=pattern), severity=severity
            )
            for pattern, content, severity in rules
            for found in re.finditer(pattern, text)
        ]  # fmt: skip

    return lint


ERROR, WARNING = Severity.ERROR, Severity.WARNING


def test_fixes_are_made_until_nothing_is_left():
    lint = linter(("a", "b", ERROR), ("b", "c", WARNING), ("d", "d", WARNING))
    fixed = fix("aXd", lint)

    assert fixed.text == "cXd"
    assert [each.fix.message for each in fixed.applied][:2] == ["a", "d"]
    assert [each.fix.message for each in fixed.diagnostics] == ["d"]


def test_what_is_in_the_way_of_another_is_made_in_the_next_round():
    fixed = fix("aa-aa", linter(("aa", "b", ERROR), ("a-a", "", ERROR)))

    assert fixed.text == "b-b"
    assert len(fixed.applied) == 2


def test_a_fix_that_makes_it_worse_is_not_made():
    lint = linter(("a", "xx", WARNING), ("b", "c", ERROR), ("x", "", ERROR))
    once = fix("ab", lint)

    assert once.text == "ac"
    assert [each.fix.message for each in once.applied] == ["b"]
    assert [each.fix.message for each in once.diagnostics] == ["a"]


def test_fixes_that_undo_each_other_end():
    fixed = fix("a", linter(("a", "b", ERROR), ("b", "a", ERROR)))

    assert fixed.text in {"a", "b"}


def test_fixes_without_end_are_made_ten_times():
    assert fix("a", linter(("a", "ab", WARNING))).text == "a" + "b" * 10


@given(text=st.text("abcd", max_size=12), rules=st.lists(
    st.tuples(st.sampled_from(["a", "b", "ab", "c+", "d"]), st.text("abcd", max_size=2), st.sampled_from([ERROR, WARNING])),
    max_size=5, unique_by=lambda rule: rule[0],
))  # fmt: skip
def test_no_text_is_left_with_more_errors(text, rules):
    lint = linter(*rules)
    fixed = fix(text, lint)

    errors = [sum(each.severity is ERROR for each in lint(each)) for each in (text, fixed.text)]
    assert errors[1] <= errors[0]
    assert fixed.diagnostics == lint(fixed.text)
    assert bool(fixed.applied) or fixed.text == text


# ---- showing and writing ----


def test_a_difference_is_shown_as_diff_shows_it():
    before = "".join(f"{number}\n" for number in range(20))
    after = before.replace("\n1\n", "\none\n").replace("15\n", "").removesuffix("\n")

    assert [*unified_diff("a.xml", before, after)] == [
        "--- a.xml", "+++ a.xml",
        "@@ -1,5 +1,5 @@", " 0", "-1", "+one", " 2", " 3", " 4",
        "@@ -13,8 +13,7 @@", " 12", " 13", " 14", "-15", " 16", " 17", " 18",
        "-19", "+19", "\\ No newline at end of file",
    ]  # fmt: skip
    assert [*unified_diff("a.xml", before, before)] == []
    assert [*unified_diff("a", "", "-- x\n")] == ["--- a", "+++ a", "@@ -0,0 +1 @@", "+-- x"]


def test_a_difference_keeps_line_ends_and_covers_secrets():
    token = "5f0c3a1be2d94776a8c0d1e2f3a4b5c6"
    before = f"<field var='device_id'>\r\n<value> {token}</value></field>\r\n"
    after = before.replace(f" {token}", token)
    lines = [*unified_diff("a", before, after)]

    assert not any(token[8:] in line for line in lines)
    assert [line[0] for line in lines[3:]] == [" ", "-", "+"]
    assert all(line.endswith("\r") for line in lines[3:])
    assert any(token in line for line in unified_diff("a", before, after, show_secrets=True))


def test_a_difference_in_a_secret_alone_is_shown():
    one, other = (f"<field var='secret'><value>abcdefgh{last}</value></field>\n" for last in "12")

    assert len([*unified_diff("a", one, other)]) == 5


@given(
    st.lists(st.sampled_from(["a", "b", "", "- x", "@@ -1 +1 @@"])),
    st.lists(st.sampled_from(["a", "b", "", "- x"])),
)
def test_a_difference_can_be_undone(before, after):
    old, new = "\n".join(before), "\n".join(after)
    lines = [*unified_diff("a", old, new)]

    body = [line for line in lines[2:] if not line.startswith(("@@", "\\"))]
    assert sum(line[0] == "-" for line in body) - sum(line[0] == "+" for line in body) == len(
        re.findall(r"[^\n]*\n|[^\n]+", old)
    ) - len(re.findall(r"[^\n]*\n|[^\n]+", new))
    assert bool(lines) == (old != new)


def test_a_file_is_replaced_with_its_rights(tmp_path):
    path = tmp_path / "a.xml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link = tmp_path / "link.xml"
    link.symlink_to(path)
    write(link, "new\r\n")

    assert path.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert {each.name for each in tmp_path.iterdir()} == {"a.xml", "link.xml"}


def test_a_new_file_gets_the_usual_rights(tmp_path):
    write(tmp_path / "new.json", "x")
    (tmp_path / "other").touch()

    assert (tmp_path / "new.json").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_file_that_cannot_be_replaced_stays(tmp_path, monkeypatch):
    path = tmp_path / "a.xml"
    path.write_text("old")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        write(path, "new")
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]
    with pytest.raises(OSError, match="No such file"):
        write(tmp_path / "nowhere" / "a.xml", "new")
