"""How a server treats the sessions of clients that have enabled pushes (XEP-0198)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeAlias

from pushstanza.diagnostics.records import frozen

if TYPE_CHECKING:
    from pushstanza.servers.publisher import Arrival, Settings

#: What a session forgets when its client disables a push: nothing, the push if it is the one that
#: it enabled last, or that push whichever was disabled.
Forgetting: TypeAlias = Literal["nothing", "own", "all"]

#: Which messages are delivered anew that a client had not acknowledged when its session ended: all,
#: or all if the user has no other session.
Redelivery: TypeAlias = Literal["always", "if-last"]

#: Which available clients a message to the user reaches: all, those of the highest priority, or
#: those that its type asks for (RFC 6121, section 8.5.2).
Routing: TypeAlias = Literal["all", "highest", "by-kind"]


def _not_at_all(_settings: "Settings") -> float | None:
    return None


def _by_nothing(_arrival: "Arrival", _settings: "Settings") -> bool:
    return False


def _alike(_arrival: "Arrival", _settings: "Settings") -> str:
    return ""


@frozen(kw_only=True)
class SessionRules:
    """What a server does for the session of a client, beside publishing messages for the user.

    ``extended`` says after how many seconds the session of a client ends that was lost and has
    enabled a push, ``None`` where that makes no difference; ``is_restored`` which notification or
    stanza makes it end after the usual time again; ``wakes_before`` how many seconds before that
    end the client is notified.

    Of stanzas that are sent to a client that was lost within ``burst`` seconds, one of each
    ``burst_kind`` causes a notification. After ``patience`` seconds without an acknowledgement the
    server notifies the client of what waits, or holds its connection for lost.
    """

    extended: "Callable[[Settings], float | None]" = _not_at_all
    is_restored: "Callable[[Arrival, Settings], bool]" = _by_nothing
    wakes_before: "Callable[[Settings], float | None]" = _not_at_all
    patience: float | None = None
    patience_ends: Literal["notified", "lost"] = "notified"
    burst: float = 0
    burst_kind: "Callable[[Arrival, Settings], str]" = _alike
    outlives_registration: bool = False
    """Whether a session notifies with what its client enabled, though that was disabled since."""
    forgets: Forgetting = "nothing"
    is_one_registration: bool = False
    """Whether all that a session has enabled ends with one of it."""
    shares_errors: bool = False
    """Whether errors are counted for a push service and a node, of whichever user."""
    announces_any_end: bool = False
    """Whether the user's other clients learn of the end of a session that was not available."""
    redelivers: Redelivery = "always"
    routing: Routing = "all"
    """Which clients a message to the user reaches."""
    notifies_once: bool = False
    """Whether a registration is notified of a message once, however often it is delivered."""
    has_carbons: bool = False
    """Whether clients get copies of the messages of the others (XEP-0280)."""
