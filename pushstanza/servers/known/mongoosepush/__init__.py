"""MongoosePush, which is no server of XMPP: what it writes to its log.

What its answers mean stands in :mod:`pushstanza.payloads.answers`.
"""

from pushstanza.servers.known.mongoosepush.log import LOG_LINES
from pushstanza.servers.log_line import Program
from pushstanza.servers.server import Server

PROGRAMS = (Program("MongoosePush", LOG_LINES),)
SERVERS: tuple[Server, ...] = ()
