"""The directives: a block of a page to its nodes, with what is wrong at its lines."""

import linecache
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from pushstanza.diagnostics import PushStanzaError, Severity
from pushstanza.documenting import (
    Block,
    BlockError,
    Code,
    Example,
    Note,
    Part,
    Picture,
    Problem,
    Table,
    Written,
    make,
    settings_for,
)
from pushstanza.sphinx.nodes import Shown, Tab, Tabs
from pushstanza.sphinx.pages import note_checked, warn

_OWN = {
    "caption": directives.unchanged_required,
    "class": directives.class_option,
    "name": directives.unchanged,
}


class _Options(dict[str, Callable[[str], Any]]):
    """The options of a directive; unknown ones are read, too, so that one place refuses them."""

    def __missing__(self, _name: str) -> Callable[[str], Any]:
        return directives.unchanged


def directive_of(block: Block) -> type[SphinxDirective]:
    """Return the directive for a kind of block."""
    specification = _Options({**dict.fromkeys(block.options, directives.unchanged), **_OWN})
    members = {"__doc__": block.doc, "block": block, "option_spec": specification}
    return type(f"{block.module.title()}Directive", (_Directive,), members)


class _Directive(SphinxDirective):
    """Shows a block of documentation, and warns of what is wrong with it."""

    block: ClassVar[Block]
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the nodes of the block."""
        given = {name: text for name, text in self.options.items() if name not in _OWN}
        note_checked(self.env, self._places())
        try:
            found = make(self.block.name, self._written(), given)
        except BlockError as error:
            self._warn(Problem(message=error.reason, line=error.line))
            return [_literal("\n".join(self.content), "text")] if self.content else []
        for problem in found.problems:
            self._warn(problem)
        return [self._node(found)]

    def _written(self) -> Written:
        try:
            settings = settings_for(Path(self.env.doc2path(self.env.docname)))
        except PushStanzaError as error:
            raise BlockError(str(error)) from None
        return Written(
            text="\n".join(self.content),
            argument=self.arguments[0] if self.arguments else None,
            find=self._find,
            settings=settings,
        )

    def _find(self, name: str) -> Path:
        """Return where a file is, which is named from the page on; the page depends on it."""
        relative, path = self.env.relfn2path(name)
        if Path(path).is_file():
            self.env.note_dependency(relative)
        return Path(path)

    def _places(self) -> list[tuple[str, int]]:
        """Return where each line of the content stands: the file, and the line in it."""
        found = [(str(source), int(offset)) for source, offset in self.content.items]
        is_relative = bool(found) and found[0][1] == 0  # MyST counts from the content's beginning
        before = self._lines_before(found[0][0]) + 1 if is_relative else 1
        return [(source, before + offset) for source, offset in found]

    def _lines_before(self, source: str) -> int:
        """Return how many lines of a file come before the content.

        MyST-Parser before 5.2 counts blank lines at the end of a block among them, and the lines of
        an included page from 1 on.
        """
        linecache.checkcache(source)
        lines = linecache.getlines(source)
        counted = self.lineno + self.content_offset
        first = self.content[0].rstrip()
        for number in range(min(counted, len(lines) - 1), max(self.lineno - 2, -1), -1):
            if lines[number].rstrip().endswith(first):
                return number
        return counted

    def _warn(self, problem: Problem) -> None:
        """Warn of a problem, at its line in the page or in the file that the block shows."""
        places = self._places()
        if places:
            place: tuple[str | None, int | None] = places[min(problem.line or 1, len(places)) - 1]
        elif self.arguments and problem.line is not None:
            place = (str(self._find(self.arguments[0])), problem.line)
        else:
            place = self.get_source_info()
        warn(problem, *place)

    def _node(self, found: Example) -> nodes.Node:
        box = nodes.container(classes=["pushstanza", *self.options.get("class", ())])
        self.set_source_info(box)
        if caption := self.options.get("caption"):
            text, messages = self.parse_inline(caption)
            box += [nodes.caption(caption, "", *text), *messages]
        parts = [(part.title, _node_of(part)) for part in found.parts]
        if len(parts) == 1:
            box += parts[0][1]
        else:
            name = f"{self.env.docname}-{self.env.new_serialno('pushstanza')}"
            box += Tabs("", *(Tab("", node, title=title) for title, node in parts), name=name)
        box += _notes(found.notes)
        self.add_name(box)
        return box


def _node_of(part: Part) -> nodes.Node:
    match part:
        case Code():
            node = _literal(part.text, part.language)
            if part.marked:
                node["highlight_args"] = {"hl_lines": [*part.marked]}
            return node
        case Table():
            return _table(part)
        case Picture():
            return Shown(svg=part.svg, text=part.text, title=part.title)


def _literal(text: str, language: str) -> nodes.literal_block:
    # ``force``: what an example shows may be wrong on purpose.
    return nodes.literal_block(text, text, language=language, force=True)


#: How many columns of a text one column of a table takes at most.
_WIDEST = 40


def _table(part: Table) -> nodes.Node:
    group = nodes.tgroup(cols=len(part.head))
    columns = zip(part.head, *part.rows, strict=True)
    group += [nodes.colspec(colwidth=min(_WIDEST, max(map(len, each)))) for each in columns]
    group += nodes.thead("", _row(part.head))
    group += nodes.tbody("", *map(_row, part.rows))
    return nodes.table("", group, classes=["pushstanza-table"])


def _row(cells: tuple[str, ...]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", _paragraph(each)) for each in cells))


def _paragraph(text: str) -> nodes.paragraph:
    """Return a text, in which names of XML may stand between grave accents."""
    pieces = text.split("`")
    return nodes.paragraph(
        "",
        "",
        *(
            nodes.literal(each, each) if number % 2 else nodes.Text(each)
            for number, each in enumerate(pieces)
            if each
        ),
        support_smartquotes=False,
    )


def _notes(notes: tuple[Note, ...]) -> Iterator[nodes.Node]:
    """Yield what readers are shown of findings: those that are serious first."""
    for serious in (True, False):
        found = [each for each in notes if (each.severity is not Severity.INFO) == serious]
        if found:
            kind = nodes.warning if serious else nodes.note
            yield kind("", *map(_note, found))


def _note(note: Note) -> nodes.paragraph:
    """Return a finding, which begins with a link to the page of its rule."""
    paragraph = _paragraph(str(note))
    if note.code is not None and note.url is not None:
        link = nodes.reference("", note.code, refuri=note.url, internal=False)
        paragraph.insert(0, [link, nodes.Text(": ")])
    return paragraph
