"""Blocks of documentation: a stanza, a payload, a flow or a preview, checked and shown.

An integration with a documentation system finds the blocks of its pages, has :func:`make` make an
:class:`Example` of each, reports its problems at their lines, and shows its parts.
"""

from pushstanza.documenting.blocks import BLOCKS, Block, make
from pushstanza.documenting.checking import problems_of, settings_for
from pushstanza.documenting.errors import BlockError
from pushstanza.documenting.example import (
    Code,
    Example,
    Note,
    Part,
    Picture,
    Problem,
    Table,
)
from pushstanza.documenting.written import Written

__all__ = [
    "BLOCKS",
    "Block",
    "BlockError",
    "Code",
    "Example",
    "Note",
    "Part",
    "Picture",
    "Problem",
    "Table",
    "Written",
    "make",
    "problems_of",
    "settings_for",
]
