"""The type of a form: a form that is sent is a submission."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import Model
from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Change, SetAttribute, safe, suggestion
from pushstanza.linting.rules.forms.holders import FORM_TAG, HOLDERS, HOLDERS_BY_TAG, Holder
from pushstanza.linting.rules.forms.outcomes import (
    CLIENT_SIDE,
    EVERY_CODEC,
    PUSH_OFF,
    Outcome,
    minded_by,
)
from pushstanza.linting.rules.rule import Finding, Lack, Tree, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import is_near_attribute, is_stranger
from pushstanza.stanzas.forms import PushSummary
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

E, W = Severity.ERROR, Severity.WARNING

#: What clients give for a push service, and servers pass on.
_GIVEN_BY_CLIENTS = frozenset({Enable, PublishOptionsElement})

#: What comes of a form without a type, by its holder.
_UNTYPED: dict[type[Model], str] = {
    Enable: "MongooseIM and ejabberd answer bad-request",
    PublishOptionsElement: PUSH_OFF,
    Notification: "MongooseIM's push node answers bad-request, and fpush cannot read it",
    Configure: "MongooseIM answers bad-request",
    OwnerConfigure: "MongooseIM answers bad-request",
}

#: What Tigase does not put into a summary, whose form never has a type.
_NOT_TIGASES = frozenset(each.var for each in PushSummary.FIELDS) - {
    "message-count", "last-message-sender", "last-message-body",
}  # fmt: skip
_TIGASE_NAMESPACES = ("tigase:", "http://tigase.org/")
_STRICT: Where = {"node_push": E, "fpush": E}
_MINDS_NO_TYPE = ("xep", "mongooseim", "ejabberd", "tigase", "node_push", "fpush")


@rule(
    "PS201",
    "form-without-type",
    Severity.ERROR,
    on=Tree,
    where=EVERY_CODEC,
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
    """A data form must have a ``type``; XEP-0357's own publish examples leave it out.

    In an ``enable`` MongooseIM answers ``bad-request`` without a text, ejabberd with one; Prosody
    and Tigase publish it as it is. In a publish MongooseIM's push node refuses it, and a MongooseIM
    or ejabberd that published it turns push off.

    Tigase's own summaries lack the type as well. They work with its push component, so such a
    summary is told only for a server or push service that minds.
    """
    if scope.is_refusal:
        return
    for form in root.iter(FORM_TAG):
        if "type" in form.attrib or any(is_near_attribute(str(key), "type") for key in form.attrib):
            continue
        if not _is_lost(form) and not _passes_as_tigases(form, scope):
            yield _untyped(form, scope)


def _is_lost(form: etree._Element) -> bool:
    """Tell whether nobody finds a form, because what it is in is misnamed."""
    parent = form.getparent()
    return parent is not None and is_stranger(parent)


def _untyped(form: etree._Element, scope: Scope) -> Finding:
    holder = _holder(form)
    if holder is None:
        return Finding(
            "this form has no type: who reads it cannot tell what it is for",
            at=form,
            hint="its type is form, submit, cancel or result",
            lacks=Lack.ATTRIBUTE,
        )
    services = _STRICT if holder in {PublishOptionsElement, Notification} else None
    return Finding(
        f"this form has no type: {_UNTYPED[holder]}",
        at=form,
        where=minded_by(EVERY_CODEC, services, scope),
        hint="add type='submit'",
        fix=_submitting(form, sure=holder in _GIVEN_BY_CLIENTS),
        lacks=Lack.ATTRIBUTE,
    )


def _holder(form: etree._Element) -> type[Model] | None:
    parent = form.getparent()
    return None if parent is None else HOLDERS_BY_TAG.get(str(parent.tag))


def _passes_as_tigases(form: etree._Element, scope: Scope) -> bool:
    """Tell whether a form is a summary as Tigase publishes it, and none who minds is asked for."""
    if _holder(form) is not Notification or scope.aims_at(*_MINDS_NO_TYPE):
        return False
    beside = [*form.itersiblings("*"), *form.itersiblings("*", preceding=True)]
    return _NOT_TIGASES.isdisjoint(field.get("var") for field in form) and all(
        str(each.tag)[1:].startswith(_TIGASE_NAMESPACES)
        or each.tag == FORM_TAG
        or is_stranger(each)
        for each in beside
    )


def _submitting(form: Form | etree._Element, *, sure: bool) -> Change:
    make_it = safe if sure else suggestion
    return make_it("say that the form is filled in", SetAttribute(form, "type", "submit"))


_NOT_SUBMITTED = {
    Enable: Outcome(
        "MongooseIM answers bad-request, and the others publish it as it is, to services that may"
        " refuse it",
        E,
        servers=CLIENT_SIDE,
    ),
    PublishOptionsElement: Outcome(
        PUSH_OFF,
        W,
        servers={"xep": W, "mongooseim": E},
        services={"node_push": E, "fpush": W},
    ),
    Notification: Outcome(
        "MongooseIM's push node answers bad-request",
        W,
        servers={"mongooseim": E},
        services={"node_push": E},
    ),
    Configure: Outcome("MongooseIM answers bad-request", E),
    OwnerConfigure: Outcome("MongooseIM answers bad-request", E),
}


@rule(
    "PS202",
    "form-type-not-submit",
    Severity.ERROR,
    on=HOLDERS,
    where=CLIENT_SIDE,
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
    """The form in an ``enable`` is a form filled in, so its type is ``submit``.

    MongooseIM answers ``bad-request``. The others store it and publish it as it is, where the push
    service may refuse it and push is turned off. MongooseIM refuses a configuration as well.

    Prosody always gives the summaries that it publishes the type ``form``. MongooseIM's push node
    refuses them, so that is told where that push node is meant.
    """
    form = holder.form
    if form is None or form.type in {None, "submit"} or not is_request(scope):
        return
    if form.type == "form" and isinstance(holder, Notification):
        minds = scope.aims_at("mongooseim", "node_push")
    else:
        minds = form.type != "cancel" or not isinstance(holder, OwnerConfigure)
    if not minds:
        return
    outcome = _NOT_SUBMITTED[type(holder)]
    is_word = form.type in {"cancel", "form", "result"}
    sentence = outcome.sentence
    if isinstance(holder, Enable) and not is_word:
        sentence = "MongooseIM and ejabberd answer bad-request, and the others publish it as it is"
    yield Finding(
        f"this form is of the type {quoted(form.type)}, not a submission: {sentence}",
        at=form,
        attribute="type",
        hint=did_you_mean(form.type or "", ["submit"]) or "type='submit'",
        severity=outcome.severity,
        where=outcome.where(scope) if is_word or not isinstance(holder, Enable) else EVERY_CODEC,
        fix=_submitting(form, sure=isinstance(holder, Enable)),
    )
