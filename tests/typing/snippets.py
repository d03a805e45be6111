"""Writes the Python of README and docs as modules, for the type checkers.

``python tests/typing/snippets.py FOLDER`` writes one for each page. Examples of errors are left out.
"""

import doctest
import re
import sys
from pathlib import Path
from textwrap import indent

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(?:python|pycon)\n(.*?)^```", re.MULTILINE | re.DOTALL)


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


def main() -> None:
    """Write the modules into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for page in PAGES:
        if text := module(page):
            (folder / f"{page.stem.lower().replace('-', '_')}_page.py").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
