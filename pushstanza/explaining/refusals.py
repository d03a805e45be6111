"""The error of a stanza to its causes, and to what it does to a registration."""

import attrs

from pushstanza.explaining.answers import ErrorCase, cases_of, takes_only_publishes
from pushstanza.explaining.conditions import meaning
from pushstanza.explaining.context import Context, SentRequest
from pushstanza.explaining.explanation import Cause, Effect, Explanation
from pushstanza.explaining.problem import Refusal
from pushstanza.explaining.ranking import Requests, ranked_causes
from pushstanza.explaining.speakers import (
    by_speaker,
    is_foreign,
    is_published_by_server,
    published_by,
)
from pushstanza.servers import HOME_SERVERS, SERVERS
from pushstanza.servers.answer import USUAL
from pushstanza.servers.inputs import is_pubsub
from pushstanza.servers.publisher import Reaction
from pushstanza.servers.request import Request
from pushstanza.servers.request import request as as_request
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE
from pushstanza.servers.texts import label

_REACTIONS: dict[Reaction, str] = {
    "keep": "The registration stays, and the next message is published again.",
    "count": "The error is counted: the registration ends at the {most}th in a row.",
    "disable": "The registration ends at once; the client has to enable again.",
}
_PUBLISHES_NOTHING = (
    "Not affected: it publishes nothing, and only a 410 from MongoosePush ends a registration."
)


def explain_refusal(refusal: Refusal, context: Context) -> Explanation:
    """Return what is known of the error of a stanza."""
    sent = refusal.request or context.request
    seen = None if sent is None else as_request(sent.root, context.account)
    kind = _kind(refusal, seen)
    means, origin = meaning(refusal.conditions)
    supposing, effects = _effects(refusal, context, seen, kind)
    causes = _causes(refusal, context, sent, kind)
    return Explanation(
        subject=_subject(refusal),
        meaning=f"{means}{_circumstances(refusal, kind)}",
        source=origin,
        request=None if sent is None else label(sent.root),
        causes=tuple(causes),
        supposing=supposing,
        effects=effects,
        look_at="" if causes else _look_at(refusal, kind),
        line=refusal.line,
    )


def _circumstances(refusal: Refusal, kind: str | None) -> str:
    """Return what is known of an error besides its condition."""
    if kind == FOREIGN:
        return "; what was asked is no part of push"
    if refusal.publisher is None:
        return ""
    who = f"the push service {refusal.speaker}" if refusal.speaker else "the push service"
    server = SERVERS[refusal.publisher]
    is_remote = any(each.startswith("remote-server-") for each in refusal.conditions)
    told = f"; {who} refused a publish of {server.title}"
    if is_remote:
        told = f"; a publish of {server.title} did not reach {who}"
    most = server.publisher and server.publisher.most_errors
    if refusal.count is None or not most:
        return told
    if refusal.count > most:  # how many are taken was 50 once, and can be set
        return f"{told}, whose count of such errors is at {refusal.count}, above the usual {most}"
    return f"{told}, whose count of such errors is at {refusal.count} of {most}"


#: The kind of a request that is no part of the flow.
FOREIGN = "foreign"


def _look_at(refusal: Refusal, kind: str | None) -> str:
    """Return where to look for a cause that is not known."""
    if kind == FOREIGN:
        return "the specification of what was asked"
    if kind == "message":
        return "why the message was not delivered: its sender is told, and no push is concerned"
    who = refusal.speaker or ("the push service" if kind == "publish" else "the server")
    return f"the log of {who}: only whoever sent the error knows why"


def _subject(refusal: Refusal) -> str:
    conditions = " + ".join(refusal.conditions) or "an error without a condition"
    kind = f" ({refusal.type})" if refusal.type else ""
    text = f", text “{refusal.text}”" if refusal.text else ""
    return f"{conditions}{kind}{text}"


def _kind(refusal: Refusal, seen: Request | None) -> str | None:
    """Return what was asked for, ``None`` where that is not known."""
    if seen is not None and is_foreign(seen):
        return FOREIGN
    if seen is not None:
        return seen.action_name if is_pubsub(seen) else seen.payload_name
    return {"log": "publish", "message": "message"}.get(refusal.name)


# ---- causes ----


def _causes(
    refusal: Refusal, context: Context, sent: SentRequest | None, kind: str | None
) -> list[Cause]:
    if kind in {"message", FOREIGN}:
        return []
    is_of_server = kind == "publish" and is_published_by_server(refusal, sent)
    requests = None if sent is None else Requests(sent, context.account)
    alike = cases_of(refusal.conditions, refusal.type, refusal.text)
    found = [each for each in alike if _is_asked(each, kind, requests)]
    if is_of_server:
        found = [each for each in found if each.is_about_publishes or each.table.is_of_set_up]
        found = [each for each in found if not each.server.is_virtual]  # no other server gets there
    if sent is None and refusal.publisher is not None:
        found = _published(found, refusal.publisher)
    near = _near(found, context, kind)
    causes = ranked_causes(near, sent, requests, context)
    if is_of_server and sent is not None:
        causes = by_speaker(causes, refusal, sent)
    if causes or not refusal.text or is_of_server:
        return causes
    # What an error repeats is not all of the request: a text that is known says more.
    quoted = [each for each in found or alike if each.text is not None]
    return ranked_causes(_near(quoted, context, kind), None, None, context)


def _published(found: list[ErrorCase], publisher: str) -> list[ErrorCase]:
    """Return the cases that a publish of a server may be."""
    sent = [Requests(each, None) for each in published_by(publisher)]
    return [
        each for each in found if not sent or any(one.evidence(each) != "excluded" for one in sent)
    ]


def _is_asked(each: ErrorCase, kind: str | None, requests: Requests | None) -> bool:
    """Tell whether a request of this kind may get to a case."""
    if kind not in {None, "publish"} and takes_only_publishes(each.server):
        return False
    if requests is not None:
        return requests.reaches(each)
    return kind is None or each.is_about_publishes or each.table is UNREACHABLE


def _near(found: list[ErrorCase], context: Context, kind: str | None) -> list[ErrorCase]:
    """Return the cases of who may have answered, the likelier ones first.

    The specifications speak for a server that is named only where it has no such case itself.
    """
    near = [each for each in found if context.concerns(each.server)]
    others = (each for each in found if not context.concerns(each.server))
    specified = [each for each in others if each.server.is_specification]
    if near:
        specified = [each for each in specified if each.table.is_of_set_up]
    return sorted((*near, *specified), key=lambda each: _unlikeliness(each, kind))


def _unlikeliness(each: ErrorCase, kind: str | None) -> tuple[bool, bool, bool, int]:
    if kind is None:
        is_likely = each.may_answer_enable
    else:
        is_likely = each.server.is_push_service == (kind == "publish")
    return (
        each.server.is_specification,
        each.table.is_of_set_up,
        not is_likely,
        each.server.position,
    )


# ---- effects ----


def _effects(
    refusal: Refusal, context: Context, seen: Request | None, kind: str | None
) -> tuple[str, tuple[Effect, ...]]:
    """Return what the error does to the registration, and what that supposes."""
    if kind == "message":
        return "", ()
    if kind not in {None, "publish"}:
        return "", (Effect("", _unchanged(seen)),)
    found = cases_of(refusal.conditions, refusal.type, refusal.text)
    if refusal.text and found and not any(each.may_answer_publish for each in found):
        return "", (Effect("", _unchanged(seen)),)
    only_publishes = bool(found) and all(each.is_about_publishes for each in found)
    is_of_publish = kind == "publish" or only_publishes
    usual = USUAL.get(refusal.conditions[0], (None, None))[0] if refusal.conditions else None
    if refusal.publisher is not None and context.server is None:
        context = attrs.evolve(context, server=refusal.publisher)
    return (
        "" if is_of_publish else "the error answers a publish",
        reactions(refusal.type or usual, refusal.conditions, context),
    )


def _unchanged(seen: Request | None) -> str:
    name = seen.payload_name if seen is not None else ""
    return {
        "enable": "Nothing is enabled; earlier registrations stay.",
        "disable": "Nothing is disabled: notifications continue.",
    }.get(name, "Nothing changes.")


def reactions(
    error_type: str | None, conditions: tuple[str, ...], context: Context
) -> tuple[Effect, ...]:
    """Return what each server does to a registration when a publish is answered so."""
    named = SERVERS.get(context.server or "")
    condition = conditions[0] if conditions else None
    return tuple(
        Effect(server.title, _reaction(server, error_type, condition))
        for server in HOME_SERVERS.values()
        if named is None or named.is_push_service or named is server
    )


def _reaction(server: Server, error_type: str | None, condition: str | None) -> str:
    if server.is_virtual or server.publisher is None:
        return _PUBLISHES_NOTHING
    reaction = server.publisher.reacts(error_type, condition)
    return _REACTIONS[reaction].format(most=server.publisher.most_errors)
