"""Regular expressions of the package that every supported Python reads alike."""

import ast
import re
from pathlib import Path

import pytest

import pushstanza

PACKAGE = Path(pushstanza.__file__).parent
#: What stands in a pattern for one character, however many quantifiers it looks like.
LITERAL = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
POSSESSIVE_OR_ATOMIC = re.compile(r"[*+?}]\+|\(\?>")
#: The name of a language.
CPP = re.compile(r"(?<!\S)c\+\+(?!\S)", re.IGNORECASE)


def is_refused(pattern: str) -> bool:
    return POSSESSIVE_OR_ATOMIC.search(LITERAL.sub("x", CPP.sub("", pattern))) is not None


@pytest.mark.parametrize("pattern", ["a*+", "a++", "a?+", "a{1,2}+", "(?>a)", r"[*+]\+*+", "*+b"])
def test_possessive_quantifiers_and_atomic_groups_are_found(pattern):
    assert is_refused(pattern)


@pytest.mark.parametrize("pattern", ["a*", "[*+]", r"\++", r"\*\+", "[]*+]", "a+?", "(?:a)+"])
def test_what_only_resembles_them_is_not(pattern):
    assert not is_refused(pattern)


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_pattern_needs_a_python_in_which_possessive_quantifiers_work(path):
    """Until 3.11.5 ``re`` matches possessive quantifiers and atomic groups wrongly, in silence."""
    strings = (
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert [each for each in strings if is_refused(each)] == []
