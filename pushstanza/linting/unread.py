"""What is said of a text that names a push namespace in markup, though no stanza could be read."""

import re
from collections.abc import Iterator
from typing import Final

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.rules import Finding
from pushstanza.reading import extract
from pushstanza.reading.names import PAYLOADS, PUSH, STANZAS
from pushstanza.stanzas.forms import publish_options, push_summary

#: What all namespaces of push begin with.
_PUSH: Final = PUSH.removesuffix(":0")
_FORMS: Final = "|".join(map(re.escape, (publish_options.FORM_TYPE, push_summary.FORM_TYPE)))
_NAMES: Final = (*PAYLOADS, *STANZAS)
_QUOTE: Final = r"""(?:\\*["']|&quot;|&\#39;|&apos;)"""
#: A start tag with a namespace of push, a value that names a form of push, and what other logs
#: than those of XML have of both.
_MARKUP: Final = lazy_pattern(
    rf"""(?:<|&lt;|\\u003[cC])(?P<name>[A-Za-z][\w.:-]*)(?=[\s\\])[^<>&]{{0,500}}?
    \bxmlns(?::[\w.-]+)?\s*=\s*{_QUOTE}{_PUSH}[\w:.-]*(?:{_QUOTE})?
    |(?:<|&lt;)value(?:>|&gt;)\s*(?:{_FORMS})\s*(?=<|&lt;)""",
    re.VERBOSE,
)
_TERM: Final = lazy_pattern(
    rf"""<<\\*"xmlns\\*">>,\s*<<\\*"{_PUSH}[\w:.-]*\\*">>|<\{{{_PUSH}[\w:.-]*\}}:[a-z]+"""
)
#: What shows that a tag is no part of a sentence: what stands before it, and behind.
_BEFORE: Final = lazy_pattern(r"(?:^|\n|>|&gt;)[ \t>]*\Z")
_BEHIND: Final = lazy_pattern(r"[^<>\n]*/?>[ \t]*(?:<|\r?\n|\Z)|[^<>]*\n")
_WORD_BEFORE: Final = lazy_pattern(r"[A-Za-z,:] \Z")
#: How far before a tag that is looked for.
_NEAR: Final = 100
#: The end of an empty element; and how far behind a tag the end of any is looked for.
_OWN_END: Final = lazy_pattern(r"[^<>]*/>")
_END: Final = lazy_pattern(r"</([\w.:-]+)")
_FAR: Final = 5_000

_ROOT: Final = lazy_pattern(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*>)*<([\w.:-]+)", re.DOTALL
)


@frozen
class Unread:
    """Where a namespace stands in markup, and what is said of it."""

    start: int
    end: int
    finding: Finding


def unread(text: str, kind: str, file: str | None) -> Unread | None:
    """Return the first markup in a text without stanzas that names a push namespace, if any does.

    A namespace alone is a constant, an entry of a list or a word of a sentence.
    """
    for found in _markup(text, kind, file):
        reason, hint = _reason(text, kind, found)
        message = f"no stanza was checked, though this names a push namespace: {reason}"
        is_part = kind == "code" and not _is_whole(text, found)
        severity = Severity.INFO if is_part else None  # what a program puts together
        finding = Finding(message, hint=hint, severity=severity)
        return Unread(found.start(), found.end(), finding)
    return None


def _markup(text: str, kind: str, file: str | None) -> Iterator[re.Match[str]]:
    if kind == "code":
        from pushstanza.reading.extract.code import outside_prose

        named = outside_prose(text, extract.ending_of(file)[1:], _named(text))
        yield from (each for each in named if not _is_in_sentence(text, each))
    elif kind in {"xml", "xep", "json"}:
        yield from _named(text)
    elif kind == "log":
        yield from _named(text)
        yield from _TERM.finditer(text)
    else:
        yield from (each for each in _named(text) if _stands_alone(text, each))


def _named(text: str) -> Iterator[re.Match[str]]:
    for found in _MARKUP.finditer(text):
        if found["name"] is None or _is_known(found["name"]):
            yield found


def _is_known(name: str) -> bool:
    """Tell whether an element has the name of one of the flow, or nearly."""
    return nearest(name.rpartition(":")[2], _NAMES, cutoff=0.8) is not None


def _is_in_sentence(text: str, found: re.Match[str]) -> bool:
    return _WORD_BEFORE.search(text, max(0, found.start() - 2), found.start()) is not None


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    before = _BEFORE.search(text, max(0, found.start() - _NEAR), found.start())
    return before is not None and _BEHIND.match(text, found.end()) is not None


def _reason(text: str, kind: str, found: re.Match[str]) -> tuple[str, str]:
    """Return why nothing could be read there, as far as that is known, and what to do."""
    comment = text.rfind("<!--", 0, found.start())
    if kind == "json":
        return "the file was read as JSON", "read the strings in it with --input log"
    if kind == "code":
        hint = "put the stanza into one literal, or into a file of its own"
        return "no string literal contains the whole element", hint
    if comment >= 0 and text.find("-->", comment, found.start()) < 0:
        return "it is in a comment", "move it out of the comment to check it"
    root = _ROOT.match(text) if kind == "xml" else None
    if root is not None and not _is_known(root[1]):
        reason = f"in a document <{root[1]}> stanzas are not looked for"
        return reason, "check the stanzas in a file of their own, or with --input text"
    return f"it was read as {kind}", "state with --input what the file is"


def _is_whole(text: str, found: re.Match[str]) -> bool:
    """Tell whether the end of the element stands near, so that more than a part of it is there."""
    end = min(len(text), found.end() + _FAR)
    own = _OWN_END.match(text, found.end(), end)
    ends = _END.finditer(text, found.end(), end)
    return own is not None or any(each[1] == found["name"] for each in ends)
