"""JSON payloads against their schemas: every violation as a sentence, at the value or key meant."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean, nearest
from pushstanza.linting.rules.rule import Finding
from pushstanza.payloads import fcm
from pushstanza.payloads.json_documents import ApnsPayload, Document, FcmMessage, Path, PushRequest
from pushstanza.payloads.provider_fields import field_named

E, W = Severity.ERROR, Severity.WARNING


def violations(document: Document) -> Iterator[Finding]:
    """Yield what the schema of a payload refuses, in order of their places, each place once.

    At one place a key may be missing, and one of several others, too.
    """
    reported: set[tuple[Path, bool]] = set()
    for name, value, base in _judged(document):
        errors = (each for each in _validator(name).iter_errors(value) if not _is_reported(each))
        for error in sorted(errors, key=lambda each: str(each.absolute_path)):
            for finding in _explained(error, base, _WHO[name]):
                at = finding.at if isinstance(finding.at, tuple) else ()
                place = (at, _is_choice(error))
                if place not in reported:
                    reported.add(place)
                    yield finding


def _is_choice(error: "_Error") -> bool:
    """Tell whether one of several keys is required."""
    branches = error.validator_value if error.validator in {"anyOf", "oneOf"} else ()
    return bool(branches) and all([*each] == ["required"] for each in branches)


def _is_reported(error: "_Error") -> bool:
    """Tell whether rules say it better: PS705 of a background push, PS729 of arguments alone.

    What the headers have to be for each push type PS713 and PS714 say.
    """
    if "then" in error.absolute_schema_path and "aps" not in error.absolute_path:
        return True
    if error.validator == "anyOf":
        keys = [key for branch in error.validator_value for key in branch.get("required", ())]
        return bool(keys) and all(re.search("loc_?key$", key, re.IGNORECASE) for key in keys)
    return bool(error.validator == "maxProperties")


_MONGOOSEPUSH = ("MongoosePush answers 422", E)

#: Who says so of each schema, and how bad it is.
_WHO = {
    "fcm-v1-message": ("FCM answers INVALID_ARGUMENT", E),
    "mongoosepush-v1": _MONGOOSEPUSH,
    "mongoosepush-v2": _MONGOOSEPUSH,
    "mongoosepush-v3": _MONGOOSEPUSH,
    "apns-payload": ("Apple describes nothing else", W),
    "apns-headers": ("Apple names no other", W),
}

#: Apple, "Sending notification requests to APNs".
HEADERS = tuple(
    f"apns-{word}" for word in ("collapse-id", "expiration", "id", "priority", "push-type", "topic")
)


def _judged(document: Document) -> Iterator[tuple[str, Any, Path]]:
    """Yield the schemas of a payload, with what each judges and the way there."""
    match document:
        case FcmMessage():
            yield "fcm-v1-message", {"message": document.value}, document.path[:-1]
        case ApnsPayload():
            value = document.value if document.value or not document.through_fcm else {"aps": {}}
            if document.through_fcm and "aps" not in value:
                value = {**value, "aps": {}}
            yield "apns-payload", value, document.path
            if document.headers and not document.through_fcm:
                texts = {key: _text(each) for key, each in document.headers.items()}
                yield "apns-headers", texts, document.headers_path
        case PushRequest():
            version = document.version if document.version in {"v1", "v2"} else "v3"
            yield f"mongoosepush-{version}", document.value, document.path


def _text(value: Any) -> Any:
    """Return a header as it is sent: many programs write a number as one."""
    return value if isinstance(value, bool) or not isinstance(value, int) else str(value)


@cache
def _validator(name: str) -> Any:
    """Return the validator of a schema; jsonschema is loaded where a payload is looked at."""
    import json
    from importlib.resources import files

    from jsonschema import Draft202012Validator

    text = (files("pushstanza.schemas") / "json" / f"{name}.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


_Error: TypeAlias = Any  # jsonschema.ValidationError, which is not loaded with this module


def _explained(error: _Error, base: Path, who: tuple[str, Severity]) -> Iterator[Finding]:
    """Yield what a violation is in words, and where."""
    refusal, severity = who
    at: Path = (*base, *error.absolute_path)
    value: Any = error.instance
    expected: Any = error.validator_value
    if "propertyNames" in error.absolute_schema_path:
        say = f"{quoted(value)} is not allowed here: {refusal}"
        yield Finding(say, at=(*at, value), hint=did_you_mean(value, HEADERS), severity=severity)
        return
    if _is_no_fault(error, who):
        return
    match error.validator:
        case "additionalProperties" if expected is False:
            known = error.schema.get("properties", {})
            for key in (each for each in value if each not in known):
                say = f"unknown key {quoted(key)}: {refusal}"
                hint = _elsewhere(key, who) or _near(key, known)
                yield Finding(say, at=(*at, key), hint=hint, severity=severity)
        case "required":
            lacking = [key for key in expected if key not in value]
            verb = "is" if len(lacking) == 1 else "are"
            say = f"{' and '.join(map(repr, lacking))} {verb} missing: {refusal}"
            yield Finding(say, at=at, severity=severity)
        case "anyOf" | "oneOf" if _is_choice(error):
            choice = ", ".join(each["required"][0] for each in expected)
            how = "exactly one" if error.validator == "oneOf" else "at least one"
            yield Finding(f"{how} of {choice} is required: {refusal}", at=at, severity=severity)
        case "anyOf" | "oneOf":
            yield from _explained(_nearest_branch(error), base, who)
        case "not" if not isinstance(value, dict):
            return  # that it is no object is another violation, or it is null
        case "not":
            names = sorted({key for key in _required_in(expected) if key in value})
            say = f"{' and '.join(names)} exclude each other: {refusal}"
            yield Finding(say, at=(*at, names[-1]) if names else at, severity=severity)
        case _:
            name = f"{quoted(at[-1])} is" if at else "this is"
            say = f"{name} {shown(value)}, not {_expected(error)}: {refusal}"
            words = [each for each in _enum(error) if isinstance(each, str)]
            hint = did_you_mean(value, words) if isinstance(value, str) else None
            yield Finding(say, at=at, content=True, hint=hint, severity=severity)


def _is_no_fault(error: _Error, who: tuple[str, Severity]) -> bool:
    """Tell whether a violation says nothing, or nothing that another one does not."""
    if error.validator == "not":  # which keys exclude each other in an object
        return not isinstance(error.instance, Mapping)
    # JSON of protobuf: null is the same as nothing.
    return error.instance is None and error.validator == "type" and who is _WHO["fcm-v1-message"]


def _elsewhere(key: str, who: tuple[str, Severity]) -> str | None:
    """Return where else in a message, or at a provider, a key has its place."""
    if who is _WHO["fcm-v1-message"]:
        path = fcm.place_of(key)
        return path and f"did you mean {path!r}?"
    field = field_named(key) if who is _MONGOOSEPUSH else None
    if field is None:
        return None
    if field.mongoosepush is not None:
        return f"did you mean {field.mongoosepush!r}?"
    return f"MongoosePush has no field for it: {field.places()}"


def _near(key: str, known: Mapping[str, Any]) -> str | None:
    meant = nearest(snake(key), {snake(each): each for each in known})
    return meant and f"did you mean {meant!r}?"


def _nearest_branch(error: _Error) -> _Error:
    """Return the violation in the branch that was probably meant: that of the deepest."""
    return max(error.context, key=lambda each: (len(each.absolute_path), each.validator != "type"))


def _required_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("required", ())
        for each in schema.values():
            yield from _required_in(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _required_in(each)


_TYPES = {
    "string": "a text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "an array",
}


def _expected(error: _Error) -> str:
    """Return what should be there, as the schema describes it where words do not do."""
    expected = error.validator_value
    match error.validator:
        case "type":
            words = [expected] if isinstance(expected, str) else expected
            return " or ".join(_TYPES[word] for word in words)
        case "enum":
            return f"one of {', '.join(map(str, expected))}"
        case "const":
            return f"{expected!r}".lower()
        case "minLength" | "minProperties":
            return "one that says something"
        case "minimum":
            return f"at least {expected}"
        case "maximum" | "maxLength":
            return f"at most {expected}"
        case _:
            schemas = [error.schema, error.parent.schema if error.parent else {}]
            described = next((each["description"] for each in schemas if "description" in each), "")
            first, rest = described[:1], described[1:].rstrip(".")
            return f"{first.lower()}{rest}" if described else f"of the form {expected}"


def _enum(error: _Error) -> list[Any]:
    return [*error.validator_value] if error.validator == "enum" else []


def snake(name: str) -> str:
    """Return the name of a field in snake_case, which FCM takes for the same."""
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)


def shown(value: Any) -> str:
    """Return a value for a sentence: one with parts by its kind alone."""
    return kind(value) if isinstance(value, dict | list | bool) or value is None else quoted(value)


def kind(value: Any) -> str:
    """Return what kind of value it is, for a sentence."""
    kinds = {dict: "an object", list: "an array", bool: "a boolean", str: "a text"}
    return "null" if value is None else kinds.get(type(value), "a number")
