"""``parse``: stanzas as JSON."""

import sys

from pushstanza.cli import common
from pushstanza.cli.arguments import OnePath, OutputFile, ShowSecrets
from pushstanza.cli.common import FOUND
from pushstanza.cli.output import Faults, JsonItems, putting
from pushstanza.diagnostics import PushStanzaError


def parse(
    path: OnePath,
    *,
    output: OutputFile = None,
    show_secrets: ShowSecrets = False,
    validate: bool = True,
) -> None:
    """Print the stanzas in a file as JSON.

    In a log, and where a stanza is damaged, the other stanzas are printed, and the exit status is
    1 if one cannot be read. A long log is printed as it is read.
    """
    faults = Faults(common.name(path))
    with common.reporting(common.name(path)), putting(output) as write:
        items = JsonItems(write, may_be_alone=True)
        _print(path, items, faults, show_secrets=show_secrets, validate=validate)
    faults.say()
    sys.exit(FOUND if faults.count else 0)


def _print(
    path: str, items: JsonItems, faults: Faults, *, show_secrets: bool, validate: bool
) -> None:
    """Print the stanzas in a file block by block."""
    from pushstanza.binding.dump import to_dict
    from pushstanza.stanzas.several import stanzas_in

    error = None
    for each in stanzas_in(common.blocks(path), common.file(path), validate=validate):
        faults.say_of_earlier(is_any=items.count > 0)
        common.note_block(*each.texts)
        for stanza in each.stanzas:
            items.add(common.shown(to_dict(stanza, show_secrets=show_secrets)))
        faults.add(each.unread)
        error = error or each.error
    if not items.count:
        raise error or PushStanzaError("no stanza found")
    items.finish()
