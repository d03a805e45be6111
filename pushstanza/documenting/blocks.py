"""The kinds of blocks, by the names that authors write."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from pushstanza.diagnostics.records import frozen
from pushstanza.documenting.example import Example
from pushstanza.documenting.options import read
from pushstanza.documenting.written import Written
from pushstanza.linting.declare import Declaration, declarations


@frozen(kw_only=True)
class Block:
    """A kind of block: what it shows, and the module that makes an example of it.

    ``argument`` says what may stand behind its name: ``file`` for a file with its content, ``name``
    for the name of a scenario, or a file.
    """

    name: str
    doc: str
    module: str
    argument: str = "file"

    @property
    def options(self) -> dict[str, Declaration]:
        """Its options, by the names that are written."""
        return declarations(self._module.Options)

    @property
    def _module(self) -> Any:
        return import_module(f"pushstanza.documenting.{self.module}")

    def example(self, written: Written, options: Mapping[str, str | None]) -> Example:
        """Return what is shown of a block; see :func:`make`."""
        given = read(self._module.Options, options)
        source = written.of_file() if self.argument == "file" else written
        made: Example = self._module.example(source, given)
        return made


BLOCKS: Mapping[str, Block] = MappingProxyType(
    {
        each.name: each
        for each in (
            Block(
                name="stanza",
                doc="Stanzas, checked, with Python code, JSON, and what each server answers.",
                module="stanza",
            ),
            Block(
                name="push-payload",
                doc="The requests to MongoosePush and to APNs or FCM that a stanza leads to.",
                module="payload",
            ),
            Block(
                name="push-flow",
                doc="A picture of what happens in a scenario, or in a log.",
                module="flow",
                argument="name",
            ),
            Block(
                name="push-preview",
                doc="How the notification that a stanza leads to looks on a phone.",
                module="preview",
            ),
        )
    }
)


def make(name: str, written: Written, options: Mapping[str, str | None]) -> Example:
    """Return what is shown of a block of documentation.

    Args:
        name: The kind of block, one of :data:`BLOCKS`.
        written: What the author wrote.
        options: The texts of its options by name, ``None`` where only the name is written.

    Raises:
        BlockError: an option is unknown or wrong, or nothing can be made of the content.
    """
    return BLOCKS[name].example(written, options)
