"""Comments to the linter: what they hide, and what is said of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.diagnostics.lines import Lines
from pushstanza.linting import fix as fixing
from pushstanza.linting.settings import Settings
from pushstanza.linting.suppression import Verb, apply, directives

#: A stanza for these tests is a bracket with the codes that are found in it.
STANZA = re.compile(r"<iq>([^<]*)</iq>")
CODE = re.compile(r"PS\d{3}")


def found_in(text):
    """Return the findings in the stanzas of a text, and where these stand."""
    lines = Lines(text)
    places = [each.span() for each in STANZA.finditer(text)]
    return [
        Diagnostic(
            code=each[0], name="x", severity=Severity.ERROR, message="x", span=lines.span(*each.span()),
        )
        for start, end in places
        for each in CODE.finditer(text, start, end)
    ], places  # fmt: skip


#: What is looked for where nothing is said.
DEFAULT = Settings()


def sort(text, kind="xml", settings=DEFAULT, expected=()):
    found, places = found_in(text)
    return apply(found, directives(text, kind), places, text, settings, expected=expected)


def codes(diagnostics):
    return [each.code for each in diagnostics]


def said(text, kind="xml", **options):
    """Return what is said of the comments: the code, the text at the place, and the hint."""
    return [
        (each.code, text[each.span.offset : each.span.end_offset], each.hint)
        for each in sort(text, kind, **options).hygiene
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<!-- pushstanza: ignore[PS203] why -->\n<iq>PS203 PS204</iq>\n<iq>PS203</iq>", "PS204 PS203"),
        ("<!-- pushstanza: ignore[PS203, PS204] -->\n<iq>PS203 PS204 PS203</iq>", ""),
        ("<!-- pushstanza: ignore[PS203] -->\n<!-- pushstanza: ignore[PS204] -->\n\n<iq>PS203 PS204</iq>", ""),
        ("<!-- pushstanza: ignore[PS2] -->\n<iq>PS203 PS204 PS702</iq>", "PS702"),
        ("<!-- pushstanza: ignore[option-value] -->\n<iq>PS702</iq>", ""),
        ("  <!-- pushstanza:ignore [ PS203 ,\r\n PS204,] why\r\n -->\r\n<iq>PS203 PS204</iq>", ""),
        ("<!-- pushstanza: ignore[PS203] --> <!-- pushstanza: ignore[PS204] --> <iq>PS203 PS204</iq>", ""),
        ("\ufeff<!-- pushstanza: ignore[PS203] --><iq>PS203</iq>", ""),
        ("<iq>PS203</iq>\n<!-- pushstanza: disable[PS203] -->\n<iq>PS203</iq><iq>PS203 PS204</iq>\n<!-- pushstanza: enable[PS203] -->\n<iq>PS203</iq>", "PS203 PS204 PS203"),
        ("<!-- pushstanza: disable[PS203, PS204] -->\n<iq>PS203 PS204</iq>\n<!-- pushstanza: enable[PS204] -->\n<iq>PS203 PS204</iq>", "PS204"),
        ("<!-- pushstanza: disable[PS2] -->\n<iq>PS203 PS204</iq>\n<!-- pushstanza: enable[PS204] -->\n<iq>PS203 PS204</iq>", "PS204"),
        ("<!-- pushstanza: file-ignore[PS203] -->\n<iq>PS203</iq>\n<iq>PS204</iq>\n<iq>PS203</iq>", "PS204"),
    ],
)  # fmt: skip
def test_comments_hide_findings(text, kept):
    result = sort(text)

    assert codes(result.kept) == kept.split()
    assert not result.hygiene
    assert len(result.kept) + len(result.suppressed) == len(found_in(text)[0])


def test_a_comment_inside_a_stanza_hides_nothing_and_is_not_talked_of():
    text = "<iq>PS203\n<!-- pushstanza: disable[PS999] -->\nPS203</iq>\n<iq>PS203</iq>"
    found = found_in(text)[0]

    result = apply(found, directives(text), [(0, 57), (58, 72)], text, Settings())
    assert (codes(result.kept), result.hygiene) == (codes(found), [])


@pytest.mark.parametrize(
    ("kind", "comment", "counts"),
    [
        ("markdown", "<!-- pushstanza: ignore[PS203] -->", True),
        ("markdown", "# pushstanza: ignore[PS203]", False),
        ("markdown", "Write `<!-- pushstanza: ignore[PS203] -->` before it.", False),
        ("markdown", "<!-- pushstanza is a linter -->", False),
        ("html", "<!-- pushstanza: ignore[PS203] -->", True),
        ("rst", ".. pushstanza: ignore[PS203] why", True),
        ("rst", "   <!-- pushstanza: ignore[PS203] -->", True),
        ("rst", ".. pushstanza:: ignore[PS203]", False),
        ("markdown", "> <!-- pushstanza: ignore[PS203] why -->", True),
        ("xml", "> <!-- pushstanza: ignore[PS203] why -->", False),
        ("code", "# pushstanza: ignore[PS203] why", True),
        ("code", "    // pushstanza: ignore[PS203]", True),
        ("code", "/* pushstanza: ignore[PS203] */", True),
        ("code", "%% pushstanza: ignore[PS203]", True),
        ("code", "-- pushstanza: ignore[PS203]", True),
        ("code", "<!-- pushstanza: ignore[PS203] -->", True),
        ("code", "# pushstanza: ", False),
        ("xml", "# pushstanza: ignore[PS203]", False),
        ("log", "<!-- pushstanza: ignore[PS203] -->", False),
        ("json", "<!-- pushstanza: ignore[PS203] -->", False),
    ],
)
def test_how_a_comment_is_written_depends_on_the_file(kind, comment, counts):
    result = sort(f"{comment}\n<iq>PS203</iq>\n", kind)

    assert codes(result.kept) == ["PS203"] * (not counts)
    assert not counts or not result.hygiene


def test_what_hides_a_finding_is_known():
    (hidden,) = sort(
        "<!-- pushstanza: ignore[PS203]  as in the XEP  -->\n<iq>PS203</iq>"
    ).suppressed

    assert (hidden.by.verb, hidden.by.reason, hidden.diagnostic.code) == (
        Verb.IGNORE,
        "as in the XEP",
        "PS203",
    )


@pytest.mark.parametrize(
    ("comment", "at", "hint"),
    [
        (
            "<!-- pushstanza: ignore -->",
            None,
            "write ignore[PS203], with the code or name of each rule",
        ),
        (
            "<!-- pushstanza: ignore[] -->",
            None,
            "write ignore[PS203], with the code or name of each rule",
        ),
        (
            "<!-- pushstanza: disable[ , ] why -->",
            None,
            "write disable[PS203], with the code or name of each rule",
        ),
        ("<!-- pushstanza: ignore[ALL] -->", "ALL", "name each rule, by code or name"),
        ("<!-- pushstanza: ignore[PS] -->", "PS", "name each rule, by code or name"),
        ("<!-- pushstanza: ignore[option-valu] -->", "option-valu", "did you mean 'option-value'?"),
        ("<!-- pushstanza: ignore[PS999] -->", "PS999", None),
        ("<!-- pushstanza: ingore[PS203] -->", "ingore", "did you mean 'ignore'?"),
        (
            "<!-- pushstanza: please -->",
            "please",
            "use one of ignore, disable, enable, file-ignore",
        ),
        ("<!-- pushstanza: -->", None, "use one of ignore, disable, enable, file-ignore"),
        ("<!-- pushstanza: ignore[PS203 -->", None, "add ']' after the last rule"),
    ],
)
def test_a_comment_that_says_nothing_clear_is_an_error(comment, at, hint):
    text = f"{comment}\n<iq>PS204</iq>"
    findings = said(text)

    assert ("PS902", at or comment, hint) in [
        (code, place, told if hint else None) for code, place, told in findings
    ]
    assert [code for code, *_ in findings] == ["PS902"]
    assert codes(sort(text).kept) == ["PS204"]


def test_a_colon_that_is_missing_is_told_and_the_comment_holds():
    result = sort("<!-- pushstanza ignore[PS203] -->\n<iq>PS203</iq>")

    assert (codes(result.kept), codes(result.hygiene)) == ([], ["PS902"])


def test_the_rest_of_a_list_holds_where_one_word_is_wrong():
    text = "<!-- pushstanza: ignore[PS203, PS9999] -->\n<iq>PS203</iq>"

    assert said(text)[0][:2] == ("PS902", "PS9999")
    assert sort(text).kept == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<iq>PS203</iq> <!-- pushstanza: ignore[PS203] -->", "xml"),
        ("s = '<iq>PS203</iq>'  # pushstanza: ignore[PS203]", "code"),
    ],
)
def test_a_comment_behind_something_is_told(text, kind):
    (found,) = said(text, kind)

    assert found[0] == "PS902"
    assert "line of its own" in found[2]


def test_a_comment_for_the_file_stands_at_the_top():
    text = "<iq>PS203</iq>\n<!-- pushstanza: file-ignore[PS203] -->\n<iq>PS203</iq>"

    assert said(text) == [
        ("PS902", "<!-- pushstanza: file-ignore[PS203] -->", "put it at the top of the file")
    ]
    assert len(sort(text).kept) == 2


def fixed(text, kind="xml"):
    """Return the text with all that is said of its comments put right."""
    result = fixing.fix(text, lambda each: sort(each, kind).hygiene)
    return result.text


@pytest.mark.parametrize(
    ("text", "at", "after"),
    [
        ("a\n  <!-- pushstanza: ignore[PS203] why -->  \n<iq>PS204</iq>",
         "<!-- pushstanza: ignore[PS203] why -->", "a\n<iq>PS204</iq>"),
        ("a\r\n<!-- pushstanza: ignore[PS203] -->\r\n<iq></iq>", "<!-- pushstanza: ignore[PS203] -->", "a\r\n<iq></iq>"),
        ("<!-- pushstanza: ignore[PS203] --><iq></iq>", "<!-- pushstanza: ignore[PS203] -->", "<iq></iq>"),
        ("<iq>PS203</iq>\n<!-- pushstanza: ignore[PS203] -->", "<!-- pushstanza: ignore[PS203] -->", "<iq>PS203</iq>\n"),
        ("<!-- pushstanza: ignore[PS203, PS204] -->\n<iq>PS203</iq>", "PS204",
         "<!-- pushstanza: ignore[PS203] -->\n<iq>PS203</iq>"),
        ("<!-- pushstanza: ignore[PS204, PS203] -->\n<iq>PS203</iq>", "PS204",
         "<!-- pushstanza: ignore[PS203] -->\n<iq>PS203</iq>"),
        ("<!-- pushstanza: file-ignore[PS203,PS204,PS702] -->\n<iq>PS702</iq>", "PS203",
         "<!-- pushstanza: file-ignore[PS702] -->\n<iq>PS702</iq>"),
        ("<!-- pushstanza: ignore[PS203, PS203] -->\n<iq>PS203</iq>", "PS203",
         "<!-- pushstanza: ignore[PS203] -->\n<iq>PS203</iq>"),
        ("<!-- pushstanza: disable[PS203] -->\n<iq></iq>\n<!-- pushstanza: enable[PS203] -->\n",
         "<!-- pushstanza: disable[PS203] -->", "<iq></iq>\n"),
        ("<!-- pushstanza: file-ignore[PS203] -->\n<!-- pushstanza: ignore[PS203] -->\n<iq>PS203</iq>",
         "<!-- pushstanza: ignore[PS203] -->", "<!-- pushstanza: file-ignore[PS203] -->\n<iq>PS203</iq>"),
    ],
)  # fmt: skip
def test_what_hides_nothing_is_told_and_can_be_deleted(text, at, after):
    code, place, _ = said(text)[0]

    assert (code, place) == ("PS901", at)
    assert fixed(text) == after
    assert said(after) == []


def test_a_comment_in_code_is_deleted_with_its_line():
    assert (
        fixed("x\n  # pushstanza: ignore[PS203] why\ns = '<iq></iq>'\n", "code")
        == "x\ns = '<iq></iq>'\n"
    )


@pytest.mark.parametrize(
    "settings",
    [Settings(ignore=["PS203"]), Settings(select=["PS7", "PS9"]), Settings(ignore=["PS901"])],
)
def test_a_comment_is_not_unused_where_its_rule_is_not_looked_for(settings):
    text = "<!-- pushstanza: ignore[PS203] -->\n<iq></iq>"

    assert said(text) == [("PS901", text.splitlines()[0], None)]
    assert said(text, settings=settings) == []


def test_severities_hold_for_comments_too():
    text = "<!-- pushstanza: ignore[PS203] -->\n<iq></iq>"
    settings = Settings(severities={"unused-suppression": Severity.INFO})

    (found,) = sort(text, settings=settings).hygiene
    assert (found.severity, found.name) == (Severity.INFO, "unused-suppression")


def test_findings_on_comments_can_be_hidden():
    text = "<!-- pushstanza: file-ignore[PS901, PS902] -->\n<!-- pushstanza: ignore[PS999, PS203] -->\n<iq></iq>"
    result = sort(text)

    assert result.hygiene == []
    assert sorted(each.diagnostic.code for each in result.suppressed) == ["PS901", "PS902"]


def test_blocks_that_are_marked_as_wrong_must_be():
    text = "<iq>PS203</iq>\nbad:\n\n  <iq>PS204</iq>\n\nbad:\n\n  <iq>fine</iq> \n"
    first, second = text.index("bad:") + 4, text.rindex("bad:") + 4
    result = sort(text, expected=[(first, second - 4), (second, len(text))])

    assert codes(result.kept) == ["PS203"]
    assert [(each.diagnostic.code, each.by) for each in result.suppressed] == [("PS204", None)]
    assert [(each.code, each.line, each.column) for each in result.hygiene] == [("PS903", 8, 3)]


def test_a_comment_that_is_wrong_is_a_finding_in_such_a_block():
    text = "<!-- pushstanza: ignore -->\n<iq></iq>\n"

    assert sort(text, expected=[(0, len(text))]).hygiene == []


def test_secrets_near_a_comment_are_covered():
    token = "5f0c3a1be2d94776a8c0d1e2f3a4b5c6"
    (found,) = sort(f"<!-- pushstanza: ignore[PS203] {token} -->\n<iq></iq>").hygiene

    assert token not in found.excerpt.text
    assert found.fingerprint


PIECES = st.sampled_from(
    [
        "<iq>PS203</iq>",
        "<iq>PS204 PS203</iq>",
        "<iq></iq>",
        "text",
        "",
        " ",
        "pushstanza",
        "<!-- pushstanza",
    ]
    + [
        f"<!-- pushstanza: {verb}[{words}] -->"
        for verb in Verb
        for words in ("PS203", "PS204, PS203", "PS2", "x", "")
    ]
)
TEXTS = st.lists(PIECES, max_size=10).flatmap(
    lambda pieces: st.sampled_from(["\n", "\r\n", " "]).map(lambda end: end.join(pieces))
)


@given(TEXTS, st.sampled_from(["xml", "markdown", "rst", "code", "log"]))
def test_nothing_is_lost_and_nothing_hidden_without_a_word_for_it(text, kind):
    found = found_in(text)[0]
    result = sort(text, kind)

    hidden = [each for each in result.suppressed if each.diagnostic in found]
    assert len(result.kept) + len(hidden) == len(found)
    for each in hidden:
        assert any(each.diagnostic.code in word.codes for word in each.by.words)
    for each in directives(text, kind):
        assert text[each.start : each.end].strip() == text[each.start : each.end].strip()
        for word in each.words:
            assert text[word.start : word.end] == word.text


@given(TEXTS)
def test_deleting_what_is_unused_changes_no_finding(text):
    after = fixed(text)

    assert codes(sort(after).kept) == codes(sort(text).kept)
    assert "PS901" not in codes(sort(after).hygiene)


def test_many_comments_without_an_end_cost_little():
    text = "<!-- pushstanza: ignore[PS203] \n" * 20_000

    assert len(directives(text)) == 20_000


def test_a_comment_in_a_quotation_is_deleted_with_its_line():
    text = "> <!-- pushstanza: ignore[PS203] -->\nx <iq>PS204</iq>\n"
    result = fixing.fix(text, lambda each: sort(each, "markdown").hygiene)
    assert result.text == "x <iq>PS204</iq>\n"
