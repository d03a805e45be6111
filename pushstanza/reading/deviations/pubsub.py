"""Where the schemas of PubSub part from XEP-0060."""

from pushstanza.reading.deviations.deviation import ECHO, ORDER, Deviation

_PUBSUB = "xmlns='http://jabber.org/protocol/pubsub'"
_OWNER = "xmlns='http://jabber.org/protocol/pubsub#owner'"
_EVENT = "xmlns='http://jabber.org/protocol/pubsub#event'"
_PUBSUB_ERRORS = "xmlns='http://jabber.org/protocol/pubsub#errors'"

# fmt: off
PUBSUB = (
    # XEP-0060
    Deviation(
        "XEP-0060", "pubsub", "order and number of children",
        "free", "one action, or one of three pairs",
        "MongooseIM takes the first as the action; a rule says so.",
        f"<pubsub {_PUBSUB}><configure/><create/></pubsub>",
    ),
    Deviation(
        "XEP-0060", "pubsub", "@node", "optional", "not there",
        "Remote disabling in XEP-0357, section 8.",
        f"<pubsub {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "pubsub", "<affiliation>", "may stand here", "only in affiliations",
        "Remote disabling in XEP-0357, section 8.",
        f"<pubsub {_PUBSUB} node='a'><affiliation jid='b' affiliation='none'/></pubsub>",
    ),
    Deviation(
        "XEP-0060", "create", "@type", "a name", "not there",
        "MongooseIM's push nodes are made with type='push'.",
        f"<create {_PUBSUB} node='a' type='push'/>",
    ),
    Deviation(
        "XEP-0060", "publish", "@node", "optional", "required",
        "Prosody publishes without one after an enable without one.",
        f"<publish {_PUBSUB}><item/></publish>",
    ),
    Deviation(
        "XEP-0060", "item", "children of other namespaces", "any number", "one at most",
        "That there are two is a rule's to say.",
        f"<item {_PUBSUB}><a xmlns='b'/><c xmlns='d'/></item>",
    ),
    Deviation(
        "XEP-0060", "item", "@node", "optional", "not there",
        "As in #event, where it was declared up to 1.15.5.",
        f"<item {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "retract", "@node", "optional", "required",
        ECHO,
        f"<retract {_PUBSUB}><item id='a'/></retract>",
    ),
    Deviation(
        "XEP-0060", "retract", "<item>", "any number", "one at least",
        ECHO,
        f"<retract {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "items", "@node", "optional", "required",
        ECHO,
        f"<items {_PUBSUB}/>",
    ),
    Deviation(
        "XEP-0060", "options", "@jid", "optional", "required",
        ECHO,
        f"<options {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "subscribe", "@jid", "optional", "required",
        "Section 16.6 itself has one without.",
        f"<subscribe {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "unsubscribe", "@jid", "optional", "required",
        "Section 16.6 itself has one without.",
        f"<unsubscribe {_PUBSUB} node='a'/>",
    ),
    Deviation(
        "XEP-0060", "subscription", "@jid", "optional", "required",
        ECHO,
        f"<subscription {_PUBSUB} subscription='none'/>",
    ),
    Deviation(
        "XEP-0060", "affiliation", "@node", "optional", "required",
        "In XEP-0357 and in section 8.9.4 the node is on the parent.",
        f"<affiliation {_PUBSUB} jid='a' affiliation='none'/>",
    ),
    Deviation(
        "XEP-0060", "affiliation", "@jid", "optional", "not there",
        "XEP-0357 and section 8.9.4 say by it whose affiliation it is.",
        f"<affiliation {_PUBSUB} jid='a' affiliation='none'/>",
    ),

    # XEP-0060 #owner
    Deviation(
        "XEP-0060 #owner", "pubsub", "number of children", "free", "one",
        "That there are two is a rule's to say.",
        f"<pubsub {_OWNER}><purge node='a'/><delete node='a'/></pubsub>",
    ),
    Deviation(
        "XEP-0060 #owner", "affiliations", "@node", "optional", "required",
        ECHO,
        f"<affiliations {_OWNER}/>",
    ),
    Deviation(
        "XEP-0060 #owner", "subscriptions", "@node", "optional", "required",
        ECHO,
        f"<subscriptions {_OWNER}/>",
    ),
    Deviation(
        "XEP-0060 #owner", "delete", "@node", "optional", "required",
        ECHO,
        f"<delete {_OWNER}/>",
    ),
    Deviation(
        "XEP-0060 #owner", "purge", "@node", "optional", "required",
        ECHO,
        f"<purge {_OWNER}/>",
    ),
    Deviation(
        "XEP-0060 #owner", "affiliation", "@jid", "optional", "required",
        ECHO,
        f"<affiliation {_OWNER} affiliation='owner'/>",
    ),
    Deviation(
        "XEP-0060 #owner", "affiliation", "@affiliation", "optional", "required",
        "Section 8.9.2.1 says what its absence means.",
        f"<affiliation {_OWNER} jid='a'/>",
    ),
    Deviation(
        "XEP-0060 #owner", "subscription", "@jid", "optional", "required",
        ECHO,
        f"<subscription {_OWNER} subscription='none'/>",
    ),
    Deviation(
        "XEP-0060 #owner", "subscription", "@subscription", "optional", "required",
        "Section 8.8.2.1 says what its absence means.",
        f"<subscription {_OWNER} jid='a'/>",
    ),
    Deviation(
        "XEP-0060 #owner", "subscription", "@subid", "optional", "not there",
        "Section 8.8.1.2 has it in an example.",
        f"<subscription {_OWNER} jid='a' subscription='subscribed' subid='b'/>",
    ),

    # XEP-0060 #event
    Deviation(
        "XEP-0060 #event", "event", "number of children", "free", "one",
        ORDER,
        f"<event {_EVENT}><purge node='a'/><delete node='a'/></event>",
    ),
    Deviation(
        "XEP-0060 #event", "create", "element", "a child of event", "not there",
        "MongooseIM and ejabberd tell of new children of a collection by it.",
        f"<event {_EVENT}><create node='a'/></event>",
    ),
    Deviation(
        "XEP-0060 #event", "collection", "number of children", "free", "one",
        ORDER,
        f"<collection {_EVENT}><associate node='a'/><disassociate node='b'/></collection>",
    ),
    Deviation(
        "XEP-0060 #event", "items", "order of children", "free", "either item or retract",
        "A service may tell of both at once.",
        f"<items {_EVENT} node='a'><item id='b'/><retract id='c'/></items>",
    ),
    Deviation(
        "XEP-0060 #event", "item", "children of other namespaces", "any number", "one at most",
        "That there are two is a rule's to say.",
        f"<item {_EVENT}><a xmlns='b'/><c xmlns='d'/></item>",
    ),
    Deviation(
        "XEP-0060 #event", "item", "@node", "optional", "not there (it was up to 1.15.5)",
        "Services written by the older text may send it.",
        f"<item {_EVENT} node='a'/>",
    ),
    Deviation(
        "XEP-0060 #event", "subscription", "@expiry",
        "a date and time, or presence", "a date and time",
        "A temporary one ends with presence (pubsub#expire); stanza.js reads it here too.",
        f"<subscription {_EVENT} jid='a' expiry='presence'/>",
    ),

    # XEP-0060 #errors
    Deviation(
        "XEP-0060 #errors", "unsupported", "@feature", "47 words", "44 words",
        "publish-node-full is in section 10; config-node-max and rsm are advertised alike.",
        f"<unsupported {_PUBSUB_ERRORS} feature='publish-node-full'/>",
    ),
    Deviation(
        "XEP-0060 #errors", "device-not-registered", "element", "a condition", "not there",
        "MongooseIM's push nodes answer with it.",
        f"<device-not-registered {_PUBSUB_ERRORS}/>",
    ),
    Deviation(
        "XEP-0060 #errors", "faild-to-submit-push-notification", "element",
        "a condition", "not there",
        "MongooseIM's push nodes answer with it.",
        f"<faild-to-submit-push-notification {_PUBSUB_ERRORS}/>",
    ),
)
# fmt: on
