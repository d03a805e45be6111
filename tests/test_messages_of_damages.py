"""What is said of damaged and of invalid stanzas, word for word, as a list that every change changes.

``PYTHONPATH=tests python -m tests.test_messages_of_damages`` writes the list anew.
"""

import random
import re
from pathlib import Path

import pytest
from test_scan import DAMAGED

import pushstanza as ps
from pushstanza.reading.deviations import DEVIATIONS
from pushstanza.reading.scan import KINDS, scan

HERE = Path(__file__).parent
LIST = HERE / "data" / "damages.txt"
CASES = [
    *sorted((HERE / "schema_cases").rglob("*.xml")),
    *sorted((HERE / "cases" / "tutorial").glob("*.xml")),
]
SIGNS = "\"'<>/=& \n"
DAMAGES = 9


def damaged(text, seed):
    """Yield a text with one sign left out, doubled or replaced, or with some letters left out."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    places = [index for index, sign in enumerate(text) if sign in SIGNS]
    for number in range(DAMAGES):
        at = chance.choice(places)
        match number % 3:
            case 0:
                yield f"without {at}", text[:at] + text[at + 1 :]
            case 1:
                sign = chance.choice(SIGNS)
                yield f"{at} is {sign!r}", text[:at] + sign + text[at + 1 :]
            case 2:
                length = chance.randrange(2, 12)
                yield f"without {at} to {at + length}", text[:at] + text[at + length :]


def worded(found, seen):
    """Yield what is said, and where; what was said before is not repeated."""
    for each in found:
        span = each.span
        place = (
            f"{span.line}:{span.column}-{span.end_line}:{span.end_column}" if span else "no place"
        )
        hint = f" ({each.hint})" if each.hint else ""
        said = f"{each.code} {each.severity.value} {each.message}{hint}"
        yield f"    {place} {said if said not in seen else '…' + said[-20:]}"
        seen.add(said)


def kinds():
    """Yield what the kinds of damages are, and what is said of an example of each."""
    for kind, meaning in KINDS.items():
        yield f"{kind}: {meaning}"
    for text, _, _ in DAMAGED:
        yield f"{text!r}"
        for each in scan(text).damages:
            hint = f" ({each.hint})" if each.hint else ""
            yield f"    {each.offset}-{each.end_offset} {each.kind}: {each.message}{hint}"


def cases():
    """Yield what both engines say of each case, and one of what is damaged in it."""
    seen = set()
    for path in CASES:
        text = re.sub(r"<!--.*?-->\s*", "", path.read_text("utf-8"), flags=re.DOTALL)
        yield f"{path.parent.name}/{path.name}"
        yield from worded(ps.validate(text), seen)
        if path.parent.name == "invalid":
            yield "  the second engine"
            yield from worded(ps.validate(text, engine="xmlschema"), seen)
        for what, changed in damaged(text, path.name):
            yield f"  {what}"
            yield from worded(ps.validate(changed), seen)


def deviations():
    """Yield where the schemas part from the specifications, and why."""
    for each in DEVIATIONS:
        yield f"{each.document} {each.element} {each.what}: {each.ours}, not {each.theirs}: {each.reason}"
        yield f"    {'valid' if each.valid else 'invalid'} {each.stanza}"


PARTS = {"kinds": kinds, "cases": cases, "deviations": deviations}


def listed():
    parts = {}
    for line in LIST.read_text("utf-8").splitlines():
        if line.startswith("# "):
            lines = parts.setdefault(line[2:], [])
        else:
            lines.append(line)
    return parts


@pytest.mark.parametrize("part", PARTS)
def test_what_is_said_is_what_it_was(part):
    assert [line for each in PARTS[part]() for line in each.splitlines()] == listed()[part]


if __name__ == "__main__":
    LIST.write_text(
        "".join(f"# {name}\n" + "\n".join(lines()) + "\n" for name, lines in PARTS.items()), "utf-8"
    )
