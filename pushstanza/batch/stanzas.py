"""A file of any size to the stanzas in it, one after the other."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.diagnostics.lines import Lines
from pushstanza.linting.files import Job
from pushstanza.reading import compressed, extract, stanza_trees
from pushstanza.reading.extract.blocks import Block, blocks
from pushstanza.reading.finder import stanzas
from pushstanza.reading.names import PUBSUB, PUSH, STANZA_ERRORS
from pushstanza.reading.tags import local, namespace
from pushstanza.servers.request import elements


def stanzas_of(job: Job) -> Iterator[tuple[int, etree._Element]]:
    """Yield each stanza in a file, with the line where it begins.

    Raises:
        OSError: the file cannot be read.
    """
    kind = job.settings.kind
    with compressed.opened(job.path) as stream:
        for block in blocks(stream):
            if kind == "auto":
                kind = extract.kind_of(job.name, block.text)  # type: ignore[assignment]
            yield from _in_block(block, kind, job.name)


def _in_block(block: Block, kind: str, name: str) -> Iterator[tuple[int, etree._Element]]:
    lines = Lines(block.text, block.first_line)
    for written in extract.segments(block.text, kind, name):
        segment = written.assumed()
        for found in stanzas(segment.text[: segment.cut]):
            if found.root is not None:
                line, _ = lines.position(segment.source_offset(found.start))
                for root in stanza_trees.stanzas_in((found.root,)):
                    yield line, root


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
