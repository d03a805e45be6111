"""Namespaces that are nearly right, and attributes that are nearly xmlns."""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from pushstanza.binding import NAMESPACES, REGISTRY
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import RenameAttribute, SetAttribute, safe, suggestion
from pushstanza.linting.rules.rule import Finding, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.consequences import consequence
from pushstanza.linting.rules.xml.tree import declarations, elements_as_sent
from pushstanza.reading import tags


@rule(
    "PS005",
    "namespace-near-miss",
    Severity.ERROR,
    on=Tree,
    damaged=True,
    source="processone/ejabberd issue 2033",
    bad=(
        """<iq type='set' id='1'><enable xmlns="'urn:xmpp:push:0'" jid='push.example.com' node='n'/></iq>""",
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:1' jid='push.example.com' node='n'/></iq>",
        examples.enable("<x xmlns='jabber:x:data/' type='submit'/>"),
    ),
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
)
def namespace_near_miss(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A namespace is compared letter by letter, so one that is nearly right is wrong.

    No module of the server feels addressed: the answer is ``service-unavailable``, or, for a form,
    nothing at all, and the options are lost.
    """
    for element in elements_as_sent(root, scope):
        namespace = tags.namespace(element)
        if not namespace or namespace in NAMESPACES or _inherits(element, namespace):
            continue
        meant = near_namespace(element)
        if meant is None:
            continue
        change = SetAttribute(element, "xmlns", meant)
        put_right = safe if namespace.strip(_AROUND_SAFELY) == meant else suggestion
        prefixed = element.prefix is not None
        yield Finding(
            f"no server knows the namespace {namespace!r} of <{tags.local(element)}>:"
            f" {consequence(element, tags.local(element), 'namespace')}",
            at=element,
            attribute=f"xmlns:{element.prefix}" if prefixed else "xmlns",
            hint=f"did you mean {meant!r}?",
            fix=None if prefixed else put_right(f"Write xmlns='{meant}'", change),
        )


def near_namespace(element: etree._Element) -> str | None:
    """Return the namespace in which there is an element of this name, and that is nearly its own."""
    meant = _nearest_namespace(tags.namespace(element).strip(_AROUND))
    return meant if f"{{{meant}}}{tags.local(element)}" in REGISTRY else None


@lru_cache(maxsize=1024)
def _nearest_namespace(namespace: str) -> str | None:
    """Return the namespace of the flow that is nearly this one: a log repeats the others, too."""
    return nearest(namespace, NAMESPACES, cutoff=0.88)


def _inherits(element: etree._Element, namespace: str) -> bool:
    """Tell whether an element has its namespace from its parent, of which it is told."""
    parent = element.getparent()
    return parent is not None and tags.namespace(parent) == namespace


#: What stands around a namespace by mistake: of these only quotes and blanks mean nothing.
_AROUND = " '\"/#\t\r\n"
_AROUND_SAFELY = " '\"\t\r\n"


@rule(
    "PS006",
    "xmlns-misspelt",
    Severity.ERROR,
    on=Tree,
    damaged=True,
    source="esl/MongooseIM issue 3380",
    bad=(
        "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        examples.enable("<x xlmns='jabber:x:data' type='submit'/>"),
    ),
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
)
def xmlns_misspelt(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """Without ``xmlns`` the element is in its parent's namespace, and nobody looks for it there.

    MongooseIM answers ``bad-request`` without a text, ejabberd and Prosody
    ``service-unavailable``. Where it is the form, the ``enable`` is accepted without its options.
    """
    for element in elements_as_sent(root, scope):
        for key, value in element.items():
            if is_misspelt_xmlns(key):
                yield _not_declared(element, key, value)


def _not_declared(element: etree._Element, key: str, value: str) -> Finding:
    change = RenameAttribute(element, key, "xmlns")
    put_right = safe if value in NAMESPACES else suggestion
    declared = "xmlns" in declarations(element)
    return Finding(
        f"the attribute {key!r} of <{tags.local(element)}> declares no namespace:"
        f" {consequence(element, tags.local(element), 'xmlns')}",
        at=element,
        attribute=key,
        hint="did you mean 'xmlns'?",
        fix=None if declared else put_right("Write xmlns", change),
    )


def is_misspelt_xmlns(key: str) -> bool:
    """Tell whether the attribute called *key* was meant to declare a namespace."""
    return key != "xmlns" and 4 <= len(key) <= 7 and set(key.lower()) <= set("xmlns")
