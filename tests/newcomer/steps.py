"""A page of the documentation as a newcomer follows it: files to write, commands to run."""

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

_FENCE = re.compile(
    r"^(?P<ticks>`{3,})(?:\{code-block\} \w+|console)\n(?P<content>.*?)^(?P=ticks)$", re.M | re.S
)
_CAPTION = re.compile(r":caption: (?P<path>\S+)\n\n?")


@attrs.frozen
class File:
    """A file that the page shows; its caption is its path."""

    path: str
    text: str


@attrs.frozen
class Command:
    """A command, and what the page shows of what it prints; ``...`` stands for anything."""

    line: str
    shown: str

    def is_shown(self, printed: str) -> bool:
        """Tell whether the command printed what the page shows; pip may warn of a mirror."""
        if self.line.startswith("pip "):
            return True
        pattern = "".join(
            ".*" if part == "..." else re.escape(part)
            for part in re.split(r"(\.\.\.)", self.shown.strip())
        )
        return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def steps(page: Path) -> Iterator[File | Command]:
    """Yield the steps of a page in their order."""
    for fence in _FENCE.finditer(page.read_text("utf-8")):
        content = fence["content"]
        caption = _CAPTION.match(content)
        if caption:
            yield File(caption["path"], content[caption.end() :])
            continue
        for part in re.split(r"^\$ ", content, flags=re.M)[1:]:
            line, _, shown = part.partition("\n")
            yield Command(line, shown)
