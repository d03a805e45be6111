"""The type of a form: a form that is sent is a submission."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import Model, spec_of
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, SetAttribute, safe, suggestion
from pushstanza.linting.rules.forms.holders import (
    ACCEPTED,
    FORM_TAG,
    HOLDERS,
    HOLDERS_BY_TAG,
    Holder,
)
from pushstanza.linting.rules.gates import odd_form, odd_tree
from pushstanza.linting.rules.rule import Finding, Lack, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import is_near_attribute, is_stranger
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas.forms import PushSummary
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure, PublishOptionsElement
from pushstanza.stanzas.xep0357 import Disable, Enable, Notification

E, W = Severity.ERROR, Severity.WARNING

#: The forms that clients fill in for a push service.
_FILLED_IN_BY_CLIENTS = frozenset({Enable, PublishOptionsElement})

#: What servers look at in a form without a type, by its holder.
_WITHOUT_TYPE: dict[type[Model], tuple[Input, ...]] = {
    Enable: (given.form_without_type,),
    PublishOptionsElement: (given.options_malformed, given.options_without_type),
    Notification: (given.summary_not_submitted,),
    Configure: (given.configure_not_submitted, given.configure_without_type),
    OwnerConfigure: (given.configure_not_submitted, given.configure_without_type),
}

#: The fields that Tigase does not put into a summary, whose form never has a type.
_NOT_IN_TIGASE = frozenset(each.var for each in PushSummary.FIELDS) - {
    "message-count", "last-message-sender", "last-message-body",
}  # fmt: skip
_TIGASE_NAMESPACES = ("tigase:", "http://tigase.org/")
#: The targets and push services for which Tigase's summaries are reported.
_STRICTER = ("xep", "mongooseim", "ejabberd", "tigase", "node_push")


@rule(
    "PS201",
    "form-without-type",
    Severity.ERROR,
    on=Tree,
    gate=odd_tree,
    inputs=given.form_without_type,
    source="XEP-0004, section 3; legastero/stanza pull request 301; ChatSecure/ChatSecure-iOS issue 793",
    bad=(
        make.enable(make.untyped(make.options(make.SECRET))),
        make.publish(options_form=make.untyped(make.options(make.SECRET))),
        make.create_configured(make.untyped(make.config())),
    ),
    good=(
        make.enable(make.options(make.SECRET)),
        make.publish(options_form=make.options(make.SECRET)),
        make.publish(make.untyped(make.summary())),
    ),
)
def form_without_type(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """A data form must have a ``type``, although XEP-0357's own publish examples have none.

    A server that accepts an ``enable`` with such a form publishes it as it is, to push services
    that may refuse it; after such a refusal push may be disabled.

    Tigase's own summaries have no type either, and work with its push component. They are reported
    only for the targets and push services that are stricter.
    """
    if scope.is_refusal or FORM_TAG not in scope.tags:
        return
    for form in root.iter(FORM_TAG):
        keys = form.keys()
        if "type" in keys or any(is_near_attribute(str(key), "type") for key in keys):
            continue
        if not (_is_lost(form) or _is_in_disable(form) or _is_usual_of_tigase(form, scope)):
            yield _without_type(form, scope)


def _is_lost(form: etree._Element) -> bool:
    """Tell whether a form is not found, since the element around it is misnamed."""
    parent = form.getparent()
    return parent is not None and is_stranger(parent)


def _is_in_disable(form: etree._Element) -> bool:
    """Tell whether a form is in a ``disable``, where every server ignores it: a rule of its own."""
    parent = form.getparent()
    return parent is not None and parent.tag == _DISABLE


_DISABLE = spec_of(Disable).tags[0]


def _without_type(form: etree._Element, scope: Scope) -> Finding:
    holder = _holder(form)
    if holder is None:
        return Finding(
            "missing 'type': the purpose of this data form is not specified",
            at=form,
            hint="the type is form, submit, cancel or result",
            where={},
            lacks=Lack.ATTRIBUTE,
        )
    return Finding(
        "missing 'type': this data form is not marked as submitted",
        at=form,
        inputs=_WITHOUT_TYPE[holder],
        accepted=ACCEPTED.get(holder),
        severity=W if holder is Notification and scope.targets == {"tigase"} else None,
        hint="add type='submit'",
        fix=_submitting(form, sure=holder in _FILLED_IN_BY_CLIENTS),
        lacks=Lack.ATTRIBUTE,
    )


def _holder(form: etree._Element) -> type[Model] | None:
    parent = form.getparent()
    return None if parent is None else HOLDERS_BY_TAG.get(str(parent.tag))


def _is_usual_of_tigase(form: etree._Element, scope: Scope) -> bool:
    """Tell whether a form is a summary as Tigase publishes it, and no stricter target is named."""
    if _holder(form) is not Notification or scope.aims_at(*_STRICTER):
        return False
    beside = [*form.itersiblings("*"), *form.itersiblings("*", preceding=True)]
    return _NOT_IN_TIGASE.isdisjoint(field.get("var") for field in form) and all(
        str(each.tag)[1:].startswith(_TIGASE_NAMESPACES)
        or each.tag == FORM_TAG
        or is_stranger(each)
        for each in beside
    )


def _submitting(form: Form | etree._Element, *, sure: bool) -> Change:
    make_it = safe if sure else suggestion
    return make_it("mark the form as submitted", SetAttribute(form, "type", "submit"))


#: What servers look at in a form of another type, by its holder.
_NOT_SUBMITTED: dict[type[Model], Input] = {
    Enable: given.form_not_submitted,
    PublishOptionsElement: given.options_malformed,
    Notification: given.summary_not_submitted,
    Configure: given.configure_not_submitted,
    OwnerConfigure: given.configure_not_submitted,
}

#: What some of them look at besides, if the type is no known word.
_TYPE_UNKNOWN: dict[type[Model], Input] = {
    Enable: given.form_type_unknown,
    Configure: given.configure_type_unknown,
    OwnerConfigure: given.configure_type_unknown,
}


@rule(
    "PS202",
    "form-type-not-submit",
    Severity.ERROR,
    on=HOLDERS,
    gate=odd_form,
    inputs=(given.form_not_submitted, given.form_type_unknown),
    source="esl/MongooseIM, mod_event_pusher_push.erl, parse_form_fields/1, and node_push.erl; "
    "processone/ejabberd issues 2048 and 3708",
    bad=(
        make.enable(make.form(make.OPTIONS, make.SECRET, kind="form")),
        make.enable(make.form(make.OPTIONS, make.SECRET, kind="submitt")),
        make.publish(options_form=make.form(make.OPTIONS, make.SECRET, kind="result")),
        make.create_configured(make.config(kind="form")),
    ),
    good=(
        make.enable(make.options(make.SECRET)),
        make.publish(make.PROSODY_SUMMARY),
    ),
)
def form_type_not_submit(holder: Holder, scope: Scope) -> Iterator[Finding]:
    """A form that a request holds is filled in, so its type is ``submit``.

    A server that accepts an ``enable`` with a form of another type publishes it as it is. The push
    service may refuse it then, after which push may be disabled.

    Prosody always publishes summaries of type ``form``. They are reported only where MongooseIM's
    push node is a target.
    """
    form = holder.form
    if form is None or form.type in {None, "submit"} or not is_request(scope):
        return
    if form.type == "form" and isinstance(holder, Notification):
        is_reported = scope.aims_at("mongooseim", "node_push")
    else:
        is_reported = form.type != "cancel" or not isinstance(holder, OwnerConfigure)
    if not is_reported:
        return
    kind = type(holder)
    yield Finding(
        f"the type of this form is {quoted(form.type)} instead of 'submit'",
        at=form,
        attribute="type",
        inputs=_inputs_of_type(kind, form.type),
        accepted=ACCEPTED.get(kind),
        hint=did_you_mean(form.type or "", ["submit"]) or "write type='submit'",
        severity=_severity_of_type(kind, scope),
        fix=_submitting(form, sure=kind is Enable),
    )


def _inputs_of_type(holder: type[Model], kind: str | None) -> tuple[Input, ...]:
    unknown = None if kind in given.FORM_KINDS else _TYPE_UNKNOWN.get(holder)
    if unknown is None:
        return (_NOT_SUBMITTED[holder],)
    return (unknown,) if holder is Enable else (_NOT_SUBMITTED[holder], unknown)


def _severity_of_type(holder: type[Model], scope: Scope) -> Severity:
    """Return how bad another type is: in a publish an error only where it is known to be refused."""
    is_published = holder in {PublishOptionsElement, Notification}
    return W if is_published and not scope.aims_at("mongooseim") else E
