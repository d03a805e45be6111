"""The cache: what is known of a file is said again, and never for anything else."""

import json
import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve
from conftest import CASES
from test_cli import run

import pushstanza as ps
from pushstanza.diagnostics import Edit
from pushstanza.linting import cache, kept
from pushstanza.linting.files import Part
from pushstanza.linting.reports import REPORTS, WITH_SURROUNDINGS

GOOD = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>\n"
)
BAD = GOOD.replace("xmlns", "xlmns")
SECRET = "hunter2hunter2hunter2"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return the folder of a project, which is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pushstanza.toml").write_text("")
    (tmp_path / "good.xml").write_text(GOOD)
    (tmp_path / "bad.xml").write_text(BAD)
    (tmp_path / "page.md").write_text(f"# Push\n\n```xml\n{BAD}```\n")
    (tmp_path / "enable.xml").write_bytes((CASES / "tutorial" / "enable.xml").read_bytes())
    return tmp_path


def entries(folder):
    return sorted((folder / ".pushstanza_cache").glob("findings-1/*"))


def indexes(folder):
    return sorted((folder / ".pushstanza_cache").glob("index-1/*"))


@pytest.fixture
def linted(monkeypatch):
    """Return the names of the files that are really looked at."""
    from pushstanza.linting import files

    names = []
    lint_text = files.lint_text

    def noted(data, name, settings):
        names.append(Path(name).name)
        return lint_text(data, name, settings)

    monkeypatch.setattr(files, "lint_text", noted)
    return names


def without_time(text):
    return re.sub(r'"seconds": [\d.]+|time="[\d.]+"| in [\d.]+ s', "", text)


@pytest.mark.parametrize("output_format", REPORTS)
def test_a_report_is_the_same_whether_findings_are_new_or_known(project, output_format, linted):
    arguments = ("lint", "--output-format", output_format, "--show-all")
    new = run(*arguments, "--no-cache")
    assert not (project / ".pushstanza_cache").exists()
    kept = run(*arguments)
    del linted[:]
    known = run(*arguments)

    is_kept = output_format not in WITH_SURROUNDINGS
    assert (linted == []) == is_kept
    assert new.exit_code == kept.exit_code == known.exit_code == 1
    assert without_time(new.stdout) == without_time(kept.stdout) == without_time(known.stdout) != ""
    assert without_time(new.stderr) == without_time(known.stderr)


def test_known_findings_are_equal_in_all_they_hold(project):
    paths = [CASES / "tutorial", CASES / "tutorial-page.txt", CASES / "captures"]
    options = {"cache_dir": project / "kept", "cache": True}
    new, kept, known = (ps.lint_paths(paths, **each) for each in ({}, options, options))

    assert new.diagnostics == kept.diagnostics == known.diagnostics
    assert any(each.fix for each in known.diagnostics)
    assert [each.excerpt for each in new.diagnostics] == [
        each.excerpt for each in known.diagnostics
    ]
    assert new.files == known.files


def test_a_file_that_changes_is_looked_at_again(project, linted):
    run("lint")
    (project / "good.xml").write_text(BAD)
    (project / "bad.xml").write_text(GOOD)
    del linted[:]
    result = run("lint", "--output-format", "jsonl")

    assert linted == ["bad.xml", "good.xml"]
    assert {json.loads(line)["file"] for line in result.stdout.splitlines()} == {
        "enable.xml", "good.xml", "page.md",
    }  # fmt: skip
    assert len(entries(project)) == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["--target", "prosody"], ["--app-server", "p2"], ["--account", "a@example.com"],
        ["--select", "PS7"], ["--extend-select", "PS803"], ["--ignore", "PS806"], ["--scope", "all"],
        ["--severity", "PS806=error"], ["--input", "text"],
    ],
    ids=lambda value: value[0],
)  # fmt: skip
@pytest.mark.usefixtures("project")
def test_other_settings_have_findings_of_their_own(linted, arguments):
    run("lint", "enable.xml")
    del linted[:]
    first = run("lint", *arguments, "enable.xml")
    second = run("lint", *arguments, "enable.xml")

    assert linted == ["enable.xml"]
    assert (
        first.stdout == second.stdout == run("lint", "--no-cache", *arguments, "enable.xml").stdout
    )


@pytest.mark.usefixtures("project")
def test_another_version_has_findings_of_its_own(linted, monkeypatch):
    run("lint", "bad.xml")
    monkeypatch.setattr(cache, "_linter", lambda: b"another")
    del linted[:]
    run("lint", "bad.xml")

    assert linted == ["bad.xml"]


@pytest.mark.usefixtures("project")
def test_what_is_only_printed_otherwise_is_known(linted):
    run("lint", "bad.xml")
    del linted[:]
    result = run("lint", "--fail-on", "never", "--statistics", "bad.xml")

    assert (linted, result.exit_code) == ([], 0)
    assert "PS006" in result.stdout


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"", lambda data: data[:-3], lambda data: data.replace(b"PS006", b"PS007"),
        lambda data: b"\xff" + data, lambda data: data.partition(b"\n")[0] + b"\n{}",
        lambda _: kept.digest(b"[]").encode() + b"\n[]",
        lambda _: kept.digest(b'["' + b"1" * 9 + b'"]').encode() + b'\n["111111111"]',
    ],
)  # fmt: skip
def test_a_damaged_entry_is_ignored_and_written_again(project, linted, damage):
    expected = run("lint", "bad.xml").stdout
    (entry,) = entries(project)
    sound = entry.read_bytes()
    entry.write_bytes(damage(sound))
    del linted[:]

    assert run("lint", "bad.xml").stdout == expected
    assert linted == ["bad.xml"]
    assert entry.read_bytes() == sound


def test_an_entry_that_is_no_file_is_no_error(project):
    expected = run("lint", "bad.xml").stdout
    (entry,) = entries(project)
    entry.unlink()
    entry.mkdir()

    assert run("lint", "bad.xml").stdout == expected
    assert [*entry.parent.glob("tmp*")] == []


def test_the_folder_is_private_and_of_no_interest_to_git_and_backups(project):
    run("lint")
    folder = project / ".pushstanza_cache"

    assert {each.name for each in folder.iterdir()} == {
        ".gitignore", "CACHEDIR.TAG", "findings-1", "index-1", "pruned",
    }  # fmt: skip
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (
        (folder / "CACHEDIR.TAG")
        .read_text()
        .startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    )
    folders = (folder, folder / "findings-1", folder / "index-1")
    assert {stat.S_IMODE(each.stat().st_mode) for each in folders} == {0o700}
    files = [*entries(project), *indexes(project)]
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


def test_no_file_is_put_into_a_folder_that_was_there(project):
    (project / "mine").mkdir()
    run("lint", "--cache-dir", "mine")

    names = sorted(each.name for each in (project / "mine").iterdir())
    assert names == ["findings-1", "index-1", "pruned"]


def test_secrets_are_not_kept(project):
    form = (
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
        "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
        f"<field var='device_id'><value>{SECRET}</value></field>"
        f"<field var='secret'><value>{SECRET[::-1]}</value></field></x>"
    )
    (project / "bad.xml").write_text(
        BAD.replace("/></iq>", f">{form}</enable></iq>")
        + f"<message><body>{SECRET}</body></message>"
    )
    (project / "open.xml").write_text(
        GOOD.replace("/></iq>", f">{form.replace(' type=', ' tpye=')}")
    )
    for arguments in (["lint"], ["lint", "--show-secrets"], ["lint", "--scope", "all"]):
        run(*arguments)

    kept = b"".join(each.read_bytes() for each in entries(project))
    assert b"PS006" in kept
    assert SECRET.encode() not in kept
    assert SECRET[::-1].encode() not in kept


def test_a_fix_that_holds_a_secret_is_not_kept(project):
    data = f"<x xmlns='jabber:x:data'><field var='device_id'><value>{SECRET}</value></field></x>".encode()
    found = ps.lint(BAD)
    fixed = next(each for each in found if each.fix)
    for content, is_kept in ((SECRET, False), ("harmless", True)):
        edit = Edit(0, 1, content)
        part = Part(name="a", diagnostics=(evolve(fixed, fix=evolve(fixed.fix, edits=(edit,))),))
        entry = cache.Entry(project / "entry")
        entry.write(data, part)
        assert (entry.read(data, "a") is not None) is is_kept


def test_what_cannot_be_written_is_no_error(project, monkeypatch):
    expected = run("lint").stdout
    (project / "file").write_text("")
    for folder in ("file", "file/below", "no/such/folder", "/proc/none"):
        result = run("lint", "--cache-dir", folder)
        assert (result.exit_code, result.stdout) == (1, expected)

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(kept, "_write", refuse)
    (project / "bad.xml").write_text(f"{BAD}\n")
    assert run("lint").exit_code == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_no_error(project):
    expected = run("lint").stdout
    (project / "bad.xml").write_text(f"{BAD}\n")
    for each in (project / ".pushstanza_cache" / "findings-1", project / ".pushstanza_cache"):
        each.chmod(0o500)

    assert run("lint").stdout == expected


def test_nothing_is_kept_outside_of_a_project(project):
    (project / "pushstanza.toml").unlink()
    for arguments in ((), ("--isolated",), ("--fix", "--diff")):
        run("lint", *arguments, "bad.xml")
    run("fix", "--diff", "bad.xml")
    ps.lint_paths("bad.xml")
    (project / "pushstanza.toml").write_text("")
    run("format", "--check", "bad.xml")
    run("lint", "--show-files")
    run("lint", "--show-settings")
    (project / "pushstanza.toml").unlink()
    assert not (project / ".pushstanza_cache").exists()

    run("lint", "--cache", "bad.xml")
    assert len(entries(project)) == 1


def test_the_configuration_says_where_it_is_or_that_there_is_none(project):
    (project / "pushstanza.toml").write_text('cache-dir = "kept"')
    (project / "sub").mkdir()
    run("lint", "bad.xml")
    assert len([*(project / "kept").glob("findings-1/*")]) == 1

    (project / "pushstanza.toml").write_text('cache = false\ncache-dir = "other"')
    run("lint", "bad.xml")
    assert not (project / "other").exists()


def test_what_is_long_in_no_use_is_deleted(project):
    run("lint", "bad.xml", "page.md")
    old, recent = entries(project)
    pruned = project / ".pushstanza_cache" / "pruned"
    stranger = project / ".pushstanza_cache" / "notes"
    stranger.write_text("")
    for each in (old, stranger):
        os.utime(each, (1, 1))
    run("lint", "enable.xml")
    assert old in entries(project)  # they were looked for today

    os.utime(pruned, (1, 1))
    run("lint", "enable.xml")
    assert old not in entries(project)
    assert {recent} < {*entries(project)}
    assert stranger.exists()


def test_an_entry_that_is_used_is_not_old(project):
    run("lint", "bad.xml")
    (entry,) = entries(project)
    os.utime(entry, (1, 1))
    run("lint", "bad.xml")

    assert entry.stat().st_mtime > 1


def test_several_runs_and_processes_share_it(project):
    for number in range(10):
        (project / f"{number}.xml").write_text(BAD.replace("'1'", f"'{number}'"))
    command = [
        sys.executable,
        "-m",
        "pushstanza",
        "lint",
        "-q",
        "-j",
        "2",
        "--output-format",
        "jsonl",
    ]

    def lint(_):
        return subprocess.run(
            command, cwd=project, capture_output=True, text=True, check=False, timeout=120
        )

    with ThreadPoolExecutor(2) as pool:
        ran = [*pool.map(lint, range(2))]
    assert {each.stderr for each in ran} == {""}
    assert len({each.stdout for each in ran}) == 1
    assert len(entries(project)) == 13  # nothing is found in good.xml
    assert lint(0).stdout == ran[0].stdout


@pytest.mark.usefixtures("project")
def test_the_cache_itself_is_not_looked_at():
    run("lint")
    files = run("lint", "--show-files", "--no-respect-gitignore").stdout

    assert "findings-1" not in files
