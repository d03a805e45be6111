"""What the linter says of a document, with the configuration and baseline of its project."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import attrs
from lsprotocol import types

from pushstanza.diagnostics import Diagnostic, PushStanzaError, Severity
from pushstanza.diagnostics.excerpts import printable
from pushstanza.diagnostics.records import frozen
from pushstanza.linting import baseline, discovery
from pushstanza.linting.config import BASELINE, Config
from pushstanza.linting.config_files import Configs
from pushstanza.linting.files import Part, lint_text
from pushstanza.linting.first_look import MARKS
from pushstanza.linting.settings import Settings
from pushstanza.linting.visit import Outcome
from pushstanza.lsp.documents import Document
from pushstanza.reading import extract

#: Who has found it, as clients show it.
SOURCE: Final = "pushstanza"

_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


@frozen
class Checked:
    """What was found in a version of a document, and what it was looked for with.

    ``problem`` says why nothing could be looked for.
    """

    document: Document
    findings: tuple[Diagnostic, ...] = ()
    settings: Settings | None = None
    kind: str = "auto"
    problem: str | None = None


def checked(document: Document) -> Checked:
    """Return what is found in a document that the project does not exclude.

    As in a run over the folder, source code is looked at if it has to do with push.
    """
    try:
        config = _config(document)
        settings = config.settings(document.path)
        if _is_passed_over(document, config):
            return Checked(document, settings=settings)
        part = linted(document, settings)
        findings = _new(document, config, part.diagnostics)
    except PushStanzaError as error:
        return Checked(document, problem=str(error))
    return Checked(document, findings, settings, part.kind)


def linted(document: Document, settings: Settings) -> Part:
    """Return what is found in a document, whatever the project knows of it."""
    return lint_text(document.text, document.name, settings)


def _config(document: Document) -> Config:
    """Return the configuration that holds for a document.

    Raises:
        ConfigError: it cannot be read.
    """
    place = document.path or document.folder
    # It is read anew each time: the files may change, and are short.
    return Configs().near(place) if place is not None else Configs(isolated=True).near(Path())


def _is_passed_over(document: Document, config: Config) -> bool:
    if extract.is_source(document.name):
        marks = (each.decode() for each in MARKS)
        if not config.source_code or not any(each in document.text for each in marks):
            return True
    path = document.path
    if path is None or not os.path.exists(path):  # noqa: PTH110 - Path raises for a name too long
        return False
    found = discovery.visits([path], attrs.evolve(config, force_exclude=True))
    return any(each.outcome is Outcome.SKIPPED for each in found)


def _new(
    document: Document, config: Config, findings: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Return the findings that are not in the baseline of the project.

    Raises:
        BaselineError: it cannot be read.
    """
    found = tuple(findings)
    place = config.baseline_path or config.folder / BASELINE
    if document.path is None or not (config.baseline or os.path.exists(place)):  # noqa: PTH110
        return found
    file = str(document.path)
    named = [attrs.evolve(each, file=file) for each in found]
    return tuple(baseline.apply(baseline.read(place), named, [file]).new)


def diagnostics(checked: Checked) -> list[types.Diagnostic]:
    """Return the findings as the protocol has them."""
    return [diagnostic(checked.document, each) for each in checked.findings]


def diagnostic(document: Document, found: Diagnostic) -> types.Diagnostic:
    """Return a finding as the protocol has it."""
    span = found.span
    start, end = (0, 0) if span is None else (span.offset, span.end_offset)
    lines = (found.message, f"Help: {found.hint}" if found.hint else "")
    return types.Diagnostic(
        range=document.positions.range(start, end),
        message="\n".join(printable(each) for each in lines if each),
        severity=_SEVERITIES[found.severity],
        code=found.code,
        code_description=types.CodeDescription(found.url),
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if _is_unnecessary(found) else None,
        data={"name": found.name, "fingerprint": found.fingerprint},
    )


def _is_unnecessary(found: Diagnostic) -> bool:
    """Tell whether something does no harm, and is only to be taken out."""
    is_deletion = found.fix is not None and not any(each.content for each in found.fix.edits)
    return is_deletion and found.severity is not Severity.ERROR
