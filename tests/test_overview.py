"""The overview of a timeline: boxes, numbered arrows, and a legend that tells them in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from timelines import ALICE, FLOWS, HOSTILE, SERVER, failing, hostile, long
from wcwidth import wcswidth

from pushstanza import WrongValueError
from pushstanza.flow.pictures import draw, text
from pushstanza.flow.scenario import run, shipped
from pushstanza.flow.timeline import Timeline

SVG = "{http://www.w3.org/2000/svg}"
SCENARIOS = {name: lambda each=each, name=name: run(each.read_text("utf-8"), name=name)
             for name, each in sorted(shipped().items())}  # fmt: skip
ALL = FLOWS | {f"scenario {name}": made for name, made in SCENARIOS.items()}
PHONE, JULIET, PUBSUB = "alice@mychat.com/phone", "juliet@mychat.com/balcony", "pubsub.mypubsub.com"

SET_UP = [
    ("1a", PHONE, PUBSUB, "create node alices_iphone_4f7c"),
    ("1b", PHONE, PUBSUB, "let mychat.com publish"),
    ("1c", PHONE, "mychat.com", "enable push to alices_iphone_4f7c"),
]
FULL = [
    *SET_UP,
    ("2a", JULIET, "mychat.com", "chat message"),
    ("2b", "mychat.com", PUBSUB, "publish to alices_iphone_4f7c"),
    ("2c", PUBSUB, "MongoosePush", "POST to MongoosePush"),
    ("2d", "MongoosePush", "APNs", "POST to APNs"),
    ("2e", "APNs", "iPhone", "shows the notification"),
    ("3", PHONE, "mychat.com", "disable push to alices_iphone_4f7c"),
]
LESS = [
    ("1", PHONE, "mychat.com", "enable push to alices_iphone_4f7c"),
    ("2a", JULIET, "mychat.com", "chat message"),
    ("2b", "mychat.com", "MongoosePush", "POST to MongoosePush"),
    ("2c", "MongoosePush", "APNs", "POST to APNs"),
    ("2d", "APNs", "iPhone", "shows the notification"),
    ("3", PHONE, "mychat.com", "disable push to alices_iphone_4f7c"),
]


def drawn(timeline):
    return etree.fromstring(draw(timeline, "svg", diagram="overview").encode("utf-8"))


def having(root, name):
    return [each for each in root.iter() if name in (each.get("class") or "").split()]


def told(root):
    """Return the label, the ends and the words of each arrow, as its title says them."""
    titles = [each.findtext(f"{SVG}title") for each in having(root, "line")]
    found = [re.match(r"(\w+) (.*?) → (.*?)(?:, answer: [^:]*)?: ([^.]*(?:\.\w[^.]*)*)", each)
             for each in titles]  # fmt: skip
    return sorted(each.groups() for each in found)


@pytest.mark.parametrize(("scenario", "arrows"), [("pubsub-full", FULL), ("pubsub-less", LESS)])
def test_the_tutorials_flows_are_told_by_numbered_arrows(scenario, arrows):
    assert told(drawn(SCENARIOS[scenario]())) == arrows


def test_pubsub_less_has_no_box_for_a_push_service():
    full, less = (having(drawn(SCENARIOS[f"pubsub-{each}"]()), "push-service") for each in ("full", "less"))  # fmt: skip

    assert (len(full), len(less)) == (1, 0)


@pytest.mark.parametrize("flow", ALL.values(), ids=ALL)
def test_each_step_from_one_party_to_another_is_an_arrow_or_the_answer_to_one(flow):
    timeline = flow()
    steps = [int(number) for each in having(drawn(timeline), "line") for number in each.get("data-steps").split()]  # fmt: skip

    expected = [each.number for each in timeline.events if each.source != each.target]
    assert sorted(steps) == expected


@pytest.mark.parametrize("flow", ALL.values(), ids=ALL)
def test_each_label_is_told_in_the_legend_once(flow):
    root = drawn(flow())
    at_lines = [each.text for line in having(root, "line") for each in having(line, "label")]
    legend = [each.text for entry in having(root, "entry") for each in having(entry, "label")]

    assert len(set(legend)) == len(legend)
    assert sorted(legend) == sorted(at_lines)


@pytest.mark.parametrize("flow", ALL.values(), ids=ALL)
def test_an_arrow_goes_from_a_box_of_its_source_to_one_of_its_target(flow):
    timeline = flow()
    events = {str(each.number): each for each in timeline.events}
    root = drawn(timeline)
    boxes = {}
    for each in having(root, "party"):
        head = having(each, "head")[0]
        name = "".join(line.text for line in having(each, "name"))
        boxes.setdefault(name, []).append({key: float(head.get(key)) for key in ("x", "y", "width", "height")})  # fmt: skip

    def touches(name, x, y):
        found = boxes.get(name.replace(" ", "")) or [each for key, many in boxes.items() for each in many
                                                     if key[:12] == name.replace(" ", "")[:12]]  # fmt: skip
        return any(each["x"] - 1 <= x <= each["x"] + each["width"] + 1
                   and each["y"] - 1 <= y <= each["y"] + each["height"] + 1 for each in found)  # fmt: skip

    boxes = {key.replace(" ", ""): value for key, value in boxes.items()}
    for line in having(root, "line"):
        event = events[line.get("data-steps").split()[0]]
        start = re.match(r"M(\S+) (\S+)L", having(line, "arrow")[0].get("d"))
        end = re.match(r"M(\S+) ([^l]+)l", having(line, "point")[0].get("d"))
        assert touches(event.source, float(start[1]), float(start[2]))
        assert touches(event.target, float(end[1]), float(end[2]))


@pytest.mark.parametrize("flow", ALL.values(), ids=ALL)
def test_boxes_and_labels_do_not_overlap(flow):
    root = drawn(flow())
    heads = [having(each, "head")[0] for each in having(root, "party")]
    pills = [pill for line in having(root, "line") for pill in having(line, "pill")]
    places = [[float(each.get(key)) for key in ("x", "y", "width", "height")] for each in (*heads, *pills)]  # fmt: skip
    width, height = float(root.get("width")), float(root.get("height"))

    for index, (x, y, wide, high) in enumerate(places):
        assert x >= 0
        assert y >= 0
        assert x + wide <= width
        assert y + high <= height
        for other_x, other_y, other_wide, other_high in places[index + 1 :]:
            apart = (x + wide <= other_x or other_x + other_wide <= x
                     or y + high <= other_y or other_y + other_high <= y)  # fmt: skip
            assert apart


def test_what_is_the_same_is_told_once():
    shown = draw(SCENARIOS["prosody-to-mongooseim"](), "text", diagram="overview")

    assert "2a  chat message (17 times)\n" in shown
    assert shown.count("counts the error") == 1
    assert "error 15 of 16 in a row" in " ".join(shown.split())


def test_it_is_one_accessible_picture():
    root = drawn(failing())

    assert root.get("role") == "img"
    assert [each.tag for each in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "A dead token: overview"
    assert "400 BadDeviceToken. Error: the token is none of this environment" in root[1].text
    assert not root.xpath("//@id"), "several in one page would have the same"
    assert "prefers-color-scheme: dark" in root.findtext(f"{SVG}style")


def test_it_is_as_wide_as_a_phone_if_nothing_goes_around():
    assert float(drawn(SCENARIOS["pubsub-full"]()).get("width")) <= 360


def test_what_failed_is_told_in_words_and_colours():
    root = drawn(SCENARIOS["dead-token"]())
    (refused,) = (each for each in having(root, "entry") if having(each, "label") and having(each, "label")[0].text == "2d")  # fmt: skip

    assert "error" in refused.get("class").split()
    assert "410 Unregistered" in " ".join(each.text for each in having(refused, "remark"))


def test_the_text_on_the_phone_is_told():
    for kind in ("text", "svg", "mermaid"):
        for diagram in ("sequence", "overview"):
            shown = draw(SCENARIOS["pubsub-full"](), kind, diagram=diagram)
            assert "Wherefore art thou, Romeo?" in " ".join(re.sub("<.*?>", " ", shown).split())


def test_phases_are_marked():
    for kind in ("text", "svg"):
        shown = draw(SCENARIOS["pubsub-full"](), kind, diagram="overview")
        assert re.search(r"1 Set up.*2 A message arrives.*3 Tear down", shown, re.DOTALL)
    for kind in ("svg", "mermaid"):
        shown = draw(SCENARIOS["pubsub-full"](), kind)
        assert re.search(r"Set up.*A message arrives.*Tear down", shown, re.DOTALL)


def test_a_client_stands_there_again_where_its_arrows_are_apart():
    timeline = Timeline()
    for name, kind in ((ALICE, "client"), ("bob@mychat.com/tv", "client"), (SERVER, "server"),
                       ("p.example", "push service")):  # fmt: skip
        timeline.join(name, kind)
    for name in (ALICE, "bob@mychat.com/tv"):
        timeline.add("stanza", name, SERVER, "enable push", at=0.0)
        timeline.add("stanza", name, "p.example", "create a node", at=0.0)

    names = ["".join(line.text for line in having(each, "name")) for each in having(drawn(timeline), "client")]  # fmt: skip
    assert sorted(set(names)) == [ALICE, "bob@mychat.com/tv"]
    assert len(names) == 3


@pytest.mark.parametrize("width", [40, 60, 120])
@pytest.mark.parametrize("flow", ALL.values(), ids=ALL)
def test_no_line_of_text_is_wider_than_the_terminal(flow, width):
    for line in text.overview(flow(), width=width).splitlines():
        assert wcswidth(line) <= width


_STATEMENT = re.compile(
    r'    (?:accTitle: .+|p\d+\["[^"]+"\]|p\d+ (?:-->|-\.->|--x)\|"[^"]+"\| p\d+)'
)


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_every_line_of_mermaid_is_a_statement_whatever_the_text(given):
    shown = draw(hostile(given), "mermaid", diagram="overview")
    first, *lines = shown.rstrip("\n").split("\n")

    assert first == "flowchart LR"
    for line in lines:
        assert _STATEMENT.fullmatch(line), line


@given(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec=None))))
def test_any_text_is_only_text(given):
    calm, root = drawn(hostile("calm")), drawn(hostile(given))

    assert {each.tag for each in root.iter()} <= {each.tag for each in calm.iter()}
    assert not [name for each in root.iter() for name in each.keys() if name.startswith("on")]  # noqa: SIM118
    assert not etree.tostring(root).count(b"href")


def test_an_unknown_diagram_is_refused_with_what_was_meant():
    with pytest.raises(WrongValueError, match=r"diagram.*'overveiw'.*did you mean 'overview'"):
        draw(long(), "svg", diagram="overveiw")


def test_the_page_holds_both():
    page = draw(SCENARIOS["pubsub-full"](), "html")

    assert page.count('class="picture overview') == 2  # one for narrow windows, one for wide ones
    assert page.count('class="picture sequence') == 1
    assert page == draw(SCENARIOS["pubsub-full"](), "html", diagram="overview")
