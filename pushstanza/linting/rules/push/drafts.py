"""Push without XEP-0357: Push 2.0, UnifiedPush, and what is enabled together with the session."""

import binascii
from base64 import b64decode
from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import Unknown
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.gates import odd_tree
from pushstanza.linting.rules.rule import Finding, Lack, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.reading import tags
from pushstanza.reading.names import PUSH, PUSH2
from pushstanza.stanzas.push2 import (
    NOTIFY_ONLY,
    WEB_PUSH,
    Push2Enable,
    Push2Match,
    Push2NotifyOnly,
    Push2WebPush,
)
from pushstanza.stanzas.unified_push import UnifiedPushRegister

E, W = Severity.ERROR, Severity.WARNING

_SERVICE = "<service>pusher@push.example.com</service>"
_CLIENT = "<client>https://push.example.com/a1b2c3</client>"
_SEND = f"<send xmlns='{NOTIFY_ONLY}'/>"
_WEB_PUSH = (
    f"<send xmlns='{WEB_PUSH}'><ua-public>BPublicKey</ua-public>"
    "<auth-secret>Sixteen0Octets00</auth-secret></send>"
)
_IMPORTANT = "urn:xmpp:push2:match:important"
#: The match profiles of the draft; others may have their own.
_PROFILES = (
    "urn:xmpp:push2:match:all",
    _IMPORTANT,
    "urn:xmpp:push2:match:archived",
    "urn:xmpp:push2:match:archived-with-body",
)


def _match(inside: str = _SEND, profile: str = _IMPORTANT) -> str:
    return f"<match profile='{profile}'>{inside}</match>"


def _enable(inside: str, attributes: str = "") -> str:
    return ex.iq(f"<enable xmlns='{PUSH2}'{attributes}>{inside}</enable>")


@rule(
    "PS560",
    "push2-enable-incomplete",
    E,
    on=Push2Enable,
    source="prosody-modules, push2.md; mod_push2.lua, push_enable and parse_match",
    bad=(
        _enable(f"{_CLIENT}{_match()}"),
        _enable(f"{_SERVICE}{_match()}"),
        _enable(f"{_SERVICE}{_CLIENT}{_match('')}"),
        _enable(f"{_SERVICE}{_CLIENT}<match>{_SEND}</match>"),
        _enable(
            f"{_SERVICE}{_CLIENT}"
            + _match(_WEB_PUSH.replace("<auth-secret>Sixteen0Octets00</auth-secret>", ""))
        ),
    ),
    good=(
        _enable(f"{_SERVICE}{_CLIENT}{_match()}"),
        _enable(f"{_SERVICE}{_CLIENT}{_match(_WEB_PUSH)}"),
    ),
)
def push2_enable_incomplete(enable: Push2Enable, scope: Scope) -> Iterator[Finding]:
    """An ``enable`` of Push 2.0 holds the service, the client, and what is to be pushed and how.

    Other than in XEP-0357, these are elements and no attributes. Prosody's ``mod_push2`` refuses
    an ``enable`` without the service or the client. It accepts an ``enable`` in which
    no ``match`` has a profile and a ``send``, and never pushes.
    """
    if scope.is_refusal:
        return
    lacking = [
        name
        for name, value in (("service", enable.service), ("client", enable.client))
        if not value
    ]
    if lacking:
        yield Finding(
            f"missing {_elements(lacking)}: the request is refused",
            hint=_meant_as_attributes(enable, lacking),
            lacks=Lack.CONTENT,
        )
    for each in enable.matches:
        yield from _incomplete(each)


#: The attributes of XEP-0357, and what Push 2.0 has in their place.
_ATTRIBUTES = {"service": "jid", "client": "node"}


def _elements(names: list[str]) -> str:
    return " and ".join(f"<{each}>" for each in names)


def _meant_as_attributes(enable: Push2Enable, names: list[str]) -> str | None:
    given = () if enable.extra is None else {key for key, _ in enable.extra.attributes}
    written = [each for each in names if _ATTRIBUTES[each] in given]
    if not written:
        return None
    attributes = " and ".join(repr(_ATTRIBUTES[each]) for each in written)
    return f"write {_elements(written)} in place of {attributes}"


def _incomplete(match: Push2Match) -> Iterator[Finding]:
    if not match.profile:
        yield Finding("missing profile: the match applies to nothing", severity=W, at=match)
    sends = [each for each in match.payloads if isinstance(each, Push2NotifyOnly | Push2WebPush)]
    if not sends and not any(map(_is_send, match.payloads)):
        yield Finding(
            "missing <send>: the match is left out",
            severity=W,
            at=match,
            lacks=Lack.CONTENT,
        )
    for each in sends:
        if isinstance(each, Push2WebPush) and not (each.ua_public and each.auth_secret):
            yield Finding(
                "missing <ua-public> or <auth-secret>: the notification cannot be encrypted",
                at=each,
                lacks=Lack.CONTENT,
            )


def _is_send(payload: object) -> bool:
    return isinstance(payload, Unknown) and tags.local(payload.element()) == "send"


@rule(
    "PS561",
    "push2-profile-unknown",
    W,
    on=Push2Match,
    source="prosody-modules, push2.md, match profiles; mod_push2.lua",
    bad=(
        _enable(f"{_SERVICE}{_CLIENT}{_match(profile='urn:xmpp:push2:match:importent')}"),
        _enable(f"{_SERVICE}{_CLIENT}{_match(profile='important')}"),
    ),
    good=(
        _enable(f"{_SERVICE}{_CLIENT}{_match(profile='urn:xmpp:push2:match:all')}"),
        _enable(f"{_SERVICE}{_CLIENT}{_match(profile='https://example.com/mentions')}"),
    ),
)
def push2_profile_unknown(match: Push2Match, scope: Scope) -> Iterator[Finding]:
    """The match profiles of Push 2.0 are compared character by character.

    The draft defines four match profiles, which have no version. Others are URIs of who defines
    them. Prosody's ``mod_push2`` pushes nothing for a profile that it does not know.
    """
    if scope.is_refusal:
        return
    profile = match.profile
    if profile and profile not in _PROFILES and _is_ours(profile):
        yield Finding(
            f"unknown match profile {quoted(profile)}",
            attribute="profile",
            hint=did_you_mean(profile, _PROFILES) or _completed(profile),
        )


def _is_ours(name: str) -> bool:
    """Tell whether a profile is one of the draft, or no URI at all."""
    return name.startswith("urn:xmpp:push") or ":" not in name


def _completed(profile: str) -> str | None:
    whole = f"urn:xmpp:push2:match:{profile}"
    return f"did you mean {whole!r}?" if whole in _PROFILES else None


_APPLICATION = "rMO5T9nbSTbEN8DvzBZJUVhrY2LJkYgIgkvSf2UyRU8="
_INSTANCE = "VZMFvPh6G4gWzCHWJ8Rb1Xe6m0Q2yJ2mB5uNJgkU0fQ="


def _register(application: str, instance: str = f" instance='{_INSTANCE}'") -> str:
    payload = (
        f"<register xmlns='http://gultsch.de/xmpp/drafts/unified-push'{application}{instance}/>"
    )
    return ex.iq(payload, " to='up.example.com'")


@rule(
    "PS562",
    "unified-push-names",
    W,
    on=UnifiedPushRegister,
    source="README of up, Registration; prosody-modules, mod_unified_push.lua, check_sha256",
    bad=(
        _register(" application='org.example.app'"),
        _register(""),
        _register(f" application='{_APPLICATION}'", ""),
        _register(" application='c2hvcnQ='"),
    ),
    good=_register(f" application='{_APPLICATION}'"),
)
def unified_push_names(register: UnifiedPushRegister, scope: Scope) -> Iterator[Finding]:
    """UnifiedPush names an app and its registration by salted SHA-256 hashes in Base64.

    So the push server does not learn which apps are on the phone. Prosody's ``mod_unified_push``
    refuses what is not 32 bytes in Base64, or missing.
    """
    if scope.is_refusal:
        return
    for name, value in (("application", register.application), ("instance", register.instance)):
        if value is None:
            yield Finding(
                f"missing {name!r}: the registration is refused",
                attribute=name,
                lacks=Lack.ATTRIBUTE,
            )
        elif not _is_hash(value):
            yield Finding(
                f"{name!r} is not a SHA-256 hash in Base64: the registration may be refused",
                attribute=name,
            )


_LENGTH = 32


def _is_hash(text: str) -> bool:
    try:
        return len(b64decode(text, validate=True)) == _LENGTH
    except (binascii.Error, ValueError):
        return False


_BIND2, _SASL2 = "urn:xmpp:bind:0", "urn:xmpp:sasl:2"


def _authenticate(inside: str, beside: str = "") -> str:
    return (
        f"<authenticate xmlns='{_SASL2}' mechanism='SCRAM-SHA-1'>"
        f"<bind xmlns='{_BIND2}'><tag>App</tag>{inside}</bind>{beside}</authenticate>"
    )


@rule(
    "PS563",
    "push-enabled-inline",
    W,
    on=Tree,
    gate=odd_tree,
    source="XEP-0386, section 3.2; MongooseIM, mod_bind2.erl; ejabberd, ejabberd_c2s.erl,"
    " handle_bind2_inline; Tigase, Bind2.java; prosody-modules, mod_sasl2_bind2.lua",
    bad=(
        _authenticate(ex.ENABLE),
        _authenticate("", ex.ENABLE),
        _authenticate(ex.DISABLE),
        _authenticate(f"<enable xmlns='{PUSH2}'>{_SERVICE}{_CLIENT}{_match()}</enable>"),
    ),
    good=(
        _authenticate("<enable xmlns='urn:xmpp:carbons:2'/><enable xmlns='urn:xmpp:sm:3'/>"),
        ex.enable(),
    ),
)
def push_enabled_inline(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """No known server enables push notifications together with the session.

    With Bind 2 a client enables features while it logs in: carbons, stream management, client state.
    XEP-0357 defines no such use, and the draft of Push 2.0 only wishes for one. MongooseIM, ejabberd,
    Tigase and Prosody ignore the element without an answer, so the client has to enable push in an
    IQ after it has logged in.
    """
    if scope.tags.isdisjoint(_PUSHES):
        return
    if _BIND2 not in scope.text and _SASL2 not in scope.text:
        return
    for element in root.iter(*_PUSHES):
        parent = element.getparent()
        if parent is not None and tags.namespace(parent) in {_BIND2, _SASL2}:
            yield Finding(
                f"<{tags.local(element)}> of push notifications in <{tags.local(parent)}> is ignored"
                " by every server",
                at=element,
                hint="send it in an iq after the login",
            )


_PUSHES = tuple(f"{{{each}}}{name}" for each in (PUSH, PUSH2) for name in ("enable", "disable"))
