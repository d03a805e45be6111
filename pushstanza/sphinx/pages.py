"""A page while it is read: the settings for it, what is checked in it, and warnings about it."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from pushstanza.diagnostics import Diagnostic, PushStanzaError
from pushstanza.documenting import Problem, problems_of, settings_for
from pushstanza.linting.engine import check
from pushstanza.reading.decoding import decoded

_LOGGER = logging.getLogger(__name__)

#: Where the lines that directives have checked are kept while a page is read.
_CHECKED = "pushstanza_checked"

#: The languages of literal blocks that may hold stanzas or payloads.
_LANGUAGES = frozenset({"default", "html", "http", "javascript", "json", "none", "text", "xml"})


def warn(problem: Problem, source: str | None, line: int | None) -> None:
    """Warn of a problem, with a type that ``suppress_warnings`` understands."""
    file = os.path.abspath(source) if source else ""  # noqa: PTH100 - it may be more than a path
    _LOGGER.warning(
        problem.message,
        location=f"{file}:{line or ''}",
        type="pushstanza",
        subtype=problem.code or "block",
    )


def note_checked(env: BuildEnvironment, lines: Iterable[tuple[str, int]]) -> None:
    """Take note that a directive checks these lines of files."""
    known: Any = env.temp_data.setdefault(_CHECKED, set())
    known.update(lines)


def check_page(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of what is wrong with the stanzas and payloads in a page that was read."""
    if not app.config.pushstanza_check_pages:
        return
    env = app.env
    page = os.fspath(env.doc2path(env.docname))
    try:
        settings = settings_for(Path(page))
        found = check(Path(page).read_bytes(), file=page, settings=settings).diagnostics
    except (OSError, PushStanzaError) as error:
        warn(Problem(message=f"the page is not checked: {error}"), page, None)
        return
    checked: Any = env.temp_data.get(_CHECKED, ())
    _warn_of((each for each in found if (page, each.line) not in checked), page, 0)
    for block, source, line in _from_elsewhere(doctree, page):
        _warn_of(check(block.astext(), settings=settings).diagnostics, source, line)


def _warn_of(found: Iterable[Diagnostic], source: str, lines_before: int) -> None:
    for problem in problems_of(found):
        warn(problem, source, lines_before + (problem.line or 1))


def _from_elsewhere(
    doctree: nodes.document, page: str
) -> Iterator[tuple[nodes.literal_block, str, int]]:
    """Yield the literal blocks whose text is in other files, such as those of docstrings."""
    for block in doctree.findall(nodes.literal_block):
        if block.get("language", "default") not in _LANGUAGES:
            continue
        included: Any = block.get("source")
        source: Any = block.source
        if included:
            yield block, str(included), _lines_before(block.astext(), Path(included))
        elif source and source != page:
            yield block, str(source), (block.line or 1) - 1


def _lines_before(text: str, path: Path) -> int:
    """Return how many lines of a file stand before a part of it."""
    try:
        before, found, _ = decoded(path.read_bytes()).partition(text)
    except (OSError, ValueError):
        return 0
    return before.count("\n") if found else 0
