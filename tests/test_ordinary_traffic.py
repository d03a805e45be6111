"""What servers and clients send every day has no findings."""

import re

import pytest
from conftest import CASES

import pushstanza as ps
from pushstanza.linting.engine import check


def traffic(file: str) -> dict[str, str]:
    """Return the stanzas of a file; each follows a comment that names it."""
    parts = re.split(r"<!--(.*?)-->", (CASES / "traffic" / file).read_text())
    return {name.strip(): text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


FILES = ("enables.xml", "ordinary.xml", "publishes.xml")
STANZAS = {f"{file}: {name}": text for file in FILES for name, text in traffic(file).items()}


def test_there_is_much_of_it():
    assert len(STANZAS) > 100


@pytest.mark.parametrize("text", STANZAS.values(), ids=STANZAS)
def test_a_stanza_has_no_findings(text):
    assert ps.lint(text) == []
    assert check(text).stanzas == 1


@pytest.mark.parametrize("file", FILES)
def test_nor_has_a_log_of_them(file):
    stanzas = traffic(file).values()
    log = "".join(
        f"2024-05-01 12:00:{number:02} c2s5f0c debug RECV: {text.replace(chr(10), ' ')}\n"
        for number, text in enumerate(stanzas)
    )
    found = check(log, file="prosody.log")

    assert found.kind == "log"
    assert found.diagnostics == []
    assert found.stanzas >= len(stanzas) - 5
