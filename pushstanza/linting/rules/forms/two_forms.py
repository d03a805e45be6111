"""Two forms where there is room for one."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import Model
from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.forms.holders import FORM_TAG, HOLDERS_BY_TAG
from pushstanza.linting.rules.rule import Finding, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

#: What holds one form; that publish-options hold one is told with their other faults.
_READS_ONE = {
    tag: holder for tag, holder in HOLDERS_BY_TAG.items() if holder is not PublishOptionsElement
}

#: Which of two forms is read.
_READ_OF_TWO: dict[type[Model], str] = {
    Enable: "MongooseIM, Prosody and Tigase read the first one, ejabberd the last, and the other is"
    " lost",
    Notification: "a push service reads one of them, and the other is lost",
    Configure: "the service reads one of them, and the other is lost",
}
_READ_OF_TWO[OwnerConfigure] = _READ_OF_TWO[Configure]


@rule(
    "PS211",
    "two-forms",
    Severity.WARNING,
    on=Tree,
    source="XEP-0357, section 5; esl/MongooseIM, find_form/1; processone/ejabberd, mod_push.erl",
    bad=(
        make.enable(make.options(make.SECRET) + make.fcm()),
        make.publish(make.summary() + make.summary()),
    ),
    good=make.enable(make.options(make.SECRET)),
)
def two_forms(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """An ``enable``, a notification or a configuration holds one form.

    Of an ``enable`` MongooseIM, Prosody and Tigase read the first, ejabberd the last, and all lose
    the other.
    """
    if scope.is_refusal:
        return
    for form in root.iter(FORM_TAG):
        if next(form.itersiblings(FORM_TAG, preceding=True), None) is not None:
            parent = form.getparent()
            if parent is not None and str(parent.tag) in _READS_ONE:
                yield Finding(
                    f"a second form stands here: {_READ_OF_TWO[_READS_ONE[str(parent.tag)]]}",
                    at=form,
                    hint="put all fields into one form",
                )
