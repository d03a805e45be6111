"""The server: what a client asks for to what answers it.

Documents are linted by one worker, which takes their latest versions. While it works, further edits
are only noted: after that the latest version is linted, whichever that is.
"""

import asyncio
import logging
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs
from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method
from pygls.uris import to_fs_path

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import masked_xml
from pushstanza.lsp import actions
from pushstanza.lsp.checking import Checked, checked, diagnostics
from pushstanza.lsp.completion import TRIGGERS, completions
from pushstanza.lsp.documents import Document, Documents
from pushstanza.lsp.formatting import formatting
from pushstanza.lsp.hover import hover
from pushstanza.lsp.symbols import symbols

_T = TypeVar("_T")

#: The files of which a change means that everything is to be looked at again.
WATCHED: Final = ("**/pushstanza.toml", "**/.pushstanza.toml", "**/pyproject.toml")


class _Protocol(LanguageServerProtocol):
    """Leaves documents to this package: pygls ends lines where clients do not."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(
        self, params: types.DidOpenTextDocumentParams
    ) -> Generator[Any, Any, None]:
        """Hand over a document that a client has opened."""
        yield from self._handed_over(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Generator[Any, Any, None]:
        """Hand over the changes of a document."""
        yield from self._handed_over(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(
        self, params: types.DidCloseTextDocumentParams
    ) -> Generator[Any, Any, None]:
        """Hand over that a client has closed a document."""
        yield from self._handed_over(types.TEXT_DOCUMENT_DID_CLOSE, params)

    def _handed_over(self, method: str, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[method], (params,), None


class PushServer(LanguageServer):
    """A language server for the stanzas of push notifications.

    Args:
        version: The version of pushstanza, which clients show.
    """

    def __init__(self, version: str) -> None:
        super().__init__(
            "pushstanza",
            version,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=_Protocol,
        )
        self.documents: Documents = Documents()
        self._checked: dict[str, Checked] = {}
        self._waiting: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._worker = ThreadPoolExecutor(1, "pushstanza")
        self._said: set[str] = set()

    # ---- documents ----

    def opened(self, item: types.TextDocumentItem) -> None:
        """Take a document that was opened."""
        path = to_fs_path(item.uri)
        encoding = self.server_capabilities.position_encoding or types.PositionEncodingKind.Utf16
        self.documents.put(
            Document(
                item.uri, item.text, item.version, item.language_id,
                self._folder_of(path), str(getattr(encoding, "value", encoding)),
            )
        )  # fmt: skip
        self.look_at(item.uri)

    def _folder_of(self, path: str | None) -> Path | None:
        """Return the innermost folder of the workspace that a file is in, or the first."""
        workspace = self.workspace
        named = [to_fs_path(each) for each in workspace.folders] or [workspace.root_path]
        folders = [Path(each) for each in named if each]
        around = [each for each in folders if path and Path(path).is_relative_to(each)]
        return max(around, key=lambda each: len(each.parts), default=next(iter(folders), None))

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take the changes of a document."""
        item = params.text_document
        self.documents.edit(item.uri, params.content_changes, item.version)
        self.look_at(item.uri)

    def closed(self, uri: str) -> None:
        """Forget a document, and take its findings from the client."""
        self.documents.close(uri)
        self._checked.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    # ---- findings ----

    def look_at(self, uri: str) -> None:
        """See to it that the findings in a document are published."""
        self._waiting.add(uri)
        if uri not in self._tasks:
            self._tasks[uri] = asyncio.ensure_future(self._look_until_done(uri))

    def look_at_all(self) -> None:
        """Look at all documents again: what they are looked at with may have changed."""
        self._said.clear()
        for each in self.documents:
            self._checked.pop(each.uri, None)
            self.look_at(each.uri)

    async def _look_until_done(self, uri: str) -> None:
        try:
            while uri in self._waiting:
                self._waiting.discard(uri)
                document = self.documents.get(uri)
                if document is not None:
                    self._publish(await self.run(checked, document))
        except Exception as error:  # a bug of ours: the next edit is looked at all the same
            self.report_server_error(error, type(error))
        finally:
            del self._tasks[uri]

    def _publish(self, found: Checked) -> None:
        document = found.document
        if self.documents.get(document.uri) is not document:
            return  # there is a later version, or none any more
        self._checked[document.uri] = found
        if found.problem is not None:
            self.say(found.problem)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, diagnostics(found), document.version)
        )

    def known(self, document: Document) -> Checked:
        """Return what is known to be in a version of a document, which may be nothing yet."""
        found = self._checked.get(document.uri)
        return found if found and found.document is document else Checked(document)

    async def findings(self, document: Document) -> Checked:
        """Return what is found in a version of a document, when it has been looked at."""
        if (task := self._tasks.get(document.uri)) is not None:
            await asyncio.wait([task])
        found = self._checked.get(document.uri)
        if found and found.document is document:
            return found
        return await self.run(checked, document)

    # ---- work ----

    async def run(self, work: Callable[..., _T], /, *arguments: Any, **more: Any) -> _T:
        """Return what the linter makes of arguments, one piece of work after the other.

        What a person waits for while typing does not stand in this row.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, lambda: work(*arguments, **more))

    def say(self, problem: str) -> None:
        """Show a problem to the person at the client, once."""
        if problem not in self._said:
            self._said.add(problem)
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Warning, f"pushstanza: {problem}")
            )

    def report_server_error(self, error: Exception, source: Any) -> None:  # noqa: ARG002
        """Say that something failed; what the error quotes may be a secret."""
        self.window_log_message(
            types.LogMessageParams(
                types.MessageType.Error, f"internal error ({type(error).__name__})"
            )
        )

    def can(self, *path: str) -> Any:
        """Return a capability of the client, ``None`` where it has none."""
        found: Any = self.client_capabilities
        for each in path:
            found = getattr(found, each, None)
        return found

    def shutdown(self) -> None:
        """End, and let nothing that was begun be waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().shutdown()  # type: ignore[no-untyped-call]


def server(version: str) -> PushServer:
    """Return a server that answers clients."""
    # What pygls logs of a message that it cannot handle quotes all of it, secrets too.
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    made = PushServer(version)
    _follow_documents(made)
    _answer_requests(made)
    _offer_actions(made)
    return made


def _follow_documents(made: PushServer) -> None:
    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        made.opened(params.text_document)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        made.changed(params)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        made.closed(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        made.look_at(params.text_document.uri)

    @made.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(_params: types.DidChangeWatchedFilesParams) -> None:
        made.look_at_all()

    @made.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        if made.can("workspace", "did_change_watched_files", "dynamic_registration"):
            watchers = [types.FileSystemWatcher(each) for each in WATCHED]
            await made.client_register_capability_async(
                types.RegistrationParams(
                    [
                        types.Registration(
                            "pushstanza-configuration",
                            types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                            types.DidChangeWatchedFilesRegistrationOptions(watchers),
                        )
                    ]
                )
            )


def _answer_requests(made: PushServer) -> None:
    @made.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[*TRIGGERS])
    )
    async def complete(params: types.CompletionParams) -> types.CompletionList | None:
        document = made.documents.get(params.text_document.uri)
        if document is None:
            return None
        item = ("text_document", "completion", "completion_item")
        snippets = bool(made.can(*item, "snippet_support"))
        return await asyncio.to_thread(completions, document, params.position, snippets=snippets)

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    async def show(params: types.HoverParams) -> types.Hover | None:
        document = made.documents.get(params.text_document.uri)
        if document is None:
            return None
        found = made.known(document)
        account = None if found.settings is None else found.settings.account
        return await asyncio.to_thread(hover, document, params.position, found.findings, account)

    @made.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def format_(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        document = made.documents.get(params.text_document.uri)
        if document is None:
            return None
        try:
            return await asyncio.to_thread(formatting, document)
        except PushStanzaError as error:
            made.say(f"not formatted: {masked_xml(str(error), bodies=True)}")
            return None

    @made.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        document = made.documents.get(params.text_document.uri)
        return None if document is None else await asyncio.to_thread(symbols, document)


def _offer_actions(made: PushServer) -> None:
    options = types.CodeActionOptions(code_action_kinds=[*actions.KINDS], resolve_provider=True)

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def act(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        document = made.documents.get(params.text_document.uri)
        if document is None:
            return None
        resolved = made.can("text_document", "code_action", "resolve_support", "properties")
        found = await made.findings(document)
        return await made.run(actions.actions, found, params, resolves="edit" in (resolved or ()))

    @made.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        uri = action.data.get("uri") if isinstance(action.data, dict) else None
        document = None if uri is None else made.documents.get(uri)
        if document is None:
            return action
        found = await made.findings(document)
        return attrs.evolve(action, edit=await made.run(actions.all_fixed, found))
