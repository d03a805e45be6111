"""Family 1: stanzas, by RFC 6120."""

from collections.abc import Iterator

from pushstanza.binding import Model, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.jid import Jid
from pushstanza.rules.rule import Finding, rule
from pushstanza.rules.scope import Scope


@rule(
    "PS107",
    "invalid-jid",
    Severity.ERROR,
    on=Model,
    source="RFC 7622",
    bad="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push..example' node='n'/></iq>",
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/></iq>",
)
def invalid_jid(model: Model, _scope: Scope) -> Iterator[Finding]:
    """An address that is no JID reaches nobody.

    MongooseIM, ejabberd and Tigase answer ``bad-request``; Prosody stores it, and no push ever
    comes.
    """
    for place in spec_of(type(model)).attributes:
        value = getattr(model, place.field)
        if isinstance(value, Jid) and value.problem is not None:
            yield Finding(f"{place.name} is no JID: {value.problem}", attribute=place.name)
