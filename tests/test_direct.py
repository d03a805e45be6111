"""Commands that are started without typer: the same words mean the same as with it."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from pushstanza.cli import direct, lint
from pushstanza.cli.commands import app
from pushstanza.cli.takes import taken_by
from pushstanza.linting.declare import Flag, Number

TUTORIAL = Path(__file__).parent / "cases/tutorial"
DECLARED = {name: taken_by(getattr(lint, name)) for name in direct.COMMANDS}
WORD = st.sampled_from(["a.xml", "-", "PS101", "1", "-1", "x=y", "", "--", "--nope", "-h", "all"])


@st.composite
def words(draw, name):
    """Draw the words of a command line, most of which are options with values that fit."""
    found = []
    for _ in range(draw(st.integers(0, 5))):
        each = draw(st.sampled_from(DECLARED[name]))
        spelling, _ = draw(st.sampled_from([*each.spellings()]))
        value = "3" if isinstance(each.kind, Number) else "PS101"
        match draw(st.integers(0, 5)):
            case 0:
                found.append(draw(WORD))
            case 1:
                found.append(f"{spelling}={value}")
            case 2:
                found += [spelling, draw(WORD)]
            case _:
                found += [spelling] if isinstance(each.kind, Flag) else [spelling, value]
    return found


@pytest.mark.parametrize("name", direct.COMMANDS)
@given(data=st.data())
def test_words_are_read_as_typer_reads_them_or_left_to_it(name, data):
    given_words = data.draw(words(name))
    try:
        paths, options = direct.read(given_words, DECLARED[name])
    except direct.Unclear:
        return
    command = get_command(app).get_command(None, name)
    params = command.make_context(name, [*given_words]).params
    # What click has for no values at all, typer hands over as None.
    of_typer = {
        key: ([*value] or None) if isinstance(value, tuple) else value
        for key, value in params.items()
    }
    assert of_typer == {**options, "paths": paths or None}


@pytest.mark.parametrize("name", direct.COMMANDS)
def test_every_option_by_itself_is_read_directly(name):
    for each in DECLARED[name]:
        for spelling, value in each.spellings():
            if isinstance(each.kind, Flag):
                _, options = direct.read([spelling], DECLARED[name])
                assert options[each.name] is value
            else:
                _, options = direct.read([spelling, "3"], DECLARED[name])
                assert options[each.name] in ("3", 3, ["3"])


@pytest.mark.parametrize(
    ("status", "arguments"),
    [
        (1, ["lint", "-q"]),
        (1, ["lint", "--select", "PS7", "--color=never"]),
        (0, ["fix", "--diff"]),
    ],
)
def test_typer_is_not_loaded_for_them(status, arguments):
    program = (
        "import sys\n"
        "from pushstanza.__main__ import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as ended:\n"
        "    print(ended.code, 'typer' in sys.modules)\n"
    )
    file = str(TUTORIAL / "enable.xml")
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments, file],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == f"{status} False"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lint", "--nope"], "No such option"),
        (["lint", "--select"], "requires an argument"),
        (["lint", "--jobs", "many"], "is not a valid"),
        (["lint", "-h"], "Report problems in the stanzas"),
        (["lint", "--quiet=yes"], "does not take a value"),
    ],
)
def test_what_is_wrong_is_said_by_typer(arguments, said):
    program = "from pushstanza.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    assert said in ran.stdout + ran.stderr
