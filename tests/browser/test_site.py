"""The documentation in a browser, on a desktop and on a phone: it can be read without cuts."""

import subprocess
import sys
from pathlib import Path

import pytest

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
  return [...document.querySelectorAll("main pre, main table, main img, main dt, main code")]
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

    found = {}
    for page in pages:
        browser.get(page.as_uri())
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        cut = browser.execute_script(CUT)
        if wide > width or cut:
            found[page.name] = (wide, cut)

    assert len(pages) > 100
    assert found == {}


def test_models_and_rules_can_be_cited(site):
    from sphinx.util.inventory import InventoryFile

    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="").data

    assert "pushstanza.Enable" in inventory["py:class"]
    assert "pushstanza.Enable.jid" in inventory["py:attribute"]
    assert {"ps201", "form-without-type", "xep-0357"} <= set(inventory["std:label"])
