"""Tigase's extensions in an enable: what has no effect there, and who does not know them."""

from collections.abc import Iterator

from pushstanza.binding import Model
from pushstanza.binding.spec import tag_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import SetAttribute, suggestion
from pushstanza.linting.rules.gates import odd_request
from pushstanza.linting.rules.placeholders import copied_from, is_redacted, is_template
from pushstanza.linting.rules.rule import Finding, Given, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import near_attribute
from pushstanza.payloads.encryption import KEY_LENGTH, decoded_key
from pushstanza.stanzas.tigase import AES_128_GCM, Encrypt, GroupchatRoom, MutedItem
from pushstanza.stanzas.xep0357 import Enable

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741

_SOURCE = "Tigase, EncryptedPushNotificationExtension.java; Prosody, mod_cloud_notify_encrypted"
_KEY = "aXPRDTrLQqWYZ3xLv0hK5g=="


def _is_placeholder(value: str) -> bool:
    """Tell whether a value stands for another, as in the document of the extension."""
    return (
        copied_from(value) is not None
        or is_template(value)
        or is_redacted(value)
        or value.startswith("BASE64_")
    )


def _encrypt(more: str = " alg='aes-128-gcm'", key: str = _KEY) -> str:
    return ex.enable(f"<encrypt xmlns='tigase:push:encrypt:0'{more}>{key}</encrypt>")


def _room(inside: str) -> str:
    return ex.enable(
        f"<groupchat xmlns='tigase:push:filter:groupchat:0'><room {inside}/></groupchat>"
    )


def _muted(inside: str) -> str:
    return ex.enable(f"<muted xmlns='tigase:push:filter:muted:0'><item{inside}/></muted>")


@rule(
    "PS550",
    "encryption-key",
    E,
    on=Encrypt,
    source=_SOURCE,
    bad=(_encrypt(key="c2hvcnQ="), _encrypt(key="not Base64!"), _encrypt(key="")),
    good=_encrypt(),
)
def encryption_key(encrypt: Encrypt, scope: Scope) -> Iterator[Finding]:
    """A key of AES-128 is 16 bytes in Base64: 24 characters.

    With another one Tigase publishes a notification without any content, or, where the key is
    empty, one that is not encrypted. Prosody answers bad-request.
    """
    if scope.is_refusal or _is_placeholder(encrypt.key.strip()):
        return
    key = decoded_key(encrypt.key)
    if key is not None and len(key) == KEY_LENGTH:
        return
    if not encrypt.key.strip():
        message, lacks = "<encrypt> has no key: notifications are not encrypted", Lack.CONTENT
    else:
        message, lacks = "the key of <encrypt> is not 16 bytes in Base64", None
    yield Finding(message, content=lacks is None, lacks=lacks)


@rule(
    "PS551",
    "encryption-algorithm",
    E,
    on=Encrypt,
    source=_SOURCE,
    bad=(_encrypt(""), _encrypt(" alg='aes-256-gcm'"), _encrypt(" alg='aes128-gcm'")),
    good=_encrypt(),
)
def encryption_algorithm(encrypt: Encrypt, scope: Scope) -> Iterator[Finding]:
    """The one algorithm of encrypted notifications is aes-128-gcm.

    With another one, or none, Tigase answers with a result, and publishes who has written what
    for everybody to read. Prosody answers feature-not-implemented.
    """
    if scope.is_refusal:
        return
    written = encrypt.alg
    if written is None:
        if near_attribute(encrypt, "alg") is None:
            yield Finding(
                "<encrypt> has no 'alg': notifications are not encrypted",
                lacks=Lack.ATTRIBUTE,
                fix=suggestion("add it", SetAttribute(encrypt, "alg", AES_128_GCM)),
            )
    elif written.lower() != AES_128_GCM and not _is_placeholder(written):
        yield Finding(
            "no server knows this algorithm: Tigase does not encrypt notifications then",
            attribute="alg",
            hint=did_you_mean(written, [AES_128_GCM]) or f"use {AES_128_GCM}",
        )


@rule(
    "PS552",
    "room-without-effect",
    W,
    on=GroupchatRoom,
    source="Tigase, GroupchatFilter.java; Prosody, mod_cloud_notify_filters",
    bad=(
        _room("jid='room@muc.example.com'"),
        _room("allow='always'"),
        _room("jid='room@muc.example.com' allow='mentioned'"),
        _room("jid='room@muc.example.com/alice' allow='always'"),
    ),
    good=_room("jid='room@muc.example.com' allow='mentioned' nick='alice'"),
)
def room_without_effect(room: GroupchatRoom, scope: Scope) -> Iterator[Finding]:
    """A room of ``groupchat`` has a bare JID and ``allow``; with ``mentioned`` also ``nick``.

    Of a room that is not listed, or has no ``allow``, Tigase pushes nothing. It compares the JID
    as it is written, and looks for the nickname in the text of messages; Prosody looks for a
    reference to it (XEP-0372).
    """
    if scope.is_refusal:
        return
    if room.jid is None:
        if near_attribute(room, "jid") is None:
            yield Finding("<room> has no 'jid': it is no room", lacks=Lack.ATTRIBUTE)
        return
    if room.jid.is_valid and room.jid.resource is not None:
        yield Finding(
            "the room has a resource, and no message comes from it: rooms are compared by bare JIDs",
            attribute="jid",
        )
    if room.allow is None and near_attribute(room, "allow") is None:
        yield Finding(
            "<room> has no 'allow': Tigase pushes nothing of it",
            lacks=Lack.ATTRIBUTE,
            hint="use always, mentioned or never",
        )
    if room.allow == "mentioned" and not room.nick and near_attribute(room, "nick") is None:
        yield Finding(
            "<room> has no 'nick': with allow='mentioned' Tigase pushes nothing of it",
            lacks=Lack.ATTRIBUTE,
        )


@rule(
    "PS553",
    "muted-without-effect",
    W,
    on=MutedItem,
    source="Tigase, MutedFilter.java; Prosody, mod_cloud_notify_filters",
    bad=(_muted(""), _muted(" jid='bob@example.com/phone'")),
    good=_muted(" jid='bob@example.com'"),
)
def muted_without_effect(item: MutedItem, scope: Scope) -> Iterator[Finding]:
    """A sender in ``muted`` is named by a bare JID.

    Servers pass over an item without one. Prosody compares a full JID with bare ones, so that
    nobody is muted; Tigase takes the resource away.
    """
    if scope.is_refusal:
        return
    if item.jid is None:
        if near_attribute(item, "jid") is None:
            yield Finding("<item> has no 'jid': it mutes nobody", lacks=Lack.ATTRIBUTE)
    elif item.jid.is_valid and item.jid.resource is not None:
        bare = str(item.jid.bare)
        yield Finding(
            "the sender has a resource: Prosody mutes nobody then",
            attribute="jid",
            fix=suggestion("name the bare JID", SetAttribute(item, "jid", bare)),
        )


@rule(
    "PS554",
    "extension-not-honoured",
    W,
    on=Enable,
    gate=odd_request,
    source="Tigase, tigase/xmpp/impl/push; the push modules of the other servers",
    bad=(
        ex.enable("<jingle xmlns='tigase:push:jingle:0'/>"),
        _encrypt(),
        ex.enable().replace("node=", "away='true' node="),
    ),
    good=ex.enable(),
    given=Given(target="ejabberd"),
)
def extension_not_honoured(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """The target does not have this extension of Tigase, and ignores it.

    A client asks for the features of the account first (XEP-0030). Prosody has them with
    ``mod_cloud_notify_extensions``, and is not reported for these. Tigase has ``away`` only where
    it is switched on. It is reported only where a target is named.
    """
    if not scope.targets or scope.is_refusal:
        return
    from pushstanza.servers import HOME_SERVERS  # only for a target
    from pushstanza.servers.extensions import AWAY
    from pushstanza.servers.publisher import Settings

    asked = dict(_asked_for(enable))
    for name in sorted(scope.targets):
        publisher = HOME_SERVERS[name].publisher
        if publisher is None or HOME_SERVERS[name].is_specification:
            continue
        honoured = publisher.honours(Settings(extensions=True, away=True))
        for tag, at in asked.items():
            if tag not in honoured:
                named = f"'{AWAY}'" if tag == AWAY else f"<{tag.rpartition('}')[2]}>"
                yield Finding(
                    f"{HOME_SERVERS[name].title} does not have {named}, and ignores it",
                    at=at,
                    attribute=AWAY if tag == AWAY else None,
                )


def _asked_for(enable: Enable) -> Iterator[tuple[str, Model | None]]:
    """Yield the extensions of an enable: each as the servers name it, and its place."""
    if enable.extra is not None and dict(enable.extra.attributes).get("away") == "true":
        yield "away", None
    for each in (
        enable.encrypt,
        enable.groupchat,
        enable.ignore_unknown,
        enable.jingle,
        enable.muted,
        enable.priority,
    ):
        if each is not None:
            yield tag_of(each), each
