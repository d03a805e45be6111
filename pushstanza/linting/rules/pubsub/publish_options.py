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
from pushstanza.servers import inputs as given
from pushstanza.stanzas import xep0060
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import PublishOptionsElement, Pubsub

E = Severity.ERROR


@rule(
    "PS414",
    "publish-options-shape",
    E,
    on=PublishOptionsElement,
    source="XEP-0060, section 7.1.5; esl/MongooseIM, node_push.erl, check_publish_options",
    bad=(
        make.publish().replace("</publish>", "</publish><publish-options/>"),
        make.publish(options_form=make.options(make.SECRET) * 2),
        make.publish(options_form=make.SECRET),
        make.publish().replace("</publish>", f"</publish>{make.options(make.SECRET)}"),
    ),
    good=make.publish(options_form=make.options(make.SECRET)),
)
def publish_options_shape(_options: PublishOptionsElement, scope: Scope) -> Iterator[Finding]:
    """``publish-options`` holds one form, and nothing else.

    A push service that needs the options refuses a publish without them, and many servers disable
    push when a publish is refused. Of two forms some servers read the first, others the last.
    """
    if not is_request(scope):
        return
    for element in elements(PUBLISH_OPTIONS, scope):
        held = [*element.iterchildren("*")]
        if len(held) == 1 and held[0].tag == FORM:
            continue
        if not any(is_stranger(each) and each.tag != _LOOSE_FIELD for each in held):
            yield from _options_shape(element, held)


_LOOSE_FIELD = f"{{{xep0060.NS}}}field"
#: How push services that need options see those that have no form.
_UNREADABLE = (given.options_malformed, given.no_secret)


def _options_shape(element: etree._Element, held: list[etree._Element]) -> Iterator[Finding]:
    forms = [each for each in held if each.tag == FORM]
    if not held:
        yield Finding(
            "<publish-options> has no form",
            at=element,
            inputs=_UNREADABLE,
            accepted=E,
            hint="add the form of the enable, or remove <publish-options>",
            lacks=Lack.CONTENT,
        )
    for each in forms[1:]:
        yield Finding(
            "second form in <publish-options>: only one of them is read, the other is lost",
            at=each,
            hint="put all options into one form",
        )
    for each in held:
        if each.tag != FORM:
            yield Finding(
                f"<{tags.local(each)}> is not allowed in <publish-options>, and is ignored",
                at=each,
                inputs=given.options_not_a_form
                if forms
                else (*_UNREADABLE, given.options_not_a_form),
                accepted=E,
                hint="options are the fields of one form",
            )


@also("PS414", on=Pubsub)
def _without_options(pubsub: Pubsub, scope: Scope) -> Iterator[Finding]:
    if pubsub.publish is None or pubsub.publish_options is not None or not is_request(scope):
        return
    beside = next((each for each in pubsub.payloads if isinstance(each, Form)), None)
    if beside is not None:
        xml = write(PublishOptionsElement(form=beside), xep0060.NS)
        yield Finding(
            "the form is beside <publish>, not inside <publish-options>: the options are not found",
            at=beside,
            inputs=(given.no_options, given.no_secret, given.beside_publish),
            accepted=E,
            hint="move it into <publish-options>",
            fix=suggestion("move it into <publish-options>", Remove(beside), Insert(pubsub, xml)),
        )
        return
    if not scope.aims_at("node_push"):
        return
    misplaced = next(elements(PUBLISH_OPTIONS, scope), None) is not None
    misplaced = misplaced or holds_strangers(pubsub)
    if is_push_publish(pubsub, scope) and not misplaced:
        yield Finding(
            "missing <publish-options>",
            at=pubsub,
            inputs=given.no_options,
            hint="add <publish-options> with a form that has device_id and service",
            lacks=Lack.CONTENT,
        )
