"""The language server as a process, asked by a real client on standard input and output."""

import json
import re
import sys
import tomllib
from pathlib import Path

import attrs
import pytest

pytest.importorskip("pygls")

from lsp_client import CAPABILITIES, at, edited, run, serving, span
from lsprotocol import types
from typer.testing import CliRunner

import pushstanza as ps
from pushstanza.cli.commands import app
from pushstanza.lsp.actions import FIX_ALL
from pushstanza.lsp.documents import ending_of_language

BAD = "<iq type='set' id='1'>\n  <enable xlmns='urn:xmpp:push:0' jid='p.example.org' node='n'/>\n</iq>\n"
GOOD = BAD.replace("xlmns", "xmlns")
URI = "untitled:stanza"


def place(text, needle, encoding="utf-16-le", width=2):
    """Return the line and the character of what stands in a text."""
    before, _, line = text[: text.index(needle)].rpartition("\n")
    return (before + _).count("\n"), len(line.encode(encoding)) // width


def test_a_stanza_is_written_and_mended():
    async def test():
        async with serving() as client:
            capabilities = client.hello.capabilities
            assert client.hello.server_info.version == ps.__version__
            assert capabilities.position_encoding == types.PositionEncodingKind.Utf16
            assert capabilities.text_document_sync.change == types.TextDocumentSyncKind.Incremental

            (found,) = await client.open(BAD)
            assert (found.code, found.severity) == ("PS006", types.DiagnosticSeverity.Error)
            assert found.range.start == types.Position(*place(BAD, "xlmns"))

            (fix, suppress) = await client.actions(URI, found.range, ["quickfix"])
            assert [*fix.diagnostics] == [found]
            fixed = edited(BAD, fix.edit.changes[URI])
            assert fixed == GOOD
            commented = edited(BAD, suppress.edit.changes[URI])
            client.change(URI, 2, (None, commented))
            assert await client.findings(URI, 2) == []
            client.change(URI, 3, (None, BAD))
            assert await client.findings(URI, 3) == [found]
            (all_fixed,) = await client.actions(URI, span(0, 0, 0, 0), ["source.fixAll"])
            assert edited(BAD, all_fixed.edit.changes[URI]) == GOOD

            client.change(
                URI, 4, ((1, 11, 1, 13), "ml"), ((1, 70, 9, 9), "\n</iq"), ((2, 4, 2, 4), ">")
            )
            assert await client.findings(URI, 4) == []

            shown = await client.text_document_hover_async(types.HoverParams(**at(URI, 1, 4)))
            assert "publish notifications" in shown.contents.value
            assert shown.range == span(1, 3, 1, 9)
            offered = await client.text_document_completion_async(
                types.CompletionParams(**at(URI, 1, 10))
            )
            assert [each.label for each in offered.items] == []  # both attributes are there
            (iq,) = await client.text_document_document_symbol_async(
                types.DocumentSymbolParams(types.TextDocumentIdentifier(URI))
            )
            assert [each.name for each in iq.children] == ["enable"]
            edits = await client.text_document_formatting_async(
                types.DocumentFormattingParams(
                    types.TextDocumentIdentifier(URI),
                    types.FormattingOptions(tab_size=2, insert_spaces=True),
                )
            )
            assert (
                edited(GOOD, edits)
                == ps.serialize(ps.parse(GOOD), pretty=True, namespace="jabber:client").rstrip()
                + "\n"
            )

            client.text_document_did_close(
                types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(URI))
            )
            assert await client.findings(URI) == []

    run(test())


@pytest.mark.parametrize(("encoding", "codec", "width"), [("utf-8", "utf-8", 1)])
def test_places_are_counted_as_the_client_counts(encoding, codec, width):
    text = f"<!-- \u2028 -->\n<iq type='set' id='👨‍👩‍👧é'>{BAD[23:]}"

    async def test():
        general = types.GeneralClientCapabilities(position_encodings=[encoding, "utf-16"])
        async with serving(None, attrs.evolve(CAPABILITIES, general=general)) as client:
            assert client.hello.capabilities.position_encoding == encoding
            (found,) = (each for each in await client.open(text) if each.code == "PS006")
            start = place(text, "xlmns", codec, width)
            assert found.range.start == types.Position(*start)
            # The two letters are exchanged by an edit that counts in the same way.
            line, character = start
            client.change(URI, 2, ((line, character + 1, line, character + 3), "ml"))
            left = await client.findings(URI, 2)
            assert "PS006" not in {each.code for each in left}

    run(test())


def test_documents_of_a_project_are_checked_as_the_command_checks_them(tmp_path, monkeypatch):
    """With its configuration, which may change; two documents at once, in whatever they stand."""
    monkeypatch.chdir(tmp_path)
    python = f's = "{BAD.replace(chr(10), "")}"\n'
    page = f"# 😀\n\n```xml\n{BAD}```\n"
    (tmp_path / "pyproject.toml").write_text("[tool.pushstanza]\nextend-exclude = ['old']\n")
    (tmp_path / "old").mkdir()
    for name, text in (("a.py", python), ("a.md", page), ("old/a.xml", BAD)):
        (tmp_path / name).write_text(text)

    async def test():
        async with serving(tmp_path) as client:
            await client.wait(lambda: "**/pyproject.toml" in client.watched)
            uris = {name: (tmp_path / name).as_uri() for name in ("a.py", "a.md", "old/a.xml")}
            in_code = await client.open(python, uris["a.py"], "python")
            in_page = await client.open(page, uris["a.md"], "markdown")
            assert [each.code for each in (*in_code, *in_page)] == ["PS006", "PS006"]
            assert in_page[0].range.start == types.Position(*place(page, "xlmns"))
            assert await client.open(BAD, uris["old/a.xml"], "xml") == []

            async def after(configuration):
                (tmp_path / "pyproject.toml").write_text(configuration)
                client.published.clear()
                client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
                return [await client.findings(each, 1) for each in uris.values()]

            ignored = "[tool.pushstanza.per-file-ignores]\n'*.md' = ['PS0']\n"
            found = await after(ignored)
            assert [len(each) for each in found] == [1, 0, 1]
            assert await after("[tool.pushstanza]\nignroe = []\n") == [[], [], []]
            await client.wait(lambda: client.messages)
            assert "did you mean 'ignore'?" in client.messages[0]

            known = CliRunner().invoke(app, ["baseline", "create", "--isolated", "a.md"])
            assert known.exit_code == 0
            assert [len(each) for each in await after("[tool.pushstanza]\n")] == [1, 0, 1]
            assert len(client.messages) == 1

    run(test())


def test_nothing_that_a_client_sends_ends_it():
    async def test():
        async with serving() as client:
            item = types.TextDocumentIdentifier("file:///nowhere.xml")
            assert (
                await client.text_document_hover_async(
                    types.HoverParams(item, types.Position(1, 1))
                )
                is None
            )
            assert await client.actions("file:///nowhere.xml", span(0, 0, 9, 9)) is None
            client.change("file:///nowhere.xml", 2, ((0, 0, 9, 9), "<iq"))
            client.text_document_did_close(types.DidCloseTextDocumentParams(item))
            # What no file system takes for a name.
            assert len(await client.open(BAD, f"file:///{'long' * 200}.xml")) == 1
            # Typed one after the other, faster than anybody looks at them.
            await client.open("", "file:///%00/%FF.xml")
            for number, letter in enumerate(BAD, 2):
                client.change("file:///%00/%FF.xml", number, ((99, 99, 99, 99), letter))
            found = await client.findings("file:///%00/%FF.xml", len(BAD) + 1)
            assert [each.code for each in found] == ["PS006"]
            await client.text_document_completion_async(
                types.CompletionParams(**at("file:///%00/%FF.xml", 4_000_000, 4_000_000))
            )
            with pytest.raises(Exception, match="nonsense"):
                await client.protocol.send_request_async("nonsense", {})

    run(test())


def test_a_fix_is_made_when_it_is_asked_for():
    async def test():
        resolves = types.CodeActionClientCapabilities(
            resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        )
        able = types.ClientCapabilities(
            text_document=types.TextDocumentClientCapabilities(code_action=resolves)
        )
        async with serving(None, able) as client:
            await client.open(BAD)
            (action,) = await client.actions(URI, span(0, 0, 0, 0), ["source"])
            assert action.edit is None
            resolved = await client.code_action_resolve_async(action)
            assert edited(BAD, resolved.edit.changes[URI]) == GOOD

    run(test())


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    for name in ("pygls", "pygls.lsp", "pygls.lsp.server"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "pushstanza.lsp.server", raising=False)
    result = CliRunner().invoke(app, ["lsp"])

    assert result.exit_code == 2
    assert "pip install 'pushstanza[lsp]'" in result.stderr
    assert result.stdout == ""


PAGE = Path(__file__).parents[1] / "docs" / "editors.md"
SNIPPETS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_what_editors_are_to_start_is_the_server():
    found = {language: text for language, text in SNIPPETS if "lsp" in text}
    starts = {
        "lua": '"pushstanza", "lsp"',
        "elisp": '"pushstanza" "lsp"',
        "rust": 'which("pushstanza")',
    }

    assert all(words in found[language] for language, words in starts.items())
    settings = [json.loads(text) for language, text in SNIPPETS if language == "json"]
    assert settings[0]["glspc.server.command"] == "pushstanza"
    assert settings[0]["glspc.server.commandArguments"] == ["lsp"]
    assert [*settings[1]["editor.codeActionsOnSave"]] == [FIX_ALL]
    helix, *zed = [tomllib.loads(text) for language, text in SNIPPETS if language == "toml"]
    assert helix["language-server"]["pushstanza"] == {"command": "pushstanza", "args": ["lsp"]}
    assert all("pushstanza" in each["language-servers"] for each in helix["language"])
    assert "pushstanza" in zed[0]["language_servers"]


@pytest.mark.parametrize(
    "language", ["xml", "markdown", "restructuredtext", "html", "json", "python"]
)
def test_the_languages_of_the_page_are_known(language):
    assert ending_of_language(language)
