"""Stanzas, payloads, flows and previews in pages of Python-Markdown."""

import logging
import re
import textwrap

import pytest

markdown = pytest.importorskip("markdown")

from pushstanza.documenting import BLOCKS, BlockError  # noqa: E402 - after what it needs
from pushstanza.markdown import makeExtension  # noqa: E402

BAD = """\
<iq type='set' id='e1'>
  <enable xmlns='urn:xmpp:push:0' jid='push.example.com'/>
</iq>"""
GOOD = """\
<iq type='set' id='e1'>

  <enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>
    <x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'>
        <value>http://jabber.org/protocol/pubsub#publish-options</value>
      </field>
      <field var='service'><value>fcm</value></field>
      <field var='device_id'><value>some-token</value></field>
    </x>
  </enable>
</iq>"""

#: What other extensions make of fences and of code.
PLAIN = ()
FENCED = ("fenced_code", "codehilite")
SUPER = ("pymdownx.superfences", "pymdownx.highlight")
every_reader = pytest.mark.parametrize(
    "reader", [PLAIN, FENCED, SUPER], ids=["plain", "fenced", "super"]
)


@pytest.fixture
def shown(caplog):
    """Return the HTML of a page and the warnings about it."""

    def shown(text, *extensions, style=False, **options):
        pytest.importorskip("pymdownx")
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            html = markdown.markdown(
                text, extensions=[makeExtension(style=style, **options), *extensions]
            )
        return html, [each.getMessage() for each in caplog.records]

    return shown


def fence(head, body=GOOD, marks="```"):
    return f"{marks}{head}\n{body}\n{marks}" if body else f"{marks}{head}\n{marks}"


def text_of(html):
    return re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize(
    "page",
    [
        fence("stanza tabs=xml"),
        fence("stanza tabs=xml", marks="~~~~"),
        fence(" stanza  tabs='xml'"),
        fence(" { .stanza tabs=xml }"),
        fence('{.stanza tabs="xml"}'),
    ],
)
@every_reader
def test_each_form_of_a_fence(shown, page, reader):
    html, warnings = shown(f"Before\n{page}\nafter", *reader)

    assert warnings == []
    assert html.startswith('<p>Before</p>\n<div class="pushstanza">')
    assert html.endswith("</div>\n<p>after</p>")
    assert "jid='push.example.com'" in text_of(html).replace("&#39;", "'").replace("&#x27;", "'")
    assert "```" not in html


def test_each_kind_of_block(shown):
    for name in BLOCKS:
        head, body = (
            (f"{name} pubsub-full", "") if name == "push-flow" else (f"{name} body=Hi!", GOOD)
        )
        html, warnings = shown(fence(head.replace("stanza body=Hi!", "stanza"), body))

        assert warnings == []
        assert '<div class="pushstanza">' in html
        assert ("data:image/svg+xml" in html) == (name in {"push-flow", "push-preview"})
        assert ("messages:send" in html) == (name == "push-payload")


def test_a_flow_is_drawn_as_the_diagram_that_is_asked_for(shown):
    heads = (
        "push-flow pubsub-full",
        *(f"push-flow pubsub-full diagram={each}" for each in ("sequence", "overview")),
    )
    plain, sequence, overview = (shown(fence(each, "")) for each in heads)

    assert plain == sequence
    assert plain != overview
    assert plain[1] == overview[1] == []


def test_tabs_are_radio_buttons_with_names_that_no_other_has(shown):
    html, _ = shown(f"{fence('stanza')}\n\n{fence('stanza')}", page="docs/Push it.md")

    ids = re.findall(r'id="([^"]*)"', html)
    assert len(ids) == len({*ids}) == 8
    assert ids[0] == "pushstanza-docs-push-it-md-1-0"
    assert re.findall(r'for="([^"]*)"', html) == ids
    assert re.findall(r"<label[^>]*>(\w+)", html) == ["XML", "Python", "JSON", "Answers"] * 2
    assert html.count(" checked>") == 2


NESTED = {
    "list": ("- item\n\n{}\n", "    ", "<li>"),
    "first in a list": ("- item\n{}\n", "    ", "<li>"),
    "list item": ("- {}\n", "  ", "<li>"),
    "admonition": ("!!! note\n\n    Text\n\n{}\n", "    ", '<div class="admonition note">'),
    "deep": ("1. item\n\n    !!! note\n\n{}\n", "        ", '<div class="admonition note">'),
    "tabs": ('=== "One"\n\n{}\n', "    ", '<div class="tabbed-block">'),
    "details": ('??? note "One"\n\n{}\n', "    ", "<details"),
    "quotation": ("{}\n", "> ", "<blockquote>"),
    "footnote": (
        "Text[^1]\n\n[^1]:\n    Text\n\n{}\n\n    Text\n",
        "    ",
        '<div class="footnote">',
    ),
}


@pytest.mark.parametrize("name", NESTED)
@every_reader
def test_blocks_in_what_is_indented(shown, name, reader):
    page, margin, holder = NESTED[name]
    body = textwrap.indent(fence("stanza tabs=xml", BAD), margin, lambda _: True)
    page = page.replace("{}", body.removeprefix(margin) if name == "list item" else body)
    html, warnings = shown(page, *reader, *_containers())

    line = page.split("\n").index(next(each for each in page.split("\n") if "enable" in each)) + 1
    (warning,) = warnings
    assert warning.startswith(f"line {line}: PS505 missing 'node'")
    inside = html[html.index(holder) :]
    assert '<div class="pushstanza">' in inside
    assert "```" not in html
    assert "<p><div" not in html
    lines = text_of(inside).split("\n")
    assert any(each.startswith("  &lt;enable") for each in lines)


def _containers():
    from pymdownx import tabbed

    return (
        "admonition",
        "footnotes",
        "pymdownx.details",
        tabbed.makeExtension(alternate_style=True),
    )


@every_reader
def test_fences_in_other_fences_are_shown_as_they_are_written(shown, reader):
    page = f"Before\n\n````md\n{fence('stanza', BAD)}\n````\n\n~~~\n{fence('stanza', BAD)}\n~~~\n"
    html, warnings = shown(page, *reader)

    assert warnings == []
    assert html == shown_without(page, *reader)


@every_reader
@pytest.mark.parametrize("before", ["", "    A line of code.\n\n"])
def test_fences_in_indented_code_are_shown_as_they_are_written(shown, reader, before):
    page = f"Write:\n\n{before}{textwrap.indent(fence('stanza', GOOD), '    ')}\n\nand\n"
    html, warnings = shown(page, *reader)

    assert warnings == []
    assert html == shown_without(page, *reader)


@pytest.mark.parametrize(
    "page", ["```stanza\n<iq/>\n", "- ```stanza\n  <iq/>\n\nText\n```\n", "`stanza`"]
)
def test_what_is_no_fence_is_left_alone(shown, page):
    html, warnings = shown(page)

    assert warnings == []
    assert html == shown_without(page)


def shown_without(page, *extensions):
    return markdown.markdown(page, extensions=[*extensions])


WRONG = [
    (fence("stanza", BAD), 3, "PS505 missing 'node'"),
    (fence("stanza", "text"), 1, "the block contains no stanza"),
    (fence("stanza", f"{GOOD}\n\n{BAD.replace('e1', 'e2')}"), 16, "PS505 missing 'node'"),
    (fence("stanza targt=mongooseim"), 1, "unknown option 'targt'; did you mean 'target'?"),
    (fence("stanza invald"), 1, "unknown option 'invald'; did you mean 'invalid'?"),
    (
        fence("stanza target=mongoose"),
        1,
        "option target: 'mongoose' is not a valid value; did you mean",
    ),
    (fence("stanza tabs=xml tabs=json"), 1, "option 'tabs' is given twice"),
    (fence("stanza caption"), 1, "option caption needs a value"),
    (fence("stanza account"), 1, "option account needs a value"),
    (fence("stanza missing.xml", ""), 1, "missing.xml: No such file or directory"),
    (fence("stanza a.xml"), 1, "a block has either a content or the name of a file, not both"),
    (fence("stanza invalid"), 1, "the example is said to be invalid, but nothing is found"),
    (fence("stanza invalid=PS203", BAD), 1, "but nothing is found by PS203"),
    (fence("push-payload"), 1, "the option body says which message causes a push"),
    (
        fence("push-flow pubsub-ful", ""),
        1,
        "unknown scenario 'pubsub-ful'; did you mean 'pubsub-full'?",
    ),
    (fence("push-flow diagram=overview pubsub-full", ""), 1, "unknown option 'pubsub-full'"),
]


@pytest.mark.parametrize(("page", "line", "message"), WRONG, ids=[each[2][:40] for each in WRONG])
def test_what_is_wrong_is_a_warning_at_its_line(shown, page, line, message):
    html, warnings = shown(f"# Title\n\n{page}\n", page="docs/push.md")

    assert any(
        each.startswith(f"docs/push.md:{line + 2}: ") and message in each for each in warnings
    )
    assert '<div class="pushstanza">' in html


def test_a_strict_extension_raises_what_is_wrong():
    page = f"# Title\n\n{fence('stanza', BAD)}\n"

    with pytest.raises(BlockError, match=r"^docs/push\.md:5: PS505 missing 'node'") as caught:
        markdown.markdown(page, extensions=[makeExtension(strict=True, page="docs/push.md")])
    assert caught.value.line == 5
    with pytest.raises(ValueError, match=r"^line 5: PS505"):
        markdown.markdown(page, extensions=[makeExtension(strict=True)])


def test_unknown_options_of_the_extension_are_refused():
    with pytest.raises(KeyError, match="strct"):
        makeExtension(strct=True)


def test_warnings_go_to_a_logger_of_choice(caplog, shown):
    shown(fence("stanza", BAD))
    assert [each.name for each in caplog.records] == ["pushstanza.markdown"]
    shown(fence("stanza", BAD), logger="mkdocs.own")
    assert [each.name for each in caplog.records] == ["mkdocs.own"]


def test_an_example_that_is_wrong_on_purpose_marks_its_lines_and_says_why(shown):
    html, warnings = shown(fence("stanza invalid=PS505 tabs=xml", BAD), "codehilite")

    assert warnings == []
    assert html.count('<span class="hll">') == 1
    assert re.search(
        r'<p class="pushstanza-note pushstanza-warning"><a href="https://\S*ps505', html
    )
    assert shown(fence("stanza invalid tabs=xml", BAD))[1] == []


def test_findings_may_be_notes(shown):
    html, warnings = shown(fence("stanza findings=notes", BAD))

    assert warnings == []
    assert "pushstanza-note" in html


def test_a_target_decides_what_is_found_and_who_answers(shown):
    html, (warning,) = shown(fence("stanza target=prosody", BAD))

    assert "MongooseIM" not in warning
    assert html.count("<tr>") == 2


def test_files_are_named_from_the_page_or_from_given_folders(shown, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "stanzas").mkdir()
    (tmp_path / "docs" / "good.xml").write_text(GOOD, "utf-8")
    (tmp_path / "stanzas" / "bad.xml").write_text(BAD, "utf-8")
    options = {"page": str(tmp_path / "docs" / "a.md"), "base_path": [str(tmp_path)]}

    html, warnings = shown(fence("stanza good.xml tabs=xml", ""), **options)
    assert (warnings, "node=" in html) == ([], True)
    html, (warning,) = shown(fence("stanza stanzas/bad.xml tabs=xml", ""), **options)
    assert re.match(r"\S*stanzas/bad\.xml:2: PS505", warning)
    assert "enable" in html


def test_the_configuration_near_the_page_holds(shown, tmp_path):
    (tmp_path / "pushstanza.toml").write_text('ignore = ["PS505"]\n', "utf-8")

    assert shown(fence("stanza", BAD), page=str(tmp_path / "a.md"))[1] == []
    (tmp_path / "pushstanza.toml").write_text('ignor = ["PS505"]\n', "utf-8")
    (warning,) = shown(fence("stanza", BAD), page=str(tmp_path / "a.md"))[1]
    assert "did you mean 'ignore'?" in warning


def test_a_box_has_a_caption_a_class_and_a_name(shown):
    head = 'stanza tabs=xml caption="Enable `push` & more" class="wide tall" name=enable'
    html, warnings = shown(fence(head, marks="~~~"))

    assert warnings == []
    assert html.startswith('<div class="pushstanza wide tall" id="enable">')
    assert '<p class="pushstanza-caption">Enable <code>push</code> &amp; more</p>' in html


def test_the_style_sheet_stands_once_in_a_page_that_needs_it():
    md = markdown.Markdown(extensions=["pushstanza.markdown"])
    blocks = f"{fence('stanza')}\n\n{fence('stanza')}"

    for _ in range(2):
        html = md.reset().convert(blocks)
        assert html.count("<style>") == 1
        assert html.startswith("<style>\n")
        assert ".pushstanza-tabs" in html
        assert "<p>" not in html
    assert "<style>" not in md.reset().convert("Text")


def test_pages_that_are_not_reset_share_no_names():
    md = markdown.Markdown(extensions=["pushstanza"])
    first, second = md.convert(fence("stanza")), md.convert(fence("stanza"))

    assert set(re.findall(r'id="(.*?)"', first)).isdisjoint(re.findall(r'id="(.*?)"', second))


def test_code_is_coloured_like_the_other_code_of_a_page(shown):
    page = fence("stanza tabs=xml")

    assert '<pre><code class="language-xml">&lt;iq' in shown(page)[0]
    assert '<div class="codehilite"><pre>' in shown(page, "codehilite")[0]
    assert '<div class="highlight"><pre>' in shown(page, *SUPER)[0]
    from pymdownx import highlight

    plain = highlight.makeExtension(use_pygments=False, language_prefix="lang-")
    assert '<pre><code class="lang-xml">&lt;iq' in shown(page, plain)[0]


def test_lines_of_metadata_count(shown):
    page = f"Title: Push\nAuthor: Me\n\n{fence('stanza', BAD)}\n"

    assert shown(page, "meta")[1][0].startswith("line 6: PS505")


def test_lines_count_from_where_the_text_begins(shown):
    assert shown(fence("stanza", BAD), page="a.md", first_line=11)[1][0].startswith("a.md:13: ")
    assert shown(fence("stanza", BAD), page="a.md", first_line=0)[1][0].startswith("a.md: PS505")


def test_what_authors_write_is_escaped(shown):
    html, _ = shown(
        fence('stanza tabs=xml caption="<script>" class="a&quot;b"', "<iq>&amp;<script/></iq>")
    )

    assert "<script" not in html


def test_importing_needs_no_mkdocs():
    import subprocess
    import sys

    code = (
        "import sys, pushstanza.markdown; print('mkdocs' in sys.modules, 'pymdownx' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout == "False False\n"
