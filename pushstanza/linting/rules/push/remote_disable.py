"""Messages with which a push service ends push."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.jid import Jid
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_attribute
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.xep0060 import OwnerPubsub, Pubsub

W = Severity.WARNING


def _message(pubsub: str, namespace: str = "pubsub", to: str = "alice@example.com") -> str:
    return (
        f"<message from='push.example.com' to='{to}'><pubsub "
        f"xmlns='http://jabber.org/protocol/{namespace}'{pubsub}</pubsub></message>"
    )


_OFF = "<affiliation jid='alice@example.com' affiliation='none'/>"


@rule(
    "PS514",
    "remote-disable-shape",
    W,
    on=Message,
    where={"xep": W, "tigase": W},
    source="XEP-0357, section 8; Smack, PushNotificationsManager; Tigase, "
    "AbstractPushNotifications.java",
    bad=(
        _message(f">{_OFF}"),
        _message(" node='my-phone'>"),
        _message(f" node='my-phone'>{_OFF.replace('none', 'outcast')}"),
        _message(f" node='my-phone'>{_OFF.replace('alice', 'bob')}"),
        _message(" node='my-phone'><affiliation affiliation='none'/>"),
        _message(f"><affiliations>{_OFF}</affiliations>"),
        _message(f"><affiliations node='my-phone'>{_OFF}</affiliations>", "pubsub#owner"),
    ),
    good=(
        _message(f" node='my-phone'>{_OFF}"),
        _message(f"><affiliations node='my-phone'>{_OFF}</affiliations>"),
        _message("><subscription node='my-blog' jid='alice@example.com' subscription='none'/>"),
    ),
)
def remote_disable_shape(message: Message, scope: Scope) -> Iterator[Finding]:
    """A push service ends push with a message that takes the affiliation with the node away.

    Of the servers only Tigase reads it: it looks for the device by the sender and the ``node`` of
    ``pubsub``. MongooseIM, ejabberd and Prosody stop at the next refused publish. XEP-0060 writes
    the same with ``affiliations``, which is let pass.
    """
    if scope.is_refusal:
        return
    for payload in message.payloads:
        if isinstance(payload, OwnerPubsub):
            yield Finding(
                "an owner's request has no place in a message: nobody takes it for a remote"
                " disable, and push stays on",
                at=payload,
                attribute="xmlns",
                hint="the namespace is http://jabber.org/protocol/pubsub",
            )
        elif isinstance(payload, Pubsub):
            yield from _remote_disable(message, payload, scope)


def _remote_disable(message: Message, pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """Yield what is wrong with a message that is meant as a remote disable, by either document."""
    if pubsub.affiliations is not None:
        yield from _affiliations(pubsub, scope)
        return
    given = pubsub.affiliation
    if given is None:
        if pubsub.node is not None and not holds_strangers(pubsub):
            yield Finding(
                "no affiliation is taken away here: nobody takes it for a remote disable, and push"
                " stays on",
                at=pubsub,
                hint="add <affiliation jid='…' affiliation='none'/>",
                lacks=Lack.CONTENT,
            )
        return
    if not pubsub.node and near_attribute(pubsub, "node") is None:
        yield Finding(
            "nothing says which node is meant: Tigase finds no device, and push stays on",
            at=pubsub,
            hint="add node='…' to pubsub",
            lacks=Lack.ATTRIBUTE,
        )
    if given.affiliation != "none" and near_attribute(given, "affiliation") is None:
        yield Finding(
            f"the affiliation is {quoted(given.affiliation)} and not 'none', which alone disables"
            " push; Smack refuses to send or read it",
            at=given,
            attribute="affiliation",
            hint=did_you_mean(str(given.affiliation), ["none"]),
        )
    if given.jid is None:
        if near_attribute(given, "jid") is None:
            what = "nothing says whose affiliation is taken away"
            yield Finding(what, at=given, hint="add jid='…'", lacks=Lack.ATTRIBUTE)
    elif not _is_recipient(given.jid, message.to):
        yield Finding(
            f"jid is {quoted(str(given.jid))}, and not the user to whom this goes:"
            " the push that ends is the recipient's",
            at=given,
            attribute="jid",
        )


def _affiliations(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    assert pubsub.affiliations is not None  # noqa: S101 - the caller has looked
    if not pubsub.affiliations.node:
        if near_attribute(pubsub.affiliations, "node") is not None:
            return
        yield Finding(
            "nothing says which node is meant, so no push is disabled",
            at=pubsub.affiliations,
            hint="add node='…'",
            lacks=Lack.ATTRIBUTE,
        )
    elif scope.aims_at("tigase"):
        yield Finding(
            "Tigase reads the node of pubsub and an affiliation in it, not XEP-0060's"
            " affiliations: push stays on",
            at=pubsub.affiliations,
        )


def _is_recipient(jid: Jid, to: Jid | None) -> bool:
    if to is None or not to.is_valid or not jid.is_valid:
        return True  # not known, or told as no JID
    return jid.bare == to.bare or (jid.local is None and jid.domain == to.domain)
