"""A start or end tag: what the reader found, and what pairing and building find out about it."""

from collections.abc import Iterable
from typing import Self

from pushstanza.diagnostics.records import define
from pushstanza.reading.scan.found import ScannedAttribute, ScannedElement


@define(eq=False)
class Tag:
    """A start tag or an end tag.

    ``written`` are the attributes of a start tag that is damaged; those of the others are read when
    somebody asks. ``partner`` is the other tag of the element, and ``exact`` says that no tag is
    missing or too much between the two.
    """

    start: int
    end: int
    name: str
    name_start: int
    opens: bool
    empty: bool = False
    closed: bool = True
    damaged: bool = False
    misspelt: bool = False
    written: tuple[ScannedAttribute, ...] | None = None
    partner: Self | None = None
    exact: bool = False
    # filled in when the elements are put together
    repaired: str = ""
    prefixes: Iterable[str] = ()
    parent: Self | None = None
    has_child: bool = False
    close: int = 0
    column: int = 0
    own_line: bool = False
    element: ScannedElement | None = None

    @property
    def name_end(self) -> int:
        """The place behind its name."""
        return self.name_start + len(self.name)
