"""Quick looks at what most stanzas have right, each for the rules that find what is wrong there.

A gate returns the codes of the rules that may find something, more rather than fewer.
"""

from collections.abc import Collection
from functools import cache
from typing import Any, Final, cast

from lxml import etree

from pushstanza.binding import Model
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads.reactions import LONGEST
from pushstanza.payloads.tokens import NULLS, is_printed
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Form
from pushstanza.stanzas.xep0357 import Enable

#: The rules about the push service of an enable or a disable, or the host an IQ is sent to.
_OF_SERVICE: Final = frozenset({"PS501", "PS502", "PS503", "PS504", "PS604", "PS607"})
_OF_FORMS: Final = frozenset(
    [
        "PS009",
        "PS107",
        "PS202",
        "PS203",
        "PS204",
        "PS205",
        "PS206",
        "PS207",
        "PS208",
        "PS209",
        "PS210",
        "PS602",
    ]
)
#: The rules about elements wherever they are.
_OF_TREES: Final = frozenset({"PS201", "PS211", "PS404", "PS508", "PS509", "PS563"})
#: The rules about an IQ and what it asks for.
_OF_IQS: Final = frozenset({"PS011", "PS101", "PS102", "PS103", "PS106", "PS108", "PS303"})
#: The rules that compare a request about a node to those before it.
_OF_SEQUENCES: Final = frozenset({"PS516", "PS517"})
#: The rules about a request of push, whose options may hold a secret.
_WITH_SECRET: Final = frozenset({"PS805"})
_OF_REQUESTS: Final = _WITH_SECRET | {"PS102", "PS104", "PS105", "PS505", "PS554", "PS605", "PS710"}
_NONE: Final = frozenset[str]()


@frozen
class _Look:
    """What a look at a form has shown: the codes of its fields, and their names."""

    codes: frozenset[str]
    names: frozenset[str | None]


def odd_form(model: Any, scope: Scope) -> Collection[str]:
    """Look at a form, or at the form that a model holds.

    It is submitted, has the type that it should have, and the fields that are known; each of them
    has a name and a value.
    """
    if isinstance(model, Form):
        return _odd_form(model, scope)
    form: Form | None = model.form
    if form is None:
        return _NONE
    look = _look(form, scope)
    kind: Any = type(model)
    known = _known(kind)
    if known is None:
        return _OF_FORMS
    if (
        known.names.issuperset(look.names)
        and form.type == "submit"
        and form.form_type == known.form_type
    ):
        return look.codes
    return _OF_FORMS


def _odd_form(form: Form, scope: Scope) -> Collection[str]:
    """Look at a form by itself, wherever it is."""
    if form.type == "submit" and isinstance(scope.stanza, Iq | Message):
        return _look(form, scope).codes
    return _OF_FORMS


def _look(form: Form, scope: Scope) -> _Look:
    return scope.once("look", form, lambda: _looked(form))


def _looked(form: Form) -> _Look:
    codes = set[str]()
    names = set[str | None]()
    for field in form.fields:
        names.add(field.var)
        if len(field.values) != 1:
            codes.add("PS209" if field.values else "PS208")
        for value in field.values:
            if value != value.strip():
                codes.add("PS210")
        if field.type is not None and field.type.startswith("jid-"):
            codes.add("PS107")
    if len(names) != len(form.fields):
        codes.add("PS207")
    if None in names or "" in names:
        codes |= {"PS206", "PS207"}
    return _Look(frozenset(codes) if codes else _NONE, frozenset(names))


@frozen
class _Known:
    """What is known of the form that an element calls for: its fields, and their form type."""

    names: frozenset[str]
    form_type: str


@cache
def _known(holder: type[Model]) -> _Known | None:
    from pushstanza.linting.rules.forms.holders import VIEWS, names_in  # needed for forms only

    view = VIEWS.get(holder)
    return None if view is None else _Known(names_in(view), view.FORM_TYPE)


def odd_tree(root: etree._Element, scope: Scope) -> Collection[str]:
    """Look at a whole stanza: an enable that holds one form, or nothing."""
    enable = enable_in(scope)
    if enable is None or len(root) != 1:
        return _OF_TREES
    form, children = enable.form, len(root[0])
    is_usual = children == 0 if form is None else children == 1 and form.type is not None
    return _NONE if is_usual else _OF_TREES


def odd_iq(iq: Iq, scope: Scope) -> Collection[str]:
    """Look at an IQ: it has an id, and asks for one thing that it can ask for."""
    is_usual = iq.id and scope.account is None and enable_in(scope) is not None
    return _NONE if is_usual and iq is scope.stanza else _OF_IQS


def odd_request(model: Model, scope: Scope) -> Collection[str]:
    """Look at an enable: the user's server is asked, for a node that has a name."""
    enable = enable_in(scope)
    if enable is None or enable is not model or not enable.node or scope.targets:
        return _OF_REQUESTS
    if cast("Iq", scope.stanza).to is not None or _is_odd_node(enable.node):
        return _OF_REQUESTS
    form = enable.form
    if form is not None and "secret" in _look(form, scope).names:
        return _WITH_SECRET
    return _NONE


def not_first(_model: Model, scope: Scope) -> Collection[str]:
    """Look at what came before: there was a request about a node."""
    return _NONE if scope.history.is_empty else _OF_SEQUENCES


def _is_odd_node(node: str) -> bool:
    """Tell whether a program has printed no name of a node, or blanks around it."""
    return node != node.strip() or is_printed(node)


def request_in(scope: Scope) -> Iq | None:
    """Return a request that holds nothing that the models have no place for."""
    iq = scope.stanza
    if not scope.is_modelled or not isinstance(iq, Iq) or iq.type != "set" or iq.error is not None:
        return None
    return iq


def enable_in(scope: Scope) -> Enable | None:
    """Return the enable in such a request."""
    iq = request_in(scope)
    return iq.payload if iq is not None and isinstance(iq.payload, Enable) else None


def odd_service(model: Model, scope: Scope) -> Collection[str]:
    """Look at the address of a push service: a host, spelled as it is compared, but not the user's."""
    address: Jid | None = model.to if isinstance(model, Iq) else getattr(model, "jid", None)
    if address is None:
        return _NONE if isinstance(model, Iq) else _OF_SERVICE
    text = str(address)
    if not address.is_valid or address.domain != text or text in NULLS or len(text) > LONGEST:
        return _OF_SERVICE
    if len(getattr(model, "node", None) or "") > LONGEST:
        return _OF_SERVICE
    user = scope.account or (scope.stanza.from_ if isinstance(scope.stanza, Iq) else None)
    is_own = user is not None and user.is_valid and user.domain == text
    return _OF_SERVICE if is_own else _NONE
