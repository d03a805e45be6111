"""The page of a timeline in a browser: opened from the disk, by mouse and keyboard, in any width."""

import json

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from timelines import FLOWS, HOSTILE, failing, hostile

from pushstanza.flow.pictures import draw

WIDE, NARROW = (1440, 900), (360, 740)


class Page:
    """A page that is open."""

    def __init__(self, browser):
        self.browser = browser

    def find(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script):
        return self.browser.execute_script(f"return {script}")

    def press(self, *keys):
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def click(self, selector):
        self.find(selector)[0].click()

    def row(self, number):
        return f".sequence a[data-step='{number}']"

    def focus_row(self, number):
        self.run(f'document.querySelector("{self.row(number)}").focus()')

    @property
    def chosen(self):
        """The numbers of the steps in sight."""
        seen = [each for each in self.find(".step") if each.is_displayed()]
        return [int(each.get_attribute("id").removeprefix("step-")) for each in seen]

    @property
    def focused(self):
        return self.run("document.activeElement.closest('[data-step], h3')?.textContent.trim()")

    @property
    def focused_row(self):
        return self.run("document.activeElement.closest('.sequence a')?.dataset.step")

    @property
    def errors(self):
        return [each["message"] for each in self.browser.get_log("browser")]

    @property
    def asked(self):
        """The addresses that were asked for since the last time."""
        said = [
            json.loads(each["message"])["message"] for each in self.browser.get_log("performance")
        ]
        sent = [each["params"] for each in said if each["method"] == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in sent]


@pytest.fixture
def opened(browser, tmp_path):
    """Return what opens the page of a timeline."""

    def opens(timeline, *, size=WIDE, dark=False, scripts=True, motion=True, media="", fragment=""):
        path = tmp_path / "flow.html"
        path.write_text(draw(timeline, "html"), "utf-8")
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "no-preference" if motion else "reduce"},
        ]
        browser.get("about:blank")
        browser.get_log("browser"), browser.get_log("performance")
        command = browser.execute_cdp_cmd
        command("Emulation.setEmulatedMedia", {"media": media, "features": features})
        command("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        command("Emulation.setDeviceMetricsOverride",
                {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False})  # fmt: skip
        browser.get(f"{path.as_uri()}{fragment}")
        command("Emulation.setScriptExecutionDisabled", {"value": False})
        return Page(browser)

    return opens


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_it_opens_from_the_disk_and_asks_for_nothing_else(opened, flow):
    page = opened(flow())

    assert [each.rpartition("/")[2] for each in page.asked] == ["flow.html"]
    assert page.errors == []


def test_a_click_shows_the_step(opened):
    page = opened(failing())
    assert page.chosen == []

    page.click(f"{page.row(5)} .number")

    assert page.chosen == [5]
    assert page.focused == "5 400 BadDeviceToken"
    assert page.find(f"{page.row(5)}[aria-current='step']")
    assert "the token is none of this environment" in page.find("#step-5")[0].text


def test_the_list_shows_the_step_and_all_steps_again(opened):
    page = opened(failing())

    page.click(".index a[data-step='2']")
    assert page.chosen == [2]
    assert not page.find(".index")[0].is_displayed()
    page.click("[data-turn='1']")
    assert page.chosen == [3]
    page.click("[data-turn='-1']")
    assert page.chosen == [2]
    page.click("[data-turn='all']")

    assert page.chosen == []
    assert page.find(".index")[0].is_displayed()


def test_there_is_nothing_before_the_first_step_or_behind_the_last(opened):
    page = opened(failing(), fragment="#1")
    assert not page.find("[data-turn='-1']")[0].is_enabled()

    page.focus_row(1)
    page.press(Keys.END)

    assert page.chosen == [9]
    assert not page.find("[data-turn='1']")[0].is_enabled()


def test_the_keyboard_is_enough(opened):
    page = opened(failing())

    page.press(*[Keys.TAB] * 2)
    assert page.focused_row == "1"
    page.press(Keys.ARROW_DOWN, Keys.ARROW_RIGHT)
    assert (page.focused_row, page.chosen) == ("3", [3])
    page.press(Keys.ARROW_UP)
    assert (page.focused_row, page.chosen) == ("2", [2])
    page.press(Keys.HOME, Keys.ARROW_UP)
    assert (page.focused_row, page.chosen) == ("1", [1])
    page.press(Keys.ENTER)
    assert page.focused == "1 enable n1"
    page.press(Keys.ESCAPE)
    assert (page.focused_row, page.chosen) == ("1", [1])
    page.press(Keys.ESCAPE)
    assert (page.focused_row, page.chosen) == ("1", [])


def test_the_space_bar_reads_a_step(opened):
    page = opened(failing())

    page.focus_row(2)
    page.press(Keys.SPACE)

    assert (page.chosen, page.focused) == ([2], "2 result")


def test_only_one_step_of_the_diagram_is_a_stop_of_the_tab_key(opened):
    page = opened(failing(), fragment="#4")

    assert [each.get_attribute("data-step") for each in page.find(".sequence a[tabindex='0']")] == [
        "4"
    ]


def test_the_focus_can_be_seen(opened):
    page = opened(failing())

    page.press(*[Keys.TAB] * 2)
    stroke = page.run("getComputedStyle(document.activeElement.querySelector('.hit')).strokeWidth")
    page.press(Keys.TAB)
    outline = page.run("getComputedStyle(document.activeElement).outlineStyle")

    assert (stroke, outline) == ("2.5px", "solid")


def test_a_step_has_an_address_and_back_goes_back(opened):
    page = opened(failing(), fragment="#step-3")
    assert page.chosen == [3]

    page.click(f"{page.row(5)} .number")
    assert page.run("location.hash") == "#5"
    page.browser.back()

    assert page.chosen == [3]


@pytest.mark.parametrize("fragment", ["#99", "#0", "#step-x", "#<b>"])
def test_an_address_of_no_step_shows_the_list(opened, fragment):
    page = opened(failing(), fragment=fragment)

    assert page.chosen == []
    assert page.find(".index")[0].is_displayed()
    assert page.errors == []


@pytest.mark.parametrize("size", [NARROW, (768, 1024), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_no_width_needs_a_horizontal_scroll(opened, flow, size):
    page = opened(flow(), size=size, fragment="#1")
    assert page.run("document.documentElement.scrollWidth") <= size[0]

    page = opened(flow(), size=size, scripts=False)
    assert page.run("document.documentElement.scrollWidth") <= size[0]


def test_a_choice_in_a_narrow_window_brings_the_step_into_view(opened):
    page = opened(failing(), size=NARROW)

    page.click(f"{page.row(1)} .number")
    top = page.run("document.activeElement.getBoundingClientRect().top")

    assert 0 <= top < NARROW[1]


def test_labels_fit_in_the_font_that_is_there(opened):
    page = opened(failing())

    widths = page.run(
        "[...document.querySelectorAll('.sequence .label, .sequence .remark, .sequence .name')]"
        ".map(each => each.getComputedTextLength() / (6.7 * each.textContent.length))"
    )

    assert widths
    assert max(widths) <= 1


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_diagram_is_legible_in_a_narrow_window_and_scrolls_in_its_frame(opened, flow):
    page = opened(flow(), size=NARROW)

    scale = page.run(
        "(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"
        "(document.querySelector('.sequence'))"
    )
    assert scale >= 0.85  # of 11 pixels


@pytest.mark.parametrize(("size", "beside"), [(NARROW, False), (WIDE, True)])
def test_the_overview_has_its_legend_beside_it_where_there_is_room(opened, size, beside):
    page = opened(FLOWS["pubsub-full"](), size=size)

    (seen,) = (each for each in page.find(".overview") if each.is_displayed())
    assert ("beside" in seen.get_attribute("class").split()) == beside


def test_without_a_script_all_is_readable(opened):
    page = opened(failing(), scripts=False)

    assert page.chosen == list(range(1, 10))
    assert not page.find(".keys")[0].is_displayed()
    assert not page.find(".turn")[0].is_displayed()
    page.click(f"{page.row(5)} .number")
    assert page.run("location.hash") == "#step-5"


def test_all_is_printed(opened):
    page = opened(failing(), media="print", fragment="#2", dark=True)

    assert page.chosen == list(range(1, 10))
    assert not page.find(".turn")[0].is_displayed()
    assert page.run("getComputedStyle(document.body).color") == "rgb(27, 33, 41)"


def test_nothing_moves_where_that_is_not_wanted(opened):
    moving = "getComputedStyle(document.querySelector('.chosen')).animationName"

    assert opened(failing(), fragment="#1", motion=True).run(moving) == "appear"
    assert opened(failing(), fragment="#1", motion=False).run(moving) == "none"


@pytest.mark.parametrize("given", HOSTILE)
def test_a_hostile_text_is_only_text(opened, given):
    page = opened(hostile(given), fragment="#2")

    assert page.run("document.title") != "owned"
    assert page.errors == []
    assert len(page.asked) == 1
    assert page.chosen == [2]


#: The least contrast between the colour of each text in sight and what is behind it.
CONTRAST = """(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const part = (value) => value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([red, green, blue]) => 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const style = getComputedStyle(element);
      const colours = style.backgroundImage.match(/rgb\\([^)]*\\)/g);
      if (colours) return colours.map(numbers);
      const colour = numbers(style.backgroundColor);
      if (colour[3] !== 0) return [colour];
    }
    return [[255, 255, 255]];
  };
  const fills = (element, drawing) => {
    const pill = element.previousElementSibling;
    if (pill?.matches(".pill")) return [numbers(getComputedStyle(pill).fill)];
    const scope = element.matches(".number, .row .time") ? element.closest("a") : element.closest("g, a");
    const shapes = element.matches(".number") ? [".disc"] : [".hit", ".box", ".head"];
    const found = shapes.map((each) => scope?.querySelector(each)).filter(Boolean);
    const colours = found.map((each) => numbers(getComputedStyle(each).fill)).filter((each) => each[3] !== 0);
    return colours.length ? colours : [numbers(getComputedStyle(drawing.querySelector(".paper")).fill)];
  };
  const contrast = (one, other) => {
    const [less, more] = [light(one), light(other)].sort((a, b) => a - b);
    return (more + 0.05) / (less + 0.05);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, style, title, desc, button:disabled")) continue;
    const drawing = element.closest("svg");
    const style = getComputedStyle(element);
    const grounds = drawing ? fills(element, drawing) : behind(element);
    const ink = numbers(drawing ? style.fill : style.color);
    found.push(...grounds.map((each) => [contrast(ink, each), walker.currentNode.data.trim().slice(0, 30)]));
  }
  return found.sort((a, b) => a[0] - b[0])[0];
})()"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_text_stands_out_from_what_is_behind_it(opened, flow, dark):
    page = opened(flow(), dark=dark, motion=False, scripts=False)
    least, text = page.run(CONTRAST)
    assert least >= 4.5, text

    page = opened(flow(), dark=dark, motion=False, fragment="#1")
    least, text = page.run(CONTRAST)
    assert least >= 4.5, text


def test_the_page_is_dark_where_the_system_is(opened):
    ground = "getComputedStyle(document.documentElement).backgroundColor"

    assert opened(failing(), dark=False).run(ground) == "rgb(246, 248, 250)"
    assert opened(failing(), dark=True).run(ground) == "rgb(29, 35, 43)"


def test_a_long_text_is_cut_as_the_phones_do(opened):
    timeline = FLOWS["pubsub-full"]()
    number = len(timeline.events)
    page = opened(timeline, fragment=f"#{number}")

    (body,) = page.find(f"#step-{number} .card-body")
    style = "getComputedStyle(document.querySelector('.chosen .card-body'))"
    lines = page.run(
        f"document.querySelector('.chosen .card-body').clientHeight / parseFloat({style}.lineHeight)"
    )

    assert round(lines) == 4
    assert body.is_displayed()


def test_a_silent_notification_shows_nothing(opened):
    timeline = FLOWS["pubsub-less"]()
    page = opened(timeline, fragment="#5")

    assert page.find("#step-5 .screen")[0].text.split("\n")[-1] == "Nothing appears"
    assert not page.find("#step-5 .card")
