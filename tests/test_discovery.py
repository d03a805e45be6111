"""Names of files and folders to the files that are linted."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pushstanza.config import EXCLUDE, INCLUDE, Config
from pushstanza.discovery import DiscoveryError, Outcome, files, visits


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return a function that makes files, in a folder of their own that is the current one."""
    monkeypatch.chdir(tmp_path)

    def make(*names, text="<iq/>"):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return make


def found(*paths, **options):
    return [str(each) for each in files(paths or ["."], Config(**options))]


def reasons(*paths, **options):
    return {
        str(each.path): (each.outcome.value, each.reason)
        for each in visits(paths or ["."], Config(**options))
    }


def test_folders_are_searched_for_files_that_may_hold_stanzas(tree):
    tree("b.xml", "a/z.log", "a/b/c.md", "a.rst", "a/x.py", "README", "d.json", "e.XML")

    assert found() == ["a/b/c.md", "a/z.log", "a.rst", "b.xml", "d.json"]
    assert found("a", "b.xml", "./b.xml", "a/b") == ["a/b/c.md", "a/z.log", "b.xml"]
    assert found("a/x.py") == ["a/x.py"]
    assert found(include=["*.py", "/b.*"]) == ["a/x.py", "b.xml"]


def test_names_are_as_they_were_given(tree):
    folder = tree("sub/a.xml")

    assert found(folder / "sub") == [str(folder / "sub" / "a.xml")]
    assert found("sub/../sub") == ["sub/../sub/a.xml"]


def test_the_usual_folders_are_not_gone_into(tree):
    tree("a.xml", *(f"x/{name}/a.xml" for name in EXCLUDE))

    assert found() == ["a.xml"]
    assert found("x/node_modules") == ["x/node_modules/a.xml"]
    assert found("x/node_modules", force_exclude=True) == []


def test_what_is_excluded_is_left_out(tree):
    tree("a.xml", "bad/a.xml", "deep/bad/a.xml", "deep/good.xml", "deep/very/good.xml")

    assert found(extend_exclude=["bad"]) == ["a.xml", "deep/good.xml", "deep/very/good.xml"]
    assert found(extend_exclude=["/bad/", "deep/*.xml"]) == [
        "a.xml",
        "deep/bad/a.xml",
        "deep/very/good.xml",
    ]
    assert found(exclude=["*.xml", "!good.xml"]) == ["deep/good.xml", "deep/very/good.xml"]


def test_patterns_begin_at_the_folder_of_the_configuration(tree):
    folder = tree("bad/a.xml", "sub/bad/a.xml")

    assert found("sub", extend_exclude=["/bad"]) == ["sub/bad/a.xml"]
    assert found("sub", extend_exclude=["/sub/bad"]) == []
    assert found(extend_exclude=["/bad"], folder=folder / "sub") == ["bad/a.xml"]


def test_what_is_named_is_taken(tree):
    tree("bad/a.xml", "bad/deep/b.xml", "bad/node_modules/c.xml", ".gitignore", text="bad/\n")

    assert found("bad/a.xml", extend_exclude=["bad"]) == ["bad/a.xml"]
    assert found("bad", extend_exclude=["bad"]) == ["bad/a.xml", "bad/deep/b.xml"]
    assert found("bad/a.xml", "bad", extend_exclude=["bad"], force_exclude=True) == []


def test_what_git_ignores_is_left_out(tree):
    tree("a.xml", "b.xml", "build/c.xml", "sub/d.xml", "sub/keep.xml", "sub/deep/e.xml", "f.xml")
    Path(".gitignore").write_bytes(b"# all\r\n/b.xml\r\nbuild/\nfoo\\\n*.xml\n!a.xml\n\xff\n")
    Path("sub/.gitignore").write_text("!keep.xml\n")

    assert found() == ["a.xml", "sub/keep.xml"]
    assert len(found(respect_gitignore=False)) == 7


def test_git_is_asked_above_the_folder_too(tree):
    tree("a/b/c.xml", "a/b/d.xml", "a/b/e.xml", "a/f.xml")
    Path(".git/info").mkdir(parents=True)
    Path(".git/info/exclude").write_text("c.xml\n")
    Path("a/.gitignore").write_text("/b/d.xml\n")

    assert found("a/b") == ["a/b/e.xml"]
    assert found() == ["a/b/e.xml", "a/f.xml"]
    assert found("a/b/c.xml", "a/b/d.xml", "a/f.xml", force_exclude=True) == ["a/f.xml"]


def test_without_a_repository_only_the_folder_is_asked(tree):
    tree("a/b.xml", ".gitignore", text="b.xml\n")

    assert found("a") == ["a/b.xml"]
    assert found() == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.sampled_from(
            [
                "a",
                "/a",
                "b/",
                "*.xml",
                "!a.xml",
                "!b",
                "a/b",
                "**/b",
                "a/**",
                "/a/*",
                "!/a/b.xml",
                "# x",
            ]
        ),
        max_size=4,
    ),
    inner=st.lists(st.sampled_from(["*", "!*.xml", "b.xml", "!b", "/a"]), max_size=2),
)
def test_git_itself_says_the_same(tmp_path_factory, lines, inner):
    folder = tmp_path_factory.mktemp("repository")
    for name in ("a.xml", "b.xml", "a/a.xml", "a/b.xml", "a/b/a.xml", "b/a/b.xml", "c/b/a.xml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (folder / ".gitignore").write_text("\n".join(lines))
    (folder / "a" / ".gitignore").write_text("\n".join(inner))
    git = ["git", "-C", str(folder), "-c", "core.excludesFile="]
    subprocess.run([*git, "init", "--quiet"], check=True, timeout=20)
    listed = subprocess.run(
        [*git, "ls-files", "--others", "--exclude-standard", "*.xml"],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    ).stdout.split()

    ours = [each.relative_to(folder).as_posix() for each in files([folder], Config(folder=folder))]
    assert sorted(ours) == sorted(listed)


def test_what_is_no_text_is_passed_over_unless_it_is_named(tree):
    tree("a.xml")
    Path("b.xml").write_bytes(b"<iq>" + b" " * 8000 + b"\0")
    Path("c.xml").write_bytes(b"<iq>" + b" " * 9000 + b"\0")
    Path("d.xml").write_bytes("<iq/>".encode("utf-16"))

    assert found() == ["a.xml", "c.xml", "d.xml"]
    assert found("b.xml") == ["b.xml"]
    assert reasons()["b.xml"] == ("skipped", "binary")


def test_links_lead_nowhere_twice(tree):
    tree("a.xml", "sub/b.xml")
    Path("sub/loop").symlink_to("..")
    Path("sub/self").symlink_to("self")
    Path("sub/gone.xml").symlink_to("nothing.xml")
    Path("c.xml").symlink_to("a.xml")
    Path("linked").symlink_to("sub")

    assert found() == ["a.xml", "sub/b.xml"]
    assert found("linked") == ["linked/b.xml"]
    assert found("linked", "sub", "c.xml") == ["c.xml", "linked/b.xml"]
    assert reasons("sub")["sub/gone.xml"] == ("skipped", "a link that leads nowhere")


def test_what_cannot_be_read_is_told_and_the_others_go_on(tree, monkeypatch):
    tree("a.xml", "b/c.xml", "d.xml")
    scandir, real_open = os.scandir, Path.open

    def refuse(real, *names):
        def call(path, *args, **options):
            if str(path) in names:
                raise PermissionError(13, "Permission denied")
            return real(path, *args, **options)

        return call

    monkeypatch.setattr(os, "scandir", refuse(scandir, "b"))
    monkeypatch.setattr(Path, "open", refuse(real_open, "a.xml"))
    told = []
    paths = ["a.xml", "b", "d.xml", "nothing.xml", "nul\0.xml"]
    taken = [str(each) for each in files(paths, Config(), failed=told.append)]

    assert taken == ["d.xml"]
    assert [(str(each.path), each.reason) for each in told] == [
        ("a.xml", "Permission denied"),
        ("b", "Permission denied"),
        ("nothing.xml", "No such file or directory"),
        ("nul\0.xml", "embedded null byte"),
    ]
    assert {each.outcome for each in told} == {Outcome.FAILED}
    with pytest.raises(DiscoveryError, match="nothing.xml: No such file"):
        found("nothing.xml")


def test_a_pipe_is_taken_when_it_is_named(tree):
    tree("a.xml")
    os.mkfifo("pipe.xml")

    assert found() == ["a.xml"]
    assert found("pipe.xml") == ["pipe.xml"]
    assert reasons()["pipe.xml"] == ("skipped", "no regular file")


def test_names_that_are_not_utf_8_survive(tree):
    tree("a.xml")
    name = b"b\xff\n.xml"
    with open(name, "wb"):  # noqa: PTH123 - a Path takes no bytes
        pass

    assert [os.fsencode(each) for each in files(["."], Config())] == [b"a.xml", name]


def test_there_is_a_reason_for_everything(tree):
    tree("a.xml", "b.py", "node_modules/c.xml", "build/d.xml", "build/.gitignore", text="d.*\n")

    assert reasons() == {
        "a.xml": ("taken", "'*.xml' in include"),
        "b.py": ("skipped", "not in include"),
        "node_modules": ("skipped", "'node_modules' in exclude"),
        "build/.gitignore": ("skipped", "not in include"),
        "build/d.xml": ("skipped", f"'d.*' in {Path('build/.gitignore').absolute()}"),
    }
    assert reasons("b.py") == {"b.py": ("taken", "named")}


def test_every_file_is_visited_once_in_order(tree):
    tree(*(f"{folder}/{name}" for folder in ("a", "a.b", "b", "a/b") for name in ("1.xml", "2.md")))
    parts = [Path(each).parts for each in found("b", ".", "a")]

    assert parts == sorted(parts)
    assert len(parts) == 8
    assert all(pattern.startswith("*.") for pattern in INCLUDE)
