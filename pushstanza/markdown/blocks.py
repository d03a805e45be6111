"""A fence to the block of documentation in it, and that to HTML."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.documenting import (
    BLOCKS,
    Block,
    BlockError,
    Code,
    Example,
    Problem,
    Written,
    make,
    settings_for,
)
from pushstanza.documenting.html import Box, coloured, plain, render
from pushstanza.markdown.fences import Fence
from pushstanza.reading.extract.documented import Word, named, words

#: The options that say how an example is shown, whatever is in it; the Sphinx extension has them.
OWN = ("caption", "class", "name")


@frozen
class Request:
    """What stands behind a fence: an argument, the options, and how the example is shown."""

    argument: str | None
    options: Mapping[str, str | None]
    own: Mapping[str, str]


@frozen(kw_only=True)
class Page:
    """The page that is read: its file, if that is known, and folders from which files are named."""

    file: str
    folders: Sequence[str]

    def find(self, name: str) -> Path:
        """Return where a file is: as seen from the page, else in the first folder that has it."""
        folders = [*([Path(self.file).parent] if self.file else ()), *map(Path, self.folders)]
        places: list[Path] = [folder / name for folder in folders] or [Path(name)]
        return next((place for place in places if place.is_file()), places[0])

    def written(self, text: str, argument: str | None) -> Written:
        """Return a block of the page.

        Raises:
            BlockError: the configuration of the linter cannot be read.
        """
        path = Path(self.file or self.find("page.md"))
        try:
            settings = settings_for(path)
        except PushStanzaError as error:
            raise BlockError(str(error)) from None
        return Written(text=text, argument=argument, find=self.find, settings=settings)


@frozen(kw_only=True)
class Shown:
    """A block as HTML, with what its author is to be warned of.

    ``file`` is the file to which the lines of the problems belong, ``None`` for the block itself.
    """

    html: str
    problems: tuple[Problem, ...]
    file: Path | None = None


def block_of(fence: Fence) -> Block | None:
    """Return the kind of block that a fence holds, ``None`` where it is an ordinary one."""
    name, _ = named(fence.info)
    return BLOCKS.get(name)


def show(fence: Fence, page: Page, name: str, written: Callable[[Code], Markup]) -> Shown:
    """Return the block of a fence as it is shown.

    Args:
        fence: A fence that holds a block.
        page: Where it stands.
        name: What the block is called, unlike all others.
        written: Makes HTML of code.
    """
    kind, rest = named(fence.info)
    text = "\n".join(fence.content)
    file = None
    try:
        asked = _request(BLOCKS[kind], words(rest))
        if asked.argument is not None:
            file = page.find(asked.argument)
        example = make(kind, page.written(text, asked.argument), asked.options)
    except BlockError as error:
        shown = Example(parts=(Code(title="XML", language="text", text=text),))
        problem = Problem(message=error.reason, line=error.line)
        return Shown(html=render(shown, name, code=written), problems=(problem,), file=file)
    box = Box(
        anchor=asked.own.get("name"),
        caption=asked.own.get("caption"),
        classes=tuple(asked.own.get("class", "").split()),
    )
    html = render(example, name, box=box, code=written)
    return Shown(html=html, problems=example.problems, file=file)


def _request(block: Block, given: Sequence[Word]) -> Request:
    """Return what stands behind the name of a block.

    Raises:
        BlockError: an option is written twice, or one of those for all blocks has no value.
    """
    argument = None
    if given and _is_argument(block, given[0]):
        argument, given = given[0].key, given[1:]
    options: dict[str, str | None] = {}
    own: dict[str, str] = {}
    for each in given:
        if each.key in options or each.key in own:
            raise BlockError(f"option {quoted(each.key)} is given twice")
        if each.key in OWN:
            if not each.value:
                raise BlockError(f"option {each.key} needs a value")
            own[each.key] = each.value
        else:
            options[each.key] = each.value
    return Request(argument, options, own)


def _is_argument(block: Block, word: Word) -> bool:
    """Tell whether the first word is the name of a file or scenario: those of files have a dot."""
    if word.value is not None or word.key in block.options or word.key in OWN:
        return False
    return block.argument == "name" or "." in word.key or "/" in word.key


def code_of(settings: Mapping[str, Any] | None) -> Callable[[Code], Markup]:
    """Return what makes HTML of code, as it is made of the other code of a page.

    Args:
        settings: Those of ``codehilite`` or ``pymdownx.highlight``; ``None`` where neither is used,
            so that a script may add colours.
    """
    if settings is None or not settings.get("use_pygments", True):
        prefix = (settings or {}).get("language_prefix") or (settings or {}).get("lang_prefix")
        return lambda part: plain(part, prefix or "language-")
    return lambda part: coloured(
        part,
        cssclass=settings.get("css_class", "highlight"),
        noclasses=settings.get("noclasses", False),
        style=settings.get("pygments_style", "default"),
    )
