"""Prosody: ``mod_cloud_notify``, and what its core refuses before.

What 0.12 answers is recorded in ``tests/cases/answers``.
"""

from pushstanza.servers.answer import error
from pushstanza.servers.beyond import (
    BEYOND_PUSH,
    ELEMENTS_OF_STREAM,
    PUSH_2,
    UNASKED,
    account_removal,
)
from pushstanza.servers.commands import registering
from pushstanza.servers.known.prosody.log import LOG_LINES
from pushstanza.servers.known.prosody.publisher import PUBLISHER
from pushstanza.servers.known.prosody.requests import (
    ASKING,
    DISABLE,
    ENABLE,
    GENERIC,
    OLDER,
    ROUTING,
    SHAPE,
    STREAM,
    UNHANDLED,
    WITHOUT_ANSWER,
)
from pushstanza.servers.known.prosody.set_up import ENABLING
from pushstanza.servers.options import (
    EXTENSIONS,
    IMPORTANT_BODY,
    INCLUDE_BODY,
    INCLUDE_SENDER,
    MAX_DEVICES,
    MAX_ERRORS,
    PUSH_RESUME_TIMEOUT,
)
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE

REMOVAL = account_removal(
    "The account is removed, and the stored registrations with it; after a"
    " registration_delete_grace_period, until which the account is only disabled.",
    "mod_register or mod_user_account_management.lua; usermanager.lua, delete_user;"
    " storagemanager.lua, purge",
)

PROSODY = Server(
    publisher=PUBLISHER,
    name="prosody",
    title="Prosody",
    tables=(
        ELEMENTS_OF_STREAM,
        STREAM,
        UNASKED,
        WITHOUT_ANSWER,
        SHAPE,
        registering(
            error("service-unavailable"), "seen in Prosody 0.12.3, where mod_adhoc is not loaded"
        ),
        REMOVAL,
        BEYOND_PUSH,
        PUSH_2,
        ROUTING,
        UNHANDLED,
        ENABLE,
        DISABLE,
        ASKING,
        GENERIC,
        OLDER,
        ENABLING,
        UNREACHABLE,
    ),
    options=(
        INCLUDE_BODY,
        INCLUDE_SENDER,
        IMPORTANT_BODY,
        MAX_ERRORS,
        MAX_DEVICES,
        PUSH_RESUME_TIMEOUT,
        EXTENSIONS,
    ),
    log_lines=LOG_LINES,
    versions=("0.12",),
    position=4,
)

SERVERS = (PROSODY,)
