"""A timeline as one page, which opens from a disk and asks the network for nothing."""

import base64
import hashlib

import attrs
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer, XmlLexer

from pushstanza.flow.pictures.covering import shown
from pushstanza.flow.pictures.svg import diagram
from pushstanza.flow.pictures.templates import part, template
from pushstanza.flow.pictures.words import plain
from pushstanza.flow.timeline import Timeline
from pushstanza.reading.names import CLIENT
from pushstanza.reading.parsing import sound
from pushstanza.stanzas.parse import prettified

_FORMATTER = HtmlFormatter(nowrap=True)
_LEXERS = {
    "XML": XmlLexer(stripnl=False, ensurenl=False),
    "JSON": JsonLexer(stripnl=False, ensurenl=False),
}


@attrs.frozen
class _Code:
    """A text as the page shows it, and what it is written in."""

    language: str
    markup: Markup


def render(timeline: Timeline, *, show_secrets: bool = False) -> str:
    """Return the page.

    Everything stands in it as text, below the diagram; its script shows one step at a time.
    """
    covered = shown(timeline, show_secrets=show_secrets)
    style, script = part("sequence.css") + part("page.css"), part("page.js")
    return template("page.html").render(
        timeline=covered,
        codes={each.number: _code(each.text) for each in covered.events if each.text},
        diagram=Markup(diagram(covered)),  # noqa: S704 - it comes from a template, and is escaped
        policy=_policy(style, script),
        script=Markup(script),  # noqa: S704 - the script is ours
        style=Markup(style),  # noqa: S704 - the style sheet is ours
    )


def _policy(style: str, script: str) -> str:
    """Return the Content Security Policy: this style sheet, this script, and nothing else."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _code(text: str) -> _Code:
    """Return XML or JSON laid out, with colours."""
    language = "XML" if text.lstrip()[:1] not in {"{", "["} else "JSON"
    laid_out = _laid_out(text) if language == "XML" else text
    lines = "\n".join(plain(line.replace("\t", "    ")) for line in laid_out.splitlines())
    return _Code(language, Markup(highlight(lines, _LEXERS[language], _FORMATTER)))  # noqa: S704


def _laid_out(text: str) -> str:
    """Return a stanza by two blanks a level; what is no XML stays as it is."""
    if sound(text) is None:
        return text
    has_namespace = "xmlns=" in text.partition(">")[0]
    return prettified(text.strip(), "" if has_namespace else CLIENT)
