"""JIDs: what RFC 7622 accepts, refuses and holds to be equal."""

# ruff: noqa: RUF001 - letters that look alike are what is tested

import copy
import pickle
import subprocess
import sys
import unicodedata
from contextlib import nullcontext
from functools import partial
from ipaddress import IPv6Address

import attrs
import idna
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from precis_i18n import get_profile

from pushstanza.diagnostics import PushStanzaError
from pushstanza.jid import Jid, JidError

# fmt: off
# Table 1 of RFC 7622, section 3.5, and what else servers meet: text, local, domain, resource.
VALID = [
    ("juliet@example.com",           "juliet",       "example.com",     None),
    ("juliet@example.com/foo",       "juliet",       "example.com",     "foo"),
    ("juliet@example.com/foo bar",   "juliet",       "example.com",     "foo bar"),
    ("juliet@example.com/foo@bar",   "juliet",       "example.com",     "foo@bar"),
    (r"foo\20bar@example.com",       r"foo\20bar",   "example.com",     None),
    ("fussball@example.com",         "fussball",     "example.com",     None),
    ("fußball@example.com",          "fußball",      "example.com",     None),
    ("π@example.com",                "π",            "example.com",     None),
    ("Σ@example.com/foo",            "σ",            "example.com",     "foo"),
    ("σ@example.com/foo",            "σ",            "example.com",     "foo"),
    ("ς@example.com/foo",            "ς",            "example.com",     "foo"),
    ("king@example.com/♚",           "king",         "example.com",     "♚"),
    ("example.com",                  None,           "example.com",     None),
    ("example.com/foobar",           None,           "example.com",     "foobar"),
    ("a.example.com/b@example.net",  None,           "a.example.com",   "b@example.net"),
    # Example 18 is among the invalid ones, but OpaqueString lets spaces lead: erratum 4560.
    ("juliet@example.com/ foo",      "juliet",       "example.com",     " foo"),
    # Hosts.
    ("localhost",                    None,           "localhost",       None),
    ("pubsub.mypubsub.com",          None,           "pubsub.mypubsub.com", None),
    ("muclight.localhost",           None,           "muclight.localhost", None),
    ("Pubsub.Example.COM",           None,           "pubsub.example.com", None),
    ("example.com.",                 None,           "example.com",     None),
    ("a@example.com./b",             "a",            "example.com",     "b"),
    ("127.0.0.1",                    None,           "127.0.0.1",       None),
    ("a@127.0.0.1/b",                "a",            "127.0.0.1",       "b"),
    ("[::1]",                        None,           "[::1]",           None),
    ("a@[2001:DB8::1]/b",            "a",            "[2001:db8::1]",   "b"),
    ("[::ffff:192.0.2.1]",           None,           "[::ffff:192.0.2.1]", None),
    ("1.2.3",                        None,           "1.2.3",           None),
    ("a-b--c.example",               None,           "a-b--c.example",  None),
    ("bücher.example",               None,           "bücher.example",  None),
    ("BÜCHER.example",               None,           "bücher.example",  None),
    ("bu\u0308cher.example",         None,           "bücher.example",  None),
    ("xn--bcher-kva.example",        None,           "bücher.example",  None),
    ("XN--BCHER-KVA.example",        None,           "bücher.example",  None),
    ("ｅｘａｍｐｌｅ．ｃｏｍ",       None,           "example.com",     None),
    ("ｶﾞ.example",                   None,           "ガ.example",      None),
    ("straße.example",               None,           "straße.example",  None),
    ("ΝΊΚΟΣ.example",                None,           "νίκος.example",   None),
    ("ᎠᎡ.example",                   None,           "ᎠᎡ.example",      None),
    ("مثال.example",                 None,           "مثال.example",    None),
    # Local parts.
    ("Juliet@example.com",           "juliet",       "example.com",     None),
    ("Ｊuliet@example.com",          "juliet",       "example.com",     None),
    ("e\u0301@example.com",          "é",            "example.com",     None),
    ("col·lega@example.com",         "col·lega",     "example.com",     None),
    ("שלום@example.com",             "שלום",         "example.com",     None),
    ("!#$%()*+,-.;=?[]^_`{|}~@a",    "!#$%()*+,-.;=?[]^_`{|}~", "a",   None),
    # Resources.
    ("a@b//c",                       "a",            "b",               "/c"),
    ("a@b/C\u00a0d\u3000e",          "a",            "b",               "C d e"),
    ("a@b/Ⅳ e\u0301",                "a",            "b",               "Ⅳ é"),
    ("a@b/\"&':<>",                  "a",            "b",               "\"&':<>"),
]

# Table 2, and what else goes wrong: text, part, and words that the reason has.
INVALID = [
    ('"juliet"@example.com',         "local",    "'\"' (U+0022 QUOTATION MARK) (RFC 7622"),
    ("foo bar@example.com",          "local",    "' ' (U+0020 SPACE), a space"),
    ("@example.com/",                "local",    "empty"),
    ("@example.com",                 "local",    "empty"),
    ("juliet@example.com/",          "resource", "empty"),
    ("henryⅣ@example.com",           "local",    "(U+2163 ROMAN NUMERAL FOUR), a compatibility"),
    ("♚@example.com",                "local",    "(U+265A BLACK CHESS KING), a symbol"),
    ("juliet@",                      "domain",   "empty"),
    ("/foobar",                      "domain",   "empty"),
    ("",                             "domain",   "empty"),
    ("@",                            "local",    "empty"),
    ("/",                            "domain",   "empty"),
    # Hosts.
    (".",                            "domain",   "empty"),
    ("..",                           "domain",   "empty label"),
    ("a..b",                         "domain",   "empty label"),
    (".example.com",                 "domain",   "empty label"),
    ("example.com..",                "domain",   "empty label"),
    ("a@b@c",                        "domain",   "'@' (U+0040 COMMERCIAL AT): use letters"),
    ("a@@b",                         "domain",   "'@' (U+0040 COMMERCIAL AT)"),
    ("push_service.example.com",     "domain",   "'_' (U+005F LOW LINE)"),
    ("localhost:5222",               "domain",   "':' (U+003A COLON)"),
    ("a@example.com ",               "domain",   "' ' (U+0020 SPACE)"),
    ("b ü.example",                  "domain",   "' ' (U+0020 SPACE)"),
    ("\nexample.com",                "domain",   "'\\n' (U+000A)"),
    ("ex*mple.com\n",                "domain",   "'*' (U+002A ASTERISK)"),
    ("-a.example",                   "domain",   "'-a', which is invalid in IDNA2008"),
    ("a-.example",                   "domain",   "'a-', which is invalid in IDNA2008"),
    ("ab--c.example",                "domain",   "'ab--c', which is invalid in IDNA2008"),
    ("xn--a.example",                "domain",   "'xn--a', which is invalid in IDNA2008"),
    ("♚.example",                    "domain",   "'♚', which is invalid in IDNA2008"),
    ("Ⅳ.example",                    "domain",   "'Ⅳ', which is invalid in IDNA2008"),
    ("a。b",                         "domain",   "'a。b', which is invalid in IDNA2008"),
    ("x" * 64,                       "domain",   "invalid in IDNA2008: Label too long"),
    ("[::1",                         "domain",   "IPv6"),
    ("[]",                           "domain",   "IPv6"),
    ("[1.2.3.4]",                    "domain",   "IPv6"),
    ("[::1]x",                       "domain",   "IPv6"),
    ("[fe80::1%25eth0]",             "domain",   "IPv6"),
    ("[fe80::1%eth0]",               "domain",   "IPv6"),
    ("::1",                          "domain",   "':' (U+003A COLON)"),
    # Local parts, one for each reason that PRECIS has.
    ("a&b@example.com",              "local",    "'&'"),
    ("a'b@example.com",              "local",    "\"'\""),
    ("a:b@example.com",              "local",    "':'"),
    ("<a@example.com",               "local",    "'<'"),
    ("a>@example.com",               "local",    "'>'"),
    ("a＠b@example.com",             "local",    "'@'"),
    ("a／b@example.com",             "local",    "'/'"),
    ("a\tb@example.com",             "local",    "'\\t' (U+0009), a control character"),
    ("a\u3031@example.com",          "local",    "an exception of PRECIS"),
    ("a\u1100@example.com",          "local",    "a conjoining Hangul jamo"),
    ("a\u2028@example.com",          "local",    "not a letter, digit, symbol or space"),
    ("\ud800@example.com",           "local",    "(U+D800), which is not a letter"),
    ("½²①\u0488@example.com",        "local",    "a compatibility form"),
    ("a\u0488@example.com",          "local",    "a letter or number of a category that PRECIS excludes"),
    ("a\u200b@example.com",          "local",    "(U+200B ZERO WIDTH SPACE), an invisible character"),
    ("«a»@example.com",              "local",    "a punctuation mark"),
    ("a\u0378@example.com",          "local",    "(U+0378), an unassigned code point"),
    ("a·b@example.com",              "local",    "in certain contexts only"),
    ("שa@example.com",               "local",    "Bidi Rule"),
    # Resources.
    ("a@b/c\x7f",                    "resource", "a control character"),
    ("a@b/c\n",                      "resource", "a control character"),
    ("a@b/\ufeff",                   "resource", "an invisible character"),
    ("a@b/\ue000",                   "resource", "which is not a letter"),
]

EQUAL = [
    ("Juliet@Example.COM/Balcony",   "juliet@example.com/Balcony"),
    ("example.com.",                 "example.com"),
    ("xn--bcher-kva.example",        "Bücher.example"),
    ("ｂｕecher.example",            "buecher.example"),
    ("a@b/c\u00a0d",                 "a@b/c d"),
]

UNEQUAL = [
    ("fußball@example.com",          "fussball@example.com"),
    ("straße.example",               "strasse.example"),
    ("ς@example.com",                "σ@example.com"),
    ("a@b/c",                        "a@b/C"),
    ("a@b",                          "a@b/c"),
    ("a@b",                          "b"),
    ("b/a",                          "a@b"),
    ("a@@B",                         "a@@b"),
    ("a@@b",                         "a@b"),
    ("[::1]",                        "[0:0:0:0:0:0:0:1]"),
]
# fmt: on

# The longest of each part, in text that takes all kinds of paths; one octet more is too much.
LONGEST = [
    ("local", "{}@example.com", "a" * 1023),
    ("local", "{}@example.com", "é" * 511 + "a"),
    ("resource", "example.com/{}", "a" * 1023),
    ("resource", "example.com/{}", "♚" * 341),
    ("domain", "{}", ".".join(["a" * 63] * 3 + ["a" * 61])),
    ("domain", "a@{}./b", ".".join(["a" * 63] * 3 + ["a" * 61])),
    ("domain", "{}", ".".join(["ü" + "a" * 55] * 3 + ["a" * 61])),
]

# What only a valid JID can answer.
QUESTIONS = ["local", "domain", "resource", "bare", "is_bare", "is_domain", "normalized"]

# What a local part must not hold, and what it may hold though it is neither letter nor digit.
EXCLUDED = set("\"&'/:<>@")
SPELLINGS = [str, str.upper, str.lower, str.title, partial(unicodedata.normalize, "NFKC")]
SIGNS = "!#$%()*+,-.;=?[]^_`{|}~"
ANY = st.text() | st.text(
    'aZ0@/.:-_[] "ßΣ\u0345ｱＡ．＠♚\u05d0\u0660\u200d·\ud800\U0001f600', max_size=12
)


@st.composite
def ascii_texts(draw: st.DrawFn) -> str:
    """Return texts that are ASCII and near enough to a JID."""
    letters = st.sampled_from("abcXYZ019")
    locals_ = st.text(letters | st.sampled_from(SIGNS), max_size=6) | st.text(
        st.characters(max_codepoint=127), max_size=3
    )
    label = st.text(letters | st.just("-"), max_size=6) | st.sampled_from(
        ["xn--bcher-kva", "XN--bcher-KVA", "xn--a", "a" * 63, "a" * 64, "_x", "a b"]
    )
    text = ".".join(draw(st.lists(label, min_size=1, max_size=5)))
    if draw(st.booleans()):
        text = f"{draw(locals_)}@{text}"
    if draw(st.booleans()):
        text += "."
    if draw(st.booleans()):
        text += "/" + draw(st.text(st.characters(max_codepoint=127), max_size=6))
    return text


@st.composite
def jid_texts(draw: st.DrawFn) -> str:
    """Return texts that are JIDs in many scripts and spellings, or nearly."""
    label = st.sampled_from(
        ["a", "Z-9", "ßΣ", "νς", "Ü", "XN--BCHER-KVA", "ｱﾞＡ", "ᎠᎡ", "שלום", "١"]
    )
    local = st.none() | st.text("aZ9.ßΣς\u0345e\u0301πＪᎠ_שⅣ", min_size=1, max_size=6)
    resource = st.none() | st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=6)
    domain = ".".join(draw(st.lists(label, min_size=1, max_size=3)))
    before, after = draw(local), draw(resource)
    return (
        ("" if before is None else f"{before}@")
        + domain
        + draw(st.sampled_from(["", "."]))
        + ("" if after is None else f"/{after}")
    )


def by_libraries(text: str) -> tuple[str | None, str, str | None]:
    """Return the parts as the libraries have them, with nothing between."""
    bare, slash, resource = text.partition("/")
    local, at, domain = bare.partition("@") if "@" in bare else ("", "", bare)
    labels = domain.removesuffix(".").split(".")
    parts = (
        get_profile("UsernameCaseMapped").enforce(local) if at else None,
        ".".join(idna.ulabel(idna.alabel(label)) for label in labels),
        get_profile("OpaqueString").enforce(resource) if slash else None,
    )
    lengths = [len(part.encode()) for part in parts if part is not None]
    if max(lengths) > 1023 or len(domain.removesuffix(".")) > 253 or set(parts[0] or "") & EXCLUDED:
        raise ValueError(text)
    return parts


@pytest.mark.parametrize(("text", "local", "domain", "resource"), VALID)
def test_valid(text, local, domain, resource):
    """The parts of a valid text are normalised, and the text stays as it was written."""
    jid = Jid(text)

    assert (jid.local, jid.domain, jid.resource) == (local, domain, resource)
    assert jid.is_valid
    assert jid.problem is None
    assert str(jid) == text
    assert repr(jid) == f"Jid({text!r})"
    assert jid.is_bare == (resource is None)
    assert jid.is_domain == (local is None and resource is None)
    assert jid == Jid.parse(text) == Jid.unchecked(text) == Jid.of(local, domain, resource)


@pytest.mark.parametrize(("text", "part", "words"), INVALID)
def test_invalid(text, part, words):
    """What is not valid is refused with the part and the reason, or held unchecked."""
    jid = Jid.unchecked(text)

    with pytest.raises(JidError) as caught:
        Jid(text)

    error = caught.value
    assert (error.text, error.part) == (text, part)
    assert words in str(error)
    assert str(error).startswith(f"the {part} part of {text!r} ")
    assert str(jid) == text
    assert not jid.is_valid
    assert jid.problem == str(error)
    assert repr(jid) == f"Jid.unchecked({text!r})"


@pytest.mark.parametrize("question", QUESTIONS)
def test_invalid_has_no_parts(question):
    """A question for the parts of what has none is answered with the error, each time."""
    jid = Jid.unchecked("a@@b/c")

    for _ in range(2):
        with pytest.raises(JidError, match=r"^the domain part of 'a@@b/c' must not"):
            getattr(jid, question)


@pytest.mark.parametrize(("part", "form", "longest"), LONGEST)
def test_longest(part, form, longest):
    """A part may be as long as the RFC says, and no longer."""
    assert Jid(form.format(longest)).is_valid

    with pytest.raises(JidError, match=r"must not be longer than \d+ octets") as caught:
        Jid(form.format(longest + "a"))

    assert caught.value.part == part


def test_octets_are_counted_after_the_mapping():
    """What the mapping shortens may be longer before."""
    assert Jid("ａ" * 1023 + "@example.com").local == "a" * 1023
    assert Jid("example.com/" + "e\u0301" * 511).resource == "é" * 511


def test_long_text_is_cut_in_the_sentence():
    """A sentence does not repeat a text of a megabyte, and is not slow about it."""
    error = JidError("x" * 81, "local", "is wrong")

    assert str(error) == f"the local part of '{'x' * 79}…' is wrong"
    assert len(Jid.unchecked("ü" * 1_000_000 + "@example.com").problem) < 200
    assert len(Jid.unchecked("ü." * 500_000).problem) < 200
    assert len(Jid.unchecked("a/" + "\ud800" * 1_000_000).problem) < 1000


def test_error_belongs_to_the_library():
    """An error is caught as the library's, as a value's, and survives a pickle."""
    error = JidError("a@@b", "domain", "is wrong")

    assert isinstance(error, PushStanzaError)
    assert isinstance(error, ValueError)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(again), again.text, again.part) == (str(error), "a@@b", "domain")


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal(one, other):
    """Two spellings of one address are equal, and count once."""
    assert Jid(one) == Jid(other)
    assert hash(Jid(one)) == hash(Jid(other))
    assert Jid(one).normalized == Jid(other).normalized
    assert str(Jid(one)) != str(Jid(other))


@pytest.mark.parametrize(("one", "other"), UNEQUAL)
def test_unequal(one, other):
    """Two addresses are not equal, though they look alike."""
    assert Jid.unchecked(one) != Jid.unchecked(other)


@pytest.mark.parametrize("text", ["a@b", "a@@b"])
def test_no_text(text):
    """A JID is not equal to its text."""
    assert Jid.unchecked(text) != text
    assert Jid.unchecked(text) == Jid.unchecked(text)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("Juliet", "Example.com.", "Balcony"), "Juliet@Example.com./Balcony"),
        (("a", "b", None), "a@b"),
        ((None, "b", "c@d/e"), "b/c@d/e"),
        ((None, "[::1]", None), "[::1]"),
    ],
)
def test_of(parts, text):
    """Parts make the text, as they were written, and what the text would make."""
    assert str(Jid.of(*parts)) == text
    assert Jid.of(*parts) == Jid(text)
    assert Jid.of(*parts).normalized == Jid(text).normalized


def test_of_needs_no_resource():
    """The resource may be left out."""
    assert Jid.of("a", "b") == Jid("a@b")


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        (("a/b", "c", None), "local"),
        (("a@b", "c", None), "local"),
        (("", "c", None), "local"),
        ((None, "a@b", None), "domain"),
        ((None, "b/c", None), "domain"),
        (("a", "", None), "domain"),
        (("a", "b", ""), "resource"),
    ],
)
def test_of_refuses(parts, part):
    """A part that would be read as another is refused."""
    with pytest.raises(JidError) as caught:
        Jid.of(*parts)

    assert caught.value.part == part


def test_bare():
    """The bare JID keeps how it was written."""
    jid = Jid("Juliet@Example.com/a/b")

    assert str(jid.bare) == "Juliet@Example.com"
    assert jid.bare == Jid("juliet@example.com")
    assert jid.bare.is_bare
    assert not jid.is_bare
    assert jid.normalized == "juliet@example.com/a/b"


@pytest.mark.parametrize("name", ["local", "domain", "text", "_text", "_parts", "other"])
def test_immutable(name):
    """Nothing of a JID can be set or deleted."""
    jid = Jid("a@b")

    with pytest.raises(AttributeError):
        setattr(jid, name, "c")
    with pytest.raises(AttributeError):
        delattr(jid, name)

    assert jid == Jid("a@b")
    assert not hasattr(jid, "__dict__")


@pytest.mark.parametrize("text", ["A@b/c", "a@@b"])
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda jid: pickle.loads(pickle.dumps(jid))],  # noqa: S301
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies(again, text):
    """A copy is equal, and written alike."""
    jid = Jid.unchecked(text)

    assert again(jid) == jid
    assert str(again(jid)) == text


def test_field():
    """A JID is a field of a frozen class like any other value."""

    @attrs.frozen
    class Enable:
        jid: Jid

    assert Enable(Jid("a@B")) == Enable(Jid("A@b"))
    assert hash(Enable(Jid("a@B"))) == hash(Enable(Jid("A@b")))
    assert repr(Enable(Jid("a@b"))).endswith("Enable(jid=Jid('a@b'))")


def test_common_text_needs_no_library():
    """Neither the import nor a common JID loads a library of Unicode."""
    common = "localhost", "Pubsub.Example.COM", "a.b-c@d.example/R 1", "127.0.0.1", "a.b."
    script = (
        "import sys; from pushstanza.jid import Jid\n"
        f"assert all(Jid(text).is_valid for text in {common})\n"
        "print(*{'idna', 'precis_i18n'} & set(sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""


@settings(deadline=None)
@given(ascii_texts())
@example("a@" + ".".join(["a" * 63] * 4))
@example("a" * 1024 + "@b")
@example("A--@B--c/ ~ ")
def test_ascii_is_as_the_libraries_have_it(text):
    """The short way for common text and the libraries agree."""
    jid = Jid.unchecked(text)

    try:
        parts = by_libraries(text)
    except ValueError:
        assert not jid.is_valid
    else:
        assert (jid.local, jid.domain, jid.resource) == parts


@settings(deadline=None)
@given(st.text("0123456789abcdefABCDEF:.", max_size=40) | st.ip_addresses(v=6).map(str))
@example("::1")
def test_ipv6_is_as_the_library_has_it(address):
    """An address in brackets is valid where Python says it is one."""
    try:
        IPv6Address(address)
    except ValueError:
        assert not Jid.unchecked(f"[{address}]").is_valid
    else:
        assert Jid(f"a@[{address}]").domain == f"[{address.lower()}]"


@settings(deadline=None)
@given(ANY)
def test_any_text_can_be_held(text):
    """Any text can be held, shown, hashed and compared; only its parts may be missing."""
    jid = Jid.unchecked(text)

    assert str(jid) == text
    assert eval(repr(jid), {"Jid": Jid}) == jid  # noqa: S307
    assert hash(jid) == hash(Jid.unchecked(text))
    assert jid == Jid.unchecked(text)
    assert jid.is_valid == (jid.problem is None)
    for question in QUESTIONS:
        with nullcontext() if jid.is_valid else pytest.raises(JidError):
            getattr(jid, question)


@settings(deadline=None)
@given(jid_texts() | ascii_texts() | ANY)
def test_normalized_is_stable(text):
    """What is normalised is a JID, equal to the original, and stays as it is."""
    jid = Jid.unchecked(text)
    assume(jid.is_valid)

    again = Jid(jid.normalized)

    assert again == jid
    assert hash(again) == hash(jid)
    assert again.normalized == str(again)
    assert (again.local, again.domain, again.resource) == (jid.local, jid.domain, jid.resource)


@settings(deadline=None)
@given(jid_texts() | ascii_texts())
def test_bare_of_bare(text):
    """A bare JID is its own, and is what its text says."""
    jid = Jid.unchecked(text)
    assume(jid.is_valid)

    bare = jid.bare

    assert bare.is_bare
    assert bare.bare == bare == Jid(str(bare))
    assert (bare.local, bare.domain) == (jid.local, jid.domain)


@settings(deadline=None)
@given(ANY | st.none(), ANY, ANY | st.none())
def test_parts_are_read_again(local, domain, resource):
    """What parts make is read as the same parts, or they are refused."""
    try:
        jid = Jid.of(local, domain, resource)
    except JidError:
        return

    again = Jid(str(jid))
    assert (again.local, again.domain, again.resource) == (jid.local, jid.domain, jid.resource)
    assert (jid.local is None, jid.resource is None) == (local is None, resource is None)


@settings(deadline=None)
@given(jid_texts() | ascii_texts() | ANY, st.sampled_from(SPELLINGS))
def test_equal_means_equal_hash(text, spell):
    """Two that are equal have one hash and one normal form, and are equal either way round."""
    one, other = Jid.unchecked(text), Jid.unchecked(spell(text))

    assert (one == other) == (other == one)
    assert one != other or hash(one) == hash(other)
    assert (one == other) == (normal(one) == normal(other))


def normal(jid: Jid) -> tuple[bool, str]:
    """Return what two equal JIDs share."""
    return jid.is_valid, jid.normalized if jid.is_valid else str(jid)


def test_a_jid_is_formatted_as_its_text():
    assert f"{Jid('a@example.com'):<15}|" == "a@example.com  |"
