"""The names that are recognised in a text, held to the models that are declared."""

import pushstanza.stanzas  # noqa: F401 - declares all models
from pushstanza.binding import declared, spec_of
from pushstanza.reading import names

#: Declared elements that are not looked for where they stand without a stanza: they stand only in
#: others, or many other things are called so.
INNER = {
    "accept", "actions", "affiliation", "body", "command", "configuration", "create", "default",
    "delay", "delete", "encrypt", "encrypted", "feature", "field", "filter", "finish", "groupchat",
    "identity", "ignore-unknown", "item", "items", "jingle", "jwt", "jwt-claim", "match", "muted",
    "no-copy", "no-permanent-store", "no-store", "note", "option", "priority", "proceed", "propose",
    "publish", "purge", "push", "redirect", "register", "registered", "reject", "reported",
    "retract", "ringing", "room", "send", "store", "subject", "subscribe", "subscribe-options",
    "subscription", "subscriptions", "thread", "unsubscribe",
}  # fmt: skip

#: Conditions of errors: they stand in ``error`` alone.
CONDITIONS = {names.STANZA_ERRORS, names.PUBSUB_ERRORS}
#: Those of commands, which are in the namespace of these.
COMMAND_CONDITIONS = {
    "bad-action", "bad-locale", "bad-payload", "bad-sessionid", "malformed-action",
    "session-expired",
}  # fmt: skip

SPECS = [spec_of(cls) for cls in declared() if cls.__module__.startswith("pushstanza.")]
DECLARED = {
    name for spec in SPECS if spec.namespace not in CONDITIONS for name in spec.names
} - COMMAND_CONDITIONS


def test_each_declared_element_is_in_the_list_or_known_to_be_no_beginning():
    listed = {*names.STANZAS, *names.PAYLOADS}
    forgotten = sorted(DECLARED - listed - INNER)

    assert forgotten == [], (
        f"declared, and not yet named: add {', '.join(forgotten)} to PAYLOADS in"
        " pushstanza/reading/names.py where it is to be found without a stanza around it,"
        " else to INNER in this test"
    )


def test_nothing_else_is_in_the_list():
    """There are no models of presence, and none of what stanzas of others come in."""
    unmodelled = {"presence", *names.CARRIERS}

    assert {*names.STANZAS, *names.PAYLOADS} - DECLARED == unmodelled
    assert INNER <= DECLARED
    assert INNER.isdisjoint({*names.STANZAS, *names.PAYLOADS})


def test_every_namespace_is_that_of_a_model():
    listed = {
        names.CLIENT, names.STANZA_ERRORS, names.COMMANDS, names.DATA_FORMS, names.DISCO_INFO, names.DISCO_ITEMS,
        names.PUBSUB, names.PUBSUB_OWNER, names.PUBSUB_EVENT, names.PUBSUB_ERRORS, names.DELAY,
        names.HINTS, names.JINGLE_MESSAGE, names.PUSH, *names.DRAFTS, names.TIGASE_ENCRYPT,
        names.TIGASE_GROUPCHAT, names.TIGASE_IGNORE_UNKNOWN, names.TIGASE_JINGLE,
        names.TIGASE_MUC_OFFLINE, names.TIGASE_MUTED, names.TIGASE_PRIORITY,
    }  # fmt: skip

    assert {spec.namespace for spec in SPECS} == listed
