"""What a publish may look like."""

from lxml import etree

from pushstanza.reading.tags import local
from pushstanza.servers.case import looks
from pushstanza.servers.inputs.pubsub import LARGEST_PAYLOAD, form_in, part
from pushstanza.servers.request import Request, elements, fields, form_types, values
from pushstanza.stanzas.forms import PublishOptions

# ---- publish ----


def items(request: Request) -> list[etree._Element]:
    """Return the elements in ``publish``."""
    return [] if request.action is None else [*elements(request.action)]


def published(request: Request) -> list[etree._Element]:
    """Return the elements in the first item."""
    found = items(request)
    return [*elements(found[0])] if found else []


@looks("`publish` has no child")
def no_item(request: Request) -> bool:
    return not items(request)


@looks("`publish` has several children, or one that is no `item`")
def not_one_item(request: Request) -> bool:
    found = items(request)
    return len(found) > 1 or any(local(each) != "item" for each in found)


@looks("the payload is larger than the node takes")
def payload_too_big(request: Request) -> bool:
    node = request.world.node(request.action_node)
    limit = int(node.options.get("max_payload_size", LARGEST_PAYLOAD)) if node else LARGEST_PAYLOAD
    return sum(len(etree.tostring(each)) for each in published(request)) > limit


@looks("the item is empty")
def item_empty(request: Request) -> bool:
    found = items(request)
    return bool(found) and len(found[0]) == 0 and not found[0].text


@looks("the item holds several elements, or only blanks")
def not_one_payload(request: Request) -> bool:
    return len(published(request)) != 1


@looks("the item holds something else than `notification`")
def not_a_notification(request: Request) -> bool:
    return any(local(each) != "notification" for each in published(request))


def single_values(found: etree._Element | None) -> dict[str, str]:
    """Return the fields of a form that have one value, as MongooseIM reads them."""
    if found is None:
        return {}
    read = ((each.get("var"), values(each)) for each in fields(found))
    return {var: given[0] for var, given in read if var and var != "FORM_TYPE" and len(given) == 1}


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


@looks("no publish-options")
def no_options(request: Request) -> bool:
    return part(request, "publish-options") is None


@looks("the publish-options have no form, one that is not submitted, or another `FORM_TYPE`")
def options_malformed(request: Request) -> bool:
    found = options_form(request)
    return (
        found is None
        or found.get("type") != "submit"
        or form_types(found) != [PublishOptions.FORM_TYPE]
    )


@looks("the form of the publish-options has no type")
def options_without_type(request: Request) -> bool:
    found = options_form(request)
    return found is not None and found.get("type") is None


#: The options that MongoosePush cannot do without.
REQUIRED = frozenset({"device_id", "service"})


@looks("the publish-options lack `device_id` or `service`, or one has no value or several")
def options_incomplete(request: Request) -> bool:
    return not single_values(options_form(request)).keys() >= REQUIRED


@looks("the sender may not publish at the node")
def may_not_publish(request: Request) -> bool:
    node = request.world.node(request.action_node)
    return node is not None and not node.takes_publishes_of(request.sender)


@looks("there is no summary, or its form is not submitted")
def summary_not_submitted(request: Request) -> bool:
    found = summary_form(request)
    return found is None or found.get("type") != "submit"


@looks("the form of the summary has no type")
def summary_without_type(request: Request) -> bool:
    found = summary_form(request)
    return found is not None and found.get("type") is None


#: The fields of a summary that an alert is made of.
ALERTED = frozenset({"message-count", "last-message-sender", "last-message-body"})


@looks("the summary lacks a field that an alert is made of, or one has no value or several")
def summary_incomplete(request: Request) -> bool:
    return not single_values(summary_form(request)).keys() >= ALERTED


@looks("the options hold no `secret`, or one that is not the device's")
def no_secret(request: Request) -> bool:
    return not options(request).get("secret")  # the stanza alone does not show whose it is
