"""What is put to the servers, and what they said to it before: files in ``tests/cases/answers``."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from tests.live.servers import Kind

FOLDER = Path(__file__).parents[1] / "cases" / "answers"
#: What plays of several steps are about, and their files; all other files hold single stanzas.
PLAYS = {"publishes": "triggers", "errors": "errors"}
ALL = ("prosody", "ejabberd")
_NO_STANZAS = (*PLAYS.values(), "unpredicted")
HOST = "example.com"
#: Prosody waits for a second before it publishes for a client that has gone silent.
MOMENT = 1.6
MOMENT_PASSES = "a moment passes"


@attrs.frozen
class Case:
    """A stanza whose answer is asked for, and those that the same client sends before it.

    ``{account}``, ``{bare}`` and ``{domain}`` in them stand for the sender.
    """

    family: str
    name: str
    stanza: str
    before: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        """The full JID that sends it; no other case has the same."""
        return f"{self.name}@{HOST}/device"


@attrs.frozen
class Play:
    """A play of several steps, which :mod:`tests.live.plays` explains."""

    name: str
    host: str
    steps: tuple[str, ...]

    @property
    def account(self) -> str:
        """The bare JID of the one whose push it is about."""
        return f"{self.name}@{self.host}"


def filled(text: str, account: str) -> str:
    """Return *text* with the sender in its places."""
    bare = account.partition("/")[0]
    places = {
        "account": account,
        "bare": bare,
        "BARE": bare.upper(),
        "domain": bare.partition("@")[2],
    }
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def single_stanzas(kind: Kind) -> list[Case]:
    """Return the cases of a single stanza for a server."""
    return [
        Case(
            path.stem,
            row["name"],
            row["stanza"],
            tuple(row.get("before", ())),
        )
        for path in sorted(FOLDER.glob("*.toml"))
        if path.stem not in _NO_STANZAS
        for row in tomllib.loads(path.read_text("utf-8"))["case"]
        if kind.name in row.get("servers", ALL)
    ]


def plays(family: str, kind: Kind) -> list[Play]:
    """Return the plays of a file there for a server.

    Its ``scenes`` are steps that plays begin with, its ``texts`` what stands in many steps.
    """
    held = tomllib.loads((FOLDER / f"{family}.toml").read_text("utf-8"))
    return [
        _play(row, held["scenes"], held["texts"])
        for row in held["case"]
        if kind.name in row.get("servers", ALL)
    ]


def _play(
    row: Mapping[str, Any], scenes: Mapping[str, list[str]], texts: Mapping[str, str]
) -> Play:
    begun = scenes[row["after"]] if "after" in row else []
    own = {**texts, **row.get("texts", {})}
    return Play(
        row["name"],
        row.get("host", HOST),
        tuple(_with_texts(step, own) for step in (*begun, *row["steps"])),
    )


def _with_texts(step: str, texts: Mapping[str, str]) -> str:
    for name, text in texts.items():
        step = step.replace(f"{{{name}}}", text)
    return step


def observed(kind: Kind, what: str = "") -> dict[str, dict[str, Any]]:
    """Return what was recorded of the version here, by the name of the case; nothing if none was."""
    path = recording(kind, what)
    if not path.exists():
        return {}
    return {row["case"]: row for row in map(json.loads, path.read_text("utf-8").splitlines())}


def recording(kind: Kind, what: str = "") -> Path:
    """Return the file with what the version here was seen to do."""
    suffix = f"-{what}" if what else ""
    return FOLDER / "observed" / f"{kind.name}-{kind.series()}{suffix}.jsonl"
