"""What MongooseIM and its push node answer where they, or MongoosePush, are set up wrongly."""

from pushstanza.payloads.reactions import NOT_REGISTERED, NOT_SUBMITTED
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import error, unsupported
from pushstanza.servers.case import Table, unseen
from pushstanza.servers.known.mongooseim.sources import (
    DISABLES,
    FORBIDDEN,
    LOCAL,
    LOST,
    NO_FEATURE,
    NODE_MODULE,
    NOT_PROCESSED,
    PUBSUB_MODULE,
    SM,
    from_iq_error,
    unknown_namespace,
)
from pushstanza.servers.request import PUBSUB
from pushstanza.servers.set_up import fault, publishing

_PUSH_MODULE_MISSING = unseen(
    "`mod_event_pusher` is not configured with `push` for this host",
    fix="configure modules.mod_event_pusher.push of MongooseIM",
)

POOL_MISSING = unseen(
    "MongoosePush cannot be reached, or the pool of connections to it is not started",
    fix="check outgoing_pools.http.mongoose_push_http of MongooseIM",
)

ENABLING = Table(
    "Set-up faults: enable and disable",
    given.is_push,
    (
        fault(_PUSH_MODULE_MISSING, unknown_namespace, SM),
        fault(_PUSH_MODULE_MISSING, NO_FEATURE, LOCAL),
    ),
)

ANY_IQ = Table(
    "Set-up faults: any IQ",
    given.is_iq_request,
    (
        fault(
            unseen(
                "a module of the server crashed",
                fix="read the log of the server, from hook_failed or iq_handler_crashed on",
            ),
            NOT_PROCESSED,
            "mongoose_iq_handler.erl: inferred",
        ),
    ),
)

CREATION = Table(
    "Set-up faults: create a node",
    given.action("set", "create", PUBSUB),
    (
        fault(
            unseen(
                "`access_createnode` does not let this user create nodes",
                fix="change access_createnode of mod_pubsub_old",
            ),
            FORBIDDEN,
            PUBSUB_MODULE,
        ),
        fault(
            unseen(
                "`push` is not among the plugins of the pubsub service",
                fix="list push among the plugins of mod_pubsub_old",
            ),
            unsupported("create-nodes"),
            f"{PUBSUB_MODULE}, iq_pubsub_set_create/4",
        ),
    ),
)

#: What MongooseIM answers in place of a pubsub service that is not there.
NO_SERVICE = Table(
    "Set-up faults: no pubsub service",
    given.action("set", "create", PUBSUB),
    (
        fault(
            unseen(
                "there is no pubsub service at that host: mod_pubsub is not loaded, or has another"
                " host",
                fix="load it in [modules] of MongooseIM (as mod_pubsub_old where that is its name),"
                " with push among its plugins",
                rules=("PS401",),
            ),
            error("service-unavailable"),
            "mongoose_router.erl: inferred; esl/MongooseIM#1617",
        ),
    ),
)

PUBLISHING = publishing(
    fault(
        unseen(
            "the publish model of the node is `subscribers`, with which nobody may publish, not"
            " even the owner",
            fix="configure publish_model=publishers",
            rules=("PS408",),
        ),
        FORBIDDEN,
        f"{NODE_MODULE}, is_allowed_to_publish/2",
        LOST,
    ),
    fault(
        unseen(
            "MongoosePush refused the request, or the provider refused the token, the topic or the"
            " size",
            fix="lint the options, and read the log of MongoosePush",
            rules=("PS701", "PS702", "PS703", "PS706", "PS708", "PS709", "PS710", "PS712"),
        ),
        from_iq_error(NOT_SUBMITTED),
        f"{NODE_MODULE}, handle_push_hook_result/1; MongoosePush v3 schema",
        LOST,
    ),
    fault(
        POOL_MISSING,
        from_iq_error(NOT_SUBMITTED),
        f"{NODE_MODULE}, handle_push_hook_result/1; esl/MongooseIM#2159",
        LOST,
    ),
    fault(
        unseen(
            "MongoosePush answered 410: the provider no longer accepts the token, as after the app"
            " was removed",
            fix="change nothing on the server; the app has to enable again, with its new token",
        ),
        from_iq_error(NOT_REGISTERED),
        f"{NODE_MODULE}, handle_push_hook_result/1",
        DISABLES,
    ),
)

AT_NODE = (CREATION, PUBLISHING)
