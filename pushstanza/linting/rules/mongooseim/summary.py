"""The summary that MongooseIM's push node makes an alert of."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.forms.field_values import ALERTED
from pushstanza.linting.rules.mongooseim.options import holds_option
from pushstanza.linting.rules.rule import Finding, Given, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import (
    forms_of,
    translated,
    translator_findings,
    values_of,
)
from pushstanza.linting.rules.xml.near_names import holds_strangers, near_field, value_is_elsewhere
from pushstanza.payloads.findings import RULE_NAMES
from pushstanza.payloads.losses import TRUTHY
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import Pubsub

E = Severity.ERROR


@rule(
    "PS606",
    RULE_NAMES["PS606"],
    E,
    on=Pubsub,
    gate=translator_findings,
    where={"node_push": E},
    source="esl/MongooseIM, node_push.erl; push_pubsub_SUITE.erl, line 144",
    bad=examples.publish(examples.summary(body=""), examples.fcm()),
    good=(
        examples.publish(options_form=examples.fcm()),
        examples.publish(
            examples.summary(body="", sender=""), examples.fcm(examples.field("silent", "true"))
        ),
    ),
    given=Given(app_server="node_push"),
)
def summary_incomplete_for_node_push(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    """MongooseIM's push node makes an alert of three fields, and refuses a publish that lacks one.

    It answers ``bad-request``. ejabberd never sends a count, so that it can publish there only
    where ``silent`` is ``true``; it turns push off after the first refusal. Since the same publish
    is right elsewhere, it is found only where MongooseIM is meant.
    """
    if scope.aims_at("mongooseim", "node_push"):
        summary, _ = forms_of(pubsub)
        if silence_is_meant(pubsub):
            return
        if summary is None or (any(values_of(summary).values()) and _lacks_fields(summary, scope)):
            yield from (
                each.finding for each in translated("PS606", pubsub, scope)
            )  # an empty summary has a finding of its own


def silence_is_meant(pubsub: Pubsub) -> bool:
    """Tell whether a publish asks for a silent push, even in a way that has a finding of its own."""
    options = pubsub.publish_options
    form = None if options is None else options.form
    if form is None:
        return options is not None or holds_strangers(pubsub)
    silent = form.field("silent")
    if silent is not None:
        return (silent.value or "").strip().lower() in TRUTHY
    return holds_option("silent", pubsub)


def _lacks_fields(summary: Form, scope: Scope) -> bool:
    """Tell whether fields of a summary are missing, and not merely reported as misspelt or the like."""
    if holds_strangers(summary) or not all(each.var for each in summary.fields):
        return False
    there = {
        near_field(each.var, ALERTED) or each.var
        for each in summary.fields
        if each.values or value_is_elsewhere(each, scope)
    }
    return not there.issuperset(ALERTED)
