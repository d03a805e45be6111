"""Requests that are taken as usual at one look: the rules, asked one by one, find nothing there."""

from itertools import combinations

import pytest
from lxml import etree

import pushstanza as ps
from pushstanza.linting import stanza_linter
from pushstanza.linting.rules import RULES, usual

TOKEN = "0a1b2c3d" * 8
DATA, PUSH, CLIENT = "{jabber:x:data}", "{urn:xmpp:push:0}", "{jabber:client}"
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
#: Attributes of the iq, the enable, the form and its fields, and what else they may be.
ATTRIBUTES = {
    "iq": {
        "type": ("get", "result", "error", "st"),
        "id": (),
        "to": ("alice@example.com", "bob@example.com", "example.com", "push.example.com"),
        "from": ("example.com", "@", "push.example.com", "some_user@example.com/x", "u@[host]"),
        "lang": ("de",),
    },
    "enable": {
        "jid": (
            "PUSH.example.com",
            "a@push.example.com",
            "example.com",
            "@HOST@",
            "push.example.com/x",
        ),
        "node": ("alice", "x-alice-1", TOKEN, f"node-{TOKEN}", "Alice"),
        "nodee": ("x",),
    },
    "x": {"type": ("form", "result", "cancel", "sumbit"), "kind": ("x",)},
    "field": {
        "var": ("topic", "secret", "sevice", "FORM_TYPE"),
        "type": ("hidden", "jid-single", "fixed"),
    },
}
#: Fields that are added, or whose value is another one.
FIELDS = {
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


def base(*, form=True, sender=SENDER):
    options = ps.PublishOptions(
        service="apns", device_id=TOKEN, topic="com.example.app", priority="high"
    )
    made = ps.build.enable("push.example.com", "node-1", options if form else None, id="e1")
    return ps.to_lxml(made.evolve(from_=ps.Jid(sender)) if sender else made)


def elements(root, name):
    return [each for each in root.iter("*") if etree.QName(each).localname == name]


def of_attributes():
    """Yield enables with one attribute that is missing, added or another one."""
    for name, attributes in ATTRIBUTES.items():
        for key, values in attributes.items():
            for value in (None, *values, *ODD):
                for index in range(len(elements(base(), name))):
                    root = base()
                    element = elements(root, name)[index]
                    if value is None:
                        element.attrib.pop(key, None)
                    else:
                        element.set(
                            key if key != "lang" else "{http://www.w3.org/XML/1998/namespace}lang",
                            value,
                        )
                    yield root


def of_fields():
    """Yield enables with one field that is added, missing, twice there, or has other values."""
    for var, values in FIELDS.items():
        for value in (None, *values, *ODD):
            root = base()
            (form,) = elements(root, "x")
            field = next((each for each in form if each.get("var") == var), None)
            if field is None:
                field = etree.SubElement(form, f"{DATA}field", var=var)
            for each in field:
                field.remove(each)
            if value is not None:
                etree.SubElement(field, f"{DATA}value").text = value
            yield root
            etree.SubElement(field, f"{DATA}value").text = "true"
            yield root


def of_content():
    """Yield enables that hold something more, or lack something."""
    for name in ATTRIBUTES:
        for tag in (f"{DATA}x", f"{DATA}value", f"{DATA}option", f"{DATA}reported", f"{DATA}item", f"{DATA}title",
                    f"{PUSH}enable", f"{PUSH}disable", f"{CLIENT}error", "{tigase:push:priority:0}priority",
                    "{urn:example}y"):  # fmt: skip
            for around in (True, False):
                root = base(form=around or name != "x")
                for element in elements(root, name)[:1]:
                    added = etree.SubElement(element, tag)
                    if tag == f"{DATA}option":
                        etree.SubElement(added, f"{DATA}value").text = "your_value"
                    elif tag in {f"{DATA}reported", f"{DATA}item"}:
                        inner = etree.SubElement(added, f"{DATA}field", var="x")
                        etree.SubElement(inner, f"{DATA}value").text = "your_value"
                yield root


def texts():
    for form, sender in ((True, None), (False, None), (False, SENDER)):
        yield etree.tostring(base(form=form, sender=sender), encoding="unicode")
    for root in (*of_attributes(), *of_fields(), *of_content()):
        yield etree.tostring(root, encoding="unicode")
    for (_, one), (_, other) in combinations(FIELDS.items(), 2):
        root = base()
        (form,) = elements(root, "x")
        for var, values in FIELDS.items():
            if values in (one, other) and var not in {"FORM_TYPE", "service", "device_id", "topic"}:
                field = etree.SubElement(form, f"{DATA}field", var=var)
                etree.SubElement(field, f"{DATA}value").text = values[0]
        yield etree.tostring(root, encoding="unicode")
    yield etree.tostring(base(), encoding="unicode").replace("<iq ", "<iq xmlns:p='urn:example' ")


def found(text, **options):
    return [each.to_dict() for each in ps.lint(text, extend_select=[*RULES], **options)]


@pytest.mark.parametrize("options", [{}, {"target": "mongooseim"}, {"app_server": "node_push"},
                                     {"account": "bob@example.com"}, {"file": "x.py"}])  # fmt: skip
def test_what_is_usual_has_no_findings(options, monkeypatch):
    every = [*texts()][:: 11 if options else 1]
    at_one_look = [found(text, **options) for text in every]

    monkeypatch.setattr(stanza_linter, "is_usual", lambda _scope: False)
    for text, seen in zip(every, at_one_look, strict=True):
        assert seen == found(text, **options), text


@pytest.mark.parametrize("form", [True, False])
@pytest.mark.parametrize("sender", [None, SENDER])
def test_what_clients_send_is_usual(form, sender, monkeypatch):
    looks = []

    def look(scope):
        looks.append(usual.is_usual(scope))
        return looks[-1]

    monkeypatch.setattr(stanza_linter, "is_usual", look)

    assert found(base(form=form, sender=sender)) == []
    assert looks == [True]
