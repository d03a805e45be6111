"""A timeline as text, JSON, Mermaid, SVG, and one HTML page: one module a picture.

Each module has a function ``render``, which takes a timeline and returns the picture as text; and
``overview``, which does the same for the overview, where that is another picture.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Literal, Protocol, TypeAlias, cast

from pushstanza.diagnostics import UnknownNameError
from pushstanza.diagnostics.arguments import public
from pushstanza.flow.timeline import Timeline

__all__ = ["PICTURES", "Diagram", "UnknownPictureError", "draw"]

#: Every step below the one before; or boxes with numbered arrows between them.
Diagram: TypeAlias = Literal["sequence", "overview"]


class UnknownPictureError(UnknownNameError):
    """A picture that cannot be drawn, since there is no such kind."""


class _Render(Protocol):
    def __call__(self, timeline: Timeline, *, show_secrets: bool) -> str: ...


#: The module that draws each kind of picture; it is loaded when the first one is drawn.
PICTURES: Mapping[str, str] = MappingProxyType(
    {
        "text": "pushstanza.flow.pictures.text",
        "json": "pushstanza.flow.pictures.json",
        "mermaid": "pushstanza.flow.pictures.mermaid",
        "svg": "pushstanza.flow.pictures.svg",
        "html": "pushstanza.flow.pictures.html",
    }
)


@public
def draw(
    timeline: Timeline, kind: str, *, diagram: Diagram = "sequence", show_secrets: bool = False
) -> str:
    """Return a picture of what happened.

    Args:
        timeline: What happened.
        kind: ``text``, ``json``, ``mermaid``, ``svg`` or ``html``.
        diagram: ``sequence`` has every step, one below the other; ``overview`` has the parties as
            boxes, with numbered arrows between them and a legend, as ``text`` only the legend.
            ``html`` holds both whatever is given, and ``json`` neither.
        show_secrets: Whether device tokens and secrets are shown whole.

    Raises:
        UnknownPictureError: there is no such kind.
        WrongTypeError: an argument is unknown, or of a wrong type.
        WrongValueError: there is no such diagram.
    """
    module = PICTURES.get(kind)
    if module is None:
        raise UnknownPictureError.of("kind of picture", kind, PICTURES, "kind")
    drawing = import_module(module)
    name = "overview" if diagram == "overview" and hasattr(drawing, "overview") else "render"
    render = cast("_Render", getattr(drawing, name))
    return render(timeline, show_secrets=show_secrets)
