"""Where stanzas stand in every file of the cases, whole and damaged, as a list that every change changes.

``python -m tests.test_segments_of_cases`` writes the list anew; what is in it is read by people, and
of a damaged file it has the places, and a checksum of the text.
"""

import random
import zlib
from pathlib import Path

import pytest

from pushstanza.reading.extract import is_example, is_source, kind_of, segments, stretches
from pushstanza.reading.finder import stanzas

HERE = Path(__file__).parent
LIST = HERE / "data" / "segments.txt"
FOLDERS = ("code", "explain", "extract", "harmless", "hostile", "json", "logs", "tutorial")
FILES = [
    path for folder in FOLDERS for path in sorted((HERE / "cases" / folder).rglob("*")) if path.is_file()
]  # fmt: skip

#: What is damaged: an end of a literal, of an escape, of markup, of a list.
SIGNS = "\"'`\\<>{}[]()&;#%$/*-=|\n"
DAMAGES = 8


def name_of(path):
    """Return the name that a file has outside of this repository."""
    return path.name.removesuffix(".txt") if path.parent.name == "code" else path.name


def damaged(text, seed):
    """Yield a text with one sign cut off with all that follows it, left out, doubled or replaced."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    places = [index for index, sign in enumerate(text) if sign in SIGNS]
    for number in range(DAMAGES if places else 0):
        at = chance.choice(places)
        match number % 4:
            case 0:
                yield f"until {at}", text[:at]
            case 1:
                yield f"without {at}", text[:at] + text[at + 1 :]
            case 2:
                yield f"{at} twice", text[:at] + text[at] + text[at:]
            case 3:
                sign = chance.choice(SIGNS)
                yield f"{at} is {sign!r}", text[:at] + sign + text[at + 1 :]


def found(text, kind, name):
    """Yield each segment and each stretch of JSON: where it is in the source, and what it is."""
    for letter, segment in [
        *(("s", each) for each in segments(text, kind, name)),
        *(("j", each) for each, _ in stretches(text, kind, name)),
    ]:
        end = len(segment.text)
        flags = "".join(
            flag
            for flag, is_set in (
                ("v", segment.is_verbatim), ("c", segment.is_code), ("x", segment.expects_findings),
            )
            if is_set
        )  # fmt: skip
        cut = "" if segment.cut is None else f" cut {segment.source_offset(segment.cut)}"
        held = [
            f" {segment.source_offset(each.start)}-{segment.source_end(each.end)}"
            for each in stanzas(segment.text[: segment.cut])
            if letter == "s"
        ]
        place = f"{segment.source_offset(0)}-{segment.source_end(end)}"
        yield f"{letter}{flags} {place}{cut}:{''.join(held)}", segment.text


def lines_of(path):
    """Yield what is found in a file, and in each damaged form of it."""
    name = name_of(path)
    text = path.read_bytes().decode(errors="replace")
    kind = kind_of(name, text)
    flags = f"{' source' * is_source(name)}{' example' * is_example(name, kind)}"
    yield f"{path.parent.name}/{path.name}: {kind}{flags}"
    for line, held in found(text, kind, name):
        yield f"  {line} {held[:24]!r} to {held[-24:]!r}, {len(held)}, {checksum([held])}"
    for what, changed in damaged(text, path.name):
        all_found = [*found(changed, kind, name)]
        places = "; ".join(line for line, held in all_found if stanza_like(held))
        yield f"  {what}: {checksum(held for _, held in all_found)} {places}".rstrip()


def stanza_like(text):
    return "<" in text or "{" in text


def checksum(texts):
    return f"{zlib.crc32('|'.join(texts).encode('utf-8', 'surrogatepass')):08x}"


def listed():
    """Return the lines of the list by the file that they are about."""
    found_ = {}
    for line in LIST.read_text("utf-8").splitlines():
        if not line.startswith(" "):
            lines = found_.setdefault(line.partition(":")[0], [])
        lines.append(line)
    return found_


EXPECTED = listed() if LIST.exists() else {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_stanzas_stand_where_they_did(path):
    assert [*lines_of(path)] == EXPECTED[f"{path.parent.name}/{path.name}"]


def test_the_list_has_no_other_files():
    assert len(EXPECTED) == len(FILES)


if __name__ == "__main__":
    lines = [line for path in FILES for line in lines_of(path)]
    LIST.write_text("\n".join(lines) + "\n", "utf-8")
