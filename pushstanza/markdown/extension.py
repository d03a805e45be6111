"""What Python-Markdown calls: it holds the blocks of a page back, and shows them at the end."""

from collections.abc import Callable, Mapping
from typing import Any

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER
from markupsafe import Markup

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.documenting import Code
from pushstanza.documenting.html import style_element
from pushstanza.markdown.blocks import Page, block_of, code_of, show
from pushstanza.markdown.fences import Fence, fences
from pushstanza.markdown.report import Report

_NAME = "pushstanza"
_PLACEHOLDER = lazy_pattern(rf"^( *){HTML_PLACEHOLDER.replace('%s', '([0-9]+)')} *$")
_NO_ID = lazy_pattern(r"[^a-z0-9]+")


@frozen
class _Held:
    """A block that is to be shown, and the lines of the page that it stands in."""

    fence: Fence
    lines: list[str]


class PushStanzaExtension(Extension):
    """Shows the blocks of :data:`pushstanza.documenting.BLOCKS` that stand in fences.

    Its options are ``base_path``, ``page``, ``first_line``, ``strict``, ``style`` and ``logger``;
    :meth:`getConfigInfo` says what each means.
    """

    def __init__(self, **options: object) -> None:
        self.config: Mapping[str, list[Any]] = {
            "base_path": [["."], "Folders from which files are named, besides that of the page"],
            "page": ["", "The file of the page, where it is known"],
            "first_line": [1, "The line of that file in which the text begins, 0 if unknown"],
            "strict": [False, "Raise a BlockError where a block is wrong"],
            "style": [True, "Put the style sheet into each page with a block"],
            "logger": ["pushstanza.markdown", "The logger of the warnings"],
        }
        super().__init__(**options)
        self.held: dict[int, _Held] = {}
        self._shown = 0

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Add what finds the blocks, gives back those in code, and shows the others."""
        md.registerExtension(self)
        # Before any other reader of fences, and behind that of metadata, whose lines count.
        md.preprocessors.register(_Finder(md, self), _NAME, 28)
        # Before indented code, and behind all whose content is indented.
        md.parser.blockprocessors.register(_Restorer(md.parser, self), _NAME, 81)
        # Before the HTML is put in that was set aside.
        md.postprocessors.register(_Shower(md, self), _NAME, 35)

    def reset(self) -> None:
        """Forget the page before."""
        self.held.clear()
        self._shown = 0

    def show(self, fence: Fence, written: Callable[[Code], Markup]) -> str:
        """Return a block as HTML, and warn of what is wrong with it.

        Raises:
            BlockError: something is wrong, and the extension is strict.
        """
        options: Mapping[str, Any] = self.getConfigs()
        base = options["base_path"]
        page = Page(
            file=options["page"],
            folders=[base] if isinstance(base, str) else [*base],
        )
        self._shown += 1
        name = "-".join(filter(None, (_NAME, _NO_ID.sub("-", page.file.lower()), f"{self._shown}")))
        shown = show(fence, page, name, written)
        report = Report(
            page=page.file,
            first_line=int(options["first_line"]),
            strict=options["strict"],
            logger=options["logger"],
        )
        for problem in shown.problems:
            report(problem, fence, shown.file)
        is_styled = options["style"] and self._shown == 1
        return f"{style_element()}{shown.html}" if is_styled else shown.html


class _Finder(Preprocessor):
    """Puts a placeholder where a block stands."""

    def __init__(self, md: Markdown, extension: PushStanzaExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a page with placeholders."""
        found: list[str] = []
        done = 0
        for fence in fences(lines):
            if block_of(fence) is None:
                continue
            found += lines[done : fence.first]
            blank = fence.margin.rstrip() if ">" in fence.margin else ""
            if found and found[-1].strip(" >") and not fence.is_item:
                found.append(blank)
            number = self.md.htmlStash.html_counter
            found.append(fence.margin + self.md.htmlStash.store(""))
            done = fence.last + 1
            if done < len(lines) and lines[done].strip(" >"):
                found.append(blank)
            self._extension.held[number] = _Held(fence, lines[fence.first : done])
        return [*found, *lines[done:]]


class _Restorer(BlockProcessor):
    """Gives back what stands in indented code, and is therefore shown as it is written."""

    def __init__(self, parser: BlockParser, extension: PushStanzaExtension) -> None:
        super().__init__(parser)
        self._held = extension.held

    def test(self, parent: object, block: str) -> bool:
        """Tell whether a block is indented code; nothing else gets so far."""
        return bool(self._held) and block.startswith(" " * self.tab_length)

    def run(self, parent: object, blocks: list[str]) -> bool:
        """Put lines in place of placeholders, and leave the block to what reads code."""
        blocks[0] = "\n".join(map(self._restored, blocks[0].split("\n")))
        return False

    def _restored(self, line: str) -> str:
        found = _PLACEHOLDER.match(line)
        held = None if found is None else self._held.pop(int(found[2]), None)
        if found is None or held is None:
            return line
        removed = len(held.fence.margin) - len(found[1])
        return "\n".join(each[removed:] for each in held.lines)


class _Shower(Postprocessor):
    """Makes the HTML of the blocks, in their order."""

    def __init__(self, md: Markdown, extension: PushStanzaExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, text: str) -> str:
        """Set the HTML of each block aside, where its placeholder leads."""
        written = code_of(_highlighting(self.md))
        for number, held in self._extension.held.items():
            self.md.htmlStash.rawHtmlBlocks[number] = self._extension.show(held.fence, written)
        self._extension.held.clear()
        return text


def _highlighting(md: Markdown) -> Mapping[str, Any] | None:
    """Return the settings of what highlights code in a page, ``None`` if nothing does."""
    for each in md.registeredExtensions:
        settings = getattr(each, "get_pymdownx_highlight_settings", None)
        if settings is not None:
            found: Mapping[str, Any] = settings()
            return found
        if isinstance(each, CodeHiliteExtension):
            return each.getConfigs()
    return None
