"""The pictures of a timeline: what they show, what they hide, and that any text is safe in them."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree
from referencing import Registry, Resource
from timelines import (
    ALICE,
    FLOWS,
    HOSTILE,
    PUBSUB,
    SECRET,
    SERVER,
    TOKEN,
    failing,
    hostile,
    long,
    pubsub_full,
    pubsub_less,
)  # fmt: skip
from wcwidth import wcswidth

from pushstanza import schemas
from pushstanza.diagnostics import Diagnostic, Edit, Fix, Severity
from pushstanza.flow.pictures import PICTURES, UnknownPictureError, draw, text
from pushstanza.flow.pictures.sequence import LANE, sequence
from pushstanza.flow.timeline import Timeline

SVG = "{http://www.w3.org/2000/svg}"
ROWS = "//*[starts-with(@class, 'row ')]"


def drawn_svg(timeline):
    return etree.fromstring(draw(timeline, "svg").encode("utf-8"))


class Page(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.attributes, self.texts, self.code = [], [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attributes]

    def handle_data(self, data):
        self.texts.append(data)
        if self.tags and self.tags[-1] in {"script", "style"}:
            self.code.append(data)

    def values(self, name):
        return [value for _, key, value in self.attributes if key == name]


# ---- every picture ----


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_each_flow_is_drawn_the_same_every_time(kind, flow):
    assert draw(flow(), kind) == draw(flow(), kind)


@pytest.mark.parametrize("kind", PICTURES)
def test_each_picture_names_the_parties_and_the_steps(kind):
    shown = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), draw(failing(), kind))

    for word in (SERVER, "enable n1", "BadDeviceToken", "the token is none of this environment"):
        assert re.sub(r"\s+", " ", word) in re.sub(r"\s+", " ", shown)


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("flow", [pubsub_full, failing])
def test_tokens_and_secrets_are_covered(kind, flow):
    shown = draw(flow(), kind)

    assert TOKEN not in shown
    assert SECRET not in shown


@pytest.mark.parametrize("kind", ["json", "html"])
def test_secrets_are_shown_to_who_asks_for_them(kind):
    shown = draw(pubsub_full(), kind, show_secrets=True)

    assert shown.count(TOKEN) == 2
    assert SECRET in shown


@pytest.mark.parametrize("kind", PICTURES)
def test_a_token_is_covered_wherever_it_stands(kind):
    timeline = Timeline(title=f"push to {TOKEN}")
    timeline.join(SERVER, "server")
    found = Diagnostic(
        code="PS709", name="apns-token-shape", severity=Severity.ERROR, message=f"{TOKEN} is bad",
        hint=f"not {TOKEN}", fix=Fix("put it right", (Edit(0, 1, TOKEN),)),
    )  # fmt: skip
    timeline.add("note", SERVER, SERVER, f"disables {TOKEN}", at=0.0, reason=f"{TOKEN} is dead",
                 effect=f"{TOKEN} is gone", diagnostics=(found,),
                 text=json.dumps({"message": {"token": TOKEN, "list": [{"secret": "s3cr3t"}]}}))  # fmt: skip

    shown = draw(timeline, kind)

    assert TOKEN not in shown
    assert "s3cr3t" not in shown


def test_a_timeline_is_not_changed_by_being_drawn():
    timeline = pubsub_full()
    before = attrs.evolve(timeline, parties=[*timeline.parties], events=[*timeline.events])

    for kind in PICTURES:
        draw(timeline, kind)

    assert timeline == before


def test_an_unknown_kind_is_refused_with_what_was_meant():
    with pytest.raises(UnknownPictureError, match="'htlm'.*html"):
        draw(Timeline(), "htlm")


def test_the_table_of_pictures_loads_no_template_engine():
    code = (
        "import sys, pushstanza.flow.pictures\n"
        "assert not {'jinja2', 'pygments'} & set(sys.modules), 'loaded'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# ---- text ----


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_no_line_is_wider_than_the_terminal(flow, width):
    for line in text.render(flow(), width=width).splitlines():
        assert wcswidth(line) <= width


def test_a_step_says_when_who_what_and_what_came_of_it():
    shown = text.render(failing(), width=100)

    assert "\n 5   0.80 s  APNs ⇢ MongoosePush\n" in shown
    assert "400 BadDeviceToken\n" in shown
    assert "✗ Error: the token is none of this environment\n" in shown
    assert "✗ Error: no push is sent any more\n" in shown
    assert shown.count("no push is sent any more") == 1
    assert "? Lost: the push service is unreachable\n" in shown
    assert "= 4,200 of 4,096 bytes\n" in shown
    assert shown.endswith("\n9 steps, 4 errors, 1 lost.\n")


def test_findings_stand_under_their_stanza_with_their_place():
    shown = text.render(pubsub_full(), width=300)

    assert re.search(r"create n1\n +warning\[PS802\] .*\n +1 \| .*\n +\^+\n +=", shown)


def test_colours_come_from_the_style():
    shown = text.render(failing(), width=100, style=lambda given, role: f"<{role}>{given}</{role}>")

    assert "<error>✗ Error: the token is none of this environment</error>" in shown
    assert "<warning>? Lost: the push service is unreachable</warning>" in shown
    assert f"<path>{ALICE} → {SERVER}</path>" in shown


@pytest.mark.parametrize("given", HOSTILE)
def test_a_terminal_gets_nothing_that_it_obeys(given):
    for kind in ("text", "mermaid"):
        shown = draw(hostile(given), kind)
        assert shown.replace("\n", "").isprintable()
        shown.encode("utf-8")


# ---- JSON ----

SCHEMA = json.loads(schemas.path("flow-timeline.json").read_text("utf-8"))
REPORT = json.loads(schemas.path("lint-report.json").read_text("utf-8"))


def timeline_validator():
    registry = Registry().with_resources(
        [(each["$id"], Resource.from_contents(each)) for each in (SCHEMA, REPORT)]
    )
    return Draft202012Validator(SCHEMA, registry=registry)


@pytest.mark.parametrize("show_secrets", [False, True])
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_json_fits_its_schema(flow, show_secrets):
    Draft202012Validator.check_schema(SCHEMA)

    timeline_validator().validate(json.loads(draw(flow(), "json", show_secrets=show_secrets)))


def test_the_schema_tells_all_keys_of_the_json():
    shown = json.loads(draw(pubsub_full(), "json"))
    kinds = SCHEMA["$defs"]

    assert list(shown) == list(SCHEMA["properties"]) == SCHEMA["required"]
    assert list(shown["parties"][0]) == list(kinds["party"]["properties"])
    assert list(shown["events"][0]) == list(kinds["event"]["properties"])
    assert list(shown["events"][-1]["preview"]) == list(kinds["preview"]["properties"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("events", 0, "outcome"), "fine"),
        (("events", 0, "number"), 0),
        (("events", 0, "diagnostics", 0, "code"), "X1"),
        (("parties", 0, "kind"), "router"),
    ],
)
def test_the_schema_refuses_what_is_no_timeline(path, value):
    shown = json.loads(draw(pubsub_full(), "json"))
    *way, last = path
    place = shown
    for each in way:
        place = place[each]
    place[last] = value

    assert not timeline_validator().is_valid(shown)


def test_without_secrets_to_cover_the_json_is_the_timeline():
    assert json.loads(draw(long(), "json", show_secrets=True)) == long().to_dict()


# ---- Mermaid ----


def test_a_sequence_diagram_of_mermaid():
    lines = [line.strip() for line in draw(failing(), "mermaid").splitlines()]

    assert lines[:2] == ["sequenceDiagram", "title A dead token"]
    assert f"participant p1 as {ALICE}" in lines
    assert "p1->>p2: 1. enable n1" in lines
    assert "p4-->>p3: 5. 400 BadDeviceToken" in lines
    assert "Note over p3: Error: the token is none of this environment" in lines
    assert "Note over p2: 7. disables node n1<br/>Error: no push is sent any more" in lines
    assert "p2--xp5: 8. publish to n1" in lines


_STATEMENT = re.compile(
    r"    (?:title .*|participant p\d+ as .+|p\d+(?:->>|-->>|-\)|--x)p\d+: .*|Note over p\d+(?:,p\d+)?: .+)"
)


@given(st.text())
def test_every_line_of_mermaid_is_a_statement_whatever_the_text(given):
    first, *lines = draw(hostile(given), "mermaid").rstrip("\n").split("\n")

    assert first == "sequenceDiagram"
    for line in lines:
        assert _STATEMENT.fullmatch(line), line
        assert ";" not in re.sub(r"#\d+;", "", line)
        assert "#" not in re.sub(r"#\d+;", "", line)


# ---- SVG ----


@given(st.text(st.characters(codec=None)))
def test_the_svg_is_well_formed_whatever_the_text(given):
    root = drawn_svg(hostile(given))

    assert root.tag == f"{SVG}svg"
    assert len(root.xpath(ROWS)) == 3


@pytest.mark.parametrize("given", HOSTILE)
def test_text_is_text_in_the_svg(given):
    root = drawn_svg(hostile(given))

    assert not root.findall(f".//{SVG}script")
    assert not root.findall(f".//{SVG}a")
    assert not [name for each in root.iter() for name in each.keys() if name.startswith("on")]  # noqa: SIM118
    assert not etree.tostring(root).count(b"href")


def test_the_svg_is_one_accessible_picture():
    root = drawn_svg(failing())

    assert root.get("role") == "img"
    assert [each.tag for each in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "A dead token"
    assert "400 BadDeviceToken" in root[1].text
    assert not root.xpath("//@id"), "several in one page would have the same"
    assert "prefers-color-scheme: dark" in root.findtext(f"{SVG}style")


def test_what_failed_is_told_in_words_and_marks():
    root = drawn_svg(failing())
    rows = root.xpath(ROWS)

    for row, event in zip(rows, failing().events, strict=True):
        marks = row.xpath("*[@class='mark']")
        words = " ".join(row.xpath("*[@class='remark']/text()"))
        assert bool(marks) == (event.outcome != "ok")
        assert words.startswith({"ok": "", "error": "Error", "lost": "Lost"}[event.outcome])


def test_a_label_fits_and_its_whole_text_is_the_title():
    timeline = long()
    root = drawn_svg(timeline)
    row = root.xpath(ROWS)[1]

    assert timeline.events[1].reason in row.findtext(f"{SVG}title")
    assert row.xpath("*[@class='remark']/text()")[-1].endswith("…")
    for label in root.xpath("//*[@class='label' or @class='remark' or @class='name']"):
        assert 6.7 * wcswidth(label.text) <= LANE + 60


def test_lanes_go_from_the_client_to_the_device():
    lanes = [lane.party.kind for lane in sequence(pubsub_full()).lanes]

    assert lanes == ["client", "server", "push service", "gateway", "provider", "device", "server"]


def test_steps_stand_one_under_the_other_inside_the_picture():
    places = sequence(failing())

    for above, below in zip(places.rows, places.rows[1:], strict=False):
        between = [each.y for each in places.headings if above.y < each.y < below.y]
        assert above.y + above.height == (between[0] if between else below.y)
    assert len(places.headings) == 2
    assert places.rows[-1].y + places.rows[-1].height < places.bottom
    assert all(0 < each.x < places.width for each in places.lanes)


# ---- HTML ----


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_page_asks_for_nothing_else(flow):
    page = Page(draw(flow(), "html"))
    policy = next(value for value in page.values("content") if "default-src" in value)

    assert policy.startswith("default-src 'none';")
    assert not page.values("src")
    assert not page.values("style")
    assert "link" not in page.tags
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not any("url(" in each or "@import" in each or "fetch(" in each for each in page.code)


def test_the_policy_names_the_hashes_of_the_style_and_the_script():
    import base64
    import hashlib

    source = draw(failing(), "html")
    policy = next(value for value in Page(source).values("content") if "default-src" in value)

    for tag, name in (("style", "style-src"), ("script", "script-src")):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy


def test_all_is_readable_in_the_page_without_its_script():
    source = draw(pubsub_full(), "html")
    shown = " ".join("".join(Page(source).texts).split())

    for event in pubsub_full().events:
        assert f'<article id="step-{event.number}"' in source
    assert "<pubsub" in shown
    assert "PS801" in shown
    assert "93 of 4,096 bytes" in shown
    assert "The node is there." in shown
    assert "Badge: 2." in shown
    assert "Sound: default." in shown


def test_a_finding_leads_to_its_page():
    source = draw(pubsub_full(), "html")
    found = pubsub_full().events[0].diagnostics[0]

    assert f'<a href="{found.url}"' in source


def test_a_silent_notification_shows_that_nothing_appears():
    source = draw(pubsub_less(), "html")

    assert "Sketch of an Android phone: nothing appears" in source
    assert source.count('<div class="silence">Nothing appears</div>') == 1
    assert source.count('<div class="card">') == 1


def test_what_is_too_large_is_told_by_how_much():
    assert "4,200 of 4,096 bytes, <strong>too large by 104</strong>" in draw(failing(), "html")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<iq id='1'><disable xmlns='urn:xmpp:push:0'/></iq>",
         '<iq id="1">\n  <disable xmlns="urn:xmpp:push:0"/>\n</iq>'),
        ("<iq xmlns='jabber:client'><disable xmlns='urn:xmpp:push:0'/></iq>",
         '<iq xmlns="jabber:client">\n  <disable xmlns="urn:xmpp:push:0"/>\n</iq>'),
        ("<iq><enable", "<iq><enable"),
        ("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"),
        ("<iq/><iq/>", "<iq/><iq/>"),
        ('{\n  "a": "<b>"\n}', '{\n  "a": "<b>"\n}'),
        ('{"a', '{"a'),
    ],
)  # fmt: skip
def test_a_stanza_is_laid_out_and_what_is_none_stays(given, expected):
    timeline = Timeline()
    timeline.add("note", ALICE, ALICE, "one", at=0.0, text=given)

    (code,) = re.findall(r"<pre.*?><code>(.*?)</code>", draw(timeline, "html"), re.DOTALL)

    assert "".join(Page(code).texts).strip() == expected


@given(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec=None))))
def test_text_is_text_in_the_page(given):
    calm, page = (Page(draw(hostile(each), "html")) for each in ("calm", given))

    allowed = {"span", "bdi", "strong", "h4", "p", "pre", "code", "div", "text", "line"}
    assert set(page.tags) - allowed <= set(calm.tags)
    assert page.tags.count("script") == 1
    assert page.code == calm.code
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    draw(hostile(given), "html").encode("utf-8")


def test_right_to_left_text_and_overrides_stay_in_their_place():
    source = draw(hostile("a\u202edesrever"), "html")

    assert "\u202e" not in source
    assert "<bdi>a\u2426desrever</bdi>" in source


def test_a_stranger_has_a_lane_too():
    timeline = Timeline()
    timeline.add("stanza", PUBSUB, SERVER, "result", at=0.0)

    assert [each.party.name for each in sequence(timeline).lanes] == [PUBSUB, SERVER]
