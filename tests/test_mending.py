"""Laying out and fixing get along: what is offered is done, once, before and after a layout."""

from collections import Counter

import attrs
import pytest
from conftest import CASES
from hypothesis import given
from hypothesis import strategies as st

import pushstanza as ps
from pushstanza.linting.fix import apply, fix
from pushstanza.linting.rules import RULES
from pushstanza.stanzas.format import formatted

EXAMPLES = [(rule, text) for rule in RULES.values() for text in (*rule.bad, *rule.good)]
every_example = pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param(rule, text, id=f"{rule.code}-{index}")
        for rule in RULES.values()
        for index, text in enumerate((*rule.bad, *rule.good))
    ],
)

FIX_TWICE = (
    "<pubsub xmlns'habber.org/protocol/pubsub<cre node'push/><configure<x xmln''t'><field var=E<v</"
)
MISSPELT = (
    "<iq type='set' id='1'><enable xlmns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>"
)


def given_for(rule):
    """Return what the examples of a rule are linted with."""
    options = {name: value for name, value in attrs.asdict(rule.given).items() if value}
    return {"extend_select": [rule.code], **options}


def laid_out(text, rule):
    """Return *text* laid out, or as it is where it cannot be."""
    try:
        return formatted(text, rule.given.file)
    except ps.PushStanzaError:
        return text


def codes(found, *, fixable=False):
    return Counter(each.code for each in found if each.fix or not fixable)


def errors(found):
    return sum(each.severity == "error" for each in found)


def assert_fixes_keep_their_promise(text, **options):
    """Make each fix that is offered for itself, then all, then all again."""
    found = ps.lint(text, **options)
    for each in found:
        if each.fix:
            edited, _ = apply(text, [each], unsafe=True)
            left = ps.lint(edited, **options)
            assert edited != text
            assert codes(left)[each.code] < codes(found)[each.code]
            assert errors(left) <= errors(found)
    for unsafe in (False, True):
        fixed = fix(text, lambda text: ps.lint(text, **options), unsafe=unsafe)
        assert not [each for each in fixed.diagnostics if each.fix and (each.fix.safe or unsafe)]
        again = fix(fixed.text, lambda text: ps.lint(text, **options), unsafe=unsafe)
        assert again.text == fixed.text


@every_example
def test_a_fix_that_is_offered_does_what_it_says(rule, text):
    assert_fixes_keep_their_promise(text, **given_for(rule))


@every_example
def test_a_layout_changes_no_finding_and_no_fix(rule, text):
    options = given_for(rule)
    better = laid_out(text, rule)
    before, after = ps.lint(text, **options), ps.lint(better, **options)

    assert laid_out(better, rule) == better
    assert codes(after) == codes(before)
    assert codes(after, fixable=True) == codes(before, fixable=True)
    if better != text:
        assert_fixes_keep_their_promise(better, **options)


@pytest.mark.parametrize("unsafe", [False, True])
@every_example
def test_what_was_fixed_is_laid_out_and_stays_fixed(rule, text, unsafe):
    def lint(text):
        return ps.lint(text, **given_for(rule))

    fixed = fix(text, lint, unsafe=unsafe)
    better = laid_out(fixed.text, rule)

    assert codes(lint(better)) == codes(fixed.diagnostics)
    assert fix(better, lint, unsafe=unsafe).text == better


@given(
    st.sampled_from(EXAMPLES),
    st.integers(0, 400),
    st.integers(0, 12),
    st.sampled_from(["", "<", ">", "'", "/", " xmlns=''", "<iq", "\n"]),
)
def test_a_fix_that_is_offered_for_damaged_text_does_what_it_says(example, start, length, content):
    rule, text = example
    start %= len(text)
    damaged = text[:start] + content + text[start + length :]

    assert_fixes_keep_their_promise(damaged, **given_for(rule))


@pytest.mark.parametrize("text", [FIX_TWICE, (CASES / "form-in-iq.xml").read_text(), MISSPELT])
def test_what_was_fixed_is_not_fixed_again(text):
    assert_fixes_keep_their_promise(text)


def test_what_is_misspelt_is_mended_before_and_after_a_layout():
    mended = MISSPELT.replace("xlmns", "xmlns")

    assert fix(MISSPELT, ps.lint).text == mended
    assert fix(formatted(MISSPELT), ps.lint).text == formatted(mended)


@pytest.mark.parametrize(
    "text",
    [
        MISSPELT.replace(" xlmns", " xmlns='jabber:client' xlmns"),
        "<message id='1' to='a@example.org'><foo xmlns='urn:a'><x b='1'/></foo></message>",
        "<message id='1' to='a@example.org'><foo xmlns='urn:a'><x><field/></x></foo></message>",
        FIX_TWICE,
    ],
)
def test_no_fix_is_offered_that_would_not_be_made(text):
    offered = [each for each in ps.lint(text) if each.fix and each.fix.safe]

    assert not offered
    assert fix(text, ps.lint).text == text


def test_of_many_fixes_in_one_stanza_all_are_offered_that_work():
    fields = "".join(
        f"<field var='a{i}' type='jid-single'><value> a@b </value></field>" for i in range(60)
    )
    form = f"<x xmlns='jabber:x:data' type='submit'>{fields}</x>"
    text = MISSPELT.replace("xlmns", "xmlns").replace("/></iq>", f">{form}</enable></iq>")
    fixed = fix(text, ps.lint)

    assert sum(each.fix is not None for each in ps.lint(text)) >= 60
    assert "> a@b <" not in fixed.text
    assert fix(fixed.text, ps.lint).text == fixed.text


def test_what_a_log_holds_is_never_offered_a_fix():
    log = f"2026-01-01 12:00:00 RECV {MISSPELT}\n"

    assert [(each.code, each.fix) for each in ps.lint(log, file="a.log")] == [("PS006", None)]
