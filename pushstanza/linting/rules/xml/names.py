"""Family 0: the XML itself, and the restrictions of RFC 6120, section 11.

What does not parse never becomes a tree: the first four rules are held by the reader, the last by
the schemas.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from lxml import etree

from pushstanza.binding import NAMESPACES, REGISTRY, Model, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import (
    Change,
    Rename,
    RenameAttribute,
    SetAttribute,
    Step,
    safe,
    suggestion,
)
from pushstanza.linting.rules.left_out import ELLIPSIS, holds_only_elements
from pushstanza.linting.rules.rule import Finding, Lack, Tree, Where, also, rule, told_by_reader
from pushstanza.linting.rules.scope import Scope
from pushstanza.reading import tags
from pushstanza.stanzas import rfc6120, xep0004, xep0060, xep0203, xep0357
from pushstanza.stanzas.forms import FormView, NodeConfig, PublishOptions, PushSummary
from pushstanza.stanzas.rfc6120 import StanzaError

_DISCO = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
_DISABLE = "<disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"


# ---- what the reader holds ----


@told_by_reader(
    "PS001",
    "not-well-formed",
    Severity.ERROR,
    source="XML 1.0; RFC 6120, section 11.3",
    bad=(
        "<iq type='get' id='1' to='example.com'><query xmlns='http://jabber.org/protocol/disco#info'>",
        "<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com'></disabel></iq>",
        "<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com' node=my-phone/></iq>",
        "<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='a&b'/></iq>",
    ),
    good=(
        "<iq type='get' id='1' to='example.com'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "<iq type='set' id='1'><disable xmlns='urn:xmpp:push:0' jid='push.example.com' node='a&amp;b'/></iq>",
    ),
)
def not_well_formed() -> None:
    """A server that gets XML that is not well-formed ends the stream.

    All stanzas behind it are lost as well. XEP-0357's own publish example is not well-formed:
    it opens ``<value>`` a second time where it means to close it.
    """


@told_by_reader(
    "PS002",
    "comment-or-pi",
    Severity.ERROR,
    source="RFC 6120, section 11.1",
    bad=(
        f"<iq type='set' id='1'><!-- off -->{_DISABLE}</iq>",
        f"<iq type='set' id='1'><?off now?>{_DISABLE}</iq>",
        f"<iq type='set' id='1'><?xml version='1.0'?>{_DISABLE}</iq>",
    ),
    good=f"<iq type='set' id='1'>{_DISABLE}</iq>",
)
def comment_or_pi() -> None:
    """Comments and processing instructions may not be sent in an XMPP stream.

    Prosody ends the stream with ``not-well-formed``; MongooseIM and ejabberd skip them.
    """


@told_by_reader(
    "PS003",
    "dtd-or-entity",
    Severity.ERROR,
    source="RFC 6120, section 11.1",
    bad=(
        f"<!DOCTYPE iq><iq type='get' id='1'>{_DISCO}</iq>",
        "<message to='a@example.com'><body>Mills &nbsp; Boon</body></message>",
    ),
    good=(
        f"<iq type='get' id='1'>{_DISCO}</iq>",
        "<message to='a@example.com'><body>Mills &amp; Boon</body></message>",
    ),
)
def dtd_or_entity() -> None:
    """A DOCTYPE, or an entity other than the five of XML, may not be sent.

    Servers end the stream, since expanding entities is a way to exhaust them. It is never
    expanded here.
    """


@told_by_reader(
    "PS004",
    "illegal-character",
    Severity.ERROR,
    source="XML 1.0, section 2.2; RFC 6120, section 11.6",
    bad=(
        "<message type='chat' to='a@example.com'><body>\x07</body></message>",
        "<message type='chat' to='a@example.com'><body>&#7;</body></message>",
    ),
    good="<message type='chat' to='a@example.com'><body>ding</body></message>",
)
def illegal_character() -> None:
    """XML cannot hold control characters, lone surrogates, U+FFFE and U+FFFF.

    Not even as a character reference. The server ends the stream.
    """


# ---- what becomes of an element that nobody finds ----

#: What servers answer to an ``enable`` or ``disable``, by what is wrong with its name.
REQUEST_LOST = {
    "namespace": "MongooseIM, ejabberd and Prosody answer service-unavailable",
    "xmlns": "MongooseIM answers bad-request, ejabberd and Prosody service-unavailable",
    "name": "MongooseIM and ejabberd answer bad-request, Prosody service-unavailable",
}

_OPTIONS_LOST = "the options are lost, MongooseIM's push node answers conflict, and push is off"
_DEFAULTS = "the node is made with the default configuration, and nobody is told"

#: What becomes of a form that nobody finds, by what it stands in.
FORM_LOST = {
    "enable": "servers accept the enable, and its options are lost",
    "publish-options": _OPTIONS_LOST,
    "notification": "MongooseIM's push node finds no summary and answers bad-request",
    "configure": _DEFAULTS,
}

#: What becomes of other elements, by the name that was meant.
ELEMENT_LOST = {
    "affiliation": "MongooseIM answers bad-request",
    "affiliations": "MongooseIM answers bad-request",
    "configure": _DEFAULTS,
    "create": "MongooseIM makes no node",
    "field": "the field is lost",
    "item": "MongooseIM answers bad-request with invalid-payload",
    "notification": "MongooseIM's push node answers bad-request",
    "publish": "nothing is published",
    "publish-options": _OPTIONS_LOST,
    "pubsub": "the service finds no request in the stanza, and refuses it",
    "value": "the field has no value, and MongooseIM answers bad-request to an enable with one",
}


def _lost(element: etree._Element, meant: str, fault: str) -> str:
    """Return what becomes of an element that was to be called *meant*."""
    if meant in {"enable", "disable"}:
        return REQUEST_LOST[fault]
    if meant == "x":
        return FORM_LOST.get(_parent_name(element), "the form is lost")
    return ELEMENT_LOST.get(meant, "nobody looks for it there")


def _parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else tags.local(parent)


def _as_sent(root: etree._Element, scope: Scope) -> Iterator[etree._Element]:
    """Return the elements of a stanza, without the refused request that an error repeats."""
    if not scope.is_refusal:
        return root.iter("*")
    return (each for child in root.iterchildren(_ERROR) for each in child.iter("*"))


_ERROR = f"{{{rfc6120.CLIENT}}}error"


# ---- namespaces ----


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
    for element in _as_sent(root, scope):
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
            f" {_lost(element, tags.local(element), 'namespace')}",
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
    for element in _as_sent(root, scope):
        for key, value in element.items():
            if _misspelt(key):
                yield _not_declared(element, key, value)


def _not_declared(element: etree._Element, key: str, value: str) -> Finding:
    change = RenameAttribute(element, key, "xmlns")
    put_right = safe if value in NAMESPACES else suggestion
    declared = "xmlns" in _declared(element)
    return Finding(
        f"the attribute {key!r} of <{tags.local(element)}> declares no namespace:"
        f" {_lost(element, tags.local(element), 'xmlns')}",
        at=element,
        attribute=key,
        hint="did you mean 'xmlns'?",
        fix=None if declared else put_right("Write xmlns", change),
    )


def _declared(element: etree._Element) -> set[str]:
    """Return the names of the namespace declarations on an element that change something."""
    parent = element.getparent()
    above = {} if parent is None else parent.nsmap
    return {
        f"xmlns:{prefix}" if prefix else "xmlns"
        for prefix, namespace in element.nsmap.items()
        if above.get(prefix) != namespace
    }


def _misspelt(key: str) -> bool:
    return key != "xmlns" and 4 <= len(key) <= 7 and set(key.lower()) <= set("xmlns")


@rule(
    "PS007",
    "prefixed-element",
    Severity.WARNING,
    on=Tree,
    where={
        "mongooseim": Severity.ERROR,
        "mongooseim-virtual": Severity.ERROR,
        "node_push": Severity.ERROR,
    },
    source="esl/MongooseIM, jlib.erl, iq_info_internal/2, and exml, which knows no prefixes",
    bad=(
        "<iq type='set' id='1'><p:enable xmlns:p='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        examples.enable(
            "<d:x xmlns:d='jabber:x:data' type='submit'><d:field var='FORM_TYPE'>"
            "<d:value>http://jabber.org/protocol/pubsub#publish-options</d:value></d:field></d:x>"
        ),
    ),
    good=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        "<p:iq xmlns:p='jabber:client' type='result' id='1'/>",
    ),
)
def prefixed_element(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A prefix is right XML, and MongooseIM does not see through it.

    It looks for an element of this very name with an ``xmlns`` of its own, and finds neither: an
    ``enable`` is answered with ``bad-request``, a form is passed over. ejabberd and Prosody
    recognise it.
    """
    if "xmlns:" not in scope.text or root.get("type") in {"result", "error"}:
        return
    for element in root.iter("*"):
        if element.prefix is not None and _is_first_with_prefix(element):
            name, namespace = tags.local(element), tags.namespace(element)
            yield Finding(
                f"MongooseIM knows no prefixes, and does not recognise <{element.prefix}:{name}>:"
                f" {_unseen(element, root)}",
                at=element,
                hint=f"write <{name} xmlns='{namespace}'>",
                where=_TO_SERVER if _is_of_enable(element) else _TO_SERVICE,
                fix=_without_prefix(element),
            )


#: Whom a prefix keeps from reading what is sent to the server, and what is sent to a service.
_TO_SERVER: Where = dict.fromkeys(("mongooseim", "mongooseim-virtual"), Severity.ERROR)
_TO_SERVICE: Where = dict.fromkeys(("mongooseim", "node_push"), Severity.ERROR)


def _is_first_with_prefix(element: etree._Element) -> bool:
    """Tell whether a payload, or an element in one, has a prefix that nothing around it has."""
    parent = element.getparent()
    if parent is None:
        return tags.namespace(element) in NAMESPACES - {rfc6120.CLIENT}
    return tags.namespace(element) in NAMESPACES and parent.prefix != element.prefix


def _is_of_enable(element: etree._Element) -> bool:
    names = {tags.local(element), _parent_name(element)}
    return bool(names & {"enable", "disable"})


def _unseen(element: etree._Element, root: etree._Element) -> str:
    if tags.local(element) == "x":
        return FORM_LOST.get(_parent_name(element), "the form is passed over")
    return "it is passed over" if tags.local(root) == "message" else "the answer is bad-request"


def _without_prefix(element: etree._Element) -> Change | None:
    """Return how an element and those in it do without its prefix, if that is the same XML."""
    prefix, namespace = element.prefix, tags.namespace(element)
    named = [each for each in element.iter("*") if each.prefix == prefix]
    inside = {*named}
    for each in element.iter("*"):
        parent = each.getparent()
        follows = each is element or parent in inside
        if each in inside and not (follows and tags.namespace(each) == namespace):
            return None
        if each not in inside and parent in inside and "xmlns" not in _declared(each):
            return None
        if any(str(key).startswith(f"{{{namespace}}}") for key in each.attrib):
            return None
    declared = _declared(element)
    if "xmlns" in declared:
        return None
    own = f"xmlns:{prefix}"
    declare: Step = (
        RenameAttribute(element, own, "xmlns")
        if own in declared
        else SetAttribute(element, "xmlns", namespace)
    )
    return safe(
        "Declare the namespace without a prefix",
        declare,
        *(Rename(each, tags.local(each)) for each in named),
    )


@rule(
    "PS008",
    "namespace-inherited",
    Severity.ERROR,
    on=Tree,
    damaged=True,
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
        f"<iq type='set' id='1'>{_DISABLE}</iq>",
    ),
)
def namespace_inherited(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """An element without ``xmlns`` of its own is in the namespace of its parent.

    MongooseIM accepts an ``enable`` whose ``x`` is in the wrong namespace, and loses the options.
    """
    for element in _as_sent(root, scope):
        home = HOMES.get(tags.local(element))
        if home is not None and tags.namespace(element) != home:
            yield from _inherited(element, home)


#: Where elements belong that are recognised by their name alone.
HOMES = {
    "delay": xep0203.NS,
    "disable": xep0357.NS,
    "enable": xep0357.NS,
    "notification": xep0357.NS,
    "pubsub": xep0060.NS,
    "x": xep0004.NS,
}

#: The parents in which such an element can mean but one thing.
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
    if any(_misspelt(str(key)) for key in element.attrib):
        return
    if name == "delay" and parent is not None and tags.local(parent) == "iq":
        return  # it has no place there in any namespace
    certain = _parent_name(element) in ONE_READING.get(name, ())
    inherited = namespace in {"", rfc6120.CLIENT if parent is None else tags.namespace(parent)}
    if not inherited and (near_namespace(element) is not None or not _can_only_be_ours(element)):
        return
    if name == "pubsub":
        home, certain = _pubsub_home(element)
    put_right = safe if certain else suggestion
    where = f"the namespace {namespace!r}" if namespace else "no namespace (its xmlns is empty)"
    yield Finding(
        f"<{name}> is in {where}, where nobody looks for it:"
        f" {_lost(element, name, 'xmlns' if inherited else 'namespace')}",
        at=element,
        hint=f"{'add' if inherited else 'write'} xmlns='{home}'",
        fix=put_right(
            f"{'Add' if inherited else 'Write'} xmlns='{home}'",
            SetAttribute(element, "xmlns", home),
        ),
        lacks=Lack.ATTRIBUTE if inherited else None,
    )


def _can_only_be_ours(element: etree._Element) -> bool:
    """Tell whether an element of a namespace of nobody's is one of the flow by where it stands."""
    name, parent = tags.local(element), element.getparent()
    if parent is None or tags.local(parent) not in ONE_READING.get(name, ()):
        return False
    if name == "x":
        return str(parent.tag) in REGISTRY
    # Message carbons and stream management have an enable as well, which names no service.
    return name in {"enable", "disable"} and element.get("jid") is not None


def _pubsub_home(element: etree._Element) -> tuple[str, bool]:
    """Return the namespace of a ``pubsub`` by what is in it, and whether that leaves no doubt."""
    inside = {tags.local(child) for child in element.iterchildren("*")}
    if inside & _OWNERS:
        return xep0060.OWNER, not inside & _ANYONES
    if inside & _ANYONES:
        return xep0060.NS, True
    return (xep0060.OWNER if inside & {"affiliations", "configure"} else xep0060.NS), False


# ---- names ----

#: How near a field's name must be, dashes and case aside: other services have names of their own.
_NEAR_FIELD = 0.88
#: How near it must be where the list of names is closed.
_NEAR_ATTRIBUTE = 0.8
_NEAR_ELEMENT = 0.75
#: How near a name of few letters must be, one of which is much of it.
_NEAR_SHORT = 0.6

_CONFIG_PREFIX = "pubsub#"
_SEPARATORS = str.maketrans("", "", "-_. \t\r\n")


def near_field(var: str | None, known: Iterable[str]) -> str | None:
    """Return the one of *known* that a field called *var* was meant to be.

    ``None`` where *var* is known, is near none, or lacks but the prefix ``pubsub#``. Names that
    other programs have for an option count as near.
    """
    if not var or var in (names := {*known}):
        return None
    alias = _aliases().get(_squeezed(var))
    found = alias if alias in names else _nearest(var, names, _NEAR_FIELD)
    return None if found == _CONFIG_PREFIX + var else found


def near_attribute(model: Model, name: str) -> str | None:
    """Return the attribute of *model* that was meant to be its attribute called *name*."""
    return next((key for key, meant in misnamed_attributes(model) if meant == name), None)


def is_near_attribute(key: str, name: str) -> bool:
    """Tell whether an attribute called *key* was meant to be called *name*."""
    return key != name and _nearest(key, [name], _NEAR_ATTRIBUTE) is not None


def holds_strangers(model: Model) -> bool:
    """Tell whether an element holds one that is misnamed or misplaced, which other rules tell.

    What belongs to another protocol is none of these.
    """
    extra = model.extra
    return extra is not None and any(_is_ours(each.element()) for each in extra.children)


def is_stranger(element: etree._Element) -> bool:
    """Tell whether an element is misnamed, or in the wrong namespace, which other rules tell."""
    return str(element.tag) not in known_tags() and _is_ours(element)


def _is_ours(element: etree._Element) -> bool:
    """Tell whether an element is one of the flow, though perhaps misnamed."""
    namespace = tags.namespace(element)
    if not namespace or namespace in NAMESPACES or tags.local(element) == "x":
        return True
    return near_namespace(element) is not None


def value_is_elsewhere(field: xep0004.Field, scope: Scope) -> bool:
    """Tell whether a field has no value because that is misnamed or misplaced, as is told."""
    if field.values:
        return False
    written = () if scope.root is None else scope.root.iter(_FIELD)
    return holds_strangers(field) or any(
        each.get("var") == field.var and (each.text or "").strip() for each in written
    )


_FIELD = f"{{{xep0004.NS}}}field"


@cache
def _aliases() -> dict[str, str]:
    from pushstanza.payloads.losses import OPTION_ALIASES  # few forms need it

    return {_squeezed(alias): meant for alias, meant in OPTION_ALIASES.items()}


def _squeezed(name: str) -> str:
    """Return what is left of a name without its prefix, its case and what parts its words."""
    return name.lower().strip().removeprefix(_CONFIG_PREFIX).translate(_SEPARATORS)


def _nearest(name: str, known: Iterable[str], cutoff: float) -> str | None:
    by_word = {_squeezed(each): each for each in known}
    word = _squeezed(name)
    swapped = (each for each in by_word if len(each) > 1 and sorted(each) == sorted(word))
    found = (
        word if word in by_word else next(swapped, None) or nearest(word, by_word, cutoff=cutoff)
    )
    return None if found is None else by_word[found]


#: The view of the form in each holder, and what its fields are called.
_VIEWS: dict[type[Model], tuple[type[FormView], str]] = {
    xep0357.Enable: (PublishOptions, "option"),
    xep0060.PublishOptions: (PublishOptions, "option"),
    xep0357.Notification: (PushSummary, "field"),
    xep0060.Configure: (NodeConfig, "option"),
    xep0060.OwnerConfigure: (NodeConfig, "option"),
}
_VARS = {
    view: frozenset(("FORM_TYPE", *(each.var for each in view.FIELDS)))
    for view, _ in _VIEWS.values()
}

#: What becomes of a field that nobody knows, by the view that lacks it.
_FIELD_LOST = {
    PublishOptions: "MongooseIM ignores it without a word",
    PushSummary: "push services that read the summary do not find it",
    NodeConfig: "MongooseIM ignores it without a word, and the default holds",
}

#: What becomes of an element without the attribute that was meant.
ATTRIBUTE_LOST = {
    ("affiliation", "affiliation"): "MongooseIM answers bad-request",
    ("affiliation", "jid"): "MongooseIM answers bad-request",
    ("affiliations", "node"): "no service can tell which node is meant",
    ("create", "node"): "MongooseIM answers not-acceptable",
    ("create", "type"): "MongooseIM makes a node of its first plugin, which may not be push",
    ("disable", "jid"): "every server answers bad-request",
    ("disable", "node"): "servers turn off every device on that push service",
    ("enable", "jid"): "every server answers bad-request",
    ("enable", "node"): "MongooseIM answers bad-request, ejabberd feature-not-implemented",
    ("field", "var"): "MongooseIM drops the field",
    ("iq", "id"): "Prosody answers bad-request",
    ("iq", "type"): "servers answer bad-request",
    ("publish", "node"): "MongooseIM answers bad-request",
    ("x", "type"): "MongooseIM and ejabberd answer bad-request to an enable with it",
}

#: The attributes without which a stanza is refused, or does something else than was meant.
NEEDED = frozenset(
    {
        ("affiliation", "affiliation"),
        ("affiliation", "jid"),
        ("affiliations", "node"),
        ("create", "node"),
        ("disable", "jid"),
        ("disable", "node"),
        ("enable", "jid"),
        ("field", "var"),
        ("iq", "id"),
        ("iq", "type"),
        ("publish", "node"),
        ("x", "type"),
    }
)
#: The options without which MongooseIM loses every push.
_NEEDED_OPTIONS = frozenset({"device_id", "service"})


@rule(
    "PS009",
    "name-near-miss",
    Severity.WARNING,
    on=Tree,
    damaged=True,
    source="esl/MongooseIM, mod_push_service_mongoosepush.erl, make_notification/2, and issue 3380",
    bad=(
        "<iq type='set' id='1'><Enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        examples.create(inside="node='my-phone' type='push'").replace("configure>", "Configure>"),
        "<message Type='chat' to='juliet@example.com'><body>ding</body></message>",
        examples.enable(examples.fcm(examples.field("clickAction", "open"))),
        examples.enable(examples.fcm(examples.field("ttl", "60"))),
        examples.enable(examples.fcm(examples.field(" sound", "ping"))),
        examples.create(
            examples.field("pubsub#access_model", "whitelist")
            + examples.field("pubsub#publish_model", "publishers")
            + examples.field("pubsub#persist_item", "false")
        ),
    ),
    good=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>",
        examples.enable(examples.fcm(examples.field("click_action", "open"))),
        examples.enable(examples.options(examples.field("pushModule", "monalProdiOS"))),
    ),
)
def element_near_miss(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A name that is nearly right is an unknown one, and unknown ones are passed over.

    MongooseIM ignores options and attributes that it does not know without a word, so that
    ``deviceId`` for ``device_id`` loses every push, and ``Node`` for ``node`` in a ``disable`` turns
    off every device. An ``Enable`` is refused.
    """
    known = known_tags()
    for element in _as_sent(root, scope):
        if str(element.tag) in known or tags.namespace(element) not in NAMESPACES:
            continue
        name = tags.local(element)
        meant = near_element(element)
        if meant is not None:
            rename = suggestion(f"Call it <{meant}>", Rename(element, meant))
            yield Finding(
                f"there is no <{name}> in {tags.namespace(element)}: {_lost(element, meant, 'name')}",
                at=element,
                hint=f"did you mean <{meant}>?",
                severity=Severity.ERROR if meant in {"enable", "disable"} else None,
                fix=None if element.prefix else rename,
            )


def near_element(element: etree._Element) -> str | None:
    """Return what an unknown element was meant to be called at its place."""
    name = tags.local(element)
    cutoff = _NEAR_ELEMENT if len(name) > 3 else _NEAR_SHORT
    return nearest(name, _names_at(element), cutoff=cutoff)


@also("PS009", on=Model, extra=True)
def attribute_near_miss(model: Model, scope: Scope) -> Iterator[Finding]:
    """Find attributes that are nearly called as one that is not there."""
    if model.extra is None:
        return
    if scope.is_refusal and model is not scope.stanza and not isinstance(model, StanzaError):
        return
    for key, meant in misnamed_attributes(model):
        name = spec_of(type(model)).names[0]
        lost = ATTRIBUTE_LOST.get((name, meant), "it is passed over")
        yield Finding(
            f"<{name}> knows no attribute {key!r}: {lost}",
            attribute=key,
            hint=f"did you mean {meant!r}?",
            severity=Severity.ERROR if (name, meant) in NEEDED else None,
            fix=suggestion(f"Call it {meant}", RenameAttribute(model, key, meant)),
        )


def misnamed_attributes(model: Model) -> Iterator[tuple[str, str]]:
    """Yield each attribute that nobody knows, with the absent one that was meant."""
    if model.extra is None or not model.extra.attributes:
        return
    absent = [
        place.name
        for place in spec_of(type(model)).attributes
        if getattr(model, place.field) in {None, place.default}
    ]
    for key, _ in model.extra.attributes:
        if not key.startswith("{") and not _misspelt(key):
            meant = _nearest(key, absent, _NEAR_ATTRIBUTE)
            if meant is not None:
                yield key, meant


@also("PS009", on=tuple(_VIEWS))
def field_near_miss(model: Model, scope: Scope) -> Iterator[Finding]:
    """Find fields that are nearly called as one that is known in that form."""
    form: xep0004.Form | None = getattr(model, "form", None)
    if form is None or scope.is_refusal:
        return
    view, word = _VIEWS[type(model)]
    known = _VARS[view]
    for field in form.fields:
        meant = None if field.var in known else near_field(field.var, known)
        if (
            meant is None or meant == "FORM_TYPE"
        ):  # what comes of a form without one, its own rule tells
            continue
        rename = suggestion(f"Call it {meant}", SetAttribute(field, "var", meant))
        is_needed = view is PublishOptions and meant in _NEEDED_OPTIONS
        lost = "without it MongooseIM loses every push" if is_needed else _FIELD_LOST[view]
        yield Finding(
            f"there is no {word} {quoted(field.var)}: {lost}",
            at=field,
            attribute="var",
            hint=f"did you mean {meant!r}?",
            severity=Severity.ERROR if is_needed else None,
            fix=rename if form.field(meant) is None else None,
        )


@cache
def known_tags() -> frozenset[str]:
    """Return the Clark names of all elements of the flow, those that hold but a text too."""
    return frozenset(REGISTRY).union(*(spec.taken for spec in REGISTRY.values()))


def _names_at(element: etree._Element) -> frozenset[str]:
    """Return the local names of what its namespace has at the place of an element."""
    parent, namespace = element.getparent(), tags.namespace(element)
    spec = None if parent is None else REGISTRY.get(str(parent.tag))
    if spec is not None and spec.namespace == namespace:
        return _local_names(spec.taken, namespace)
    return _by_themselves(namespace)


@cache
def _by_themselves(namespace: str) -> frozenset[str]:
    """Return the names of the elements of a namespace that stand in no other of it."""
    specs = [spec for spec in REGISTRY.values() if spec.namespace == namespace]
    tags = {tag for spec in specs for tag in spec.tags}
    return _local_names(tags.difference(*(spec.taken for spec in specs)), namespace)


def _local_names(tags: Iterable[str], namespace: str) -> frozenset[str]:
    start = f"{{{namespace}}}"
    return frozenset(tag.removeprefix(start) for tag in tags if tag.startswith(start))


# ---- text ----


@rule(
    "PS010",
    "stray-text",
    Severity.WARNING,
    on=Tree,
    damaged=True,
    source="RFC 6120, section 11.7; the schemas in schemas/xsd",
    bad=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>on</enable></iq>",
        f"<iq type='set' id='1'>{_DISABLE}, please</iq>",
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>…</enable></iq>",
    ),
    good=f"<iq type='set' id='1'>\n  {_DISABLE}\n</iq>",
)
def stray_text(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """Between elements there may be blanks and line ends, and no other text.

    Servers pass over it, so that whatever it says is lost: the value of a field, for one, that
    stands in ``field`` itself and not in a ``value``.
    """
    for element in _as_sent(root, scope):
        if holds_only_elements(str(element.tag)):
            yield from _stray(element)


def _stray(element: etree._Element) -> Iterator[Finding]:
    first = (element.text or "").strip(_BLANKS)
    texts = [first, *((child.tail or "").strip(_BLANKS) for child in element)]
    text = next(filter(None, texts), None)
    if text is None:
        return
    name = tags.local(element)
    message = f"<{name}> may hold only elements, and the text in it is passed over"
    hint = severity = None
    shown = ELLIPSIS.search(text)
    if shown is not None:
        message = f"{shown[0]} stands in <{name}> for what is left out, and cannot be sent"
        severity = Severity.INFO
    elif name == "field":
        var = quoted(element.get("var"))
        message = f"the text in the field {var} is passed over: {ELEMENT_LOST['value']}"
        hint = "write it into <value>…</value>"
    yield Finding(message, at=element, content=bool(first), hint=hint, severity=severity)


_BLANKS = " \t\r\n"


@told_by_reader(
    "PS011",
    "schema-violation",
    Severity.ERROR,
    source="The schemas in schemas/xsd, written from the specifications",
    bad=(
        "<message type='chatt' to='a@example.com'><body>ding</body></message>",
        examples.affiliations(
            "<affiliation jid='example.com' affiliation='publish-only' owner='me'/>"
        ),
    ),
    good=(
        "<message type='chat' to='a@example.com'><body>ding</body></message>",
        examples.affiliations("<affiliation jid='example.com' affiliation='publish-only'/>"),
    ),
)
def schema_violation() -> None:
    """An element, attribute or word that its specification does not have.

    What servers do then differs: they ignore it, refuse the stanza, or lose a part of it.
    """
