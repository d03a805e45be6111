"""The stanzas in a text of any kind and length as models, and why others cannot be read."""

from collections.abc import Callable, Iterable, Iterator

import attrs

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.records import define, frozen
from pushstanza.reading.extract.blocks import Block
from pushstanza.reading.written import Written, written_in
from pushstanza.stanzas.parse import parse_many
from pushstanza.stanzas.rfc6120 import Stanza


@frozen(order=True)
class Unread:
    """A stanza that cannot be read: where in the text, and why."""

    line: int
    column: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.reason}"


@define
class StanzasInBlock:
    """What a block of a text holds: stanzas, and those that cannot be read.

    ``texts`` are the block itself and the stanzas in it, with the escapes of a log undone.
    ``places`` are the lines and columns of those stanzas that were read one by one. ``error``
    says why it is not XML alone, if that was tried.
    """

    block: Block
    texts: list[str] = attrs.field(factory=list, repr=False)
    stanzas: list[Stanza] = attrs.Factory(list)
    places: list[tuple[int, int] | None] = attrs.Factory(list)
    unread: list[Unread] = attrs.Factory(list)
    error: PushStanzaError | None = None


def _any(_: Written) -> bool:
    return True


def stanzas_in(
    blocks: Iterable[Block],
    file: str | None = None,
    *,
    validate: bool = True,
    wanted: Callable[[Written], bool] = _any,
) -> Iterator[StanzasInBlock]:
    """Yield what each block of a text holds, as the blocks are read.

    A block that is nothing but XML is read as such. In others the stanzas are read one by one.

    Args:
        blocks: The blocks of the text, in their order.
        file: The name of its file, which says how it is read.
        validate: Whether the stanzas are validated by the schemas.
        wanted: Tells whether a stanza is to be read, where the stanzas are read one by one.
    """
    for block in blocks:
        made = StanzasInBlock(block, [block.text])
        if not _is_xml(block.text) or not _read_as_xml(made, validate=validate):
            for each in written_in((block,), file):
                if wanted(each):
                    made.texts.append(each.piece.text)
                    _read(each, made, validate=validate)
        if block.offset == 0 and not made.stanzas and made.error is None:
            _read_as_xml(made, validate=validate)
        yield made


def _is_xml(text: str) -> bool:
    """Tell whether a text may be XML alone: no more than an element, or several, can be read."""
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def _read_as_xml(made: StanzasInBlock, *, validate: bool) -> bool:
    """Read a block as XML, and tell whether it is."""
    try:
        made.stanzas += [*parse_many(made.block.text, validate=validate, comments=True)]
        made.places += [None] * len(made.stanzas)
    except PushStanzaError as error:
        made.error = _in_text(error, made.block)
    return made.error is None


def _in_text(error: PushStanzaError, block: Block) -> PushStanzaError:
    """Return an error in a block with its place in the whole text."""
    if block.offset == 0:
        return error
    reason, offset = _fault(error)
    return PushStanzaError(str(Unread(*block.lines().position(offset), reason)))


def _read(written: Written, made: StanzasInBlock, *, validate: bool) -> None:
    """Read a stanza by itself."""
    try:
        # What is before a stanza that cannot be read is a stanza, too.
        for each in parse_many(written.piece.text, validate=validate, comments=True):
            made.stanzas.append(each)
            made.places.append(written.position())
    except PushStanzaError as error:
        reason, offset = _fault(error)
        made.unread.append(Unread(*written.position(offset), reason))


def _fault(error: PushStanzaError) -> tuple[str, int]:
    """Return what is wrong with a stanza, and where in it."""
    first = next(iter(getattr(error, "violations", ())), error)
    span = getattr(first, "span", None)
    reason = getattr(first, "message", None) or getattr(first, "reason", None) or str(error)
    return reason, span.offset if span else 0
