"""Findings to what a person can do about them: their fixes, all safe ones at once, a comment."""

from collections.abc import Iterable, Iterator
from typing import Final

import attrs
from lsprotocol import types

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.masking import without_tokens
from pushstanza.linting import fix as fixing
from pushstanza.lsp.checking import Checked, diagnostic, linted
from pushstanza.lsp.documents import Document
from pushstanza.lsp.suppressing import comment_on

FIX_ALL: Final = f"{types.CodeActionKind.SourceFixAll.value}.pushstanza"
#: The kinds of actions that there are.
KINDS: Final = (types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll)


def actions(
    checked: Checked, params: types.CodeActionParams, *, resolves: bool = False
) -> list[types.CodeAction]:
    """Return what can be done about the findings in a range.

    Args:
        checked: What was found in the document.
        params: The range, and the kinds of actions that are wanted.
        resolves: Whether the client asks later for the edits of an action.
    """
    made: list[types.CodeAction] = []
    document, only = checked.document, params.context.only
    if _is_wanted(types.CodeActionKind.QuickFix.value, only):
        for found in _between(checked, *document.positions.offsets(params.range)):
            made += _of_finding(checked, found)
    if _is_wanted(FIX_ALL, only) and any(_is_safe(each) for each in _fixable(checked)):
        action = types.CodeAction(
            "Fix all safe pushstanza problems", FIX_ALL, data={"uri": document.uri}
        )
        action.edit = None if resolves else all_fixed(checked)
        made.append(action)
    return made


def all_fixed(checked: Checked) -> types.WorkspaceEdit | None:
    """Return the edit that makes all safe fixes; ``None`` where there is nothing to be fixed."""
    document, settings = checked.document, checked.settings
    if settings is None or checked.kind == "log":
        return None
    fixed = fixing.fix(
        document.text,
        lambda text: linted(attrs.evolve(document, text=text), settings).diagnostics,
    )
    edits = document.replaced(fixed.text)
    return _edit(document, edits) if edits else None


def _is_wanted(kind: str, only: Iterable[str] | None) -> bool:
    """Tell whether a client wants actions of a kind: a kind includes those that it begins."""
    return only is None or any(f"{kind}.".startswith(f"{each}.") or not each for each in only)


def _between(checked: Checked, start: int, end: int) -> Iterator[Diagnostic]:
    for each in checked.findings:
        if each.span and each.span.offset <= end and start <= each.span.end_offset:
            yield each


def _fixable(checked: Checked) -> Iterator[Diagnostic]:
    """Yield the findings with a fix; a log stays what it is."""
    return (each for each in checked.findings if each.fix and checked.kind != "log")


def _is_safe(found: Diagnostic) -> bool:
    return found.fix is not None and found.fix.safe


def _of_finding(checked: Checked, found: Diagnostic) -> Iterator[types.CodeAction]:
    document = checked.document
    seen = [diagnostic(document, found)]
    if found.fix is not None and checked.kind != "log":
        yield types.CodeAction(
            title=_title(found),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=seen,
            is_preferred=found.fix.safe,
            edit=_edit(document, document.text_edits(found.fix.edits)),
        )
    comment = comment_on(document, found, checked.kind)
    if comment is not None:
        yield types.CodeAction(
            title=f"Ignore {found.code} in this stanza",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=seen,
            edit=_edit(document, document.text_edits([comment])),
        )


def _title(found: Diagnostic) -> str:
    message = without_tokens(printable(found.fix.message)) if found.fix else ""
    title = f"{message[:1].upper()}{message[1:]} ({found.code})"
    return title if _is_safe(found) else f"{title}; may change the meaning"


def _edit(document: Document, edits: list[types.TextEdit]) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(changes={document.uri: edits})
