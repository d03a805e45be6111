"""Affiliations: who may publish on a node."""

from collections.abc import Iterator
from typing import get_args

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, SetAttribute, safe, suggestion
from pushstanza.linting.rules.pubsub.elements import OWNER_PUBSUB
from pushstanza.linting.rules.rule import Finding, Given, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.addressing import own_domain
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_attribute
from pushstanza.stanzas import xep0060
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0060 import (
    Affiliation,
    AffiliationKind,
    Affiliations,
    OwnerAffiliation,
    OwnerAffiliations,
    OwnerPubsub,
    Pubsub,
)

#: What lets someone publish.
_RIGHTS = frozenset({"owner", "publish-only", "publisher"})
_KINDS = get_args(AffiliationKind)


@rule(
    "PS409",
    "affiliations-namespace",
    Severity.ERROR,
    on=Affiliations,
    source="XEP-0060, section 8.9; esl/MongooseIM, mod_pubsub_old.erl, iq_pubsub_owner/6",
    bad=(
        make.affiliations(make.grant()).replace("#owner", ""),
        make.affiliations(make.grant()).replace(
            "</pubsub>",
            f"<affiliations node='my-tablet'>{make.grant()}</affiliations></pubsub>",
        ),
        make.affiliations("<affiliation affiliation='publish-only'/>"),
        make.affiliations("<affiliation jid='example.com'/>"),
        make.affiliations(make.grant()).replace(" node='my-phone'", ""),
    ),
    good=(
        make.affiliations(make.grant()),
        make.pubsub("<affiliations/>").replace("type='set'", "type='get'"),
    ),
)
def affiliations_namespace(affiliations: Affiliations, scope: Scope) -> Iterator[Finding]:
    """The owner of a node sets affiliations in ``…pubsub#owner``, for one node at a time.

    In the namespace without ``#owner`` one may only ask for one's own: MongooseIM answers
    ``feature-not-implemented``. It answers ``bad-request`` where ``pubsub`` holds something else
    beside them, and where an ``affiliation`` does not say whose and which.
    """
    pubsub = scope.stanza.payload if isinstance(scope.stanza, Iq) else scope.stanza
    if isinstance(pubsub, Pubsub) and pubsub.affiliations is affiliations and is_request(scope):
        if isinstance(scope.stanza, Iq) and scope.stanza.type != "set":
            return
        if not affiliations.affiliations:
            return  # a question whose type is wrong
        yield Finding(
            f"affiliations are set in {xep0060.OWNER}: MongooseIM answers feature-not-implemented",
            at=pubsub,
            attribute="xmlns",
            hint=f"xmlns='{xep0060.OWNER}'",
            fix=_owned(pubsub, affiliations),
        )


def _owned(pubsub: Pubsub, affiliations: Affiliations) -> Change:
    grants = any(each.affiliation in _RIGHTS for each in affiliations.affiliations)
    make_it = suggestion if grants else safe
    return make_it("use the namespace of owners", SetAttribute(pubsub, "xmlns", xep0060.OWNER))


@also("PS409", on=OwnerAffiliations)
def _affiliations_set(affiliations: OwnerAffiliations, scope: Scope) -> Iterator[Finding]:
    if not _is_set(scope):
        return
    if affiliations.extra is not None and not holds_strangers(affiliations):
        for child in affiliations.extra.children[:1]:
            yield Finding(
                f"<{child.name}> has no place among affiliations: MongooseIM answers bad-request",
                hint="each of them is <affiliation jid='…' affiliation='…'/>",
            )
    if not affiliations.node and near_attribute(affiliations, "node") is None:
        yield Finding(
            "these affiliations name no node, so no service can tell which one is meant",
            attribute="node" if affiliations.node is not None else None,
            hint="add node='…'",
            lacks=Lack.ATTRIBUTE,
        )
    for each in affiliations.affiliations:
        missing = "jid" if each.jid is None else "affiliation"
        lacks = each.jid is None or each.affiliation is None
        if lacks and near_attribute(each, missing) is None:
            what = "whom it is for" if each.jid is None else "what it is"
            yield Finding(
                f"this affiliation does not say {what}: MongooseIM answers bad-request",
                at=each,
                hint=f"add {missing}='…'",
                lacks=Lack.ATTRIBUTE,
            )


@also("PS409", on=OwnerPubsub)
def _affiliations_alone(pubsub: OwnerPubsub, scope: Scope) -> Iterator[Finding]:
    if pubsub.affiliations is None or not _is_set(scope) or scope.root is None:
        return
    for element in scope.root.iter(OWNER_PUBSUB):
        for further in element.findall("*")[1:]:
            yield Finding(
                "only one thing may be asked at a time: MongooseIM answers bad-request",
                at=further,
                hint="send it in a request of its own",
            )


def _is_set(scope: Scope) -> bool:
    stanza = scope.stanza
    return is_request(scope) and (not isinstance(stanza, Iq) or stanza.type != "get")


@rule(
    "PS410",
    "affiliation-value",
    Severity.ERROR,
    on=(OwnerAffiliation, Affiliation),
    damaged=True,
    source="XEP-0060, section 4.1; MongooseIM's tutorial, which has publisher_only in its prose",
    bad=(
        make.affiliations(make.grant(affiliation="publisher_only")),
        make.affiliations(make.grant(affiliation="admin")),
    ),
    good=make.affiliations(make.grant()),
)
def affiliation_value(model: OwnerAffiliation | Affiliation, scope: Scope) -> Iterator[Finding]:
    """An affiliation is one of six words; the one for servers that publish is ``publish-only``.

    MongooseIM answers ``bad-request`` to any other, and the server may not publish.
    """
    value = model.affiliation
    if value is None or value in _KINDS or scope.is_refusal or isinstance(scope.stanza, Message):
        return  # in a message it is a remote disable
    meant = nearest(value, _KINDS)
    yield Finding(
        f"{quoted(value)} is no affiliation: MongooseIM answers bad-request",
        at=model,
        attribute="affiliation",
        hint=did_you_mean(value, _KINDS) or f"it is one of {', '.join(_KINDS)}",
        fix=None if meant is None else _affiliated(model, meant),
    )


def _affiliated(model: OwnerAffiliation | Affiliation, kind: str) -> Change:
    return suggestion(f"write {kind!r}", SetAttribute(model, "affiliation", kind))


@rule(
    "PS411",
    "server-not-publisher",
    Severity.WARNING,
    on=OwnerAffiliations,
    sequence=True,
    given=Given(account="alice@example.com"),
    source="esl/MongooseIM pull request 2555; its migration guide from 3.5.0 to 3.6.0",
    bad=(
        make.affiliations(make.grant("alice@example.com")),
        make.affiliations(make.grant("example.com/phone")),
        make.affiliations(make.grant("pubsub.example.com")),
    ),
    good=(
        make.affiliations(make.grant("alice@example.com") + make.grant()),
        make.affiliations(make.grant("bob@example.net", "publisher")),
        make.affiliations(make.grant("alice@example.com", "none")),
    ),
)
def server_not_publisher(affiliations: OwnerAffiliations, scope: Scope) -> Iterator[Finding]:
    """The server publishes under its own name, so its domain needs the right, not the user.

    Since MongooseIM 3.6, and in ejabberd, Prosody and Tigase, publishes come from the domain. A node
    whose ``publish_model`` is ``publishers`` answers them with ``forbidden`` where only the user, or
    an address with a resource, may publish.
    """
    if not _is_set(scope):
        return
    granted = [each for each in affiliations.affiliations if each.affiliation in _RIGHTS]
    own = own_domain(scope)
    if any(_lets_in_server(each.jid, own) for each in granted):
        return
    if affiliations.extra is not None or any(
        each.affiliation not in _KINDS for each in affiliations.affiliations
    ):
        return  # it may be the server's, and is told
    for each in granted:
        if each.jid is not None and each.jid.is_valid and _is_meant(each, affiliations, scope):
            domain = own or each.jid.domain
            yield Finding(
                f"publishes come from the server, and this lets {quoted(str(each.jid))} publish:"
                f" {domain} is answered with forbidden",
                at=each,
                attribute="jid",
                hint=f"jid={domain!r}",
                fix=suggestion("let the server publish", SetAttribute(each, "jid", domain)),
            )
            return


def _lets_in_server(jid: Jid | None, own_domain: str | None) -> bool:
    if jid is None or not jid.is_valid:
        return True  # told elsewhere
    return jid.is_domain and own_domain in {None, jid.domain}


def _is_meant(granted: OwnerAffiliation, where: OwnerAffiliations, scope: Scope) -> bool:
    """Tell whether the right is one to push: publish-only is of little use elsewhere."""
    if granted.affiliation != "publisher":
        return granted.affiliation == "publish-only"
    to = scope.stanza.to if isinstance(scope.stanza, Iq) else None
    if to is None or not to.is_valid:
        return False
    return (to.domain, where.node) in scope.history.created
