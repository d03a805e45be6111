"""A file's name and content to the kind of text it is."""

import re
from pathlib import PurePath
from typing import Final

#: The kinds by the endings of names.
ENDINGS: Final = {
    ending: kind
    for kind, endings in {
        "xml": ".xml .stanza .xsd",
        "json": ".json",
        # What is translated is prose: only a stanza that stands alone is one.
        "markdown": ".md .markdown .mdown .mkd .po .pot",
        "rst": ".rst .rest",
        "html": ".html .htm .xhtml",
        "log": ".log",
        "code": ".c .cc .cpp .cs .cxx .dart .erl .ex .exs .go .groovy .h .hpp .hrl .java .js .jsx"
        " .cjs .kt .kts .lua .m .mjs .mm .php .py .pyi .rb .rs .scala .swift .ts .tsx .vala",
    }.items()
    for ending in endings.split()
}
#: Endings of what a program makes its stanzas from.
TEMPLATES: Final = frozenset(
    {
        ".asp", ".aspx", ".cshtml", ".eex", ".ejs", ".erb", ".ftl", ".haml", ".handlebars", ".hbs",
        ".heex", ".j2", ".jinja", ".jinja2", ".jsp", ".jspx", ".leex", ".liquid", ".mustache",
        ".njk", ".pug", ".svelte", ".tmpl", ".tpl", ".twig", ".vm", ".vue", ".xsl", ".xslt",
    }
)  # fmt: skip
#: Endings of texts that are no programs.
PLAIN: Final = frozenset({"", ".text", ".txt"})
#: How much of a text is looked at.
HEAD: Final = 65_536

_XEP: Final = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE\s+xep\b|<xep[\s>])")
_PAGE: Final = re.compile(r"\s*(?:<!doctype\s+html\b|<html[\s>])", re.IGNORECASE)
_XML: Final = re.compile(r"\ufeff?\s*<(?:\?xml\b|!--|!DOCTYPE|[A-Za-z_])")
_FENCE: Final = re.compile(r"^[ >]*```([\w+-]*)[ \t\r]*$", re.MULTILINE)


def kind_of(file: str | None, text: str) -> str:
    """Return the kind of the text in a file: by its name, or by how it looks."""
    head = text[:HEAD]
    kind = ENDINGS.get(ending_of(file))
    if kind == "xml":
        return "xep" if _XEP.match(head) else kind
    if kind == "json":
        return "log" if _is_log(head) else kind
    return kind or _by_content(head)


def ending_of(file: str | None) -> str:
    """Return how the name of a file ends, a number behind it left out."""
    suffixes = [each.lower() for each in PurePath(file or "").suffixes]
    while suffixes and suffixes[-1][1:].isdigit():  # server.log.1
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def may_be_code(file: str | None, kind: str) -> bool:
    """Tell whether a text of a kind may be a program, or what one makes its stanzas from."""
    ending = ending_of(file)
    if ending in TEMPLATES or kind == "code":
        return True
    return kind not in {"xml", "xep"} and ending not in ENDINGS and ending not in PLAIN


def _is_log(head: str) -> bool:
    """Tell whether a text is JSON records; like each reader, theirs is loaded where it may be."""
    from pushstanza.reading.extract.records import look_like_records

    return look_like_records(head)


def _by_content(head: str) -> str:
    if _is_log(head):
        return "log"
    if _XEP.match(head):
        return "xep"
    if _PAGE.match(head):
        return "html"
    if head[:1] in "{[" and head:
        return "json"
    if _XML.match(head):
        return "xml"
    return "markdown" if "```" in head and _has_fences(head) else "text"


def _has_fences(text: str) -> bool:
    """Tell whether a fence is opened, and closed by one that names no language."""
    fences = _FENCE.finditer(text)
    return next(fences, None) is not None and any(not each[1] for each in fences)
