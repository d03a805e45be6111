"""What the form of an enable may look like."""

from lxml import etree

from pushstanza.reading.tags import local
from pushstanza.servers.case import looks
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


# ---- the form of enable ----


def form(request: Request) -> etree._Element | None:
    """Return the first form of a payload."""
    return request.forms[0] if request.forms else None


def _form_type(request: Request) -> str | None:
    found = form(request)
    return None if found is None else found.get("type")


@looks("no form")
def no_form(request: Request) -> bool:
    return not request.forms


@looks("the form has no type")
def form_without_type(request: Request) -> bool:
    return bool(request.forms) and _form_type(request) is None


@looks("the form has type `form`, `result` or `cancel`")
def form_not_submitted(request: Request) -> bool:
    return _form_type(request) in FORM_KINDS - {"submit"}


@looks("the type of the form is another word")
def form_type_unknown(request: Request) -> bool:
    return bool(request.forms) and _form_type(request) not in {*FORM_KINDS, None}


@looks("`FORM_TYPE` is missing, or has no value")
def no_form_type(request: Request) -> bool:
    found = form(request)
    return found is not None and not form_types(found)


@looks("`FORM_TYPE` has several values")
def several_form_types(request: Request) -> bool:
    found = form(request)
    return found is not None and len(form_types(found)) > 1


@looks("`FORM_TYPE` is not that of publish-options, or has blanks around it")
def other_form_type(request: Request) -> bool:
    found = form(request)
    return found is not None and form_types(found) != [PublishOptions.FORM_TYPE]


@looks("a field has no value, or several")
def field_without_one_value(request: Request) -> bool:
    found = form(request)
    return found is not None and any(len(values(each)) != 1 for each in fields(found))


@looks("a field has no `var`")
def field_without_var(request: Request) -> bool:
    found = form(request)
    return found is not None and any(each.get("var") is None for each in fields(found))


@looks("two fields have the same `var`")
def field_twice(request: Request) -> bool:
    found = form(request)
    names = [] if found is None else [each.get("var") for each in fields(found)]
    return len({*names}) < len(names)


@looks("the type of a field is another word")
def field_type_unknown(request: Request) -> bool:
    found = form(request)
    return found is not None and any(
        each.get("type", "text-single") not in FIELD_KINDS for each in fields(found)
    )


@looks("the form is in a wrong or misspelt namespace")
def form_unseen(request: Request) -> bool:
    return (
        not request.forms
        and request.payload is not None
        and any(local(each) == "x" for each in elements(request.payload))
    )


@looks("a prefix declares the namespace of the form, as in `<d:x xmlns:d='jabber:x:data'>`")
def form_prefixed(request: Request) -> bool:
    found = form(request)
    return found is not None and found.prefix is not None


@looks("several forms")
def several_forms(request: Request) -> bool:
    return len(request.forms) > 1
