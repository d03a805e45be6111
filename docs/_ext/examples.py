"""Examples on pages, with the parts marked that a finding is about.

``{marked}``: code in which places are marked.
"""

import json
import re
from collections.abc import Iterator, Sequence
from difflib import ndiff
from functools import cache
from itertools import pairwise
from typing import Any, ClassVar

import attrs
from docutils import nodes
from docutils.parsers.rst import directives
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Error
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from written import cell_of

from pushstanza.diagnostics import Diagnostic, Edit
from pushstanza.linting.engine import lint
from pushstanza.linting.rules import Rule

#: From how many characters on an example is shown on several lines.
LONG = 76
_TOKEN = re.compile(r"<[^<>]*>|[^<>]+")

#: The start and end of something in a text.
Place = tuple[int, int]


@attrs.frozen
class Example:
    """An example as it is shown, and what the linter finds there."""

    text: str
    findings: tuple[Diagnostic, ...]

    @property
    def language(self) -> str:
        """What it is written in."""
        return {"<": "xml", "{": "json", "[": "json"}.get(self.text[:1], "text")

    def lines(self) -> Iterator[str]:
        """Yield it in Markdown: the code, the findings, and the fixes that there are."""
        yield f"````{{marked}} {self.language}"
        if places := " ".join(f"{start}-{end}" for start, end in self.places()):
            yield f":places: {places}"
        yield from ("", *visible(self.text).split("\n"), "````", "")
        for each in self.findings:
            yield from (_message(each), "")
            if each.fix is not None:
                yield from self._fix(each)

    def places(self) -> Iterator[Place]:
        """Yield the places that the findings are about; of none is longer than its line."""
        for each in self.findings:
            if each.span is not None:
                yield each.span.offset, each.span.end_offset

    def _fix(self, found: Diagnostic) -> Iterator[str]:
        assert found.fix is not None  # noqa: S101 - asked for by the caller
        kind = "Safe" if found.fix.safe else "Unsafe"
        yield from (f"{kind} fix: {cell_of(found.fix.message)}", "")
        yield from ("````{code-block} diff", "")
        before, after = visible(self.text), visible(edited(self.text, found.fix.edits))
        changed = ndiff(before.splitlines(), after.splitlines())
        yield from (each for each in changed if each[0] in "+-")
        yield from ("````", "")


@cache
def example(rule: Rule, text: str) -> Example:
    """Return an example of a rule, on several lines if that does not change what is found."""
    written = Example(text, _findings(rule, text))
    spread = laid_out(text)
    found = _findings(rule, spread)
    is_same = [*map(_meaning, found)] == [*map(_meaning, written.findings)]
    return Example(spread, found) if is_same else written


def _findings(rule: Rule, text: str) -> tuple[Diagnostic, ...]:
    return tuple(lint(text, extend_select=[rule.code], **given(rule)))


def given(rule: Rule) -> dict[str, Any]:
    """Return what the examples of a rule are linted with."""
    return {name: value for name, value in attrs.asdict(rule.given).items() if value}


def _meaning(found: Diagnostic) -> tuple[object, ...]:
    fix = found.fix and (found.fix.message, found.fix.safe)
    return found.code, found.severity, found.message, found.hint, fix


def _message(found: Diagnostic) -> str:
    hint = f" _{cell_of(found.hint)}_" if found.hint else ""
    place = f"line {found.line}, column {found.column}"
    return f"**{found.severity}**, {place}: {cell_of(found.message)}.{hint}"


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Return a text after edits."""
    for each in sorted(edits, key=lambda each: each.offset, reverse=True):
        text = text[: each.offset] + each.content + text[each.end_offset :]
    return text


def visible(text: str) -> str:
    """Return an example as it is, but for characters that no page can hold."""
    return "".join(each if each.isprintable() or each in "\n\t" else "\ufffd" for each in text)


def laid_out(text: str) -> str:
    """Return XML or JSON on several lines: what holds elements that hold more has a line for each.

    What is on several lines already, short, or not balanced stays as it is.
    """
    return "\n".join(_line_laid_out(each) for each in text.split("\n"))


def _line_laid_out(line: str) -> str:
    if len(line) <= LONG:
        return line
    if line[0] in "{[":
        try:
            return json.dumps(json.loads(line), indent=2, ensure_ascii=False)
        except ValueError:
            return line
    return _spread(line) if line[0] == "<" else line


def _spread(text: str) -> str:
    """Return elements on several lines; only blanks between tags are added."""
    top: list[Any] = []
    opened = [top]
    for token in _TOKEN.findall(text):
        is_end, is_start = token[:2] == "</", token[0] == "<" and token[-2:] != "/>"
        if is_start and not is_end and token[1].isalpha():
            opened[-1].append([token])
            opened.append(opened[-1][-1])
        else:
            opened[-1].append(token)
        if is_end and len(opened) > 1:
            opened.pop()
    lines = [line for each in top for line in _lines_of(each, "")]
    is_whole = len(opened) == 1 and "".join(each.lstrip(" ") for each in lines) == text
    return "\n".join(lines) if is_whole else text


def _lines_of(part: Any, indent: str) -> Iterator[str]:
    """Yield the lines of an element or a text: an element of leaves has one."""
    if not isinstance(part, list) or not _is_spread(part):
        yield f"{indent}{_joined(part)}"
        return
    start, *inside, end = part
    yield f"{indent}{start}"
    for each in inside:
        yield from _lines_of(each, f"{indent}  ")
    yield f"{indent}{end}"


def _is_spread(element: list[Any]) -> bool:
    """Tell whether an element holds only elements, one of which holds some, too."""
    inside = element[1:-1]
    if any(isinstance(each, str) and each[0] != "<" for each in inside):
        return False
    is_deep = any(
        isinstance(one, list) for each in inside if isinstance(each, list) for one in each
    )
    return is_deep or (bool(inside) and len(_joined(element)) > LONG)


def _joined(part: Any) -> str:
    return part if isinstance(part, str) else "".join(map(_joined, part))


def marked(text: str, language: str, places: Sequence[Place]) -> nodes.container:
    """Return code as a page shows it, highlighted, with places marked."""
    # Sphinx highlights a block once more if its raw source is its text, or empty.
    block = nodes.literal_block("marked", "")
    bounds = sorted({each for place in places for each in place})
    for start, kind, part in get_lexer_by_name(language, ensurenl=False).get_tokens_unprocessed(
        text
    ):
        cuts = [each for each in bounds if start < each < start + len(part)]
        for first, last in pairwise((start, *cuts, start + len(part))):
            classes = [] if kind in Error else [STANDARD_TYPES.get(kind, "")]
            if any(begin <= first < end for begin, end in places):
                classes.append("faulty")
            block += nodes.inline("", text[first:last], classes=[*filter(None, classes)])
    return nodes.container("", block, classes=["highlight", "example", f"highlight-{language}"])


class Marked(SphinxDirective):
    """Code with marked places: offsets of their starts and ends."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[Any] = {"places": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the code."""
        places = [
            (int(start), int(end))
            for start, _, end in (
                each.partition("-") for each in self.options.get("places", "").split()
            )
        ]
        return [marked("\n".join(self.content), self.arguments[0], places)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the directive."""
    app.add_directive("marked", Marked)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
