"""Who publishes notifications."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.rule import Finding, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Publish
from pushstanza.stanzas.xep0357 import Notification

E, W = Severity.ERROR, Severity.WARNING

_SERVER = " from='example.com'"


@rule(
    "PS513",
    "publisher-not-server",
    W,
    on=Publish,
    source="XEP-0357, section 7; iNPUTmice/p2, PushController.java; esl/MongooseIM pull request 2555",
    bad=(
        ex.publish().replace(_SERVER, " from='alice@example.com'"),
        ex.publish().replace(_SERVER, " from='alice@example.com/phone'"),
        ex.publish().replace(_SERVER, " from='example.com/push'"),
    ),
    good=(ex.publish(), ex.publish().replace(_SERVER, "")),
)
def publisher_not_server(publish: Publish, scope: Scope) -> Iterator[Finding]:
    """Who publishes notifications is the user's server, with its domain as ``from``.

    p2 answers ``forbidden`` to a full JID, and MongooseIM's push node to whoever was given no
    affiliation, where the publish model is ``publishers``. MongooseIM before 3.6 published as the
    user.
    """
    stanza = scope.stanza
    if not isinstance(stanza, Iq) or scope.is_refusal or not _is_push(publish):
        return
    sender = stanza.from_
    if sender is None or not sender.is_valid or sender.is_domain:
        return
    where: Where = {"node_push": W}
    refused = "MongooseIM's push node answers forbidden unless it is a publisher there"
    if not sender.is_bare:
        where = {"node_push": W, "p2": E}
        refused = f"p2 answers forbidden, and {refused}"
    yield Finding(
        f"the publisher is {quoted(str(sender))} and no server: {refused}",
        at=stanza,
        attribute="from",
        hint=f"publish as {sender.domain}, the user's server",
        where=where,
    )


def _is_push(publish: Publish) -> bool:
    return any(isinstance(item.payload, Notification) for item in publish.items)
