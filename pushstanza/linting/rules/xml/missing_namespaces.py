"""Elements that lack an xmlns of their own and so have the namespace of their parent."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import NAMESPACES, REGISTRY
from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import SetAttribute, safe, suggestion
from pushstanza.linting.rules.rule import Finding, Lack, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.consequences import consequence
from pushstanza.linting.rules.xml.namespaces import is_misspelt_xmlns, near_namespace
from pushstanza.linting.rules.xml.tree import elements_as_sent, parent_name
from pushstanza.reading import tags
from pushstanza.reading.names import OTHERS
from pushstanza.servers import inputs as given
from pushstanza.stanzas import rfc6120, xep0004, xep0060, xep0203, xep0357


@rule(
    "PS008",
    "namespace-inherited",
    Severity.ERROR,
    on=Tree,
    damaged=True,
    accepted=Severity.ERROR,
    source="esl/MongooseIM, mod_event_pusher_push.erl, find_form/1",
    bad=(
        examples.enable("<x type='submit'/>"),
        examples.enable("<x xmlns='urn:example:options' type='submit'/>"),
        "<iq type='set' id='1'><disable jid='push.example.com' node='my-phone'/></iq>",
        "<iq type='set' id='1'><enable xmlns='' jid='push.example.com' node='my-phone'/></iq>",
        "<iq type='set' id='1' to='pubsub.example.com'><pubsub><create node='n' type='push'/></pubsub></iq>",
    ),
    good=(
        examples.enable(examples.options(examples.SECRET)),
        f"<iq type='set' id='1'>{examples.DISABLE}</iq>",
    ),
)
def namespace_inherited(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """An element without an ``xmlns`` of its own is in the namespace of its parent.

    It is not recognised there. An ``enable`` whose ``x`` is in the wrong namespace takes effect
    without its options.
    """
    for element in elements_as_sent(root, scope):
        home = HOMES.get(tags.local(element))
        if home is not None and tags.namespace(element) != home:
            yield from _inherited(element, home)


#: The namespaces of elements that are recognised by their name alone.
HOMES = {
    "delay": xep0203.NS,
    "disable": xep0357.NS,
    "enable": xep0357.NS,
    "notification": xep0357.NS,
    "pubsub": xep0060.NS,
    "x": xep0004.NS,
}

#: The parents in which such an element has only one meaning.
ONE_READING = {
    "delay": {"message", "presence"},
    "disable": {"iq"},
    "enable": {"iq"},
    "notification": {"item"},
    "x": {"configure", "enable", "notification", "publish-options"},
}

#: The children that only one of the two ``pubsub`` elements has.
_ANYONES = {"create", "items", "publish", "publish-options", "retract", "subscribe", "unsubscribe"}
_OWNERS = {"delete", "purge"}


def _inherited(element: etree._Element, home: str) -> Iterator[Finding]:
    name, namespace, parent = tags.local(element), tags.namespace(element), element.getparent()
    if any(is_misspelt_xmlns(str(key)) for key in element.attrib):
        return
    if name == "delay" and parent is not None and tags.local(parent) == "iq":
        return  # it does not belong there in any namespace
    if namespace in OTHERS or (parent is not None and _is_of_another(parent, namespace)):
        return
    certain = parent_name(element) in ONE_READING.get(name, ())
    inherited = namespace in {"", rfc6120.CLIENT if parent is None else tags.namespace(parent)}
    if not inherited and (near_namespace(element) is not None or not _can_only_be_ours(element)):
        return
    if name == "pubsub":
        home, certain = _pubsub_home(element)
    put_right = safe if certain else suggestion
    where = (
        f"in the namespace {namespace!r}"
        if namespace
        else "without a namespace (its xmlns is empty)"
    )
    lost = consequence(element, name, given.no_namespace if inherited else given.wrong_namespace)
    yield Finding(
        lost.after(f"<{name}> is not recognised {where}"),
        inputs=lost.inputs,
        at=element,
        hint=f"{'add' if inherited else 'write'} xmlns='{home}'",
        fix=put_right(
            f"{'Add' if inherited else 'Write'} xmlns='{home}'",
            SetAttribute(element, "xmlns", home),
        ),
        lacks=Lack.ATTRIBUTE if inherited else None,
    )


def _is_of_another(parent: etree._Element, namespace: str) -> bool:
    """Tell whether an element has its namespace from one of another protocol."""
    if tags.namespace(parent) != namespace or not namespace or namespace in NAMESPACES:
        return False
    return near_namespace(parent) is None


def _can_only_be_ours(element: etree._Element) -> bool:
    """Tell whether an element in an unknown namespace can only be one of ours at its place."""
    name, parent = tags.local(element), element.getparent()
    if parent is None or tags.local(parent) not in ONE_READING.get(name, ()):
        return False
    if name == "x":
        return str(parent.tag) in REGISTRY
    # Message carbons and stream management have an enable, too, but without a 'jid'.
    return name in {"enable", "disable"} and element.get("jid") is not None


def _pubsub_home(element: etree._Element) -> tuple[str, bool]:
    """Return the namespace of a ``pubsub`` by its content, and whether it is certain."""
    inside = {tags.local(child) for child in element.iterchildren("*")}
    if inside & _OWNERS:
        return xep0060.OWNER, not inside & _ANYONES
    if inside & _ANYONES:
        return xep0060.NS, True
    return (xep0060.OWNER if inside & {"affiliations", "configure"} else xep0060.NS), False
