"""What commands print in terminals of any width: nothing is cut, and nothing is too wide."""

import pytest
from typer.testing import CliRunner

from pushstanza.cli import COMMANDS, app

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
