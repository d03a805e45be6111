"""What Openfire's plugin writes to its log about push.

Source: openfire-pushnotification-plugin 1.1.2, ``Push0IQHandler.java``, ``PushInterceptor.java``.
"""

import re

from pushstanza.servers import inputs as given
from pushstanza.servers.case import unseen
from pushstanza.servers.log_line import Fault, LogLine

_HANDLER, _INTERCEPTOR = "Push0IQHandler.java", "PushInterceptor.java"
_DATABASE = unseen("the database could not be reached", fix="look for its error in the same log")


def _line(
    words: str, meaning: str, effect: str, *faults: Fault, pattern: str | None = None
) -> LogLine:
    return LogLine(
        words=(words,),
        pattern=re.compile(re.escape(words) if pattern is None else pattern),
        subject=words,
        meaning=meaning,
        effect=effect,
        faults=faults,
    )


LOG_LINES = (
    _line(
        "was already registered.",
        "the client sent the same enable again, which is harmless",
        "The registration stays.",
        pattern=r"Push service '[^']*', node '[^']*', for user '[^']*' was already registered\.",
    ),
    _line(
        "Ignoring a request stanza that could not be parsed",
        "an enable lacks its jid or its node, or the jid is not valid",
        "Nothing is registered; the client gets bad-request.",
        Fault(given.no_jid, _HANDLER),
        Fault(given.malformed_jid, _HANDLER),
        Fault(given.no_node, _HANDLER),
    ),
    _line(
        "an entity that's not recognized as a registered user",
        "someone without an account, such as a guest, tried to enable push",
        "Nothing is registered; the client gets not-authorized.",
        Fault(
            unseen("the user is a guest or has no account", fix="log in to an account"), _HANDLER
        ),
    ),
    _line(
        "user is over the rate limit",
        "too many messages arrived within a second for one push each",
        "The registration stays; the pushes above the limit are left out.",
    ),
    _line(
        "not re-attempting push for this message",
        "the same message was pushed less than five minutes ago",
        "The registration stays.",
    ),
    _line(
        "An exception occurred while obtain push notification service nodes",
        "the registrations could not be read, and the push is lost",
        "The registration stays.",
        Fault(_DATABASE, _INTERCEPTOR),
    ),
    _line(
        "An exception occurred while trying to deliver a notification",
        "the publish could not be sent to the push service",
        "The registration stays: Openfire ends none for an error.",
        Fault(
            unseen(
                "the push service cannot be reached",
                fix="check the name of its host, its certificate and the connection to it",
            ),
            _INTERCEPTOR,
        ),
    ),
)
