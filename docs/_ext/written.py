"""Tables in Markdown, and pages that are written into the sources before they are read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

#: From how many characters on the cells of a column are sentences, which need some width.
SENTENCE = 30
#: What does not show of a cell: where links go, the names of roles.
_MARKUP = re.compile(r"\]\([^)]*\)|\{[\w:]+\}")


def table_of(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a table; its class names the columns of sentences, for the style sheet."""
    columns = [*head]
    cells = [[cell_of(each) for each in row] for row in rows]
    sentences = [
        f".sentences-{number}"
        for number, column in enumerate(zip(*cells, strict=True), start=1)
        if max(len(_MARKUP.sub("", each)) for each in column) > SENTENCE
    ]
    if sentences:
        yield f"{{{' '.join(sentences)}}}"
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in cells:
        yield f"| {' | '.join(row)} |"
    yield ""


def cell_of(value: object) -> str:
    """Return a value as it is written in a cell of a table."""
    if isinstance(value, bool):
        return "yes" if value else ""
    text = "" if value is None else str(value)
    # In code, which stands between backticks, a page shows what is written.
    parts = text.replace("|", "\\|").replace("\n", " ").split("`")
    return "`".join(
        each if odd % 2 else each.replace("<", "&lt;") for odd, each in enumerate(parts)
    )


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write pages by their names; only those that changed, so that a second build is quick."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        if old.stem not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
