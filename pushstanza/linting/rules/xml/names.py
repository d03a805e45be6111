"""Elements, attributes and fields whose name is nearly right."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import NAMESPACES, Model, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import Rename, RenameAttribute, SetAttribute, suggestion
from pushstanza.linting.rules.rule import Finding, Tree, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.consequences import consequence
from pushstanza.linting.rules.xml.near_names import (
    known_tags,
    misnamed_attributes,
    near_element,
    near_field,
)
from pushstanza.linting.rules.xml.tree import elements_as_sent
from pushstanza.reading import tags
from pushstanza.stanzas import xep0004, xep0060, xep0357
from pushstanza.stanzas.forms import FormView, NodeConfig, PublishOptions, PushSummary
from pushstanza.stanzas.rfc6120 import StanzaError

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
    for element in elements_as_sent(root, scope):
        if str(element.tag) in known or tags.namespace(element) not in NAMESPACES:
            continue
        name = tags.local(element)
        meant = near_element(element)
        if meant is not None:
            rename = suggestion(f"Call it <{meant}>", Rename(element, meant))
            yield Finding(
                f"there is no <{name}> in {tags.namespace(element)}: {consequence(element, meant, 'name')}",
                at=element,
                hint=f"did you mean <{meant}>?",
                severity=Severity.ERROR if meant in {"enable", "disable"} else None,
                fix=None if element.prefix else rename,
            )


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
