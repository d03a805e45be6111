"""Stanzas of aioxmpp, as objects of its own classes; those that it lacks are declared here."""

from io import BytesIO
from typing import Any

import aioxmpp
import aioxmpp.forms.xso
import aioxmpp.pubsub.xso
import aioxmpp.xml
from aioxmpp import xso

from candidates.candidate import Candidate, Parser

_PUSH = "urn:xmpp:push:0"


@aioxmpp.pubsub.xso.as_payload_class
class Notification(xso.XSO):
    """What a server publishes to a push service."""

    TAG = (_PUSH, "notification")

    form = xso.Child([aioxmpp.forms.xso.Data])


@aioxmpp.IQ.as_payload_class
class Enable(xso.XSO):
    """Ask the user's server to publish notifications."""

    TAG = (_PUSH, "enable")

    jid = xso.Attr("jid", type_=xso.JID())
    node = xso.Attr("node", default=None)
    form = xso.Child([aioxmpp.forms.xso.Data])


def _parser(cls: type[Any]) -> Parser:
    return lambda text: aioxmpp.xml.read_single_xso(BytesIO(text.encode()), cls)


def _values(stanza: Any) -> list[Any]:
    own = [stanza.type_, stanza.id_, stanza.to, stanza.from_]
    if isinstance(stanza, aioxmpp.Message):
        return [own, [*stanza.body.values()], stanza.thread.identifier]
    if isinstance(stanza.payload, Enable):
        return [own, stanza.payload.jid, stanza.payload.node, _form(stanza.payload.form)]
    publish = stanza.payload.payload
    options = stanza.payload.publish_options.data
    return [own, publish.node, _form(publish.item.registered_payload.form), _form(options)]


def _form(form: Any) -> list[Any]:
    fields = [[each.var, each.type_, each.label, [*each.values]] for each in form.fields]
    return [form.type_, fields]


CANDIDATE = Candidate(
    "aioxmpp",
    "the schema",
    {
        "publish": _parser(aioxmpp.IQ),
        "enable": _parser(aioxmpp.IQ),
        "message": _parser(aioxmpp.Message),
    },
    aioxmpp.xml.serialize_single_xso,
    values=_values,
)
