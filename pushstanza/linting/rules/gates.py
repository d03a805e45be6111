"""Quick looks at what most stanzas have right, each for the rules that find what is wrong there.

A gate returns the codes of the rules that may find something, more rather than fewer.
"""

from collections.abc import Collection
from typing import Any, Final

from pushstanza.binding import Model
from pushstanza.jid import Jid
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads.reactions import LONGEST
from pushstanza.payloads.tokens import NULLS
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0004 import Form

#: The rules about the push service of an enable or a disable, or the host an IQ is sent to.
_OF_SERVICE: Final = frozenset({"PS501", "PS502", "PS503", "PS504", "PS604", "PS607"})
_NONE: Final = frozenset[str]()


def odd_fields(model: Any, scope: Scope) -> Collection[str]:
    """Look at the fields of a form, or of the form that a model holds: each has a name and a value."""
    form: Form | None = model if isinstance(model, Form) else model.form
    return _NONE if form is None else scope.once("odd fields", form, lambda: _odd_fields(form))


def _odd_fields(form: Form) -> Collection[str]:
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
    return codes


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
