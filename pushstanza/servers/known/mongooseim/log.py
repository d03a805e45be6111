"""What MongooseIM writes to its log about push, about other servers and about components.

Source: MongooseIM of August 2026, ``mod_push_service_mongoosepush.erl``, ``mongoose_s2s_out.erl``,
``mongoose_component_connection.erl``; 2.1 to 3.7 for the older words.
"""

import re

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.mongooseim.set_up import POOL_MISSING
from pushstanza.servers.log_line import (
    COMPONENT_DOWN,
    UNREACHABLE,
    Fault,
    LogLine,
    cannot_be_reached,
    cause,
    component_absent,
    connected_twice,
    is_not_trusted,
    wrong_component_secret,
)

_SERVICE = "MongooseIM mod_push_service_mongoosepush.erl"
_CALL = f"{_SERVICE}, http_notification/5"
_COMPONENT = "MongooseIM mongoose_component_connection.erl"
_STAYS = "The notification is lost, and the registration stays; the client gets no error."
_OLD = "up to 3.7"

_REFUSED = cause(
    "the provider refused the notification: the word in the answer says why",
    "explain that word",
    f"{_SERVICE}, push_notifications/3",
)
_MISMATCH = cause(
    "api_version of MongooseIM and the interfaces that MongoosePush offers are not the same",
    "set api_version of mod_push_service_mongoosepush to v3, as of MongoosePush 2",
    "esl/MongooseIM#1772",
    "PS720",
)
_SLOW = cause(
    "MongoosePush, or its provider, answers too slowly, or cannot be reached",
    "look into the log of MongoosePush, and raise the timeouts of the pool of connections to it",
    "esl/MongooseIM#2790",
)
#: A field without a value, as a term.
_EMPTY_FIELD = lazy_pattern(
    r'\bvar[\\">, <]{1,12}(?P<field>[\w.-]{1,64})(?:(?!\bvar\b).){1,200}?xmlcdata,undefined',
    re.DOTALL,
)


def _what(event: str, more: str = "") -> re.Pattern[str]:
    """Return what finds an event in logfmt, in JSON and in the oldest form."""
    return re.compile(rf'\b(?:what|event)"?[=:] ?"?{event}\b{more}')


LOG_LINES = (
    LogLine(
        text="make_notification_failed",
        source=f"{_SERVICE}, send_push_notification/4",
        meaning="no request for MongoosePush could be made of the summary and the options",
        effect=_STAYS,
        faults=(
            cause(
                "the options hold no service",
                "enable again with service=apns or service=fcm",
                f"{_SERVICE}, make_notification/2",
                "PS601",
                "PS602",
            ),
            cause(
                "message-count is missing or no integer, or the summary lacks sender or body",
                "send all three, or set silent=true in the options",
                f"{_SERVICE}, make_notification/2",
                "PS510",
                "PS606",
            ),
        ),
        pattern=lazy_pattern(r"\bmake_notification_failed\b"),
    ),
    LogLine(
        text="push_send_failed: Unable to send push notification. Device not registered.",
        source=_CALL,
        meaning="MongoosePush answered 410: the provider no longer accepts the token",
        effect="The push node answers not-acceptable, and the server disables the node.",
        faults=(
            cause(
                "the app was removed, or has a new token",
                "change nothing on the server; the app has to enable again, with its new token",
                _CALL,
            ),
        ),
        pattern=lazy_pattern(
            r"push_send_failed\b.{0,2000}?\b(?:device_not_registered|Device not registered)",
            re.DOTALL,
        ),
        words=("push_send_failed",),
    ),
    LogLine(
        text="push_send_failed: Unable to send push notification. Possible API mismatch",
        source=_CALL,
        meaning="MongoosePush answered with a status between 400 and 499 other than 410",
        effect=_STAYS,
        faults=(
            _MISMATCH,
            Fault(administration.option_not_accepted, "MongoosePush v3 schema"),
            _REFUSED,
        ),
        pattern=lazy_pattern(r"push_send_failed\b.{0,2000}?\bPossible API mismatch", re.DOTALL),
        words=("push_send_failed",),
    ),
    LogLine(
        text="push_send_failed",
        source=_CALL,
        meaning="MongoosePush answered with another status than 2xx and 410, or not at all",
        effect=_STAYS,
        faults=(
            Fault(administration.option_not_accepted, "MongoosePush v3 schema"),
            _REFUSED,
            Fault(POOL_MISSING, "esl/MongooseIM#2159"),
        ),
        pattern=lazy_pattern(r"\bpush_send_failed\b|\b(?:event|what)=push\w*fail\w*"),
        words=("push_send_failed", "=push"),
    ),
    LogLine(
        text="connection_error at mod_push_service_mongoosepush",
        source=_CALL,
        meaning="MongoosePush did not answer: the reason in the line says why",
        effect=_STAYS,
        faults=(Fault(POOL_MISSING, "esl/MongooseIM#2159"), _SLOW),
        pattern=lazy_pattern(
            r"\bconnection_error\b.{0,800}?mod_push_service_mongoosepush"
            r"|mod_push_service_mongoosepush.{0,800}?\bconnection_error\b",
            re.DOTALL,
        ),
        words=("connection_error",),
    ),
    LogLine(
        text="{undef,[{mod_event_pusher_push…",
        source="esl/MongooseIM#1704",
        meaning="a function is called that is not there",
        effect=_STAYS,
        faults=(
            cause(
                "there is no {module}:{function}: plugin_module is misspelt, or is of another"
                " version",
                "set plugin_module to mod_event_pusher_push_plugin_defaults or _enhanced, or leave"
                " it out",
                "esl/MongooseIM#1704",
            ),
        ),
        pattern=lazy_pattern(
            r"\{undef,\[\{(?P<module>mod_(?:event_pusher|push_plugin|push_service)\w*),(?P<function>\w+)"
        ),
        words=("{undef,[{mod_",),
    ),
    LogLine(
        text="Problem starting the module mod_event_pusher_push …",
        source="MongooseIM gen_mod.erl; esl/MongooseIM#1690",
        meaning="a module of push does not start; the line with error or reason says why",
        effect="Nothing is published.",
        faults=(
            cause(
                "{module} is missing, as in a build of several versions, or an option of it is"
                " wrong",
                "for undef, build or install anew; else correct its options",
                "esl/MongooseIM#1690",
            ),
        ),
        pattern=lazy_pattern(
            r"Problem starting the module '?(?P<module>mod_(?:event_pusher|push_service)\w*)"
        ),
        words=("Problem starting the module ",),
    ),
    LogLine(
        text="get_inbox_unread … mod_event_pusher_push_plugin_defaults",
        source="esl/MongooseIM#2477",
        meaning="the count of unread messages for the badge could not be read from the inbox",
        effect="The registration stays.",
        faults=(
            cause(
                "the inbox answers with one count for each conversation, where one is expected: a"
                " fault of this version",
                "upgrade MongooseIM",
                "esl/MongooseIM#2477",
            ),
        ),
        versions="3.4",
    ),
    LogLine(
        text="hook_failed … ets,lookup_element … mod_event_pusher …",
        source="esl/MongooseIM#3407",
        meaning="a message to a room of MUC Light is not pushed",
        effect=_STAYS,
        faults=(
            cause(
                "5.0 looks for the settings of mod_event_pusher at the host of the room, which has"
                " none",
                "upgrade MongooseIM",
                "esl/MongooseIM#3407, #3526",
            ),
        ),
        pattern=lazy_pattern(r"\bets,lookup_element,\['?mod_event_pusher"),
        words=("lookup_element",),
        versions="5.0",
    ),
    LogLine(
        text="noproc … mongoose_wpool$http$…",
        source="MongooseIM mongoose_wpool_http.erl",
        meaning="there are no connections to MongoosePush",
        effect=_STAYS,
        faults=(Fault(POOL_MISSING, "esl/MongooseIM#2159"),),
    ),
    LogLine(
        text="issue=unable_to_submit_push_notification",
        carries_reason=True,
        source="MongooseIM 3.7 mod_push_service_mongoosepush.erl; esl/MongooseIM#2789",
        meaning="MongoosePush answered with an error: status and answer are in the line",
        effect=_STAYS,
        faults=(_REFUSED, _MISMATCH),
        versions=_OLD,
    ),
    LogLine(
        text="pool_not_started",
        source="MongooseIM mongoose_wpool_http.erl",
        meaning="there are no connections to MongoosePush",
        effect=_STAYS,
        faults=(
            cause(
                "the pool that pool_name of mod_push_service_mongoosepush names is not configured",
                "add outgoing_pools.http.mongoose_push_http, or correct the name",
                "esl/MongooseIM#2159",
            ),
        ),
        pattern=lazy_pattern(r"\bpool_not_started\b"),
    ),
    LogLine(
        text="Unable to submit push notification. ErrorCode …, Payload …",
        carries_reason=True,
        source="MongooseIM 2.1 mod_push_service_mongoosepush.erl; esl/MongooseIM#1772",
        meaning="MongoosePush answered with an error: status and word are in the line",
        effect=_STAYS,
        faults=(_REFUSED, _MISMATCH),
        versions=_OLD,
    ),
    LogLine(
        text="Unable to communicate to MongoosePush service due to …",
        source="MongooseIM 3.7 mod_push_service_mongoosepush.erl; esl/MongooseIM#2790",
        meaning="MongoosePush did not answer",
        effect=_STAYS,
        faults=(_SLOW, Fault(POOL_MISSING, "esl/MongooseIM#2159")),
        versions=_OLD,
    ),
    LogLine(
        text="exml_query,cdata,[undefined] … push_notification_iq",
        source="MongooseIM 2.1 mod_push.erl; esl/MongooseIM#1406, #1722",
        meaning="a message without a body was to be pushed, such as a chat state",
        effect=_STAYS,
        faults=(
            cause(
                "this version pushes messages that have no text",
                "upgrade MongooseIM: later versions publish messages with a body only",
                "esl/MongooseIM#1414",
            ),
        ),
        versions="up to 2.1",
    ),
    # ---- other servers ----
    LogLine(
        text="s2s_srv_lookup_failed",
        source="MongooseIM mongoose_addr_list.erl",
        meaning="the SRV records of another server were not found: the DNS gave an error",
        effect=UNREACHABLE,
        faults=(cannot_be_reached("MongooseIM mongoose_addr_list.erl"),),
        pattern=_what("s2s_srv_lookup_failed"),
    ),
    LogLine(
        text="s2s_dns_lookup_failed",
        source="MongooseIM mongoose_addr_list.erl",
        meaning="the address of another server was not found",
        effect=UNREACHABLE,
        faults=(cannot_be_reached("MongooseIM mongoose_addr_list.erl"),),
        pattern=_what("s2s_dns_lookup_failed"),
    ),
    LogLine(
        text="s2s_state_timeout",
        source="MongooseIM mongoose_s2s_out.erl, mongoose_s2s_in.erl",
        meaning="another server was too slow in setting up a connection",
        effect=UNREACHABLE,
        faults=(cannot_be_reached("MongooseIM mongoose_s2s_out.erl"),),
        pattern=_what("s2s_state_timeout"),
    ),
    LogLine(
        text="s2s_in_auth_failed",
        source="MongooseIM mongoose_s2s_in.erl",
        meaning="another server could not authenticate: its answers do not arrive",
        effect="A publish that it is to answer ends in a timeout.",
        faults=(is_not_trusted("MongooseIM mongoose_s2s_in.erl"),),
        pattern=_what("s2s_in_auth_failed"),
    ),
    LogLine(
        text="s2s_connection_error",
        source="MongooseIM mongoose_s2s_in.erl",
        meaning="a connection from another server broke",
        effect="Answers that are under way are lost.",
        faults=(is_not_trusted("MongooseIM mongoose_s2s_in.erl"),),
        pattern=_what("s2s_connection_error"),
    ),
    # ---- components ----
    LogLine(
        text="comp_registration_conflict",
        source=_COMPONENT,
        meaning="a component of that name is connected already",
        effect=COMPONENT_DOWN,
        faults=(connected_twice(_COMPONENT),),
        pattern=_what("comp_registration_conflict"),
    ),
    LogLine(
        text="comp_registration_kick_failed",
        source=_COMPONENT,
        meaning="the older connection of a component could not be ended, so the new one is",
        effect=COMPONENT_DOWN,
        faults=(connected_twice(_COMPONENT),),
        pattern=_what("comp_registration_kick_failed"),
    ),
    LogLine(
        text="comp_bad_request",
        source=_COMPONENT,
        meaning="a component sent a stanza whose from is not of its domain, or without a valid to",
        effect="The stanza is answered with bad-request.",
        faults=(
            cause(
                "the push service answers under another name than that of its component",
                "let it send from the domain it is connected with",
                _COMPONENT,
            ),
        ),
        pattern=_what("comp_bad_request"),
    ),
    LogLine(
        text="component_statem_terminate",
        source=_COMPONENT,
        meaning="the connection of a component ended; reason says why",
        effect=COMPONENT_DOWN,
        faults=(component_absent(_COMPONENT), wrong_component_secret(_COMPONENT)),
        pattern=_what("component_statem_terminate"),
    ),
    LogLine(
        text="component_register_failed",
        source="MongooseIM mongoose_component.erl",
        meaning="a component could not be registered",
        effect=COMPONENT_DOWN,
        faults=(connected_twice("MongooseIM mongoose_component.erl"),),
        pattern=_what("component_register_failed"),
    ),
)

PUBSUB_LESS_LOG_LINES = (
    LogLine(
        text="hook_failed … badxml … {xmlcdata,undefined}",
        source="MongooseIM gen_hook.erl; esl/MongooseIM#3806",
        meaning="the publish holds a field without a value, and could not be written as XML",
        effect=_STAYS,
        faults=(
            cause(
                "the field {field} has no value: the enable had an empty one",
                "leave the option out of the enable, or give it a value",
                "esl/MongooseIM#3806",
                "PS719",
            ),
        ),
        pattern=_EMPTY_FIELD,
        words=("xmlcdata,undefined",),
    ),
    LogLine(
        text="hook_failed",
        source="MongooseIM gen_hook.erl",
        meaning="a module crashed while it handled an event; the reason in the line says which",
        effect=_STAYS,
        faults=(
            cause(
                "the options of the enable hold no device_id",
                "enable again with device_id and service in the form",
                f"{_SERVICE}, push_notifications/3",
                "PS601",
                "PS605",
            ),
            cause(
                "the notification or the options have a form that the module does not expect",
                "lint the enable and the publish",
                f"{_SERVICE}; esl/MongooseIM#3806",
            ),
        ),
        pattern=lazy_pattern(r"\bhook_failed\b"),
    ),
)
