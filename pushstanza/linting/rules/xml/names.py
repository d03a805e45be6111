"""Misspelt names of elements, attributes and fields."""

from collections.abc import Iterator, Mapping

from lxml import etree

from pushstanza.binding import NAMESPACES, Model, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.change import Rename, RenameAttribute, SetAttribute, suggestion
from pushstanza.linting.rules.forms.holders import VIEWS, names_in
from pushstanza.linting.rules.gates import odd_form
from pushstanza.linting.rules.rule import Finding, Tree, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.consequences import Consequence, consequence
from pushstanza.linting.rules.xml.near_names import (
    is_known,
    misnamed_attributes,
    near_element,
    near_field,
)
from pushstanza.linting.rules.xml.tree import elements_as_sent, parent_name
from pushstanza.reading import tags
from pushstanza.servers import inputs as given
from pushstanza.stanzas import xep0004, xep0050
from pushstanza.stanzas.forms import FormView, NodeConfig, PublishOptions, PushSummary
from pushstanza.stanzas.forms.holders import REGISTRATIONS
from pushstanza.stanzas.rfc6120 import StanzaError

_VARS = {view: names_in(view) for view in (*VIEWS.values(), *REGISTRATIONS.values())}

#: The consequence of an unknown field, by the view that lacks it.
_FIELD_LOST: Mapping[type[FormView], str] = {
    PublishOptions: "it is ignored without an error",
    PushSummary: "push services that read the summary do not find it",
    NodeConfig: "it is ignored without an error, and the default applies",
    **dict.fromkeys(REGISTRATIONS.values(), "the push service does not find it"),
}

#: The consequence for an element that lacks the attribute that was meant.
_ATTRIBUTE_LOST = {
    ("affiliation", "affiliation"): Consequence("no affiliation is changed"),
    ("affiliation", "jid"): Consequence("no affiliation is changed"),
    ("affiliations", "node"): Consequence("the node is not specified"),
    ("create", "node"): Consequence("the node is not specified"),
    ("create", "type"): Consequence("the service chooses the type, which may not be push"),
    ("disable", "jid"): Consequence("the push service is not specified", (given.no_jid,)),
    ("disable", "node"): Consequence("every device on that push service is disabled"),
    ("enable", "jid"): Consequence("the push service is not specified", (given.no_jid,)),
    ("enable", "node"): Consequence("the device is not specified", (given.no_node,)),
    ("field", "var"): Consequence("the field has no name, and is lost"),
    ("iq", "id"): Consequence("the answer cannot be matched to it", (given.no_id,)),
    ("iq", "type"): Consequence("", (given.no_type, given.type_unknown)),
    ("publish", "node"): Consequence("the node is not specified", (given.no_action_node,)),
}

#: What a form without a type is, by what it stands in.
_FORM_WITHOUT_TYPE = {
    "enable": given.form_without_type,
    "notification": given.summary_not_submitted,
    "publish-options": given.options_malformed,
}

#: The attributes without which a stanza is refused, or does not do what was meant.
_NEEDED = frozenset(
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
#: The options without which every push through MongoosePush is lost.
_NEEDED_OPTIONS = frozenset({"device_id", "service"})


_FORM = spec_of(xep0004.Form).tags[0]


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
    """A misspelt name is an unknown name, and unknown names are ignored.

    There is no error: ``deviceId`` for ``device_id`` loses every push, and ``Node`` for ``node`` in
    a ``disable`` disables every device. An ``Enable`` is refused.
    """
    for element in elements_as_sent(root, scope):
        if is_known(str(element.tag)) or tags.namespace(element) not in NAMESPACES:
            continue
        name = tags.local(element)
        meant = near_element(element)
        if meant is not None:
            rename = suggestion(f"Rename it to <{meant}>", Rename(element, meant))
            lost = consequence(element, meant, given.other_name)
            severity = Severity.ERROR if meant in {"enable", "disable"} else Severity.WARNING
            yield Finding(
                lost.after(f"unknown element <{name}> in {tags.namespace(element)}"),
                at=element,
                hint=f"did you mean <{meant}>?",
                severity=severity,
                inputs=lost.inputs,
                accepted=severity,
                fix=None if element.prefix else rename,
            )


@also("PS009", on=Model, extra=True)
def attribute_near_miss(model: Model, scope: Scope) -> Iterator[Finding]:
    """Find attributes whose name is nearly that of one that is missing."""
    if model.extra is None:
        return
    if scope.is_refusal and model is not scope.stanza and not isinstance(model, StanzaError):
        return
    for key, meant in misnamed_attributes(model):
        name = spec_of(type(model)).names[0]
        lost = _without_attribute(name, meant, key, scope)
        severity = Severity.ERROR if (name, meant) in _NEEDED else Severity.WARNING
        yield Finding(
            lost.after(f"unknown attribute {key!r} of <{name}>"),
            attribute=key,
            hint=f"did you mean {meant!r}?",
            severity=severity,
            inputs=lost.inputs,
            accepted=severity,
            fix=suggestion(f"Rename it to {meant}", RenameAttribute(model, key, meant)),
        )


def _without_attribute(name: str, attribute: str, written: str, scope: Scope) -> Consequence:
    """Return the consequence for an element that lacks an attribute, which is there misspelt."""
    if (name, attribute) == ("x", "type"):
        forms = () if scope.root is None else scope.root.iter(_FORM)
        holders = (parent_name(each) for each in forms if written in each.attrib)
        missing = _FORM_WITHOUT_TYPE.get(next(holders, ""))
        return Consequence("the form has no type", () if missing is None else (missing,))
    return _ATTRIBUTE_LOST.get((name, attribute), Consequence("it is ignored"))


def _view_of(model: Model) -> tuple[type[FormView] | None, str]:
    """Return the view of the form in a holder, and what its fields are called."""
    if not isinstance(model, xep0050.Command):
        view = VIEWS[type(model)]
        return view, "field" if view is PushSummary else "option"
    is_answer = model.status is not None or model.action == "complete"
    return None if is_answer else REGISTRATIONS.get(model.node or ""), "field"


@also("PS009", on=(*VIEWS, xep0050.Command), gate=odd_form)
def field_near_miss(model: Model, scope: Scope) -> Iterator[Finding]:
    """Find fields whose name is nearly that of one that is known in that form."""
    form: xep0004.Form | None = getattr(model, "form", None)
    if form is None or scope.is_refusal:
        return
    view, word = _view_of(model)
    if view is None:
        return
    known = _VARS[view]
    for field in form.fields:
        meant = None if field.var in known else near_field(field.var, known)
        if meant is None or meant == "FORM_TYPE":  # a form without one has its own rule
            continue
        rename = suggestion(f"Rename it to {meant}", SetAttribute(field, "var", meant))
        is_needed = view is PublishOptions and meant in _NEEDED_OPTIONS
        lost = f"without {meant!r} every push is lost" if is_needed else _FIELD_LOST[view]
        yield Finding(
            f"unknown {word} {quoted(field.var)}: {lost}",
            at=field,
            attribute="var",
            hint=f"did you mean {meant!r}?",
            severity=Severity.ERROR if is_needed else None,
            fix=rename if form.field(meant) is None else None,
        )
