"""One file to what is found in it: functions without state, which run wherever the file is."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Generic, Literal, TypeVar

import attrs
from lxml import etree

from pushstanza.batch.counts import Counts
from pushstanza.batch.stanzas import is_notification, kind_of, stanzas_of
from pushstanza.diagnostics import Diagnostic, PushStanzaError
from pushstanza.diagnostics.arguments import immutable, public
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson
from pushstanza.explaining import Explanation, explanations
from pushstanza.jid import AnyJid
from pushstanza.linting import files, whole
from pushstanza.linting.files import Job, Part
from pushstanza.linting.visit import why_unreadable
from pushstanza.payloads.translate import translate
from pushstanza.payloads.translation import ProfileName, Translation
from pushstanza.reading import compressed
from pushstanza.reading.limits import Limits
from pushstanza.reading.source import LimitError, XmlError
from pushstanza.servers import UnreadableError

_T = TypeVar("_T", bound=ToJson)


@immutable
@frozen(kw_only=True)
class FileResult(ToJson, Generic[_T]):
    """What was found in one file.

    Args:
        file: What the file is called in reports.
        found: What was found, in the order of the file.
        errors: Why the file, or which stanza in it, could not be read; empty if all was read.
    """

    file: str
    found: tuple[_T, ...] = ()
    errors: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "file": self.file,
            "found": [each.to_dict() for each in self.found],
            "errors": [*self.errors],
        }


@public
def lint_file(job: Job) -> FileResult[Diagnostic]:
    """Return what ``pushstanza lint`` finds in a file, in its order.

    The findings hold nothing of the text around them: their ``excerpt`` is ``None``. Nothing is
    raised for a file that cannot be read: ``errors`` says why.
    """
    parts = [*map(bare, files.lint_file(job))]
    return FileResult(
        file=job.name,
        found=tuple(each for part in parts for each in part.diagnostics),
        errors=tuple(part.error for part in parts if part.error is not None),
    )


def bare(part: Part) -> Part:
    """Return a part whose findings hold nothing of the text around them."""
    diagnostics = (attrs.evolve(each, excerpt=None) for each in part.diagnostics)
    return attrs.evolve(part, diagnostics=tuple(diagnostics))


@public
def explain_file(
    job: Job, *, server: str | None = None, account: AnyJid | None = None
) -> FileResult[Explanation]:
    """Return what :func:`pushstanza.explain` says of the errors in a file.

    A log may be of any size, another file of at most 250 MB.

    Nothing is raised for a file that cannot be read: ``errors`` says why.

    Args:
        job: The file.
        server: Who answered, as :func:`pushstanza.verdict` calls it.
        account: The full JID of the sender of the requests.

    Raises:
        UnknownServerError: there is no such server.
        JidError: the account is not a valid JID.
    """
    found: list[Explanation] = []
    errors: tuple[str, ...] = ()
    try:
        with compressed.opened(job.path) as stream:
            blocks = whole.blocks_of(stream, job.name, Limits(size=whole.LARGEST))
            found += explanations(blocks, job.name, server=server, account=account)
    except UnreadableError:  # nothing is in it
        pass
    except (OSError, whole.TooLargeError, whole.BinaryError, LimitError, XmlError) as error:
        errors = (_reason(error),)
    return FileResult(file=job.name, found=tuple(found), errors=errors)


@public
def translate_file(
    job: Job,
    *,
    profile: ProfileName = "documented",
    apns_default_topic: str | None = None,
    api_version: Literal["v2", "v3"] = "v3",
    shorten: bool = False,
) -> FileResult[Translation]:
    """Return what :func:`pushstanza.translate` makes of each published notification in a file.

    Nothing is raised for a file that cannot be read or a stanza that cannot be translated:
    ``errors`` says why.

    Args:
        job: The file, of any size.
        profile: What is documented, or what is really sent.
        apns_default_topic: The topic that the connection to APNs has.
        api_version: The version of MongoosePush's interface.
        shorten: Whether a body that is too long is cut.
    """
    found: list[Translation] = []
    errors: list[str] = []
    for line, stanza in _readable(job, errors):
        if is_notification(stanza):
            try:
                made = translate(
                    stanza,
                    profile=profile,
                    apns_default_topic=apns_default_topic,
                    api_version=api_version,
                    shorten=shorten,
                )
            except PushStanzaError as error:
                errors.append(f"line {line}: {error}")
            else:
                found.append(made)
    return FileResult(file=job.name, found=tuple(found), errors=tuple(errors))


@public
def count_file(job: Job) -> Counts:
    """Return how many stanzas and findings of which kind are in a file of any size."""
    errors: list[str] = []
    findings: Counter[str] = Counter()
    for part in files.lint_file(job):
        findings.update(each.code for each in part.diagnostics)
        errors += [] if part.error is None else [part.error]
    stanzas = Counter(kind_of(each) for _, each in _readable(job, errors))
    return Counts(
        files=0 if errors else 1,
        unreadable=1 if errors else 0,
        stanzas=stanzas,
        findings=findings,
    )


def _readable(job: Job, errors: list[str]) -> Iterator[tuple[int, etree._Element]]:
    """Yield the stanzas of a file, and add to *errors* why it cannot be read."""
    try:
        yield from stanzas_of(job)
    except OSError as error:
        errors.append(_reason(error))


def _reason(error: OSError | PushStanzaError) -> str:
    return why_unreadable(error) if isinstance(error, OSError) else str(error)
