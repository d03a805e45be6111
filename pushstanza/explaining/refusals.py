"""The error of a stanza to its causes, ranked by what is known of the request."""

from collections.abc import Iterable, Iterator

import attrs
from lxml import etree

from pushstanza.explaining.causes import CAUSES, Known
from pushstanza.explaining.conditions import meaning
from pushstanza.explaining.explanation import Cause, Effect, Explanation, Sign
from pushstanza.explaining.reading import Asked, Refusal
from pushstanza.jid import Jid
from pushstanza.judging import label
from pushstanza.linter import Linter
from pushstanza.servers import APP_SERVERS, HOME_SERVERS, Verdict, verdict
from pushstanza.servers.answer import USUAL
from pushstanza.servers.inputs import is_pubsub
from pushstanza.servers.publisher import Reaction
from pushstanza.servers.request import Request
from pushstanza.servers.request import request as as_request
from pushstanza.settings import Settings

#: The push node is MongooseIM's own: whoever asks about the one means the other, too.
_SAME = {"mongooseim": {"mongooseim", "node_push"}, "node_push": {"mongooseim", "node_push"}}

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
    causes = [*_causes(refusal, context, asked, seen, kind)]
    said, origin = meaning(refusal.conditions)
    supposing, effects = _effects(refusal, context, seen, kind)
    return Explanation(
        subject=_subject(refusal),
        meaning=said,
        source=origin,
        request=None if asked is None else label(asked.root),
        causes=tuple(causes),
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
) -> Iterator[Cause]:
    """Yield the causes: what the request shows first, then what it may be besides."""
    rows = [each for each in _matching(refusal, kind) if context.concerns(each.servers)]
    if asked is None or seen is None:
        yield from (_cause(each) for each in rows)
        return
    judged = _judged(refusal, context, asked, kind)
    found = judged.reason if judged is not None else None
    certain = [each for each in rows if any(look(seen) for look in each.looks)]
    if certain:
        # Servers stop at the first thing that is wrong; the others would be found next.
        signs = _signs(asked, context, {code for each in certain for code in each.rules})
        for number, each in enumerate(certain):
            said = found if number == 0 else None
            yield attrs.evolve(
                _cause(each, [sign for sign in signs if sign.code in each.rules]),
                is_certain=True,
                found=said,
            )
    elif judged is not None and found:
        yield Cause(
            cause=found,
            fix="change that, and send it again",
            source=judged.source,
            servers=(judged.server,),
            is_certain=True,
            signs=tuple(_signs(asked, context, None)),
        )
    open_rows = [each for each in rows if not each.looks]
    signs = _signs(asked, context, {code for each in open_rows for code in each.rules})
    told = [_cause(each, [sign for sign in signs if sign.code in each.rules]) for each in open_rows]
    yield from sorted(told, key=lambda each: not each.signs)


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


def _judged(refusal: Refusal, context: Context, asked: Asked, kind: str | None) -> Verdict | None:
    """Return the verdict of the server that answers so, if one is known to."""
    names = [*(APP_SERVERS if kind == "publish" else HOME_SERVERS)]
    if context.server is not None:
        names = [context.server]
    said = [
        verdict(asked.root, each, context.account)
        for each in names
        if each != "xep" or context.server == "xep"
    ]
    alike = [each for each in said if each.answer.conditions == refusal.conditions]
    same = [each for each in alike if each.answer.text == refusal.text]
    return next(iter(same), None)


def _signs(asked: Asked, context: Context, rules: set[str] | None) -> list[Sign]:
    """Return what the linter finds in a request: by some rules, or the errors."""
    text = asked.text or etree.tostring(asked.root, encoding="unicode")
    select = None if rules is None else tuple(rules)
    if select == ():
        return []
    linter = Linter(Settings(select=select, account=context.account))
    found = linter.check(text, first_line=asked.line, column=asked.column)
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
