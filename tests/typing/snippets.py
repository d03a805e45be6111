"""Writes the Python of README and docs as modules, for the type checkers.

``python tests/typing/snippets.py FOLDER`` writes one for each page. Examples of errors are left out.
"""

import doctest
import re
import sys
from pathlib import Path
from textwrap import indent

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: The folders of docs whose pages are made.
MADE = {"_build", "_generated", "reference", "rules"}
BLOCK = re.compile(r"^```(?:python|pycon)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Return the pages that people write."""
    found = sorted(DOCS.glob("**/*.md"))
    return [ROOT / "README.md", *(page for page in found if _folder(page) not in MADE)]


def _folder(page: Path) -> str:
    return page.relative_to(DOCS).parts[0]


def module(page: Path) -> str:
    """Return the Python of a page."""
    blocks = []
    for block in BLOCK.findall(page.read_text("utf-8")):
        if ">>>" in block:
            examples = doctest.DocTestParser().get_examples(block)
            blocks += [each.source for each in examples if each.exc_msg is None]
        else:
            blocks.append(block)
    # In a function ``_`` may stand for anything, one after the other.
    return "def page() -> None:\n" + indent("".join(blocks), "    ") if blocks else ""


def name(page: Path) -> str:
    """Return the name of the module of a page, which no other page has."""
    parts = page.relative_to(ROOT).with_suffix("").parts
    return re.sub(r"\W", "_", "_".join((*parts, "page")).lower())


def main() -> None:
    """Write the modules into the folder that is named, in the place of those there."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*_page.py"):
        old.unlink()
    for page in pages():
        if text := module(page):
            (folder / f"{name(page)}.py").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
