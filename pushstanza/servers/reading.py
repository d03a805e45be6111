"""Text to the stanza in it, whatever a stream would make of it."""

import attrs
from lxml import etree

from pushstanza import source
from pushstanza.diagnostics import PushStanzaError


class UnreadableError(PushStanzaError, ValueError):
    """A text that is no single stanza, nor a broken one."""


@attrs.frozen
class Received:
    """A stanza as it reaches a server, and what is wrong with its XML."""

    root: etree._Element
    damage: str | None = None
    reason: str | None = None


def received(data: source.Data) -> list[Received]:
    """Return the stanzas in *data*; of text that is not well-formed one that is broken.

    Raises:
        UnreadableError: there is nothing in it.
        LimitError: it is too large.
    """
    try:
        return [Received(each) for each in source.read(data).stanzas]
    except source.LimitError:
        raise
    except source.XmlError as error:
        return _broken(data, error)


def _broken(data: source.Data, error: source.XmlError) -> list[Received]:
    if isinstance(data, str | bytes) and not data.strip():
        raise UnreadableError("there is no stanza in it")
    try:
        found = source.read(data, comments=True).stanzas
    except source.XmlError:
        damage = error.damages[0].kind if error.damages else "not-well-formed"
        return [Received(etree.Element("broken"), damage, error.reason)]
    return [Received(each, "comment", error.reason) for each in found]
