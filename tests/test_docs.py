"""What README and docs show is run."""

import json
import re
import shlex
import sys
import tomllib
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from test_cli import run

import pushstanza as ps
from pushstanza.binding import declared
from pushstanza.linting.rules import RULES
from pushstanza.linting.suppression import directives

HERE = Path(__file__).parent.parent
PAGES = [HERE / "README.md", *sorted((HERE / "docs").glob("**/*.md"))]
COMMANDS = [
    pytest.param(command, id=command[11:60])
    for page in PAGES
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
    for command in block.splitlines()
    if command.startswith("pushstanza ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_does_its_job(command, monkeypatch):
    monkeypatch.chdir(HERE)
    result = run(*shlex.split(command)[1:])

    assert result.exit_code in {0, 1}, result.output
    assert result.stdout or "Checked" in result.stderr


IN_CI = [
    pytest.param(command, id=command[11:60])
    for page in PAGES
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(), re.DOTALL)
    for command in re.findall(r"pushstanza (?:lint|fix) .*", block)
]


@pytest.mark.parametrize("command", IN_CI)
def test_every_command_of_ci_does_its_job(command, monkeypatch, tmp_path):
    stanza = HERE / "docs" / "examples" / "enable-without-type.xml"
    (tmp_path / "enable.xml").write_bytes(stanza.read_bytes())
    monkeypatch.chdir(tmp_path)
    result = run(*shlex.split(command)[1:])

    assert result.exit_code == (0 if "--exit-zero" in command else 1), result.output
    for report in re.findall(r"--report \w+=(\S+)", command):
        assert "PS201" in Path(report).read_text("utf-8")


@pytest.mark.parametrize("server", ["MongooseIM", "ejabberd", "Prosody", "Tigase", "Openfire"])
def test_the_tables_of_a_missing_push_are_what_the_servers_do(server):
    pytest.importorskip("sphinx")
    tables = {name: [*made()] for name, made in _extension("diagnosis").TABLES.items()}

    head, _, *rows = [row.split(" | ") for row in tables["messages"] if row.startswith("|")]
    column = [each.strip("| ") for each in head].index(server)
    skipped = {row[0].strip("| "): row[column].strip(" |") for row in rows}
    assert skipped["`chat`, and the client is offline"] == "push"
    for name, body in [("`headline`", "<body>Hi!</body>"), ("without a body", "")]:
        kind = "headline" if name == "`headline`" else "chat"
        flow = ps.flow.Server(server.lower(), domain="example.com")
        flow.receive("alice@example.com/phone", ps.build.enable("push.example.net", "n"))
        flow.disconnect("alice@example.com/phone")
        flow.receive(
            "juliet@example.com/b",
            f"<message type='{kind}' to='alice@example.com'>{body}</message>",
        )
        published = any(each.title.startswith("publish") for each in flow.timeline.events)
        assert published == (skipped[name] == "push"), name


def test_there_are_commands():
    assert len(COMMANDS) > 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_snippet_gives_what_it_shows(page, monkeypatch):
    import doctest

    monkeypatch.chdir(HERE)
    failed, _ = doctest.testfile(
        str(page),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL,
    )
    assert failed == 0


PROGRAMS = [
    pytest.param(
        program,
        id=f"{page.name}-{number}",
        marks=[pytest.mark.loopback] if re.search(r"listen", program, re.IGNORECASE) else [],
    )
    for page in PAGES
    for number, program in enumerate(
        re.findall(r"^```python\n((?!>>>).*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)
    )
]


#: As everywhere in these tests, no example depends on chance or on the time it takes.
PROFILE = """
from hypothesis import HealthCheck, settings

settings.register_profile("calm", derandomize=True, deadline=None, max_examples=20,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")
"""


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_runs_and_its_tests_pass(program, pytester):
    pytester.makepyfile(program)
    pytester.makeconftest(PROFILE)

    result = pytester.runpytest_subprocess(
        "-p", "no:pushstanza", "-p", "pushstanza.testing.plugin", "-W", "error"
    )

    outcomes = result.parseoutcomes()
    assert outcomes.pop("passed") >= program.count("def test_") > 0
    assert outcomes == {}


RULE = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
WITHIN = re.compile(r">\s+<")


@RULE
def test_the_page_of_a_rule_shows_its_examples_as_they_are_checked(rule):
    pytest.importorskip("sphinx")
    page = "\n".join(_extension("rule_pages").page(rule))
    shown = re.findall(r"````{marked} \w+\n(?::places: [^\n]*\n)?\n(.*?)\n````", page, re.DOTALL)

    examples = [*rule.bad, *rule.good]
    assert [*map(_without_layout, shown)] == [*map(_without_layout, map(_on_a_page, examples))]
    for example in examples:
        assert example in rule.page()


@RULE
def test_the_page_of_a_rule_marks_what_is_found_where_it_says(rule):
    pytest.importorskip("sphinx")
    pages, examples = _extension("rule_pages"), _extension("examples")
    page = "\n".join(pages.page(rule))

    for bad in rule.bad:
        shown = examples.example(rule, bad)
        found = ps.lint(shown.text, extend_select=[rule.code], **examples.given(rule))
        assert found
        assert [each.message for each in found] == [
            each.message for each in ps.lint(bad, extend_select=[rule.code], **examples.given(rule))
        ]
        for each in found:
            start, end = each.span.offset, each.span.end_offset
            assert f"line {each.line}, column {each.column}" in page
            assert f"{start}-{end}" in page
            block = examples.marked(examples.visible(shown.text), shown.language, [(start, end)])
            marked = [part for part in block[0] if "faulty" in part["classes"]]
            assert block.astext() == examples.visible(shown.text)
            assert "".join(part.astext() for part in marked) == _on_a_page(shown.text[start:end])


@RULE
def test_the_page_of_a_rule_shows_what_its_fixes_change(rule):
    pytest.importorskip("sphinx")
    page = "\n".join(_extension("rule_pages").page(rule))
    fixes = re.findall(r"^(?:Safe|Unsafe) fix: ", page, re.MULTILINE)
    diffs = re.findall(r"````{code-block} diff\n\n(.*?)````", page, re.DOTALL)

    found = [
        each
        for bad in rule.bad
        for each in ps.lint(bad, extend_select=[rule.code], **_extension("examples").given(rule))
    ]
    assert len(fixes) == len(diffs) == len([each for each in found if each.fix])
    assert all(re.search(r"^[+-] ", each, re.MULTILINE) for each in diffs)


@RULE
def test_the_page_of_a_rule_tells_how_it_is_suppressed(rule):
    pytest.importorskip("sphinx")
    pages, given = _extension("rule_pages"), _extension("examples").given(rule)
    page = "\n".join(pages.page(rule))

    for kind, comment in zip(("xml", "rst", "code"), pages.comments(rule), strict=False):
        (read,) = directives(comment, kind)
        assert (read.problems, read.words[0].codes) == ((), {rule.code})
        assert comment in page
    assert "\n".join(pages.configuration(rule)) in page
    settings = tomllib.loads("\n".join(pages.configuration(rule)))["tool"]["pushstanza"]
    for bad in rule.bad:
        found = ps.lint(bad, extend_select=[rule.code], ignore=settings["ignore"], **given)
        assert rule.code not in {each.code for each in found}


def _without_layout(text):
    """Return an example without the line ends between tags, or as the value that JSON has."""
    if text[:1] in "{[":
        with suppress(ValueError):
            return json.loads(text)
    return WITHIN.sub("><", text.rstrip("\n"))


def _on_a_page(example):
    """Return an example without what a page cannot hold, such as control characters."""
    return "".join(each if each.isprintable() or each in "\n\t" else "\ufffd" for each in example)


@RULE
def test_the_sources_of_a_rule_are_links(rule):
    pytest.importorskip("sphinx")
    own = re.compile(r"pushstanza|[Tt]he schemas|^the |^what |^its |^mod_stanza_debug")

    for part in rule.source.split("; "):
        assert "](https://" in _extension("sources").linked(part) or own.search(part), part


def _extension(name):
    sys.path.insert(0, str(HERE / "docs" / "_ext"))
    try:
        return import_module(name)
    finally:
        sys.path.pop(0)


MODELS = [each for each in declared() if each.__module__.startswith("pushstanza.")]


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_the_page_of_a_model_shows_it_in_xml_and_in_python(cls):
    pytest.importorskip("sphinx")
    page = "\n".join(_extension("models").model(cls))

    _, xml = re.findall(r"```{code-block} xml\n(.*?)\n````", page, re.DOTALL)
    (code,) = re.findall(r"```{code-block} python\n(.*?)\n````", page, re.DOTALL)
    found = eval(code, {"ps": ps, "datetime": datetime})  # noqa: S307 - it is our own

    assert type(found) is cls
    assert ps.parse_as(cls, xml) == found
    assert ps.validate(xml) == []
    assert found.extra is None


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_the_page_of_a_model_describes_all_that_it_has(cls):
    pytest.importorskip("sphinx")
    page = "\n".join(_extension("models").model(cls))

    arguments = re.search(r"{py:class} \w+\(\*, (.*)\)", page)[1]
    names = [name for name in dir(cls) if not name.startswith("_") and name not in dir(ps.Model)]
    for name in names:
        assert f"{name}: " in arguments or f"pushstanza.{cls.__name__}.{name}" in page


def test_every_public_model_has_a_page():
    pytest.importorskip("sphinx")
    shown = {cls for models in _extension("models").documents().values() for cls in models}

    assert shown >= {cls for cls in MODELS if cls.__name__ in ps.__all__}


@RULE
def test_the_page_of_a_rule_can_be_cited_by_code_and_by_name(rule):
    pytest.importorskip("sphinx")
    first, second, *_ = _extension("rule_pages").page(rule)

    assert (first, second) == (f"({rule.code.lower()})=", f"({rule.name})=")


def test_what_is_said_about_security_is_held_by_a_test():
    rows = re.findall(r"^\| (.*)$", (HERE / "SECURITY.md").read_text(), re.MULTILINE)
    named = [re.findall(r"`(tests/\w+\.py)::(test_\w+)`", row) for row in rows[1:]]

    assert named
    assert all(named)
    for file, test in chain(*named):
        assert re.search(rf"^def {test}\(", (HERE / file).read_text(), re.MULTILINE), test


def test_make_targets_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z]+):", (HERE / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"make (\w+)", (HERE / "README.md").read_text())) <= targets
