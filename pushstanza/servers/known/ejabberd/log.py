"""What ejabberd writes to its log about push, about other servers and about components.

Source: ejabberd ``mod_push.erl``, ``mod_push_keepalive.erl``, ``ejabberd_s2s_out.erl``,
``ejabberd_service.erl``, of August 2026.
"""

import re

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.servers import inputs as given
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

_PUSH = "ejabberd mod_push.erl"
_NOTIFY = "ejabberd mod_push.erl, notify/5; processone/ejabberd#2802"
_OUT = "ejabberd ejabberd_s2s_out.erl"
_SERVICE = "ejabberd ejabberd_service.erl"
_DELETED = "The registration is deleted; the client has to enable again."
_STAYS = "The registration stays; this notification is lost."
_DATABASE = cause(
    "the database could not be reached or has not the tables of mod_push",
    "look for its error in the same log",
    _PUSH,
)
_EXPLAIN = cause(
    "the push service answered with an error, which is in the line or in the stanza before",
    "explain that error; a push service answers wait to errors that pass",
    _NOTIFY,
    "PS108",
)

#: The JID of the push service, at the beginning of what is said.
_SERVICE_OF = r"(?P<service>[^\s]{0,1000})"
#: The condition at the end of what is said, behind the text of the error if it has one.
_SAID = (
    r"(?:(?P<text>[^()\n]{1,400}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?) \()?"
    r"(?P<condition>[a-z]+(?:-[a-z]+)*)\)?"
)

LOG_LINES = (
    LogLine(
        text="… rejected notification for … (…) temporarily: …",
        source=_NOTIFY,
        pattern=lazy_pattern(
            rf"{_SERVICE_OF} rejected notification for [^\n]{{0,1000}}?\) temporarily: {_SAID}\s*$",
            re.MULTILINE,
        ),
        words=("rejected notification for ",),
        quoted_type="wait",
    ),
    LogLine(
        text="… rejected notification for … (…), disabling push: … (…)",
        source=_NOTIFY,
        pattern=lazy_pattern(
            rf"{_SERVICE_OF} rejected notification for [^\n]{{0,1000}}?disabling push: {_SAID}"
            r" \((?P<type>auth|cancel|continue|modify|wait)\)"
        ),
        words=("rejected notification for ",),
    ),
    LogLine(
        text="… rejected notification for …, disabling push",
        source=_NOTIFY,
        meaning="the push service answered a publish with an error of another type than wait",
        effect=_DELETED,
        faults=(_EXPLAIN,),
        pattern=lazy_pattern(r"rejected notification for .{0,3000}?disabling push", re.IGNORECASE),
        words=("ejected notification for ",),
    ),
    LogLine(
        text="Timeout sending notification for …@… (…) to …",
        source=_PUSH,
        meaning="the push service did not answer a publish",
        effect=_STAYS,
        faults=(component_absent(_PUSH), cannot_be_reached(_PUSH)),
    ),
    LogLine(
        text="Cannot enable push for …: database error",
        source=_PUSH,
        meaning="the registration could not be stored",
        effect="Nothing is enabled; the client gets internal-server-error.",
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Cannot enable push for …: session not found",
        source=_PUSH,
        meaning="the session that enabled push ended before that was done",
        effect="Nothing is enabled.",
        faults=(Fault(given.no_session, _PUSH),),
    ),
    LogLine(
        text="Session not found while disabling push for …",
        source=_PUSH,
        meaning="the session that disabled push had ended already",
        effect="The registrations that it names are deleted all the same.",
    ),
    LogLine(
        text="Error while deleting old push sessions: …",
        source=_PUSH,
        meaning="ejabberdctl delete_old_push_sessions failed",
        effect="The registrations stay.",
        faults=(_DATABASE,),
    ),
    LogLine(
        text="Hook … crashed when running mod_push:…",
        source="ejabberd ejabberd_hooks.erl; processone/ejabberd#2080",
        meaning="mod_push crashed at an event; the lines that follow say where",
        effect="The registrations stay; a push may be lost, or sent twice.",
        faults=(
            cause(
                "it is a fault of this version, or of a module that replaces mod_push",
                "upgrade ejabberd; report it with those lines if it is the current version",
                "processone/ejabberd#2080",
            ),
        ),
        pattern=lazy_pattern(r"\bHook \S{1,100} crashed when running mod_push\w{0,20}:"),
        words=("crashed when running mod_push",),
    ),
    LogLine(
        text="{undef,[{mod_push,…",
        source="royneary/mod_push#8",
        meaning="a function of mod_push is called that is not there",
        effect="The registrations stay; what was to happen does not.",
        faults=(
            cause(
                "there is no mod_push:{function}: two versions of mod_push are mixed, or another"
                " module has that name",
                "remove a mod_push of ejabberd-contrib or of others: ejabberd has its own",
                "royneary/mod_push#8; processone/ejabberd#4122",
            ),
        ),
        pattern=lazy_pattern(r"\{undef,\[\{mod_push,(?P<function>\w+)"),
        words=("{undef,[{mod_push",),
    ),
    LogLine(
        text="Push record not found",
        source=_PUSH,
        meaning="what was to be disabled is not enabled",
        effect="Nothing changes.",
        faults=(Fault(given.not_enabled, _PUSH),),
    ),
    LogLine(
        text="Suppressing notification for stanza without payload",
        source=f"{_PUSH}, option notify_on",
        meaning="the stanza has no text, and notify_on is messages",
        effect="Nothing is published; the registration stays.",
    ),
    LogLine(
        text="Notification dropped by hook",
        source=f"{_PUSH}, hook push_send_notification",
        meaning="another module decided that nothing is published",
        effect="Nothing is published; the registration stays.",
    ),
    LogLine(
        text="Waking … before session times out",
        source="ejabberd mod_push_keepalive.erl",
        meaning="a push without a message wakes a client whose session would end",
        effect="The registration stays.",
    ),
    # ---- other servers ----
    LogLine(
        text="Failed to establish outbound s2s connection … -> …: authentication failed",
        source=_OUT,
        meaning="the server of the push service did not accept this one",
        effect=UNREACHABLE,
        faults=(is_not_trusted(_OUT),),
    ),
    LogLine(
        text="Failed to establish outbound s2s connection … -> …: …; bouncing for …",
        source=_OUT,
        meaning="no connection to the server of the push service came about",
        effect=UNREACHABLE,
        faults=(cannot_be_reached(_OUT), is_not_trusted(_OUT)),
    ),
    LogLine(
        text="Failed outbound s2s … authentication … -> … (…): …",
        source=_OUT,
        meaning="the server of the push service refused one way to authenticate",
        effect="Dialback may be tried next.",
        faults=(is_not_trusted(_OUT),),
    ),
    LogLine(
        text="Failed inbound s2s … authentication … -> … (…): …",
        source="ejabberd ejabberd_s2s_in.erl",
        meaning="another server could not authenticate: its answers do not arrive",
        effect="A publish that it is to answer ends in a timeout.",
        faults=(is_not_trusted("ejabberd ejabberd_s2s_in.erl"),),
    ),
    LogLine(
        text="Disabling s2s connections to … for … seconds",
        source="ejabberd ejabberd_s2s.erl",
        meaning="too many stanzas waited for another server",
        effect=UNREACHABLE,
        faults=(cannot_be_reached("ejabberd ejabberd_s2s.erl"),),
    ),
    # ---- components ----
    LogLine(
        text="Failed external component … authentication for … from …: …",
        source=_SERVICE,
        meaning="a push service that is a component was refused",
        effect=COMPONENT_DOWN,
        faults=(wrong_component_secret(_SERVICE),),
    ),
    LogLine(
        text="Domain … is unconfigured for external component from …",
        source=_SERVICE,
        meaning="a component gave a domain that no listener of ejabberd_service has",
        effect=COMPONENT_DOWN,
        faults=(
            cause(
                "the domain of the push service is not among the hosts of the listener",
                "add it to hosts of the listener ejabberd_service, with its password",
                _SERVICE,
            ),
        ),
    ),
    LogLine(
        text="Failed to register route …: …",
        source="ejabberd ejabberd_router.erl",
        meaning="the domain of a component or module is not reachable",
        effect=COMPONENT_DOWN,
        faults=(connected_twice("ejabberd ejabberd_router.erl"),),
    ),
)
