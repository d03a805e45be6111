"""The page with the findings of the linter in a browser: looked at, filtered, printed."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import pushstanza as ps
from browser.test_page import CONTRAST, Page

PHONE, DESKTOP = (390, 844), (1440, 900)

MISSPELT = "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='p.example' node='n'/></iq>\n"
ENABLE = (
    "<iq type='set' id='e1'>\n"
    "  <enable xmlns='urn:xmpp:push:0' jid='pubsub.example.com' node='punsub_node_for_my_private_iphone'>\n"
    "    <x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
    "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>\n"
    "      <field var='priority'><value>urgent</value></field></x>\n  </enable>\n</iq>\n"
    "<iq type='set' id='d1'><disable xmlns='urn:xmpp:push:0' jid='pubsub.example.com'/></iq>\n"
)
LONG = (
    f"<iq type='sett' id='{'x' * 300}'><enable xmlns='urn:xmpp:push:0' jid='{'y' * 300}'/></iq>\n"
)
FILES = {
    "a.xml": ENABLE,
    "b.xml": MISSPELT * 9,
    f"{'long' * 30}.xml": LONG,
    "payload.json": '{"message": {"token": "abc", "data": {"a": 1}}}',
    "broken.xml": "<iq type='set' id='1'><enable></iq>",
    "</script><script>document.title = 1<b>.xml".replace("/", "_"): MISSPELT,
}


@pytest.fixture
def opened(browser, tmp_path, monkeypatch):
    """Return what opens the page with the findings in all files."""

    def opens(*, size=DESKTOP, dark=False, scripts=True, media="", fragment="", files=FILES):
        folder = tmp_path / "linted"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        monkeypatch.chdir(folder)
        page = tmp_path / "report.html"
        page.write_text(ps.lint_paths(".", target="mongooseim").report("html"), "utf-8")
        browser.get("about:blank")
        browser.get_log("browser"), browser.get_log("performance")
        command = browser.execute_cdp_cmd
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        command("Emulation.setEmulatedMedia", {"media": media, "features": features})
        command("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        command("Emulation.setDeviceMetricsOverride", metrics)
        browser.get(f"{page.as_uri()}{fragment}")
        command("Emulation.setScriptExecutionDisabled", {"value": False})
        return Page(browser)

    return opens


def shown(page):
    """Return the rules of the findings in sight."""
    return [
        each.get_attribute("data-rule") for each in page.find(".finding") if each.is_displayed()
    ]


def type_into(page, selector, *keys):
    page.find(selector)[0].send_keys(*keys)


def test_it_opens_from_the_disk_and_asks_for_nothing_else(opened):
    page = opened()

    assert [each.rpartition("/")[2] for each in page.asked] == ["report.html"]
    assert page.errors == []
    assert page.run("document.title").endswith(" findings")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", [PHONE, (768, 1024), DESKTOP])
def test_no_width_needs_a_horizontal_scroll(opened, size, scripts):
    assert opened(size=size, scripts=scripts).run("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(opened, size, dark):
    least, text = opened(size=size, dark=dark, fragment="#f1").run(CONTRAST)
    assert least >= 4.5, text

    page = opened(size=size, dark=dark, fragment="#rule=PS006")
    least, text = page.run(CONTRAST)
    assert least >= 4.5, text


def test_findings_are_chosen_by_rule(opened):
    page = opened()
    before = shown(page)

    page.click(".rules button[data-rule='PS702']")

    assert len({*before}) > 3
    assert shown(page) == ["PS702"]
    assert [each.text for each in page.find(".file h2 bdi") if each.is_displayed()] == ["a.xml"]
    assert page.find(".state")[0].text == f"1 of {len(before)} shown"
    assert page.run("location.hash") == "#rule=PS702"
    marked = "[...document.querySelectorAll('.file:not([hidden]) mark:not(.off)')]"
    assert page.run(f"{marked}.map((each) => each.textContent).join('')") == "urgent"
    page.click(".rules button[data-rule='PS702']")
    assert shown(page) == before


def test_findings_are_chosen_by_severity(opened):
    page = opened()

    page.click(".filter input[value='error']")

    left = [
        each.get_attribute("data-severity") for each in page.find(".finding") if each.is_displayed()
    ]
    assert left
    assert "error" not in left
    page.click(".filter button[name='reset']")
    assert "error" in {each.get_attribute("data-severity") for each in page.find(".finding")}


def test_findings_are_chosen_by_words(opened):
    page = opened()

    type_into(page, "input[type='search']", "URGENT priority")
    assert {*shown(page)} >= {"PS702"}
    assert "PS006" not in shown(page)
    type_into(page, "input[type='search']", " nowhere")
    assert shown(page) == []
    assert page.find(".nothing")[0].is_displayed()
    type_into(page, "input[type='search']", Keys.ESCAPE)
    assert len(shown(page)) > 3


def test_what_is_chosen_has_an_address(opened):
    page = opened(fragment="#rule=PS006&text=broken")
    assert shown(page) == []

    page = opened(fragment="#rule=PS006&without=warning")
    assert {*shown(page)} == {"PS006"}
    assert not page.find(".filter input[value='warning']")[0].is_selected()
    assert page.find("option:checked")[0].get_attribute("value") == "PS006"


def test_an_address_of_anything_else_shows_all(opened):
    page = opened(fragment="#rule=<b>&x=%")

    assert len(shown(page)) > 3
    assert page.errors == []


def test_a_number_in_the_source_leads_to_its_finding(opened):
    page = opened()
    badge = page.browser.find_element(By.CSS_SELECTOR, ".code .badge")

    badge.send_keys(Keys.ENTER)

    number = badge.text
    assert page.run("document.querySelector(':target').dataset.number") == number
    top = page.run("document.querySelector(':target').getBoundingClientRect().top")
    assert top >= page.run("document.querySelector('.filter').getBoundingClientRect().bottom") - 1


def test_the_keyboard_reaches_every_control_and_the_focus_can_be_seen(opened):
    page = opened()
    seen = []
    for _ in range(8):
        page.press(Keys.TAB)
        seen.append(page.run("document.activeElement.name ?? document.activeElement.tagName"))
        assert page.run("getComputedStyle(document.activeElement).outlineStyle") != "none"

    assert {"severity", "rule", "text", "reset"} <= {*seen}


def test_without_a_script_all_is_readable(opened):
    page = opened(scripts=False)

    assert len(shown(page)) == len(page.find(".finding"))
    assert not page.find(".filter")[0].is_displayed()


def test_it_is_printed_in_dark_ink_without_controls(opened):
    page = opened(media="print", dark=True)

    assert not page.find(".filter")[0].is_displayed()
    assert page.run("getComputedStyle(document.body).color") == "rgb(27, 33, 41)"
    assert len(shown(page)) == len(page.find(".finding"))
