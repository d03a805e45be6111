"""What the form of an enable may look like."""

from lxml import etree

from pushstanza.reading.tags import local
from pushstanza.servers.case import when
from pushstanza.servers.request import Request, elements, fields, form_types, values
from pushstanza.stanzas.forms import PublishOptions

#: The types of a data form (XEP-0004, section 3.1), and of a field (section 3.3).
FORM_KINDS = frozenset({"cancel", "form", "result", "submit"})
FIELD_KINDS = frozenset(
    {
        "boolean", "fixed", "hidden", "jid-multi", "jid-single", "list-multi", "list-single",
        "text-multi", "text-private", "text-single",
    }
)  # fmt: skip
_FORM_TYPE = f"give FORM_TYPE the value {PublishOptions.FORM_TYPE}, without whitespace around it"
SUBMIT = "write type='submit' on x"


# ---- the form of enable ----


def form(request: Request) -> etree._Element | None:
    """Return the first form of a payload."""
    return request.forms[0] if request.forms else None


def _form_type(request: Request) -> str | None:
    found = form(request)
    return None if found is None else found.get("type")


@when("there is no form")
def no_form(request: Request) -> bool:
    return not request.forms


@when("the form has no type", fix=SUBMIT, rules=("PS201",))
def form_without_type(request: Request) -> bool:
    return bool(request.forms) and _form_type(request) is None


@when("the form is of type `form`, `result` or `cancel`", fix=SUBMIT, rules=("PS202",))
def form_not_submitted(request: Request) -> bool:
    return _form_type(request) in FORM_KINDS - {"submit"}


@when("the type of the form is unknown", fix=SUBMIT, rules=("PS202",))
def form_type_unknown(request: Request) -> bool:
    return bool(request.forms) and _form_type(request) not in {*FORM_KINDS, None}


@when("`FORM_TYPE` is missing, or has no value", fix=_FORM_TYPE, rules=("PS203",))
def no_form_type(request: Request) -> bool:
    found = form(request)
    return found is not None and not form_types(found)


@when("`FORM_TYPE` has several values", fix=_FORM_TYPE, rules=("PS204", "PS207"))
def several_form_types(request: Request) -> bool:
    found = form(request)
    return found is not None and len(form_types(found)) > 1


@when(
    "`FORM_TYPE` is not that of publish-options, or has whitespace around it",
    fix=_FORM_TYPE,
    rules=("PS204", "PS210"),
)
def other_form_type(request: Request) -> bool:
    found = form(request)
    return found is not None and form_types(found) != [PublishOptions.FORM_TYPE]


@when(
    "a field has no value, or several",
    fix="give each field exactly one value, which may be empty",
    rules=("PS208", "PS209"),
)
def field_without_one_value(request: Request) -> bool:
    found = form(request)
    return found is not None and any(len(values(each)) != 1 for each in fields(found))


@when("a field has no `var`", fix="name the field in var", rules=("PS206",))
def field_without_var(request: Request) -> bool:
    found = form(request)
    return found is not None and any(each.get("var") is None for each in fields(found))


@when("two fields have the same `var`", fix="send each field once", rules=("PS207",))
def field_twice(request: Request) -> bool:
    found = form(request)
    names = [] if found is None else [each.get("var") for each in fields(found)]
    return len({*names}) < len(names)


@when(
    "the type of a field is unknown",
    fix="leave the type of the field out, or use one of XEP-0004, section 3.3",
    rules=("PS011",),
)
def field_type_unknown(request: Request) -> bool:
    found = form(request)
    return found is not None and any(
        each.get("type", "text-single") not in FIELD_KINDS for each in fields(found)
    )


@when(
    "the form is in a wrong or misspelt namespace",
    fix="write xmlns='jabber:x:data' on x",
    rules=("PS005", "PS006", "PS008"),
)
def form_unseen(request: Request) -> bool:
    return (
        not request.forms
        and request.payload is not None
        and any(local(each) == "x" for each in elements(request.payload))
    )


@when(
    "a prefix declares the namespace of the form, as in `<d:x xmlns:d='jabber:x:data'>`",
    fix="declare the namespace without a prefix: xmlns='jabber:x:data'",
    rules=("PS007",),
)
def form_prefixed(request: Request) -> bool:
    found = form(request)
    return found is not None and found.prefix is not None


@when("there are several forms", fix="send one form", rules=("PS211",))
def several_forms(request: Request) -> bool:
    return len(request.forms) > 1
