"""Push services beside MongooseIM's push node: what they answer to a publish.

Source: p2 ``PushController.java``; fpush ``message_loop.rs``, ``error_messages.rs``;
``mod_push_appserver.lua``.
"""

from pushstanza.reading.tags import local, namespace
from pushstanza.servers import inputs as given
from pushstanza.servers.answer import NONE, error, result
from pushstanza.servers.case import Case, Table, looks, otherwise
from pushstanza.servers.phrases import NOTHING
from pushstanza.servers.request import (
    DATA,
    PUSH,
    Request,
    elements,
    fields,
    values,
)
from pushstanza.servers.server import Server

_LOST = "The notification is lost; who published it may end the registration."
_SENT = "The provider is asked to wake the device."


@looks("it is no pubsub request of type `set`")
def _no_pubsub(request: Request) -> bool:
    return not given.is_pubsub(request) or request.type != "set"


@looks("nothing is published")
def _no_publish(request: Request) -> bool:
    return request.action_name != "publish"


@looks("`publish` names no node")
def _no_node(request: Request) -> bool:
    return request.action is None or request.action.get("node") is None


@looks("the options hold no `secret`")
def _no_secret(request: Request) -> bool:
    return not given.options(request).get("secret")


@looks("it comes from a full JID")
def _from_full_jid(request: Request) -> bool:
    return "/" in (request.root.get("from") or str(request.sender))


def _is_asked(request: Request) -> bool:
    return given.is_iq_request(request)


def _no_answer(name: str) -> Table:
    return Table(
        "What asks for no answer",
        lambda request: not _is_asked(request),
        (Case(input=otherwise, answer=NONE, effect=NOTHING, source=name),),
    )


_P2 = "PushController.java, pubsubHandler"

P2 = Server(
    name="p2",
    title="p2",
    tables=(
        _no_answer(_P2),
        Table(
            "Publish",
            _is_asked,
            (
                Case(input=_no_pubsub, answer=error("bad-request"), effect=NOTHING, source=_P2),
                *(
                    Case(input=each, answer=error("forbidden"), effect=_LOST, source=_P2)
                    for each in (_no_node, _no_secret, _from_full_jid)
                ),
                Case(
                    input=given.node_unknown,
                    answer=error("item-not-found"),
                    effect=_LOST,
                    source=_P2,
                ),
                Case(input=otherwise, answer=result(), effect=_SENT, source=_P2),
            ),
        ),
    ),
)


@looks("a form has no type, or a known element holds what xmpp-parsers does not know")
def _unparsed(request: Request) -> bool:
    return request.action is None or not _parses(request)


def _parses(request: Request) -> bool:
    """Tell whether fpush's strict parser reads a publish, as far as is known."""
    if request.payload is None or {local(each) for each in elements(request.payload)} - {
        "publish",
        "publish-options",
    }:
        return False
    holder = given.part(request, "publish-options")
    if holder is not None and any(
        local(each) != "x" or namespace(each) != DATA or each.get("type") is None
        for each in elements(holder)
    ):
        return False
    return not _no_node(request) and all(
        local(each) == "item" and not set(each.keys()) - {"id", "publisher"}
        for each in given.items(request)
    )


@looks("the summary form has no type")
def _summary_without_type(request: Request) -> bool:
    found = given.summary_form(request)
    return found is not None and found.get("type") is None


@looks("the options have more than five fields, or `pushModule` has not one value")
def _options_refused(request: Request) -> bool:
    found = given.options_form(request)
    if found is None:
        return False
    given_ = fields(found)
    modules = [each for each in given_ if each.get("var") == "pushModule"]
    return len(given_) > 5 or any(len(values(each)) != 1 for each in modules)


@looks("the first option is another than `pushModule`")
def _module_not_first(request: Request) -> bool:
    names = [each for each in given.options(request) if each != "FORM_TYPE"]
    return bool(names) and names[0] != "pushModule"


_FPUSH = "message_loop.rs, parse_token_and_module_id"
_OLD_PROSODY = error(
    "bad-request",
    type="wait",
    text="Invalid push format, update your prosody community modules"
    " (debian stable has a bug, use backports instead)",
)
_WAITS = "The notification is lost; the registration stays, as the error is of type wait."

FPUSH = Server(
    name="fpush",
    title="fpush",
    tables=(
        _no_answer(_FPUSH),
        Table(
            "Publish",
            _is_asked,
            (
                Case(
                    input=given.type_get,
                    answer=error("bad-request", type="cancel", text="A error occured"),
                    effect=NOTHING,
                    source="message_loop.rs, handle_iq",
                ),
                *(
                    Case(
                        input=each,
                        answer=_OLD_PROSODY,
                        effect=_WAITS,
                        source=_FPUSH,
                    )
                    for each in (
                        _no_pubsub,
                        _no_publish,
                        _unparsed,
                        _summary_without_type,
                        _options_refused,
                        _module_not_first,
                    )
                ),
                Case(input=otherwise, answer=result(), effect=_SENT, source=_FPUSH),
            ),
        ),
    ),
    language="en",
)


@looks("no notification is published")
def _no_notification(request: Request) -> bool:
    return request.action_name != "publish" or not any(
        local(each) == "notification" and namespace(each) == PUSH
        for each in given.published(request)
    )


_APPSERVER = "mod_push_appserver.lua, iq/host"
_UNKNOWN_NODE = error("item-not-found", text="Unknown push node/secret")

MOD_PUSH_APPSERVER = Server(
    name="mod_push_appserver",
    title="mod_push_appserver",
    tables=(
        _no_answer(_APPSERVER),
        Table(
            "Publish",
            _is_asked,
            (
                *(
                    Case(
                        input=each,
                        answer=error("service-unavailable"),
                        effect=NOTHING,
                        source=f"{_APPSERVER}, which lets it pass: inferred",
                    )
                    for each in (_no_pubsub, _no_notification)
                ),
                *(
                    Case(input=each, answer=_UNKNOWN_NODE, effect=_LOST, source=_APPSERVER)
                    for each in (_no_secret, _no_node, given.node_unknown)
                ),
                Case(input=otherwise, answer=result(), effect=_SENT, source=_APPSERVER),
            ),
        ),
    ),
)
