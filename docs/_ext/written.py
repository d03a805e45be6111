"""Tables in Markdown, and pages that are written into the sources before they are read."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path


def table_of(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a table."""
    columns = [*head]
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(cell_of(each) for each in row)} |"
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
