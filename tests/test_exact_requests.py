"""The requests of long texts are looked at without a tree, which makes no difference to findings."""

from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from test_usual import enable, publish, texts

import pushstanza as ps
from pushstanza.linting import exact, stanza_linter
from pushstanza.linting.checks import Share, table
from pushstanza.linting.rules import RULES
from pushstanza.reading import parsing
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import Item
from pushstanza.stanzas.xep0357 import Notification

HERE = Path(__file__).parent
CASES = [
    path
    for folder in ("cases", "schema_cases")
    for path in sorted(HERE.joinpath(folder).rglob("*.*"))
    if path.suffix in {".xml", ".log", ".txt", ".md"} and path.stat().st_size < 100_000
]
ALL = {"extend_select": [*RULES]}


def found(text, *, is_long, **options):
    """Return what is found in a text that is taken for a long one, or for a short one."""
    with mock.patch.object(stanza_linter, "MANY", 0 if is_long else len(text) + 1):
        return [each.to_dict() for each in ps.lint(text, **options)]


def differ(text, **options):
    return found(text, is_long=True, **options) != found(text, is_long=False, **options)


def of(root, **attributes):
    """Return the text of a request with other attributes."""
    for key, value in attributes.items():
        root.set(key, value)
    return etree.tostring(root, encoding="unicode")


@pytest.mark.parametrize(
    ("file", "kinds"), [("a.xml", (enable, publish)), ("a.log", (enable,))], ids=["xml", "log"]
)
def test_requests_with_nothing_wrong_need_no_tree(file, kinds):
    texts = [of(make(), id=f"i{number}") for number in range(300) for make in kinds]

    with mock.patch.object(parsing, "sound", side_effect=AssertionError("made a tree")):
        assert ps.lint("\n".join(texts), file=file) == []


@pytest.mark.parametrize("kind", ["enable", "publish"])
@pytest.mark.parametrize(
    ("file", "options", "one_of"),
    [
        ("a.xml", ALL, 2),
        ("a.xml", {}, 11),
        ("a.log", ALL, 7),
        ("a.xml", {"target": "mongooseim"}, 17),
        ("a.log", {"scope": "all"}, 19),
        ("a.md", ALL, 61),
        ("a.py", ALL, 61),
    ],
    ids=["all", "usual", "log", "target", "scope", "page", "code"],
)
def test_the_same_is_found(kind, file, options, one_of):
    every = [*texts(kind)][::one_of]

    assert not differ("\n".join(every), file=file, **options)
    assert not differ("\n".join(reversed(every[::3])), file=file, **options)


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(HERE)))
def test_the_same_is_found_in_cases(path):
    assert not differ(path.read_text("utf-8", errors="replace"), file=path.name, **ALL)


def requests():
    """Draw requests of few users for few nodes and devices, and what servers answer."""
    node, device = st.sampled_from("ab"), st.sampled_from(["0a" * 32, "1b" * 32])
    sender = st.sampled_from(
        [None, "alice@example.com/x", "alice@example.com/y", "bob@example.com"]
    )
    number = st.sampled_from("123")

    def enabling(node, device, sender, number):
        options = ps.PublishOptions(service="apns", device_id=device, topic="com.example")
        made = ps.build.enable("push.example.com", node, options, id=number)
        return made.evolve(from_=ps.Jid(sender) if sender else None)

    def publishing(node, device, _sender, number):
        options = ps.PublishOptions(service="apns", device_id=device, topic="com.example")
        summary = ps.PushSummary(message_count=1)
        return ps.build.publish(
            "push.example.com", node, summary, options, from_="example.com", id=number
        )

    def disabling(node, _device, sender, number):
        made = ps.build.disable("push.example.com", node, id=number)
        return made.evolve(from_=ps.Jid(sender) if sender else None)

    made = [
        st.builds(make, node, device, sender, number)
        for make in (enabling, enabling, publishing, disabling)
    ]
    answers = st.builds(lambda number: ps.Iq(type="result", id=number), number)
    return st.one_of(*made, answers).map(ps.serialize)


@given(stanzas=st.lists(requests(), max_size=12), file=st.sampled_from(["a.xml", "a.log"]))
@settings(max_examples=100)
@example(stanzas=[of(enable()), of(enable(), id="e2")], file="a.xml")
def test_the_same_is_found_where_stanzas_matter_to_each_other(stanzas, file):
    assert not differ("\n".join(stanzas), file=file, **ALL)


def test_no_rule_asks_of_what_is_in_a_form_or_an_item_what_came_before():
    checks = table(frozenset(RULES), Share.SEQUENCE, sound=True, outside=False)

    assert all(checks[cls, False].is_empty for cls in (Form, Field, Item, Notification))


def test_where_requests_are_unusual_they_are_read_once():
    texts = [of(enable(), id=f"i{number}", to="example.org") for number in range(500)]

    with mock.patch.object(exact, "_exact", side_effect=exact._exact) as read:
        assert len(ps.lint("\n".join(texts), file="a.xml")) >= 500
    assert read.call_count == exact.MOST_OTHERS
