"""The index of the cache: a file that has not changed is not read again, and any other is."""

import json
import os
from pathlib import Path

import pytest
from test_cache import BAD, GOOD, SECRET, indexes
from test_cli import run

from pushstanza.linting import discovery, files, index, kept


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return the folder of a project, which is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pushstanza.toml").write_text("")
    (tmp_path / "good.xml").write_text(GOOD)
    (tmp_path / "bad.xml").write_text(BAD)
    (tmp_path / "plain.py").write_text("x = 1\n")
    return tmp_path


@pytest.fixture
def settled(monkeypatch):
    """Let no file be taken for one that has changed a moment ago."""
    monkeypatch.setattr(index, "SETTLED", 0)


@pytest.fixture
def read(monkeypatch):
    """Return the names of the files that are read: to be linted, or for a look."""
    names = []
    lint_file, look, opened = files.lint_file, discovery.look, discovery._opened

    def noting(function):
        def noted(given, *arguments):
            names.append(Path(getattr(given, "name", given)).name)
            return function(given, *arguments)

        return noted

    monkeypatch.setattr(files, "lint_file", noting(lint_file))
    monkeypatch.setattr(discovery, "look", noting(look))
    monkeypatch.setattr(discovery, "_opened", noting(opened))
    return names


def found(*arguments):
    result = run("lint", "--output-format", "jsonl", *arguments)
    assert "Traceback" not in result.output
    return {json.loads(line)["file"] for line in result.stdout.splitlines()}


@pytest.mark.usefixtures("project", "settled")
def test_what_has_not_changed_is_not_read_again(read):
    new = run("lint", "--no-cache")
    first = run("lint")
    assert {*read} == {"good.xml", "bad.xml", "plain.py"}
    del read[:]
    second = run("lint")

    assert read == ["bad.xml"]  # its findings show a line of it
    assert new.stdout == first.stdout == second.stdout
    assert "Checked 2 files, 2 stanzas" in second.stderr
    assert "1 file without stanzas passed over" in second.stderr


@pytest.mark.usefixtures("project", "settled")
@pytest.mark.parametrize("paths", [["."], ["good.xml"], ["sub/../good.xml"]])
def test_a_file_is_known_by_every_name(project, read, paths):
    (project / "sub").mkdir()
    for _ in range(2):
        del read[:]
        run("lint", *paths)

    assert "good.xml" not in read


def test_a_change_right_after_a_run_is_seen_whatever_the_times_say(project):
    """A file system may give two changes one time: what is so new is not trusted (racy git)."""
    other = GOOD.replace("jid=", "jdi=")
    before = (project / "good.xml").stat()
    assert found() == {"bad.xml"}
    (project / "good.xml").write_text(other)
    os.utime(project / "good.xml", ns=(before.st_atime_ns, before.st_mtime_ns))

    assert len(other) == before.st_size
    assert found() == {"bad.xml", "good.xml"}


@pytest.mark.usefixtures("settled")
def test_another_file_of_the_same_size_and_time_is_seen(project):
    before = (project / "good.xml").stat()
    assert found() == {"bad.xml"}
    (project / "new").write_text(GOOD.replace("jid=", "jdi="))
    os.utime(project / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (project / "new").replace(project / "good.xml")

    assert found() == {"bad.xml", "good.xml"}


def test_a_file_that_was_too_new_is_read_but_not_linted_again(project, monkeypatch):
    found()
    assert found() == {"bad.xml"}
    (row,) = clean_rows(project).values()
    assert row[:4] == [-1, 0, 0, 0]

    monkeypatch.setattr(files, "lint_text", None)  # it would fail
    monkeypatch.setattr(index, "SETTLED", 0)
    assert found("good.xml") == set()
    (row,) = clean_rows(project).values()
    assert row[0] == len(GOOD)


def clean_rows(folder):
    (place,) = indexes(folder)
    return json.loads(place.read_bytes().partition(b"\n")[2])[1]


@pytest.mark.usefixtures("settled")
def test_a_touched_file_is_known_by_its_content(project, monkeypatch):
    found()
    os.utime(project / "good.xml", (1, 1))
    monkeypatch.setattr(files, "lint_text", None)

    assert found() == {"bad.xml"}


@pytest.mark.usefixtures("settled")
def test_files_that_change_their_names_take_nothing_with_them(project):
    found()
    (project / "good.xml").rename(project / "other.xml")
    assert found() == {"bad.xml"}
    assert {*clean_rows(project)} == {"other.xml"}

    (project / "bad.xml").rename(project / "good.xml")
    assert found() == {"good.xml"}
    (project / "other.xml").replace(project / "good.xml")
    assert found() == set()


@pytest.mark.usefixtures("settled")
def test_settings_have_rows_of_their_own(project, read):
    assert found("--ignore", "PS0") == set()
    assert found() == {"bad.xml"}
    (project / "pushstanza.toml").write_text("[per-file-ignores]\n'bad.*' = ['PS0']\n")
    assert found() == set()
    (project / "pushstanza.toml").write_text("")
    assert found() == {"bad.xml"}
    del read[:]

    assert found("--ignore", "PS0") == set()
    assert read == []
    for each in ("mongooseim", "ejabberd", "prosody", "tigase"):
        for scope in ("all", "push"):
            run("lint", "--target", each, "--scope", scope, "good.xml")
    assert len(clean_rows(project)["good.xml"][-1]) == index._MARKS


@pytest.mark.usefixtures("settled")
def test_source_code_is_looked_into_again_when_it_changes(project, read):
    assert found() == {"bad.xml"}
    (project / "plain.py").write_text(f'NS = "urn:xmpp:push:0"\nX = """{BAD}"""\n')
    assert found() == {"bad.xml", "plain.py"}
    (project / "plain.py").write_text("x = 2\n")
    assert found() == {"bad.xml"}
    del read[:]

    assert found() == {"bad.xml"}
    assert read == ["bad.xml"]
    assert run("lint", "--include", "*.py").stderr.startswith("Checked 1 file,")
    (project / "plain.py").write_text("\0")
    assert "'*.py'" not in run("lint", "--include", "*.py", "--show-files").stdout


@pytest.mark.usefixtures("settled", "project")
def test_to_list_files_uses_the_index_and_writes_none(project, read):
    for each in ("show-files", "show-settings"):
        run("lint", f"--{each}")
    run("format", "--check")
    assert not (project / ".pushstanza_cache").exists()
    found()
    before = [(each.stat().st_ino, each.stat().st_mtime_ns) for each in indexes(project)]
    new = run("lint", "--show-files", "--no-cache").stdout
    del read[:]

    assert run("lint", "--show-files").stdout == new
    assert read == []
    after = [(each.stat().st_ino, each.stat().st_mtime_ns) for each in indexes(project)]
    assert after == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"", lambda data: data[:-3], lambda data: data.replace(b"xml", b"xmi"),
        lambda data: b"\xff" + data, lambda data: data.partition(b"\n")[0] + b"\n[{}, {}]",
        lambda _: sound(b"[]"), lambda _: sound(b"[1, 2]"), lambda _: sound(b"no JSON"),
        lambda _: sound(b'[{"plain.py": 1, "good.xml": [1]}, {"good.xml": "a"}]'),
        lambda data: sound(data.partition(b"\n")[2].replace(b'"xml",1', b'"xml","1"')),
        lambda data: sound(data.partition(b"\n")[2].replace(b'"xml",1', b'"xml"')),
        lambda data: sound(data.partition(b"\n")[2].replace(b"UNMARKED", b"ODD")),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("settled")
def test_a_damaged_index_is_ignored_and_written_again(project, damage):
    expected = run("lint").stdout
    (place,) = indexes(project)
    before = place.read_bytes()
    place.write_bytes(damage(before))

    assert damage(before) != before
    assert run("lint").stdout == expected
    assert place.read_bytes() == before


def sound(content):
    return kept.digest(content).encode() + b"\n" + content


@pytest.mark.usefixtures("settled")
def test_an_index_of_more_than_it_may_have_is_none(project, read, monkeypatch):
    found()
    monkeypatch.setattr(kept, "_LARGEST", 100)
    del read[:]
    assert found() == {"bad.xml"}
    assert {*read} == {"good.xml", "bad.xml", "plain.py"}

    (place,) = indexes(project)
    place.unlink()
    assert found() == {"bad.xml"}
    assert indexes(project) == []


def test_an_index_that_cannot_be_written_or_read_is_no_error(project):
    expected = run("lint").stdout
    (place,) = indexes(project)
    place.unlink()
    place.mkdir()
    assert run("lint").stdout == expected

    place.rmdir()
    place.parent.rmdir()
    place.parent.write_text("")
    assert run("lint").stdout == expected


@pytest.mark.usefixtures("settled")
def test_what_is_known_is_not_sent_to_other_processes(project, monkeypatch):
    for number in range(20):
        (project / f"{number}.xml").write_text(GOOD.replace("'1'", f"'{number}'"))
    assert found() == {"bad.xml"}
    for each in ("3.xml", "17.xml"):
        (project / each).write_text(BAD)
    sent = []

    def at_once(work, jobs, _processes):
        sent.extend(each.name for each in jobs)
        yield from map(work, jobs)

    monkeypatch.setattr(files, "_at_once", at_once)
    lines = run("lint", "-j", "2", "--output-format", "jsonl").stdout.splitlines()
    assert sent == ["17.xml", "3.xml", "bad.xml"]
    assert list(dict.fromkeys(json.loads(each)["file"] for each in lines)) == sent


@pytest.mark.usefixtures("settled")
def test_many_folders_are_kept_with_few_in_memory(project, read, monkeypatch):
    monkeypatch.setattr(index, "_FOLDERS", 2)
    names = [f"{number}/{name}" for number in range(6) for name in ("a", "b/c")]
    for each in names:
        (project / each).mkdir(parents=True)
        (project / each / "x.xml").write_text(GOOD)
    assert found() == {"bad.xml"}
    del read[:]

    assert found() == {"bad.xml"}
    assert read == ["bad.xml"]
    assert len(indexes(project)) == len(names) + 1


@pytest.mark.usefixtures("settled")
def test_names_that_are_not_utf_8_are_known(project, read):
    name = os.fsdecode(b"b\xff.xml")
    (project / name).write_text(GOOD)
    found()
    del read[:]

    assert found() == {"bad.xml"}
    assert read == ["bad.xml"]


def test_an_index_that_nobody_needs_is_deleted(project):
    (project / "sub").mkdir()
    (project / "sub" / "a.xml").write_text(GOOD)
    found()
    assert len(indexes(project)) == 2
    for each in (*indexes(project), project / ".pushstanza_cache" / "pruned"):
        os.utime(each, (1, 1))
    found("sub")

    assert len(indexes(project)) == 1


def test_no_secret_is_in_an_index(project):
    (project / "good.xml").write_text(f"<message to='a@b'><body>{SECRET}</body></message>\n{GOOD}")
    found("--ignore", "ALL")

    assert SECRET.encode() not in indexes(project)[0].read_bytes()
