"""Findings in a JSON document, each at the way to a value."""

from typing import Any

from pushstanza.linting.rules.rule import Finding
from pushstanza.payloads.findings import Found
from pushstanza.payloads.json_documents import (
    ApnsPayload,
    Document,
    FcmMessage,
    LegacyFcmMessage,
    Path,
    PushRequest,
)

#: What holds a payload; each but the last is some JSON.
PAYLOADS = (FcmMessage, LegacyFcmMessage, ApnsPayload, PushRequest)


def _at(document: Document, *path: str | int) -> Path:
    return (*document.path, *path)


def value_at(document: Document, *path: str | int, say: str, **more: Any) -> Finding:
    """Return a finding about a value."""
    return Finding(say, at=_at(document, *path), content=True, **more)


def key_at(document: Document, *path: str | int, say: str, **more: Any) -> Finding:
    """Return a finding about a key, or about a whole object."""
    return Finding(say, at=_at(document, *path), **more)


def reported_at(each: Found, document: Document, *path: str | int, content: bool = True) -> Finding:
    """Return what the translator finds, at a value."""
    return Finding(
        each.message,
        at=_at(document, *path),
        content=content,
        hint=each.hint,
        severity=each.severity,
    )


def scalar(value: Any) -> str | None:
    """Return a value as MongooseIM would write it; ``None`` where the schema has to judge."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def header_at(payload: ApnsPayload, name: str, say: str, **more: Any) -> Finding:
    """Return a finding about the value of a header, or about all of them."""
    given = name in (payload.headers or {})
    at = (*payload.headers_path, name) if given else payload.headers_path
    return Finding(say, at=at, content=given, **more)


def header_text(payload: ApnsPayload, name: str) -> str | None:
    """Return a header as a text; numbers are written as one in the forms of many libraries."""
    value = (payload.headers or {}).get(name)
    return scalar(value) if not isinstance(value, bool) else None


#: What of ``aps`` a user notices.
SHOWN = ("alert", "badge", "sound")


def is_background(payload: ApnsPayload) -> bool:
    """Tell whether the headers or, without a type, the payload make it a background push."""
    if payload.push_type is not None:
        return payload.push_type == "background"
    aps = payload.object("aps")
    return "content-available" in aps and not any(key in aps for key in (*SHOWN, "event"))
