"""``parse``: stanzas as JSON."""

import sys
from collections.abc import Iterator
from typing import Any

from pushstanza.cli import common
from pushstanza.cli.arguments import OnePath, OutputFile, ShowSecrets
from pushstanza.cli.common import FOUND
from pushstanza.cli.output import put
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
    1 if one cannot be read.
    """
    from pushstanza.binding.dump import to_dict

    text, name = common.read(path), common.name(path)
    with common.reporting(name):
        models, faults = _read(text, None if path == "-" else path, validate=validate)
    found = [to_dict(each, show_secrets=show_secrets) for each in models]
    put(common.as_json(common.shown(found[0] if len(found) == 1 else found)), output)
    for each in faults:
        common.say(f"{name}: {each}")
    if faults:
        sys.exit(FOUND)


def _read(text: str, file: str | None, *, validate: bool) -> tuple[list[Any], list[str]]:
    """Return the stanzas in a text, and why others in it cannot be read."""
    from pushstanza.stanzas.parse import parse_many

    try:
        models: list[Any] = [*parse_many(text, validate=validate, comments=True)]
    except PushStanzaError:
        pieces = [*_pieces(text, file, validate=validate)]
        models = [each for each in pieces if not isinstance(each, str)]
        if not models:
            raise
        return models, [each for each in pieces if isinstance(each, str)]
    if not models:
        raise PushStanzaError("no stanza found")
    return models, []


def _pieces(text: str, file: str | None, *, validate: bool) -> Iterator[Any]:
    """Yield each stanza in a text of any kind, or why it cannot be read."""
    from pushstanza.diagnostics.lines import Lines
    from pushstanza.reading import extract
    from pushstanza.reading.finder import stanzas
    from pushstanza.stanzas.parse import parse_many

    lines = Lines(text)
    for written in extract.segments(text, extract.kind_of(file, text), file):
        segment = written.assumed()
        for found in stanzas(segment.text[: segment.cut]):
            piece = segment.part(found.start, found.end)
            common.note(piece.text.encode(errors="replace"))  # its secrets, as XML
            try:
                yield from parse_many(piece.text, validate=validate, comments=True)
            except PushStanzaError as error:
                reason, offset = _fault(error)
                line, column = lines.position(piece.source_offset(offset))
                yield f"line {line}, column {column}: {reason}"


def _fault(error: PushStanzaError) -> tuple[str, int]:
    """Return what is wrong with a stanza, and where in it."""
    first = next(iter(getattr(error, "violations", ())), error)
    span = getattr(first, "span", None)
    reason = getattr(first, "message", None) or getattr(first, "reason", None) or str(error)
    return reason, span.offset if span else 0
