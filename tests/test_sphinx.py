"""Stanzas, payloads, flows and previews in pages of Sphinx."""

import io
import os
import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("sphinx")
pytest.importorskip("myst_parser")

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pushstanza.documenting import BLOCKS

SAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "sphinx"
BAD = "<iq type='set' id='e1'>\n  <enable xmlns='urn:xmpp:push:0' jid='push.example.com'/>\n</iq>"
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
CONF = "extensions = ['myst_parser', 'pushstanza.sphinx']\nhtml_theme = 'basic'\n"


class Project:
    """Pages of documentation, and what building them gives."""

    def __init__(self, folder):
        self.source = folder / "source"
        self.out = folder / "out"
        self.source.mkdir()
        self.write("conf.py", CONF)

    def write(self, name, text):
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def build(self, builder="html", parallel=0, **options):
        """Return the warnings, in lines without colours and without the folder."""
        warnings = io.StringIO()
        places = [self.source, self.source, self.out / builder, self.out / "trees"]
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                *map(str, places),
                builder,
                status=None,
                warning=warnings,
                confoverrides=options,
                parallel=parallel,
            )
            app.build()
        self.app = app
        text = re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue())
        return text.replace(f"{self.source}{os.sep}", "").splitlines()

    def read(self, name="index.html", builder="html"):
        return (self.out / builder / name).read_text("utf-8")


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture
def page(project):
    """Build one page, and return its HTML and the warnings."""

    def page(text, ending="rst", **options):
        title = "Title\n=====\n\n" if ending == "rst" else "# Title\n\n"
        project.write(f"index.{ending}", f"{title}{text}\n")
        warnings = project.build(**options)
        return project.read(), warnings

    return page


def rst(head, content=GOOD, margin="", /, **options):
    lines = [f".. {head}", *(f"   :{_key(key)}: {value}" for key, value in options.items())]
    lines += ["", *(f"   {line}" for line in content.split("\n"))] if content else []
    return "\n".join(f"{margin}{line}".rstrip() for line in lines) + "\n"


def myst(head, content=GOOD, margin="", /, **options):
    lines = [f"```{{{head}", *(f":{_key(key)}: {value}" for key, value in options.items())]
    lines += [""] if options and content else []
    lines += [*(content.split("\n") if content else []), "```"]
    return "\n".join(f"{margin}{line}".rstrip() for line in lines) + "\n"


def _key(name):
    return name.replace("_", "-")


def block(ending, kind, argument="", content=GOOD, margin="", /, **options):
    if ending == "rst":
        return rst(f"{kind}:: {argument}".rstrip(), content, margin, **options)
    return myst(f"{kind}}} {argument}".rstrip(), content, margin, **options)


every_markup = pytest.mark.parametrize("ending", ["rst", "md"])


def labels(html):
    return re.findall(r"<label[^>]*>(\w+)", html)


def code(html):
    return (
        re.sub(r"<[^>]*>", "", html).replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
    )


# ---- what is shown ----


@every_markup
def test_each_kind_of_block(page, ending):
    body = {"push-payload": {"body": "Hi!"}, "push-preview": {"body": "Hi!"}}
    blocks = [
        block(ending, name, "pubsub-full", "")
        if name == "push-flow"
        else block(ending, name, **body.get(name, {}))
        for name in BLOCKS
    ]
    html, warnings = page("\n".join(blocks), ending)

    assert warnings == []
    assert labels(html) == ["XML", "Python", "JSON", "Answers", "XML", "MongoosePush", "FCM"]
    assert html.count("data:image/svg+xml") == 2
    assert "ps.Enable(" in code(html)
    assert "POST /v1/projects/your-project/messages:send" in code(html)
    assert "feature-not-implemented" not in code(html)
    assert re.search(r'href="_static/pushstanza\.css', html)


@every_markup
def test_tabs_of_choice_in_their_order(page, ending):
    html, warnings = page(block(ending, "stanza", tabs="json xml"), ending)

    assert (labels(html), warnings) == (["JSON", "XML"], [])
    html, warnings = page(block(ending, "stanza", tabs="xml"), ending)
    assert (labels(html), warnings) == ([], [])
    assert "enable xmlns=" in code(html)


@every_markup
def test_names_of_tabs_are_unique(page, ending):
    html, _ = page("\n".join(block(ending, "stanza") for _ in range(3)), ending)

    ids = re.findall(r'<input type="radio"[^>]* id="([^"]*)"', html)
    assert len(ids) == len({*ids}) == 12
    assert len({*re.findall(r'<input type="radio" name="([^"]*)"', html)}) == 3


@every_markup
def test_a_caption_a_class_and_a_name(page, ending):
    options = {"caption": "Enable *push*", "class": "wide", "name": "enable"}
    text = block(ending, "stanza", tabs="xml", **options)
    reference = "See :ref:`here <enable>`." if ending == "rst" else "See {ref}`here <enable>`."
    html, warnings = page(f"{text}\n{reference}", ending)

    assert warnings == []
    assert re.search(r'<div class="pushstanza wide[^"]*" id="enable"', html)
    assert "Enable <em>push</em>" in html
    assert 'href="#enable"' in html


# ---- what is wrong, and where ----


def places(warnings):
    """Return (file, line, beginning of the message) of each warning."""
    found = (re.match(r"(.*?):(\d+): WARNING: (\S+ \S+)", each) for each in warnings)
    return [(each[1], int(each[2]), each[3]) for each in found]


def line_of(text, part, ending="rst"):
    before = "Title\n=====\n\n" if ending == "rst" else "# Title\n\n"
    return (before + text[: text.index(part)]).count("\n") + 1


#: Pages with a block in something else, and its margin there.
HOLDERS = {
    "rst": {
        "plain": ("{}", ""),
        "list": ("- item\n\n{}", "  "),
        "admonition": (".. note::\n\n   Text\n\n{}", "   "),
        "deep": ("- item\n\n  .. note::\n\n{}", "     "),
        "table": (".. list-table::\n\n   * - cell\n\n{}", "       "),
    },
    "md": {
        "plain": ("{}", ""),
        "list": ("- item\n\n{}", "  "),
        "quotation": ("> Text\n>\n{}", "> "),
        "admonition": ("````{note}\nText\n\n{}````", ""),
        "deep": ("- item\n\n  ````{note}\n{}  ````", "  "),
    },
}


@pytest.mark.parametrize(
    "options", [{}, {"tabs": "xml", "target": "mongooseim"}], ids=["bare", "options"]
)
@every_markup
def test_a_finding_is_at_its_line(project, ending, options):
    project.write("index.rst", "Title\n=====\n")
    expected = set()
    for name, (text, margin) in HOLDERS[ending].items():
        orphan = ":orphan:\n\n" if ending == "rst" else "---\norphan: true\n---\n\n"
        title = f"{name}\n{'=' * len(name)}\n\n" if ending == "rst" else f"# {name}\n\n"
        written = block(ending, "stanza", "", BAD, margin, **options)
        page = orphan + title + text.replace("{}", written)
        project.write(f"{name}.{ending}", f"{page}\n\nText\n")
        line = page[: page.index("<enable")].count("\n") + 1
        expected.add((f"{name}.{ending}", line, "PS505 missing"))

    assert {*places(project.build())} == expected
    for name in HOLDERS[ending]:
        assert "enable xmlns=" in code(project.read(f"{name}.html"))


@every_markup
def test_a_finding_in_a_block_behind_another_is_at_its_line(page, ending):
    text = "\n".join(
        (block(ending, "stanza", tabs="xml"), "Text", "", block(ending, "stanza", "", BAD))
    )
    _, warnings = page(text, ending)

    assert [line for _, line, _ in places(warnings)] == [
        line_of(text, "<enable xmlns='urn:xmpp:push:0' jid='push.example.com'/>", ending)
    ]


@pytest.mark.filterwarnings("ignore:'sphinx.environment.BuildEnvironment.app'")  # MyST's include
@every_markup
def test_a_finding_in_an_included_page_is_at_its_line_there(project, ending):
    project.write("conf.py", CONF + "exclude_patterns = ['more.*']\n")
    project.write("more.rst", f"More text.\n\n{rst('stanza::', BAD)}")
    project.write("more.md", f"More text.\n\n{myst('stanza}', BAD)}")
    file = f"more.{ending}"
    if ending == "rst":
        project.write("index.rst", "Title\n=====\n\nText\n\n.. include:: more.rst\n")
    else:
        project.write("index.md", "# Title\n\nText\n\n```{include} more.md\n```\n")

    ((found, line, code),) = places(project.build())

    text = (project.source / file).read_text("utf-8")
    assert (found, code) == (file, "PS505 missing")
    assert line == text[: text.index("<enable")].count("\n") + 1


@every_markup
def test_a_finding_in_a_file_is_at_its_line_there(project, page, ending):
    project.write("stanzas/bad.xml", BAD)
    html, warnings = page(block(ending, "stanza", "stanzas/bad.xml", "", tabs="xml"), ending)

    assert places(warnings) == [("stanzas/bad.xml", 2, "PS505 missing")]
    assert "enable xmlns=" in code(html)


def test_a_file_is_named_from_the_page_or_from_the_top(project):
    project.write("stanzas/good.xml", GOOD)
    blocks = (rst("stanza:: ../stanzas/good.xml", ""), rst("stanza:: /stanzas/good.xml", ""))
    project.write("more/page.rst", "Page\n====\n\n" + "\n".join(blocks))
    project.write("index.rst", "Title\n=====\n\n.. toctree::\n\n   more/page\n")

    assert project.build() == []


WRONG = [
    ("stanza", "", {"targt": "mongooseim"}, GOOD, "unknown option 'targt'; did you mean 'target'?"),
    (
        "stanza",
        "",
        {"target": "mongoose"},
        GOOD,
        "option target: 'mongoose' is not a valid value; did",
    ),
    (
        "stanza",
        "",
        {"findings": "note"},
        GOOD,
        "option findings: 'note' is not a valid value; did you",
    ),
    ("stanza", "", {"tabs": "xml html"}, GOOD, "option tabs: 'html' is not a valid value"),
    ("stanza", "", {"account": ""}, GOOD, "option account needs a value"),
    ("stanza", "", {"invalid": "PS999"}, GOOD, "option invalid: "),
    ("stanza", "", {"tabs": "python"}, "<iq/>", "the tab python cannot be shown of this text"),
    ("stanza", "", {}, "text", "the block contains no stanza"),
    ("stanza", "", {}, "", "the block contains no stanza"),
    ("stanza", "missing.xml", {}, "", "missing.xml: No such file or directory"),
    ("stanza", "missing.xml", {}, GOOD, "a block has either a content or the name of a file"),
    ("push-payload", "", {}, GOOD, "the option body says which message causes a push"),
    ("push-payload", "", {"unread": "-1", "body": "x"}, GOOD, "option unread: a whole number"),
    ("push-payload", "", {"shorten": "maybe", "body": "x"}, GOOD, "option shorten: true or false"),
    (
        "push-flow",
        "pubsub-ful",
        {},
        "",
        "unknown scenario 'pubsub-ful'; did you mean 'pubsub-full'?",
    ),
    ("push-flow", "missing.log", {}, "", "missing.log: No such file or directory"),
]


@every_markup
def test_a_block_that_cannot_be_shown_is_a_warning(page, ending):
    blocks = [block(ending, *each[:2], each[3], **each[2]) for each in WRONG]
    text = "\n".join(blocks)
    html, warnings = page(f"{text}\n\nText after", ending)

    assert len(warnings) == len(WRONG)
    first = 4 if ending == "rst" else 3
    for made, warning, wrong in zip(blocks, warnings, WRONG, strict=True):
        found = re.fullmatch(
            rf"index\.{ending}:(\d+): WARNING: (.*) \[pushstanza\.block\]", warning
        )
        assert wrong[4] in found[2]
        assert first <= int(found[1]) < first + made.count("\n")
        first += made.count("\n") + 1
    assert "Text after" in html


# ---- mistakes on purpose ----


@every_markup
def test_an_example_that_is_wrong_on_purpose_says_why(page, ending):
    marks = ("PS505", "enable-without-node", "PS5", "")
    blocks = (block(ending, "stanza", "", BAD, invalid=each, tabs="xml") for each in marks)
    html, warnings = page("\n".join(blocks), ending)

    assert warnings == []
    assert html.count('<span class="hll">') == len(marks)
    assert len(re.findall(r'<a [^>]*href="https://\S*ps505[^"]*">PS505</a>', html)) == len(marks)


@every_markup
def test_an_example_that_is_to_be_wrong_and_is_not_is_a_warning(page, ending):
    wrong = ((GOOD, "PS505"), (GOOD, ""), (BAD, "PS505,PS203"))
    text = "\n".join(block(ending, "stanza", "", each[0], invalid=each[1]) for each in wrong)
    _, warnings = page(text, ending)

    said = [each.partition("WARNING: ")[2] for each in warnings]
    message = "the example is said to be invalid, but nothing is found"
    assert said == [
        f"{message}{rule} [pushstanza.block]" for rule in (" by PS505", "", " by PS203")
    ]


@every_markup
def test_an_example_that_is_wrong_in_another_way_is_a_warning(page, ending):
    _, warnings = page(block(ending, "stanza", "", BAD, invalid="PS203"), ending)

    assert len(warnings) == 2
    assert "PS505 missing 'node'" in warnings[0]
    assert "nothing is found by PS203" in warnings[1]


@every_markup
def test_findings_as_notes(page, ending):
    html, warnings = page(block(ending, "stanza", "", BAD, findings="notes"), ending)

    assert warnings == []
    assert re.search(r'class="[^"]*warning', html)
    assert "missing 'node'" in code(html)


@every_markup
def test_findings_that_are_ignored(page, ending):
    assert page(block(ending, "stanza", "", BAD, ignore="PS505"), ending)[1] == []


def test_warnings_can_be_suppressed_as_a_whole_by_rule_and_for_blocks(page):
    text = "\n".join((rst("stanza::", BAD), rst("stanza::", targt="x")))

    assert len(page(text)[1]) == 2
    assert "PS505" not in "".join(page(text, suppress_warnings=["pushstanza.PS505"])[1])
    assert "targt" not in "".join(page(text + " ", suppress_warnings=["pushstanza.block"])[1])
    assert page(text + "  ", suppress_warnings=["pushstanza"])[1] == []


def test_the_configuration_near_the_page_holds(project, page):
    project.write("pushstanza.toml", 'ignore = ["PS505"]\n')

    assert page(rst("stanza::", BAD))[1] == []
    project.write("pushstanza.toml", 'ignor = ["PS505"]\n')
    warnings = page(rst("stanza::", BAD) + "\nText\n")[1]
    assert "did you mean 'ignore'?" in warnings[0]
    assert "missing 'node'" not in "".join(warnings)


# ---- whole pages ----


def test_whole_pages_are_checked_when_that_is_asked_for(page):
    text = f".. code-block:: xml\n\n   {BAD.replace(chr(10), chr(10) + '   ')}\n\n{rst('stanza::', BAD)}"

    assert len(page(text)[1]) == 1
    warnings = page(text + " ", pushstanza_check_pages=True)[1]
    assert sorted(line for _, line, _ in places(warnings)) == [7, 13]


@every_markup
def test_a_block_is_not_checked_twice(page, ending):
    text = "\n".join(
        (
            block(ending, "stanza", "", BAD, invalid="PS505"),
            block(ending, "stanza", "", BAD.replace("e1", "e2"), findings="notes"),
            block(ending, "stanza", "", BAD.replace("e1", "e3"), target="prosody", ignore="PS505"),
        )
    )
    assert page(text, ending, pushstanza_check_pages=True)[1] == []


def test_what_docstrings_and_included_files_show_is_checked(project, page, monkeypatch):
    inside = BAD.replace("\n", "\n        ")
    docstring = (
        f'def enable():\n    """Enable::\n\n        {inside}\n\n    It asks for push.\n    """\n'
    )
    project.write("shown_by_autodoc.py", f'"""A module."""\n\n\n{docstring}')
    project.write("stanzas/bad.xml", f"<!-- Enable -->\n{BAD}\n")
    project.write("conf.py", CONF.replace("'myst_parser'", "'sphinx.ext.autodoc', 'myst_parser'"))
    monkeypatch.syspath_prepend(str(project.source))
    included = ".. literalinclude:: stanzas/bad.xml\n   :language: xml\n"
    text = (
        f".. automodule:: shown_by_autodoc\n   :members:\n\n{included}   :lines: 2-\n\n{included}"
    )

    _, warnings = page(text, pushstanza_check_pages=True)

    assert places(warnings) == [
        ("shown_by_autodoc.py:docstring of shown_by_autodoc.enable", 4, "PS505 missing"),
        ("stanzas/bad.xml", 3, "PS505 missing"),
        ("stanzas/bad.xml", 3, "PS505 missing"),
    ]


# ---- builders and builds ----


@pytest.mark.parametrize(
    ("builder", "file", "shown"),
    [
        ("singlehtml", "index.html", "pushstanza-tabs"),
        ("dirhtml", "index.html", "pushstanza-tabs"),
        ("epub", "index.xhtml", "pushstanza-tabs"),
        ("text", "index.txt", "→"),
        ("latex", "*.tex", "enable"),
        ("man", "*.1", "enable"),
        ("texinfo", "*.texi", "enable"),
        ("xml", "index.xml", "enable"),
        ("gettext", "index.pot", "Title"),
    ],
)
def test_every_builder_shows_what_it_can(project, builder, file, shown):
    project.write(
        "conf.py", CONF + "project = 'project'\nauthor = copyright = 'me'\nversion = '1'\n"
    )
    blocks = [
        rst("stanza::"),
        rst("stanza::", BAD, invalid="PS505"),
        rst("push-payload::", body="Hi!"),
        rst("push-flow:: pubsub-full", ""),
        rst("push-preview::", body="Hi!"),
    ]
    project.write("index.rst", "Title\n=====\n\n" + "\n".join(blocks))

    assert project.build(builder) == []
    (found,) = (project.out / builder).glob(file)
    text = found.read_text("utf-8")
    assert shown in text
    assert ("<svg" in text or "data:image/svg+xml" in text) == (
        builder in {"singlehtml", "dirhtml", "epub"}
    )


def test_a_page_is_read_again_when_a_file_that_it_shows_has_changed(project):
    project.write("good.xml", GOOD)
    project.write("index.rst", "Title\n=====\n\n.. toctree::\n\n   one\n   two\n")
    project.write("one.rst", f"One\n===\n\n{rst('stanza:: good.xml', '')}")
    project.write("two.rst", "Two\n===\n\nText\n")
    project.build()

    (project.source / "good.xml").write_text(GOOD.replace("node='n'", ""), "utf-8")
    os.utime(project.source / "good.xml", (2e9, 2e9))
    warnings = project.build()
    os.utime(project.source / "good.xml", (1e9, 1e9))

    assert places(warnings) == [("good.xml", 3, "PS505 missing")]
    assert project.build() == []


def test_a_page_is_read_again_when_a_message_or_the_configuration_has_changed(project):
    project.write(
        "message.xml", "<message type='chat' to='a@b.c' from='d@e.f'><body>One</body></message>"
    )
    project.write("index.rst", f"Title\n=====\n\n{rst('push-payload::', message='message.xml')}")
    project.build()
    project.write(
        "message.xml", "<message type='chat' to='a@b.c' from='d@e.f'><body>Two</body></message>"
    )
    os.utime(project.source / "message.xml", (2e9, 2e9))
    project.build()

    assert "Two" in project.read()


def test_reading_in_parallel_gives_the_same(project):
    names = [f"page{number}" for number in range(6)]
    project.write(
        "index.rst", "Title\n=====\n\n.. toctree::\n\n" + "".join(f"   {each}\n" for each in names)
    )
    for each in names:
        project.write(
            f"{each}.rst", f"{each}\n{'=' * len(each)}\n\n{rst('stanza::')}\n{rst('stanza::', BAD)}"
        )
    serial = project.build(pushstanza_check_pages=True)
    before = {each: project.read(f"{each}.html") for each in names}
    shutil.rmtree(project.out)

    parallel = project.build(parallel=2, pushstanza_check_pages=True)

    assert project.app.parallel == 2
    assert sorted(parallel) == sorted(serial)
    assert len(serial) == 6
    assert {each: project.read(f"{each}.html") for each in names} == before


# ---- the sample project ----


@pytest.fixture
def sample(project):
    pytest.importorskip("furo")
    shutil.copytree(
        SAMPLE, project.source, dirs_exist_ok=True, ignore=shutil.ignore_patterns("_build")
    )
    return project


def test_the_sample_project_shows_what_its_pages_say(sample):
    assert sample.build(nitpicky=True) == []
    assert labels(sample.read()) == ["XML", "Python", "JSON", "Answers", "XML", "Answers"]
    assert sample.read("phone.html").count("data:image/svg+xml") == 2


def test_a_wrong_example_in_the_sample_project_is_a_warning_at_its_line(sample):
    text = (sample.source / "index.rst").read_text("utf-8")
    sample.write("index.rst", text.replace("      :invalid: PS505\n", ""))
    line = text[: text.index("<enable")].count("\n")

    assert places(sample.build()) == [("index.rst", line, "PS505 missing")]
