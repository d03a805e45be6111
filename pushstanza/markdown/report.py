"""What is wrong with the blocks of a page: where it says so, and to whom."""

import logging
import os
from pathlib import Path

from pushstanza.diagnostics.records import frozen
from pushstanza.documenting import BlockError, Problem
from pushstanza.markdown.fences import Fence


@frozen(kw_only=True)
class Report:
    """Warns of problems in a page.

    ``page`` is its file, empty if that is unknown; ``first_line`` is the line of the file in which
    its text begins, 0 if that is unknown. ``logger`` is the name of what is told.
    """

    page: str = ""
    first_line: int = 1
    strict: bool = False
    logger: str

    def __call__(self, problem: Problem, fence: Fence, file: Path | None = None) -> None:
        """Warn of a problem of a block, whose content is that of a fence or of a file.

        Raises:
            BlockError: the report is strict.
        """
        line = self.first_line + fence.first + (problem.line or 0) if self.first_line else None
        if file is None or problem.line is None:
            self.warn(problem.message, self.page, line)
        else:
            self.warn(problem.message, os.path.relpath(file), problem.line)

    def warn(self, message: str, file: str, line: int | None) -> None:
        """Warn of something at a line of a file.

        Raises:
            BlockError: the report is strict.
        """
        place = ":".join(filter(None, (file, str(line or ""))))
        text = f"{place if file else f'line {line}'}: {message}" if file or line else message
        if self.strict:
            raise BlockError(text, line)
        logging.getLogger(self.logger).warning("%s", text)
