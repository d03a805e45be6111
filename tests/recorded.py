"""Plays that were recorded of a real MongooseIM, and what the emulator does in them.

A row holds how the host was set up, and its steps, which :mod:`tests.live.plays` explains: what each
client received, what was published, which requests MongoosePush got, and the registrations.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from typing import Any

import attrs
from lxml import etree

import pushstanza as ps
from pushstanza.payloads.reactions import Mode
from pushstanza.servers.publisher import Plugin
from tests.live.cases import FOLDER
from tests.live.predicted import STEP, Answer, answered, normal

PUSH_SERVICE = "push.example.com"
_SM = "urn:xmpp:sm:3"
#: A device_id that tells the recorded MongoosePush what to respond.
_SCRIPTED = re.compile(r"(?P<token>(?:s(?P<status>\d{3})|(?P<word>hangup|timeout))-[^<]*)</value>")
_CONTROL = re.compile(r"\\u00[01][0-9a-f]")
#: The hosts of the recordings that do not say how they were set up.
_PLUGINS: Mapping[str, Plugin] = {
    "enhanced.example": "enhanced",
    "hints.example": "hints",
    "hintsless.example": "hints",
}
_VIRTUAL = frozenset({"less.example", "hintsless.example"})


#: The files of plays, and what they are about.
PLAYS: Mapping[str, str] = {
    "triggers-*": "who is pushed",
    "*publishes": "who is pushed, with the cases of the other servers",
    "mongoosepush-*": "requests to MongoosePush",
    "errors*": "errors from the push service",
    "rdbms-inbox-*": "the inbox, and a relational database",
    "probes": "single findings",
}
_SERIES = "mongooseim-6.8-"


def files() -> dict[str, str]:
    """Return what the files of plays are about, by their names."""
    found = sorted(
        each.name.removeprefix(_SERIES).removesuffix(".jsonl.gz")
        for each in (FOLDER / "observed").glob(f"{_SERIES}*.jsonl.gz")
    )
    return {name: title for name in found for glob, title in PLAYS.items() if fnmatch(name, glob)}


def rows(name: str) -> list[dict[str, Any]]:
    """Return the plays of a file."""
    path = FOLDER / "observed" / f"{_SERIES}{name}.jsonl.gz"
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def name_of(row: Mapping[str, Any]) -> str:
    """Return the name of a play."""
    name: str = row.get("id") or row["case"]
    return name


@attrs.frozen
class Outcome:
    """What a step leads to.

    ``answers`` are those to the requests of the clients, ``http`` the paths and the bodies that
    MongoosePush gets, ``registrations`` those of the account with their options.
    """

    answers: tuple[Answer, ...] = ()
    published: tuple[str, ...] = ()
    http: tuple[str, ...] = ()
    registrations: tuple[str, ...] | None = None


def recorded(row: Mapping[str, Any]) -> list[Outcome]:
    """Return what the real server did at each step."""
    return [
        Outcome(
            tuple(_answers(scene["step"], [*_heard(scene)])),
            tuple(sorted(map(normal, scene["published"]))),
            tuple(sorted(_http(each["path"], each["body"]) for each in scene.get("http", ()))),
            _registrations(scene["registrations"]) if "registrations" in scene else None,
        )
        for scene in row["steps"]
    ]


def performed(row: Mapping[str, Any]) -> list[Outcome]:
    """Return what the emulator does at each step."""
    stage = _Stage(row)
    return [
        stage.act(scene["step"], with_registrations="registrations" in scene)
        for scene in row["steps"]
    ]


def _heard(scene: Mapping[str, Any]) -> Iterator[str]:
    for texts in scene["received"].values():
        yield from texts


def _answers(step: str, heard: Sequence[str]) -> Iterator[Answer]:
    """Yield the answers to an IQ among what was heard after a step."""
    _, _, sent = step.partition(": ")
    asked = re.search(r"^<iq\b[^>]*\bid=['\"]([^'\"]*)", sent)
    if asked is None:
        return
    for each in heard:
        found = re.match(r"<iq\b[^>]*\bid=['\"]([^'\"]*)", each)
        if found is not None and found[1] == asked[1]:
            said = answered(each, None)
            yield attrs.evolve(said, conditions=tuple(sorted(said.conditions)))


def _http(path: str, body: object) -> str:
    return f"{path} {json.dumps(body, sort_keys=True, ensure_ascii=False)}"


def _registrations(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    found = sorted(json.dumps(each, sort_keys=True) for each in rows)
    # No element can hold these characters, which MongooseIM takes.
    return tuple(_CONTROL.sub(r"\\ufffd", each) for each in found)


class _Stage:
    def __init__(self, row: Mapping[str, Any]) -> None:
        self._host, self._account = row["host"], row["account"]
        mode: Mode = "pubsub-less" if self._host in _VIRTUAL else "pubsub-full"
        self._server = ps.flow.Server(
            "mongooseim",
            domain=self._host,
            mode=row.get("mode") or mode,
            plugin=row.get("plugin") or _PLUGINS.get(self._host),
            inbox=row.get("inbox"),
            pubsub_plugins=row.get("pubsub_plugins", "flat,pep,push").split(","),
            database=row.get("backend"),
            api_version=row.get("api_version"),
        )
        self._is_reachable = self._host != "dead.example"
        self._server.reach_mongoosepush(reachable=self._is_reachable)
        self._resumable: set[str] = set()
        self._answer: str | None = ""
        self._published: list[str] = []
        self._heard: list[str] = []
        self._events = 0

    def act(self, step: str, *, with_registrations: bool) -> Outcome:
        self._published, self._heard = [], []
        self._do(step)
        events = self._server.timeline.events[self._events :]
        self._events += len(events)
        http = [
            json.loads(each.text)
            for each in events
            if each.kind == "request" and each.target == "MongoosePush" and self._is_reachable
        ]
        return Outcome(
            tuple(_answers(step, self._heard)),
            tuple(sorted(map(normal, self._published))),
            tuple(sorted(_http(each["path"], each["body"]) for each in http)),
            self._registrations() if with_registrations else None,
        )

    def _registrations(self) -> tuple[str, ...]:
        found = self._server.registrations(self._account)
        return _registrations(
            [{"jid": each.jid, "node": each.node, "form": _form(each)} for each in found]
        )

    def _full(self, who: str) -> str:
        bare = f"{who}@{self._host}" if who in {"neighbour", "stranger"} else self._account
        return f"{bare}/{who}"

    def _do(self, step: str) -> None:
        if step == "a moment passes":
            self._sent(self._server.wait(1.6))
            return
        if step.startswith("service "):
            self._script(step.removeprefix("service "))
            return
        found = STEP.fullmatch(step)
        assert found is not None, step
        who = found["who"]
        if found["says"] is not None:
            self._say(who, found["says"])
        elif found["does"] == "connects":
            self._server.connect(self._full(who), available=False)
        elif found["does"] == "acknowledges":
            self._sent(self._server.receive(self._full(who), f"<a xmlns='{_SM}' h='9999'/>"))
        elif found["does"] == "leaves" or who not in self._resumable:
            self._sent(self._server.disconnect(self._full(who)))
        elif found["does"] == "is cut":
            self._sent(self._server.lose(self._full(who)))

    def _script(self, step: str) -> None:
        """Do what the push service does."""
        does, _, text = step.partition(": ")
        if does == "sends":
            self._sent(self._server.receive(PUSH_SERVICE, text))
        else:
            self._answer = {"answers a result": "", "does not answer": None}.get(step, text)

    def _say(self, who: str, text: str) -> None:
        if text.startswith(f"<enable xmlns='{_SM}'"):
            self._resumable.add(who)
        for each in _SCRIPTED.finditer(text):
            response: Any = int(each["status"]) if each["status"] else each["word"]
            self._server.gateway.respond(each["token"], response)
        self._sent(self._server.receive(self._full(who), text))

    def _sent(self, stanzas: Sequence[str]) -> None:
        for each in stanzas:
            root = etree.fromstring(each)
            to = root.get("to", "")
            is_publish = root.get("type") == "set" and root.get("from") == self._host
            if not is_publish:
                self._heard.append(each)
            elif ps.Jid.unchecked(to).domain == PUSH_SERVICE:
                self._published.append(each)
                if self._answer is not None:
                    self._reply(root, self._answer)
            else:
                self._reply(root, _UNKNOWN_HOST)

    def _reply(self, publish: etree._Element, error: str) -> None:
        kind = "error" if error else "result"
        iq = etree.Element("{jabber:client}iq", type=kind, id=publish.get("id", ""), to=self._host)
        if error:
            iq.append(etree.fromstring(error, etree.XMLParser(recover=True)))
        self._server.receive(publish.get("to", ""), iq)


_UNKNOWN_HOST = (
    "<error xmlns='jabber:client' type='cancel'><remote-server-not-found"
    " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
)


def _form(registration: Any) -> dict[str, str]:
    form = registration.form
    return {} if form is None else dict(ps.servers.inputs.single_values(form))
