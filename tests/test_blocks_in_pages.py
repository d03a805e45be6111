"""What the linter makes of the blocks that documentation systems check and show."""

import pytest

import pushstanza as ps
from pushstanza.documenting import BLOCKS
from pushstanza.reading.extract import documented

BAD = "<iq type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com'/></iq>"
GOOD = (
    "<iq type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>"
)


def lines(page, file):
    return [(found.line, found.code) for found in ps.lint(page, file=file)]


def markdown(head, *body):
    return "\n".join(("# Title", "", head, *body, "```", ""))


def rst(*body):
    return "\n".join(("Title", "=====", "", *body, ""))


def test_the_linter_knows_every_kind_of_block():
    assert set(documented.NAMES) == set(BLOCKS)


@pytest.mark.parametrize("name", documented.OF_STANZAS)
def test_a_block_is_checked_wherever_its_content_begins(name):
    assert lines(markdown(f"```{name} body='Hi'", BAD), "a.md") == [(4, "PS505")]
    assert lines(markdown(f"``` {{ .{name} body='Hi' }}", BAD), "a.md") == [(4, "PS505")]
    assert lines(markdown(f"```{{{name}}}", ":body: Hi", "", BAD), "a.md") == [(6, "PS505")]
    assert lines(markdown(f"```{{{name}}}", "---", "body: Hi", "---", BAD), "a.md") == [
        (7, "PS505")
    ]
    assert lines(rst(f".. {name}::", "   :body: Hi", "      ho", "", f"   {BAD}"), "a.rst") == [
        (8, "PS505")
    ]


MARKED = [
    (markdown("```stanza invalid", "{}"), "a.md"),
    (markdown('```stanza invalid="PS505"', "{}"), "a.md"),
    (markdown("``` { .stanza invalid=PS505 }", "{}"), "a.md"),
    (markdown("```{stanza}", ":invalid: PS505", "", "{}"), "a.md"),
    (markdown("```{stanza}", "---", "invalid: PS505", "---", "{}"), "a.md"),
    (rst(".. stanza::", "   :invalid: PS505", "", "   {}"), "a.rst"),
    (rst(".. stanza::", "   :tabs: xml", "   :invalid:", "", "   {}"), "a.rst"),
]


@pytest.mark.parametrize(("page", "file"), MARKED)
def test_an_example_that_is_wrong_on_purpose_must_be_wrong(page, file):
    assert lines(page.replace("{}", BAD), file) == []
    (found,) = ps.lint(page.replace("{}", GOOD), file=file)
    assert found.code.startswith("PS9")


def test_a_value_that_says_invalid_is_no_mark():
    assert lines(markdown('```push-payload body="an invalid=PS505 word"', BAD), "a.md") == [
        (4, "PS505")
    ]


@pytest.mark.parametrize(
    ("page", "file"),
    [
        (markdown("```stanza findings=notes", BAD, "```", "```xml", GOOD), "a.md"),
        (rst(".. stanza::", "   :findings: notes", "", f"   {BAD}", "", f"``{GOOD}``"), "a.rst"),
    ],
)
def test_findings_that_readers_are_shown_are_not_reported(page, file):
    assert lines(page, file) == []


def test_a_block_that_names_a_file_holds_nothing():
    assert lines(rst(".. stanza:: enable.xml", "   :invalid:", "", "Text"), "a.rst") == []
    assert lines(markdown("```stanza enable.xml"), "a.md") == []


@pytest.mark.parametrize("head", ["!!! note", '??? note "More"', '=== "MongooseIM"'])
def test_a_block_behind_text_in_what_python_markdown_indents(head):
    page = f"{head}\n\n    Text\n\n    ```stanza invalid\n    {BAD}\n    ```\n\n    ```stanza\n    {BAD}\n    ```\n"

    assert lines(page, "a.md") == [(10, "PS505")]
