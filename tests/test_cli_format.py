"""Which files ``format`` lays out, and what it does with those that cannot be."""

import json
import os
import stat

import pytest
from test_cli import run

UGLY = "<message><body>x</body></message>\n"
NICE = "<message>\n  <body>x</body>\n</message>\n"
BROKEN = "<iq type='set'>\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a function that writes a file of a project, which is the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(name, text=UGLY):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def would_change(*arguments):
    result = run("format", "--check", *arguments)
    assert result.exit_code in {0, 1}, result.output
    return [each.removeprefix("would change ") for each in result.stdout.splitlines()]


def linted(*arguments):
    lines = run("lint", "--show-files", *arguments).stdout.splitlines()
    return [each.split()[1] for each in lines if each.startswith("taken")]


TREE = [
    "a.xml", "b.py", "c.json", ".venv/a.xml", "node_modules/x/a.xml", "sub/a.md", "sub/.git/a.txt",
    "build/a.xml", "sub/gone.rst", "other/a.stanza", "other/very/deep.log", "x.markdown", "y.htm",
]  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["."],
        ["sub", "other", "a.xml"],
        ["--exclude", "a.*", "."],
        ["--extend-exclude", "other", "--no-respect-gitignore", "."],
        ["--include", "*.py", "."],
        ["--isolated", "."],
        ["--config", "exclude=['sub']", "."],
        ["--config", "other.toml", "."],
        ["--force-exclude", "build/a.xml", "a.xml"],
        ["build/a.xml", "node_modules/x/a.xml"],
    ],
    ids=" ".join,
)
def test_files_are_found_as_lint_finds_them(project, arguments):
    for name in TREE:
        project(name)
    project(".gitignore", "\n# what is made\nbuild/\n\nsub/gone.*\n")
    project("pushstanza.toml", "extend-exclude = ['other/very']\n")
    project("other.toml", "include = ['*.xml']\nrespect-gitignore = false\n")
    taken = linted(*arguments)

    assert taken
    assert would_change("--config", "input='xml'", *arguments) == taken


def test_packages_are_left_as_they_are(project):
    paths = [project(f"{each}/a.xml") for each in (".venv/lib", "node_modules/x", "site-packages")]
    mine = project("a.xml")

    assert run("format", ".").exit_code == 0
    assert mine.read_text() == NICE
    assert {each.read_text() for each in paths} == {UGLY}


def test_the_kind_of_a_configuration_holds(project):
    page = f"An <iq> in prose\n\n```xml\n{UGLY}```\n"
    project("page.txt", page)

    assert would_change("--config", "input='markdown'", ".") == ["page.txt"]
    assert would_change("--config", "input='json'", ".") == []


@pytest.mark.parametrize("option", [[], ["--check"], ["--diff"]], ids=str)
@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b"<iq id='\xff'/>", "a.xml: line 1, column 9: the text is not valid UTF-8"),
        ("<iq/>".encode("utf-16"), "a.xml: the text is in UTF-16"),
        (None, "a.xml: "),
    ],
)
@pytest.mark.parametrize("paths", [["."], ["a.xml", "b.xml"]], ids=str)
def test_what_cannot_be_read_is_named_and_the_rest_goes_on(project, option, bad, words, paths):
    (project("a.xml", bad) if bad else project("x").with_name("a.xml").symlink_to("a.xml"))
    good = project("b.xml")
    if bad is None and paths == ["."]:
        paths = ["a.xml", "."]
    result = run("format", *option, *paths)

    assert result.exit_code == 2
    assert words in result.stderr
    assert "b.xml" in result.stdout + result.stderr
    assert good.read_text() == (UGLY if option else NICE)


def test_what_cannot_be_written_is_named_and_the_rest_goes_on(project, monkeypatch):
    bad, good = project("a.xml"), project("b.xml")
    replace = type(bad).replace

    def refuse(path, target):
        if target == bad:
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(type(bad), "replace", refuse)
    result = run("format", ".")

    assert (result.exit_code, good.read_text(), bad.read_text()) == (2, NICE, UGLY)
    assert "a.xml: No space left on device" in result.stderr


def test_what_cannot_be_laid_out_is_a_finding(project):
    project("a.xml", BROKEN)
    good = project("b.xml")
    result = run("format", ".")

    assert (result.exit_code, good.read_text()) == (1, NICE)
    assert "a.xml: line 1, column 1: <iq> has no end tag" in result.stderr


@pytest.mark.parametrize("command", [["lint"], ["fix"], ["format"], ["format", "--check"]], ids=str)
@pytest.mark.parametrize(
    "paths", [["."], ["locked", "b.xml"], ["locked/a.xml", "b.xml"], ["b.xml", "locked"]], ids=str
)
def test_a_folder_without_rights_is_named(project, monkeypatch, command, paths):
    project("locked/a.xml")
    project("b.xml", UGLY.replace("<message", "<message xlmns='jabber:client'"))

    def refusing(call):
        def wrapped(path, *arguments, **options):
            name = "" if isinstance(path, int) else f"/{os.fspath(path)}"
            if "/locked/" in name or (call is scandir and name.endswith("/locked")):
                raise PermissionError(13, "Permission denied")
            return call(path, *arguments, **options)

        return wrapped

    stat_of, scandir = os.stat, os.scandir
    monkeypatch.setattr(os, "stat", refusing(stat_of))
    monkeypatch.setattr(os, "scandir", refusing(scandir))
    result = run(*command, *paths)

    assert result.exit_code == 2
    assert f"{paths[0] if '/' in paths[0] else 'locked'}: Permission denied" in result.stderr
    assert "b.xml" in result.output or "Checked 1 file" in result.stderr


def test_a_file_keeps_its_rights_and_line_ends(project):
    path = project("a.xml", UGLY.replace("<body>", "\r\n<body>"))
    path.chmod(0o604)
    run("format", path)

    assert path.read_bytes() == NICE.replace("\n", "\r\n").encode().removesuffix(b"\r\n") + b"\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_a_wrong_configuration_is_told(project):
    project("a.xml")
    project("pushstanza.toml", "exlude = []\n")

    result = run("format", ".")
    assert (result.exit_code, "did you mean 'exclude'?" in result.stderr) == (2, True)
    assert run("format", "--isolated", "--check", ".").exit_code == 1


@pytest.mark.parametrize(
    "command",
    [
        ["lint"], ["lint", "--show-files"], ["lint", "--fix"], ["fix"], ["fix", "--diff"], ["format"],
        ["format", "--check"], ["baseline", "create"], ["baseline", "prune"], ["parse"], ["translate"],
        ["verdict"], ["explain"], ["flow"], ["new", "refuse"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_path_is_not_the_current_folder(project, command):
    path = project("a.xml", UGLY.replace("<message", "<message xlmns='jabber:client'"))
    before = path.read_text()
    more = ["cancel", "conflict"] if command[0] == "new" else []
    result = run(*command, "", *more)

    assert result.exit_code == 2
    assert "a path is empty" in result.stderr
    assert result.stdout == ""
    assert path.read_text() == before
    assert [each.name for each in path.parent.iterdir()] == ["a.xml"]


def test_an_empty_path_among_others_stops_all(project):
    path = project("a.xml")

    for command in ("format", "fix"):
        assert run(command, "a.xml", "").exit_code == 2
    assert path.read_text() == UGLY
    assert json.loads(run("lint", "--output-format", "json", "a.xml").stdout)["version"] == 1


# Differences

SECRET = "hunTer02pw!"
FIELDS = [
    "<field var='secret'><value>{}</value></field>",
    "<field var='secret'>\n<value>{}</value>\n</field>",
    "<field\n  var='secret'\n><value\n>{}</value></field>",
    "<field\n  type='hidden'\n  var=\n'secret'>\n\n<value>\n{}\n</value></field>",
    "<field var='secret'><value>a\n{0}</value><value>{0}</value></field>",
    "<field var='secret'><value><![CDATA[{}]]></value></field>",
    "<field var='secret'><value><![CDATA[]\n{}]]></value></field>",
    "<field var='secr&#101;t'><value>{}</value></field>",
    "<field var='secr&#x65;t'>\n<value>{}</value></field>",
    "<field var='secret'><value>a&lt;{}&amp;</value></field>",
    "<field var='secret'><value>a<{}</value></field>",
    "<field var='secret' value='{}'/>",
    "<field value='{}' var='secret'/>",
    "<field var='secret'\n  value=\n  '{}'/>",
    "<field var=secret><value>{}</value></field>",
    "<field var=secret\n><value>{}</value></field>",
    "<field var=secret value={}/>",
    "<field var='secret><value>{}</value></field>",
    "<field var=‘secret’><value>{}</value></field>",  # noqa: RUF001
    "<field VAR='SECRET'><value>{}</value></field>",
    "<field var='token'><value>{}</value>",
]


@pytest.mark.parametrize(
    "command",
    [
        ["format", "--diff"],
        ["fix", "--diff"],
        ["fix", "--diff", "--unsafe-fixes"],
        ["lint", "--diff"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", ["a.xml", "page.md", "-"])
def test_no_difference_shows_a_secret(project, command, field, name):
    form = (
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='p.example.com' node='n'>"
        f"<x xmlns='jabber:x:data' type='submit'>{field.format(SECRET)}</x></enable></iq>\n"
    )
    text = form + UGLY + form.replace("xmlns='jabber", "xlmns='jabber")
    text = f"# A page\n\n```xml\n{text}```\n" if name == "page.md" else text
    given = {"input": text} if name == "-" else {}
    result = run(*command, name if given else project(name, text), **given)

    assert result.exit_code in {0, 1}
    assert SECRET[4:] not in result.stdout
    if field == FIELDS[0]:
        assert result.stdout.startswith("--- ")


def test_a_difference_shows_secrets_on_request(project):
    path = project("a.xml", f"<iq type='get' id='1'>{FIELDS[0].format(SECRET)}</iq>\n{UGLY}")

    assert SECRET in run("format", "--diff", "--show-secrets", path).stdout
