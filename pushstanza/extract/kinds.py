"""A file's name and content to the kind of text it is."""

import re
from pathlib import PurePath
from typing import Final

from pushstanza.extract.records import look_like_records

#: The kinds by the endings of names.
ENDINGS: Final = {
    ending: kind
    for kind, endings in {
        "xml": ".xml .stanza .xsd",
        "json": ".json",
        "markdown": ".md .markdown .mdown .mkd",
        "rst": ".rst .rest",
        "html": ".html .htm .xhtml",
        "log": ".log",
        "code": ".c .cc .cpp .cs .cxx .dart .erl .ex .exs .go .groovy .h .hpp .hrl .java .js .jsx"
        " .cjs .kt .kts .lua .m .mjs .mm .php .py .pyi .rb .rs .scala .swift .ts .tsx .vala",
    }.items()
    for ending in endings.split()
}
#: How much of a text is looked at.
HEAD: Final = 65_536

_XEP: Final = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE\s+xep\b|<xep[\s>])")
_PAGE: Final = re.compile(r"\s*(?:<!doctype\s+html\b|<html[\s>])", re.IGNORECASE)
_XML: Final = re.compile(r"\ufeff?\s*<(?:\?xml\b|!--|!DOCTYPE|[A-Za-z_])")
_FENCES: Final = re.compile(r"^[ >]*```[\w+-]*\s*?$.*?^[ >]*```\s*?$", re.MULTILINE | re.DOTALL)


def kind_of(file: str | None, text: str) -> str:
    """Return the kind of the text in a file: by its name, or by how it looks."""
    head = text[:HEAD]
    kind = _by_name(file) if file else None
    if kind == "xml":
        return "xep" if _XEP.match(head) else kind
    if kind == "json":
        return "log" if look_like_records(head) else kind
    return kind or _by_content(head)


def _by_name(file: str) -> str | None:
    path = PurePath(file)
    suffixes = [each.lower() for each in path.suffixes]
    while suffixes and suffixes[-1][1:].isdigit():  # server.log.1
        suffixes.pop()
    return ENDINGS.get(suffixes[-1]) if suffixes else None


def _by_content(head: str) -> str:
    if look_like_records(head):
        return "log"
    if _XEP.match(head):
        return "xep"
    if _PAGE.match(head):
        return "html"
    if head[:1] in "{[" and head:
        return "json"
    if _XML.match(head):
        return "xml"
    return "markdown" if "```" in head and _FENCES.search(head) else "text"
