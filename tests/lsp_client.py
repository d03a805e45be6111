"""A client of the language server: pygls' own, which speaks to the real process."""

import asyncio
import os
import sys
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

#: How long a test waits for the server at most, in seconds.
PATIENCE = 240

#: What a client says that it can.
CAPABILITIES = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
            dynamic_registration=True
        )
    ),
    text_document=types.TextDocumentClientCapabilities(
        completion=types.CompletionClientCapabilities(
            completion_item=types.ClientCompletionItemOptions(snippet_support=True)
        ),
    ),
)


class Client(LanguageClient):
    """Keeps what the server publishes."""

    def __init__(self):
        super().__init__("tests", "1")
        self.published = {}
        self.messages = []
        self.watched = []
        self._news = asyncio.Condition()

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def published(params):
            async with self._news:
                self.published[params.uri] = params
                self._news.notify_all()

        @self.feature(types.CLIENT_REGISTER_CAPABILITY)
        async def registered(params):
            async with self._news:
                for each in params.registrations:
                    self.watched += [
                        one["globPattern"] for one in each.register_options["watchers"]
                    ]
                self._news.notify_all()

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        async def message(params):
            async with self._news:
                self.messages.append(params.message)
                self._news.notify_all()

    def report_server_error(self, error, source):
        raise AssertionError(f"{source}: {error}")

    async def wait(self, condition):
        """Wait until something holds that the server's notifications make true."""
        async with self._news:
            await self._news.wait_for(condition)

    async def findings(self, uri, version=None):
        """Return the diagnostics of a version of a document, once they are published."""
        await self.wait(lambda: uri in self.published and self.published[uri].version == version)
        return [*self.published[uri].diagnostics]

    async def open(self, text, uri="untitled:stanza", language="xml"):
        """Open a document, and return its diagnostics."""
        item = types.TextDocumentItem(uri, language, 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.findings(uri, 1)

    def change(self, uri, version, *changes):
        """Send changes, each a range of four numbers (or none for all of the text) and a text."""
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [
                    types.TextDocumentContentChangeWholeDocument(text)
                    if where is None
                    else types.TextDocumentContentChangePartial(span(*where), text)
                    for where, text in changes
                ],
            )
        )

    async def actions(self, uri, where, only=None):
        """Return the code actions in a range."""
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), where, types.CodeActionContext([], only)
        )
        return await self.text_document_code_action_async(params)


def span(line, character, end_line, end_character):
    """Return a range."""
    return types.Range(types.Position(line, character), types.Position(end_line, end_character))


def at(uri, line, character):
    """Return what requests about a place begin with."""
    return {
        "text_document": types.TextDocumentIdentifier(uri),
        "position": types.Position(line, character),
    }


@asynccontextmanager
async def serving(
    folder=None, capabilities=CAPABILITIES, *options, command=(sys.executable, "-m", "pushstanza")
):
    """Start the server, and give the client that has said hello to it; in the end, it is gone."""
    client = Client()
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    await client.start_io(
        *command, "lsp", *options, env=environment,
        cwd=None if folder is None else str(folder),
    )  # fmt: skip
    process = client._server
    try:
        async with asyncio.timeout(PATIENCE):
            root = None if folder is None else Path(folder).as_uri()
            client.hello = await client.initialize_async(
                types.InitializeParams(capabilities, root_uri=root, process_id=os.getpid())
            )
            client.initialized(types.InitializedParams())
            yield client
            await client.shutdown_async(None)
            client.exit(None)
            assert await process.wait() == 0
            assert await process.stderr.read() == b""
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await client.stop()


def edited(text, edits):
    """Return a text of ASCII with the edits of a server made, as a client makes them."""
    lines = text.splitlines(keepends=True) + [""]
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]

    def offset(position):
        return starts[position.line] + position.character

    for each in sorted(edits, key=lambda each: offset(each.range.start), reverse=True):
        text = text[: offset(each.range.start)] + each.new_text + text[offset(each.range.end) :]
    return text


def run(test):
    """Run a test that talks to the server."""
    asyncio.run(test)
