"""Draw the scenarios that come with the library, for the pages that show them."""

from pathlib import Path

from sphinx.application import Sphinx

from pushstanza.flow.pictures import draw
from pushstanza.flow.pictures.svg import overview
from pushstanza.flow.scenario import run, shipped


def draw_scenarios(app: Sphinx) -> None:
    """Write the pictures of each scenario into ``_generated``."""
    folder = Path(app.srcdir) / "_generated"
    folder.mkdir(exist_ok=True)
    for name, scenario in shipped().items():
        timeline = run(scenario.read_text("utf-8"), name=name)
        (folder / f"{name}.svg").write_text(draw(timeline, "svg"), "utf-8")
        for where in ("below", "beside"):
            picture = overview(timeline, beside=where == "beside")
            (folder / f"{name}-overview-{where}.svg").write_text(picture, "utf-8")
        (folder / f"{name}.html").write_text(draw(timeline, "html"), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Draw before the pages are read."""
    app.connect("builder-inited", draw_scenarios)
    return {"parallel_read_safe": True}
