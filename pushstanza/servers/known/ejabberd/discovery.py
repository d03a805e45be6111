"""What ejabberd answers to service discovery.

Source: ejabberd ``mod_disco.erl``, ``mod_push.erl``.
"""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import error
from pushstanza.servers.case import Case, Input, Table, rest
from pushstanza.servers.known.ejabberd.codec import CODEC
from pushstanza.servers.phrases import GENERIC_PUBSUB, ITEMS, NOTHING, features
from pushstanza.servers.request import DISCO, PUBSUB, PUSH

OTHER_DISCO = Table(
    "Another element of disco#info",
    lambda request: given.is_iq_request(request) and request.namespace == DISCO,
    (
        Case(
            input=Input(
                "an element other than `query`",
                lambda each: each.payload_name != "query",
                fix="call the element query",
                rules=given.other_name.rules,
            ),
            answer=lambda request: error(
                "bad-request",
                text=f"Unknown tag <{request.payload_name}/> qualified by namespace '{DISCO}'",
            ),
            effect=NOTHING,
            source=CODEC,
        ),
    ),
)

ASKING = Table(
    "Discovery",
    given.is_disco,
    (
        ITEMS,
        Case(
            input=given.disco_node_of_host,
            answer=error("item-not-found", text="No features available"),
            effect=NOTHING,
            source="mod_disco.erl",
        ),
        Case(
            input=given.type_set,
            answer=error("not-allowed", text="Value 'set' of 'type' attribute is not allowed"),
            effect=NOTHING,
            source="mod_disco.erl",
        ),
        Case(
            input=given.to_account,
            answer=features(PUSH, identity=("account", "registered")),
            effect="The account lists urn:xmpp:push:0.",
            source="mod_push.erl, disco_sm_features/5",
        ),
        Case(
            input=given.to_host,
            answer=features(identity=("server", "im")),
            effect="The server does not list urn:xmpp:push:0; the account does.",
            source="mod_push.erl, which hooks disco_sm_features only",
        ),
        Case(
            input=given.to_service,
            answer=features(PUBSUB, identity=("pubsub", "service")),
            effect=GENERIC_PUBSUB,
            source="mod_pubsub.erl, which has no push nodes",
        ),
        Case(
            input=rest(
                "another user is asked about", fix="ask about the user's own account, or the server"
            ),
            answer=error("subscription-required", type="auth", text="Not subscribed"),
            effect=NOTHING,
            source="mod_disco.erl, process_sm_iq_info/1",
        ),
    ),
)
