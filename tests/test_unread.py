"""A file that names a push namespace in markup, and yields no stanza, is worth a warning."""

import json

import pytest

import pushstanza as ps
from pushstanza.linting.reports import Summary

ENABLE = "<enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"
IQ = f"<iq type='set' id='e1'>{ENABLE}</iq>"

SCHEMA = (
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns='urn:xmpp:push:0'"
    " targetNamespace='urn:xmpp:push:0'><xs:element name='enable'/></xs:schema>"
)


def unread(text, file):
    """Return severity, line and message of what is said of a file that was not read."""
    found = ps.lint(text, file=file)
    return [(str(each.severity), each.line, each.message) for each in found if each.code == "PS906"]


@pytest.mark.parametrize(
    ("file", "text", "line", "reason"),
    [
        ("a.xml", f"<!-- what we send:\n{IQ}\n-->\n", 2, "it is in a comment"),
        ("a.md", f"Text\n\n```xml\n<!--\n{IQ}\n-->\n```\n", 5, "it is in a comment"),
        ("a.json", json.dumps([{"stanza": IQ}], indent=1), 3, "read as JSON"),
        ("a.xml", f"<web xmlns='urn:example:web'>\n{ENABLE}\n</web>\n", 2, "document <web>"),
        ("a.c", f"#if 0\n  {IQ}\n#endif\n", 2, "no string literal"),
        ("a.log", "10:00:00.123 [debug] got <{urn:xmpp:push:0}:enable\n", 1, "read as log"),
        (
            "a.xml",
            "<a xmlns='urn:example:a'><value>urn:xmpp:push:summary</value></a>",
            1,
            "document <a>",
        ),
    ],
)
def test_a_file_of_which_nothing_was_checked_says_so(file, text, line, reason):
    ((severity, at, message),) = unread(text, file)

    assert (severity, at) == ("warning", line)
    assert message.startswith("no stanza was checked, though this names a push namespace: ")
    assert reason in message


def test_a_part_of_a_stanza_that_a_program_puts_together_is_a_note():
    text = """x = "<enable xmlns='urn:xmpp:push:0' jid='" + jid + "' node='"\n"""

    assert [severity for severity, *_ in unread(text, "a.py")] == ["info"]


COMMENTED = {
    "c": "//", "cpp": "//", "cs": "//", "dart": "//", "erl": "%", "ex": "#", "go": "//", "java": "//",
    "js": "//", "kt": "//", "lua": "--", "m": "//", "php": "//", "py": "#", "rb": "#", "rs": "//",
    "scala": "//", "swift": "//", "ts": "//",
}  # fmt: skip


@pytest.mark.parametrize("ending", COMMENTED)
def test_a_constant_in_a_program_is_no_stanza(ending):
    text = f'NS = "urn:xmpp:push:0" {COMMENTED[ending]} as in {ENABLE}\n'

    assert unread(text, f"a.{ending}") == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.txt", "urn:xmpp:push:0\nurn:xmpp:push:summary\nurn:xmpp:ping\n"),
        ("a.yml", "features:\n  - urn:xmpp:push:0\n"),
        ("a.json", '{"features": ["urn:xmpp:push:0"]}'),
        ("a.md", f"The namespace is `urn:xmpp:push:0`, as in `{ENABLE}`.\n"),
        ("a.md", "- urn:xmpp:push:0\n- `<enable xmlns='urn:xmpp:push:0'/>` enables push\n"),
        ("a.txt", f'The element "{ENABLE}" is sent by the client.\n'),
        ("a.log", "10:00:00.123 [info] feature urn:xmpp:push:0 is supported\n"),
        ("a.erl", '#xmlel{name = <<"enable">>, attrs = [{<<"xmlns">>, <<"urn:xmpp:push:0">>}]}.\n'),
        ("a.py", f'def f():\n    """Send {ENABLE}\n\n    to the server.\n    """\n'),
        ("a.xsd", SCHEMA),
        ("a.rdf", "<Project xmlns='http://usefulinc.com/ns/doap#'>urn:xmpp:push:0</Project>"),
        ("a.xml", f"<!-- {ENABLE} -->\n{IQ}\n"),
    ],
)
def test_a_namespace_that_is_only_named_is_fine(file, text):
    assert unread(text, file) == []


def test_it_is_said_once_of_a_long_log(tmp_path):
    line = "10:00:00.123 [debug] got <{urn:xmpp:push:0}:enable\n"
    other = "10:00:00.123 [debug] nothing to see here, and nothing to check\n" * 20_000
    (tmp_path / "a.log").write_text((line + other) * 2)
    for jobs in (1, 2):
        result = ps.lint_paths(tmp_path, isolated=True, jobs=jobs)
        assert [(each.code, each.line) for each in result.diagnostics] == [("PS906", 1)]
        assert result.exit_status == 1


def test_it_can_be_turned_off(tmp_path):
    (tmp_path / "a.xml").write_text(
        f"<!-- pushstanza: file-ignore[PS906] an example -->\n<!--{IQ}-->"
    )
    result = ps.lint_paths(tmp_path, isolated=True)

    assert result.summary == Summary(files=1, suppressed=1, seconds=result.summary.seconds)
