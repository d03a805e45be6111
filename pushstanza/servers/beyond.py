"""What no server is predicted to answer: stanzas that are not about push notifications.

Two things about such stanzas are known nevertheless: that removing an account ends its
registrations, and that presence decides who is pushed.
"""

from pushstanza.servers.answer import NONE, UNPREDICTED, result
from pushstanza.servers.case import Case, Table
from pushstanza.servers.inputs import is_iq_request
from pushstanza.servers.inputs.beyond import (
    asks_other_part,
    enables_inline,
    is_result,
    not_about_push,
    of_push2,
    of_the_stream,
    of_unified_push,
    payload_of,
    presence,
    push2_notification,
    removes_account,
)
from pushstanza.servers.request import Request
from pushstanza.servers.world import Memory

_EFFECT = "It is not about push notifications: nothing is predicted, and no registration changes."


def _reason(request: Request) -> str:
    return f"{payload_of(request)} is not about push notifications"


def _of_stream(request: Request) -> str:
    return f"`{request.name}` is part of the stream, and not about push notifications"


#: Requests of other protocols, which no module of push notifications sees.
BEYOND_PUSH = Table(
    "Beyond push notifications",
    is_iq_request,
    (
        Case(
            input=of_unified_push,
            answer=UNPREDICTED,
            effect="Nothing is predicted: UnifiedPush is a draft of its own, which is not played.",
            source="the README of up, a UnifiedPush provider",
            reason="the request is one of UnifiedPush, which a component answers",
        ),
        Case(
            input=asks_other_part,
            answer=UNPREDICTED,
            effect="Nothing is predicted of other services than the push service, such as one with"
            " rooms.",
            source="XEP-0030, section 3.1",
        ),
        Case(
            input=not_about_push,
            answer=UNPREDICTED,
            effect=_EFFECT,
            source="the specification of that protocol",
            reason=_reason,
        ),
    ),
)

#: Push 2.0, where a module may be loaded that takes it; other servers know no such namespace.
PUSH_2 = Table(
    "Push 2.0",
    is_iq_request,
    (
        Case(
            input=of_push2,
            answer=UNPREDICTED,
            effect="Nothing is predicted: Push 2.0 is a draft, which is not played.",
            source="prosody-modules, mod_push2.lua",
            reason="only a server with Push 2.0 answers it, such as Prosody with mod_push2",
        ),
    ),
)

#: A notification that a server with Push 2.0 has sent.
PUSH_2_NOTIFICATION = Case(
    input=push2_notification,
    answer=UNPREDICTED,
    effect="Nothing is predicted: Push 2.0 is a draft, which is not played.",
    source="prosody-modules, push2.md",
)

#: Elements beside the stanzas, which a server expects before the session or within it.
ELEMENTS_OF_STREAM = Table(
    "Elements of the stream",
    of_the_stream,
    (
        Case(
            input=enables_inline,
            answer=UNPREDICTED,
            effect="Nothing is predicted of the login; no known server enables push notifications"
            " with it. Enable them in an iq afterwards.",
            source="MongooseIM, mod_bind2.erl; ejabberd, ejabberd_c2s.erl; Tigase, Bind2.java;"
            " prosody-modules, mod_sasl2_bind2.lua",
        ),
        Case(
            input=of_the_stream,
            answer=UNPREDICTED,
            effect=_EFFECT,
            source="the specification of that element",
            reason=_of_stream,
        ),
    ),
)


def _remove(request: Request, memory: Memory) -> None:
    memory.remove_account(request.user)


def account_removal(effect: str, source: str) -> Table:
    """Return the table of a server whose users may remove their accounts (XEP-0077, section 3.2).

    Args:
        effect: What happens to the registrations.
        source: Where that was read.
    """
    removed = Case(
        input=removes_account,
        answer=result(),
        effect=f"{effect} Where users may not remove accounts, an error is answered instead.",
        source=source,
        act=_remove,
    )
    return Table("The removal of an account", removes_account, (removed,))


#: Presence, and results, which ask for nothing.
UNASKED = Table(
    "Presence, and results",
    lambda request: request.is_stanza and request.damage is None,
    (
        PUSH_2_NOTIFICATION,
        Case(
            input=presence,
            answer=NONE,
            effect="Nothing is answered. Whether a client of the user is online decides whether"
            " messages are pushed.",
            source="RFC 6121, section 4",
        ),
        Case(
            input=is_result,
            answer=NONE,
            effect="Nothing is answered. A result in answer to a publish keeps the registration.",
            source="RFC 6120, section 8.2.3",
        ),
    ),
)
