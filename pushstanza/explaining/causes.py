"""What errors come from, as far as is known: a row a cause, the likelier ones first.

Source: the modules of the servers that :mod:`pushstanza.servers` names, and issues of theirs.
"""

import attrs

from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input

#: MongooseIM with and without a push node: enable and disable are the same code.
MONGOOSEIM = ("mongooseim", "mongooseim-virtual")
_PUSH_NODE = ("node_push",)

_ENABLE = ("enable",)
_PUSH = ("enable", "disable")
_CREATE, _PUBLISH, _GRANT = ("create",), ("publish",), ("affiliations",)


@attrs.frozen(kw_only=True)
class Known:
    """A cause of an error.

    It is one where the error has just these ``conditions`` and the text holds ``text``, of which
    an empty one stands for an error without a text. ``servers`` answer so, ``requests`` are the
    ones answered so: any, where none is named. A request that is known has to look like one of
    ``looks``; ``rules`` say where in it the fault is. ``hidden`` are inputs that no request shows,
    such as a node that is not there. The servers whose tables give this answer to one of these
    inputs are named besides.
    """

    conditions: tuple[str, ...]
    cause: str
    fix: str
    source: str
    text: str | None = None
    servers: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    looks: tuple[Input, ...] = ()
    hidden: tuple[Input, ...] = ()
    rules: tuple[str, ...] = ()


_BARE = ("bad-request",)
_NO_TEXT = ""
_PARSE = "MongooseIM mod_event_pusher_push.erl, parse_request/1"
_FORM = "MongooseIM mod_event_pusher_push.erl, parse_form_fields/1"
_IQ = "MongooseIM jlib.erl, iq_query_info/1"

#: Why MongooseIM answers an enable or a disable with a bad-request that says nothing else.
EIGHT = (
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=MONGOOSEIM,
        cause="enable or disable has no xmlns of its own: it is missing or misspelt, such as"
        " xlmns, or a prefix declares it",
        fix="write xmlns='urn:xmpp:push:0' on the element itself",
        source=f"{_IQ}; esl/MongooseIM#3380",
        looks=(given.no_namespace, given.prefixed),
        rules=("PS005", "PS006", "PS007", "PS008"),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=MONGOOSEIM,
        cause="the IQ holds no element, or more than one",
        fix="put enable or disable into the IQ, and nothing beside it",
        source=_IQ,
        looks=(given.no_child, given.several_children),
        rules=("PS103",),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=MONGOOSEIM,
        cause="the element in urn:xmpp:push:0 is neither enable nor disable",
        fix="call it enable or disable",
        source=_PARSE,
        looks=(given.other_name,),
        rules=("PS009", "PS011"),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=MONGOOSEIM,
        requests=_PUSH,
        cause="jid is missing, empty, or no JID",
        fix="name the push service in jid, such as pubsub.example.com",
        source=_PARSE,
        looks=(given.no_jid, given.empty_jid, given.malformed_jid),
        rules=("PS107", "PS501"),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=MONGOOSEIM,
        requests=_PUSH,
        cause="node is missing or empty in an enable, or empty in a disable",
        fix="name the node; only a disable of all nodes leaves it out",
        source=_PARSE,
        looks=(
            Input(
                "no node",
                lambda each: not each.node and (each.payload_name == "enable" or each.node == ""),
            ),
        ),
        rules=("PS505", "PS506"),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=MONGOOSEIM,
        requests=_ENABLE,
        cause="the form has no type, or another one than submit",
        fix="write type='submit' on x",
        source=_FORM,
        looks=(given.form_without_type, given.form_not_submitted, given.form_type_unknown),
        rules=("PS201", "PS202"),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=MONGOOSEIM,
        requests=_ENABLE,
        cause="FORM_TYPE is missing, has several values, another value, or blanks around it",
        fix="give it the value http://jabber.org/protocol/pubsub#publish-options, and no blanks",
        source=f"{_FORM}; esl/MongooseIM#3812",
        looks=(given.no_form_type, given.several_form_types, given.other_form_type),
        rules=("PS203", "PS204", "PS207", "PS210"),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=MONGOOSEIM,
        requests=_ENABLE,
        cause="a field has no value, or several",
        fix="give each field exactly one value, which may be empty",
        source="MongooseIM mongoose_data_forms.erl",
        looks=(given.field_without_one_value,),
        rules=("PS208", "PS209"),
    ),
)

_NODE = "MongooseIM node_push.erl"
_PUBSUB = "MongooseIM mod_pubsub_old.erl"
_PRECONDITION = ("conflict", "precondition-not-met")
_NOT_SUBMITTED = ("bad-request", "faild-to-submit-push-notification")
_MODULE = "ejabberd mod_push.erl"
_CODEC = "xmpp xmpp_codec.spec"

#: What else the servers of users answer to enable, disable and discovery.
AT_HOME = (
    Known(
        conditions=_BARE,
        text="Missing attribute 'type' in tag <x/>",
        servers=("ejabberd",),
        cause="the form has no type",
        fix="write type='submit' on x",
        source=f"{_CODEC}; legastero/stanza#301",
        looks=(given.form_without_type,),
        rules=("PS201",),
    ),
    Known(
        conditions=_BARE,
        text="Missing attribute 'jid'",
        servers=("ejabberd",),
        requests=_PUSH,
        cause="jid is missing",
        fix="name the push service in jid",
        source=_CODEC,
        looks=(given.no_jid,),
        rules=("PS501",),
    ),
    Known(
        conditions=_BARE,
        text="Bad value of attribute 'jid'",
        servers=("ejabberd",),
        requests=_PUSH,
        cause="jid is empty, or no JID",
        fix="name the push service in jid",
        source=_CODEC,
        looks=(given.empty_jid, given.malformed_jid),
        rules=("PS107", "PS501"),
    ),
    Known(
        conditions=_BARE,
        text="Bad value of attribute 'type' in tag <x/>",
        servers=("ejabberd",),
        cause="the type of the form is none that XEP-0004 knows",
        fix="write type='submit' on x",
        source=_CODEC,
        looks=(given.form_type_unknown,),
        rules=("PS202",),
    ),
    Known(
        conditions=_BARE,
        text="Bad value of attribute 'type' in tag <field/>",
        servers=("ejabberd",),
        cause="the type of a field is none that XEP-0004 knows",
        fix="leave the type out, or take one of XEP-0004, section 3.3",
        source=_CODEC,
        looks=(given.field_type_unknown,),
        rules=("PS011",),
    ),
    Known(
        conditions=_BARE,
        text="Too many child elements",
        servers=("ejabberd",),
        cause="the IQ holds more than one element",
        fix="put nothing beside enable or disable",
        source="ejabberd gen_iq_handler.erl; processone/ejabberd#697",
        looks=(given.several_children,),
        rules=("PS103",),
    ),
    Known(
        conditions=_BARE,
        text="No child elements found",
        servers=("ejabberd",),
        cause="the IQ is empty",
        fix="put enable or disable into it",
        source="ejabberd gen_iq_handler.erl",
        looks=(given.no_child,),
        rules=("PS103",),
    ),
    Known(
        conditions=_BARE,
        text="Unknown tag",
        servers=("ejabberd",),
        cause="the namespace has no element of that name",
        fix="call it enable or disable",
        source=_CODEC,
        looks=(given.other_name,),
        rules=("PS009", "PS011"),
    ),
    Known(
        conditions=_BARE,
        text="Missing jid",
        servers=("prosody",),
        requests=_PUSH,
        cause="jid is missing",
        fix="name the push service in jid",
        source="Prosody mod_cloud_notify.lua",
        looks=(given.no_jid,),
        rules=("PS501",),
    ),
    Known(
        conditions=_BARE,
        text="JID must be different from ours",
        servers=("prosody",),
        requests=_ENABLE,
        cause="jid is the client's own full JID",
        fix="name the push service in jid, not the user",
        source="Prosody mod_cloud_notify.lua",
        looks=(given.own_jid,),
        rules=("PS502",),
    ),
    Known(
        conditions=_BARE,
        text="Missing required 'id' attribute",
        servers=("prosody",),
        cause="the IQ has no id",
        fix="give each IQ an id of its own",
        source="Prosody core/stanza_router.lua",
        looks=(given.no_id,),
        rules=("PS101",),
    ),
    Known(
        conditions=_BARE,
        text="Invalid IQ type",
        servers=("prosody",),
        cause="the IQ has no type, or one that is none",
        fix="give it type='set', or get where something is asked for",
        source="Prosody core/stanza_router.lua",
        looks=(given.type_unknown,),
        rules=("PS102",),
    ),
    Known(
        conditions=_BARE,
        text="ncorrect number of children",  # 0.11 has both in one sentence
        servers=("prosody",),
        cause="the IQ holds no element, or more than one",
        fix="put exactly one element into an IQ of type set or get",
        source="Prosody core/stanza_router.lua",
        looks=(given.no_child, given.several_children),
        rules=("PS103",),
    ),
    Known(
        conditions=_BARE,
        text="is not valid JID of Push Notifications service",
        servers=("tigase",),
        requests=_PUSH,
        cause="jid is missing, empty, or no JID",
        fix="name the push service in jid",
        source="Tigase AbstractPushNotifications.java",
        looks=(given.no_jid, given.empty_jid, given.malformed_jid),
        rules=("PS107", "PS501"),
    ),
    Known(
        conditions=("feature-not-implemented",),
        text="Enabling push without 'node'",
        servers=("ejabberd",),
        requests=_ENABLE,
        cause="node is missing or empty",
        fix="name the node",
        source=_MODULE,
        looks=(given.no_node, given.empty_node),
        rules=("PS505",),
    ),
    Known(
        conditions=("service-unavailable",),
        text="No module is handling this query",
        servers=("ejabberd",),
        cause="to is the domain of the server, while push is a matter of the account",
        fix="leave to out, or write the user's bare JID",
        source="ejabberd ejabberd_local.erl; processone/ejabberd#2033, #3095",
        looks=(given.to_host,),
        rules=("PS104", "PS301"),
    ),
    Known(
        conditions=("service-unavailable",),
        text="No module is handling this query",
        servers=("ejabberd",),
        cause="the namespace is misspelt, or declared by another element than enable or disable",
        fix="write xmlns='urn:xmpp:push:0' on the element itself",
        source="ejabberd ejabberd_sm.erl; processone/ejabberd#2033",
        looks=(given.wrong_namespace, given.no_namespace),
        rules=("PS005", "PS006", "PS008"),
    ),
    Known(
        conditions=("service-unavailable",),
        text="No module is handling this query",
        servers=("ejabberd",),
        cause="mod_push is not loaded for this host",
        fix="add mod_push to the modules of ejabberd.yml",
        source=_MODULE,
    ),
    Known(
        conditions=("service-unavailable",),
        text="Unknown xmlns=",
        servers=MONGOOSEIM,
        cause="no module of the account has this namespace: it is misspelt, or the request is for"
        " another host, or the push module is not configured",
        fix="check the namespace, then to, then modules.mod_event_pusher.push of the server",
        source="MongooseIM ejabberd_sm.erl, process_iq/5",
        rules=("PS005", "PS401", "PS105"),
    ),
    Known(
        conditions=("service-unavailable",),
        text=_NO_TEXT,
        servers=("prosody",),
        cause="to is the domain of the server, while push is a matter of the account",
        fix="leave to out, or write the user's bare JID",
        source="Prosody mod_cloud_notify.lua, which hooks iq-set/self alone",
        looks=(given.to_host,),
        rules=("PS104",),
    ),
    Known(
        conditions=("service-unavailable",),
        text=_NO_TEXT,
        servers=("prosody",),
        cause="the namespace or the name of the element is misspelt, or the IQ is of type get",
        fix="send an IQ of type set with enable or disable in urn:xmpp:push:0",
        source="Prosody mod_cloud_notify.lua, which hooks iq-set/self alone",
        looks=(given.wrong_namespace, given.no_namespace, given.other_name, given.type_get),
        rules=("PS005", "PS006", "PS009", "PS102"),
    ),
    Known(
        conditions=("service-unavailable",),
        text=_NO_TEXT,
        servers=("prosody",),
        cause="mod_cloud_notify is not loaded for this host",
        fix="add cloud_notify to modules_enabled",
        source="Prosody mod_cloud_notify.lua",
    ),
    Known(
        conditions=("feature-not-implemented",),
        text="Local server does not implement this feature",
        servers=MONGOOSEIM,
        cause="it was sent to the domain of the server, which has neither nodes nor this namespace",
        fix="send what is about nodes to the push service, such as pubsub.example.com",
        source="MongooseIM ejabberd_local.erl, process_iq/5; esl/MongooseIM#1432",
        looks=(given.to_host,),
        rules=("PS401", "PS104", "PS005"),
    ),
    Known(
        conditions=("item-not-found",),
        text="User session not found",
        servers=("ejabberd",),
        requests=_ENABLE,
        cause="the client was disconnected when the request was handled",
        fix="enable again once the session is there",
        source=_MODULE,
        hidden=(given.no_session,),
    ),
    Known(
        conditions=("item-not-found",),
        text="Push record not found",
        servers=("ejabberd",),
        requests=("disable",),
        cause="it was never enabled, or is disabled already: ejabberd disables at the first error",
        fix="nothing, if it was to end; else compare jid and node with those of the enable",
        source=_MODULE,
        hidden=(given.not_enabled,),
        rules=("PS516",),
    ),
    Known(
        conditions=("not-allowed",),
        text="Value 'get' of 'type' attribute is not allowed",
        servers=("ejabberd",),
        cause="the IQ is of type get",
        fix="send it with type='set'",
        source=_MODULE,
        looks=(given.type_get,),
        rules=("PS102",),
    ),
    Known(
        conditions=("not-allowed",),
        text=_NO_TEXT,
        servers=(*MONGOOSEIM,),
        cause="the IQ is of type get",
        fix="send it with type='set'",
        source="MongooseIM mod_event_pusher_push.erl, iq_handler/4",
        looks=(given.type_get,),
        rules=("PS102",),
    ),
    Known(
        conditions=("not-allowed",),
        text=_NO_TEXT,
        servers=("ejabberd",),
        requests=_PUSH,
        cause="to is another user: push is enabled for one's own account alone",
        fix="leave to out",
        source=_MODULE,
        looks=(given.to_neighbour,),
        rules=("PS105",),
    ),
    Known(
        conditions=("internal-server-error",),
        text="Database failure",
        servers=("ejabberd",),
        cause="the database of the server did not take it",
        fix="try again later; the log of the server says more",
        source=_MODULE,
    ),
    Known(
        conditions=("internal-server-error",),
        text="The server could not process the IQ stanza",
        servers=MONGOOSEIM,
        cause="node or jid has more than 250 characters, which the database does not hold",
        fix="take a shorter node",
        source="MongooseIM priv/pg.sql: inferred",
        looks=(given.long_name,),
        rules=("PS604",),
    ),
    Known(
        conditions=("internal-server-error",),
        text="The server could not process the IQ stanza",
        servers=MONGOOSEIM,
        cause="a module of the server crashed",
        fix="read the log of the server, from hook_failed or iq_handler_crashed on",
        source="MongooseIM mongoose_iq_handler.erl: inferred",
    ),
    Known(
        conditions=("forbidden",),
        servers=("tigase",),
        requests=_ENABLE,
        cause="the client has no session",
        fix="enable after the session is there",
        source="Tigase AbstractPushNotifications.java",
        hidden=(given.no_session,),
    ),
    Known(
        conditions=("jid-malformed",),
        cause="to is no JID",
        fix="correct it",
        source="RFC 6120, section 8.3.3.8",
        looks=(given.to_nobody,),
        rules=("PS107",),
    ),
)

#: What MongooseIM's pubsub service answers about nodes, and to a publish.
AT_NODE = (
    Known(
        conditions=("conflict",),
        servers=_PUSH_NODE,
        requests=_CREATE,
        cause="the node is there already: harmless, if it is the user's own",
        fix="go on and enable it; delete it first only if its options have to be others",
        source=f"{_PUBSUB}; esl/MongooseIM#2355",
        hidden=(given.node_taken,),
    ),
    Known(
        conditions=("feature-not-implemented", "unsupported"),
        servers=_PUSH_NODE,
        requests=_CREATE,
        cause="the type of the node is not among the plugins of the service",
        fix="write type='push' on create, and list push among the plugins of mod_pubsub_old",
        source=f"{_PUBSUB}, iq_pubsub_set_create/4",
        looks=(given.create_other_type,),
        rules=("PS402",),
    ),
    Known(
        conditions=("feature-not-implemented", "unsupported"),
        servers=_PUSH_NODE,
        requests=("subscribe", "retract", "purge", "subscriptions", "items"),
        cause="a push node keeps no items and has no subscribers",
        fix="leave it: only publishing is for push nodes",
        source=_NODE,
    ),
    Known(
        conditions=("feature-not-implemented",),
        servers=_PUSH_NODE,
        cause="configure or publish-options stands before its action: the first child of pubsub"
        " is taken for the action",
        fix="put create or publish first",
        source=f"{_PUBSUB}, iq_pubsub/9",
        rules=("PS404",),
    ),
    Known(
        conditions=("not-acceptable", "nodeid-required"),
        servers=_PUSH_NODE,
        requests=_CREATE,
        cause="create names no node, and push nodes get no name by themselves",
        fix="name the node",
        source=f"{_PUBSUB}, create_node/7",
        looks=(given.no_action_node,),
        rules=("PS403",),
    ),
    Known(
        conditions=_BARE,
        text="Invalid form type",
        servers=_PUSH_NODE,
        requests=("create", "configure"),
        cause="the form in configure has no type, or another one than submit",
        fix="write type='submit' on x",
        source=f"{_PUBSUB}, parse_create_node_options/3",
        looks=(given.configure_not_submitted,),
        rules=("PS201", "PS202"),
    ),
    Known(
        conditions=_BARE,
        text="Form not found",
        servers=_PUSH_NODE,
        requests=("configure",),
        cause="configure has no form",
        fix="put the form into configure",
        source=f"{_PUBSUB}, set_configure/4",
        looks=(given.configure_without_form,),
        rules=("PS405",),
    ),
    Known(
        conditions=("not-acceptable",),
        servers=_PUSH_NODE,
        requests=("create", "configure"),
        cause="an option of the node has a value that it cannot have",
        fix="take one that XEP-0060 lists; booleans are 1 and 0, sizes at most 60000",
        source=f"{_PUBSUB}, set_xoption/3",
        looks=(given.node_option_refused,),
        rules=("PS407",),
    ),
    Known(
        conditions=("not-acceptable",),
        servers=_PUSH_NODE,
        requests=_GRANT,
        cause="the node would be left without an owner",
        fix="name another owner first",
        source=f"{_PUBSUB}, set_affiliations/4",
        looks=(given.last_owner_gone,),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=_PUSH_NODE,
        requests=_GRANT,
        cause="an affiliation is unknown, such as publisher_only, or has no jid, or stands in a"
        " wrong namespace",
        fix="write affiliation='publish-only' with the server's domain as jid, in …/pubsub#owner",
        source=f"{_PUBSUB}, set_affiliations/4",
        looks=(given.affiliation_malformed,),
        rules=("PS409", "PS410"),
    ),
    Known(
        conditions=("forbidden",),
        servers=_PUSH_NODE,
        requests=("affiliations", "configure", "delete"),
        cause="somebody else owns the node",
        fix="ask as its owner: who created it",
        source=_PUBSUB,
        hidden=(given.not_owner,),
    ),
    Known(
        conditions=("forbidden",),
        servers=_PUSH_NODE,
        requests=_CREATE,
        cause="access_createnode does not let this user create nodes",
        fix="change access_createnode of mod_pubsub_old",
        source=_PUBSUB,
    ),
    Known(
        conditions=("forbidden",),
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the publish model is publishers, and the server has not the affiliation"
        " publish-only:"
        " since MongooseIM 3.6 it is the server's domain that publishes, not the user",
        fix="grant publish-only to the domain of the server, with affiliations",
        source=f"{_NODE}, is_allowed_to_publish/2; esl/MongooseIM#2555",
        hidden=(given.may_not_publish,),
        rules=("PS411",),
    ),
    Known(
        conditions=("forbidden",),
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the publish model is subscribers, with which nobody may publish, not even the owner",
        fix="configure publish_model=publishers",
        source=f"{_NODE}, is_allowed_to_publish/2",
        rules=("PS408",),
    ),
    Known(
        conditions=("bad-request", "nodeid-required"),
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="publish names no node",
        fix="name the node; Prosody lets one enable without",
        source=f"{_PUBSUB}, iq_pubsub_set_publish/4",
        looks=(given.no_action_node,),
        rules=("PS412", "PS505"),
    ),
    Known(
        conditions=("bad-request", "item-required"),
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="publish holds no item",
        fix="put one item into it",
        source=_PUBSUB,
        looks=(given.no_item,),
        rules=("PS412",),
    ),
    Known(
        conditions=("bad-request", "payload-required"),
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the item is empty",
        fix="put a notification into it",
        source=_PUBSUB,
        looks=(given.item_empty,),
        rules=("PS413",),
    ),
    Known(
        conditions=("bad-request", "invalid-payload"),
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="publish holds several items, or the item several elements, or only blanks",
        fix="put one item into publish, and one notification into it",
        source=_PUBSUB,
        looks=(given.not_one_item, given.not_one_payload),
        rules=("PS412", "PS413"),
    ),
    Known(
        conditions=("not-acceptable", "payload-too-big"),
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the notification is larger than max_payload_size of the node",
        fix="raise it, up to 60000, or shorten the body",
        source=f"{_PUBSUB}, publish_item/9",
        hidden=(given.payload_too_big,),
    ),
    Known(
        conditions=_PRECONDITION,
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the publish-options lack device_id or service",
        fix="enable again with both options in the form",
        source=f"{_NODE}, check_publish_options/2",
        looks=(given.no_options, given.options_incomplete),
        rules=("PS601",),
    ),
    Known(
        conditions=_PRECONDITION,
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the form of the publish-options is missing, not of type submit, or has another"
        " FORM_TYPE",
        fix="enable again with a form of type submit; Prosody, ejabberd and Tigase publish it as"
        " it was",
        source=f"{_NODE}, check_publish_options/2",
        looks=(given.options_malformed,),
        rules=("PS201", "PS202", "PS203", "PS204", "PS414"),
    ),
    Known(
        conditions=_BARE,
        text=_NO_TEXT,
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the item holds something else than a notification",
        fix="put a notification of urn:xmpp:push:0 into it",
        source=f"{_NODE}, do_publish_item/3",
        looks=(given.not_a_notification,),
        rules=("PS413",),
    ),
    Known(
        conditions=_NOT_SUBMITTED,
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the summary is missing, or its form is not of type submit: Prosody sends form,"
        " Tigase no type",
        fix="let MongooseIM publish to its own push node; other servers need another push service",
        source=f"{_NODE}, parse_form/1",
        looks=(given.summary_not_submitted,),
        rules=("PS201", "PS202", "PS511"),
    ),
    Known(
        conditions=_NOT_SUBMITTED,
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="the summary lacks message-count, last-message-sender or last-message-body, or the"
        " count is no integer: ejabberd never sends one",
        fix="send all three, or set silent=true in the options",
        source="MongooseIM mod_push_service_mongoosepush.erl, make_notification/2",
        rules=("PS510", "PS606"),
    ),
    Known(
        conditions=_NOT_SUBMITTED,
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="MongoosePush refused the request: a value of the options is none that it takes,"
        " or the provider refused the token, the topic or the size",
        fix="lint the options, and read the log of MongoosePush",
        source=f"{_NODE}, handle_push_hook_result/1; MongoosePush v3 schema",
        rules=("PS701", "PS702", "PS703", "PS706", "PS708", "PS709", "PS710", "PS712"),
    ),
    Known(
        conditions=_NOT_SUBMITTED,
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="MongoosePush cannot be reached, or the pool of connections to it is not started",
        fix="check outgoing_pools.http.mongoose_push_http of MongooseIM",
        source=f"{_NODE}, handle_push_hook_result/1; esl/MongooseIM#2159",
    ),
    Known(
        conditions=("not-acceptable", "device-not-registered"),
        servers=_PUSH_NODE,
        requests=_PUBLISH,
        cause="MongoosePush answered 410: the provider says that the token is dead, as after the"
        " app was removed",
        fix="nothing on the server; the app has to enable again, with the new token it gets",
        source=f"{_NODE}, handle_push_hook_result/1",
    ),
    Known(
        conditions=("item-not-found",),
        requests=_PUBLISH,
        cause="the node does not exist: it was never created, or under another name, or is deleted",
        fix="create it before the enable, and use the same node in both",
        source=f"{_PUBSUB}, publish_item/9; esl/MongooseIM#1589",
        hidden=(given.node_unknown,),
        rules=("PS516", "PS607"),
    ),
    Known(
        conditions=("item-not-found",),
        requests=_PUBLISH,
        cause="the push service has moved or lost its registrations, and an old jid and node are"
        " still enabled",
        fix="register and enable again; disable the old node",
        source="iNPUTmice/Conversations#3043",
        rules=("PS517",),
    ),
    Known(
        conditions=("item-not-found",),
        servers=_PUSH_NODE,
        requests=("configure", "delete", "affiliations", "items", "subscribe"),
        cause="there is no such node",
        fix="create it first, at this very host",
        source=_PUBSUB,
        hidden=(given.node_unknown,),
    ),
)

#: What other push services answer to a publish, and what stands between servers.
ELSEWHERE = (
    Known(
        conditions=("resource-constraint",),
        requests=_PUBLISH,
        cause="the push service is a generic pubsub, which has to refuse options that it does"
        " not know,"
        " such as secret or device_id",
        fix="name a push service in the enable: one with the identity pubsub/push",
        source="XEP-0060, section 7.1.5; processone/ejabberd#2043, #2881",
        rules=("PS303",),
    ),
    Known(
        conditions=_BARE,
        text="Invalid push format",
        servers=("fpush",),
        requests=_PUBLISH,
        cause="fpush could not read the publish. The text blames Prosody, but any server gets"
        " it: it is"
        " a strict parser, and refuses a form without a type, what it does not know in publish, and"
        " options whose first field is not pushModule",
        fix="publish a form of type submit, with pushModule first in the options and at most"
        " five fields",
        source="fpush message_loop.rs; monal-im/fpush#5, #20",
        rules=("PS201",),
    ),
    Known(
        conditions=("policy-violation",),
        servers=("fpush",),
        requests=_PUBLISH,
        cause="fpush has blocked the token, since the provider said that it is dead",
        fix="let the app enable again, with its new token",
        source="fpush message_loop.rs",
    ),
    Known(
        conditions=("item-not-found",),
        text="Unknown push node/secret",
        servers=("mod_push_appserver",),
        requests=_PUBLISH,
        cause="the node is unknown, or the secret missing or wrong",
        fix="register again, and enable with the node and the secret of the answer",
        source="mod_push_appserver.lua",
        hidden=(given.node_unknown,),
    ),
    Known(
        conditions=("forbidden",),
        servers=("p2",),
        requests=_PUBLISH,
        cause="the secret is missing or wrong, no node is named, or a full JID publishes",
        fix="enable with the secret that the registration gave; publish as the server's domain",
        source="p2 PushController.java",
        rules=("PS513",),
    ),
    Known(
        conditions=("recipient-unavailable",),
        servers=("p2",),
        requests=_PUBLISH,
        cause="the provider did not take the notification",
        fix="try again later",
        source="p2 PushController.java",
    ),
    Known(
        conditions=("internal-server-error",),
        servers=("mod_push_appserver",),
        requests=_PUBLISH,
        cause="the provider did not take the notification",
        fix="read the log of the push service",
        source="mod_push_appserver.lua",
    ),
    Known(
        conditions=("feature-not-implemented",),
        requests=_PUBLISH,
        cause="what was named as push service takes no publishes, or takes them in another form",
        fix="check the jid of the enable; a service of one's own answers wait for what may pass",
        source="processone/ejabberd#3121",
        rules=("PS502", "PS503"),
    ),
    Known(
        conditions=("service-unavailable",),
        requests=_PUBLISH,
        cause="there is no pubsub where jid of the enable says",
        fix="name the push service in the enable, not the server or the user",
        source="RFC 6120, section 8.3.3.19",
        rules=("PS401", "PS502", "PS503", "PS607"),
    ),
    Known(
        conditions=("service-unavailable",),
        servers=MONGOOSEIM,
        requests=("create", "affiliations", "configure"),
        cause="the host is virtual: in PubSub-less mode there are no nodes",
        fix="leave out nodes and affiliations; enable is all that is needed",
        source="MongooseIM mod_event_pusher_push.erl, virtual_pubsub_hosts",
        rules=("PS607",),
    ),
    Known(
        conditions=("remote-server-not-found",),
        cause="the domain of the push service has no DNS record or is misspelt, or servers may"
        " not reach it",
        fix="check the domain in jid, its SRV records, and the s2s settings of the server",
        source="RFC 6120, section 8.3.3.16",
        rules=("PS607", "PS806"),
    ),
    Known(
        conditions=("remote-server-timeout",),
        cause="the server of the push service does not answer: s2s is slow, or blocked by TLS or"
        " a firewall",
        fix="look for s2s errors in the log; the registration stays at MongooseIM and Tigase",
        source="RFC 6120, section 8.3.3.17",
    ),
)

CAUSES = (*EIGHT, *AT_HOME, *AT_NODE, *ELSEWHERE)
