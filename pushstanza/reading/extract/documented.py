"""The blocks that documentation systems check and show themselves, as they stand in pages."""

from collections.abc import Iterable, Sequence
from typing import Final

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen

#: Those that hold stanzas.
OF_STANZAS: Final = ("stanza", "push-payload", "push-preview")
#: All of them, as :mod:`pushstanza.documenting` declares them.
NAMES: Final = (*OF_STANZAS, "push-flow")

#: What stands behind a fence of Markdown: ``stanza``, ``{ .stanza`` or, in MyST, ``{stanza}``.
_INFO: Final = lazy_pattern(rf"[ \t]*(?:\{{[ \t]*\.?|\.)?({'|'.join(NAMES)})(?=[\s}}]|$)")
DIRECTIVE: Final = lazy_pattern(rf"[ \t]*\.\. (?:{'|'.join(OF_STANZAS)})::(?=\s|$)")
_WORD: Final = lazy_pattern(
    r"""(?P<key>[^\s="'{}]+)(?:=(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s"'}]*)))?"""
    r"""|"(?P<quoted>[^"\n]*)\""""
)
_OPTION: Final = lazy_pattern(r"[ \t>]*:?(?P<key>[\w-]+):[ \t]*(?P<value>[^\r\n]*)")
_COLON: Final = lazy_pattern(r"[ \t>]*:")
_DASHES: Final = lazy_pattern(r"[ \t>]*---[ \t]*$")


@frozen
class Word:
    """A word behind the name of a block: ``key=value``, or ``key`` alone."""

    key: str
    value: str | None = None


def words(info: str) -> list[Word]:
    """Return what stands behind a fence; a value may be quoted."""
    found = []
    for each in _WORD.finditer(info):
        values = (each["double"], each["single"], each["bare"])
        value = next((value for value in values if value is not None), None)
        found.append(Word(each["key"] if each["quoted"] is None else each["quoted"], value))
    return found


def named(info: str) -> tuple[str, str]:
    """Return the name of a block, and the text after it; both are empty for another fence."""
    found = _INFO.match(info)
    return ("", "") if found is None else (found[1], info[found.end() :])


def option_lines(lines: Sequence[str]) -> int:
    """Return how many lines of a block of MyST are options."""
    if lines and _DASHES.match(lines[0].rstrip()):
        ends = (n for n, line in enumerate(lines[1:], 2) if _DASHES.match(line.rstrip()))
        return next(ends, len(lines))
    return next((n for n, line in enumerate(lines) if not _COLON.match(line)), len(lines))


def option_paragraph(lines: Sequence[str]) -> int:
    """Return how many lines of a directive of reStructuredText are options: up to a blank one."""
    if not lines or not _COLON.match(lines[0]):
        return 0
    return next((n for n, line in enumerate(lines) if not line.strip()), len(lines))


def options(lines: Iterable[str]) -> list[Word]:
    """Return what option lines say: ``:key: value`` or, in MyST, ``key: value``."""
    found = (_OPTION.match(line) for line in lines)
    return [Word(each["key"], each["value"].strip()) for each in found if each is not None]


def expects_findings(given: Iterable[Word]) -> bool:
    """Tell whether options say that an example is wrong on purpose."""
    return any(each.key == "invalid" for each in given)


def shows_findings(given: Iterable[Word]) -> bool:
    """Tell whether options say that readers are shown what is wrong, and nobody is warned."""
    return any((each.key, each.value) == ("findings", "notes") for each in given)
