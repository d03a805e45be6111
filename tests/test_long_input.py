"""Input of any length: it is read as it comes, and memory does not grow with it."""

import io
import json
import os
import subprocess
import sys
import threading
from itertools import islice
from pathlib import Path

import pytest
from test_cli import run

import pushstanza as ps
from pushstanza.linting import files, whole

BENCH = Path(__file__).parents[1] / "bench"
BAD = "Nov 13 23:59:59 c2s26b6530\tdebug\tRECV: <iq type='set' id='a'><enabel xmlns='urn:xmpp:push:0'/></iq>\n"


@pytest.fixture
def log(monkeypatch):
    """Return a function that yields so many records of a log, as bytes."""
    monkeypatch.syspath_prepend(BENCH)
    import large_inputs

    return lambda count, kind="alike publishes": map(
        str.encode, islice(large_inputs.log(kind), count)
    )


@pytest.fixture
def short(monkeypatch):
    """Let less be taken for long."""
    monkeypatch.setattr(files, "LONG_LOG", 20_000)
    monkeypatch.setattr(files, "WHOLE", 100_000)


def peak(records, *arguments, program=("-m", "pushstanza"), may_find=False):
    """Return the peak memory in bytes of a command that gets *records* through a pipe."""
    from logs import PROBE  # the fixture ``log`` lets modules of the benchmark be found

    process = subprocess.Popen(
        [sys.executable, "-c", PROBE, sys.executable, *program, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process.stdin:
        process.stdin.writelines(records)
    with process.stdout:
        used = int(process.stdout.read())
    assert process.wait() in ({0, 1} if may_find else {0})
    return used


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_memory_of_lint_does_not_grow_with_standard_input(log, jobs):
    some, four_times = (
        peak(log(count), "lint", "-q", "--isolated", "-j", jobs, "-") for count in (6000, 24_000)
    )

    assert four_times < 1.2 * some


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_long_log_on_standard_input_has_the_findings_of_a_file(log, tmp_path, jobs):
    data = b"".join(log(50)) + BAD.encode() + b"".join(log(50)) + BAD.encode()
    (tmp_path / "a.log").write_bytes(data)
    options = ("lint", "--isolated", "-j", jobs, "--output-format", "json")
    of_file = run(*options, str(tmp_path / "a.log"))
    of_stdin = run(*options, "--stdin-filename", str(tmp_path / "a.log"), "-", input=data.decode())

    assert of_stdin.exit_code == of_file.exit_code == 1
    named, piped = (json.loads(each.stdout) for each in (of_file, of_stdin))
    assert piped["diagnostics"] == named["diagnostics"]
    assert {each["line"] for each in piped["diagnostics"]} == {51, 102}
    assert "102 stanzas" in of_stdin.stderr


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("suffix", ["md", "xml"])
def test_a_text_is_looked_at_as_a_whole_unless_it_is_very_long(suffix):
    """Comments hide findings only in what is looked at as a whole."""
    bad = "<iq type='set' id='a'><enabel xmlns='urn:xmpp:push:0'/></iq>"
    text = f"<!-- pushstanza: file-ignore[PS00, PS10] it is on purpose -->\n{' ' * 30_000}\n{bad}\n"
    arguments = ("lint", "--isolated", "--stdin-filename", f"a.{suffix}", "-")
    as_whole = run(*arguments, input=text)
    in_parts = run(*arguments, input=text + " " * 100_000)

    assert "suppressed" in as_whole.stderr
    assert "suppressed" not in in_parts.stderr
    assert in_parts.exit_code == 1


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("name", ["a.log", "a.md"])
def test_a_pipe_is_looked_at_as_standard_input_is(log, tmp_path, name):
    stanza = "<iq type='set' id='a'><enabel xmlns='urn:xmpp:push:0'/></iq>"
    page = f"<!-- pushstanza: file-ignore[PS10] on purpose -->\n{' ' * 30_000}\n{stanza}\n".encode()
    data = page if name == "a.md" else b"".join(log(50)) + BAD.encode()
    pipe = tmp_path / name
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    options = ("lint", "--isolated", "--output-format", "concise")
    of_pipe = run(*options, str(pipe))
    writer.join()
    of_stdin = run(*options, "--stdin-filename", str(pipe), "-", input=data.decode())

    assert of_pipe.stdout == of_stdin.stdout != ""
    assert of_pipe.exit_code == of_stdin.exit_code == 1


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("output_format", ["html", "sarif", "text", "gitlab"])
def test_every_report_can_be_made_of_what_is_read_once(log, output_format):
    text = b"".join(log(50)).decode() + BAD
    result = run("lint", "--isolated", "--output-format", output_format, "-", input=text)

    assert result.exit_code == 1
    assert "enabel" in result.stdout


@pytest.mark.usefixtures("short")
def test_data_that_is_no_text_is_refused_once_it_is_long():
    result = run("lint", "--isolated", "-", input="\0" * 20_001)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "<stdin>: no text: it holds NUL bytes" in result.stderr


def test_what_is_fixed_has_a_limit_and_what_is_read_may_fail(monkeypatch):
    monkeypatch.setattr(whole, "LARGEST", 100)
    result = run("fix", "--isolated", "-", input="a" * 101)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "-: larger than" in result.stderr

    class Broken(io.RawIOBase):
        def read(self, _size=-1):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": Broken()}))
    with pytest.raises(ps.StdinError, match="^-: Input/output error$"):
        ps.lint_paths("-", isolated=True)
