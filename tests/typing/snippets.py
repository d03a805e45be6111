"""Writes the Python of README, docs and the pages of the models as modules, for the type checkers.

``python tests/typing/snippets.py FOLDER`` writes one for each page. Examples of errors are left out.
"""

import doctest
import re
import sys
from importlib import import_module
from pathlib import Path
from textwrap import indent

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: The folders of docs whose pages are made.
MADE = {"_build", "_generated", "models", "reference", "rules"}
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


def examples() -> str:
    """Return the examples on the pages of the models."""
    sys.path.insert(0, str(DOCS / "_ext"))
    pages = import_module("models")
    classes = (cls for models in pages.documents().values() for cls in models)
    lines = (
        f"{cls.__name__.lower()} = {pages.constructor(pages.example(cls))}" for cls in classes
    )
    return "\n".join(("from datetime import datetime", "import pushstanza as ps", *lines, ""))


def main() -> None:
    """Write the modules into the folder that is named, in the place of those there."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*_page.py"):
        old.unlink()
    for page in pages():
        if text := module(page):
            (folder / f"{name(page)}.py").write_text(text, "utf-8")
    (folder / "models_page.py").write_text(examples(), "utf-8")


if __name__ == "__main__":
    main()
