"""The documentation in a browser, on a desktop and on a phone: it can be read without cuts."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from docutils import nodes
from lxml import html

import pushstanza as ps
import pushstanza.slixmpp
from pushstanza import testing
from pushstanza.documenting.subjects import KINDS
from pushstanza.linting.rules import RULES
from pushstanza.stanzas.forms import VIEWS

DOCS = Path(__file__).parents[2] / "docs"
WIDTHS = (390, 1440)
#: The pages are built first, which takes a minute.
pytestmark = pytest.mark.timeout(900)

#: What reaches beyond the window and cannot be scrolled into it.
CUT = """
  const scrolls = (element) => {
    for (; element; element = element.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(element).overflowX)) return true;
    return false;
  };
  return [...document.querySelectorAll("article pre, article table, article img, article dt, article code")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth && !scrolls(each))
    .map((each) => each.outerHTML.slice(0, 80));
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return the folder with the pages."""
    made = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "-q", "-b", "html", str(DOCS), str(made)]
    subprocess.run(command, check=True, timeout=600)
    return made


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways_and_nothing_is_cut(browser, site, width):
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    pages = [each for each in site.rglob("*.html") if "_static" not in each.parts]

    found, blocks = {}, 0
    for page in pages:
        browser.get(page.as_uri())
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        cut = browser.execute_script(CUT)
        blocks += len(browser.find_elements("css selector", "article pre"))
        if wide > width or cut:
            found[page.name] = (wide, cut)

    assert len(pages) > 100
    assert blocks > 1000
    assert found == {}


@pytest.fixture(scope="session")
def inventory(site):
    """Return what other projects can link to, by kind."""
    from sphinx.util.inventory import InventoryFile

    return InventoryFile.loads((site / "objects.inv").read_bytes(), uri="").data


def test_models_rules_fields_and_options_can_be_cited(inventory):
    labels = set(inventory["std:label"])

    assert "pushstanza.Enable" in inventory["py:class"]
    assert "pushstanza.Enable.jid" in inventory["py:attribute"]
    assert {"ps201", "form-without-type", "xep-0357"} <= labels
    assert {"namespace-urn-xmpp-push-0", "element-urn-xmpp-push-0-enable"} <= labels
    for view in VIEWS:
        for field in view.FIELDS:
            assert nodes.make_id(f"field-{view.CITED_AS} {field.var}") in labels
    assert {nodes.make_id(f"option-{each.var}") for each in ps.PublishOptions.FIELDS} <= labels
    assert {each.code.lower() for each in RULES.values()} <= labels
    for kind, subjects in KINDS.items():
        assert {each.name for each in subjects()} == set(inventory[f"ps:{kind}"])


def _documented_in(module, name):
    """Return where a public name is documented: in the package, if it has the name as well."""
    is_shared = name in ps.__all__ and getattr(module, name) is getattr(ps, name)
    return ps if is_shared else module


def test_every_public_name_is_on_a_page(inventory):
    known = {name for kind in inventory if kind.startswith("py:") for name in inventory[kind]}
    builders = [
        name
        for name, value in vars(ps.build).items()
        if inspect.isfunction(value) and value.__module__ == ps.build.__name__ and name[0] != "_"
    ]

    for module in (ps, ps.flow, testing, testing.strategies, pushstanza.slixmpp):
        places = {f"{_documented_in(module, name).__name__}.{name}" for name in module.__all__}
        assert places - known == set()
    assert {f"pushstanza.build.{name}" for name in builders} - known == set()


def test_links_inside_of_the_site_lead_somewhere(site):
    pages = {page: html.parse(page) for page in site.rglob("*.html") if "_static" not in page.parts}
    places = {page: set(tree.xpath("//@id")) for page, tree in pages.items()}

    broken, checked = [], 0
    for page, tree in pages.items():
        for link in tree.xpath("//article//a/@href"):
            address, _, anchor = link.partition("#")
            if ":" in address:
                continue
            checked += 1
            target = page if not address else (page.parent / address).resolve()
            found = anchor in places[target] if anchor and target in places else target.exists()
            if not found:
                broken.append((page.name, link))

    assert checked > 3000
    assert broken == []
