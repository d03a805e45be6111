"""Stanzas that are written just as their models are have a fast reader: it agrees with the schemas."""

import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from test_schema import VALID, alone, mutants

import pushstanza as ps
from pushstanza.binding import XML_LANG, Model, attribute, declared, element
from pushstanza.reading import source, standard
from pushstanza.testing import models

TUTORIAL = sorted(Path(__file__).parent.glob("cases/tutorial/*.xml"))


def by_schemas(text, **arguments):
    """Return the outcome without the fast reader."""
    with mock.patch.multiple(standard, stanza=lambda *_: None, texts_in=lambda *_: None):
        return outcome(text, **arguments)


def outcome(data, **arguments):
    """Return the model of what is parsed, and all that can be seen of it; or the error."""
    try:
        model = ps.parse(data, **arguments)
    except ps.PushStanzaError as error:
        return type(error), str(error)
    return model, repr(model), ps.serialize(model)


def tree_of(text):
    """Return a text as a tree of the standard library."""
    return ET.fromstring(text)  # noqa: S314 - our own text


def in_stanza(root):
    """Return the text of an element, inside a message if it is no stanza."""
    text = etree.tostring(root, encoding="unicode", with_tail=False)
    if etree.QName(root).localname in {"iq", "message"}:
        return text
    return f"<message xmlns='jabber:client'>{text}</message>"


@pytest.mark.parametrize("path", TUTORIAL, ids=lambda path: path.stem)
def test_the_stanzas_of_the_tutorial_need_no_schema(path):
    text = path.read_text("utf-8")
    stanza, *_ = by_schemas(text)

    with mock.patch.object(source, "roots_of", side_effect=AssertionError("read by lxml")):
        assert ps.parse(text) == stanza
        assert ps.parse(text, validate=False) == stanza
        assert ps.parse_as(ps.Model, text) == stanza
        assert ps.serialize(text) == ps.serialize(stanza)


@pytest.mark.parametrize("cls", declared(), ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_what_a_model_writes_is_read_alike(cls, data):
    text = in_stanza(ps.to_lxml(data.draw(models(cls))))

    assert outcome(text) == by_schemas(text)
    assert outcome(tree_of(text)) == by_schemas(tree_of(text))


def change(given):
    """Yield functions that change one thing in an element, or around it."""
    for key in (*given.attrib, "x", "{urn:x}x"):
        yield lambda each, key=key: each.attrib.pop(key, None)
        for value in ("", "x", "1", " 1"):
            yield lambda each, key=key, value=value: each.set(key, value)
    for text in ("", " \n", "x", "\u00a0"):
        yield lambda each, text=text: setattr(each, "text", text)
        yield lambda each, text=text: setattr(each, "tail", text)
    if given.getparent() is not None:
        yield lambda each: each.addnext(deepcopy(each))
        yield lambda each: each.addprevious(each[-1] if len(each) else etree.Element("x"))
    yield lambda each: each.append(deepcopy(each))
    yield lambda each: each.insert(0, etree.Element("{urn:x}x"))
    yield lambda each: each.append(etree.Element(f"{{{etree.QName(each).namespace}}}x"))
    yield lambda each: each.append(etree.Element("{urn:xmpp:hints}store"))
    yield lambda each: each[:] and each.append(each[0])
    yield lambda each: each[:] and each.remove(each[0])
    yield lambda each: each[:] and each.remove(each[-1])


def is_read_fast(data):
    try:
        with mock.patch.object(source, "roots_of", side_effect=AssertionError):
            return ps.parse(data) is not None
    except AssertionError:
        return False


FAST = [
    path for path in (*VALID, *TUTORIAL) if is_read_fast(in_stanza(alone(path.read_text("utf-8"))))
]


def test_most_cases_are_read_fast():
    assert len(FAST) > 50


@pytest.mark.parametrize("path", FAST, ids=lambda path: path.stem)
def test_one_thing_that_is_different_is_read_alike(path):
    root = alone(path.read_text("utf-8"))
    for number, each in enumerate(root.iter("{*}*")):
        for make in [*change(each)][number % 2 :: 2]:  # the other half is made of other elements
            changed = deepcopy(root)
            make([*changed.iter("{*}*")][number])
            text = in_stanza(changed)
            assert outcome(text) == by_schemas(text), text
            tree = tree_of(text)
            assert outcome(tree) == by_schemas(tree), text


@given(root=mutants())
@settings(max_examples=300)
def test_a_damaged_tree_is_read_alike(root):
    text = in_stanza(root)

    assert outcome(text) == by_schemas(text)
    assert outcome(tree_of(text)) == by_schemas(tree_of(text))


class Word(str):
    """A text of another class."""

    __slots__ = ()


ODD = [1, None, b"x", [], Word("x"), "\x00", "\x01", "\ud800", "\ufffe", "\r", "\n", "x" * 50_000]


def odd_trees():
    """Yield trees of the standard library that no text holds."""
    for odd in ODD:
        for index in range(4):
            for place in ("tag", "text", "tail", "id", "var", "{urn:x}x"):
                root = tree_of(IN_FORM)
                element = [*root.iter()][index]
                if place in {"tag", "text", "tail"}:
                    setattr(element, place, odd)
                else:
                    element.set(place, odd)
                yield root
            root = tree_of(IN_FORM)
            [*root.iter()][index].set(odd if isinstance(odd, str) else Word("y"), "z")
            yield root
    for make in (ET.Comment, ET.ProcessingInstruction, lambda text: ET.Element("{u}x", x=text)):
        for index in range(4):
            root = tree_of(IN_FORM)
            [*root.iter()][index].append(make("x"))
            yield root
    for index in range(4):
        root = tree_of(IN_FORM)
        [*root.iter()][index].append(root)
        yield root
    yield ET.ElementTree(tree_of(IN_FORM))
    yield ET.ElementTree()


IN_FORM = (
    "<message xmlns='jabber:client' id='a'><x xmlns='jabber:x:data' type='submit'>"
    "<field var='a'><value>b</value></field></x></message>"
)


@pytest.mark.parametrize("tree", [*odd_trees()])
def test_an_odd_tree_is_read_alike(tree):
    assert outcome(tree) == by_schemas(tree)


def test_a_tree_is_read_without_another():
    root = tree_of(IN_FORM)
    kept = deepcopy(root)

    with mock.patch.object(source, "check_limits", side_effect=AssertionError("read by lxml")):
        assert ps.parse(root) == ps.parse(IN_FORM)
    assert ET.tostring(root) == ET.tostring(kept)


#: What the two parsers could read differently, or one of them refuse.
TOKENS = [
    *("&#13;", "&#10;", "&#0;", "&#x1F600;", "&#xFFFE;", "&#xD800;", "&amp;", "&x;", "&", "<", ">"),
    *("\r", "\r\n", "\t", "]]>", "\x00", "\x01", "\x7f", "\x85", "\ufffe", "\ufeff", "\u2028"),
    *("\u00a0", "\u3000", "é", "\U0001f600", "<a/>", "<b xmlns='u'/>", "</iq>", "'", '"', "}", ":"),
    *("<!-- c -->", "<?p?>", "<![CDATA[c]]>", "<!DOCTYPE iq>", "<?xml version='1.0'?>"),
    *(" xmlns:a='b c'", " xmlns:a=''", " xmlns:xml='u'", " xmlns:xmlns='u'", " xmlns:a='u}v'"),
    *(" xmlns='jabber:client'", " xmlns=''", " xml:lang='en'", " xml:lang='?'", " xml:space='x'"),
    *(" a:b='c'", " type='set'", " id='x'", " xmlns:é='u'", "<body>b</body>", "<body/>", "/", "="),
]


@st.composite
def damaged_texts(draw):
    """Draw the text of a valid case with some things put into it, or taken out."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.sampled_from([0, 0, 0, 1, 2, 10])))
        text = text[:at] + draw(st.sampled_from(["", *TOKENS])) + text[end:]
    return text


TEXTS = [path.read_text("utf-8").partition("-->")[2] or path.read_text("utf-8") for path in VALID]
TEXTS += [path.read_text("utf-8") for path in TUTORIAL]


@given(text=damaged_texts())
@settings(max_examples=500)
@example(text="<iq type='get' id='a' xmlns:a='b c'/>")
@example(
    text="<iq type='error' id='a'><error type='cancel'><conflict"
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>a</conflict></error></iq>"
)
def test_a_damaged_text_is_read_alike(text):
    assert outcome(text) == by_schemas(text)


MESSAGE = "<message><body>\u00e9</body></message>"


@pytest.mark.parametrize("make", [bytes, bytearray])
@pytest.mark.parametrize(
    "data",
    [
        *(path.read_bytes() for path in TUTORIAL),
        *(
            MESSAGE.encode(each)
            for each in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1")
        ),
        *(f"<?xml version='1.0' encoding='{each}'?>{MESSAGE}".encode() for each in ("UTF-8", "x")),
        *(b"<message/>\xff", b"", b"<message/>\x00", b"\xed\xa0\x80<message/>"),
    ],
    ids=lambda data: repr(data[:12] + data[-12:]),
)
def test_bytes_are_read_as_their_text(data, make):
    assert outcome(make(data)) == by_schemas(make(data))


#: What an element could leave behind for those that are read after it.
BETWEEN = [
    *(
        "<message/>",
        " <message/>\n",
        "<message/>x",
        "<message/>&lt;",
        "<message/>&x;",
        "x<message/>",
    ),
    *(
        "<message>",
        "<message",
        "<message id='",
        "<message/><",
        "</message>",
        "<message></body>",
        "<",
    ),
    *("<message/><end>", "<message/><end/>", "<end/>", "</stream>", "<message/></stream>"),
    *("<message/></stream><stream>", "<message/><message/>", "<message/>]]", "<message/>]]>"),
    *("<message><body>b</body><end/></message>", "<message xmlns='u'/>", "<message><x/></message>"),
    *("<message><body>\ud800</body></message>", "<message/>\u00a0", "\u2003<message/>", ""),
    *("<message>" + "<x>" * 150 + "</x>" * 150 + "</message>", "<message/><!--", "<message/><?"),
]


@given(texts=st.lists(st.sampled_from(BETWEEN) | st.sampled_from(TEXTS), max_size=300))
@settings(max_examples=30)
@example(texts=BETWEEN)
@example(texts=[f"<message id='{number}'><a{number}/></message>" for number in range(300)])
def test_what_was_read_before_makes_no_difference(texts):
    expected = {text: by_schemas(text) for text in texts}

    assert [outcome(text) for text in texts] == [expected[text] for text in texts]
    assert is_read_fast(TUTORIAL[0].read_bytes())


def test_threads_read_at_the_same_time():
    texts = [
        f"<message id='{number}'><body>{number}</body></message>" + "<" * (number % 7 == 0)
        for number in range(2000)
    ]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(outcome, texts))

    assert found == [by_schemas(text) for text in texts]


@element("urn:example:exact", "greeting")
class Greeting(Model):
    """Of another program, which takes any text for the language."""

    lang: str | None = attribute(name=XML_LANG, default=None)


@pytest.mark.parametrize("language", ["en", "?"])
def test_what_others_declare_is_validated(language):
    text = f"<message><greeting xmlns='urn:example:exact' xml:lang='{language}'/></message>"

    assert outcome(text) == by_schemas(text)
    assert (outcome(text)[0] is ps.ValidationError) == (language == "?")


@pytest.mark.parametrize("more", ["", " x='1'", " x='1' y='2'"])
def test_several_values_are_read_alike(more):
    values = f"<value>1</value><value{more}>2</value><value>3</value>"
    form = f"<x xmlns='jabber:x:data' type='submit'><field var='a'>{values}</field></x>"
    text = f"<message>{form}</message>"

    assert outcome(text) == by_schemas(text)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        ({"size": 40}, "<message><body>a body that is too long</body></message>"),
        ({"depth": 1}, "<message><body>b</body></message>"),
        ({"elements": 1}, "<message><body>b</body></message>"),
        ({"children": 1}, "<message><subject>b</subject><body>b</body></message>"),
        ({"attributes": 1}, "<message to='a' from='b'><body>b</body></message>"),
    ],
    ids=str,
)
def test_limits_hold(limit, text):
    limits = ps.Limits(**limit)
    found = outcome(text, limits=limits)

    assert found == by_schemas(text, limits=limits)
    tree = tree_of(text)
    assert outcome(tree, limits=limits) == by_schemas(tree, limits=limits)
    assert found[0] is ps.LimitError
    assert ps.parse(text).body is not None
