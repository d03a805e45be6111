"""Requests in which no rule that looks at a stanza by itself finds anything: most of what is sent.

All is looked at once, and what is odd is left to the rules, which say more. So a rule that would
find something in such a request has to be named here; its examples show whether it is.
"""

from collections.abc import Mapping
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.rules.gates import enable_in, odd_service
from pushstanza.linting.rules.placeholders import may_be_placeholders
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import found_in_options
from pushstanza.payloads.reactions import LONGEST
from pushstanza.payloads.tokens import is_printed
from pushstanza.stanzas.forms import PublishOptions
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0357 import Enable

#: The names of fields whose values the translator knows, and no rule besides.
_OPTIONS: Final = frozenset(each.var for each in PublishOptions.FIELDS) - {"secret"}
_NOTHING: Final[Mapping[str, str]] = {}
_NODE: Final = lazy_pattern(rf"[A-Za-z0-9_.:-]{{1,{LONGEST}}}")


def is_usual(scope: Scope) -> bool:
    """Tell whether a valid stanza is such a request; of what is not, nothing is said."""
    iq, enable = scope.stanza, enable_in(scope)
    if enable is None or not isinstance(iq, Iq):
        return False
    if scope.targets or scope.app_servers or scope.account or scope.in_code:
        return False
    if not _is_sent_as_usual(iq) or odd_service(enable, scope):
        return False
    options = _usual_options(enable, scope)
    if options is None or not _is_usual_node(enable.node or "", iq, options):
        return False
    values = (str(enable.jid), enable.node or "", str(iq.from_), iq.lang or "", *options.values())
    return (
        "xmlns:" not in scope.text
        and not may_be_placeholders(values)
        and not found_in_options(options, scope)
    )


def _is_sent_as_usual(iq: Iq) -> bool:
    """Tell whether a client sends it to its own server, as far as it says."""
    return bool(iq.id) and iq.to is None and (iq.from_ is None or iq.from_.is_valid)


def _is_usual_node(node: str, iq: Iq, options: Mapping[str, str]) -> bool:
    """Tell whether a node has a name, in which neither the user nor the device is named."""
    if _NODE.fullmatch(node) is None or is_printed(node):
        return False
    user, token = iq.from_.local if iq.from_ is not None else None, options.get("device_id")
    return not (user and user in node.lower()) and not (token and token in node)


def _usual_options(enable: Enable, scope: Scope) -> Mapping[str, str] | None:
    """Return the options in an enable, if it holds nothing or a form of them, each with a value."""
    root, form = scope.root, enable.form
    if root is None or len(root) != 1 or len(root[0]) != (form is not None):
        return None
    if form is None:
        return _NOTHING
    return _values(form) if form.type == "submit" else None


def _values(form: Form) -> Mapping[str, str] | None:
    if form.reported is not None or form.items:
        return None
    options: dict[str, str] = {}
    for field in form.fields:
        values, kind = field.values, field.type
        if len(values) != 1 or field.var is None or field.options:
            return None
        value = values[0]
        if value != value.strip() or (kind is not None and kind.startswith("jid-")):
            return None
        options[field.var] = value
    is_each_once = len(options) == len(form.fields)
    is_of_type = options.pop("FORM_TYPE", None) == PublishOptions.FORM_TYPE
    return options if is_each_once and is_of_type and _OPTIONS.issuperset(options) else None
