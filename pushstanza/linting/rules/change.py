"""How a finding is put right: changes to elements, made edits of the text only when reported.

A rule says what is to be done to which element, as ``set_attribute(form, "type", "submit")``;
:mod:`pushstanza.linting.edits` finds the places in the text.
"""

from typing import TypeAlias

from lxml import etree

from pushstanza.binding import Model
from pushstanza.diagnostics.records import frozen

#: What a change is about: a model that was read, or an element of the tree.
Subject: TypeAlias = Model | etree._Element


@frozen
class SetAttribute:
    """Give an attribute another value, or add it."""

    at: Subject
    name: str
    value: str


@frozen
class DropAttribute:
    """Take an attribute away."""

    at: Subject
    name: str


@frozen
class RenameAttribute:
    """Give an attribute another name; its value stays as it is written."""

    at: Subject
    name: str
    to: str


@frozen
class Rename:
    """Give an element another name, in its start tag and its end tag."""

    at: Subject
    to: str


@frozen
class SetText:
    """Give an element of text another text; for a form field, its one value."""

    at: Subject
    text: str


@frozen
class Trim:
    """Take the white space around the text of an element away; for a form field, of its values."""

    at: Subject


@frozen
class Remove:
    """Take an element away, with the blank line it would leave."""

    at: Subject


@frozen
class Insert:
    """Write XML into an element, behind its start tag or before its end tag."""

    at: Subject
    xml: str
    first: bool = False


@frozen
class MoveBehind:
    """Move an element to the place behind another one, which may be within it no more."""

    at: Subject
    behind: Subject


Step: TypeAlias = (
    SetAttribute
    | DropAttribute
    | RenameAttribute
    | Rename
    | SetText
    | Trim
    | Remove
    | Insert
    | MoveBehind
)


@frozen
class Change:
    """What puts a finding right.

    ``safe`` says that the meaning of the stanza cannot change, no right is granted and no disable
    reaches farther.
    """

    message: str
    steps: tuple[Step, ...]
    safe: bool = False


def safe(message: str, *steps: Step) -> Change:
    """Return a change that cannot change what the stanza means."""
    return Change(message, steps, safe=True)


def suggestion(message: str, *steps: Step) -> Change:
    """Return a change that is probably what was meant."""
    return Change(message, steps)
