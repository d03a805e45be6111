"""Prosody: ``mod_cloud_notify``, and what its core refuses before.

What 0.12 answers is recorded in ``tests/cases/answers``.
"""

from pushstanza.servers.known.prosody.log import LOG_LINES
from pushstanza.servers.known.prosody.publisher import PUBLISHER
from pushstanza.servers.known.prosody.requests import (
    ASKING,
    DISABLE,
    ENABLE,
    GENERIC,
    OLDER,
    SHAPE,
    STREAM,
    UNHANDLED,
    WITHOUT_ANSWER,
)
from pushstanza.servers.known.prosody.set_up import ENABLING
from pushstanza.servers.options import INCLUDE_BODY, INCLUDE_SENDER
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE

PROSODY = Server(
    publisher=PUBLISHER,
    name="prosody",
    title="Prosody",
    tables=(
        STREAM,
        WITHOUT_ANSWER,
        SHAPE,
        UNHANDLED,
        ENABLE,
        DISABLE,
        ASKING,
        GENERIC,
        OLDER,
        ENABLING,
        UNREACHABLE,
    ),
    options=(INCLUDE_BODY, INCLUDE_SENDER),
    log_lines=LOG_LINES,
    versions=("0.12",),
    position=4,
)

SERVERS = (PROSODY,)
