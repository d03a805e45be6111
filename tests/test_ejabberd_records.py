"""The records of stanzas that ejabberd logs, each with the XML that it stands for."""

import re

import pytest
from conftest import CASES, canonical
from test_extract import cuts, texts

#: Each record with its XML, by what it shows.
RECORDS = {
    title: body.split("\n<", 1)
    for title, body in re.findall(
        r"^==== (.*)\n((?:(?!====).*\n)+)",
        (CASES / "extract" / "ejabberd-records.txt").read_text(),
        re.MULTILINE,
    )
}
LINE = "2026-02-11 12:21:03.100 [debug] <0.512.0>@ejabberd_router:do_route:374 Route:\n{}\n"


@pytest.mark.parametrize(("record", "xml"), RECORDS.values(), ids=RECORDS)
def test_a_record_is_read_as_what_it_stands_for(record, xml):
    (found,) = texts(LINE.format(record))

    assert canonical(found) == canonical(f"<{xml}")


@pytest.mark.parametrize(
    "inside",
    [
        "#roster_query{}", "#hint{}", "#hint{type = #ping{}}", "{xmlel}", '#xmlel{name = <<"a">>}',
        "{unknown,1}", "<<1>>",
    ],
)  # fmt: skip
def test_a_record_with_what_is_no_part_of_the_flow_is_passed_over(inside):
    assert texts(LINE.format(f"#iq{{type = set,sub_els = [{inside}]}}")) == []


@pytest.mark.parametrize("inside", ["?", "#pubsub{?", "[?", "{a,$b", "#iq{id = ?"])
def test_a_record_that_is_no_term_is_neither_a_stanza_nor_one_that_was_cut(inside):
    text = LINE.format(f'#iq{{id = <<"p1">>,type = set,sub_els = [{inside}]}}')

    assert texts(text) == []
    assert cuts(text) == []


def test_a_record_that_has_no_end_is_a_stanza_that_was_cut():
    text = LINE.format('#iq{id = <<"p1">>,type = set,sub_els = [#pubsub{')

    assert texts(text) == []
    assert len(cuts(text)) == 1
