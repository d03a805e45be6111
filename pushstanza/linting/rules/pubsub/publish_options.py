"""The options of a publish."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import write
from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as make
from pushstanza.linting.rules.change import Insert, Remove, suggestion
from pushstanza.linting.rules.pubsub.elements import FORM, PUBLISH_OPTIONS, elements
from pushstanza.linting.rules.pubsub.publish import is_push_publish
from pushstanza.linting.rules.rule import Finding, Lack, also, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.stanza.requests import is_request
from pushstanza.linting.rules.xml.near_names import holds_strangers, is_stranger
from pushstanza.reading import tags
from pushstanza.stanzas import xep0060
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import PublishOptions, Pubsub

E = Severity.ERROR


@rule(
    "PS414",
    "publish-options-shape",
    Severity.ERROR,
    on=PublishOptions,
    source="XEP-0060, section 7.1.5; esl/MongooseIM, node_push.erl, check_publish_options",
    bad=(
        make.publish().replace("</publish>", "</publish><publish-options/>"),
        make.publish(options_form=make.options(make.SECRET) * 2),
        make.publish(options_form=make.SECRET),
        make.publish().replace("</publish>", f"</publish>{make.options(make.SECRET)}"),
    ),
    good=make.publish(options_form=make.options(make.SECRET)),
)
def publish_options_shape(_options: PublishOptions, scope: Scope) -> Iterator[Finding]:
    """``publish-options`` hold one form, and nothing else.

    MongooseIM's push node answers ``conflict`` where it finds no options, and a MongooseIM or
    ejabberd that published turns push off. Of two forms MongooseIM reads the first, and ejabberd the
    last. A publish to MongooseIM's push node needs them always.
    """
    if not is_request(scope):
        return
    for element in elements(PUBLISH_OPTIONS, scope):
        held = element.findall("*")
        if not any(is_stranger(each) and each.tag != _LOOSE_FIELD for each in held):
            yield from _options_shape(element, held)


_LOOSE_FIELD = f"{{{xep0060.NS}}}field"
_NO_OPTIONS = "MongooseIM's push node answers conflict, and MongooseIM or ejabberd turns push off"


def _options_shape(element: etree._Element, held: list[etree._Element]) -> Iterator[Finding]:
    forms = [each for each in held if each.tag == FORM]
    if not held:
        yield Finding(
            f"<publish-options> hold no form: {_NO_OPTIONS}",
            at=element,
            hint="put the form of the enable into it, or leave it out",
            lacks=Lack.CONTENT,
        )
    for each in forms[1:]:
        yield Finding(
            "a second form stands here: MongooseIM reads the first one, ejabberd the last, and the"
            " other is lost",
            at=each,
            hint="put all options into one form",
        )
    for each in held:
        if each.tag != FORM:
            what = f"<{tags.local(each)}> has no place in <publish-options>"
            outcome = f": {_NO_OPTIONS}" if not forms else ", and is not looked at"
            yield Finding(what + outcome, at=each, hint="options are the fields of one form")


@also("PS414", on=Pubsub)
def _without_options(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    if pubsub.publish is None or pubsub.publish_options is not None or not is_request(scope):
        return
    beside = next((each for each in pubsub.payloads if isinstance(each, Form)), None)
    if beside is not None:
        xml = write(PublishOptions(form=beside), xep0060.NS)
        yield Finding(
            "this form stands beside <publish>, not in <publish-options>: the push service finds no"
            " options",
            at=beside,
            hint="put it into <publish-options>",
            fix=suggestion("put it into <publish-options>", Remove(beside), Insert(pubsub, xml)),
        )
        return
    if not scope.aims_at("node_push"):
        return
    misplaced = next(elements(PUBLISH_OPTIONS, scope), None) is not None
    misplaced = misplaced or holds_strangers(pubsub)
    if is_push_publish(pubsub, scope) and not misplaced:
        yield Finding(
            f"this publish has no publish-options: {_NO_OPTIONS}",
            at=pubsub,
            hint="add <publish-options> with a form that has device_id and service",
            where={"node_push": E},
            lacks=Lack.CONTENT,
        )
