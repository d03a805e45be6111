"""What commands print in terminals of any width: nothing is cut, and nothing is too wide."""

import pytest
from conftest import CASES
from typer.testing import CliRunner

from pushstanza.cli.commands import COMMANDS, app
from pushstanza.linting.rules import RULES

WIDTHS = (60, 80, 120)


def run(*arguments, width, **options):
    """Run a command in a terminal of a width."""
    return CliRunner(env={"COLUMNS": str(width)}).invoke(
        app, [*map(str, arguments)], terminal_width=width, **options
    )


def too_wide(text, width):
    from wcwidth import wcswidth

    return [each for each in text.split("\n") if wcswidth(each) > width]


def helps():
    """Yield the command lines of all helps."""
    yield ()
    yield from ((name,) for name in COMMANDS)
    yield from (("baseline", name) for name in ("create", "prune"))
    listed = run("new", "--help", width=200).stdout.partition("Commands:\n")[2]
    yield from (("new", line.split()[0]) for line in listed.splitlines() if line[2:3].strip())


@pytest.mark.parametrize("width", WIDTHS)
def test_no_help_is_wider_than_the_terminal(width):
    shown = {each: run(*each, "--help", width=width).stdout for each in helps()}

    assert len(shown) > 30
    assert {each: wide for each, text in shown.items() if (wide := too_wide(text, width))} == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("group", [(), ("new",), ("baseline",)], ids=" ".join)
def test_no_summary_of_a_command_is_cut(group, width):
    shown = run(*group, "--help", width=width).stdout.partition("Commands:\n")[2]
    entries = " ".join(shown.split())

    assert entries.count(".") >= len(shown.splitlines()) / 4
    assert "..." not in entries
    assert "…" not in entries


def test_the_words_of_an_option_are_in_its_help():
    shown = " ".join(run("lint", "--help", width=60).stdout.split())

    assert "--output-format FORMAT The output format. One of: text, concise, grouped," in shown
    assert "--scope [push|all]" in shown


LONG = "pubsub-that-has-a-very-long-name.push.services.example.com"
WIDE = (
    f"<iq type='sett' id='{'e' * 70}'>\t<enable xmlns='urn:xmpp:push:0' jid='{LONG}' node='プッシュ通知'"
    " xmlnss='urn:xmpp:push:0'/></iq>\n"
)
#: Command lines; what they print of a file stands in it as it is, and is cut nowhere.
TEXTS = [
    ("lint", "a.xml"),
    ("lint", "--target", "mongooseim", "--scope", "all", "a.xml"),
    ("lint", "--statistics", "a.xml"),
    ("fix", "--unsafe-fixes", "a.xml"),
    ("lint", "--show-files", "."),
    ("rule",),
    ("rule", "ps7"),
    ("rule", "PS702"),
    ("rule", "xmlns-misspelt"),
    ("schema",),
    ("verdict", "a.xml"),
    ("verdict", "--server", "fpush", "a.xml"),
    ("explain", "BadDeviceToken"),
    ("explain", "a.xml"),
    ("translate", "enable.xml", "--body", "Hi!"),
    (
        "translate",
        "enable.xml",
        "--body",
        "Hi!",
        "-O",
        "priority=high",
        "-O",
        "topic=com.example.app",
    ),
    ("flow", "pubsub-full"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.xml").write_text(WIDE, "utf-8")
    (tmp_path / "enable.xml").write_text((CASES / "tutorial" / "enable.xml").read_text())
    return tmp_path


def verbatim():
    """Return the lines that stand in outputs as they are in rules: they are there to be copied."""
    examples = [each for rule in RULES.values() for each in (*rule.bad, *rule.good)]
    return {line for each in examples for line in each.split("\n")}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", TEXTS, ids=" ".join)
@pytest.mark.usefixtures("folder")
def test_no_output_is_wider_than_the_terminal(command, width):
    kept = verbatim() if command[0] == "rule" else set()
    ran = run(*command, width=width)

    assert ran.output
    assert ran.exit_code in {0, 1}
    wide = [
        each
        for each in too_wide(ran.stdout + ran.stderr, width)
        if each.removeprefix("Bad:   ").removeprefix("Good:  ") not in kept
        and len(each.split()) > 1
        and not (command[0] == "translate" and each.startswith("  "))
    ]
    assert wide == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.usefixtures("folder")
def test_carets_stand_below_the_place_in_any_width(width):
    from wcwidth import wcswidth

    shown = run("lint", "--select", "PS102", "a.xml", width=width).stdout.split("\n")
    (index,) = (number for number, line in enumerate(shown) if "^" in line)
    line, carets = shown[index - 1], shown[index]
    start = carets.index("^")
    place = line[start : start + carets.count("^")]

    assert place == "type='sett'"
    assert wcswidth(line) <= width


@pytest.mark.usefixtures("folder")
def test_what_goes_to_a_program_is_in_one_line(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    first = CliRunner().invoke(app, ["lint", "--select", "PS102", "a.xml"]).stdout.split("\n")[0]

    assert first.startswith("a.xml:1:5: error[PS102] iq-type: the type 'sett'")
    assert len(first) > 80
