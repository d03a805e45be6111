"""Where the schemas of stanzas, forms and discovery part from RFC 6120, XEP-0004 and XEP-0030."""

from pushstanza.reading.deviations.deviation import ORDER, Deviation

_CLIENT = "xmlns='jabber:client'"
_STANZA_ERRORS = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"
_DATA = "xmlns='jabber:x:data'"
_INFO = "xmlns='http://jabber.org/protocol/disco#info'"
_PUBSUB = "xmlns='http://jabber.org/protocol/pubsub'"

# fmt: off
CORE = (
    # All of them
    Deviation(
        "all", "*", "children of other namespaces",
        "any number, anywhere", "none, or in few places",
        "Extensions put their elements there, and a reader passes over what it does not know.",
        f"<identity {_INFO} category='a' type='b'><c xmlns='urn:d'/></identity>",
    ),
    Deviation(
        "all", "*", "attributes of other namespaces", "any", "none but xml:lang",
        "They are kept; what they mean is for those who know the namespace.",
        f"<iq {_CLIENT} id='1' type='result' xmlns:a='urn:b' a:c='d'/>",
    ),
    Deviation(
        "all", "*", "words of a list", "exactly the word", "blanks around it do not count",
        "Servers compare what is written: MongooseIM knows no ' submit'.",
        f"<x {_DATA} type=' submit'/>", valid=False,
    ),
    Deviation(
        "all", "*", "empty elements", "may hold blanks and line ends", "nothing at all",
        "Pretty-printers put them there.",
        f"<field {_DATA} var='a'><required> </required></field>",
    ),
    Deviation(
        "all", "*", "numbers", "at most 18 digits", "any number of digits",
        "More do not fit into 64 bits, and engines differ on how many they read.",
        f"<items {_PUBSUB} node='a' max_items='1000000000000000000'/>", valid=False,
    ),

    # RFC 6120
    Deviation(
        "RFC 6120", "iq", "@id", "any text", "an NMTOKEN",
        "ejabberd's own hold + and /, the tutorial's =; to all others they are opaque.",
        f"<iq {_CLIENT} id='cB/kS+hre=' type='result'/>",
    ),
    Deviation(
        "RFC 6120", "message", "@id", "any text", "an NMTOKEN",
        "As for iq.",
        f"<message {_CLIENT} id='cB/kS+hre='/>",
    ),
    Deviation(
        "RFC 6120", "presence", "@id", "any text", "an NMTOKEN",
        "As for iq.",
        f"<presence {_CLIENT} id='cB/kS+hre='/>",
    ),
    Deviation(
        "RFC 6120", "iq", "children of other namespaces",
        "any number, also behind error", "one at most, in front of it",
        "That there are two is a rule's to say, with what each server answers.",
        f"<iq {_CLIENT} id='1' type='set'><a xmlns='b'/><delay xmlns='urn:c'/></iq>",
    ),
    Deviation(
        "RFC 6120", "message", "order of children",
        "free, each as often as it likes", "subject, body, thread; others; one error",
        ORDER,
        f"<message {_CLIENT}><x xmlns='a'/><body>b</body><thread>c</thread><subject/></message>",
    ),
    Deviation(
        "RFC 6120", "thread", "text", "any text", "an NMTOKEN",
        "RFC 6121 only says that it is opaque.",
        f"<thread {_CLIENT}>my thread</thread>",
    ),
    Deviation(
        "RFC 6120", "thread", "@parent", "any text", "an NMTOKEN",
        "RFC 6121 only says that it is opaque.",
        f"<thread {_CLIENT} parent='a thread'/>",
    ),
    Deviation(
        "RFC 6120", "presence", "children", "any", "show, status, priority; others; one error",
        "No push protocol uses presence.",
        f"<presence {_CLIENT}><nick/><status/></presence>",
    ),
    Deviation(
        "RFC 6120", "show", "text", "may be empty", "one of four words",
        "Presence is only outlined here: no push protocol uses it.",
        f"<show {_CLIENT}/>",
    ),
    Deviation(
        "RFC 6120", "status", "text", "of any length", "from 1 to 1024 characters",
        "Presence is only outlined here: no push protocol uses it.",
        f"<status {_CLIENT}/>",
    ),
    Deviation(
        "RFC 6120", "error", "children", "any of other namespaces", "one condition, then a text",
        "XSD cannot tell one other namespace from the rest without ambiguity; a rule counts.",
        f"<error {_CLIENT} type='cancel'/>",
    ),
    Deviation(
        "RFC 6120", "error", "@code", "a number", "not there",
        "From before RFC 3920 (XEP-0086); MongooseIM sends it.",
        f"<error {_CLIENT} type='modify' code='400'/>",
    ),
    Deviation(
        "RFC 6120", "payment-required", "element", "a condition", "not there (it was in RFC 3920)",
        "XEP-0060 still answers with it.",
        f"<payment-required {_STANZA_ERRORS}/>",
    ),

    # XEP-0004
    Deviation(
        "XEP-0004", "x", "@type", "optional", "required",
        "Tigase publishes without it, as does the example of XEP-0357.",
        f"<x {_DATA}><field var='a'><value>b</value></field></x>",
    ),
    Deviation(
        "XEP-0004", "x", "order of children",
        "free, each as often as it likes", "instructions, title, field, reported, item",
        "The prose shows title first, and has no rule.",
        f"<x {_DATA} type='form'><title>a</title><instructions>b</instructions></x>",
    ),
    Deviation(
        "XEP-0004", "field", "order of children",
        "free, each as often as it likes", "desc, required, value, option",
        ORDER,
        f"<field {_DATA} var='a'><value>b</value><desc>c</desc></field>",
    ),
    Deviation(
        "XEP-0004", "field", "@var", "optional", "prose: required unless the type is fixed",
        "MongooseIM passes over a field without a name; a rule says so.",
        f"<field {_DATA}><value>a</value></field>",
    ),
    Deviation(
        "XEP-0004", "field", "<value>",
        "any number", "prose: one at most, unless the type says otherwise",
        "Servers differ on what they do with a second; a rule says so.",
        f"<field {_DATA} var='a' type='text-single'><value>b</value><value>c</value></field>",
    ),
    Deviation(
        "XEP-0004", "field", "<option>", "any number", "prose: only in list-single and list-multi",
        "Harmless where it is not read.",
        f"<field {_DATA} var='a'><option><value>b</value></option></field>",
    ),
    Deviation(
        "XEP-0004", "reported", "<field>", "any number", "one at least",
        "A table without columns is empty, not wrong.",
        f"<reported {_DATA}/>",
    ),
    Deviation(
        "XEP-0004", "item", "<field>", "any number", "one at least",
        "A row without cells is empty, not wrong.",
        f"<item {_DATA}/>",
    ),

    # XEP-0030
    Deviation(
        "XEP-0030", "query", "order and number of children",
        "free", "identities, then features, one at least of each",
        "fpush answers without an identity.",
        f"<query {_INFO}><feature var='a'/></query>",
    ),
    Deviation(
        "XEP-0030", "identity", "@xml:lang", "optional", "prose only",
        "An identity may be there in several languages.",
        f"<identity {_INFO} category='pubsub' type='push' name='a' xml:lang='en'/>",
    ),
)
# fmt: on
