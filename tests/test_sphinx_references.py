"""References of documentation in Sphinx to rules, elements, namespaces, fields and options."""

import io
import re

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.inventory import InventoryFile

from pushstanza.documenting.subjects import KINDS, find, subjects

DOCS = "https://pushstanza.readthedocs.io/en/latest"


@pytest.fixture
def build(tmp_path):
    """Build pages, and return the application, the HTML of the first one, and the warnings."""

    def build(**pages):
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        (source / "conf.py").write_text(
            "extensions = ['pushstanza.sphinx']\nhtml_theme = 'basic'\n", "utf-8"
        )
        for name, text in pages.items():
            (source / f"{name}.rst").write_text(text, "utf-8")
        warnings = io.StringIO()
        places = [str(source), str(source), str(tmp_path / "html"), str(tmp_path / "trees")]
        options = {"nitpicky": True, "root_doc": next(iter(pages))}
        with patch_docutils(), docutils_namespace():
            app = Sphinx(*places, "html", status=None, warning=warnings, confoverrides=options)
            app.build()
        html = (tmp_path / "html" / f"{next(iter(pages))}.html").read_text("utf-8")
        return app, html, re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue())

    return build


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("rule:`PS203`", "rules/ps203-form-type-missing.html#ps203"),
        ("rule:`ps203`", "rules/ps203-form-type-missing.html#ps203"),
        ("rule:`form-type-missing`", "rules/ps203-form-type-missing.html#ps203"),
        ("element:`enable`", "models/xep-0357.html#element-urn-xmpp-push-0-enable"),
        ("element:`Enable`", "models/xep-0357.html#element-urn-xmpp-push-0-enable"),
        (
            "element:`{urn:xmpp:push:0}enable`",
            "models/xep-0357.html#element-urn-xmpp-push-0-enable",
        ),
        ("namespace:`urn:xmpp:push:0`", "models/xep-0357.html#namespace-urn-xmpp-push-0"),
        ("option:`time_to_live`", "reference/options.html#option-time-to-live"),
        (
            "field:`message-count`",
            "reference/forms.html#field-urn-xmpp-push-summary-message-count",
        ),
    ],
)
def test_a_reference_leads_to_the_documentation(build, role, address):
    _, html, warnings = build(index=f"Title\n=====\n\nSee :ps:{role}.\n")

    assert warnings == ""
    assert f'href="{DOCS}/{address}"' in html


def test_a_reference_may_have_a_title_of_its_own(build):
    _, html, warnings = build(index="Title\n=====\n\n:ps:rule:`the missing type <PS203>`\n")

    assert warnings == ""
    (link,) = re.findall(r'<a [^>]*#ps203".*?</a>', html)
    assert re.sub("<[^>]*>", "", link) == "the missing type"
    assert 'title="Without a FORM_TYPE the meaning of the fields' in link


@pytest.mark.parametrize(
    ("role", "warning"),
    [
        ("rule:`form-type-mising`", "unknown rule 'form-type-mising'; did you mean 'form-type-missing'?"),
        ("element:`enabel`", "unknown element 'enabel'; did you mean 'enable'?"),
        ("option:`ttl_to_live`", "unknown option 'ttl_to_live'; did you mean 'time_to_live'?"),
        (
            "element:`affiliations`",
            (
                "unknown element 'affiliations'; write"
                " '{http://jabber.org/protocol/pubsub}affiliations' or"
                " '{http://jabber.org/protocol/pubsub#owner}affiliations'"
            ),
        ),
    ],
)  # fmt: skip
def test_an_unknown_reference_is_a_warning_with_a_suggestion(build, role, warning):
    _, _, warnings = build(index=f"Title\n=====\n\nSee :ps:{role}.\n")

    assert warnings.strip().endswith(f"index.rst:4: WARNING: {warning} [pushstanza.ref]")
    assert warnings.count("WARNING") == 1


def test_an_entry_of_the_project_is_preferred_and_listed(build, tmp_path):
    other = "Other\n=====\n\n.. ps:rule:: form-type-missing\n\nAbout the rule.\n"
    app, html, warnings = build(
        index="Title\n=====\n\n.. toctree::\n\n   other\n\n:ps:rule:`PS203`, :any:`PS203`\n",
        other=other,
    )

    assert warnings == ""
    assert html.count('href="other.html#ps203"') == 2
    assert 'id="ps203"' in (tmp_path / "html" / "other.html").read_text("utf-8")
    assert [*app.env.domains["ps"].get_objects()] == [
        ("PS203", "PS203", "rule", "other", "ps203", 1)
    ]
    inventory = (tmp_path / "html" / "objects.inv").read_bytes()
    found = InventoryFile.load(io.BytesIO(inventory), "", lambda base, path: base + path)
    assert {*found["ps:rule"]} == {"PS203"}


def test_an_entry_that_is_removed_is_forgotten(build):
    index = "Title\n=====\n\n:ps:rule:`PS203`\n"
    build(index=index, other=":orphan:\n\nOther\n=====\n\n.. ps:rule:: PS203\n")
    _, html, warnings = build(
        index=f"{index}\nMore.\n", other=":orphan:\n\nOther\n=====\n\nText.\n"
    )

    assert warnings == ""
    assert f'href="{DOCS}/rules/ps203-form-type-missing.html#ps203"' in html


def test_an_entry_of_nothing_is_an_error(build):
    _, _, warnings = build(index="Title\n=====\n\n.. ps:option:: devize_id\n")

    assert "unknown option 'devize_id'; did you mean 'device_id'?" in warnings


@pytest.mark.parametrize("kind", KINDS)
def test_each_subject_has_a_place_of_its_own(kind):
    found = [*KINDS[kind]()]

    assert len({each.url for each in found}) == len(found)
    assert all(find(kind, each.name) == each for each in found)
    assert all(each.meaning.endswith(".") for each in found if each.meaning), kind
    assert len(subjects(kind)) >= len(found)
