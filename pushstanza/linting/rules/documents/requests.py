"""Options in a request to MongoosePush, and what the translator finds in them."""

import re
from collections.abc import Callable, Iterator, Mapping

import attrs

from pushstanza.linting.rules.documents.places import reported_at, scalar
from pushstanza.linting.rules.rule import Finding, also
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads.findings import Found, found
from pushstanza.payloads.json_documents import Path, PushRequest
from pushstanza.payloads.options import IN_ALERT, IN_BODY
from pushstanza.payloads.publish import BODY, COUNT, SENDER, Publish

#: Which of the translator's findings hold for a request; the others are about MongooseIM.
_OF_REQUESTS = (
    *("PS701", "PS702", "PS703", "PS705", "PS706", "PS707", "PS708", "PS709", "PS710", "PS714"),
    *("PS717", "PS718", "PS719", "PS722", "PS723"),
)

_IN_ALERT = {
    **{f"options/{each.name}": each.name for each in IN_ALERT},
    f"summary/{COUNT}": "badge",
    f"summary/{SENDER}": "title",
    f"summary/{BODY}": "body",
}


def _publish(request: PushRequest) -> Publish:
    """Return the publish that a request could be made of."""
    body = request.value
    alert = body if request.version == "v1" else request.object("alert")
    device = re.search(r"/notification/(.*)", request.request_path or "")
    options = {each.name: scalar(body.get(each.name)) for each in IN_BODY}
    options |= {each.name: scalar(alert.get(each.name)) for each in IN_ALERT}
    options["device_id"] = device[1] if device else None
    options["silent"] = None if alert else "true"
    shown = {COUNT: alert.get("badge"), SENDER: alert.get("title"), BODY: alert.get("body")}
    summary = {key: scalar(value) for key, value in shown.items()}
    return Publish(summary=_given(summary), options=_given(options))


def _given(values: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}


def _translated(request: PushRequest, scope: Scope) -> list[Found]:
    """Return what the translator finds in the options of a request, once for all rules."""
    return scope.once("translated", request, lambda: [*_found(request)])


def _found(request: PushRequest) -> Iterator[Found]:
    from pushstanza.payloads.profiles.mongoosepush import PROFILE  # few files hold requests

    publish = _publish(request)
    if "service" in publish.options:
        whole = attrs.evolve(
            publish,
            options={"device_id": "any", **publish.options},
            summary={SENDER: "", BODY: "", **publish.summary},
        )
        yield from (why for _, why in PROFILE.refusals(whole, PROFILE.request(whole)))
    for check in PROFILE.checks:
        yield from check(publish)


def _in_request(code: str) -> Callable[[PushRequest, Scope], Iterator[Finding]]:
    """Return the check of one of the translator's rules for requests."""

    def check(request: PushRequest, scope: Scope) -> Iterator[Finding]:
        for each in _translated(request, scope):
            empty_topic = (
                each.key == "empty-sent" and each.path == "options/topic"
            )  # PS706 tells it
            if each.code == code and not empty_topic and each.key != _USUAL:
                path = _path_in_request(request, each)
                yield reported_at(each, request, *path, content=request.part(*path) is not None)

    return check


#: What many installations do on purpose.
_USUAL = "topic-missing"


def _path_in_request(request: PushRequest, each: Found) -> Path:
    about = each.path or ""
    if about in _IN_ALERT:
        key = _IN_ALERT[about]
        return (key,) if request.version == "v1" else ("alert", key)
    option = about.partition("/")[2]
    return (option,) if option in request.value else ()


for _code in _OF_REQUESTS:
    also(_code, on=PushRequest)(_in_request(_code))


@also("PS720", on=PushRequest)
def version_two(request: PushRequest, _scope: Scope) -> Iterator[Finding]:
    """Find a request to the version that tells of no dead token."""
    if request.version == "v2":
        yield Finding(found("api-version").message, at=(*request.path[:-1], "path"), content=True)
