"""Which stanzas concern push: those of the flow, and near misses of them."""

import re
from functools import cache, lru_cache
from typing import Final

from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import nearest
from pushstanza.reading import tags
from pushstanza.reading.names import CLIENT, COMMANDS, DATA_FORMS, PUSH
from pushstanza.stanzas.forms import PublishOptions, PushSummary
from pushstanza.stanzas.forms.holders import REGISTRATIONS

_PUSH: Final = "push"
#: How alike a namespace, a name and a type must be to those of push.
_NEAR_NAMESPACE, _NEAR_NAME, _NEAR_TYPE, _NEAR_COMMAND = 0.9, 0.75, 0.75, 0.85
_REQUESTS: Final = ("enable", "disable")
#: The affiliation by which the owner of a node lets the user's server publish.
_PUBLISHER: Final = "publish-only"
#: Attributes that say nothing of what a stanza is about.
_FREE: Final = frozenset({"id", "label", "name"})
_VALUE: Final = f"{{{DATA_FORMS}}}value"
#: What damaged text about push holds.
_TEXT_OF_PUSH: Final = lazy_pattern(
    rf"<[^<>]*{_PUSH}|urn:xmpp:push|<(?:en|dis)able\b", re.IGNORECASE
)


def concerns_push(root: etree._Element) -> bool:
    """Tell whether a stanza, or a payload by itself, belongs to the push flow or nearly does.

    Something in it says so: a namespace, a name of an element or a field, an address, a type. What
    people write to each other, ids and labels do not count.
    """
    return any(map(_is_of_push, root.iter("*")))


def text_concerns_push(text: str) -> bool:
    """Tell the same of text that is too damaged for a tree."""
    return _TEXT_OF_PUSH.search(text) is not None


def _is_of_push(element: etree._Element) -> bool:
    namespace, name = tags.split(str(element.tag))
    return (
        _is_push_namespace(namespace)
        or any(_says_push(str(key), value) for key, value in element.items())
        or _is_request(element, namespace, name)
        or (namespace == COMMANDS and _is_registration(element.get("node", "")))
        or _is_field_of_push(element, name)
        or _is_form_of_push(element)
        or (element.tag == _VALUE and _is_push_namespace(element.text or ""))
    )


@lru_cache(maxsize=4096)
def _is_push_namespace(namespace: str) -> bool:
    """Tell whether a namespace is that of push, begins like it, or is nearly the same."""
    if len(namespace) > 4 * len(PUSH):
        return False
    if f":{_PUSH}" in namespace.lower():
        return True
    if "urn" not in namespace and "xmpp" not in namespace:  # most values are not even a bit like it
        return False
    return nearest(namespace, (PUSH,), cutoff=_NEAR_NAMESPACE) is not None


@lru_cache(maxsize=4096)
def _says_push(key: str, value: str) -> bool:
    if key in _FREE:
        return False
    if _PUSH in value.lower():
        return True
    if key.lower() == "type":
        return len(value) == len(_PUSH) and nearest(value, (_PUSH,), cutoff=_NEAR_TYPE) is not None
    return value == _PUBLISHER or _is_push_namespace(value)


def _is_request(element: etree._Element, namespace: str, name: str) -> bool:
    """Tell whether an element is meant as an ``enable`` or ``disable`` of push.

    Message carbons and stream management have those, too, but without a ``jid``.
    """
    parent = element.getparent()
    if parent is not None and tags.local(parent) != "iq":
        return False
    if namespace not in {"", CLIENT} and "jid" not in element.attrib:
        return False
    return _is_request_name(name)


@lru_cache(maxsize=4096)
def _is_request_name(name: str) -> bool:
    return len(name) <= 12 and nearest(name, _REQUESTS, cutoff=_NEAR_NAME) is not None


@lru_cache(maxsize=4096)
def _is_registration(command: str) -> bool:
    """Tell whether a command registers a device, or is nearly one that does."""
    if len(command) > 4 * len(PUSH):
        return False
    return nearest(command, REGISTRATIONS, cutoff=_NEAR_COMMAND) is not None


def _is_field_of_push(element: etree._Element, name: str) -> bool:
    """Tell whether a form holds a field that only a summary or the options of a push have."""
    if name != "field":
        return False
    var = element.get("var")
    if var in _summary_fields():
        return True
    holder = element.getparent()
    around = None if holder is None else holder.getparent()
    is_option = around is not None and tags.local(around) == "publish-options"
    return is_option and var in _options()


def _is_form_of_push(element: etree._Element) -> bool:
    """Tell whether a form is one of publish-options, and holds an option of push."""
    if element.tag != f"{{{DATA_FORMS}}}x":
        return False
    names = {each.get("var") for each in element}
    if names.isdisjoint(_options()):
        return False
    values = element.iterfind(f"{{{DATA_FORMS}}}field[@var='FORM_TYPE']/{_VALUE}")
    return any(each.text == PublishOptions.FORM_TYPE for each in values)


@cache
def _summary_fields() -> frozenset[str]:
    return frozenset(each.var for each in PushSummary.FIELDS)


@cache
def _options() -> frozenset[str]:
    return frozenset(each.var for each in PublishOptions.FIELDS)
