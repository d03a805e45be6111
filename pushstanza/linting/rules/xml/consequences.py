"""What becomes of an element that servers do not find, because its name or its namespace is wrong."""

from lxml import etree

from pushstanza.linting.rules.xml.tree import parent_name

#: What servers answer to an ``enable`` or ``disable``, by what is wrong with its name.
REQUEST_LOST = {
    "namespace": "MongooseIM, ejabberd and Prosody answer service-unavailable",
    "xmlns": "MongooseIM answers bad-request, ejabberd and Prosody service-unavailable",
    "name": "MongooseIM and ejabberd answer bad-request, Prosody service-unavailable",
}

_OPTIONS_LOST = "the options are lost, MongooseIM's push node answers conflict, and push is off"
_DEFAULTS = "the node is made with the default configuration, and nobody is told"

#: What becomes of a form that nobody finds, by what it stands in.
FORM_LOST = {
    "enable": "servers accept the enable, and its options are lost",
    "publish-options": _OPTIONS_LOST,
    "notification": "MongooseIM's push node finds no summary and answers bad-request",
    "configure": _DEFAULTS,
}

#: What becomes of other elements, by the name that was meant.
ELEMENT_LOST = {
    "affiliation": "MongooseIM answers bad-request",
    "affiliations": "MongooseIM answers bad-request",
    "configure": _DEFAULTS,
    "create": "MongooseIM makes no node",
    "field": "the field is lost",
    "item": "MongooseIM answers bad-request with invalid-payload",
    "notification": "MongooseIM's push node answers bad-request",
    "publish": "nothing is published",
    "publish-options": _OPTIONS_LOST,
    "pubsub": "the service finds no request in the stanza, and refuses it",
    "value": "the field has no value, and MongooseIM answers bad-request to an enable with one",
}


def consequence(element: etree._Element, meant: str, fault: str) -> str:
    """Return what becomes of an element that was to be called *meant*."""
    if meant in {"enable", "disable"}:
        return REQUEST_LOST[fault]
    if meant == "x":
        return FORM_LOST.get(parent_name(element), "the form is lost")
    return ELEMENT_LOST.get(meant, "nobody looks for it there")
