"""Push payloads in JSON wherever they stand: in pages, logs, commands of a shell, and programs."""

import json
import subprocess
import sys

import pytest
from conftest import CASES, work_of

import pushstanza as ps

FOLDER = CASES / "json"
FCM = {"message": {"token": "dGhpcyBpcyBub3QgYQ", "android": {"data": {"count": 1}}}}
APNS = {"aps": {"alert": "Hark é", "badge": "1"}}
REQUEST = {"service": "apns", "mode": "production", "alert": {"title": "a", "body": "b"}}

#: A payload, the rule that minds it, and the value that is meant.
FAULTS = [(FCM, "PS711", "1"), (APNS, "PS727", '"1"'), (REQUEST, "PS702", '"production"')]


def found(text, file):
    """Return the code of each finding and what it points at in *text*."""
    return [
        (each.code, text[each.span.offset : each.span.end_offset])
        for each in ps.lint(text, file=file)
    ]


def places(name):
    """Return code and line of each finding in a case, and what it points at."""
    text = (FOLDER / name).read_text()
    return [
        (each.code, each.line, text[each.span.offset : each.span.end_offset])
        for each in ps.lint(text, file=name)
    ]


# ---- where they are found ----


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "page.md",
            [
                ("PS009", 6, "nod='n1'"),  # its stanzas are looked at, too
                ("PS702", 12, '"production"'),
                ("PS727", 21, '"1"'),
                ("PS702", 30, '"urgent"'),
                ("PS728", 34, '"sund"'),
                ("PS727", 37, '"2"'),
                ("PS711", 40, "1"),
                ("PS727", 43, "&quot;3&quot;"),
            ],
        ),
        (
            "page.rst",
            [
                ("PS727", 9, '"1"'),
                ("PS702", 17, '"production"'),
                ("PS727", 21, '"2"'),  # but not in the dictionary behind it
            ],
        ),
        ("page.html", [("PS727", 6, "&quot;1&quot;"), ("PS727", 8, '"2"')]),  # not in its script
        (
            "send.sh",
            [
                ("PS711", 2, "1"),
                ("PS728", 3, r"\"sund\""),
                ("PS727", 4, '"1"'),
                ("PS702", 8, '"production"'),
                ("PS726", 13, ","),
            ],
        ),
        ("mongoosepush.log", [("PS711", 1, "1")]),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_files_hold_payloads_among_other_things(name, expected):
    assert places(name) == expected


def dumped(value, depth, **how):
    """Return JSON in a string literal, in one of these and so on."""
    text = json.dumps(value, **how)
    for _ in range(depth):
        text = json.dumps(text)
    return text


ONE_LINE = {
    "a fence": ("page.md", "Text\n\n```json\n{0}\n```\n", 0),
    "a fence without a language": ("page.md", "Text\n\n```\n{0}\n```\n", 0),
    "an indented block": ("page.md", "Text\n\n    {0}\n", 0),
    "inline code": ("page.md", "Text `{0}` text\n", 0),
    "HTML in Markdown": ("page.md", "Text\n<pre>{0}</pre>\n", 0),
    "a block of reStructuredText": ("page.rst", "Text::\n\n  {0}\n", 0),
    "a page": ("page.html", "<html><pre>{0}</pre></html>", 0),
    "text": ("notes.txt", "I send {0} and get 400.\n", 0),
    "curl": ("send.sh", "curl -d '{0}' $URL\n", 0),
    "curl with double quotes": ("send.sh", "curl --data-raw {0} $URL\n", 1),
    "curl in a page": ("page.md", "```sh\n$ curl --data '{0}' $URL\n```\n", 0),
    "a here-document": ("send.sh", "curl --data @- $URL <<END\n{0}\nEND\n", 0),
    "a log": ("push.log", "2026-01-01 10:00:00.123 [info] sends {0} to FCM\n", 0),
    "a struct of Elixir": ("push.log", '10:00:00.123 [info] %Req{{body: {0}, to: [{{"a", "b"}}]}}\n', 1),
    "a binary of Erlang": ("push.log", "2026-01-01 10:00:00.123 [info] <0.1.0> Body: <<{0}>>\n", 1),
    "logfmt": ("push.log", "when=2026-01-01T10:00:00.1 level=debug body={0} pid=1\n", 1),
    "a JSON record": ("push.log", '{{"time":"2026","level":"info","request":{{"body":{0}}}}}\n', 0),
    "a string in a JSON record": ("push.log", '{{"time":"2026","body":{0}}}\n', 1),
    "a string in a string": ("push.log", '{{"log":"10:00:00 sends " , "body":{0}}}\n', 2),
    "JSON lines": ("push.jsonl", '{{"time":"2026"}}\n{{"time":"2026","sent":[{{"body":{0}}}]}}\n', 0),
    "a JSON file": ("collection.json", '{{"request": {{"raw": {0}}}}}\n', 1),
    "Python": ("push.py", "body = '{0}'\n", 0),
    "Python, raw": ("push.py", 'body = r"""{0}"""\n', 0),
    "Java": ("Push.java", "String body = {0};\n", 1),
    "Kotlin": ("Push.kt", 'val body = """{0}"""\n', 0),
    "JavaScript": ("push.js", "const body = `{0}`;\n", 0),
    "Go": ("push.go", "body := `{0}`\n", 0),
    "Go, quoted": ("push.go", "body := {0}\n", 1),
    "C#": ("Push.cs", "var body = {0};\n", 1),
    "Swift": ("Push.swift", "let body = {0}\n", 1),
    "Erlang": ("push.erl", "Body = <<{0}>>.\n", 1),
    "Elixir": ("push.ex", "body = ~s({0})\n", 0),
    "Ruby": ("push.rb", "body = '{0}'\n", 0),
    "Rust": ("push.rs", 'let body = r#"{0}"#;\n', 0),
    "a program in a page": ("page.md", "```python\npost(url, data='{0}')\n```\n", 0),
}  # fmt: skip


@pytest.mark.parametrize(("payload", "code", "meant"), FAULTS, ids=[each[1] for each in FAULTS])
@pytest.mark.parametrize("where", ONE_LINE)
def test_a_payload_is_found_where_it_stands(where, payload, code, meant):
    file, around, depth = ONE_LINE[where]
    text = around.format(dumped(payload, depth))
    for _ in range(depth):
        meant = json.dumps(meant)[1:-1]

    assert found(text, file) == [(code, meant)]


INDENTED = {
    "a quotation": ("page.md", "> ```json\n", "> ", "> ```\n"),
    "a list": ("page.md", "- Text\n\n  ```json\n", "  ", "  ```\n"),
    "a directive": ("page.rst", ".. code-block:: json\n\n", "   ", "\nText\n"),
    "a here-document": ("send.sh", "curl -d @- $URL <<END\n", "", "END\n"),
    "an argument": ("send.sh", "curl -d '", "", "' $URL\n"),
    "a record": ("push.log", "2026-01-01 10:00:00.123 [info] ", "", "2026-01-01 10:00:01.123 Next\n"),
    "a text block": ("Push.java", 'String body = """\n', "    ", '    """;\n'),
    "a page": ("page.html", "<html><pre>\n", "", "</pre></html>"),
}  # fmt: skip


@pytest.mark.parametrize(("payload", "code", "meant"), FAULTS, ids=[each[1] for each in FAULTS])
@pytest.mark.parametrize("where", INDENTED)
def test_a_payload_of_several_lines_is_found(where, payload, code, meant):
    file, before, margin, behind = INDENTED[where]
    body = json.dumps(payload, indent=2).replace("\n", f"\n{margin}")
    text = f"{before}{margin}{body}\n{behind}"

    assert found(text, file) == [(code, meant)]


# ---- what is filled in later ----

FILLED = {
    "Python, %": ("push.py", """x = '{"aps": {"alert": "%s", "badge": %d, "sund": 1}}' % (a, n)\n"""),
    "Python, f": ("push.py", """x = f'{{"aps": {{"alert": "{a}", "badge": {n}, "sund": 1}}}}'\n"""),
    "JavaScript": ("push.js", 'x = `{"aps": {"alert": "${a}", "badge": ${n}, "sund": 1}}`\n'),
    "Java": ("P.java", r'x = "{\"aps\":{\"alert\":\"" + a + "\",\"badge\":" + n + ",\"sund\":1}}";'),
    "Kotlin": ("P.kt", r'val x = "{\"aps\":{\"alert\":\"$a\",\"badge\":$n,\"sund\":1}}"'),
    "Ruby": ("p.rb", r'x = "{\"aps\":{\"alert\":\"#{a}\",\"badge\":#{n},\"sund\":1}}"'),
    "Elixir": ("p.ex", r'x = "{\"aps\":{\"alert\":\"#{a}\",\"badge\":#{n},\"sund\":1}}"'),
    "a shell": ("p.sh", """curl -d '{"aps": {"alert": "'"$A"'", "badge": '$N', "sund": 1}}'\n"""),
    "double quotes": ("p.sh", r'curl -d "{\"aps\":{\"alert\":\"$A\",\"badge\":$N,\"sund\":1}}"'),
    "a here-document": ("p.sh", 'curl -d @- <<E\n{"aps": {"alert": "$A", "badge": ${N}, "sund": 1}}\nE'),
    "Jinja": ("p.json.j2", '{"aps": {"alert": "{{ a }}", "badge": {{ n }}, "sund": 1}}\n'),
    "ERB": ("p.json.erb", '{"aps": {"alert": "<%= a %>", "badge": <%= n %>, "sund": 1}}\n'),
    "a page": ("p.md", '```json\n{"aps": {"alert": "<text>", "badge": <n>, "sund": 1}}\n```\n'),
    "an example": ("p.md", '```json\n{"aps": {"alert": {"title": "a", ...}, ..., "sund": 1}}\n```\n'),
}  # fmt: skip


@pytest.mark.parametrize("where", FILLED)
def test_a_value_that_is_filled_in_later_is_unknown_and_the_rest_is_read(where):
    file, text = FILLED[where]
    ((code, key),) = found(text, file)

    assert (code, key.replace("\\", "")) == ("PS728", '"sund"')


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("p.json", '["presence", {"to": "room@muc.example.org/nick", "id": "p1", "priority": 0}]'),
        ("p.json", '{"to": "romeo@example.org", "type": "chat", "data": {"body": "Hi"}}'),
        ("p.json", '{"message": {"data": "aGk=", "messageId": "1"}, "subscription": "a"}'),
        ("p.md", '```json\n{"message": {"text": "Hi", "data": {"a": 1}}}\n```\n'),
        ("p.md", '```json\n{"type": "object", "properties": {"aps": {"type": "object"}}}\n```\n'),
        (
            "p.md",
            '```json\n{"properties": {"data": {"type": "object"}, "android": {"type": "object"}}}\n```',
        ),
        ("p.md", '```json\n{"aps": {"alert": "Hark"}, // comments\n  "badge": 1,}\n```\n'),
        ("p.log", '10:00:00.123 [info] {"topic": "orders", "data": {"count": 1}}\n'),
        ("p.log", '10:00:00.123 [info] {"service": "web", "data": {"count": 1}, "mode": "x"}\n'),
        ("p.log", '10:00:00.123 [info] {"to": "a", "from": "b", "data": {"count": 1}}\n'),
        ("p.log", '10:00:00.123 [info] {"aps": {"alert": "Hark", "bad\n10:00:01.123 [info] Next\n'),
        ("p.log", "10:00:00.123 [info] {'aps': {'alert': 'Hark', 'badge': '1'}}\n"),
        ("p.py", 'x = {"aps": {"alert": "Hark", "badge": "1"}}\n'),
        ("p.py", '# send {"aps": {"alert": "Hark", "badge": "1"}}\nx = 1\n'),
        ("p.js", 'x = \'{"aps": {"alert": \' + JSON.stringify(a) + \', "badge": "1"\'\n'),
    ],
)
def test_what_may_be_no_payload_is_none(file, text):
    assert found(text, file) == []


@pytest.mark.parametrize("part", ["notification", "data"])
@pytest.mark.parametrize(("key", "target"), [("to", "a"), ("registration_ids", ["a"])])
def test_a_message_to_the_legacy_api_is_found_by_its_target_and_one_part(key, target, part):
    text = f"10:00:00.123 [info] {json.dumps({key: target, part: {'title': 'Hark'}})}\n"

    assert [code for code, _ in found(text, "p.log")] == ["PS711"]


def test_a_string_in_escapes_ends_with_its_line():
    cut, rest = r'10:00:00.123 [info] Body: "{\"aps\": {\"alert\": \"Hark\",', r' \"sund\": 1}}"'

    assert [code for code, _ in found(f"{cut}{rest}\n", "p.log")] == ["PS728"]
    assert found(f"{cut}\n{rest}\n", "p.log") == []


# ---- how it comes together ----


def test_a_payload_in_a_json_file_is_looked_at_once():
    text = json.dumps([FCM, {"nested": FCM}, {"text": json.dumps(FCM)}, [FCM]])

    assert [code for code, _ in found(text, "p.json")] == ["PS711"] * 4


def test_a_header_that_is_filled_in_later_is_unknown():
    headers = '{"apns-push-type": "alert", "apns-topic": "%s", "apns-priority": "%s"}'
    text = f"""x = '{{"headers": {headers}, "payload": {{"aps": {{"alert": "a"}}}}}}'"""

    assert found(text, "p.py") == []
    assert [code for code, _ in found(text.replace("%s", "no"), "p.py")] == ["PS706", "PS713"]


def test_payloads_are_counted_and_comments_hide_their_findings(tmp_path):
    block = f"```json\n{json.dumps(REQUEST)}\n```\n"
    (tmp_path / "page.md").write_text(
        f"<!-- pushstanza: ignore[PS702] so it was -->\n{block}\n{block}"
    )
    result = ps.lint_paths(tmp_path, isolated=True)

    assert (result.summary.payloads, result.summary.suppressed) == (2, 1)
    assert [(each.code, each.line) for each in result.diagnostics] == [("PS702", 7)]


def test_a_block_that_is_called_invalid_has_to_have_findings():
    block = f"```json pushstanza: invalid\n{json.dumps(REQUEST)}\n```\n"

    assert found(block, "page.md") == []
    assert [code for code, _ in found(block.replace("production", "prod"), "page.md")] == ["PS903"]


def test_a_long_log_is_read_in_parts(tmp_path):
    record = f"2026-01-01 10:00:00.123 [info] <0.1.0> Body: <<{dumped(APNS, 1)}>>\n"
    other = "2026-01-01 10:00:00.123 [info] nothing to see here\n" * 30_000
    (tmp_path / "long.log").write_text((other + record) * 2)
    for jobs in (1, 2):
        result = ps.lint_paths(tmp_path, isolated=True, jobs=jobs)
        assert [each.line for each in result.diagnostics] == [30_001, 60_002]
        assert result.summary.payloads == 2


def test_a_log_without_payloads_is_not_searched():
    stanza = "<message to='a@example.org' type='chat'><body>Hi</body><data a='message'/></message>"
    text = f"2026-01-01 10:00:00.123 [debug] RECV: {stanza}\n" * 20
    code = (
        "import sys, pushstanza as ps\n"
        f"ps.lint({text!r}, file='a.log')\n"
        "assert 'pushstanza.payloads.json_search' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "unit",
    [
        '{"aps":{"x":', '{\\"aps\\":{', '\\\\\\"aps\\\\\\":{"', '"aps":{"a', '{"data":{"', '  "data":{\n',
        '{{"aps": {{ ', '\\"data\\":{\\"', '{"token":"a","data":{}},', 'x{"aps":{"a":1}, y',
        "'{\"aps\":{\\'", '"data":{"aps":{"b":"', '{"aps":{}}{"aps":', '{"aps":{"alert":"',
        '{"aps":{"a":$', '"aps":{... ', "-d '{\"aps\":{", '{"aps":{"alert":"x"}}', '"aps":{"a":\\',
    ],
)  # fmt: skip
@pytest.mark.parametrize("file", ["a.log", "a.md", "a.py", "a.sh", "a.json"])
def test_no_text_takes_long(unit, file):
    def work(times):
        return work_of(lambda: ps.lint("x = '" + unit * times, file=file))

    work(10)  # what is loaded first
    assert work(400) < 5 * work(100) + 2_000


ESCAPED = r'{"aps": {"alert": "it\'s", "sund": 1}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"log: '{ESCAPED}'\n", [("PS728", '"sund"')]),
        (f"'{ESCAPED}'\n", [("PS728", '"sund"')]),
        (f"log: '{ESCAPED}", []),
        (f"log: `{ESCAPED}`\n", []),
        (f"log: {ESCAPED}'\n", []),
    ],
)
def test_an_escape_that_json_does_not_have_is_undone_in_single_quotes_only(text, said):
    assert found(text, "p.log") == said
