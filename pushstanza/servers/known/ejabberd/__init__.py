"""ejabberd: ``mod_push``, what its codec refuses before, and its generic pubsub.

What 23.01 answers is recorded in ``tests/cases/answers``.
"""

from pushstanza.servers.answer import error
from pushstanza.servers.beyond import BEYOND_PUSH, ELEMENTS_OF_STREAM, UNASKED, account_removal
from pushstanza.servers.commands import registering
from pushstanza.servers.known.ejabberd.discovery import ASKING, OTHER_DISCO
from pushstanza.servers.known.ejabberd.log import LOG_LINES
from pushstanza.servers.known.ejabberd.publisher import PUBLISHER
from pushstanza.servers.known.ejabberd.pubsub import (
    GENERIC_CREATION,
    GENERIC_PUBLISHING,
    GENERIC_REST,
    PUBSUB_TO_HOST,
)
from pushstanza.servers.known.ejabberd.requests import (
    DECODING,
    DISABLE,
    DOMAIN_RESOURCE,
    ENABLE,
    OTHER_PUSH,
    ROUTING,
    SHAPE,
    STREAM,
    WITHOUT_ANSWER,
)
from pushstanza.servers.known.ejabberd.set_up import ANY_IQ, ENABLING, PUBLISHING
from pushstanza.servers.options import (
    INCLUDE_BODY_OR_TEXT,
    INCLUDE_SENDER,
    KEEPALIVE,
    NOTIFY_ON,
    PUSH_RESUME_TIMEOUT,
    WAKE_ON_TIMEOUT,
)
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE

REMOVAL = account_removal(
    "The account is removed, and mod_push deletes its registrations.",
    "mod_register.erl, process_iq/4; mod_push.erl, remove_user/2",
)

EJABBERD = Server(
    publisher=PUBLISHER,
    name="ejabberd",
    title="ejabberd",
    tables=(
        ELEMENTS_OF_STREAM,
        STREAM,
        UNASKED,
        WITHOUT_ANSWER,
        DECODING,
        DOMAIN_RESOURCE,
        REMOVAL,
        BEYOND_PUSH,
        ROUTING,
        registering(
            error("item-not-found", text="No hook has processed this command"),
            "mod_adhoc.erl, process_adhoc_request/2",
            of_get=error("bad-request"),
        ),
        SHAPE,
        ENABLE,
        DISABLE,
        OTHER_PUSH,
        OTHER_DISCO,
        ASKING,
        PUBSUB_TO_HOST,
        GENERIC_CREATION,
        GENERIC_PUBLISHING,
        GENERIC_REST,
        ENABLING,
        PUBLISHING,
        ANY_IQ,
        UNREACHABLE,
    ),
    options=(
        INCLUDE_BODY_OR_TEXT,
        INCLUDE_SENDER,
        NOTIFY_ON,
        KEEPALIVE,
        PUSH_RESUME_TIMEOUT,
        WAKE_ON_TIMEOUT,
    ),
    resume_timeout=300,
    log_lines=LOG_LINES,
    versions=("23.01", "26"),
    repeats=True,
    language="en",
    position=3,
)

SERVERS = (EJABBERD,)
