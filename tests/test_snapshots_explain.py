"""All that is explained of the errors in the cases, whole: see :mod:`test_snapshots`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES
from test_cli import run
from test_snapshots import ACCOUNT, ASKED, TEXTS

import pushstanza as ps
from pushstanza.explaining.conditions import MEANINGS
from pushstanza.payloads.answers import ADMIN_SDK, ALIASES, KINDS, LEGACY, ROWS
from pushstanza.servers import SERVERS
from pushstanza.servers.log_line import VALUE
from pushstanza.servers.logs import LOG_LINES
from tests.snapshots import News, sections, written


@pytest.mark.parametrize("folder", sorted(TEXTS.keys() - {"explain"}))
def test_explain(folder, kept):
    assert kept == sections((name, _explained(name, text)) for name, text in TEXTS[folder].items())


def _explained(name: str, text: str) -> Any:
    try:
        return [
            each.to_dict()
            for each in ps.explain(text.encode("utf-8", "surrogateescape"), file=name)
        ]
    except ps.PushStanzaError as error:
        return str(error)


def test_explain_prints(kept):
    paths = sorted((CASES / "explain").iterdir())

    assert kept == sections((each.name, run("explain", each).stdout) for each in paths)


def test_words(kept):
    words = [each.reason for each in ROWS] + [each.word for each in LEGACY] + [*ADMIN_SDK]

    assert kept == sections((each, _explained("", each)) for each in dict.fromkeys(words))


def _every_word() -> list[str]:
    """Return all words that programs say, as each of them writes them."""
    apns = [each.reason for each in ROWS if each.service == "apns"]
    kinds = [each.reason for each in KINDS.values() if each.reason]
    snakes = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", each).lower() for each in apns]
    others = [each.reason for each in ROWS] + [each.word for each in LEGACY]
    return [*dict.fromkeys((*others, *ALIASES, *ADMIN_SDK, *kinds, *snakes, *MEANINGS))]


def test_words_in_logs(kept):
    """What a word is taken for that stands alone, in a log, with a label, and misspelt."""
    assert kept == sections(
        (
            word,
            {
                "alone": _subjects(word),
                "in a log": _subjects(f"12:00:00 no push: {word} for n"),
                "with a label": _subjects(f'12:00:00 no push reason="{word}"'),
                "misspelt": [each.meaning for each in ps.explain(f"{word[:-2]}{word[:-3:-1]}")],
            },
        )
        for word in _every_word()
    )


def _subjects(text: str) -> list[str]:
    return [f"{each.subject} in line {each.line}" for each in ps.explain(text)]


@pytest.mark.parametrize("server", SERVERS)
def test_refusals(server, kept):
    """What is explained of the refusals of a server that has not been explained before."""
    news = News()
    for file, stanzas in ASKED.items():
        for name, text in stanzas.items():
            found = ps.verdict(text, server, ACCOUNT)
            if found.type == "error":
                news.add(f"{file}: {name}", _with_request(found.reply, text, server))

    assert kept == sections(news.parts)


def _with_request(reply: str, text: str, server: str) -> Iterator[str]:
    try:
        for each in ps.explain(reply, request=text, server=server, account=ACCOUNT):
            yield from written(each.to_dict()).splitlines()
    except ps.PushStanzaError as error:
        yield str(error)


@pytest.mark.parametrize("server", ["ejabberd", "fpush"])
def test_refusals_print(server, kept, tmp_path):
    """What the command shows of each refusal of a server, for the first request with it."""
    first: dict[str, tuple[str, str]] = {}
    for stanzas in ASKED.values():
        for text in stanzas.values():
            found = ps.verdict(text, server, ACCOUNT)
            if found.type == "error":
                first.setdefault(f"{found.answer} {found.reason}", (found.reply, text))
    assert kept == sections(
        (name, _printed(tmp_path, reply, text)) for name, (reply, text) in first.items()
    )


def _printed(folder: Path, reply: str, text: str) -> str:
    (folder / "request.xml").write_text(text, "utf-8")
    (folder / "reply.xml").write_text(reply, "utf-8")
    result = run("explain", folder / "reply.xml", "--request", folder / "request.xml")
    return result.stdout or result.stderr.replace(str(folder), "")


def test_statuses(kept):
    statuses = (200, 304, *range(400, 432), *range(500, 512), 520, 599)

    assert kept == sections((str(each), _explained("", str(each))) for each in statuses)


def test_log_lines(kept):
    lines = [
        (f"{logger.setup}: {line.text}", line.text.replace(VALUE, "some-value"))
        for logger, line in LOG_LINES
    ]

    assert kept == sections(
        (name, _explained("a.log", f"10:00:00 {line}\n")) for name, line in lines
    )
