"""A strategy for stanzas that are nearly valid, each with the rule that says what is wrong."""

import re
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.linting.rules import RULES
from pushstanza.linting.rules.rule import Given, Rule
from pushstanza.linting.settings import codes
from pushstanza.reading import source
from pushstanza.reading.errors import XmlError
from pushstanza.testing.strategies.values import WORDS


class NearValid(NamedTuple):
    """A stanza with a fault, or several of which one has it, and the code of the rule."""

    text: str
    code: str


class NoExampleError(PushStanzaError, ValueError):
    """None of the rules that are asked for has an example that is linted without options."""


@public
def near_valid(*rules: str) -> st.SearchStrategy[NearValid]:
    """Return a strategy for stanzas with a fault: the text, and the code of the rule that fires.

    ``pushstanza.lint(text)`` finds it, perhaps beside what follows from it. They are the bad
    examples of the rules with other identifiers, nodes, users and domains, written with other
    quotes, blanks and orders of attributes.

    Args:
        rules: Only these, by code, the beginning of a code, or name: ``near_valid("PS5")``.
            Rules that need to know the server or the account, that are off by default, or that
            look at JSON or at logs, are never among them.

    Raises:
        UnknownRuleError: a word names no rule (a ``LookupError``).
        NoExampleError: none of these rules is left (a ``ValueError``).
        WrongTypeError: one of *rules* is no text.
    """
    for each in rules:
        if not isinstance(each, str):
            raise Argument("near_valid()", "rules").wrong_type(each, "a str")
    wanted = codes(rules) if rules else frozenset(RULES)
    examples = [
        NearValid(text, rule.code)
        for rule in RULES.values()
        if rule.code in wanted
        for text in _examples(rule)
    ]
    if not examples:
        raise NoExampleError(f"no rule of {', '.join(rules)} has an example to be varied")
    return st.sampled_from(examples).flatmap(_varied)


_STANZA = lazy_pattern(r"\s*<(?:iq|message|presence)\b")


def _examples(rule: Rule) -> list[str]:
    is_plain = rule.default and rule.given == Given()
    return [each for each in rule.bad if is_plain and _STANZA.match(each)]


@st.composite
def _varied(draw: st.DrawFn, example: NearValid) -> NearValid:
    """Draw another stanza with the fault of an example."""
    text = example.text
    for word, stands_for in _WORDS.items():
        if word in text:
            text = text.replace(word, draw(stands_for))
    if _is_well_formed(text):
        text = _rewritten(text, draw(st.randoms(use_true_random=False)))
    return NearValid(text, example.code)


#: Words of the examples that no rule minds, and what may stand for them: the same everywhere.
_WORDS = {
    "'e1'": WORDS.map(repr),
    "'my-phone'": WORDS.map(lambda label: repr(f"my-{label}")),
    "example.com": WORDS.map(lambda label: f"{label}.example"),
    "juliet@": WORDS.map(lambda label: f"{label}@"),
}


def _is_well_formed(text: str) -> bool:
    try:
        source.read(text)
    except XmlError:
        return False
    return True


_TAG = lazy_pattern(r"""(<[\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:'[^'<]*'|"[^"<]*"))+)""")
_ATTRIBUTE = lazy_pattern(r"""\s+([\w:.-]+\s*=\s*)('[^'<]*'|"[^"<]*")""")
_BETWEEN = lazy_pattern(r"(</[^<>]*>|/>)(?=<)")
_BLANKS = (" ", "  ", "\n  ")


def _rewritten(text: str, random: Random) -> str:
    """Return the same XML with other quotes, blanks, and orders of attributes."""

    def tag(found: re.Match[str]) -> str:
        attributes = _ATTRIBUTE.findall(found[2])
        random.shuffle(attributes)
        words = (
            "".join((random.choice(_BLANKS), name, _quoted(value, random)))
            for name, value in attributes
        )
        return "".join((found[1], *words))

    text = _TAG.sub(tag, text)
    return _BETWEEN.sub(lambda found: found[1] + random.choice(("", "", "\n", "  ")), text)


def _quoted(value: str, random: Random) -> str:
    """Return a value in its quotes with others around it, if it holds none."""
    inside = value[1:-1]
    other = random.choice("\"'")
    return value if other in inside else f"{other}{inside}{other}"
