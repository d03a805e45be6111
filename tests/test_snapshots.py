"""All that is said of the cases, whole: every word of a finding, a verdict or an explanation.

What is expected stands in ``tests/__snapshots__/test_snapshots``; ``make snapshots`` writes it
anew, for a reviewer to read in the diff. A snapshot that is missing fails.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from conftest import CASES
from test_one_fault_one_finding import SOUND, mutations
from test_vectors import VECTORS
from timelines import FLOWS

import pushstanza as ps
from pushstanza.flow.pictures import draw
from pushstanza.flow.scenario import run as play
from pushstanza.flow.scenario import shipped
from pushstanza.linting.rules import RULES
from pushstanza.linting.rules.rule import Rule
from pushstanza.payloads.translation import translate_fields
from pushstanza.servers import APP_SERVERS, HOME_SERVERS, SERVERS
from pushstanza.servers import verdicts as judged
from pushstanza.servers.registry import PROGRAMS
from pushstanza.servers.texts import judge
from tests.live import exchanges
from tests.live.cases import filled
from tests.live.predicted import performed
from tests.snapshots import News, Verdicts, findings, sections, written
from tests.sourced import sourced

ACCOUNT = "alice@mychat.com/phone"


# ---- texts ----

_NO_TEXTS = {".gz", ".jsonl", ".toml"}


def _texts() -> dict[str, dict[str, str]]:
    """Return the texts of the cases by their folder and their name."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(CASES.rglob("*")):
        if path.is_file() and path.suffix not in _NO_TEXTS and path.parent.name != "mistakes":
            text = path.read_bytes().decode("utf-8", "surrogateescape")
            found.setdefault(path.parent.name, {})[path.name] = text
    return found


TEXTS = _texts()
folders = pytest.mark.parametrize("folder", TEXTS)


@folders
def test_lint(folder, kept):
    assert kept == sections(
        (name, findings(ps.lint(_bytes(text), file=name))) for name, text in TEXTS[folder].items()
    )


def test_fingerprints(kept):
    assert kept == sections(
        (name, [f"{each.code} {each.fingerprint}" for each in ps.lint(text, file=name)])
        for folder in ("explain", "scope", "tutorial")
        for name, text in TEXTS[folder].items()
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


@folders
def test_verdict(folder, kept):
    verdicts = Verdicts()

    assert kept == sections(
        (name, _judged(name, text, verdicts)) for name, text in TEXTS[folder].items()
    )


def _judged(name: str, text: str, verdicts: Verdicts) -> Any:
    try:
        found = judge(text, file=name)
    except ps.PushStanzaError as error:
        return str(error)
    places = [f"{each.line}:{each.column} {each.stanza}" for each in found]
    return [
        {place: verdicts.of(f"{place} of {name}", each.verdicts)}
        for place, each in zip(places, found, strict=True)
    ]


# ---- rules ----


@pytest.mark.parametrize("family", sorted({each.family for each in RULES.values()}))
def test_rules(family, kept):
    rules = [each for each in RULES.values() if each.family == family]

    assert kept == sections((f"{each.code} {each.name}", _declared(each)) for each in rules)


def _declared(rule: Rule) -> dict[str, Any]:
    """Return what a rule is declared with, and what it finds in its bad examples."""
    given = {name: value for name, value in attrs.asdict(rule.given).items() if value}
    everywhere = given | {"target": [*HOME_SERVERS], "app_server": [*APP_SERVERS]}
    alone = [[*_messages(each, **given)] for each in rule.bad]
    at_servers = [[*_messages(each, **everywhere)] for each in rule.bad]
    return {
        "page": [
            each for each in rule.page().split("\n") if not each.startswith(("Bad: ", "Good: "))
        ],
        "on": [each.on.__name__ for each in rule.checks],
        "bad": [findings(ps.lint(each, select=[rule.code], **given)) for each in rule.bad],
        "at servers": "the same" if at_servers == alone else at_servers,
    }


def _messages(text: str, **given: Any) -> Iterator[str]:
    return (f"{each.severity} {each.message}" for each in ps.lint(text, **given))


@pytest.mark.parametrize("family", sorted({each.family for each in RULES.values()}))
def test_severities(family, kept):
    """How bad each server finds the bad examples of a rule, where it is the only one that is meant."""
    rules = [each for each in RULES.values() if each.family == family]

    assert kept == sections(
        (f"{rule.code}, example {number}", _severities(rule, text))
        for rule in rules
        for number, text in enumerate(rule.bad, 1)
    )


def _severities(rule: Rule, text: str) -> dict[str, str]:
    """Return by what a rule finds, in words, the servers that are meant."""
    given = {name: value for name, value in attrs.asdict(rule.given).items() if value}
    found: dict[str, list[str]] = {}
    for option, names in (("target", HOME_SERVERS), ("app_server", APP_SERVERS)):
        for name in names:
            told = ps.lint(text, select=[rule.code], **{**given, option: [name]})
            said = ", ".join(str(each.severity) for each in told) or "nothing"
            found.setdefault(said, []).append(name)
    return {said: " ".join(names) for said, names in found.items()}


_OFF_BY_DEFAULT = [each.code for each in RULES.values() if not each.default]
#: Of the sound stanzas those that have not much in common.
_FAULTY = (
    "affiliations", "answer to disco", "create", "disable", "disco", "enable for APNs", "error",
    "enable without a form", "publish for FCM", "remote disable",
)  # fmt: skip


_SOUND = {name: SOUND[name] for name in _FAULTY} | {
    "disable with a prefix": (
        "<iq type='set' id='1'><p:disable xmlns:p='urn:xmpp:push:0' jid='push.example.com'/></iq>"
    )
}


@pytest.mark.parametrize("name", _SOUND)
def test_faults(name, kept):
    sound = judged(_SOUND[name])[0]
    verdicts = Verdicts()

    assert kept == sections(
        (label, [*_told(text), *verdicts.of(label, [e for e in judged(text)[0] if e not in sound])])
        for label, text in mutations(_SOUND[name])
    )


def _told(text: str, *more: str) -> Iterator[str]:
    """Yield what is found in a text, with *more* rules than those that are on by default."""
    for each in ps.lint(text, extend_select=more):
        span = f"{each.span.offset}-{each.span.end_offset}" if each.span else ""
        fix = each.fix and [edit.content for edit in each.fix.edits]
        yield f"{each.code} {each.severity} {span}: {each.message}; {each.hint}; {fix}"


#: A message to FCM with a bit of all that it may hold.
_FCM = {
    "message": {
        "token": "dGhpcyBpcyBub3QgYSB0b2tlbg",
        "data": {"account": "1"},
        "android": {
            "ttl": "3600s",
            "priority": "high",
            "collapse_key": "messages",
            "notification": {"title": "Juliet", "body": "Hark", "tag": "balcony"},
        },
        "apns": {
            "headers": {"apns-priority": "10", "apns-push-type": "alert"},
            "payload": {"aps": {"alert": {"title": "Juliet"}, "badge": 1, "sound": "a.caf"}},
        },
    }
}


def _documents() -> list[tuple[str, Any]]:
    """Return a message to FCM, and the JSON documents that are good examples of rules."""
    return [("FCM", _FCM)] + [
        (f"{rule.code}, example {number}", json.loads(text))
        for rule in RULES.values()
        for number, text in enumerate(rule.good, 1)
        if text.startswith("{")
    ]


def _changed(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every way to get one value in a JSON document wrong, or one of its names."""
    for wrong in (None, "", "wrong", -1, 10**10, True, [], {"x": 1}):
        if type(wrong) is not type(value) or wrong != value:
            yield f"= {json.dumps(wrong)}", wrong
    if isinstance(value, dict):
        for name in value:
            rest = {key: each for key, each in value.items() if key != name}
            yield f".{name} dropped", rest
            yield f".{name} called {name.title()}", {**rest, name.title(): value[name]}
            for what, changed in _changed(value[name]):
                yield f".{name}{what}", {**value, name: changed}


def test_json_faults(kept):
    """What is found in such documents that has not been found in one of them before."""
    news = News()
    for name, document in _documents():
        for what, changed in _changed(document):
            news.add(f"{name}: {what}", _told(json.dumps(changed), *_OFF_BY_DEFAULT))

    assert kept == sections(news.parts)


# ---- servers ----


@pytest.mark.parametrize("name", SERVERS)
def test_tables(name, kept):
    server = SERVERS[name]
    whole = SERVERS.get(server.variant_of or "", server)
    inherited = [] if whole is server else whole.tables
    tables = {
        each.title: "as there" if each in inherited else [*each.cases] for each in server.tables
    }

    assert kept == written(attrs.asdict(server, recurse=False) | {"tables": tables})


def test_programs(kept):
    assert kept == written(PROGRAMS)


def _asked() -> dict[str, dict[str, str]]:
    """Return the stanzas that are judged, by their file and their name."""
    found = {
        path.stem: {row["name"]: row["stanza"] for row in tomllib.loads(path.read_text())["case"]}
        for path in sorted((CASES / "verdicts").glob("*.toml"))
    }
    path = Path(__file__).parent.parent / "docs" / "_ext" / "inputs.toml"
    rows = tomllib.loads(path.read_text())["example"]
    found["inputs"] = {row.get("title", row["input"]): row["stanza"] for row in rows}
    return found


ASKED = _asked()
#: Those that are the same whoever sends them.
_OF_CLIENTS = {"commands", "enable", "inputs", "openfire"}


@pytest.mark.parametrize("file", ASKED)
def test_verdicts(file, kept):
    verdicts = Verdicts()
    senders = [ACCOUNT] if file in _OF_CLIENTS else [ACCOUNT, None]

    assert kept == sections(
        (said, verdicts.of(said, judged(text, [*SERVERS], sender)[0]))
        for name, text in ASKED[file].items()
        for sender in senders
        for said in [f"{name}, by {sender or 'somebody'}"]
    )


@pytest.mark.parametrize("server", SERVERS)
def test_replies(server, kept):
    """The first stanza with each of the answers of a server, and the answer as it is sent."""
    replies: dict[str, str] = {}
    for stanzas in ASKED.values():
        for text in stanzas.values():
            for account in (ACCOUNT, None):
                found = ps.verdict(text, server, account)
                said = f"{found.answer} {account}"
                if found.reply and said not in replies:
                    replies[said] = f"{text}\n{found.reply}"
    assert kept == sections(replies.items())


def _answered() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the stanzas that were put to real servers: their names, and those sent before."""
    for path in sorted((CASES / "answers").glob("*.toml")):
        for row in tomllib.loads(path.read_text("utf-8")).get("case", ()):
            if "stanza" in row:
                before = tuple(filled(each, ACCOUNT) for each in row.get("before", ()))
                yield f"{path.stem}: {row['name']}", filled(row["stanza"], ACCOUNT), before


@pytest.mark.parametrize(
    "name", [name for name, each in HOME_SERVERS.items() if each.variant_of is None]
)
def test_effects(name, kept):
    """All that a server is told to do for its users, each for the first stanza that shows it."""
    news = News()
    for about, text, before in _answered():
        server = ps.flow.Server(name, domain="mychat.com")
        with suppress(ps.PushStanzaError):  # some are too deep
            for each in (*before, text):
                server.receive(ACCOUNT, each)
        news.add(about, _said_by(server.timeline))

    assert kept == sections(news.parts)


def _said_by(timeline: ps.flow.Timeline) -> Iterator[str]:
    for each in timeline.events:
        said = " ".join(filter(None, (each.reason and f"({each.reason})", each.effect)))
        yield f"{each.title} [{each.outcome}] {said}"


@pytest.mark.parametrize("name", SERVERS)
def test_effects_of_examples(name, kept):
    """The same for the examples of the rules, and push services, too."""
    news = News()
    for rule in RULES.values():
        for number, text in enumerate((*rule.bad, *rule.good), 1):
            with suppress(ps.PushStanzaError):
                said = (
                    f"{each.answer} ({each.reason}) → {each.effect}"
                    for (each,) in judged(text, [name], ACCOUNT)
                )
                news.add(f"{rule.code}, example {number}", said)

    assert kept == sections(news.parts)


@pytest.mark.parametrize("file", ["answers", "nodes-flat-pep-push", "nodes-less", "nodes-push"])
def test_exchanges(file, kept):
    """The same for the exchanges that were recorded of MongooseIM."""
    news = News()
    for row in exchanges.rows(file):
        server = ps.flow.Server(
            "mongooseim", domain=row.host, mode=row.mode, pubsub_plugins=row.plugins
        )
        with suppress(ps.PushStanzaError):
            for each in row.exchanges:
                server.receive(each.sender, each.sent)
        news.add(row.id, _said_by(server.timeline))

    assert kept == sections(news.parts)


@pytest.mark.parametrize("name", ["openfire", "tigase", "xep"])
def test_plays(name, kept):
    """What those servers publish in the plays of which only others were recorded."""
    path = CASES / "answers" / "observed" / "prosody-0.12-publishes.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    news, counted = News(), []
    for row in rows:
        if row["host"] == "example.com":
            published = performed(name, row)
            counted.append(f"{row['case']}: {len(published)}")
            news.add(row["case"], (each.replace(row["case"], "user") for each in published))

    assert kept == sections([("how many", counted), *news.parts])


# ---- translations ----


def test_translations(kept):
    """Requests, too: those of the other profile are compared with the measured ones elsewhere."""
    made = [(each["id"], _translated(each, "documented")) for each in VECTORS[::30]]

    assert kept == sections(
        (name, {**each.to_dict(), "diagnostics": findings(each.diagnostics)}) for name, each in made
    )


def test_losses(kept):
    made = [(each["id"], _translated(each, "mongoosepush")) for each in VECTORS[::30]]

    assert kept == sections((name, findings(each.diagnostics)) for name, each in made)


def _translated(vector: Mapping[str, Any], profile: str) -> Any:
    return translate_fields(vector["summary"], vector["publish_options"], profile=profile)


# ---- flows ----


#: Scenarios with the stanzas and requests of others.
_ALIKE = {"dead-token", "placeholders", "prosody-to-mongooseim", "pubsub-less", "two-devices"}


@pytest.mark.parametrize("name", shipped())
def test_scenarios(name, kept):
    timeline = play(shipped()[name].read_text("utf-8"), name=name)
    drawn = json.loads(draw(timeline, "json"))
    less = {"text": ""} if name in _ALIKE else {}
    events = [{**each, "diagnostics": len(each["diagnostics"]), **less} for each in drawn["events"]]

    assert kept == sections(
        [("text", draw(timeline, "text")), ("json", {**drawn, "events": events})]
    )


@pytest.mark.parametrize("kind", ["text", "json", "mermaid", "svg"])
def test_pictures(kind, kept):
    assert kept == sections(
        (name, draw(flow(), kind)) for name, flow in FLOWS.items() if name != "long"
    )


@pytest.mark.parametrize("kind", ["text", "mermaid", "svg"])
def test_overviews(kind, kept):
    assert kept == sections(
        (name, draw(flow(), kind, diagram="overview"))
        for name, flow in FLOWS.items()
        if name != "long"
    )


@cache
def _sourced() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for each in sourced():
        found.setdefault(each.about, []).append(each)
    return found


@pytest.mark.parametrize("about", _sourced())
def test_sourced(about, kept):
    """What happens in each case, and the requests that no case before it has."""
    news, steps = News(), []
    for case in _sourced()[about]:
        timeline = case.play()
        steps.append((case.name, _happened(timeline)))
        sent = (each.text for each in timeline.events if each.kind == "request")
        news.add(f"{case.name}: what is sent", sent)

    assert kept == sections([*steps, *news.parts])


def _happened(timeline: ps.flow.Timeline) -> list[str]:
    return [" ".join(filter(None, _said(each))) for each in timeline.events]


def _said(event: ps.flow.Event) -> Iterator[str | None]:
    yield f"{event.at:g} {event.kind} {event.source} → {event.target}: {event.title}"
    yield "" if event.outcome == "ok" else f"[{event.outcome}]"
    yield event.reason and f"({event.reason})"
    yield event.effect and f"→ {event.effect}"
    yield event.answers and f"to {event.answers}"
    yield event.limit and f"{event.size} of {event.limit}"
