"""The publisher of notifications."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.rule import Finding, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.servers import inputs as given
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Publish
from pushstanza.stanzas.xep0357 import Notification

E, W = Severity.ERROR, Severity.WARNING

_SERVER = " from='example.com'"

#: Whether a push node takes it depends on its affiliations, which no stanza shows.
_BARE: Where = {"node_push": W}
_FULL: Where = {**_BARE, "p2": E}


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
    """The user's server publishes the notifications, with its domain as ``from``.

    A node whose ``publish_model`` is ``publishers`` refuses anyone without an affiliation, and some
    push services refuse every full JID. MongooseIM before 3.6 published as the user.
    """
    stanza = scope.stanza
    if not isinstance(stanza, Iq) or scope.is_refusal or not _is_push(publish):
        return
    sender = stanza.from_
    if sender is None or not sender.is_valid or sender.is_domain:
        return
    yield Finding(
        f"the publisher {quoted(str(sender))} is not a server, and may not be allowed to publish",
        at=stanza,
        inputs=() if sender.is_bare else given.from_full_jid,
        attribute="from",
        hint=f"publish as {sender.domain}, the user's server",
        where=_BARE if sender.is_bare else _FULL,
    )


def _is_push(publish: Publish) -> bool:
    return any(isinstance(item.payload, Notification) for item in publish.items)
