"""MongooseIM: its push module, in PubSub-full and PubSub-less mode, and its push node."""

import attrs

from pushstanza.servers.answer import error, of_module
from pushstanza.servers.beyond import BEYOND_PUSH, ELEMENTS_OF_STREAM, UNASKED, account_removal
from pushstanza.servers.commands import registering
from pushstanza.servers.known.mongooseim import set_up
from pushstanza.servers.known.mongooseim.discovery import DISCOVERY
from pushstanza.servers.known.mongooseim.log import LOG_LINES, PUBSUB_LESS_LOG_LINES
from pushstanza.servers.known.mongooseim.publisher import PUBLISHER
from pushstanza.servers.known.mongooseim.push_node import (
    AT_SERVICE,
    AT_VIRTUAL_HOST,
    NO_PUBSUB,
    PART_OF_SERVICE,
    PUSH_NODE,
)
from pushstanza.servers.known.mongooseim.requests import (
    DISABLE,
    ENABLE,
    OTHER_PUSH,
    ROUTING,
    STREAM,
    UNKNOWN,
    WITHOUT_ANSWER,
)
from pushstanza.servers.known.mongooseim.sources import BAD_REQUEST, is_old
from pushstanza.servers.options import (
    API_VERSION,
    APNS_DEFAULT_TOPIC,
    DATABASE,
    INBOX,
    MODE,
    PLUGIN,
    PUBSUB_PLUGINS,
)
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE

REMOVAL = account_removal(
    "The account is removed, and mod_event_pusher_push deletes its registrations.",
    "mod_register.erl, attempt_cancelation/4; mod_event_pusher_push.erl, remove_user/3",
)

MONGOOSEIM = Server(
    publisher=PUBLISHER,
    name="mongooseim",
    title="MongooseIM",
    tables=(
        ELEMENTS_OF_STREAM,
        STREAM,
        UNASKED,
        WITHOUT_ANSWER,
        REMOVAL,
        BEYOND_PUSH,
        ROUTING,
        *AT_VIRTUAL_HOST,
        PART_OF_SERVICE,
        UNKNOWN,
        DISCOVERY,
        NO_PUBSUB,
        *PUSH_NODE,
        AT_SERVICE,
        ENABLE,
        DISABLE,
        OTHER_PUSH,
        registering(
            of_module(error("item-not-found")),
            "mod_adhoc.erl, process_adhoc_request/5: mod_adhoc is loaded by default",
            of_get=of_module(BAD_REQUEST),
        ),
        set_up.ENABLING,
        set_up.ANY_IQ,
        set_up.NO_SERVICE,
        *set_up.AT_NODE,
        UNREACHABLE,
    ),
    log_lines=LOG_LINES,
    versions=("6.8", "3.5"),
    options=(
        MODE,
        PLUGIN,
        PUBSUB_PLUGINS,
        DATABASE,
        INBOX,
        API_VERSION,
        APNS_DEFAULT_TOPIC,
    ),
    parser="lenient",
    stream_language="en",
    repeats=True,
    returns=lambda request: not is_old(request),
    codes=True,
    id_if_none="",
    push_node="node_push",
    position=1,
)

VIRTUAL = attrs.evolve(
    MONGOOSEIM,
    name="mongooseim-virtual",
    title="MongooseIM, PubSub-less",
    variant_of="mongooseim",
    is_virtual=True,
    log_lines=PUBSUB_LESS_LOG_LINES,
    position=2,
)

NODE_PUSH = attrs.evolve(
    MONGOOSEIM,
    name="node_push",
    title="MongooseIM's push node",
    variant_of="mongooseim",
    is_push_service=True,
    tables=(
        ELEMENTS_OF_STREAM,
        STREAM,
        UNASKED,
        WITHOUT_ANSWER,
        BEYOND_PUSH,
        PART_OF_SERVICE,
        DISCOVERY,
        *PUSH_NODE,
        AT_SERVICE,
        *set_up.AT_NODE,
    ),
    log_lines=(),
    position=11,
)

SERVERS = (MONGOOSEIM, VIRTUAL, NODE_PUSH)
