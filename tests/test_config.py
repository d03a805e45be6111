"""What a project writes down to settings, and mistakes in it to places."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza import schemas
from pushstanza.linting.config import (
    KEYS,
    Config,
    ConfigError,
    describe,
    json_schema,
)
from pushstanza.linting.config_files import Configs, read
from pushstanza.linting.reports import REPORTS
from pushstanza.linting.settings import Settings
from pushstanza.reading.toml_places import toml_places

PYPROJECT = """\
[project]
name = "mine"

[tool.pushstanza]
select = ["PS1", "PS2"]
target = ["mongooseim"]

[tool.pushstanza.severity]
option-value = "info"

[tool.pushstanza.per-file-ignores]
"tests/bad/**" = ["ALL"]
"*.md" = ["PS2"]
"""


def written(folder, text, name="pushstanza.toml"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def refused(folder, text, name="pushstanza.toml"):
    with pytest.raises(ConfigError) as info:
        read(written(folder, text, name))
    return info.value


def test_settings_come_from_the_table_in_pyproject(tmp_path):
    config = read(written(tmp_path, PYPROJECT, "pyproject.toml"))

    settings = config.settings(tmp_path / "a.xml")
    assert settings == Settings(
        select=["PS1", "PS2"],
        targets=["mongooseim"],
        severities={"option-value": "info"},
        scope="push",
    )
    assert config.folder == tmp_path


def test_rules_are_ignored_by_the_name_of_the_file(tmp_path, monkeypatch):
    config = read(written(tmp_path, PYPROJECT, "pyproject.toml"))
    monkeypatch.chdir(tmp_path)

    assert config.settings("tests/bad/deep/x.xml").wanted == frozenset()
    families = {code[:3] for code in config.settings(Path("docs/page.md")).wanted}
    assert families == {"PS1"}
    assert config.settings("tests/good/x.xml").wanted == config.settings().wanted
    assert config.settings("/elsewhere/page.md").wanted == config.settings("page.md").wanted


def test_the_nearest_file_holds(tmp_path):
    written(tmp_path, 'ignore = ["PS1"]')
    written(tmp_path / "a", "[project]\nname = 'pushstanza'", "pyproject.toml")
    written(tmp_path / "a" / "b", 'ignore = ["PS2"]', ".pushstanza.toml")
    written(tmp_path / "a" / "b" / "c", "not valid TOML", "pyproject.toml")
    configs = Configs()

    assert configs.near(tmp_path / "a" / "x.xml").ignore == ("PS1",)
    assert configs.near(tmp_path / "a" / "b").ignore == ("PS2",)
    assert configs.near(tmp_path / "a" / "b" / "c" / ".." / "x.xml").ignore == ("PS2",)
    assert configs.near(tmp_path / "a" / "b" / "c" / "x.xml").ignore == ("PS2",)


def test_the_nearest_file_of_a_relative_name_is_found(tmp_path, monkeypatch):
    written(tmp_path, 'ignore = ["PS1"]')
    written(tmp_path / "a", 'ignore = ["PS2"]')
    monkeypatch.chdir(tmp_path / "a")

    assert Configs().near(Path("x.xml")).ignore == ("PS2",)
    assert Configs().near(Path("../x.xml")).ignore == ("PS1",)


def test_a_file_of_ours_comes_before_pyproject(tmp_path):
    written(tmp_path, PYPROJECT, "pyproject.toml")
    written(tmp_path, "", "pushstanza.toml")

    assert Configs().near(tmp_path).select is None


def test_isolated_leaves_files_alone(tmp_path):
    written(tmp_path, "not even TOML")

    assert Configs(isolated=True).near(tmp_path).file is None
    with pytest.raises(ConfigError, match="cannot be combined with"):
        Configs([str(tmp_path / "pushstanza.toml")], isolated=True)


def test_a_named_file_holds_for_all(tmp_path):
    written(tmp_path, 'ignore = ["PS1"]')
    other = written(tmp_path / "other", 'ignore = ["PS2"]', "mine.toml")

    assert Configs([str(other)]).near(tmp_path).ignore == ("PS2",)
    with pytest.raises(ConfigError, match="only one configuration file can be used"):
        Configs([str(other), str(other)])
    with pytest.raises(ConfigError, match="nothing.toml: No such file"):
        Configs([str(tmp_path / "nothing.toml")])


def test_a_named_pyproject_has_to_have_the_table(tmp_path):
    path = written(tmp_path, "[project]\nname = 'x'", "pyproject.toml")

    with pytest.raises(ConfigError, match=r"there is no table \[tool.pushstanza\]"):
        Configs([str(path)])


@pytest.mark.parametrize(
    ("option", "key", "value"),
    [
        ('fail-on="error"', "fail_on", "error"),
        ("fail-on=error", "fail_on", "error"),
        ("fail-on = never", "fail_on", "never"),
        ('ignore=["PS2"]', "ignore", ("PS2",)),
        ("force-exclude=true", "force_exclude", True),
        ('severity.PS203="error"', "severity", {"option-value": "info", "PS203": "error"}),
        ("baseline=some file=1.json", "baseline", "some file=1.json"),
    ],
)
def test_an_option_takes_the_place_of_a_key(tmp_path, option, key, value):
    written(tmp_path, PYPROJECT, "pyproject.toml")
    config = Configs([option]).near(tmp_path)

    assert getattr(config, key) == value
    assert config.target == ("mongooseim",)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            "fial-on=error",
            r"--config fial-on=error: unknown key 'fial-on'; did you mean 'fail-on'\?",
        ),
        ("fail-on=eror", "'eror' is not a valid value; did you mean 'error'"),
        ("ignore=PS2", r'a list of rules is expected, not \'PS2\'; write \["PS2"\]'),
        ("=error", "not KEY=VALUE"),
    ],
)
def test_an_option_that_makes_no_sense_is_told(option, message):
    with pytest.raises(ConfigError, match=message):
        Configs([option])


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('selct = ["PS1"]', (1, 1), "unknown key 'selct'; did you mean 'select'?"),
        (
            "extend_select = []",
            (1, 1),
            "unknown key 'extend_select'; did you mean 'extend-select'?",
        ),
        (
            "[tool.pushstanza]",
            (1, 2),
            "unknown key 'tool'; in this file the keys belong at the top level, not in a table",
        ),
        ("colour = 1", (1, 1), "unknown key 'colour'"),
        (
            'ignore = [\n  "PS1", # "PS999"\n  "option-valu",\n]',
            (3, 3),
            "unknown rule 'option-valu'; did you mean 'option-value'?",
        ),
        ('ignore = "PS1"', (1, 10), "a list of rules is expected, not 'PS1'; write [\"PS1\"]"),
        ("ignore = [1]", (1, 11), "the code or name of a rule is expected, not 1"),
        ('force-exclude = "yes"', (1, 17), "true or false is expected, not 'yes'"),
        ("fail-on = 1", (1, 11), "error, warning, info or never is expected, not 1"),
        (
            'target = ["ejabbert"]',
            (1, 11),
            "'ejabbert' is not a valid value; did you mean 'ejabberd'?",
        ),
        ('input = "xm"', (1, 9), "'xm' is not a valid value; did you mean 'xml'?"),
        ('account = "@"', (1, 11), "not a valid JID"),
        ('[severity]\n"PS999" = "error"', (2, 1), "unknown rule 'PS999'"),
        (
            '[severity]\nPS203 = "eror"',
            (2, 9),
            "'eror' is not a valid value; did you mean 'error'?",
        ),
        (
            'severity = { PS203 = "x" }',
            (1, 22),
            "'x' is not a valid value; use error, warning or info",
        ),
        ("severity = []", (1, 12), "a table of rules with their severity is expected, not a list"),
        ('per-file-ignores."!*.md" = []', (1, 18), "a pattern that begins with '!'"),
        ('exclude = ["ok", ""]', (1, 18), "an empty pattern matches no file"),
        ('exclude = ["a\\\\"]', (1, 12), "'a\\\\' is not a valid .gitignore pattern"),
        (
            'exclude = ["[z-a]"]',
            (1, 12),
            "'[z-a]' is not a valid .gitignore pattern: bad character range z-a",
        ),
        (
            'include = ["a*b*c*d*e*"]',
            (1, 12),
            "'a*b*c*d*e*' is not a valid .gitignore pattern: it has more than 4 '*' between",
        ),
        ("ignore = [\n", (2, 1), "not valid TOML: Invalid value"),
        ('a = 1\nb = "', (2, 6), "not valid TOML: Unterminated string"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, text, place, reason):
    error = refused(tmp_path, text)

    assert error.reason.startswith(reason)
    assert (error.span.line, error.span.column) == place
    assert str(error).startswith(f"{tmp_path / 'pushstanza.toml'}:{place[0]}:{place[1]}: ")


def test_the_line_of_a_mistake_is_shown(tmp_path):
    error = refused(
        tmp_path, PYPROJECT.replace('"*.md" = ["PS2"]', '"*.md" = ["PS2", "PSX"]'), "pyproject.toml"
    )

    assert str(error).splitlines()[1:] == [
        "   |",
        '13 | "*.md" = ["PS2", "PSX"]',
        "   |                  ^^^^^",
    ]
    assert isinstance(error, ps.PushStanzaError)


def test_files_that_are_no_text_are_told(tmp_path):
    (tmp_path / "pushstanza.toml").write_bytes(b"ignore = ['\xff']")

    with pytest.raises(ConfigError, match="not valid UTF-8"):
        Configs().near(tmp_path)
    refused(tmp_path, "a = " + "[" * 100_000)
    (tmp_path / "pyproject.toml").write_text("tool.pushstanza = 1")
    with pytest.raises(ConfigError, match="a table is expected"):
        read(tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("error", "error"),
        ("warning", "error warning"),
        ("info", "error warning info"),
        ("never", ""),
    ],
)
def test_what_makes_a_run_fail(fail_on, failing):
    config = Config(fail_on=fail_on)

    assert [each.value for each in ps.Severity if config.fails([each])] == failing.split()
    assert not config.fails([])


def test_a_baseline_is_beside_the_configuration(tmp_path):
    assert (
        read(written(tmp_path, 'baseline = "known.json"')).baseline_path == tmp_path / "known.json"
    )
    assert Config().baseline_path is None


# ---- the declaration ----


def test_the_schema_that_is_shipped_is_that_of_the_declaration():
    assert json.loads(schemas.path("config.json").read_text("utf-8")) == json_schema()


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        (PYPROJECT, True),
        ('[tool.pushstanza]\nfail-on = "error"\nexclude = ["x"]\nforce-exclude = true', True),
        ('[tool.pushstanza]\nselct = ["PS1"]', False),
        ('[tool.pushstanza]\nselect = "PS1"', False),
        ('[tool.pushstanza]\nselect = ["PS1234"]', False),
        ('[tool.pushstanza]\nseverity = { PS203 = "bad" }', False),
        ('[tool.pushstanza]\ntarget = ["apache"]', False),
    ],
)
def test_the_schema_says_what_reading_says(tmp_path, text, is_valid):
    jsonschema = pytest.importorskip("jsonschema")
    table = tomllib.loads(text)["tool"]["pushstanza"]

    assert jsonschema.Draft202012Validator(json_schema()).is_valid(table) is is_valid
    if is_valid:
        assert read(written(tmp_path, text, "pyproject.toml"))
    else:
        refused(tmp_path, text, "pyproject.toml")


def test_the_defaults_can_be_written_down(tmp_path):
    rows = [*describe()]
    assert [each.key for each in rows] == [*KEYS]

    text = "\n".join(f"{each.key} = {each.default}" for each in rows if each.default)
    assert read(written(tmp_path, text)).settings() == Config().settings()
    assert all(each.doc.endswith(".") for each in rows)


def test_every_report_can_be_asked_for():
    for name in REPORTS:
        assert Configs([f"output-format={name}"]).near(Path.cwd()).output_format == name


# ---- places in TOML ----

VALUES = st.recursive(
    st.sampled_from(
        [
            "1",
            "-1.5e3",
            "true",
            "2024-01-02 03:04:05Z",
            '"a # \\" b"',
            "'[x]'",
            '"""a\n"b""""',
            "'''\n''x'''",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda some: f"[ {' , '.join(some)} ]")
        | st.lists(inner, max_size=3).map(
            lambda some: "[# c ]\n" + "".join(f"{each} # ]\n, # x\n" for each in some) + "]"
        )
        | st.lists(inner, max_size=2).map(
            lambda some: (
                "{" + ", ".join(f'k{i}."x.y" = {each}' for i, each in enumerate(some)) + "}"
            )
        )
    ),
    max_leaves=6,
)
LINES = st.lists(
    st.tuples(st.sampled_from(["a", '"b c"', "'d'.e", "f . g"]), VALUES),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
DOCUMENTS = st.lists(
    st.tuples(st.sampled_from(["", "[t]", "[u.'v.w']", "[[n]]", "# [no]"]), LINES), max_size=4,
    unique_by=lambda pair: pair[0] or "# [no]",
)  # fmt: skip


def paths_in(value, path=()):
    """Return the values in what tomllib reads, by their paths."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    found = {path: value}
    for name, each in inner:
        found |= paths_in(each, (*path, name))
    return found


@given(DOCUMENTS, st.sampled_from(["\n", "\r\n"]))
def test_every_value_is_found_where_it_stands(document, end):
    document = sorted(document, key=lambda pair: pair[0].startswith("["))
    if sum(not header.startswith("[") for header, _ in document) > 1:
        document = document[1:]
    text = end.join(
        line
        for header, pairs in document
        for line in (header, *(f"{key} = {value}" for key, value in pairs))
    )
    data = tomllib.loads(text)
    places = toml_places(text)

    for path, value in paths_in(data).items():
        if path in places.values:
            start, stop = places.values[path]
            assert tomllib.loads(f"x = {text[start:stop]}")["x"] == value
        else:
            assert isinstance(value, dict | list), path
    assert set(places.values) <= set(paths_in(data))


@given(st.text("[]{}=,.#ab \n", max_size=40))
def test_no_text_holds_the_search_for_places_up(text):
    places = toml_places(text)

    assert all(0 <= start <= end <= len(text) for start, end in places.values.values())
