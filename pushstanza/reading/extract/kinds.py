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
_TEST_FOLDERS: Final = frozenset(
    {
        "__tests__", "androidtest", "fixtures", "spec", "specs", "test", "test-data", "test_data",
        "testdata", "testing", "tests", "unittest", "unittests",
    }
)  # fmt: skip
#: The name of a specification, whatever it is written in.
_SPECIFICATION: Final = re.compile(r"(?:xep|rfc)-?\d{4}\b", re.IGNORECASE)
#: The name of a test: a word of its own in it, or at the end of its first part.
_TEST: Final = re.compile(
    r"(?:^|[_.-])(?:tst|[Tt]ests?|[Ss]pecs?)(?=[_.-])|[a-z0-9_](?:Tests?|Specs?)\.\w+$|_SUITE\.erl$"
)
#: How much of a text is looked at.
HEAD: Final = 65_536

#: What may stand before the root of a document.
_PROLOG: Final = r"\ufeff?(?:\s|<\?[^>]*>|<!--[^-]*(?:-[^-]+)*-->)*"
_XEP: Final = re.compile(rf"{_PROLOG}(?:<!DOCTYPE\s+xep\b|<xep[\s>])")
_PAGE: Final = re.compile(rf"{_PROLOG}(?:<!doctype\s+html\b|<html[\s>])", re.IGNORECASE)
_XML: Final = re.compile(r"\ufeff?\s*<(?:\?xml\b|!--|!DOCTYPE|[A-Za-z_])")
#: The beginning of an object, or of a list of such things: other texts begin with a bracket, too.
_JSON: Final = re.compile(r"""\{\s*(?:["'}]|\w+\s*:|$)|\[\s*(?:["{\[\]]|$)""")
_FENCES: Final = re.compile(r"^[ >]*```[\w+-]*\s*?$.*?^[ >]*```\s*?$", re.MULTILINE | re.DOTALL)


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


def is_example(file: str | None, kind: str) -> bool:
    """Tell whether the values in a text are those of examples: of a specification, or of tests.

    A file is a test, or read by one, by its name and by its folders in a project.
    """
    path = PurePath(file or "")
    folders, name = () if path.is_absolute() else path.parts[:-1], path.name
    is_specification = kind == "xep" or _SPECIFICATION.match(name) is not None
    return (
        is_specification
        or any(each.lower() in _TEST_FOLDERS for each in folders)
        or bool(_TEST.search(name))
    )


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
    if _JSON.match(head):
        return "json"
    if _XML.match(head):
        return "xml"
    return "markdown" if "```" in head and _FENCES.search(head) else "text"
