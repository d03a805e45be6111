"""A file of any size to the stanzas in it, one after the other."""

from collections.abc import Iterator

import attrs
from lxml import etree

from pushstanza.linting.files import Job
from pushstanza.reading import compressed, extract, stanza_trees
from pushstanza.reading.extract.blocks import Block, blocks
from pushstanza.reading.names import PUBSUB, PUSH, STANZA_ERRORS
from pushstanza.reading.tags import local, namespace
from pushstanza.reading.written import written_in
from pushstanza.servers.request import elements


def stanzas_of(job: Job) -> Iterator[tuple[int, etree._Element]]:
    """Yield each stanza in a file, with the line where it begins.

    Raises:
        OSError: the file cannot be read.
    """
    with compressed.opened(job.path) as stream:
        for each in written_in(_of_kind(blocks(stream), job), job.name):
            if each.found.root is not None:
                line, _ = each.position()
                for root in stanza_trees.stanzas_in((each.found.root,)):
                    yield line, root


def _of_kind(found: Iterator[Block], job: Job) -> Iterator[Block]:
    """Yield blocks that are read as the file is meant to be, or as the first of them looks."""
    kind: str = job.settings.kind
    for block in found:
        if kind == "auto":
            kind = extract.kind_of(job.name, block.text)
        yield attrs.evolve(block, kind=kind)


def kind_of(stanza: etree._Element) -> str:
    """Return what a stanza is called in counts: its element, its type, and what it holds."""
    name, kind = local(stanza), stanza.get("type", "")
    inside = [*elements(stanza)]
    if kind == "error":
        words = _conditions(inside)
    elif name == "iq" and inside:
        words = [local(inside[0])]
        if namespace(inside[0]) in _PUBSUB:
            words += [local(each) for each in elements(inside[0])][:1]
    else:
        words = []
    return " ".join(filter(None, (name, kind, *words)))


_NOTIFICATION = f"{{{PUBSUB}}}pubsub/{{{PUBSUB}}}publish//{{{PUSH}}}notification"
_PUBSUB = (PUBSUB, f"{PUBSUB}#owner", f"{PUBSUB}#event")


def _conditions(inside: list[etree._Element]) -> list[str]:
    errors = [each for each in inside if local(each) == "error"]
    conditions = [each for error in errors for each in elements(error)]
    named = [local(each) for each in conditions if namespace(each) == STANZA_ERRORS]
    return [each for each in named if each != "text"][:1]


def is_notification(stanza: etree._Element) -> bool:
    """Tell whether a stanza publishes a notification (XEP-0357, section 7)."""
    return stanza.find(_NOTIFICATION) is not None
