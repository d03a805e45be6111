"""A segment leads back to its source: compared with a list that has the place of each character."""

import re

import attrs
from hypothesis import given
from hypothesis import strategies as st

from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.reading.extract.segment import Segment, Writer, joined, undone

#: An escaped character, one that stands for two characters, and one that stands for nothing.
ESCAPE = re.compile(r"\\(.)")
MEANINGS = {"w": "xy", "z": ""}


def meaning(found):
    return MEANINGS.get(found[1], found[1])


def places_of(text, start, end):
    """Return each character of the undone text with the place in the source that it stands for."""
    found = []
    at = start
    while at < end:
        escape = ESCAPE.match(text, at, end)
        if escape is None:
            found.append((text[at], at, at + 1))
            at += 1
        else:
            stands_for = meaning(escape)
            last = len(stands_for) - 1
            found += [
                (sign, at, escape.end() if index == last else at)
                for index, sign in enumerate(stands_for)
            ]
            at = escape.end()
    return found


def assert_is(segment, places):
    assert segment.text == "".join(sign for sign, _, _ in places)
    assert [segment.source_offset(index) for index in range(len(places))] == [
        start for _, start, _ in places
    ]
    assert [segment.source_end(index + 1) for index in range(len(places))] == [
        end for _, _, end in places
    ]


signs = st.text(st.sampled_from("ab\\wz<>"), max_size=12)


@given(before=signs, text=signs, after=signs)
def test_what_is_undone_leads_back(before, text, after):
    start, end = len(before), len(before) + len(text)
    whole = before + text + after

    segment = undone(whole, ESCAPE, meaning, start, end)
    assert_is(segment, places_of(whole, start, end))
    assert segment.is_verbatim == (ESCAPE.search(whole, start, end) is None)
    assert not segment.is_code
    assert segment.cut is None


@given(text=signs, data=st.data())
def test_a_part_leads_back(text, data):
    segment, places = undone(text, ESCAPE, meaning), places_of(text, 0, len(text))
    start = data.draw(st.integers(0, len(places)))
    end = data.draw(st.integers(start, len(places)))

    assert_is(segment.part(start, end), places[start:end])


@given(text=signs, cut=st.integers(0, 12), start=st.integers(0, 12), end=st.integers(0, 12))
def test_a_part_is_cut_where_the_whole_was(text, cut, start, end):
    segment = attrs.evolve(Segment.verbatim(text, 0, len(text)), cut=cut, is_code=True)
    part = segment.part(start, end)

    assert part.cut == (cut - start if start <= cut < end else None)
    assert part.is_code


@given(text=signs, data=st.data())
def test_a_segment_within_another_leads_back(text, data):
    """What is escaped twice is undone twice."""
    outer, places = undone(text, ESCAPE, meaning), places_of(text, 0, len(text))
    start = data.draw(st.integers(0, len(outer.text)))
    end = data.draw(st.integers(start, len(outer.text)))
    inner = undone(outer.text, ESCAPE, meaning, start, end)

    found = inner.within(outer)
    assert found.text == inner.text
    for index, (_, first, last) in enumerate(places_of(outer.text, start, end)):
        assert found.source_offset(index) == places[first][1]
        assert found.source_end(index + 1) == (
            places[last - 1][2] if last > first else places[first][1]
        )


@given(of=st.tuples(st.booleans(), st.booleans()), invalid=st.tuples(st.booleans(), st.booleans()))
def test_what_is_in_code_or_in_an_example_is_one(of, invalid):
    inner, outer = (
        Segment("<iq/>", is_code=is_code, expects_findings=expects)
        for is_code, expects in zip(of, invalid, strict=True)
    )
    found = inner.within(outer)

    assert (found.is_code, found.expects_findings) == (any(of), any(invalid))
    assert joined([inner, outer]).expects_findings == any(invalid)


@given(texts=st.lists(signs, max_size=4))
def test_what_is_joined_leads_back(texts):
    source = "|".join(texts)
    segments, places, at = [], [], 0
    for text in texts:
        segments.append(undone(source, ESCAPE, meaning, at, at + len(text)))
        places += places_of(source, at, at + len(text))
        at += len(text) + 1

    assert_is(joined(segments), places)
    writer = Writer(source)
    for each in segments:
        writer.write(each)
    assert writer.length == len(places)
    assert writer.segment().text == joined(segments).text


@given(data=st.data(), source=st.text("abc", max_size=20))
def test_what_is_written_leads_back(data, source):
    writer, places, at = Writer(source), [], 0
    while at < len(source):
        end = data.draw(st.integers(at + 1, len(source)))
        match data.draw(st.sampled_from(["copy", "put", "skip"])):
            case "copy":
                writer.copy(at, end)
                places += [(source[index], index, index + 1) for index in range(at, end)]
            case "put":
                writer.put("!", at, end)
                places.append(("!", at, end))
        at = end

    assert writer.length == len(places)
    segment = writer.segment(cut=3)
    assert segment.cut == 3
    if places:
        assert_is(segment, places)
    else:
        assert segment == Segment("", cut=3)


@given(before=signs, text=st.text(st.sampled_from("ab\\<"), max_size=12))
def test_an_offset_is_found_again(before, text):
    whole = before + text
    segment = undone(whole, ESCAPE, meaning, len(before), len(whole))

    for index, (_, start, _) in enumerate(places_of(whole, len(before), len(whole))):
        assert segment.offset_of(start) == index
    assert segment.offset_of(len(before) - 1) is None
    assert segment.offset_of(len(whole) + 1) is None


def test_what_only_a_program_knows_is_assumed():
    assert Segment(f"<a b='{UNKNOWN}'>{UNKNOWN}</a>").assumed() == Segment("<a b='x'>x</a>")
