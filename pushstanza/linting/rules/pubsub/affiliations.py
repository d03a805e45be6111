"""Affiliations: who may publish at a node."""

from collections.abc import Iterator
from typing import get_args

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, SetAttribute, safe, suggestion
from pushstanza.linting.rules.pubsub.elements import AT_EVERY_SERVICE, OWNER_PUBSUB
from pushstanza.linting.rules.rule import Finding, Given, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.addressing import own_domain
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_attribute
from pushstanza.servers import inputs as given
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

#: The affiliations that allow publishing.
_PUBLISHING = frozenset({"owner", "publish-only", "publisher"})
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

    The namespace without ``#owner`` is for asking for one's own affiliations. ``pubsub`` holds
    nothing else, and each ``affiliation`` has a ``jid`` and an ``affiliation``.
    """
    pubsub = scope.stanza.payload if isinstance(scope.stanza, Iq) else scope.stanza
    if isinstance(pubsub, Pubsub) and pubsub.affiliations is affiliations and is_request(scope):
        if isinstance(scope.stanza, Iq) and scope.stanza.type != "set":
            return
        if not affiliations.affiliations:
            return  # a query whose type is wrong
        yield Finding(
            f"affiliations are set in the namespace {xep0060.OWNER}",
            at=pubsub,
            inputs=given.action_unknown,
            where=AT_EVERY_SERVICE,
            attribute="xmlns",
            hint=f"xmlns='{xep0060.OWNER}'",
            fix=_in_owner_namespace(pubsub, affiliations),
        )


def _in_owner_namespace(pubsub: Pubsub, affiliations: Affiliations) -> Change:
    grants = any(each.affiliation in _PUBLISHING for each in affiliations.affiliations)
    change = suggestion if grants else safe
    return change("use the owner namespace", SetAttribute(pubsub, "xmlns", xep0060.OWNER))


@also("PS409", on=OwnerAffiliations)
def _affiliations_set(affiliations: OwnerAffiliations, scope: Scope) -> Iterator[Finding]:
    if not _is_set(scope):
        return
    if affiliations.extra is not None and not holds_strangers(affiliations):
        for child in affiliations.extra.children[:1]:
            yield Finding(
                f"<{child.name}> is not allowed in <affiliations>",
                inputs=given.affiliation_malformed,
                where=AT_EVERY_SERVICE,
                hint="each child is <affiliation jid='…' affiliation='…'/>",
            )
    if not affiliations.node and near_attribute(affiliations, "node") is None:
        yield Finding(
            "missing 'node': the node is not specified"
            if affiliations.node is None
            else "'node' is empty: the node is not specified",
            attribute="node" if affiliations.node is not None else None,
            hint="add node='…'",
            lacks=Lack.ATTRIBUTE,
        )
    for each in affiliations.affiliations:
        missing = "jid" if each.jid is None else "affiliation"
        lacks = each.jid is None or each.affiliation is None
        if lacks and near_attribute(each, missing) is None:
            yield Finding(
                f"missing {missing!r} in <affiliation>",
                at=each,
                inputs=given.affiliation_malformed,
                where=AT_EVERY_SERVICE,
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
                "a request of the owner holds one action only",
                at=further,
                inputs=given.several_actions,
                where=AT_EVERY_SERVICE,
                hint="send it in a separate request",
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
    source="XEP-0060, section 4.1; MongooseIM's tutorial, whose text has publisher_only",
    bad=(
        make.affiliations(make.grant(affiliation="publisher_only")),
        make.affiliations(make.grant(affiliation="admin")),
    ),
    good=make.affiliations(make.grant()),
)
def affiliation_value(model: OwnerAffiliation | Affiliation, scope: Scope) -> Iterator[Finding]:
    """An affiliation is one of six words; servers that publish get ``publish-only``.

    Any other word is refused, and the server may not publish.
    """
    value = model.affiliation
    if value is None or value in _KINDS or scope.is_refusal or isinstance(scope.stanza, Message):
        return  # in a message it is a remote disable
    meant = nearest(value, _KINDS)
    yield Finding(
        f"{quoted(value)} is not a valid affiliation",
        at=model,
        inputs=given.affiliation_malformed,
        where=AT_EVERY_SERVICE,
        attribute="affiliation",
        hint=did_you_mean(value, _KINDS) or f"use one of {', '.join(_KINDS)}",
        fix=None if meant is None else _with_affiliation(model, meant),
    )


def _with_affiliation(model: OwnerAffiliation | Affiliation, kind: str) -> Change:
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
    """The server publishes as its own domain, so the domain needs the affiliation, not the user.

    MongooseIM before 3.6 published as the user; later versions and all other servers publish as the
    domain. A node whose ``publish_model`` is ``publishers`` refuses that if only the user, or an
    address with a resource, may publish.
    """
    if not _is_set(scope):
        return
    granted = [each for each in affiliations.affiliations if each.affiliation in _PUBLISHING]
    own = own_domain(scope)
    if any(_allows_server(each.jid, own) for each in granted):
        return
    if affiliations.extra is not None or any(
        each.affiliation not in _KINDS for each in affiliations.affiliations
    ):
        return  # it may be meant for the server, and another rule reports it
    for each in granted:
        if each.jid is not None and each.jid.is_valid and _is_for_push(each, affiliations, scope):
            domain = own or each.jid.domain
            yield Finding(
                f"the server publishes the notifications, but {quoted(str(each.jid))} is allowed to"
                f" publish: publishes of {domain} are refused",
                at=each,
                attribute="jid",
                hint=f"jid={domain!r}",
                fix=suggestion("allow the server to publish", SetAttribute(each, "jid", domain)),
            )
            return


def _allows_server(jid: Jid | None, own_domain: str | None) -> bool:
    if jid is None or not jid.is_valid:
        return True  # other rules report it
    return jid.is_domain and own_domain in {None, jid.domain}


def _is_for_push(granted: OwnerAffiliation, where: OwnerAffiliations, scope: Scope) -> bool:
    """Tell whether an affiliation is for push: publish-only is of little use elsewhere."""
    if granted.affiliation != "publisher":
        return granted.affiliation == "publish-only"
    to = scope.stanza.to if isinstance(scope.stanza, Iq) else None
    if to is None or not to.is_valid:
        return False
    return (to.domain, where.node) in scope.history.created
