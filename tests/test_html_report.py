"""The page with findings: what stands in it, and what does not."""

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from typer.testing import CliRunner

import pushstanza as ps
from pushstanza.cli.commands import app
from pushstanza.linting.reports import html as report
from pushstanza.linting.reports.html import ALIKE
from pushstanza.linting.reports.marked import LONGEST
from pushstanza.servers.registry import APP_SERVERS, HOME_SERVERS

ENABLE = (
    "<iq type='set' id='e1'>\n"
    "\t<enable xmlns='urn:xmpp:push:0' jid='pubsub.example.com' node='n'>\n"
    "    <x xmlns='jabber:x:data' type='submit'>\n"
    "      <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>\n"
    "      <field var='priority'><value>urgent</value></field>\n"
    "      <field var='device_id'><value>5f0c3a1be2d94776a8c0d1e2f3a4b5c65f0c3a1be2d94776</value></field>\n"
    "    </x>\n  </enable>\n</iq>\n"
)
MISSPELT = "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='p.example' node='n'/></iq>"
PUBLISH = (
    "<iq type='sett' id='1' to='push.example.com'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
    "<publish node='n'><item><notification xmlns='urn:xmpp:push:0'/></item></publish></pubsub></iq>"
)
HOSTILE = "</script><script>document.title = 'owned'</script>&<b>\"'"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def page(folder, text, name="a.xml", **options):
    """Return the page about a file, as a tree."""
    (folder / name).write_text(text, "utf-8", newline="")
    return html.fromstring(ps.lint_paths(name, **options).report("html"))


def words(element):
    return " ".join(element.text_content().split())


def one(tree, selector):
    (found,) = tree.cssselect(selector)
    return found


def marked(tree):
    """Return what is marked, with all of its colours."""
    return "".join(each.text_content() for each in tree.cssselect("mark"))


def lines(stanza):
    """Return the lines of the source of a stanza by their numbers, without the numbers of findings."""
    for each in stanza.cssselect(".badge, .cut"):
        each.drop_tree()
    return {
        int(each.get("data-line")): each.text_content()
        for each in stanza.cssselect(".line[data-line]")
    }


def test_a_finding_stands_beside_its_stanza_and_is_marked_in_it(folder):
    tree = page(folder, f"<!-- first -->\n\n{ENABLE}", select=["PS702"])

    assert words(one(tree, "h1")) == "1 finding"
    stanza = one(tree, ".stanza")
    assert words(one(stanza, "h3")) == "<iq>"
    found = one(stanza, ".finding")
    link = one(found, ".what a")
    assert words(link) == "PS702 option-value"
    assert link.get("href").endswith("/rules/ps702-option-value.html")
    assert words(one(found, ".place")) == "line 7, column 36"
    assert "priority 'urgent' is not supported" in words(found)
    assert marked(stanza) == "urgent"
    assert one(stanza, "mark").get("class") == "error"
    assert one(stanza, ".code .badge").get("href") == f"#{found.get('id')}"
    shown = lines(stanza)
    assert [*shown] == [*range(3, 12)]
    assert shown[4] == "    <enable xmlns='urn:xmpp:push:0' jid='pubsub.example.com' node='n'>"
    assert shown[11] == "</iq>"


def test_a_fix_is_told_with_what_makes_it(folder):
    found = one(page(folder, MISSPELT, select=["PS006"]), ".finding")

    assert "Hint: did you mean 'xmlns'?" in words(found)
    assert "Fix: Write xmlns (pushstanza fix)" in words(found)


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        (ENABLE, HOME_SERVERS),
        (MISSPELT, HOME_SERVERS),
        ("<iq type='set' id='1'><enable></iq>", HOME_SERVERS),
        (PUBLISH, APP_SERVERS),
    ],
)
def test_each_server_answers_as_it_does_to_verdict(folder, text, servers):
    tree = page(folder, text)
    shown = {
        title: words(one(row, ".answer"))
        for row in one(tree, ".matrix").cssselect("tbody tr")
        for title in words(one(row, "th")).split(" · ")
    }

    assert shown == {
        each.title: str(ps.verdict(text.strip(), name).answer) for name, each in servers.items()
    }


def test_what_is_aimed_at_is_told(folder):
    tree = page(folder, MISSPELT, target="prosody")

    assert words(one(tree, "tr.aimed th")) == "Prosody target"
    assert "aimed" in one(tree, "tr.aimed").get("class")
    assert not page(folder, MISSPELT).cssselect("tr.aimed")


def test_a_stanza_in_a_stream_stands_alone(folder):
    stream = f"<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:client'>\n<message><body>Hi</body></message>\n{MISSPELT}\n</s:stream>"
    stanza = one(page(folder, stream), ".stanza")

    assert lines(stanza) == {3: MISSPELT}
    assert "bad-request" in words(one(stanza, ".matrix"))


def test_a_payload_in_json_is_shown_as_such(folder):
    tree = page(folder, '{"message": {"token": "abc", "data": {"a": 1}}}', "a.json")

    assert words(one(tree, "h3")) == "JSON payload"
    assert marked(tree) == "1"
    assert not tree.cssselect(".matrix")


def test_a_stanza_in_source_code_is_shown_as_it_is_sent(folder):
    code = 'SEND = "<iq type=\\"set\\" id=\\"1\\"><enable xlmns=\\"urn:xmpp:push:0\\" jid=\\"p.example\\" node=\\"n\\"/></iq>"\n'
    stanza = one(page(folder, code, "a.py", select=["PS006"]), ".stanza")

    assert marked(stanza) == 'xlmns="urn:xmpp:push:0"'


def test_the_counts_are_those_of_the_run(folder):
    tree = page(folder, ENABLE.replace("id='e1'", "") + MISSPELT)
    result = ps.lint_paths("a.xml")

    assert words(one(tree, ".summary")).startswith("Checked 1 file, 2 stanzas")
    counted = {each.code for each in result.diagnostics}
    rules = {words(each).split()[0] for each in tree.cssselect(".rules tbody th")}
    assert rules == counted
    numbers = [int(words(each)) for each in tree.cssselect(".rules button")]
    assert sum(numbers) == len(result.diagnostics) == len(tree.cssselect(".finding"))


def test_where_nothing_is_found_there_is_a_page_all_the_same(folder):
    tree = page(folder, "<iq type='result' id='1'/>")

    assert words(one(tree, "h1")) == "No findings"
    assert "no findings" in words(one(tree, ".summary"))
    assert not tree.cssselect("main")


def test_what_says_the_same_is_counted_but_shown_only_some_times(folder):
    tree = page(folder, f"{MISSPELT}\n" * 12)

    assert len(tree.cssselect(".finding")) == ALIKE
    assert words(one(tree, "h1")) == "12 findings"
    assert words(one(tree, ".more")) == f"And {12 - ALIKE} more in this file: PS006 x {12 - ALIKE}."
    assert f"{ALIKE} findings of 12 are shown" in words(one(tree, ".notice"))


def test_all_are_shown_where_that_is_asked_for(folder):
    (folder / "a.xml").write_text(f"{MISSPELT}\n" * 30)
    tree = html.fromstring(ps.lint_paths("a.xml").report("html", show_all=True))

    assert len(tree.cssselect(".finding")) == 30
    assert not tree.cssselect(".notice, .more")


def test_a_page_is_no_longer_for_more_findings_and_leaves_out_no_error_for_a_warning(
    folder, monkeypatch
):
    monkeypatch.setattr(report, "MOST", 5)
    sizes = []
    for count in (8, 40):
        for number in range(count):
            (folder / f"a{number}.xml").write_text(MISSPELT)
        (folder / "z.xml").write_text(
            ENABLE.replace("node='n'", "node='punsub_node_for_my_private_iphone'")
        )
        written = ps.lint_paths(".").report("html")
        tree = html.fromstring(written)
        sizes.append(len(written))
        shown = [each.get("data-severity") for each in tree.cssselect(".finding")]

        assert shown.count("error") == 5
        assert shown.count("warning")
        hidden = [int(each) for each in re.findall(r" x (\d+)", words(tree))]
        assert sum(hidden) + len(shown) == len(ps.lint_paths(".").diagnostics)
    assert sizes[1] - sizes[0] < 100


def test_of_a_long_stanza_the_places_are_shown(folder):
    filler = "".join(
        f"<field var='f{number}'><value>x</value></field>\n" for number in range(2_000)
    )
    text = ENABLE.replace("    </x>", f"{filler}</x>").replace("urgent", "urgent")
    tree = page(folder, text, select=["PS702"])
    stanza = one(tree, ".stanza")
    gaps = [
        int(found)
        for found in re.findall(r"⋯ ([\d,]+) lines?", stanza.text_content().replace(",", ""))
    ]
    shown = lines(stanza)

    assert marked(stanza) == "urgent"
    assert {1, 5} <= set(shown)
    assert len(shown) < 20
    assert sum(gaps) + len(shown) == text.count("\n")


def test_of_a_long_line_what_is_near_the_place_is_shown(folder):
    text = ENABLE.replace("\n", "").replace("<x xmlns", f"<x xmlns:odd='urn:{'o' * 9_000}' xmlns")
    stanza = one(page(folder, text, select=["PS702"]), ".stanza")

    assert marked(stanza) == "urgent"
    assert 100 < len(one(stanza, ".code").text_content()) < 2_000 < LONGEST


@given(
    text=st.lists(
        st.sampled_from(["<a b='c'>", "x", "\n", "\r\n", "</a>", "\t", "😀", "<!--"]), max_size=30
    ).map("".join),
    data=st.data(),
)
def test_marks_are_at_their_places_and_nothing_is_lost(text, data):
    from pushstanza.linting.reports.marked import Mark
    from pushstanza.linting.reports.marked import lines as drawn

    offsets = st.integers(0, max(0, len(text) - 1))
    places = data.draw(st.lists(st.tuples(offsets, st.integers(1, 9)), max_size=5))
    marks = [
        Mark(number, ps.Severity.ERROR, start, min(len(text), start + length), "")
        for number, (start, length) in enumerate(places)
        if start < len(text)
    ]
    found = [*drawn(text, 0, len(text), marks, 1)]

    assert [each.number for each in found] == [*range(1, len(found) + 1)]
    written = ["".join(piece.text for piece in each.pieces) for each in found]
    assert written == re.split(r"\r\n?|\n", text.replace("\t", "    "))
    begun = {mark.number for each in found for piece in each.pieces for mark in piece.begins}
    assert begun == {each.number for each in marks}
    for mark in marks:
        here = [
            piece.text for each in found for piece in each.pieces if mark.number in piece.numbers
        ]
        expected = re.sub(r"[\r\n]", "", text[mark.start : mark.end]).replace("\t", "    ")
        assert "".join(here) == expected


def test_the_page_asks_for_nothing_and_runs_only_its_own_script(folder):
    written = ps.lint_paths(_written(folder, ENABLE)).report("html")
    tree = html.fromstring(written)
    policy = one(tree, "meta[http-equiv]").get("content")

    assert policy.startswith("default-src 'none'")
    for element in (one(tree, "style"), one(tree, "script")):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not tree.xpath("//*[@src or @style or @onclick]")
    assert not tree.cssselect("link, img, iframe, object, form")
    assert {each.get("rel") for each in tree.xpath("//a[starts-with(@href, 'http')]")} == {
        "noreferrer"
    }


def _written(folder, text, name="a.xml"):
    (folder / name).write_text(text, "utf-8")
    return name


def test_without_a_script_all_is_there_and_no_control_that_does_nothing(folder):
    tree = page(folder, ENABLE)

    assert one(tree, ".filter").get("hidden") is not None
    assert not tree.xpath("//*[contains(@class, 'finding') or contains(@class, 'stanza')][@hidden]")
    assert all(each.get("disabled") is not None for each in tree.cssselect(".rules button"))


def test_what_stands_in_a_file_is_only_text(folder):
    name = f"{HOSTILE.replace('/', '_')}.xml"
    text = f"<iq type='sett' id='1'><enable xmlns='urn:xmpp:push:0' jid='p' node='{HOSTILE}'/></iq>"
    tree = page(folder, text, name)

    assert len(tree.cssselect("script")) == 1
    assert not tree.cssselect("b")
    assert name in words(one(tree, ".file h2"))


@pytest.mark.parametrize("show", [False, True])
def test_secrets_are_covered_unless_they_are_asked_for(folder, show):
    secret = "5f0c3a1be2d94776a8c0d1e2f3a4b5c65f0c3a1be2d94776"
    tree = page(folder, ENABLE, show_secrets=show)

    assert (secret in tree.text_content()) is show
    assert "urgent" in tree.text_content()


def test_the_command_writes_the_same_page(folder):
    _written(folder, ENABLE)
    ran = CliRunner().invoke(app, ["lint", "a.xml", "-o", "report.html", "--target", "mongooseim"])
    by_command = html.fromstring((folder / "report.html").read_text())
    by_library = html.fromstring(ps.lint_paths("a.xml", target="mongooseim").report("html"))

    assert (ran.exit_code, ran.stdout) == (1, "")
    assert words(one(by_command, "main")) == words(one(by_library, "main"))
