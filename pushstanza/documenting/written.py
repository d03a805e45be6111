"""A block as it stands in a page."""

from collections.abc import Callable
from pathlib import Path

import attrs

from pushstanza.diagnostics.records import frozen
from pushstanza.documenting.errors import BlockError
from pushstanza.linting.settings import DEFAULT_SETTINGS, Settings
from pushstanza.reading.decoding import decoded


@frozen(kw_only=True)
class Written:
    """What an author wrote in a block.

    ``text`` is its content, ``argument`` what stands behind its name. ``find`` returns where a file
    is that it names, and ``settings`` are those of the linter for the page.
    """

    text: str
    argument: str | None = None
    find: Callable[[str], Path] = Path
    settings: Settings = DEFAULT_SETTINGS

    def of_file(self) -> "Written":
        """Return the block with the content of the file that its argument names, if there is one.

        Raises:
            BlockError: the file cannot be read, or the block has a content besides.
        """
        if self.argument is None:
            return self
        if self.text.strip():
            raise BlockError("a block has either a content or the name of a file, not both")
        return attrs.evolve(self, text=self.read(self.argument))

    def read(self, name: str) -> str:
        """Return the text of a file.

        Raises:
            BlockError: it cannot be read.
        """
        try:
            return decoded(self.find(name).read_bytes()).removeprefix("\ufeff")
        except (OSError, ValueError) as error:
            raise BlockError(f"{name}: {getattr(error, 'strerror', None) or error}") from None
