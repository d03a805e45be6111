"""A timeline as text, JSON, Mermaid, SVG, and one HTML page: one module a picture.

Each module has a function ``render``, which takes a timeline and returns the picture as text.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from pushstanza.diagnostics import UnknownNameError
from pushstanza.diagnostics.arguments import public
from pushstanza.flow.timeline import Timeline

__all__ = ["PICTURES", "UnknownPictureError", "draw"]


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
def draw(timeline: Timeline, kind: str, *, show_secrets: bool = False) -> str:
    """Return a picture of what happened.

    Args:
        timeline: What happened.
        kind: ``text``, ``json``, ``mermaid``, ``svg`` or ``html``.
        show_secrets: Whether device tokens and secrets are shown whole.

    Raises:
        UnknownPictureError: there is no such kind.
    """
    module = PICTURES.get(kind)
    if module is None:
        raise UnknownPictureError.of("kind of picture", kind, PICTURES, "kind")
    render = cast("_Render", import_module(module).render)
    return render(timeline, show_secrets=show_secrets)
