"""The error of a stanza to its causes, ranked by what is known of the request."""

from collections.abc import Iterable, Iterator
from functools import cache

import attrs
from lxml import etree

from pushstanza.explaining import answers
from pushstanza.explaining.answers import Said
from pushstanza.explaining.causes import CAUSES, Known
from pushstanza.explaining.conditions import meaning
from pushstanza.explaining.explanation import Cause, Effect, Explanation, Sign
from pushstanza.explaining.reading import Asked, Refusal
from pushstanza.jid import Jid
from pushstanza.linting.linter import Linter
from pushstanza.linting.settings import Settings
from pushstanza.servers import APP_SERVERS, HOME_SERVERS, Verdict, verdicts
from pushstanza.servers.answer import USUAL
from pushstanza.servers.inputs import is_pubsub
from pushstanza.servers.publisher import Reaction
from pushstanza.servers.request import Request
from pushstanza.servers.request import request as as_request
from pushstanza.servers.texts import label
from pushstanza.servers.world import Memory
from pushstanza.stanzas.parse import serialize
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Publish, Pubsub

#: The push node is MongooseIM's own: whoever asks about the one means the other, too.
_SAME = {"mongooseim": {"mongooseim", "node_push"}, "node_push": {"mongooseim", "node_push"}}

_SERVERS = [each for each in HOME_SERVERS if each != "xep"]
#: Who may be asked for what, the likelier ones first; the specifications speak last.
_ASKED = {
    "publish": [*APP_SERVERS, *_SERVERS, "xep"],
    "other": [*_SERVERS, "node_push", "xep"],
    "unknown": [*_SERVERS, *APP_SERVERS, "xep"],
}

_REACTIONS: dict[Reaction, str] = {
    "keep": "The registration stays, and the next message is published again.",
    "count": "It is counted: the registration ends at the {most}th in a row.",
    "disable": "The registration ends at once; the client has to enable again.",
}
_VIRTUAL = "It publishes nothing, and gets no such error; only 410 of MongoosePush ends it."


@attrs.frozen(kw_only=True)
class Context:
    """What is known besides the error itself."""

    server: str | None = None
    account: Jid | None = None
    request: Asked | None = None

    def concerns(self, servers: tuple[str, ...]) -> bool:
        """Tell whether something that is true of *servers* is of interest."""
        if self.server is None or not servers:
            return True
        return not _SAME.get(self.server, {self.server}).isdisjoint(servers)


def explain_refusal(refusal: Refusal, context: Context) -> Explanation:
    """Return what is known of the error of a stanza."""
    asked = refusal.request or context.request
    seen = None if asked is None else as_request(asked.root, context.account)
    kind = _kind(refusal, seen)
    said, origin = meaning(refusal.conditions)
    supposing, effects = _effects(refusal, context, seen, kind)
    return Explanation(
        subject=_subject(refusal),
        meaning=said,
        source=origin,
        request=None if asked is None else label(asked.root),
        causes=tuple(_causes(refusal, context, asked, seen, kind)),
        supposing=supposing,
        effects=effects,
        line=refusal.line,
    )


def _subject(refusal: Refusal) -> str:
    said = " + ".join(refusal.conditions) or "an error without a condition"
    kind = f" ({refusal.type})" if refusal.type else ""
    text = f", text “{refusal.text}”" if refusal.text else ""
    return f"{said}{kind}{text}"


def _kind(refusal: Refusal, seen: Request | None) -> str | None:
    """Return what was asked for, ``None`` where that is not known."""
    if seen is not None:
        return seen.action_name if is_pubsub(seen) else seen.payload_name
    return {"log": "publish", "message": "message"}.get(refusal.name)


# ---- causes ----


def _causes(
    refusal: Refusal,
    context: Context,
    asked: Asked | None,
    seen: Request | None,
    kind: str | None,
) -> list[Cause]:
    """Return the causes: what the request shows first, then what it may be besides."""
    said = _said(refusal, context, kind)
    speakers = {each.server for each in said}
    rows = _rows(refusal, context, kind, speakers, said)
    if asked is not None and seen is not None:
        judged = _judged(refusal, context, asked, said)
        causes = _of_request(rows, judged, asked, seen, context)
        causes += _unnamed(_hidden(said, seen), causes)
        if not refusal.text or _name(causes, speakers):
            return _ranked(causes, speakers)
    # What an error repeats is not all of the request: its words say more.
    if seen is None and kind == "publish":
        seen = _publish()
    causes = [_cause(each) for each in rows]
    from_tables = _unnamed(
        (each for each in said if seen is None or each.table.applies(seen)), causes
    )
    # Words that the tables know are those of just these servers: what they mean by them is first.
    is_quoted = any(each.text for each in rows)
    both = [*from_tables, *causes] if refusal.text and not is_quoted else [*causes, *from_tables]
    return _ranked(both, speakers)


def _unnamed(said: Iterable[Said], causes: list[Cause]) -> list[Cause]:
    """Return what the tables say of the servers that no cause names."""
    return [*answers.causes(each for each in said if not _name(causes, {each.server}))]


def _name(causes: list[Cause], servers: set[str]) -> bool:
    """Tell whether some cause names one of *servers*."""
    return not servers.isdisjoint(name for each in causes for name in each.servers)


def _ranked(causes: list[Cause], speakers: set[str]) -> list[Cause]:
    """Return what is so first, and what is true only of servers that do not answer so last."""
    return sorted(
        causes, key=lambda each: (not each.is_certain, _names_others(each.servers, speakers))
    )


def _said(refusal: Refusal, context: Context, kind: str | None) -> list[Said]:
    """Return the cases in which servers answer so that may be asked for this."""
    if kind == "message":
        return []
    found = answers.who_says(refusal.conditions, refusal.type, refusal.text)
    order = _ASKED["unknown" if kind is None else "publish" if kind == "publish" else "other"]
    near = [each for each in found if each.server in order and context.concerns((each.server,))]
    return sorted(near, key=lambda each: order.index(each.server))


def _hidden(said: list[Said], seen: Request) -> Iterator[Said]:
    """Yield the cases that no request shows: what the server has to remember is not there."""
    forgotten = attrs.evolve(seen, world=Memory())
    for each in said:
        case = each.case
        if each.table.applies(seen) and case.input(forgotten) and not case.input(seen):
            yield each


@cache
def _publish() -> Request:
    """Return a publish, as a log tells of one."""
    iq = Iq(type="set", id="any", payload=Pubsub(publish=Publish(node="any")))
    return as_request(etree.fromstring(serialize(iq)))


def _names_others(servers: tuple[str, ...], speakers: set[str]) -> bool:
    """Tell whether something is true only of servers that do not answer so."""
    return bool(servers and speakers) and speakers.isdisjoint(servers)


def _rows(
    refusal: Refusal, context: Context, kind: str | None, speakers: set[str], said: list[Said]
) -> list[Known]:
    """Return the rows of an error, each with all the servers that answer so in its case."""
    near = [each for each in _matching(refusal, kind) if context.concerns(each.servers)]
    rows = [_with_speakers(each, said) for each in near]
    if not refusal.text:
        return rows
    return [each for each in rows if not _names_others(each.servers, speakers)]


def _with_speakers(known: Known, said: list[Said]) -> Known:
    inputs = (*known.looks, *known.hidden)
    more = (each.server for each in said if each.case.input in inputs)
    return attrs.evolve(known, servers=tuple(dict.fromkeys((*known.servers, *more))))


def _of_request(
    rows: list[Known], judged: list[Verdict], asked: Asked, seen: Request, context: Context
) -> list[Cause]:
    """Return the causes that a request leaves possible, those that it shows first."""
    found = judged[0].reason if judged else None
    shown = [each for each in rows if any(look(seen) for look in each.looks)]
    # Servers stop at the first thing that is wrong; the others would be found next.
    certain = [
        attrs.evolve(each, is_certain=True, found=None if number else found)
        for number, each in enumerate(_signed(shown, asked, context))
    ]
    named = {name for each in shown for name in each.servers}
    more = answers.judged(each for each in judged if each.reason and each.server not in named)
    signs = () if certain else tuple(_signs(asked, context, None)) if judged else ()
    certain += [attrs.evolve(each, signs=signs) for each in more]
    left = _signed([each for each in rows if not each.looks], asked, context)
    return [*certain, *sorted(left, key=lambda each: not each.signs)]


def _signed(rows: list[Known], asked: Asked, context: Context) -> list[Cause]:
    """Return the causes of rows, each with what the linter finds in the request."""
    signs = _signs(asked, context, {code for each in rows for code in each.rules})
    return [_cause(each, [sign for sign in signs if sign.code in each.rules]) for each in rows]


def _matching(refusal: Refusal, kind: str | None) -> list[Known]:
    rows = [
        each
        for each in CAUSES
        if each.conditions == refusal.conditions
        and (kind is None or kind in each.requests or (not each.requests and kind != "message"))
    ]
    quoted = [each for each in rows if each.text and each.text in (refusal.text or "")]
    if quoted:
        return quoted
    if refusal.text:
        return [each for each in rows if each.text is None]
    return [each for each in rows if not each.text]


def _cause(known: Known, signs: list[Sign] | None = None) -> Cause:
    return Cause(
        cause=known.cause,
        fix=known.fix,
        source=known.source,
        servers=known.servers,
        signs=tuple(signs or ()),
    )


def _judged(refusal: Refusal, context: Context, asked: Asked, said: list[Said]) -> list[Verdict]:
    """Return the verdicts of the servers that answer just this to the request."""
    names = tuple(dict.fromkeys(each.server for each in said))
    if context.server != "xep":
        names = tuple(each for each in names if each != "xep")
    if not names:
        return []
    (found,) = verdicts(asked.root, names, context.account)
    words = (refusal.conditions, refusal.text or "")
    return [each for each in found if (each.answer.conditions, each.answer.text or "") == words]


def _signs(asked: Asked, context: Context, rules: set[str] | None) -> list[Sign]:
    """Return what the linter finds in a request: by some rules, or the errors."""
    text = asked.text or etree.tostring(asked.root, encoding="unicode")
    select = None if rules is None else tuple(rules)
    if select == ():
        return []
    linter = Linter(Settings(select=select, account=context.account))
    found = linter.check(text, first_line=asked.line, column=asked.column).diagnostics
    return [
        Sign(
            code=each.code,
            message=each.message,
            hint=each.hint,
            line=each.line if asked.text else None,
            column=each.column if asked.text else None,
        )
        for each in found
        if rules is not None or each.severity == "error"
    ]


def signs_of(context: Context, rules: Iterable[str]) -> list[Sign]:
    """Return what some rules find in the request that is given, if one is."""
    return [] if context.request is None else _signs(context.request, context, {*rules})


# ---- effects ----


def _effects(
    refusal: Refusal, context: Context, seen: Request | None, kind: str | None
) -> tuple[str, tuple[Effect, ...]]:
    """Return what the error does to the registration, and what that supposes."""
    if kind == "message":
        return "", ()
    if kind not in {None, "publish"}:
        return "", (Effect("", _unchanged(seen)),)
    rows = _matching(refusal, None)
    only_publishes = bool(rows) and all(each.requests == ("publish",) for each in rows)
    is_of_publish = kind == "publish" or only_publishes
    usual = USUAL.get(refusal.conditions[0], (None, None))[0] if refusal.conditions else None
    if refusal.name == "log" and context.server is None:  # it is Prosody that writes so
        context = attrs.evolve(context, server="prosody")
    return (
        "" if is_of_publish else "it answers a publish",
        reactions(refusal.type or usual, refusal.conditions, context),
    )


def _unchanged(seen: Request | None) -> str:
    name = seen.payload_name if seen is not None else ""
    return {
        "enable": "Nothing is enabled; what was enabled before stays.",
        "disable": "Nothing is disabled: notifications go on.",
    }.get(name, "Nothing changes.")


def reactions(
    error_type: str | None, conditions: tuple[str, ...], context: Context
) -> tuple[Effect, ...]:
    """Return what each server does to a registration when a publish is answered so."""
    condition = conditions[0] if conditions else None
    return tuple(
        Effect(server.title, _reaction(name, error_type, condition))
        for name, server in HOME_SERVERS.items()
        if server.publisher is not None
        and (context.server not in HOME_SERVERS or context.server == name)
    )


def _reaction(name: str, error_type: str | None, condition: str | None) -> str:
    publisher = HOME_SERVERS[name].publisher
    if name == "mongooseim-virtual" or publisher is None:
        return _VIRTUAL
    return _REACTIONS[publisher.reacts(error_type, condition)].format(most=publisher.most_errors)
