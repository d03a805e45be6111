"""The plugin of MkDocs, on the sample project of the documentation."""

import json
import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("mkdocs")

from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

SAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "mkdocs"
BAD = "<iq type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com'/></iq>"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the sample project, which is the current folder."""
    folder = tmp_path / "project"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("site"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def build(project, caplog):
    """Build the project, and return its warnings and whether that failed."""

    def build(**options):
        caplog.clear()
        config = load_config(str(project / "mkdocs.yml"), site_dir=str(project / "site"), **options)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build_site(config)
        except Abort as error:
            return _warnings(caplog), str(error)
        return _warnings(caplog), ""

    return build


def _warnings(caplog):
    return [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]


def write(project, text, name="index.md"):
    (project / "docs" / name).write_text(text, "utf-8")


def test_the_sample_project_shows_what_its_page_says(build, project):
    assert build() == ([], "")

    html = (project / "site" / "index.html").read_text("utf-8")
    assert re.findall(r"<label[^>]*>(\w+)", html) == [
        *("XML", "Python", "JSON", "Answers"),
        *("XML", "Answers"),
        *("XML", "MongoosePush", "FCM"),
    ]
    assert html.count("data:image/svg+xml") == 2
    assert re.search(r"pushstanza-error.*ps505", html)
    assert 'href="assets/pushstanza.css"' in html
    assert "<style>" not in html.partition("<body")[2]
    style = (project / "site" / "assets" / "pushstanza.css").read_text("utf-8")
    assert ".pushstanza-tabs" in style


def test_what_is_found_by_searching_is_what_readers_see(build, project):
    build()

    index = json.loads((project / "site" / "search" / "search_index.json").read_text("utf-8"))
    words = " ".join(each["text"] for each in index["docs"])
    assert "urn:xmpp:push:0" in words
    assert "pushstanza-tab" not in words


def test_a_wrong_example_fails_a_strict_build_at_its_line(build, project):
    text = (project / "docs" / "index.md").read_text("utf-8").replace(" invalid=PS505", "")
    write(project, text)
    line = text[: text.index("<enable")].count("\n") + 1

    (warning,), failure = build()

    assert warning.startswith(f"docs/index.md:{line}: PS505 missing 'node'")
    assert failure == "Aborted with 1 warnings in strict mode!"
    assert build(strict=False) == ([warning], "")


def test_an_example_that_is_no_longer_wrong_fails_a_strict_build(build, project):
    text = (project / "docs" / "index.md").read_text("utf-8")
    write(project, text.replace("jid='push.example.com'/", "jid='push.example.com' node='n'/"))
    line = text[: text.index("```stanza target=mongooseim invalid")].count("\n") + 1

    (warning,), failure = build()

    assert warning.startswith(f"docs/index.md:{line}: the example is said to be invalid, but")
    assert failure


def test_a_wrong_file_is_named_with_its_line(build, project):
    file = project / "docs" / "stanzas" / "enable.xml"
    file.write_text(file.read_text("utf-8").replace(" node='my-phone'", ""), "utf-8")

    warnings, failure = build()

    assert any(each.startswith("docs/stanzas/enable.xml:2: PS505") for each in warnings)
    assert failure


@pytest.mark.parametrize("front", ["---\ntitle: Push\n---\n\n\n", "Title: Push\n\n", ""])
def test_lines_count_from_the_beginning_of_the_file(build, project, front):
    write(project, f"{front}# Push\n\n```stanza\n{BAD}\n```\n\n```xml\n{BAD}\n```\n")
    first = front.count("\n") + 4

    warnings, _ = build()

    assert sorted(each.partition(" missing")[0] for each in warnings) == sorted(
        [f"docs/index.md:{first}: PS505", f"docs/index.md:{first + 4}: PS505"]
    )


def test_pages_are_checked_when_that_is_asked_for(build, project):
    write(project, f"# Push\n\n```xml\n{BAD}\n```\n\n```stanza invalid=PS505\n{BAD}\n```\n")
    settings = project / "mkdocs.yml"

    (warning,), _ = build()
    settings.write_text(
        settings.read_text("utf-8").replace("check_pages: true", "check_pages: false")
    )

    assert warning.startswith("docs/index.md:4: PS505")
    assert build() == ([], "")


def test_a_page_that_another_plugin_has_made_has_no_lines(build, project):
    (project / "hook.py").write_text(
        "def on_page_markdown(markdown, **_):\n    return 'More\\n\\n' + markdown.replace('#', '##')\n"
    )
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + "hooks:\n  - hook.py\n", "utf-8")
    write(project, f"# Push\n\n```stanza\n{BAD}\n```\n")

    (warning,), _ = build()

    assert warning.startswith("docs/index.md: PS505")


@pytest.mark.parametrize("name", ["pushstanza", "pushstanza.markdown"])
def test_options_of_the_extension_may_be_given_as_for_any_other(build, project, name):
    settings = project / "mkdocs.yml"
    (project / "elsewhere").mkdir()
    (project / "elsewhere" / "more.xml").write_text(BAD, "utf-8")
    settings.write_text(
        settings.read_text("utf-8").replace("check_pages: true", "base_path: [elsewhere]")
        + f"  - {name}:\n      style: true\n",
        "utf-8",
    )
    write(
        project,
        "# Push\n\n```stanza more.xml invalid=PS505\n```\n\n```stanza stanzas/enable.xml\n```\n",
    )

    assert build() == ([], "")
    assert "<style>" in (project / "site" / "index.html").read_text("utf-8")


def test_pages_in_folders_name_files_from_there_or_from_the_folder_of_all(build, project):
    (project / "docs" / "more").mkdir()
    page = "# More\n\n```stanza ../stanzas/enable.xml\n```\n\n```stanza stanzas/enable.xml\n```\n"
    write(project, page, "more/page.md")

    assert build() == ([], "")
    html = (project / "site" / "more" / "page" / "index.html").read_text("utf-8")
    assert len(re.findall('id="pushstanza-docs-more-page-md-[12]-0"', html)) == 2
    assert 'href="../../assets/pushstanza.css"' in html


def test_a_wrong_option_of_the_plugin_is_refused(project):
    from mkdocs.exceptions import ConfigurationError

    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("check_pages: true", "check_pages: 1"))

    with pytest.raises((ConfigurationError, Abort)):
        load_config(str(settings))
