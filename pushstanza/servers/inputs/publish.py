"""What a publish may look like."""

from lxml import etree

from pushstanza.reading.tags import local, namespace
from pushstanza.servers.case import when
from pushstanza.servers.inputs.pubsub import LARGEST_PAYLOAD, form_in, part
from pushstanza.servers.request import DATA, Request, elements, fields, form_types, values
from pushstanza.stanzas.forms import PublishOptions

_ONE_ITEM = "put one item into publish, and one notification into the item"
_BOTH_OPTIONS = "enable again with device_id and service in the form"
_STRICT_FORM = (
    "publish forms of type submit, with pushModule first in the options and at most five fields"
)

# ---- publish ----


def items(request: Request) -> list[etree._Element]:
    """Return the elements in ``publish``."""
    return [] if request.action is None else [*elements(request.action)]


def published(request: Request) -> list[etree._Element]:
    """Return the elements in the first item."""
    found = items(request)
    return [*elements(found[0])] if found else []


@when("the request publishes nothing", fix="put publish into pubsub", rules=("PS404",))
def nothing_published(request: Request) -> bool:
    return request.action_name != "publish"


@when(
    "`pubsub` holds an element besides `publish` and `publish-options`",
    fix="put only publish and publish-options into pubsub",
    rules=("PS404", "PS414"),
)
def beside_publish(request: Request) -> bool:
    known = {"publish", "publish-options"}
    return request.payload is not None and any(
        local(each) not in known for each in elements(request.payload)
    )


@when("`publish` holds no item", fix="put one item into publish", rules=("PS412",))
def no_item(request: Request) -> bool:
    return not items(request)


@when(
    "`publish` holds several items, or an element other than `item`",
    fix=_ONE_ITEM,
    rules=("PS412", "PS413"),
)
def not_one_item(request: Request) -> bool:
    found = items(request)
    return len(found) > 1 or any(local(each) != "item" for each in found)


@when(
    "`publish` holds an element other than `item`",
    fix=_ONE_ITEM,
    rules=("PS404", "PS412"),
)
def not_an_item(request: Request) -> bool:
    return any(local(each) != "item" for each in items(request))


@when(
    "the notification is larger than `max_payload_size` of the node",
    fix="raise max_payload_size, to at most 60000, or shorten the body",
)
def payload_too_big(request: Request) -> bool:
    node = request.world.node(request.action_node)
    limit = int(node.options.get("max_payload_size", LARGEST_PAYLOAD)) if node else LARGEST_PAYLOAD
    return sum(len(etree.tostring(each)) for each in published(request)) > limit


@when("the item is empty", fix="put a notification into the item", rules=("PS413",))
def item_empty(request: Request) -> bool:
    found = items(request)
    return bool(found) and len(found[0]) == 0 and not found[0].text


@when(
    "the item holds several elements, or only whitespace", fix=_ONE_ITEM, rules=("PS412", "PS413")
)
def not_one_payload(request: Request) -> bool:
    return len(published(request)) != 1


@when(
    "the item holds an element other than `notification`",
    fix="put a notification of urn:xmpp:push:0 into the item",
    rules=("PS413",),
)
def not_a_notification(request: Request) -> bool:
    return any(local(each) != "notification" for each in published(request))


def named_fields(found: etree._Element) -> list[etree._Element]:
    """Return the fields of a form, in whatever namespace they are."""
    return [each for each in elements(found) if local(each) == "field"]


def pairs(found: etree._Element | None) -> dict[str, list[str]]:
    """Return the values in a form by names, as MongooseIM reads them.

    Of fields with one name the last counts. Fields and values may be in any namespace; an element
    in a value is dropped, and so is text that is only blanks.
    """
    if found is None:
        return {}
    read = ((each.get("var"), each) for each in named_fields(found))
    return {var: _values(each) for var, each in read if var is not None}


def values_of(found: etree._Element, var: str) -> list[str]:
    """Return the values of one field of a form, as :func:`pairs` reads them; none without it."""
    named = (each for each in reversed(named_fields(found)) if each.get("var") == var)
    return next(map(_values, named), [])


def _values(field: etree._Element) -> list[str]:
    return [_text(value) for value in elements(field) if local(value) == "value"]


def _text(value: etree._Element) -> str:
    own = value.text or ""
    if len(value):
        own = "".join((own, *(each.tail or "" for each in value)))
    return own if own.strip(" \t\r\n") else ""


def single_values(found: etree._Element | None) -> dict[str, str]:
    """Return the fields of a form that have one value, as MongooseIM reads them."""
    return {
        var: given[0]
        for var, given in pairs(found).items()
        if var != "FORM_TYPE" and len(given) == 1
    }


def options_form(request: Request) -> etree._Element | None:
    """Return the form of the publish-options."""
    return form_in(part(request, "publish-options"))


def options(request: Request) -> dict[str, list[str]]:
    """Return the publish-options by name."""
    found = options_form(request)
    return {} if found is None else {each.get("var", ""): values(each) for each in fields(found)}


def summary_form(request: Request) -> etree._Element | None:
    """Return the form of the summary."""
    return next((form_in(each) for each in published(request)), None)


@when("the publish-options are missing", fix=_BOTH_OPTIONS, rules=("PS601",))
def no_options(request: Request) -> bool:
    return part(request, "publish-options") is None


@when(
    "the publish-options have no form, one that is not of type `submit`, or another `FORM_TYPE`",
    fix="enable again with a form of type submit, which the user's server publishes as it is",
    rules=("PS201", "PS202", "PS203", "PS204", "PS414"),
)
def options_malformed(request: Request) -> bool:
    found = options_form(request)
    return (
        found is None
        or found.get("type") != "submit"
        or form_types(found) != [PublishOptions.FORM_TYPE]
    )


@when(
    "the form of the publish-options has no type",
    fix="add type='submit' to the form",
    rules=("PS201",),
)
def options_without_type(request: Request) -> bool:
    found = options_form(request)
    return found is not None and found.get("type") is None


@when(
    "the publish-options hold an element other than a form",
    fix="put only the form into publish-options",
    rules=("PS414",),
)
def options_not_a_form(request: Request) -> bool:
    holder = part(request, "publish-options")
    return holder is not None and any(
        local(each) != "x" or namespace(each) != DATA for each in elements(holder)
    )


@when(
    "the publish-options have more than five fields, or not exactly one value of `pushModule`",
    fix=_STRICT_FORM,
)
def options_too_many(request: Request) -> bool:
    found = options_form(request)
    if found is None:
        return False
    given = fields(found)
    modules = [each for each in given if each.get("var") == "pushModule"]
    return len(given) > 5 or any(len(values(each)) != 1 for each in modules)


@when("the first of the publish-options is not `pushModule`", fix=_STRICT_FORM)
def module_not_first(request: Request) -> bool:
    names = [each for each in options(request) if each != "FORM_TYPE"]
    return bool(names) and names[0] != "pushModule"


#: The options that MongoosePush cannot do without.
REQUIRED = frozenset({"device_id", "service"})


@when(
    "the publish-options lack `device_id` or `service`, or one has no value or several",
    fix=_BOTH_OPTIONS,
    rules=("PS601",),
)
def options_incomplete(request: Request) -> bool:
    return not single_values(options_form(request)).keys() >= REQUIRED


@when(
    "the publish comes from a full JID", fix="publish as the domain of the server", rules=("PS513",)
)
def from_full_jid(request: Request) -> bool:
    return "/" in (request.root.get("from") or str(request.sender))


@when(
    "the sender lacks the affiliation `publish-only`"
    " (since MongooseIM 3.6 the server's domain publishes, not the user)",
    fix="grant publish-only to the domain of the server",
    rules=("PS411",),
)
def may_not_publish(request: Request) -> bool:
    node = request.world.node(request.action_node)
    return node is not None and not node.takes_publishes_of(request.sender)


@when(
    "the summary is missing, or its form is not of type `submit`",
    fix="let MongooseIM publish to its own push node; give other servers another push service",
    rules=("PS201", "PS202", "PS511"),
)
def summary_not_submitted(request: Request) -> bool:
    found = summary_form(request)
    return found is None or found.get("type") != "submit"


#: The fields of a summary that an alert is made of.
ALERTED = frozenset({"message-count", "last-message-sender", "last-message-body"})


@when(
    "the summary lacks a field that an alert is made of, or one has no value or several",
    fix="send message-count, last-message-sender and last-message-body, each with one value",
    rules=("PS208", "PS209"),
)
def summary_incomplete(request: Request) -> bool:
    return not single_values(summary_form(request)).keys() >= ALERTED


@when(
    "the publish-options hold no `secret`, or one that is not the device's",
    fix="enable with the secret that the registration returned",
)
def no_secret(request: Request) -> bool:
    return not options(request).get("secret")  # the stanza alone does not show whose it is
