"""Publishes in which no rule that looks at a stanza by itself finds anything."""

from collections.abc import Mapping
from typing import Any, Final

from pushstanza.jid import Jid
from pushstanza.linting.rules.gates import odd_service
from pushstanza.linting.rules.placeholders import may_be_placeholders
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.translated import found_in_publish
from pushstanza.linting.rules.usual import OPTIONS, is_usual_node, values_in
from pushstanza.payloads.publish import BODY
from pushstanza.stanzas.forms import PublishOptions, PushSummary
from pushstanza.stanzas.forms.push_summary import COUNTS, SENDERS
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0060 import Pubsub
from pushstanza.stanzas.xep0357 import Notification

_SUMMARY: Final = frozenset(each.var for each in PushSummary.FIELDS)
#: What is found in a summary without a count, where MongooseIM's push node is meant.
_AIMED: Final = frozenset({"PS606"})


def is_usual_publish(iq: Iq, scope: Scope, root: Any) -> bool:
    """Tell whether a server sends a push service a notification with a summary, and the options."""
    pubsub, server = iq.payload, iq.from_
    if (
        not isinstance(pubsub, Pubsub)
        or server is None
        or not server.is_valid
        or not server.is_domain
        or odd_service(iq, scope)
    ):
        return False
    node, summary, form = _published(pubsub, root)
    if summary is None or form is None:
        return False
    fields = values_in(summary, PushSummary.FORM_TYPE, _SUMMARY, SENDERS)
    options = values_in(form, PublishOptions.FORM_TYPE, OPTIONS)
    if fields is None or options is None or not _is_usual_summary(fields, scope):
        return False
    if not is_usual_node(node, iq, options):
        return False
    named = (value for var, value in fields.items() if var != BODY)
    values = (node, str(iq.to or ""), str(server), iq.lang or "", *named, *options.values())
    is_found = not _AIMED.issuperset(found_in_publish(fields, options, scope))
    return not is_found and not may_be_placeholders(values)


def _published(pubsub: Pubsub, root: Any) -> tuple[str, Form | None, Form | None]:
    """Return the node, the summary and the options, if that is all that is in a publish."""
    publish, options = pubsub.publish, pubsub.publish_options
    nothing = "", None, None
    if publish is None or options is None or pubsub.node is not None:
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
    counts = (fields[var] for var in COUNTS if var in fields)
    senders = (Jid.unchecked(fields[var]) for var in SENDERS if fields.get(var))
    return all(each.isascii() and each.isdigit() for each in counts) and all(
        each.is_valid and each.resource is None for each in senders
    )
