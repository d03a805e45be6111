"""Requests that are taken as usual at one look: the rules, asked one by one, find nothing there."""

from collections.abc import Callable
from contextlib import suppress
from itertools import combinations

import attrs
import pytest
from lxml import etree

import pushstanza as ps
from pushstanza.linting import stanza_linter
from pushstanza.linting.rules import RULES, usual

TOKEN = "0a1b2c3d" * 8
DATA, PUSH, CLIENT = "{jabber:x:data}", "{urn:xmpp:push:0}", "{jabber:client}"
PUBSUB = "{http://jabber.org/protocol/pubsub}"
SENDER = "alice@example.com/phone"

#: Values that some rule looks for, wherever they are.
ODD = (
    *(
        "",
        " ",
        "x y",
        " x",
        "null",
        "b'node'",
        "__node__",
        "your_node",
        "some_node",
        "{node}",
        "@x@",
    ),
    *("NODE", "HOST_NAME", "[host]", "...", "xxxx", "<b>", "n" * 1100, "na\u00efve", "change me"),
)
ADDRESSES = ("alice@example.com", "bob@example.com", "example.com", "push.example.com")
SENDERS = ("example.com", "@", "push.example.com", "some_user@example.com/x", "u@[host]")
FORM = {
    "x": {"type": ("form", "result", "cancel", "sumbit"), "kind": ("x",)},
    "field": {
        "var": ("topic", "secret", "sevice", "FORM_TYPE", "message-count"),
        "type": ("hidden", "jid-single", "fixed"),
        "label": (),
    },
}
IQ = {
    "type": ("get", "result", "error", "st"),
    "id": (),
    "to": ADDRESSES,
    "from": SENDERS,
    "lang": ("de",),
}
NODES = ("alice", "x-alice-1", TOKEN, f"node-{TOKEN}", "Alice")
#: The publish-options that are added, or whose value is another one.
OPTIONS = {
    "FORM_TYPE": ("urn:example", "http://jabber.org/protocol/pubsub#publish-option"),
    "service": ("fcm", "APNS", "gcm"),
    "device_id": (TOKEN[:-1], "apns", "c2s:APA91b" + "x" * 130),
    "topic": ("com.example.app", "com.example.app.voip"),
    "mode": ("prod", "dev", "prd"),
    "silent": ("true", "false", "yes"),
    "priority": ("high", "normal", "low"),
    "time_to_live": ("0", "3600", "ten"),
    "secret": ("eruio234vzxc2kla-91", "1234", "aGVsbG8gd29ybGQhISE1"),
    "sound": ("default",),
    "unknown": ("x",),
}
#: The same of the summary.
SUMMARY = {
    "FORM_TYPE": ("urn:example", "urn:xmpp:push:summery"),
    "message-count": ("0", "7", "-1", "+1", "seven", "\u0663", "9" * 30, "1.0"),
    "pending-subscription-count": ("0", "x"),
    "last-message-sender": (*ADDRESSES, *SENDERS, "a@b@c"),
    "message-sender": (*ADDRESSES, *SENDERS),
    "last-message-body": ("[hidden]", "b" * 5000, "New Message", "<b>x</b>"),
    "jingle-message": ("propose", "x"),
    "badge": ("1",),
    "aps": ("1",),
    "from": ("x",),
}


def options():
    return ps.PublishOptions(
        service="apns", device_id=TOKEN, topic="com.example.app", priority="high"
    )


def enable(*, form=True, sender=SENDER):
    made = ps.build.enable("push.example.com", "node-1", options() if form else None, id="e1")
    return ps.to_lxml(made.evolve(from_=ps.Jid(sender)) if sender else made)


def publish(*, to=True, count=1):
    summary = ps.PushSummary(
        message_count=count, last_message_sender="bob@example.com", last_message_body="Hello"
    )
    made = ps.build.publish(
        "push.example.com", "node-1", summary, options(), from_="example.com", id="p1"
    )
    return ps.to_lxml(made if to else made.evolve(to=None))


def silent_publish():
    (*_, form) = elements(root := publish(), "x")
    added = etree.SubElement(form, f"{DATA}field", var="silent")
    etree.SubElement(added, f"{DATA}value").text = "true"
    return root


def publish_to_fcm():
    made = ps.parse(publish())
    form = ps.PublishOptions(service="fcm", device_id="c2s-fcmtoken:APA91b" + "aB3-_" * 26).form()
    holder = made.payload.publish_options.evolve(form=form)
    return ps.to_lxml(made.evolve(payload=made.payload.evolve(publish_options=holder)))


@attrs.frozen
class Kind:
    """A request, and what else its attributes, its fields and its content may be."""

    base: Callable[[], etree._Element]
    attributes: dict[str, dict[str, tuple[str, ...]]]
    forms: tuple[dict[str, tuple[str, ...]], ...]
    tags: tuple[str, ...]


IN_FORMS = tuple(f"{DATA}{name}" for name in ("x", "value", "option", "reported", "item", "title"))
OTHERS = (f"{CLIENT}error", "{tigase:push:priority:0}priority", "{urn:example}y")
KINDS = {
    "enable": Kind(
        enable,
        {
            "iq": IQ,
            "enable": {
                "jid": (
                    "PUSH.example.com",
                    "a@push.example.com",
                    "example.com",
                    "@HOST@",
                    "push.example.com/x",
                ),
                "node": NODES,
                "nodee": ("x",),
            },
            **FORM,
        },
        (OPTIONS,),
        (*IN_FORMS, f"{PUSH}enable", f"{PUSH}disable", *OTHERS),
    ),
    "publish": Kind(
        publish,
        {
            "iq": IQ,
            "pubsub": {"node": NODES},
            "publish": {"node": NODES, "nodee": ("x",)},
            "item": {"id": ("current",), "publisher": ADDRESSES, "node": ("x",)},
            "notification": {"node": ("x",)},
            "publish-options": {"x": ("x",)},
            **FORM,
        },
        (SUMMARY, OPTIONS),
        (
            *IN_FORMS,
            *(f"{PUSH}{name}" for name in ("notification", "enable")),
            *(f"{PUBSUB}{name}" for name in ("item", "publish", "publish-options", "create")),
            *(f"{PUBSUB}{name}" for name in ("configure", "pubsub")),
            *OTHERS,
        ),
    ),
}


def elements(root, name):
    return [each for each in root.iter("*") if etree.QName(each).localname == name]


def of_attributes(kind):
    """Yield requests with one attribute of the first or last such element that is another one."""
    for name, attributes in kind.attributes.items():
        count = len(elements(kind.base(), name))
        for key, values in attributes.items():
            for value in (None, *values, *ODD):
                for index in (0, -1)[:count]:
                    root = kind.base()
                    element = elements(root, name)[index]
                    if value is None:
                        element.attrib.pop(key, None)
                    else:
                        element.set(
                            key if key != "lang" else "{http://www.w3.org/XML/1998/namespace}lang",
                            value,
                        )
                    yield root


def of_fields(kind):
    """Yield requests with one field that is added, missing, twice there, or has other values."""
    for number, fields in enumerate(kind.forms):
        for var, values in fields.items():
            for value in (None, *values, *ODD):
                root = kind.base()
                form = elements(root, "x")[number]
                field = next((each for each in form if each.get("var") == var), None)
                if field is None:
                    field = etree.SubElement(form, f"{DATA}field", var=var)
                for each in field:
                    field.remove(each)
                if value is not None:
                    etree.SubElement(field, f"{DATA}value").text = value
                yield root
                field.set("type", "jid-single")
                yield root
                etree.SubElement(field, f"{DATA}value").text = "true"
                yield root


def of_content(kind):
    """Yield requests that hold something more, in one element or in its place, or lack one."""
    for name in kind.attributes:
        for tag in kind.tags:
            for element in elements(root := kind.base(), name)[:1]:
                added = etree.SubElement(element, tag)
                if tag == f"{DATA}option":
                    etree.SubElement(added, f"{DATA}value").text = "your_value"
                elif tag in {f"{DATA}reported", f"{DATA}item"}:
                    inner = etree.SubElement(added, f"{DATA}field", var="x")
                    etree.SubElement(inner, f"{DATA}value").text = "your_value"
            yield root
            for element in elements(root := kind.base(), name)[:1]:
                element.insert(0, etree.Element(tag))
            yield root
        for element in elements(root := kind.base(), name)[:1]:
            if element is not root:
                element.getparent().remove(element)
                yield root
        for element in elements(root := kind.base(), name)[:1]:
            element[:] = ()
            yield root
            element.text = "text"
            yield root


def of_two_fields(kind):
    """Yield requests with two more options."""
    names = {"FORM_TYPE", "service", "device_id", "topic"}
    for one, other in combinations([*OPTIONS.items()], 2):
        root = kind.base()
        (*_, form) = elements(root, "x")
        for var, values in (one, other):
            if var not in names:
                field = etree.SubElement(form, f"{DATA}field", var=var)
                etree.SubElement(field, f"{DATA}value").text = values[0]
        yield root


def texts(kind):
    given = KINDS[kind]
    if kind == "enable":
        bases = [
            enable(form=form, sender=sender) for form in (True, False) for sender in (None, SENDER)
        ]
    else:
        bases = [publish(to=False), publish(count=None), silent_publish(), publish_to_fcm()]
    for root in (*bases, *of_attributes(given), *of_fields(given), *of_content(given)):
        yield etree.tostring(root, encoding="unicode")
    for root in of_two_fields(given):
        yield etree.tostring(root, encoding="unicode")
    yield etree.tostring(given.base(), encoding="unicode").replace(
        "<iq ", "<iq xmlns:p='urn:example' "
    )


def found(text, **options):
    return [each.to_dict() for each in ps.lint(text, **options)]


#: What is found in any publish that says something.
OF_PUBLISHES = {"PS716", "PS803"}
ALL = {"extend_select": sorted(RULES.keys() - OF_PUBLISHES)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [ALL, {}, {"extend_select": [*RULES]},
                                     {"target": "mongooseim"}, {"app_server": "node_push"},
                                     {"account": "bob@example.com"}, {"file": "x.py"}])  # fmt: skip
def test_what_is_usual_has_no_findings(kind, options, monkeypatch):
    every = [*texts(kind)][:: 1 if options == ALL else 11]
    at_one_look = {text: found_at_one_look(text, options, monkeypatch) for text in every}

    monkeypatch.setattr(stanza_linter, "is_usual", lambda *_: False)
    for text, seen in at_one_look.items():
        assert seen is None or seen == found(text, **options), text


class NotUsualError(Exception):
    """The look does not take a stanza: then the rules are asked as they always are."""


def found_at_one_look(text, options, monkeypatch):
    """Return what is found in a stanza that the look takes; ``None`` for any other."""
    looks = []

    def look(scope, root):
        looks.append(usual.is_usual(scope, root))
        if not looks[-1]:
            raise NotUsualError
        return True

    monkeypatch.setattr(stanza_linter, "is_usual", look)
    with suppress(NotUsualError):
        seen = found(text, **options)
        return seen if looks else None
    return None


@pytest.mark.parametrize(
    ("root", "options"),
    [
        *((enable(form=form, sender=sender), {"extend_select": [*RULES]})
          for form in (True, False) for sender in (None, SENDER)),
        (publish(), ALL),
        (publish(), {}),
        (publish(to=False), {}),
        (publish(count=None), {}),
        (publish_to_fcm(), {}),
    ],
)  # fmt: skip
def test_what_is_often_sent_is_usual(root, options, monkeypatch):
    looks = []

    def look(scope, root):
        looks.append(usual.is_usual(scope, root))
        return looks[-1]

    monkeypatch.setattr(stanza_linter, "is_usual", look)

    assert found(root, **options) == []
    assert looks == [True]
