"""Stanzas of slixmpp, with all of their values read.

slixmpp makes its objects when a value is asked for, so that to parse alone would be little work.
It has no stanzas for XEP-0357; those here are written as its own are.
"""

from typing import Any, ClassVar
from xml.etree import ElementTree as ET

from slixmpp import Iq, Message
from slixmpp.plugins.xep_0004.stanza import Form, FormField
from slixmpp.plugins.xep_0060 import stanza as xep_0060
from slixmpp.xmlstream import ElementBase, register_stanza_plugin

from candidates.candidate import Candidate

_PUSH = "urn:xmpp:push:0"
_STANZA = ("type", "id", "to", "from")


class Notification(ElementBase):
    """What a server publishes to a push service."""

    name = plugin_attrib = "notification"
    namespace = _PUSH
    interfaces: ClassVar[set[str]] = set()


class Enable(ElementBase):
    """Ask the user's server to publish notifications."""

    name = plugin_attrib = "enable"
    namespace = _PUSH
    interfaces: ClassVar[set[str]] = {"jid", "node"}


register_stanza_plugin(Form, FormField, iterable=True)
register_stanza_plugin(xep_0060.Item, Notification)
register_stanza_plugin(Notification, Form)
register_stanza_plugin(Iq, Enable)
register_stanza_plugin(Enable, Form)


def _form(form: Form) -> list[Any]:
    fields = form.get_fields()
    return [
        form["type"],
        [
            (var, field._get_attr("type"), field["label"], field.get_value(convert=False))
            for var, field in fields.items()
        ],
    ]


def _publish(text: str) -> tuple[Iq, object]:
    iq = Iq(xml=ET.fromstring(text))  # noqa: S314 - it is our own
    pubsub = iq["pubsub"]
    publish = pubsub["publish"]
    form = publish["item"]["notification"]["form"]
    return iq, [
        [iq[name] for name in _STANZA],
        publish["node"],
        _form(form),
        _form(pubsub["publish_options"]),
    ]


def _enable(text: str) -> tuple[Iq, object]:
    iq = Iq(xml=ET.fromstring(text))  # noqa: S314
    enable = iq["enable"]
    own = [iq[name] for name in _STANZA]
    return iq, [own, enable["jid"], enable["node"], _form(enable["form"])]


def _message(text: str) -> tuple[Message, object]:
    message = Message(xml=ET.fromstring(text))  # noqa: S314
    own = [message[name] for name in _STANZA]
    return message, [own, message["body"], message["thread"]]


def _serialize(read: tuple[Iq | Message, object]) -> str:
    return str(read[0])


CANDIDATE = Candidate(
    "slixmpp",
    "the schema; objects: values are texts, read by name",
    {"publish": _publish, "enable": _enable, "message": _message},
    _serialize,
    values=lambda read: read[1],
)
