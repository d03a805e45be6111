"""Limits on the size of the input."""

import sys

import attrs
from lxml import etree

from pushstanza.diagnostics.arguments import Argument, immutable
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.reading.errors import LimitError


def _limit(default: int) -> int:
    checked: int = attrs.field(default=default, validator=_check)
    return checked


def _check(limits: "Limits", field: "attrs.Attribute[int]", value: object) -> None:
    argument = Argument(type(limits).__name__, field.name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise argument.wrong_type(value, "an int")
    if not 0 <= value <= sys.maxsize:
        bound = "must not be negative" if value < 0 else f"must not be more than {sys.maxsize}"
        raise argument.wrong_value(f"is {quoted(value)}; it {bound}", value)


@immutable
@frozen(kw_only=True)
class Limits:
    """Limits on the input; larger input is refused before it costs much.

    Raises:
        WrongTypeError, WrongValueError: A limit is not an int, or negative.
    """

    size: int = _limit(10_000_000)
    """Characters of text, or bytes."""
    depth: int = _limit(100)
    """Elements inside each other."""
    elements: int = _limit(1_000_000)
    """Elements in all."""
    children: int = _limit(100_000)
    """Children of one element."""
    attributes: int = _limit(1_000)
    """Attributes of one element."""


DEFAULT_LIMITS = Limits()


def check_limits(roots: tuple[etree._Element, ...], limits: Limits) -> None:
    """Refuse trees that exceed a limit.

    Raises:
        LimitError: one is.
    """
    elements = 0
    level = [*roots]
    if any(len(root.nsmap) > limits.attributes for root in roots):
        raise LimitError(f"an element declares more than {limits.attributes} namespaces")
    for depth in range(1, limits.depth + 2):
        if depth > limits.depth:
            raise LimitError(f"elements are nested deeper than {limits.depth}")
        elements += len(level)
        if elements > limits.elements:
            raise LimitError(f"the text has more than {limits.elements} elements")
        for each in level:
            if len(each.attrib) > limits.attributes:
                raise LimitError(f"an element has more than {limits.attributes} attributes")
            if len(each) > limits.children:
                raise LimitError(f"an element has more than {limits.children} children")
        level = [child for each in level for child in each[:]]
        if not level:
            return
