"""Changes to elements, as edits of the text that leave all else as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pushstanza.linting import edits
from pushstanza.linting.rules.change import (
    Change,
    DropAttribute,
    Insert,
    MoveBehind,
    Remove,
    Rename,
    RenameAttribute,
    SetAttribute,
    SetText,
    Trim,
)
from pushstanza.reading.scan import scan

TEXT = """<iq a='1'>\r
  <x b="2" c='3'>\r
    <v> é </v>\r
    <w/>\r
  </x>\r
</iq>\r
"""


def changed(text, make):
    """Return *text* with the change made that *make* returns for its elements by name."""
    root = etree.fromstring(text.strip().encode())
    elements = {each.tag: each for each in root.iter("*")}
    places = dict(zip(root.iter("*"), scan(text).elements, strict=True))
    fix = edits.fix(Change("so", make(elements)), text, places.get, lambda offset: offset)
    if fix is None:
        return None
    for edit in reversed(fix.edits):
        text = text[: edit.offset] + edit.content + text[edit.end_offset :]
    etree.fromstring(text.strip().encode())
    return text


def _replaced(*pairs):
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(("make", "expected"), [
    (lambda e: (SetAttribute(e["x"], "b", "\"<'&"),), _replaced(('b="2"', "b=\"&quot;&lt;'&amp;\""))),
    (lambda e: (SetAttribute(e["x"], "d", "4"),), _replaced(("<x b", '<x d="4" b'))),
    (lambda e: (SetAttribute(e["w"], "d", "it's"),), _replaced(("<w/>", "<w d='it&apos;s'/>"))),
    (lambda e: (DropAttribute(e["x"], "c"),), _replaced((" c='3'", ""))),
    (lambda e: (RenameAttribute(e["x"], "c", "cc"),), _replaced(("c='3'", "cc='3'"))),
    (lambda e: (Rename(e["x"], "y"),), _replaced(("<x", "<y"), ("</x", "</y"))),
    (lambda e: (Rename(e["w"], "y"),), _replaced(("<w", "<y"))),
    (lambda e: (SetText(e["v"], "a<b"),), _replaced((" é ", "a&lt;b"))),
    (lambda e: (SetText(e["w"], "a"),), _replaced(("<w/>", "<w>a</w>"))),
    (lambda e: (Trim(e["v"]),), _replaced((" é ", "é"))),
    (lambda e: (Trim(e["x"]),), _replaced((" é ", "é"))),
    (lambda e: (Remove(e["w"]),), _replaced(("\r\n    <w/>", ""))),
    (lambda e: (Insert(e["x"], "<n/>"),), _replaced(("<w/>", "<w/>\r\n    <n/>"))),
    (lambda e: (Insert(e["x"], "<n/>", first=True),), _replaced(("c='3'>", "c='3'>\r\n    <n/>"))),
    (lambda e: (Insert(e["w"], "<n/>"),), _replaced(("<w/>", "<w><n/></w>"))),
    (lambda e: (MoveBehind(e["v"], e["w"]),), _replaced(("    <v> é </v>\r\n", ""), ("<w/>", "<w/>\r\n    <v> é </v>"))),
    (lambda e: (MoveBehind(e["w"], e["x"]),), _replaced(("\r\n    <w/>", ""), ("</x>", "</x>\r\n    <w/>"))),
    (lambda e: (Rename(e["x"], "y"), DropAttribute(e["x"], "b")), _replaced(("<x b=\"2\"", "<y"), ("</x", "</y"))),
])  # fmt: skip
def test_a_change_touches_nothing_else(make, expected):
    assert changed(TEXT, make) == expected


@pytest.mark.parametrize("make", [
    lambda e: (DropAttribute(e["x"], "zz"),),
    lambda _: (SetText(etree.Element("elsewhere"), "x"),),
    lambda e: (MoveBehind(e["x"], e["w"]),),
    lambda e: (Remove(e["x"]), Remove(e["w"])),
    lambda _: (),
])  # fmt: skip
def test_what_the_text_has_no_place_for_is_no_fix(make):
    assert changed(TEXT, make) is None


def test_what_stands_on_a_line_with_others_goes_alone():
    assert changed("<iq> <x/> </iq>", lambda e: (Remove(e["x"]),)) == "<iq>  </iq>"


@given(value=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_any_value_is_written_as_xml(value):
    value = value.replace("\ufffe", "").replace("\uffff", "")
    for text in ("<iq a='1'/>", '<iq a="1"/>', "<iq/>"):
        root = etree.fromstring(changed(text, lambda e: (SetAttribute(e["iq"], "a", value),)))
        assert root.get("a") == value
    root = etree.fromstring(changed("<iq>x</iq>", lambda e: (SetText(e["iq"], value),)))
    assert (root.text or "") == value


@pytest.mark.parametrize(("text", "make", "expected"), [
    ('<iq a="1"><x/></iq>', lambda e: SetAttribute(e["x"], "b", "2"), '<iq a="1"><x b="2"/></iq>'),
    ("<iq a='1'><x/></iq>", lambda e: SetAttribute(e["x"], "b", "2"), "<iq a='1'><x b='2'/></iq>"),
    ('<iq><x/><y a="1"/></iq>', lambda e: SetAttribute(e["x"], "b", "2"), '<iq><x b="2"/><y a="1"/></iq>'),
    ('<iq a="1"/>', lambda e: Insert(e["iq"], "<n c='a'>d='e'</n>"), '<iq a="1"><n c="a">d=\'e\'</n></iq>'),
    ("<iq a='1'/>", lambda e: Insert(e["iq"], '<n c="it\'s"/>'), "<iq a='1'><n c='it&apos;s'/></iq>"),
    ('<iq a="1"/>', lambda e: Insert(e["iq"], "<n c='say \"a\"'/>"), '<iq a="1"><n c="say &quot;a&quot;"/></iq>'),
])  # fmt: skip
def test_what_is_written_has_the_quotes_of_what_is_around_it(text, make, expected):
    assert changed(text, lambda e: (make(e),)) == expected
