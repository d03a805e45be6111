"""Text to findings: what the reader, the schemas and the rules say of it."""

from collections.abc import Iterable
from typing import Literal

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import AnyJid, Jid
from pushstanza.linting.linter import Linter, TextFindings
from pushstanza.linting.rules import RULES
from pushstanza.linting.settings import DEFAULT_SETTINGS, Settings
from pushstanza.reading import source
from pushstanza.reading.decoding import decoded
from pushstanza.stanzas.given import Given, text_of


@frozen
class LintResult:
    """What was found in a text, and how much was looked at.

    ``suppressed`` counts the findings that comments hide, ``payloads`` the JSON documents,
    ``refusals`` the errors in answer to a request, ``outside`` the stanzas that were passed over
    since they have nothing to do with push; ``kind`` is what the text was read as.
    """

    diagnostics: list[Diagnostic]
    stanzas: int
    payloads: int
    outside: int
    suppressed: int
    kind: str
    text: str = attrs.field(repr=False)
    refusals: int = 0


@public
def lint(
    data: Given,
    target: str | Iterable[str] | None = None,
    *,
    app_server: str | Iterable[str] | None = None,
    account: AnyJid | None = None,
    select: str | Iterable[str] | None = None,
    extend_select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    scope: Literal["push", "all"] = "all",
    file: str | None = None,
) -> list[Diagnostic]:
    """Return what is wrong with the stanzas in *data*.

    They may stand in prose or in a log, and may be damaged: each damage is a finding, and the rules
    look at what can be made of the rest. A JSON document is looked at as a push payload.

    Args:
        data: The text, or its bytes in UTF-8; an element, or a model.
        target: The server that the stanzas are meant for, or several; none by default.
        app_server: The push service that publishes are meant for, or several.
        account: The JID of the user whose stanzas these are; some rules need it.
        select: Only these rules, by code, the beginning of a code, or name.
        extend_select: Rules besides those that are on by default.
        ignore: Rules that are not wanted.
        scope: Which stanzas are looked at: ``all``, since a text that a program hands over is what
            it asks about, or, as the command does by default, ``push`` for those that concern
            push and near misses of them.
        file: The name of the file, which says how its text is read.

    Raises:
        UnknownRuleError: a word names no rule.
        UnknownTargetError: *target* or *app_server* names none that is known.
        JidError: *account* is not a valid JID.
        UnsupportedDataError: *data* is something else, or seems to be the name of a file.
    """
    settings = Settings(
        select=None if select is None else _several(select, "select"),
        extend_select=_several(extend_select, "extend_select"),
        ignore=_several(ignore, "ignore"),
        targets=frozenset(_several(target, "target")),
        app_servers=frozenset(_several(app_server, "app_server")),
        account=None if account is None else Jid(account),
        scope=scope,
    )
    return check(text_of(data), file=file, settings=settings).diagnostics


def _several(words: str | Iterable[str] | None, name: str) -> tuple[str, ...]:
    """Return the words of the argument called *name*."""
    if words is None:
        return ()
    if isinstance(words, bytes | bytearray):
        raise Argument("lint()", name).wrong_type(words, "a str", "an iterable")
    several = (words,) if isinstance(words, str) else tuple(words)
    for index, each in enumerate(several):
        if not isinstance(each, str):
            raise Argument("lint()", name, index).wrong_type(each, "a str")
    return several


def check(
    data: str | bytes, *, file: str | None = None, settings: Settings = DEFAULT_SETTINGS
) -> LintResult:
    """Return the findings in *data*, and how many stanzas it holds."""
    text, undecodable = _decoded(data, file)
    linter = Linter(settings, file)
    made = linter.check(text)
    if not (made.stanzas or made.payloads or "\0" in text):
        undecodable = []  # the file is another program's
    found = [each for each in undecodable if each.code in settings.wanted] + made.diagnostics
    found += linter.closing()
    suppressed = 0
    if made.may_have_directives:
        found, suppressed = _heeding_comments(found, text, made, settings, file)
    return LintResult(
        diagnostics=in_order(found),
        stanzas=made.stanzas,
        payloads=made.payloads,
        outside=made.outside,
        suppressed=suppressed,
        kind=made.kind,
        text=text,
        refusals=made.refusals,
    )


def _heeding_comments(
    found: list[Diagnostic], text: str, made: TextFindings, settings: Settings, file: str | None
) -> tuple[list[Diagnostic], int]:
    """Return the findings that no comment hides, and how many are hidden."""
    from pushstanza.linting import suppression  # few texts speak to the linter

    sorted_out = suppression.apply(
        found,
        suppression.directives(text, made.kind),
        made.places,
        text,
        settings,
        expected=made.expected,
        file=file,
    )
    return [*sorted_out.kept, *sorted_out.hygiene], len(sorted_out.suppressed)


def _decoded(data: str | bytes, file: str | None) -> tuple[str, list[Diagnostic]]:
    """Return the text in *data*, and the finding that it is not in UTF-8."""
    if isinstance(data, str):
        return data, []
    if not isinstance(data, bytes | bytearray):
        raise source.UnsupportedDataError.of(data)
    try:
        return decoded(bytes(data), source.Limits(size=len(data))), []
    except source.XmlError as error:
        text = bytes(data).decode("utf-8", "replace")
        span = error.span or Lines(text).span(0, min(1, len(text)))
        rule = RULES["PS004"]
        found = Diagnostic(
            code=rule.code,
            name=rule.name,
            severity=rule.severity,
            message=error.reason,
            span=span,
            file=file,
        )
        return text, [found]


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings in the order of the text."""
    return sorted(found, key=_order)


def _order(found: Diagnostic) -> tuple[int, str]:
    return (found.span.offset if found.span else 0, found.code)
