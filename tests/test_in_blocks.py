"""Long logs are read in blocks: what commands print is the same, and memory does not grow."""

import json
import re
import tempfile
from itertools import islice
from pathlib import Path

import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st
from test_cli import run
from test_long_input import peak

from pushstanza.linting import whole

BENCH = Path(__file__).parents[1] / "bench"

COMMANDS = {
    "verdict": ("verdict",),
    "verdict as JSON": ("verdict", "--server", "mongooseim", "--format", "json"),
    "explain": ("explain",),
    "explain as JSON": ("explain", "--server", "mongooseim", "--format", "json"),
    "translate": ("translate", "--body", "Hi!"),
    "translate to JSON": ("translate", "--body", "Hi!", "--format", "json"),
    "parse": ("parse",),
    "parse without validation": ("parse", "--no-validate"),
}
every_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=[*COMMANDS])

ENABLE = "<iq type='set' id='{0}'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n{0}'/></iq>"
ERROR = (
    "<iq type='error' id='{0}'><error type='{1}'>"
    "<{2} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
)
PUBLISH = (
    "<iq type='set' id='p' to='push.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
    "<publish node='n'><item>{0}</item></publish></pubsub></iq>"
)
NOTIFICATION = "<notification xmlns='urn:xmpp:push:0'/>"
TIME = "Nov 13 21:39:22 c2s26b6530\tdebug\t"
RECORDS = [
    f"{TIME}RECV: {ENABLE.format(1)}",
    f"{TIME}RECV: {ENABLE.format(2)}",
    f"{TIME}SEND: {ERROR.format(1, 'modify', 'bad-request')}",
    f"{TIME}SEND: {ERROR.format(2, 'cancel', 'service-unavailable')}",
    f"{TIME}RECV: <iq type='set' id='3'>\n  <enable xmlns='urn:xmpp:push:0' jid='example.com'/>\n</iq>",
    f"{TIME}RECV: <iq type='set' id='4'><enable",
    f"{TIME}RECV: <iq type='set' id='5'><enabel xmlns='urn:xmpp:push:0' jid='a@'/></iq>",
    f"{TIME}RECV: <iq type='set' id='6'><a></b></iq>",
    f"{TIME}SEND: <message to='a@example.com'><body>é\r\n\U0001f600</body></message>",
    f"{TIME}nothing of interest",
    f"{TIME}SEND: {PUBLISH.format(NOTIFICATION)}",
    f"{TIME}SEND: {PUBLISH.format(f'{NOTIFICATION}</item><item>{NOTIFICATION}')}",
    f"{TIME}SEND: {PUBLISH.format('<notification><a/></notification>')}",
    f"{TIME}push failed: status 410",
    f"{TIME}push failed, reason: BadDeviceToken",
    f'{TIME}answer\n{{"reason":\n  "Unregistered"}}\nof APNs',
    f"{TIME}error code 503\n  of the push service",
    f"{TIME}XMPPError: item-not-found - cancel",
    f"{TIME}RECV: <r><iq type='set' id='7'><enable xmlns='urn:xmpp:push:0'/></iq></r>",
    f"{TIME}SEND: {ERROR.format(7, 'modify', 'bad-request')}",
    f"{TIME}RECV: <presence/>",
]  # fmt: skip
#: The same without one that is sound XML, and of which the place is told where others are not.
ROWS = [each for each in RECORDS if each.count(NOTIFICATION) < 2]


def said(text, size, command, name="a.log"):
    """Return what a command prints of a log, in blocks of so many characters, and its status."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "LONG_LOG", size)
        patch.setattr(whole, "LONG_TEXT", size)
        patch.chdir(folder)
        Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
        result = run(*command, name)
    return result.stdout, result.stderr, result.exit_code


@every_command
@given(lines=st.lists(st.sampled_from(RECORDS), min_size=1), size=st.integers(1, 1500))
def test_any_log_in_blocks_of_any_size_is_read_as_it_is_at_once(command, lines, size):
    text = "\n".join(lines)

    assert said(text, size, command) == said(text, 10**9, command)


@every_command
@pytest.mark.parametrize("name", ["a.xml", "a.txt"])
@given(lines=st.lists(st.sampled_from(ROWS), min_size=1), size=st.integers(20, 1500))
def test_a_row_of_stanzas_in_blocks_of_any_size_is_read_as_it_is_at_once(
    command, name, lines, size
):
    text = "\n".join(each.partition(": ")[2] or "<presence/>" for each in lines)

    assert said(text, size, command, name) == said(text, 10**9, command, name)


@every_command
@pytest.mark.parametrize("path", sorted((CASES / "logs").glob("*.log")), ids=lambda path: path.stem)
def test_the_logs_of_programs_are_read_in_blocks_as_they_are_at_once(command, path):
    text = path.read_bytes()

    assert said(text, 700, command) == said(text, 10**9, command)


@pytest.fixture
def log(monkeypatch):
    """Return a function that returns so many records of a log."""
    monkeypatch.syspath_prepend(BENCH)
    import large_inputs

    return lambda count, kind="errors": "".join(islice(large_inputs.log(kind), count))


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (("verdict", "-s", "mongooseim"), "distinct enables"),
        (("explain",), "errors"),
        (("translate",), "alike publishes"),
        (("parse",), "errors"),
    ],
)
def test_memory_does_not_grow_with_a_log(log, command, kind):
    some, many = (
        peak(
            [log(count, kind).encode()], *command, "-", program=("-c", SHORT_BLOCKS), may_find=True
        )
        for count in (1000, 3000)
    )

    assert many < 1.2 * some


#: The command, with blocks of a fifth of their length.
SHORT_BLOCKS = """
from pushstanza.__main__ import main
from pushstanza.linting import whole

whole.LONG_LOG //= 5
main()
"""


@every_command
def test_results_before_bytes_that_are_not_utf_8_are_printed(log, command):
    text = log(100).encode() + TIME.encode() + "RECV: é".encode() + b"\xff\n" + log(10).encode()
    stdout, stderr, status = said(text, 5000, command)
    at_once = said(text, 10**9, command)

    assert at_once[0] == ""
    assert (stderr, status) == at_once[1:]
    assert f"line 101, column {len(TIME) + 8}: the text is not valid UTF-8" in stderr
    complete = said(log(100), 10**9, command)[0]
    assert stdout.strip()
    assert re.sub(r"\b\d\d\b", "50", complete).startswith(
        re.sub(r"\b\d\d\b", "50", stdout.rstrip("\n"))  # explain counts what it has read
    )
    if "json" in command or command[0] == "parse":
        with pytest.raises(json.JSONDecodeError):
            json.loads(stdout)


@every_command
def test_a_file_is_not_written_where_a_log_cannot_be_read(log, tmp_path, command):
    output = tmp_path / "output"
    output.write_text("as it was")
    text = log(100).encode() + b"\xff"

    assert said(text, 5000, (*command, "-o", str(output)))[2] != 0
    assert output.read_text() == "as it was"
    assert [*tmp_path.iterdir()] == [output]
    assert said(log(100), 5000, (*command, "-o", str(output)))[0] == ""
    assert output.read_text() == said(log(100), 10**9, command)[0]


RECURRING = st.lists(st.sampled_from(["410", "BadDeviceToken", "BadTopic", "nothing", "503"]))


@given(words=RECURRING, size=st.integers(1, 300))
def test_a_status_next_to_a_word_is_part_of_it_across_blocks(words, size):
    text = "".join(f"{TIME}push failed: status {each} reason: {each}\n" for each in words)

    assert said(text, size, ("explain",)) == said(text, 10**9, ("explain",))


def test_lines_of_containers_are_read_in_blocks_as_they_are_at_once():
    lines = "".join(f"app-1  | {TIME}SEND: {ERROR.format(n, 'wait', 'gone')}\n" for n in range(50))
    records = "".join(
        f"{json.dumps({'log': f'{TIME}push failed, reason: BadTopic', 'stream': 'stderr'})}\n"
        for _ in range(50)
    )

    for text in (lines, records):
        found = said(text, 700, ("explain",))
        assert "(50 times)" in found[0]
        assert found == said(text, 10**9, ("explain",))


def test_so_many_different_errors_are_printed_before_the_end(monkeypatch):
    text = "".join(
        f"{TIME}SEND: {ERROR.format(n, 'cancel', 'gone')}\n"
        f"{TIME}SEND: {ERROR.format(n, 'cancel', 'conflict')}\n"
        for n in range(3)
    )
    monkeypatch.setattr("pushstanza.cli.explain.MOST", 2)
    stdout, _, status = said(text, 100, ("explain", "--format", "json"))

    assert [(each["line"], each["count"]) for each in json.loads(stdout)] == [
        (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1),
    ]  # fmt: skip
    assert status == said(text, 10**9, ("explain",))[2]


def test_an_error_is_explained_by_a_request_some_blocks_before_it():
    request = ENABLE.format(1).replace(" node='n1'", "")
    between = f"{TIME}nothing of interest\n" * 50
    text = (
        f"{TIME}RECV: {request}\n{between}{TIME}SEND: {ERROR.format(1, 'modify', 'bad-request')}\n"
    )
    stdout, _, _ = said(text, 200, ("explain", "-s", "mongooseim"))

    assert "in answer to iq set enable" in stdout
    assert "Confirmed by your request: " in stdout


def test_a_secret_is_covered_in_what_is_said_of_later_blocks(log):
    secret = "hunter2000"
    form = f"<x xmlns='jabber:x:data'><field var='device_id'><value>{secret}</value></field></x>"
    later = ENABLE.format(1).replace("n1", secret)
    text = (
        f"{TIME}RECV: <iq type='set' id='0'>"
        f"<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>{form}</enable></iq>\n"
        f"{log(60)}{TIME}RECV: {later}\n"
        f"{TIME}SEND: {ERROR.format(1, 'cancel', f'{secret}-x')}\n"
    )

    for command in COMMANDS.values():
        assert secret not in said(text, 2000, command)[0]
    assert secret in said(text, 2000, ("parse", "--show-secrets"))[0]


def test_the_publishes_in_a_log_are_translated_as_they_are_alone(log, tmp_path):
    text = log(2, "alike publishes")
    publish = text.splitlines()[0].partition("RECV: ")[2]
    (tmp_path / "a.xml").write_text(publish)
    alone = json.loads(run("translate", "--format", "json", tmp_path / "a.xml").stdout)
    stdout, stderr, status = said(text + RECORDS[0] + "\n", 500, ("translate", "--format", "json"))

    assert json.loads(stdout)[0] == alone
    assert (len(json.loads(stdout)), stderr, status) == (2, "", 0)
    nothing = said(RECORDS[0], 10**9, ("translate",))
    assert nothing[:1] + nothing[2:] == ("", 1)
    assert "a.log: no publish found" in nothing[1]
