"""The content of an enable and of a disable."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import NAMESPACES, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.change import Remove, safe
from pushstanza.linting.rules.gates import odd_tree
from pushstanza.linting.rules.rule import Finding, Tree, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.namespaces import near_namespace
from pushstanza.linting.rules.xml.near_names import misnamed_attributes, near_element
from pushstanza.reading import tags
from pushstanza.stanzas import xep0004, xep0357
from pushstanza.stanzas.tigase import (
    Encrypt,
    GroupchatFilter,
    IgnoreUnknown,
    JinglePush,
    Muted,
    PushPriority,
)
from pushstanza.stanzas.xep0357 import Enable

W, I = Severity.WARNING, Severity.INFO  # noqa: E741

_ENABLE = f"{{{xep0357.NS}}}enable"
_DISABLE = f"{{{xep0357.NS}}}disable"
_FORM = f"{{{xep0004.NS}}}x"

#: The extensions of XEP-0357 in an ``enable``: those of Tigase, and an attribute of Prosody.
ATTRIBUTES = frozenset({"away", "include_payload"})
EXTENSIONS = {
    "tigase:push:meet:0": "meet",
    **{
        spec_of(cls).namespace: spec_of(cls).names[0]
        for cls in (Encrypt, GroupchatFilter, IgnoreUnknown, JinglePush, Muted, PushPriority)
    },
}


@rule(
    "PS508",
    "disable-with-content",
    W,
    on=Tree,
    gate=odd_tree,
    source="XEP-0357, section 6 and its schema",
    bad=(
        ex.disable(inside=ex.options(ex.SECRET)),
        ex.disable(inside="<reason xmlns='urn:example:why'>logged out</reason>"),
    ),
    good=ex.disable(),
)
def disable_with_content(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A ``disable`` is empty: it is described completely by the service and the node.

    Servers ignore its content, so options neither restrict nor confirm anything.
    """
    if _DISABLE not in scope.tags or scope.is_refusal:
        return
    for element in root.iter(_DISABLE):
        for child in element.iterchildren("*"):
            if tags.namespace(child) == xep0357.NS:
                continue  # reported by the schema
            name = tags.local(child)
            yield Finding(
                f"<{name}/> in a disable is ignored by every server",
                at=child,
                fix=safe("remove it", Remove(child)),
            )


@rule(
    "PS509",
    "unknown-enable-content",
    I,
    on=Tree,
    gate=odd_tree,
    source="The push modules of MongooseIM, ejabberd, Prosody and Tigase",
    bad=(
        ex.enable("<badge xmlns='urn:example:badge'/>"),
        ex.enable("<badge xmlns='tigase:push:badge:0'/>"),
        ex.enable().replace("node=", "device='phone' node="),
    ),
    good=(
        ex.enable().replace("node=", "away='true' node="),
        ex.enable().replace("node=", "include_payload='true' node="),
        ex.enable("<priority xmlns='tigase:push:priority:0'/>"),
    ),
)
def unknown_enable_content(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """No known server reads this part of the ``enable``.

    Servers store the service, the node and one form, and silently ignore the rest. The extensions
    of Tigase, which Prosody reads with ``mod_cloud_notify_extensions``, are not reported.
    """
    if _ENABLE not in scope.tags or scope.is_refusal:
        return
    for element in root.iter(_ENABLE):
        for child in element.iterchildren("*"):
            if child.tag != _FORM:
                yield from _unknown_child(child)


@also("PS509", on=Enable, extra=True)
def _unknown_attributes(enable: Enable, scope: Scope) -> Iterator[Finding]:
    if enable.extra is None or scope.is_refusal:
        return
    misspelt = dict(misnamed_attributes(enable))
    for key, value in enable.extra.attributes:
        known = key in ATTRIBUTES or key[0] == "{" or key in misspelt
        if not known and not (":" in value and nearest(key, ["xmlns"])):
            yield Finding(
                f"unknown attribute {key!r} in an enable: it is ignored by every server",
                attribute=key,
                hint=did_you_mean(key, ATTRIBUTES),
            )


def _unknown_child(child: etree._Element) -> Iterator[Finding]:
    namespace, name = tags.split(str(child.tag))
    if (
        namespace in {"", xep0357.NS}
        or name.lower() == "x"
        or (namespace not in NAMESPACES and near_namespace(child) is not None)
        or (namespace in NAMESPACES and near_element(child) is not None)
        or next(child.iter(_FORM), None) is not None
    ):
        return  # other rules report what is meant as a form, or holds one
    if EXTENSIONS.get(namespace) != name:
        meant = EXTENSIONS.get(namespace)
        hint = f"did you mean <{meant}/>?" if meant else did_you_mean(namespace, EXTENSIONS)
        yield Finding(
            f"unknown <{name}/> of {quoted(namespace)} in an enable: it is ignored by every server",
            at=child,
            hint=hint,
        )
