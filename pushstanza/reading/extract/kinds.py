"""A file's name and content to the kind of text it is."""

import os
import re
from pathlib import PurePath
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading import compressed

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
    }.items()
    for ending in endings.split()
}
#: Endings of what a program makes its stanzas from.
TEMPLATES: Final = frozenset(
    {
        ".asp", ".aspx", ".cshtml", ".eex", ".ejs", ".erb", ".ftl", ".haml", ".handlebars", ".hbs",
        ".heex", ".j2", ".jinja", ".jinja2", ".jsp", ".jspx", ".leex", ".liquid", ".mako",
        ".mustache", ".njk", ".phtml", ".pug", ".svelte", ".tmpl", ".tpl", ".twig", ".vm", ".vue",
    }
)  # fmt: skip
#: Endings of programs that are XML themselves.
STYLESHEETS: Final = frozenset({".xsl", ".xslt"})
#: Endings of programs of a shell: their commands may hold stanzas and payloads anywhere.
SHELLS: Final = frozenset({".bash", ".ksh", ".sh", ".zsh"})
#: Endings of texts that are no programs.
PLAIN: Final = frozenset({"", ".text", ".txt"})
_TEST_FOLDERS: Final = frozenset(
    {
        "__tests__", "androidtest", "fixtures", "spec", "specs", "test", "test-data", "test_data",
        "testdata", "testing", "tests", "unittest", "unittests",
    }
)  # fmt: skip
#: The name of a specification, whatever it is written in.
_SPECIFICATION: Final = lazy_pattern(r"(?:xep|rfc)-?\d{4}\b", re.IGNORECASE)
#: The name of a test: a word of its own in it, or at the end of its first part.
_TEST: Final = lazy_pattern(
    r"(?:^|[_.-])(?:tst|[Tt]ests?|[Ss]pecs?)(?=[_.-])|[a-z0-9_](?:Tests?|Specs?)\.\w+$|_SUITE\.erl$"
)
#: How much of a text is looked at.
HEAD: Final = 65_536

#: What may stand before the root of a document.
_PROLOG: Final = r"\ufeff?(?:\s|<\?[^>]*>|<!--[^-]*(?:-[^-]+)*-->)*"
_XEP: Final = lazy_pattern(rf"{_PROLOG}(?:<!DOCTYPE\s+xep\b|<xep[\s>])")
_PAGE: Final = lazy_pattern(rf"{_PROLOG}(?:<!doctype\s+html\b|<html[\s>])", re.IGNORECASE)
_XML: Final = lazy_pattern(r"\ufeff?\s*<(?:\?xml\b|!--|!DOCTYPE|[A-Za-z_])")
#: An object or array, or what is meant as one; no section of a configuration and no log.
_JSON: Final = lazy_pattern(r"""\[\s*(?:["'{\[\]]|$)|\{\s*(?:["'}]|\w+\s*:\s|$)""")
_FENCE: Final = lazy_pattern(r"^[ >]*```([\w+#-]*)[ \t\r]*$", re.MULTILINE)


def kind_of(file: str | None, text: str) -> str:
    """Return the kind of the text in a file: by its name, or by how it looks."""
    head = text[:HEAD]
    ending = ending_of(file)
    kind = ENDINGS.get(ending) or _of_program(ending)
    if kind == "xml":
        return "xep" if _XEP.match(head) else kind
    if kind == "json":
        return "log" if _is_log(head) else kind
    return kind or _by_content(head)


def ending_of(file: str | None) -> str:
    """Return how the name of a file ends; a number or how it is compressed is left out."""
    name = os.path.basename(file or "")  # noqa: PTH119 - it is asked for every file of a folder
    while True:
        name, _, ending = name.rpartition(".")
        if not name or not ending:
            return ""
        ending = f".{ending.lower()}"
        if not ending[1:].isdigit() and ending not in compressed.ENDINGS:  # server.log.1.gz
            return ending


def may_be_code(file: str | None, kind: str) -> bool:
    """Tell whether a text of a kind may be a program, or what one makes its stanzas from."""
    ending = ending_of(file)
    if kind in {"code", "template"} or ending in STYLESHEETS:
        return True
    return kind not in {"xml", "xep"} and ending not in ENDINGS and ending not in PLAIN


def _of_program(ending: str) -> str | None:
    """Return the kind of a file that is part of a program; the languages are read only then."""
    if ending in TEMPLATES:
        return "template"
    if ending in PLAIN or ending in STYLESHEETS:
        return None
    from pushstanza.reading.extract.code.languages import ENDINGS as OF_CODE

    return "code" if ending[1:] in OF_CODE else None


def is_source(file: str) -> bool:
    """Tell whether a file of that name is a program, or what one makes its stanzas from."""
    if compressed.is_compressed(file):
        return False
    ending = ending_of(file)
    if ending in SHELLS or ending in STYLESHEETS:
        return True
    return ending not in ENDINGS and _of_program(ending) is not None


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
    return "markdown" if "```" in head and _has_fences(head) else "text"


def _has_fences(text: str) -> bool:
    """Tell whether a fence is opened, and closed by one that names no language."""
    fences = _FENCE.finditer(text)
    return next(fences, None) is not None and any(not each[1] for each in fences)
