"""Requests in which no rule that looks at a stanza by itself finds anything: most of what is sent.

All is looked at once, and what is odd is left to the rules, which say more. So a rule that would
find something in such a request has to be named here; its examples show whether it is.
"""

from collections.abc import Collection, Mapping
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.jid import Jid
from pushstanza.linting.rules.gates import odd_service, request_in
from pushstanza.linting.rules.placeholders import may_be_placeholders
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import found_in_options, found_in_publish
from pushstanza.payloads.publish import BODY
from pushstanza.payloads.reactions import LONGEST
from pushstanza.payloads.tokens import is_printed
from pushstanza.stanzas.forms import PublishOptions, PushSummary
from pushstanza.stanzas.forms.push_summary import SENDERS
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Enable, Notification

#: The names of fields whose values the translator knows, and no rule besides.
_OPTIONS: Final = frozenset(each.var for each in PublishOptions.FIELDS) - {"secret"}
_SUMMARY: Final = frozenset(each.var for each in PushSummary.FIELDS)
_COUNTS: Final = frozenset({"message-count", "pending-subscription-count"})
_NOTHING: Final[Mapping[str, str]] = {}
_NODE: Final = lazy_pattern(rf"[A-Za-z0-9_.:-]{{1,{LONGEST}}}")
#: What is found in a summary without a count, where MongooseIM's push node is meant.
_AIMED: Final = frozenset({"PS606"})


def is_usual(scope: Scope) -> bool:
    """Tell whether a valid stanza is such a request; of what is not, nothing is said."""
    iq = request_in(scope)
    if iq is None or not iq.id or scope.root is None or len(scope.root) != 1:
        return False
    if scope.targets or scope.app_servers or scope.account or scope.in_code:
        return False
    if "xmlns:" in scope.text:
        return False
    match iq.payload:
        case Enable() as enable:
            return _is_usual_enable(enable, iq, scope)
        case Pubsub() as pubsub:
            return _is_usual_publish(pubsub, iq, scope)
    return False


def _is_usual_enable(enable: Enable, iq: Iq, scope: Scope) -> bool:
    """Tell whether a client sends it to its own server, as far as it says."""
    if iq.to is not None or not (iq.from_ is None or iq.from_.is_valid):
        return False
    if odd_service(enable, scope):
        return False
    options = _usual_options(enable, scope)
    if options is None or not _is_usual_node(enable.node or "", iq, options):
        return False
    values = (str(enable.jid), enable.node or "", str(iq.from_), iq.lang or "", *options.values())
    return not may_be_placeholders(values) and not found_in_options(options, scope)


def _usual_options(enable: Enable, scope: Scope) -> Mapping[str, str] | None:
    """Return the options in an enable, if it holds nothing or a form of them, each with a value."""
    form = enable.form
    if scope.root is None or len(scope.root[0]) != (form is not None):
        return None
    return _NOTHING if form is None else _values(form, PublishOptions.FORM_TYPE, _OPTIONS)


def _is_usual_publish(pubsub: Pubsub, iq: Iq, scope: Scope) -> bool:
    """Tell whether a server sends a push service a notification with a summary, and the options."""
    server = iq.from_
    if server is None or not server.is_valid or not server.is_domain or odd_service(iq, scope):
        return False
    node, summary, form = _published(pubsub, scope)
    if summary is None or form is None:
        return False
    fields = _values(summary, PushSummary.FORM_TYPE, _SUMMARY, SENDERS)
    options = _values(form, PublishOptions.FORM_TYPE, _OPTIONS)
    if fields is None or options is None or not _is_usual_summary(fields, scope):
        return False
    if not _is_usual_node(node, iq, options):
        return False
    named = (value for var, value in fields.items() if var != BODY)
    values = (node, str(iq.to or ""), str(server), iq.lang or "", *named, *options.values())
    is_found = not _AIMED.issuperset(found_in_publish(fields, options, scope))
    return not is_found and not may_be_placeholders(values)


def _published(pubsub: Pubsub, scope: Scope) -> tuple[str, Form | None, Form | None]:
    """Return the node, the summary and the options, if that is all that is in a publish."""
    publish, options, root = pubsub.publish, pubsub.publish_options, scope.root
    nothing = "", None, None
    if publish is None or options is None or root is None or pubsub.node is not None:
        return nothing
    if len(root[0]) != 2 or len(publish.items) != 1:
        return nothing
    (item,) = publish.items
    notification = item.payload
    if not isinstance(notification, Notification) or item.id is not None or item.publisher:
        return nothing
    is_alone = len(root[0][0][0][0]) == 1
    return (publish.node or "", notification.form, options.form) if is_alone else nothing


def _is_usual_summary(fields: Mapping[str, str], scope: Scope) -> bool:
    """Tell whether a summary says something, and counts in digits; senders are bare JIDs."""
    if not any(fields.values()) or (scope.wants("PS803") and fields.get(BODY)):
        return False
    counts = (fields[var] for var in _COUNTS if var in fields)
    senders = (Jid.unchecked(fields[var]) for var in SENDERS if fields.get(var))
    return all(each.isascii() and each.isdigit() for each in counts) and all(
        each.is_valid and each.resource is None for each in senders
    )


def _is_usual_node(node: str, iq: Iq, options: Mapping[str, str]) -> bool:
    """Tell whether a node has a name, in which neither the user nor the device is named."""
    if _NODE.fullmatch(node) is None or is_printed(node):
        return False
    user, token = iq.from_.local if iq.from_ is not None else None, options.get("device_id")
    return not (user and user in node.lower()) and not (token and token in node)


def _values(
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
