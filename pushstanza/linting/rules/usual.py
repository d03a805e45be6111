"""Requests in which no rule that looks at a stanza by itself finds anything: most of what is sent.

All is looked at once, and what is odd is left to the rules, which say more. So a rule that would
find something in such a request has to be named here; its examples show whether it is.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.rules.gates import odd_service, request_in
from pushstanza.linting.rules.placeholders import may_be_placeholders
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import found_in_options
from pushstanza.payloads.reactions import LONGEST
from pushstanza.payloads.tokens import is_printed
from pushstanza.reading import names
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0357 import Enable

#: The names of fields whose values the translator knows, and no rule besides.
OPTIONS: Final = frozenset(each.var for each in PublishOptions.FIELDS) - {"secret"}
_NOTHING: Final[Mapping[str, str]] = {}
_PUBLISH: Final = f"{{{names.PUBSUB}}}publish"
_NODE: Final = lazy_pattern(rf"[A-Za-z0-9_.:-]{{1,{LONGEST}}}")


def is_usual(scope: Scope, root: Any) -> bool:
    """Tell whether a valid stanza is such a request; of what is not, nothing is said.

    Args:
        scope: What is known of the stanza.
        root: Its element, of lxml or of ``xml.etree``.
    """
    iq = request_in(scope)
    if iq is None or not iq.id or len(root) != 1:
        return False
    if scope.targets or scope.app_servers or scope.account or scope.in_code:
        return False
    if "xmlns:" in scope.text:
        return False
    if isinstance(iq.payload, Enable):
        is_alone = len(root[0]) == (iq.payload.form is not None)
        return is_alone and _is_usual_enable(iq.payload, iq, scope)
    action = next(iter(root[0]), None)
    if action is None or action.tag != _PUBLISH:
        return False
    from pushstanza.linting.rules.usual_publish import is_usual_publish  # most files have none

    return is_usual_publish(iq, scope, root)


def _is_usual_enable(enable: Enable, iq: Iq, scope: Scope) -> bool:
    """Tell whether a client sends it to its own server, as far as it says."""
    if iq.to is not None or not (iq.from_ is None or iq.from_.is_valid):
        return False
    if odd_service(enable, scope):
        return False
    form = enable.form
    options = _NOTHING if form is None else values_in(form, PublishOptions.FORM_TYPE, OPTIONS)
    if options is None or not is_usual_node(enable.node or "", iq, options):
        return False
    values = (str(enable.jid), enable.node or "", str(iq.from_), iq.lang or "", *options.values())
    return not may_be_placeholders(values) and not found_in_options(options, scope)


def is_usual_node(node: str, iq: Iq, options: Mapping[str, str]) -> bool:
    """Tell whether a node has a name, in which neither the user nor the device is named."""
    if _NODE.fullmatch(node) is None or is_printed(node):
        return False
    user, token = iq.from_.local if iq.from_ is not None else None, options.get("device_id")
    return not (user and user in node.lower()) and not (token and token in node)


def values_in(
    form: Form, form_type: str, known: frozenset[str], jids: Collection[str] = ()
) -> Mapping[str, str] | None:
    """Return the values of a form that is submitted, one of each field and all of them known."""
    if form.type != "submit" or form.reported is not None or form.items:
        return None
    values: dict[str, str] = {}
    for field in form.fields:
        if len(field.values) != 1 or field.var is None or field.options:
            return None
        (value,) = field.values
        is_jid = field.type is not None and field.type.startswith("jid-")
        if value != value.strip() or (is_jid and field.var not in jids):
            return None
        values[field.var] = value
    is_each_once = len(values) == len(form.fields)
    is_of_type = values.pop("FORM_TYPE", None) == form_type
    return values if is_each_once and is_of_type and known.issuperset(values) else None
