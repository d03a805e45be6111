"""Misspelt namespaces, and misspelt xmlns attributes."""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from pushstanza.binding import NAMESPACES, REGISTRY
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.spelling import nearest_namespace
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import RenameAttribute, SetAttribute, safe, suggestion
from pushstanza.linting.rules.rule import Finding, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.consequences import consequence
from pushstanza.linting.rules.xml.tree import declarations, elements_as_sent
from pushstanza.reading import tags
from pushstanza.reading.names import OTHERS
from pushstanza.servers import inputs as given


@rule(
    "PS005",
    "namespace-near-miss",
    Severity.ERROR,
    on=Tree,
    damaged=True,
    accepted=Severity.ERROR,
    source="processone/ejabberd issue 2033",
    bad=(
        """<iq type='set' id='1'><enable xmlns="'urn:xmpp:push:0'" jid='push.example.com' node='n'/></iq>""",
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:1' jid='push.example.com' node='n'/></iq>",
        examples.enable("<x xmlns='jabber:x:data/' type='submit'/>"),
    ),
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
)
def namespace_near_miss(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """Namespaces are compared character by character, so a misspelt one is a different namespace.

    No module of the server handles the request. A form in such a namespace is ignored, and its
    options are lost.
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
        name = tags.local(element)
        lost = consequence(element, name, given.wrong_namespace)
        yield Finding(
            lost.after(f"unknown namespace {namespace!r} of <{name}>"),
            inputs=lost.inputs,
            at=element,
            attribute=f"xmlns:{element.prefix}" if prefixed else "xmlns",
            hint=f"did you mean {meant!r}?",
            fix=None if prefixed else put_right(f"Write xmlns='{meant}'", change),
        )


def near_namespace(element: etree._Element) -> str | None:
    """Return the known namespace with an element of this name that is nearly its own."""
    meant = _nearest_namespace(tags.namespace(element).strip(_AROUND))
    return meant if f"{{{meant}}}{tags.local(element)}" in REGISTRY else None


@lru_cache(maxsize=1024)
def _nearest_namespace(namespace: str) -> str | None:
    """Return the known namespace that is nearly this one; cached, as logs repeat the others."""
    return None if namespace in OTHERS else nearest_namespace(namespace, NAMESPACES)


def _inherits(element: etree._Element, namespace: str) -> bool:
    """Tell whether an element has the namespace of its parent, which is reported itself."""
    parent = element.getparent()
    return parent is not None and tags.namespace(parent) == namespace


#: What surrounds a namespace by mistake. Quotes and blanks can be removed safely.
_AROUND = " '\"/#\t\r\n"
_AROUND_SAFELY = " '\"\t\r\n"


@rule(
    "PS006",
    "xmlns-misspelt",
    Severity.ERROR,
    on=Tree,
    damaged=True,
    accepted=Severity.ERROR,
    source="esl/MongooseIM issue 3380",
    bad=(
        "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        examples.enable("<x xlmns='jabber:x:data' type='submit'/>"),
    ),
    good="<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
)
def xmlns_misspelt(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """Without ``xmlns`` an element is in the namespace of its parent, where it is not recognised.

    An ``enable`` is refused, often without a text that says why. A form is ignored: the ``enable``
    takes effect without its options.
    """
    for element in elements_as_sent(root, scope):
        for key, value in element.items():
            if is_misspelt_xmlns(key):
                yield _not_declared(element, key, value)


def _not_declared(element: etree._Element, key: str, value: str) -> Finding:
    change = RenameAttribute(element, key, "xmlns")
    put_right = safe if value in NAMESPACES else suggestion
    declared = "xmlns" in declarations(element)
    name = tags.local(element)
    lost = consequence(element, name, given.no_namespace)
    return Finding(
        lost.after(f"the attribute {key!r} of <{name}> declares no namespace"),
        inputs=lost.inputs,
        at=element,
        attribute=key,
        hint="did you mean 'xmlns'?",
        fix=None if declared else put_right("Write xmlns", change),
    )


def is_misspelt_xmlns(key: str) -> bool:
    """Tell whether the attribute called *key* was meant to declare a namespace."""
    return key != "xmlns" and 4 <= len(key) <= 7 and set(key.lower()) <= set("xmlns")
