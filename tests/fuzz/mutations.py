"""Inputs for the fuzzer: the cases, changed at random, with secrets planted in them."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

CASES = Path(__file__).parents[1] / "cases"

#: Secrets that no output may show whole.
SECRETS = (
    "c0ffee5ec7e7c0ffee5ec7e7c0ffee5ec7e7c0ffee5ec7e7c0ffee5ec7e7c0ff",
    "dQw4w9WgXcQ:APA91bHun_t3r-Zz4hKq0fYx7n2mP5vW8sT1uR6oL3iJ9kG0eB4cD7aF2xN5zM8yV1tQ6wS3rU",
)

#: Longer seeds take long to read and find no more.
LONGEST = 4_000

#: Pieces that mean something to one of the readers.
WORDS = (
    *("<", ">", "</", "/>", "'", '"', "=", "&", "&amp;", "&#0;", "&#x10FFFF;", "&x;", "<!--", "-->", "--"),
    *("<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "xmlns", " xmlns='", "xmlns:p='a'"),
    *("urn:xmpp:push:0", "jabber:x:data", "http://jabber.org/protocol/pubsub", "jabber:client", "}", "{"),
    *("<iq type='set' id='1'>", "</iq>", "<message>", "<x/>", "<enable jid='a.b' node='n'/>", "<value>"),
    *("<field var='secret'>", "<field var='FORM_TYPE'>", "<error type='cancel'>", "</message>", "node='"),
    *("\0", "\x1b[31m", "\x07", "\x7f", "\x85", "\x9b", "\ufeff", "\ufffd", "\ufffe", "\u2028", "\u202e"),
    *("\u200e", "\u061c", "\ud800", "\U0001f600", "\u0301", "\r", "\n", "\r\n", "\t", " ", "\u00a0", "\\"),
    *("::error file=a::b", "##[error]a", "##vso[a]", "```xml\n", "```\n", "# pushstanza: ignore\n", "`", "~~~"),
    *('{"aps":', '{"a":1}', "[", "]", "null", "1e999", "-0", '\\u0000', '\\"', "\\ud800", "{{a}}", "${a}", "%s"),
    *("<!-- pushstanza: disable=PS101 -->", "2024-11-13 21:39:22 [debug] ", "RECV: ", "SENT: ", "BadDeviceToken"),
    *("f'", 'r"""', "'''", "//", "/*", "*/", "R\"(", "<<EOT\n", "…", "...", "a@b/c", "@", "/", "..", "xn--a", "ß"),
    *("[server]\n", "[[step]]\n", "name = ", "9" * 30, "-1", "true", "0x" + "f" * 40, "a." * 40),
)  # fmt: skip


def seeds() -> dict[str, str]:
    """Return the cases that are short enough, by their paths."""
    found: dict[str, str] = {}
    for path in sorted(CASES.rglob("*")):
        if path.is_file() and path.stat().st_size < 60_000:
            found[path.relative_to(CASES).as_posix()] = path.read_bytes().decode("utf-8", "replace")
    return found


def planted(text: str, random: Random) -> str:
    """Return *text* with secrets in some of its places."""
    for secret in SECRETS:
        if random.random() < 0.5:
            text = _replaced(text, _stretch(text, random), secret)
    return text


def mutated(seeds: Sequence[str], random: Random) -> str:
    """Return one of *seeds*, changed here and there."""
    text = random.choice(seeds)
    if len(text) > LONGEST:
        start = random.randrange(len(text) - LONGEST)
        text = text[start : start + LONGEST]
    for _ in range(random.choice((1, 1, 2, 3, 5, 9))):
        text = random.choice(_CHANGES)(text, seeds, random)
    return planted(text, random)[: 2 * LONGEST]


def _stretch(text: str, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(text))
    return start, min(len(text), start + random.choice((0, 0, 1, 2, 5, 20, 100)))


def _replaced(text: str, stretch: tuple[int, int], content: str) -> str:
    return text[: stretch[0]] + content + text[stretch[1] :]


def _delete(text: str, _seeds: Sequence[str], random: Random) -> str:
    return _replaced(text, _stretch(text, random), "")


def _insert(text: str, _seeds: Sequence[str], random: Random) -> str:
    word = random.choice(WORDS) * random.choice((1, 1, 1, 2, 40))
    return _replaced(text, _stretch(text, random), word)


def _repeat(text: str, _seeds: Sequence[str], random: Random) -> str:
    start, end = _stretch(text, random)
    return _replaced(text, (start, end), text[start:end] * random.choice((2, 3, 10)))


def _move(text: str, _seeds: Sequence[str], random: Random) -> str:
    start, end = _stretch(text, random)
    rest = text[:start] + text[end:]
    place = random.randint(0, len(rest))
    return _replaced(rest, (place, place), text[start:end])


def _splice(text: str, seeds: Sequence[str], random: Random) -> str:
    other = random.choice(seeds)
    start = random.randint(0, len(other))
    return _replaced(text, _stretch(text, random), other[start : start + random.randint(1, 300)])


def _flip(text: str, _seeds: Sequence[str], random: Random) -> str:
    if not text:
        return text
    place = random.randrange(len(text))
    odd = chr(ord(text[place]) ^ 1 << random.randrange(7))
    return _replaced(text, (place, place + 1), odd)


def _cut(text: str, _seeds: Sequence[str], random: Random) -> str:
    return text[: random.randint(0, len(text))]


_CHANGES = (_delete, _insert, _insert, _insert, _repeat, _move, _splice, _flip, _flip, _cut)
