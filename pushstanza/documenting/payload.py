"""``push-payload``: the requests to MongoosePush and to APNs or FCM that a stanza leads to."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.records import frozen
from pushstanza.documenting import notification
from pushstanza.documenting.example import Code, Example, Note, Part
from pushstanza.documenting.notification import problems, translated
from pushstanza.documenting.written import Written
from pushstanza.linting.declare import Choice, Several, declare
from pushstanza.payloads.translation import NAMES, Translation

#: The parts of an example, in the order of their tabs.
TABS = ("xml", "mongoosepush", "provider")


@frozen(kw_only=True)
class Options(notification.Options):
    """What the author of a ``push-payload`` asks for."""

    tabs: tuple[str, ...] = declare(
        "What is shown: the stanza, the request to MongoosePush, and that to APNs or FCM.",
        Several(Choice(TABS), "a list of tabs"),
        TABS,
    )


def example(written: Written, options: Options) -> Example:
    """Return the requests that a stanza leads to as an example.

    Raises:
        BlockError: the stanza cannot be translated.
    """
    result = translated(written, options)
    made = {part.title: part for part in _parts(written.text, result)}
    wanted = {"xml": ("XML",), "mongoosepush": ("MongoosePush",), "provider": tuple(NAMES.values())}
    titles = [title for tab in options.tabs for title in wanted[tab]]
    return Example(
        parts=tuple(made[title] for title in titles if title in made),
        notes=tuple(_notes(result)),
        problems=problems(result, options),
    )


def _parts(text: str, result: Translation) -> Iterator[Part]:
    yield Code(title="XML", language="xml", text=text)
    found = result.to_dict()
    if (first := found.get("mongoosepush")) is not None:
        start = f"{first['method']} {first['path']} HTTP/1.1"
        headers = {"content-type": "application/json"}
        yield _request("MongoosePush", start, headers, first["body"])
    if (second := found.get("request")) is not None:
        path = second.get("path", "/v1/projects/your-project/messages:send")
        start = f"POST {path} HTTP/2"
        yield _request(NAMES[second["service"]], start, second["headers"], second["body"])


def _request(title: str, start: str, headers: Mapping[str, Any], body: Any) -> Code:
    lines = [start, *(f"{name}: {value}" for name, value in headers.items())]
    content = json.dumps(body, indent=2, ensure_ascii=False)
    return Code(title=title, language="http", text="\n".join((*lines, "", content)))


def _notes(result: Translation) -> Iterator[Note]:
    if result.outcome != "sent":
        why = result.reason or ", ".join(result.rejected_fields)
        names = {"not_sent": "Nothing is sent", "rejected": "MongoosePush rejects the request"}
        yield Note(severity=Severity.ERROR, message=f"{names[result.outcome]}: {why}")
    for each in result.diagnostics:
        if each.severity is not Severity.INFO or result.outcome == "sent":
            yield Note.of(each)
