"""Where the schemas of push, its extensions, calls and commands part from their specifications."""

from pushstanza.reading.deviations.deviation import ECHO, ORDER, Deviation

_COMMANDS = "xmlns='http://jabber.org/protocol/commands'"
_DATA = "xmlns='jabber:x:data'"
_JINGLE = "xmlns='urn:xmpp:jingle-message:0'"
_PUSH = "xmlns='urn:xmpp:push:0'"
_NO_USE = "Tigase takes it all the same, and it has no effect; a rule says so."

# fmt: off
PUSH = (
    # XEP-0050
    Deviation(
        "XEP-0050", "command", "@node", "optional", "required",
        ECHO,
        f"<command {_COMMANDS} action='execute'/>",
    ),
    Deviation(
        "XEP-0050", "command", "@status", "complete, too", "canceled, completed, executing",
        "mod_push_appserver writes it.",
        f"<command {_COMMANDS} node='a' status='complete'/>",
    ),
    Deviation(
        "XEP-0050", "command", "<actions>", "beside notes and forms", "one kind of child alone",
        "The schema cannot be meant: it refuses its own examples.",
        f"<command {_COMMANDS} node='a'><actions/><note/><x {_DATA} type='form'/></command>",
    ),
    Deviation(
        "XEP-0050", "actions", "<next>", "in any order", "after <prev>",
        ORDER,
        f"<actions {_COMMANDS}><next/><prev/></actions>",
    ),

    # XEP-0353
    Deviation(
        "XEP-0353", "proceed", "element", "declared", "prose only",
        "The schema forgot it.",
        f"<proceed {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "ringing", "element", "declared", "prose only",
        "The schema forgot it.",
        f"<ringing {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "propose", "children of other namespaces", "any number", "one at least",
        "A call may be offered without saying of what.",
        f"<propose {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "reject", "<reason>", "optional", "required",
        "The prose before 0.7 did not demand it.",
        f"<reject {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "retract", "<reason>", "optional", "required",
        "The prose before 0.7 did not demand it.",
        f"<retract {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "finish", "<reason>", "optional", "required",
        "The prose before 0.7 did not demand it.",
        f"<finish {_JINGLE} id='a'/>",
    ),
    Deviation(
        "XEP-0353", "retract", "<tie-break>", "may stand here", "prose only",
        "The schema has it in reject alone, the example in both.",
        f"<retract {_JINGLE} id='a'><tie-break/></retract>",
    ),

    # XEP-0357
    Deviation(
        "XEP-0357", "enable", "@jid", "optional", "required",
        ECHO,
        f"<enable {_PUSH} node='a'/>",
    ),
    Deviation(
        "XEP-0357", "enable", "@node", "optional", "required (prose: it should be there)",
        "Prosody takes an enable without one.",
        f"<enable {_PUSH} jid='a'/>",
    ),
    Deviation(
        "XEP-0357", "enable", "other attributes", "any", "none",
        "Extensions put theirs there without a namespace: away, include_payload.",
        f"<enable {_PUSH} jid='a' node='b' away='true'/>",
    ),
    Deviation(
        "XEP-0357", "enable", "children of other namespaces", "any", "data forms",
        "Tigase's extensions are children of enable.",
        f"<enable {_PUSH} jid='a' node='b'><jingle xmlns='tigase:push:jingle:0'/></enable>",
    ),
    Deviation(
        "XEP-0357", "disable", "@jid", "optional", "required",
        ECHO,
        f"<disable {_PUSH}/>",
    ),
    Deviation(
        "XEP-0357", "disable", "children of other namespaces", "any", "none",
        "Servers pass over them; a rule says so.",
        f"<disable {_PUSH} jid='a'><b xmlns='c'/></disable>",
    ),
    Deviation(
        "XEP-0357", "notification", "children of other namespaces",
        "any, or none", "pairs of a form and some known element",
        "The schema cannot be meant: it refuses its own example's custom element.",
        f"<notification {_PUSH}><x {_DATA}/></notification>",
    ),

    # Push 2.0, which has no schema: what its document shows
    Deviation(
        "Push 2.0", "voip", "element", "in a notification", "not mentioned",
        "mod_push2.lua of prosody-modules sends it for calls, and a push service reads it.",
        "<notification xmlns='urn:xmpp:push2:0'><voip/></notification>",
    ),

    # Tigase
    Deviation(
        "Tigase, encryption", "encrypt", "@alg", "optional", "required",
        _NO_USE,
        "<encrypt xmlns='tigase:push:encrypt:0'>a2V5</encrypt>",
    ),
    Deviation(
        "Tigase, encryption", "encrypted", "@iv", "required", "should be there",
        "Without it nothing can be decrypted.",
        "<encrypted xmlns='tigase:push:encrypt:0'>a2V5</encrypted>",
        valid=False,
    ),
    Deviation(
        "Tigase, group chats", "room", "@jid", "optional", "required",
        _NO_USE,
        "<room xmlns='tigase:push:filter:groupchat:0'/>",
    ),
    Deviation(
        "Tigase, group chats", "room", "@allow", "optional", "required",
        _NO_USE,
        "<room xmlns='tigase:push:filter:groupchat:0' jid='a@b'/>",
    ),
    Deviation(
        "Tigase, muted senders", "item", "@jid", "optional", "required",
        _NO_USE,
        "<item xmlns='tigase:push:filter:muted:0'/>",
    ),
)
# fmt: on
