"""What of an ``enable`` MongooseIM has no place for, or does not find."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.binding import spec_of
from pushstanza.diagnostics import Severity
from pushstanza.jid import Jid
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.gates import odd_request, odd_service
from pushstanza.linting.rules.rule import Finding, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads.reactions import LONGEST
from pushstanza.reading import tags
from pushstanza.stanzas import xep0004
from pushstanza.stanzas.xep0357 import Enable

E, W = Severity.ERROR, Severity.WARNING

_X = f"{{{xep0004.NS}}}x"
_ENABLE = spec_of(Enable).tags[0]


@rule(
    "PS604",
    "too-long",
    W,
    on=Enable,
    where={"mongooseim": W, "mongooseim-virtual": W},
    gate=odd_service,
    source="esl/MongooseIM, priv/pg.sql and priv/mysql.sql",
    bad=examples.enable(node="n" * 251),
    good=examples.enable(node="n" * 250),
)
def too_long(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """MongooseIM's database holds 250 characters of a node, and of the JID of a push service.

    With a longer one it answers ``internal-server-error``.
    """
    if scope.is_refusal:
        return
    jid = enable.jid.bare if isinstance(enable.jid, Jid) and enable.jid.is_valid else ""
    for name, value in (("node", (enable.node or "").strip()), ("jid", str(jid))):
        if len(value) > LONGEST:
            yield Finding(
                f"{name} has {len(value)} characters: MongooseIM's database holds {LONGEST},"
                " and it answers internal-server-error",
                attribute=name,
            )


@rule(
    "PS605",
    "options-not-seen",
    E,
    on=Enable,
    gate=odd_request,
    source="esl/MongooseIM, mongoose_data_forms.erl, find_form/1",
    bad=(
        examples.enable(
            f"<push-options xmlns='urn:example:options'>{examples.fcm()}</push-options>"
        ),
    ),
    good=examples.enable(examples.fcm()),
)
def options_not_seen(enable: Enable, scope: Scope) -> Iterator[Finding]:
    """Servers look for the form among the children of an ``enable``, and no deeper.

    The ``enable`` is accepted, the options are lost, and each publish goes out without them.
    """
    if enable.form is not None or enable.extra is None or not enable.extra.children:
        return
    for element in scope.root.iter(_ENABLE) if scope.root is not None else ():
        for child in element.iterchildren("*"):
            form = next(child.iter(_X), None)
            if form is not None:
                yield Finding(
                    f"this form is inside <{_local(form.getparent())}>: servers look for it in the"
                    " enable itself, and publish without options",
                    at=form,
                    hint="put it directly into <enable>",
                )


def _local(element: etree._Element | None) -> str:
    return "" if element is None else tags.local(element)
