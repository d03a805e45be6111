"""Errors other than stanzas: words of providers, statuses and log lines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import attrs

from pushstanza.diagnostics.masking import without_tokens
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.explaining.answers import error_cases
from pushstanza.explaining.conditions import MEANINGS
from pushstanza.explaining.context import Context
from pushstanza.explaining.explanation import Cause, Effect, Explanation
from pushstanza.explaining.lines import snake
from pushstanza.explaining.problem import Logged, Refusal, Word
from pushstanza.explaining.refusals import explain_refusal, reactions
from pushstanza.explaining.words import DROP, FAULTS, FIXES, SAID, STATUSES
from pushstanza.payloads.answers import (
    ADMIN_SDK,
    ALIASES,
    EFFECTS,
    KINDS,
    LEGACY,
    ROWS,
    Legacy,
    Row,
    answer,
)
from pushstanza.payloads.reactions import Mode
from pushstanza.servers import SERVERS
from pushstanza.servers.answer import USUAL
from pushstanza.servers.log_line import VALUE, Fault, LogLine
from pushstanza.servers.logs import LOG_LINES

_NAMES = {"apns": "APNs", "fcm": "FCM", "mongoosepush": "MongoosePush"}
_SPECIFICATIONS = {each.title for each in SERVERS.values() if each.is_specification}
_SOURCES = {
    "apns": "Apple, Handling notification responses from APNs",
    "fcm": "Firebase, ErrorCode",
    "mongoosepush": "MongoosePush api/v3/response_encoder.ex",
}
#: What the APIs are called whose words are no longer sent, and where they are described.
_LEGACY_NAMES = {"apns": "binary protocol", "fcm": "legacy API", "mongoosepush": "version 1"}
_LEGACY_SOURCES = {
    "apns": "Apple, Binary Provider API",
    "fcm": "Firebase, Migrate from legacy FCM APIs to HTTP v1",
    "mongoosepush": "esl/MongooseIM#1772",
}


def explain_log_line(logged: Logged, context: Context) -> Explanation:
    """Return what is known of a line of a log."""
    known, logger = logged.known, logged.logger
    causes = _causes(known.faults, context, dict(logged.values))
    return Explanation(
        subject=f"{known.text.removeprefix(VALUE).strip()} ({logger.title})",
        meaning=known.meaning,
        source=known.source,
        causes=causes or (_harmless(known),),
        effects=(Effect(logger.setup, known.effect),) if known.effect else (),
        line=logged.line,
    )


def _harmless(known: LogLine) -> Cause:
    """Return the meaning of a line that tells of no fault."""
    return Cause(cause=known.meaning, fix=FIXES["no need"], source=known.source)


def explain_word(mention: Word, context: Context) -> Iterator[Explanation]:
    """Yield what is known of a word: it may be one of several providers."""
    word = {**ALIASES, **ADMIN_SDK}.get(mention.word, mention.word)
    rows = [each for each in ROWS if each.reason == word]
    rows = rows or [each for each in ROWS if snake(each.reason) == word and "_" in word]
    older = [each for each in LEGACY if word in {each.word, snake(each.word)}]
    said = next((each for each in SAID if each.said in word), None)
    if rows or older:
        yield from (_provider(each, mention, context) for each in rows)
        yield from (_legacy(each, mention, context) for each in older)
    elif any(kind.reason == word for kind in KINDS.values()):
        yield _kind(word, mention, context)
    elif word.isdecimal():
        yield _status(int(word), mention, context)
    elif said is not None:
        yield _status(said.status, mention, context, is_of_mongoosepush=True)
    elif word in MEANINGS:
        yield explain_refusal(_refusal(word, mention.line), context)
    else:
        lines = (
            Logged(each, logger, each.values_in(word), mention.line) for logger, each in LOG_LINES
        )
        known = next((each for each in lines if _is_explained(each, word)), None)
        yield _unknown(mention) if known is None else explain_log_line(known, context)


def _is_explained(logged: Logged, word: str) -> bool:
    return not logged.known.quotes_error and logged.known.is_in(word)


def _unknown(mention: Word) -> Explanation:
    words = (  # in an order: of several that are as near the first is meant
        *(each.reason for each in ROWS),
        *(each.word for each in LEGACY),
        *MEANINGS,
        *(each.reason or "" for each in KINDS.values()),
    )
    hint = did_you_mean(mention.word, words)
    return Explanation(
        subject=without_tokens(mention.word),
        meaning="unknown error" + (f"; {hint}" if hint else ""),
        look_at="the log of the program that says it, at the lines before, and its documentation",
        line=mention.line,
    )


def _refusal(condition: str, line: int) -> Refusal:
    """Return the error that a condition is part of."""
    conditions = next((each for each in error_cases() if each[-1] == condition), (condition,))
    usual = USUAL.get(conditions[0], (None, None))[0]
    return Refusal(name="", type=usual, conditions=conditions, line=line)


# ---- providers ----


def _provider(row: Row, mention: Word, context: Context) -> Explanation:
    name = _NAMES[row.service]
    status = f" {row.status}" if row.status else ""
    note = f" ({row.note})" if row.note else ""
    faults = FAULTS.get(row.reason, ())
    return Explanation(
        subject=f"{row.reason} ({name}{status})",
        meaning=f"{row.meaning}{note if row.registration == 'keep' else ''}",
        source=_SOURCES[row.service],
        causes=(*_causes(faults, context), _plain(row)),
        effects=_chain(row, context, mention.status),
        line=mention.line,
    )


def _legacy(old: Legacy, mention: Word, context: Context) -> Explanation:
    """Return what is known of a word of an API that is shut down."""
    rows = [each for each in ROWS if (each.service, each.reason) == (old.service, old.today)]
    name = _NAMES[old.service]
    today = f"; today {name} says {old.today}" if old.today else ""
    faults = FAULTS.get(old.today or "", ())
    plain = (_plain(each) for each in rows)
    dead = Cause(cause=old.meaning, fix=DROP, source=_LEGACY_SOURCES[old.service])
    return Explanation(
        subject=f"{old.word} ({name}, {_LEGACY_NAMES[old.service]})",
        meaning=f"{old.meaning}{today}",
        source=_LEGACY_SOURCES[old.service],
        causes=tuple(
            attrs.evolve(each, cause=old.meaning) for each in (*plain, *(() if rows else (dead,)))
        )
        + _causes(faults, context),
        effects=tuple(each for row in rows for each in _chain(row, context, mention.status))
        or _lost(),
        line=mention.line,
    )


def _plain(row: Row) -> Cause:
    """Return the meaning of an answer as a cause."""
    fix = FIXES[row.retry]
    if row.registration == "drop":
        fix = f"{DROP} ({row.note})" if row.note else DROP
    return Cause(cause=row.meaning, fix=fix, source=_SOURCES[row.service])


def _causes(
    faults: Iterable[Fault], context: Context, values: Mapping[str, str] | None = None
) -> tuple[Cause, ...]:
    """Return causes, those that the request shows first; *values* are those in a line."""
    causes = [
        Cause(
            cause=_filled(each.input.title.replace("`", ""), values or {}),
            fix=each.input.fix.replace("`", ""),
            source=each.source,
            signs=tuple(signs := context.signs(each.input.rules)),
            is_certain=bool(signs),
        )
        for each in faults
    ]
    return tuple(sorted(causes, key=lambda each: not each.signs))


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the values of a line in their places."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _chain(row: Row, context: Context, status: int | None = None) -> tuple[Effect, ...]:
    """Return how an answer travels back to the node.

    A *status* 500 where version 3 of the API has another one is that of version 2.
    """
    is_old = status == 500 and 500 not in {row.status, KINDS[row.kind].status}
    version: Literal["v2", "v3"] = "v2" if is_old else "v3"
    full = answer(row.service, row.reason, api_version=version)
    less = answer(row.service, row.reason, api_version=version, mode="pubsub-less")
    passed_on = f"It answers {full.mongoosepush_status} {full.mongoosepush_reason}."
    effects = [
        Effect("MongoosePush", passed_on),
        Effect("MongooseIM", full.effect),
        Effect("MongooseIM, PubSub-less", less.effect),
    ]
    if full.node_disabled and status is None:
        old = answer(row.service, row.reason, api_version="v2")
        effects.append(Effect("MongooseIM with api_version v2", old.effect))
    if full.error is not None:
        others = reactions(full.error.type, full.error.conditions, context)
        left_out = {each.server for each in effects} | _SPECIFICATIONS
        effects += (each for each in others if each.server not in left_out)
    return tuple(effects)


def _kind(word: str, mention: Word, context: Context) -> Explanation:
    """Return what MongoosePush means by a word of its own: what the providers may have answered."""
    kinds = [name for name, each in KINDS.items() if each.reason == word]
    return _behind(
        [each for each in ROWS if each.kind in kinds],
        f"{word} (MongoosePush {KINDS[kinds[0]].status})",
        "MongoosePush passes on one of several answers of a provider",
        mention,
        context,
    )


def _status(
    number: int, mention: Word, context: Context, *, is_of_mongoosepush: bool = False
) -> Explanation:
    """Return what a status means, of MongoosePush or of a provider."""
    known = STATUSES.get(number)
    kinds = {name for name, each in KINDS.items() if each.status == number}
    rows = [each for each in ROWS if each.status == number or each.kind in kinds]
    subject, meaning = f"HTTP {number}", "a status of MongoosePush or of a provider"
    if known is not None:
        subject, meaning = known.subject, known.meaning
    if is_of_mongoosepush and known is not None:
        rows = []
    found = _behind(rows, subject, meaning, mention, context)
    passed = next((each for each in rows if each.kind in kinds), None)
    return attrs.evolve(
        found,
        causes=(*(() if known is None else _causes(known.faults, context)), *found.causes),
        effects=_lost() if passed is None else _chain(passed, context),
    )


def _lost() -> tuple[Effect, ...]:
    """Return what MongooseIM does after any status that is no success, but 410."""
    modes: dict[str, Mode] = {
        "MongooseIM": "pubsub-full",
        "MongooseIM, PubSub-less": "pubsub-less",
    }
    return tuple(Effect(name, f"{EFFECTS['failed', mode]}.") for name, mode in modes.items())


def _behind(
    rows: list[Row], subject: str, meaning: str, mention: Word, context: Context
) -> Explanation:
    """Return the answers of providers that may stand behind a word or a status."""
    causes = [
        Cause(
            cause=f"{_NAMES[each.service]} answered {each.reason}: {each.meaning}",
            fix=_plain(each).fix,
            source=_SOURCES[each.service],
        )
        for each in rows
    ]
    return Explanation(
        subject=subject,
        meaning=meaning,
        source=_SOURCES["mongoosepush"],
        causes=tuple(causes),
        effects=_chain(rows[0], context, mention.status) if rows and _alike(rows) else (),
        line=mention.line,
    )


def _alike(rows: list[Row]) -> bool:
    """Tell whether MongoosePush treats all of these answers alike."""
    return len({KINDS[each.kind].status for each in rows}) == 1
