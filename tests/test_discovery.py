"""Names of files and folders to the files that are linted."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pushstanza.linting.config import EXCLUDE, INCLUDE, Config
from pushstanza.linting.discovery import visits
from pushstanza.linting.first_look import CHUNK, LONGEST
from pushstanza.linting.visit import Outcome


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


def files(paths, config):
    found = [*visits(paths, config)]
    assert Outcome.FAILED not in {each.outcome for each in found}
    return [each.path for each in found if each.outcome is Outcome.TAKEN]


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


@pytest.mark.parametrize(
    "name",
    ["a.py", "A.JS", "b/c.kt", "d.swift", "e.erl", "f.ex", "g.jsp", "h.vue", "i.sh", "j.cpp", "k.json.j2"],
)  # fmt: skip
def test_source_code_in_folders_is_looked_into(tree, name):
    tree(name, text="ns = 'urn:xmpp:push:0'")
    tree("x.py", "y.c", text="ns = 'urn:xmpp:ping'")
    tree("z.png", "z.ini", text="ns = 'urn:xmpp:push:0'")

    assert found() == [name]
    assert found(source_code=False) == []
    assert found(exclude=["*.*"]) == []
    assert found(include=["*.c", "!*.*"]) == []
    assert found("x.py") == ["x.py"]


def test_a_mark_is_found_anywhere_in_a_source_file_that_is_not_too_long(tree):
    mark = "urn:xmpp:push:0"
    for offset in (0, CHUNK - len(mark), CHUNK - 7, CHUNK - 1, CHUNK, 2 * CHUNK + 5):
        tree("a.py", text=" " * offset + mark)
        assert found() == ["a.py"], offset
    tree("a.py", text=" " * (LONGEST + CHUNK) + mark)
    assert reasons() == {"a.py": ("skipped", "source code that is too long")}
    tree("a.py", text=f"\0{mark}")
    assert reasons() == {"a.py": ("skipped", "binary")}


@pytest.mark.parametrize(
    "text",
    [
        """x = '{"aps": {"alert": "Hark"}}'""",
        r'x = "{\"aps\":{\"alert\":\"Hark\"}}"',
        "curl https://fcm.googleapis.com/v1/projects/a/messages:send -d '{}'",
    ],
)
def test_what_only_payloads_have_is_a_mark(tree, text):
    tree("a.py", text=text)

    assert found() == ["a.py"]


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


#: Lines of every kind that git takes, also such as name nothing; it splits them at LF alone. Those that pathspec
#: reads otherwise are in MISREAD.
LINES = st.sampled_from(
    [
        b"a", b"/a", b"b/", b"*.xml", b"!a.xml", b"!b", b"a/b", b"**/b", b"a/**", b"/a/*", b"!/a/b.xml",
        b"", b" ", b"   ", b"\t", b"#", b"# x", b"#a.xml", b"!", b"/", b"//", b"!/", b"*", b"**", b"***",
        b"**/", b"/**", b"a/**/b", b"**/a/*.xml", b"a/***/b", b"!a/", b"!*", b"a//b", b"./a",
        b"a.xml ", b"a.xml  ", b"a.xml\t", b" a.xml", b"a\\ ", b"a\\  ", b"a\\\\ ", b"a ", b"a.xml\r", b"a\r\r",
        b"\\!a.xml", b"\\#a.xml", b"\\a.xml", b"a\\.xml", b"b\\/", b"\\", b"a\\", b"!\\", b"\\ ", b"a/**/*", b"**/**/b",
        b"[", b"[a", b"[]", b"[!", b"[ab].xml", b"[!a].xml", b"[^a]*", b"[a-b]*", b"[]a].xml", b"[!]a].xml", b"a/[!b]*",
        b"[[a].xml", b"[[:a].xml", b"[a&&b].xml", b"a[/]b", b"a/[", b"a[!b]b", b"?.xml",
        b"a\x0c", b"a\x0c.xml", b"\x0b", "a\u2028*".encode(), b"\xe2\x80\xa8a.xml", b"\x85", b"a.xml\0b", b"\0",
        b"\xff", b"\xff.xml", b"\xff*", "\u00e9.xml".encode(), "\u00e0".encode(), b"\xef\xbb\xbfa.xml", b"??.xml",
    ]
)  # fmt: skip
#: Classes by name, ranges that run backwards, backslashes in brackets or before a slash, and ** behind something else.
MISREAD = [
    b"[[:alpha:]].xml", b"[[:foo:]].xml", b"[[:alpha:]", b"[[.a.]].xml", b"[b-a].xml", b"[z-a]", b"[a--b]", b"[\\a].xml", b"[\\]]", b"[a\\]",
    b"a\\/b", b"**\\/b", b"a**/b", b"[a/]b",
]  # fmt: skip
#: The files of a repository: some stand for lines that are easily misread.
TRACKED = [
    b"a.xml", b"b.xml", b"a/a.xml", b"a/b.xml", b"a/b/a.xml", b"b/a/b.xml", b"c/b/a.xml", b"!a.xml", b"#a.xml",
    b" a.xml", b"a .xml", b"a /b.xml", b"a\t/b.xml", b"a\x0c.xml", b"a\r/b.xml", b"].xml", b"[/a.xml", b"\\/a.xml",
    "a\u2028.xml".encode(), "\u2028a.xml".encode(), "\u00e9.xml".encode(), b"\xff.xml", b"\xef\xbb\xbfa.xml", b"a\n.xml",
    "\u00e0/b.xml".encode(), b"a/c/d/b/a.xml",
]  # fmt: skip


def written(lines, end, bom):
    return (b"\xef\xbb\xbf" if bom else b"") + end.join(lines)


FILES = st.builds(
    written, st.lists(LINES, max_size=5), st.sampled_from([b"\n", b"\r\n"]), st.booleans()
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    folder = tmp_path_factory.mktemp("repository")
    for name in TRACKED:
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    subprocess.run(["git", "-C", str(folder), "init", "--quiet"], check=True, timeout=20)
    (folder / ".git" / "info").mkdir(exist_ok=True)
    return folder


def listed_by_git(folder):
    listed = subprocess.run(
        ["git", "-C", str(folder), "-c", "core.excludesFile=", "-c", "core.ignoreCase=false",
         "ls-files", "-z", "--others", "--exclude-standard", "*.xml"],
        capture_output=True, check=True, timeout=20,
    )  # fmt: skip
    return sorted(each for each in listed.stdout.split(b"\0") if each)


def listed_by_us(folder, **options):
    found = files([folder], Config(folder=folder, **options))
    return sorted(os.fsencode(each.relative_to(folder)) for each in found)


@settings(max_examples=150)
@given(outer=FILES, inner=FILES, exclude=FILES)
def test_git_itself_says_the_same(repository, outer, inner, exclude):
    (repository / ".gitignore").write_bytes(outer)
    (repository / "a" / ".gitignore").write_bytes(inner)
    (repository / ".git" / "info" / "exclude").write_bytes(exclude)

    assert listed_by_us(repository) == listed_by_git(repository)


def is_read_alike(glob):
    """Tell whether pathspec reads a glob as git does, and it has no more stars than we take."""
    return not re.search(rb"[^*/]\*\*|\*[^/]*\*[^/]*\*[^/]*\*[^/]*\*", glob)


GLOBS = st.builds(
    lambda parts, end: b"".join((*parts, end)),
    st.lists(
        st.sampled_from(
            [b"a", b"b", b"c", b"*", b"**", b"**/", b"/**", b"/", b"?", b"]", b"!", b"^", b"-", b".xml", b" ", b"\xff"]
            + [b"[a-c]", b"[!a]", b"[]a]", b"[!]-]", b"\\*", b"\\[", b"\\a", b"\\!"]
        ),
        max_size=9,
    ),
    st.sampled_from([b"", b"", b"", b"[", b"[]", b"[!", b"\\", b"\\ "]),
).filter(is_read_alike)  # fmt: skip


@settings(max_examples=150)
@given(glob=GLOBS)
def test_globs_match_as_those_of_git(repository, glob):
    (repository / ".gitignore").write_bytes(glob)
    (repository / "a" / ".gitignore").write_bytes(b"")
    (repository / ".git" / "info" / "exclude").write_bytes(b"")

    assert listed_by_us(repository) == listed_by_git(repository)


@given(lines=st.lists(LINES.map(os.fsdecode), max_size=4))
def test_the_patterns_of_a_configuration_are_those_of_git(repository, lines):
    (repository / ".gitignore").write_bytes(os.fsencode("\n".join(lines)))
    (repository / "a" / ".gitignore").write_bytes(b"")
    (repository / ".git" / "info" / "exclude").write_bytes(b"")
    taken = listed_by_us(repository)

    plain = [each for each in lines if not each.endswith("\r") and "\0" not in each]
    if plain == lines and not "".join(lines[:1]).startswith("\ufeff"):
        assert listed_by_us(repository, extend_exclude=lines, respect_gitignore=False) == taken
    listed_by_us(repository, include=lines)


@settings(max_examples=150)
@given(line=st.one_of(LINES, GLOBS).map(os.fsdecode))
def test_a_pattern_covers_what_git_ignores(repository, line):
    assume(not line.startswith(("!", "\ufeff")) and not line.endswith("\r") and "\0" not in line)
    (repository / ".gitignore").write_bytes(os.fsencode(line))
    (repository / "a" / ".gitignore").write_bytes(b"")
    (repository / ".git" / "info" / "exclude").write_bytes(b"")
    ignored = sorted({*TRACKED} - {*listed_by_git(repository)})

    included = listed_by_us(repository, include=[line], respect_gitignore=False)
    assert [each for each in included if each in TRACKED] == ignored
    if ignored:
        config = Config(folder=repository, per_file_ignores={line: ("PS203",)})
        names = {each: config.settings(repository / os.fsdecode(each)) for each in TRACKED}
        assert sorted(each for each, found in names.items() if "PS203" in found.ignore) == ignored


@pytest.mark.parametrize("line", MISREAD)
def test_what_pathspec_misreads_leaves_the_other_lines_as_they_are(tree, line):
    tree("y.xml", "x/y.xml")
    Path(".gitignore").write_bytes(line + b"\n/y.xml\n")

    assert found() == ["x/y.xml"]
    assert found(extend_exclude=[os.fsdecode(line)], respect_gitignore=False) == [
        "x/y.xml",
        "y.xml",
    ]


@pytest.mark.parametrize(
    "glob",
    ["*a" * 4, "*a" * 40, "**/a/" * 40 + "b", "*a*/" * 40 + "b", "[[:" * 40_000 + "]", "*[ab]" * 40, "a" + "**/" * 40 + "b", "**/" * 40 + "b", "**/*/" * 60 + "b"],
    ids=lambda glob: glob[:8],
)  # fmt: skip
def test_no_pattern_takes_long(tree, glob):
    deep = "/".join(["a"] * 40)
    tree(f"{deep}/c.xml", f"{'a' * 200}c.xml", ".gitignore", text=glob)

    assert len(found()) == 2


def test_with_many_stars_a_pattern_names_nothing(tree):
    tree("abcde.xml")

    assert (
        found(extend_exclude=["a*b*c*d*"])
        == found(extend_exclude=["**/*a**b*/**/*", "*" * 9])
        == []
    )
    assert found(extend_exclude=["a*b*c*d*e*"]) == ["abcde.xml"]


def test_a_gitignore_that_is_no_file_is_passed_over(tree):
    tree("a.xml", "b/a.xml", "rules", text="a.xml\n")
    Path(".gitignore").symlink_to("rules")
    Path("b/.gitignore").mkdir()
    os.mkfifo("c.xml")
    Path("d").mkdir()
    os.mkfifo("d/.gitignore")

    assert found() == ["a.xml", "b/a.xml"]


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
    paths = ["a.xml", "b", "d.xml", "nothing.xml", "nul\0.xml"]
    visited = [*visits(paths, Config())]
    told = [each for each in visited if each.outcome is not Outcome.TAKEN]

    assert [str(each.path) for each in visited if each not in told] == ["d.xml"]
    assert [(str(each.path), each.reason) for each in told] == [
        ("a.xml", "Permission denied"),
        ("b", "Permission denied"),
        ("nothing.xml", "No such file or directory"),
        ("nul\0.xml", "no file can have this name"),
    ]
    assert {each.outcome for each in told} == {Outcome.FAILED}


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
    tree(
        "a.xml",
        "b.py",
        "b.ini",
        "node_modules/c.xml",
        "build/d.xml",
        "build/.gitignore",
        text="d.*\n",
    )

    assert reasons() == {
        "a.xml": ("taken", "'*.xml' in include"),
        "b.ini": ("skipped", "not in include"),
        "b.py": ("skipped", "source code that names no push namespace"),
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
