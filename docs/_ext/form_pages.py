"""The pages of form fields, publish-options and payloads, made of their declarations."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import cleandoc

import attrs
from citing import targets
from rule_pages import links
from sources import linked
from written import table_of

from pushstanza.payloads import apns, fcm, mongoosepush
from pushstanza.payloads.findings import FINDINGS
from pushstanza.payloads.options import OPTIONS, Option
from pushstanza.payloads.provider_fields import FIELDS
from pushstanza.payloads.translation import translate_fields
from pushstanza.payloads.wire import wire_of
from pushstanza.stanzas.forms import VIEWS, FormField, FormView, PublishOptions


def forms() -> Iterator[str]:
    """Yield a table of the fields of each form."""
    for view in VIEWS:
        yield from (*targets("form-type", view.CITED_AS), f"## {view.__name__}", "")
        yield from (f"`FORM_TYPE`: {f'`{view.FORM_TYPE}`' if view.FORM_TYPE else 'none'}", "")
        yield from (vars(view)["__doc__"].meaning, "", _source(view), "")
        yield from table_of(
            ("field", "type", "values", "attribute", "meaning"),
            (
                (f"{{entry}}`field {view.CITED_AS} {each.var}`", each.kind, _values(each),
                 f"`{each.attribute}`", each.doc)
                for each in view.FIELDS
            ),
        )  # fmt: skip


def _source(view: type[FormView]) -> str:
    """Return the specification of a form, or where its fields come from."""
    said = cleandoc(sys.modules[view.__module__].__doc__ or "").replace("``", "`")
    first, _, rest = said.partition("\n\n")
    section = re.search(r"\((.*)\)", first)
    return f"Source: {linked(section[1])}." if section else rest.replace("\n", " ")


def _values(field: FormField) -> str:
    limits = [
        f"{word} {limit}"
        for word, limit in (("at least", field.minimum), ("at most", field.maximum))
        if limit is not None
    ]
    return ", ".join([*(field.codec.words or (field.codec.name,)), *limits])


#: The options that decide where the others go: values without and with it.
_DECISIVE: Mapping[str, tuple[str | None, str]] = {
    "device_id": ("00" * 32, "11" * 32),
    "silent": (None, "true"),
}
_SUMMARY = {"message-count": "2", "last-message-sender": "a@example.com", "last-message-body": "Hi"}


def overview() -> Iterator[str]:
    """Yield a table of the way of each option."""
    yield from table_of(
        ("option", "MongoosePush", "APNs", "FCM"),
        (
            (f"[`{each.name}`](#option-{each.name.replace('_', '-')})",
             _changed(each, "mongoosepush", "apns", "fcm"), *(_way(each, to) for to in _PROVIDERS))
            for each in OPTIONS.values()
        ),
    )  # fmt: skip


_PROVIDERS = ("apns", "fcm")
_NOWHERE = "not sent"


def beyond() -> Iterator[str]:
    """Yield a table of what no option of that name sets, and how far it gets."""
    yield from table_of(
        ("field", "APNs", "FCM", "MongooseIM forwards it", "MongoosePush passes it on", "instead"),
        (
            (f"`{each.name}`", _code(each.apns), _code(each.fcm),
             each.option and f"as the option `{each.option}`", _code(each.mongoosepush),
             each.instead)
            for each in FIELDS
        ),
    )  # fmt: skip


def _code(path: str | None) -> str | None:
    return path and f"`{path}`"


def options() -> Iterator[str]:
    """Yield what there is to say of each option."""
    for field in PublishOptions.FIELDS:
        yield from (*targets("option", field.var), f"## `{field.var}`", "", field.doc, "")
        yield from (f"Values\n: {_values(field)}", "")
        option = OPTIONS.get(field.var)
        if option is None:
            yield from ("MongooseIM's push service does not read it.", "")
        else:
            yield from _details(option)


def _details(option: Option) -> Iterator[str]:
    if option.default:
        yield from (f"Default of the profile `documented`\n: `{option.default}`", "")
    if option.aliases:
        names = ", ".join(f"`{each}`" for each in option.aliases)
        yield from (f"Often written as\n: {names}, which MongooseIM does not read", "")
    yield from (f"MongoosePush\n: {_changed(option, 'mongoosepush', 'apns', 'fcm')}", "")
    yield from (f"APNs\n: {_way(option, 'apns')}", "", f"FCM\n: {_way(option, 'fcm')}", "")
    found = {
        (each.code, each.sentence)
        for each in FINDINGS.values()
        if each.about == f"options/{option.name}" and "{" not in each.sentence
    }
    if found:
        yield from ("What can go wrong:", "")
        yield from (f"- {sentence} ({links([code])})" for code, sentence in sorted(found))
        yield ""


def _way(option: Option, provider: str) -> str:
    """Return where an option ends up in a request to a provider."""
    if option.name == "service":
        return "chooses the provider"
    alert, silent = (
        _changed(option, "request", provider, silent=word) for word in ("false", "true")
    )
    if option.name == "silent" or alert == silent:
        return alert
    return f"{alert}; {'not in' if silent == _NOWHERE else silent + ' in'} a silent push"


def _changed(option: Option, part: str, *providers: str, silent: str = "false") -> str:
    """Return what is different in a part of a translation with and without an option."""
    if option.name == "service":
        return f"`{option.name}`"
    changed: dict[str, None] = {}
    gone: dict[str, None] = {}
    for provider in providers:
        without, value = _DECISIVE.get(option.name, (None, option.example))
        base = {"device_id": "00" * 32, "service": provider, "silent": silent}
        before, after = (
            _leaves(part, {**base, option.name: each} if each else base)
            for each in (without, value)
        )
        changed |= {path: None for path in after if before.get(path) != after[path]}
        gone |= {path: None for path in before if path not in after}
    if gone:
        return f"adds {_paths(changed)}; removes {_paths(gone)}"
    return _paths(changed)


def _paths(paths: Iterable[str]) -> str:
    """Return paths as they are written; several of one part are that part."""
    shown = [each.removeprefix("body.").removeprefix("message.android.") for each in paths]
    parts = Counter(each.rpartition(".")[0] for each in shown)
    found = {
        f"{part}.*" if part and parts[part] >= _MANY else each
        for each in shown
        for part in [each.rpartition(".")[0]]
    }
    return ", ".join(f"`{each}`" for each in sorted(found)) or _NOWHERE


#: How many keys of a part are shown as the part.
_MANY = 3


def _leaves(part: str, given: Mapping[str, str]) -> dict[str, object]:
    """Return the values of a part of a translation by their paths."""
    leaves: dict[str, object] = {}
    found = translate_fields(_SUMMARY, given).to_dict().get(part)
    stack: list[tuple[str, object]] = [("", found)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack.extend((f"{path}.{key}" if path else key, each) for key, each in value.items())
        else:
            leaves[path] = value
    return leaves


#: The typed requests to MongoosePush, APNs and FCM.
PAYLOADS = {
    "MongoosePush": (mongoosepush.Request, mongoosepush.DeepBody, mongoosepush.Alert),
    "APNs": (apns.Headers, apns.Payload, apns.Aps, apns.Alert, apns.CriticalSound),
    "FCM": (
        fcm.Headers,
        fcm.SendMessageRequest,
        fcm.Message,
        fcm.AndroidConfig,
        fcm.AndroidNotification,
    ),
}


def payloads() -> Iterator[str]:
    """Yield the fields of each model of a payload that have a name in JSON."""
    for receiver, models in PAYLOADS.items():
        yield from (f"### {receiver}", "")
        for model in models:
            doc = cleandoc(model.__doc__).replace("``", "`")
            yield from ("````{py:class} " + f"{model.__module__}.{model.__name__}", "", doc, "")
            fields = [(field, wire_of(field)) for field in attrs.fields(model)]
            yield from table_of(
                ("key", "required", "meaning"),
                (
                    (f"`{wire.name or field.name}`", field.default is attrs.NOTHING, wire.doc)
                    for field, wire in fields
                    if not wire.rest
                ),
            )
            yield from ("````", "")


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "forms": forms,
    "options-beyond": beyond,
    "options": options,
    "options-overview": overview,
    "payloads": payloads,
}
