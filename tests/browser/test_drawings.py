"""Each SVG picture in a browser: no text leaves its box or the picture, and nothing lies on a text."""

import pytest
from timelines import FLOWS, TOKEN

from pushstanza.flow.pictures import draw
from pushstanza.flow.pictures.phone import draw_phone
from pushstanza.flow.pictures.svg import overview
from pushstanza.flow.scenario import run, shipped

PUBLISH_OPTIONS = {"service": "apns", "device_id": TOKEN, "topic": "com.example.mychat"}
BODIES = {
    "short": "Hi!",
    "long": "Wherefore art thou, Romeo? " * 20,
    "capitals": "WWW MMMMMM @@@ " * 30,
    "hebrew": "שלום עולם " * 30,
    "russian": "Широкая щука Ждёт " * 30,
}

#: Whose text has to stay inside of which shape of the same group; all else inside of the picture.
MEASURE = """
  const box = (each) => { const {left, right, top, bottom} = each.getBoundingClientRect();
                          return {left, right, top, bottom}; };
  const inside = (inner, outer) => inner.left >= outer.left - 0.5 && inner.right <= outer.right + 0.5
    && inner.top >= outer.top - 0.5 && inner.bottom <= outer.bottom + 0.5;
  const meet = (one, other) => one.left < other.right - 0.5 && other.left < one.right - 0.5
    && one.top < other.bottom - 0.5 && other.top < one.bottom - 0.5;
  const picture = document.querySelector("svg");
  const texts = [...picture.querySelectorAll("text")];
  const found = [];
  for (const text of texts) {
    if (!inside(box(text), box(picture))) found.push(["leaves the picture", text.textContent]);
    const head = text.closest("g")?.querySelector(":scope > .head");
    if (head && !inside(box(text), box(head))) found.push(["leaves its box", text.textContent]);
    const pill = text.matches(".label") && text.previousElementSibling;
    if (pill?.matches?.(".pill") && !inside(box(text), box(pill))) found.push(["leaves its pill", text.textContent]);
  }
  const shown = texts.map((each) => [box(each), each]);
  shown.forEach(([one, text], index) => {
    for (const [other, second] of shown.slice(index + 1))
      if (meet(one, other)) found.push(["overlap", text.textContent, second.textContent]);
  });
  for (const pill of picture.querySelectorAll(".line .pill"))
    for (const [one, text] of shown)
      if (pill.nextElementSibling !== text && meet(one, box(pill))) found.push(["under a pill", text.textContent]);
  for (const arrow of picture.querySelectorAll(".line .arrow")) {
    const length = arrow.getTotalLength();
    const matrix = arrow.getScreenCTM();
    for (let at = 0; at <= length; at += 2) {
      const place = arrow.getPointAtLength(at).matrixTransform(matrix);
      for (const [one, text] of shown)
        if (!text.matches(".label") && place.x > one.left && place.x < one.right && place.y > one.top && place.y < one.bottom)
          found.push(["under an arrow", text.textContent]);
      for (const pill of picture.querySelectorAll(".line .pill")) {
        const shape = box(pill);
        if (pill.parentElement !== arrow.parentElement && place.x > shape.left && place.x < shape.right
            && place.y > shape.top && place.y < shape.bottom) found.push(["crosses a label", pill.nextElementSibling.textContent]);
      }
    }
  }
  return found;
"""


def _timelines():
    scenarios = {name: run(each.read_text("utf-8"), name=name) for name, each in shipped().items()}
    return scenarios | {f"by hand {name}": made() for name, made in FLOWS.items()}


def _pictures():
    for name, timeline in _timelines().items():
        yield f"sequence {name}", draw(timeline, "svg")
        yield f"overview {name}", draw(timeline, "svg", diagram="overview")
        yield f"overview beside {name}", overview(timeline, beside=True)
    for name, body in BODIES.items():
        summary = {"last-message-sender": "juliet@mychat.com", "last-message-body": body}
        for silent in ("false", "true"):
            result = translated({**summary, "message-count": "120"}, silent=silent)
            yield f"phone {name} {silent}", draw_phone(result, app=body)


def translated(summary, **options):
    from pushstanza.payloads.translation import translate_fields

    return translate_fields(summary, {**PUBLISH_OPTIONS, **options})


@pytest.fixture(scope="module")
def pictures():
    return dict(_pictures())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_text_leaves_its_place_and_nothing_lies_on_it(browser, pictures, tmp_path, width, dark):
    command = browser.execute_cdp_cmd
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    command("Emulation.setEmulatedMedia", {"media": "", "features": [scheme]})
    command("Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})  # fmt: skip
    path = tmp_path / "picture.html"
    found = {}
    for name, picture in pictures.items():
        path.write_text(
            f"<!doctype html><meta charset=utf-8>{picture.partition('?>')[2] or picture}"
        )
        browser.get(path.as_uri())
        if problems := browser.execute_script(MEASURE):
            found[name] = problems

    assert len(pictures) > 30
    assert found == {}


def test_an_overview_is_legible_on_a_phone(browser, pictures, tmp_path):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": 390, "height": 900, "deviceScaleFactor": 1, "mobile": False})  # fmt: skip
    path = tmp_path / "picture.html"
    path.write_text(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        + pictures["overview pubsub-full"].partition("?>")[2]
    )
    browser.get(path.as_uri())

    heights = browser.execute_script(
        "return [...document.querySelectorAll('text')].map(each => each.getBoundingClientRect().height)"
    )
    assert min(heights) >= 12
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390


def test_several_in_one_page_keep_their_looks(browser, pictures, tmp_path):
    path = tmp_path / "page.html"
    parts = [
        pictures[f"{kind} pubsub-full"].partition("?>")[2] for kind in ("sequence", "overview")
    ]
    phone = pictures["phone short false"]
    path.write_text(
        "<!doctype html><meta charset=utf-8><p>text</p>" + "".join([*parts, phone, phone])
    )
    browser.get(path.as_uri())

    ids = browser.execute_script("return [...document.querySelectorAll('[id]')].length")
    scheme = browser.execute_script("return getComputedStyle(document.documentElement).colorScheme")
    colour = "return getComputedStyle(document.querySelector(arguments[0])).fill"
    fills = {each: browser.execute_script(colour, each) for each in (".sequence .paper", ".overview .paper")}  # fmt: skip

    assert (ids, scheme) == (0, "normal")
    assert len(set(fills.values())) == 1
