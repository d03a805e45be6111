"""Two forms where there is room for one."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.forms.holders import FORM_TAG, HOLDERS_BY_TAG
from pushstanza.linting.rules.gates import odd_tree
from pushstanza.linting.rules.rule import Finding, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.stanzas.xep0060 import PublishOptionsElement

#: What holds one form; another rule reports two in publish-options.
_HOLDS_ONE = frozenset(
    tag for tag, holder in HOLDERS_BY_TAG.items() if holder is not PublishOptionsElement
)


@rule(
    "PS211",
    "two-forms",
    Severity.WARNING,
    on=Tree,
    gate=odd_tree,
    source="XEP-0357, section 5; esl/MongooseIM, find_form/1; processone/ejabberd, mod_push.erl",
    bad=(
        make.enable(make.options(make.SECRET) + make.fcm()),
        make.publish(make.summary() + make.summary()),
    ),
    good=make.enable(make.options(make.SECRET)),
)
def two_forms(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """An ``enable``, a notification or a configuration holds one form.

    Of two forms one is lost; which one depends on the server.
    """
    if scope.is_refusal or FORM_TAG not in scope.tags:
        return
    for form in root.iter(FORM_TAG):
        if next(form.itersiblings(FORM_TAG, preceding=True), None) is not None:
            parent = form.getparent()
            if parent is not None and str(parent.tag) in _HOLDS_ONE:
                yield Finding(
                    "second form in the same element: only one of them is read",
                    at=form,
                    hint="put all fields into one form",
                )
