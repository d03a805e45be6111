"""Messages with which a push service disables push."""

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
    """A push service disables push with a message that removes the affiliation with the node.

    Tigase, the only server that reads it, finds the device by the sender and the ``node`` of
    ``pubsub``; elsewhere the next refused publish ends push. The ``affiliations`` of XEP-0060 are
    accepted, too.
    """
    if scope.is_refusal:
        return
    for payload in message.payloads:
        if isinstance(payload, OwnerPubsub):
            yield Finding(
                "the owner namespace is not for messages: this is not a remote disable, and push"
                " stays enabled",
                at=payload,
                attribute="xmlns",
                hint="use the namespace http://jabber.org/protocol/pubsub",
            )
        elif isinstance(payload, Pubsub):
            yield from _remote_disable(message, payload, scope)


def _remote_disable(message: Message, pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """Yield what is wrong with a remote disable, by either XEP."""
    if pubsub.affiliations is not None:
        yield from _affiliations(pubsub, scope)
        return
    affiliation = pubsub.affiliation
    if affiliation is None:
        if pubsub.node is not None and not holds_strangers(pubsub):
            yield Finding(
                "missing <affiliation>: this is not a remote disable, and push stays enabled",
                at=pubsub,
                hint="add <affiliation jid='…' affiliation='none'/>",
                lacks=Lack.CONTENT,
            )
        return
    if not pubsub.node and near_attribute(pubsub, "node") is None:
        yield Finding(
            "missing 'node': no device is specified, and push stays enabled",
            at=pubsub,
            hint="add node='…' to <pubsub>",
            lacks=Lack.ATTRIBUTE,
        )
    if affiliation.affiliation != "none" and near_attribute(affiliation, "affiliation") is None:
        value = affiliation.affiliation or ""
        yield Finding(
            f"affiliation {quoted(value)} does not disable push, only 'none' does",
            at=affiliation,
            attribute="affiliation",
            hint=did_you_mean(value, ["none"]),
        )
    if affiliation.jid is None:
        if near_attribute(affiliation, "jid") is None:
            yield Finding(
                "missing 'jid': the user is not specified",
                at=affiliation,
                hint="add jid='…'",
                lacks=Lack.ATTRIBUTE,
            )
    elif not _is_recipient(affiliation.jid, message.to):
        yield Finding(
            f"'jid' is {quoted(str(affiliation.jid))}, not the recipient of the message, whose push"
            " is disabled",
            at=affiliation,
            attribute="jid",
        )


def _affiliations(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    assert pubsub.affiliations is not None  # noqa: S101 - the caller has looked
    if not pubsub.affiliations.node:
        if near_attribute(pubsub.affiliations, "node") is not None:
            return
        yield Finding(
            "missing 'node': no device is specified, and push stays enabled",
            at=pubsub.affiliations,
            hint="add node='…'",
            lacks=Lack.ATTRIBUTE,
        )
    elif scope.aims_at("tigase"):
        yield Finding(
            "Tigase reads 'node' and <affiliation> of <pubsub>, not the <affiliations> of XEP-0060:"
            " push stays enabled",
            at=pubsub.affiliations,
        )


def _is_recipient(jid: Jid, to: Jid | None) -> bool:
    if to is None or not to.is_valid or not jid.is_valid:
        return True  # unknown, or other rules report an invalid JID
    return jid.bare == to.bare or (jid.local is None and jid.domain == to.domain)
