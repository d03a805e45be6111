"""A translation for people: each request on the way, its size, and what got lost."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from pushstanza.diagnostics.masking import mask
from pushstanza.linting.reports.text import Style, plain, printable
from pushstanza.payloads.result import Translation

_TOKEN_PATHS = ("/v3/notification/", "/v2/notification/", "/3/device/")


def masked(result: Translation) -> dict[str, Any]:
    """Return the JSON of a translation with its device token masked."""
    found = result.to_dict()
    for step in ("mongoosepush", "request"):
        request = found.get(step, {})
        path = request.get("path", "")
        for start in _TOKEN_PATHS:
            if path.startswith(start):
                request["path"] = start + mask(path.removeprefix(start))
        message = request.get("body", {}).get("message")
        if message is not None:
            message["token"] = mask(message["token"])
    return found


def report(
    result: Translation,
    shown: dict[str, Any],
    *,
    style: Style = plain,
    cover: Callable[[str], str] = str,
) -> Iterator[str]:
    """Yield the lines of the report; *shown* is the translation as JSON.

    *cover* hides the secrets in a sentence.
    """
    if (first := shown.get("mongoosepush")) is not None:
        yield f"MongooseIM → MongoosePush: {first['method']} {printable(first['path'])}"
        yield _json(first["body"])
        yield ""
    if (second := shown.get("request")) is not None:
        yield f"MongoosePush → {_address(second)}"
        yield from (
            f"  {name}: {printable(str(value))}" for name, value in second["headers"].items()
        )
        yield _json(second["body"])
        yield f"  {result.size} of {result.limit} bytes"
        yield ""
    if result.outcome == "not_sent":
        yield f"{style('not sent', 'error')}: {printable(cover(result.reason or ''))}"
    elif result.outcome == "rejected":
        yield f"{style('rejected', 'error')}: {printable(cover(', '.join(result.rejected_fields)))}"
    for each in result.diagnostics:
        label = style(f"{each.severity}[{each.code}]", each.severity)
        yield f"{label} {printable(cover(each.message))}"
        if each.hint:
            yield f"  = {printable(cover(each.hint))}"


def _address(request: dict[str, Any]) -> str:
    if request["service"] == "apns":
        return f"APNs ({request['mode']}): POST {printable(request['path'])}"
    return "FCM: POST /v1/projects/…/messages:send"


def _json(value: Any) -> str:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "\n".join(f"  {printable(line)}" for line in text.split("\n"))
