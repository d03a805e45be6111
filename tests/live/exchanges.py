"""What MongooseIM and each client exchanged, step by step: as recorded, and as predicted.

A recording holds the stanzas as they were on the wire; so all of an answer is compared: the order
of its elements, its texts, the forms in it. What is made up in every run is not: ids of items.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

import attrs
from lxml import etree

import pushstanza as ps
from pushstanza.flow.gateway import Fate, Gateway, Sent
from tests.live.cases import FOLDER

#: What was recorded of MongooseIM 6.8: single stanzas, and the upkeep of nodes, by the plugins of
#: pubsub.
FILES: Mapping[str, str] = {
    "answers": "whole answers to a stanza of a client, on three hosts",
    "answers-newpep": "the same with the new mod_pubsub",
    "nodes-push": "the upkeep of nodes, with the plugin push",
    "nodes-push-flat": "the same with push and flat",
    "nodes-flat-pep-push": "the same with flat, pep and push",
    "nodes-less": "the same at a virtual host",
}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OPENED = "<w xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
#: What the server makes up: the ids of items, the names of nodes without one.
_MADE_UP = re.compile(
    r"(?<=id=['\"])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=['\"])"
    r"|(?<=<create node=['\"])[0-9a-f]{16}(?=['\"])"
)
#: Who answers all that it is sent, and is no part of the server.
_PUSH_SERVICE = "push.example.com"
_DISCO = "http://jabber.org/protocol/disco#"
_PUSH = "urn:xmpp:push:0"
#: The pubsub of 6.8 that is to replace the other has no plugins, and only nodes of accounts.
_NEW_PUBSUB = {"mod_pubsub (new, PEP)": ["pep"]}
_CLIENTS = {"stranger": "stranger@example.net/stranger"}


@attrs.frozen
class Exchange:
    """What one client sends, and the answers that it gets.

    ``status`` is what MongoosePush answered, if it was asked: a stand-in that took everything.
    """

    sender: str
    sent: str
    answers: tuple[str, ...]
    status: int | None = None


@attrs.frozen
class Row:
    """A recording: the exchanges, and the registrations of the account at the end."""

    id: str
    host: str
    account: str
    mode: str
    plugins: tuple[str, ...]
    exchanges: tuple[Exchange, ...]
    registrations: tuple[str, ...]

    def name(self, file: str) -> str:
        """Return what excuses name it by."""
        return f"{file}/{self.host}/{self.id}"


def rows(file: str) -> list[Row]:
    """Return the recordings in a file."""
    path = FOLDER / "observed" / f"mongooseim-6.8-{file}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_row(json.loads(line)) for line in lines]


def _row(read: Mapping[str, Any]) -> Row:
    plugins = _NEW_PUBSUB.get(read["pubsub_plugins"], read["pubsub_plugins"].split(","))
    steps = read.get("steps")
    kept = steps[-1]["registrations"] if steps else read["registrations"]
    return Row(
        id=read["id"],
        host=read["host"],
        account=read["account"],
        mode=read["mode"],
        plugins=tuple(filter(None, plugins)) or ("push",),
        exchanges=tuple(_single(read) if steps is None else _steps(read["account"], steps)),
        registrations=_registered((each["jid"], each["node"], each["form"]) for each in kept),
    )


def _single(read: Mapping[str, Any]) -> Iterator[Exchange]:
    for sent, answers in zip(read["before"], read["before_answers"], strict=False):
        yield Exchange(read["account"], sent, normal((answers,) if answers else ()))
    yield Exchange(read["account"], read["xml_in"], normal(read["answers"]))


def _steps(account: str, steps: Sequence[Mapping[str, Any]]) -> Iterator[Exchange]:
    host = account.partition("@")[2]
    names = {**_CLIENTS, "neighbour": f"neighbour@{host}/neighbour"}
    for number, each in enumerate(steps):
        who, _, sent = each["step"].partition(": ")
        later = takewhile(lambda after: after["step"] == _LATER, steps[number + 1 :])
        if who == "service sends":
            yield Exchange(_PUSH_SERVICE, sent, normal(each["published"]), _status(each))
        elif sent:
            got = [*each["received"].get(who, ())]
            got += [answer for after in later for answer in after["received"].get(who, ())]
            sender = names.get(who, f"{account}/{who}")
            yield Exchange(sender, sent, normal(got), _status(each))


def _status(step: Mapping[str, Any]) -> int | None:
    """Return the status of the first request; a device id may ask for none."""
    asked = step["http"][:1]
    is_silent = any(each["path"].rpartition("/")[2].startswith(_SILENT) for each in asked)
    return 504 if is_silent else next((each["status"] for each in asked), None)


_SILENT = ("timeout", "hangup")
_LATER = "a moment passes"


@attrs.define(kw_only=True)
class _MongoosePush(Gateway):
    """A stand-in for MongoosePush, which answers as the one did that was recorded."""

    status: int | None = None

    def push(self, source: str, summary: dict[str, str], options: dict[str, str]) -> Sent:
        """Send what is made of a summary and its options."""
        sent = super().push(source, summary, options)
        if self.status is None:
            return sent
        fates: dict[int, Fate] = {200: "delivered", 201: "delivered", 204: "delivered", 410: "gone"}
        return Sent(fates.get(self.status, "failed"))


def predicted(row: Row) -> tuple[tuple[Exchange, ...], tuple[str, ...]]:
    """Return what the emulator answers in place of the server, and the registrations after it."""
    server = ps.flow.Server(
        "mongooseim",
        domain=row.host,
        mode=row.mode,
        pubsub_plugins=row.plugins,
    )
    server.connect(f"neighbour@{row.host}/pc")
    server.connect(f"{row.account}/phone" if "/" not in row.account else row.account)
    gateway = _MongoosePush()
    for service in server.services.values():
        service.gateway = gateway
    found: list[Exchange] = []
    for each in row.exchanges:
        gateway.status = each.status
        answers = normal(server.receive(each.sender, each.sent))
        found.append(attrs.evolve(each, answers=answers))
    kept = server.registrations(row.account)
    return tuple(found), _registered((each.jid, each.node, _options(each.form)) for each in kept)


def _options(form: etree._Element | None) -> dict[str, str]:
    return dict(ps.servers.inputs.single_values(form))


def _registered(kept: Any) -> tuple[str, ...]:
    found = (f"{jid} {node} {sorted(form.items())}" for jid, node, form in kept)
    # No element can hold the character U+0000, which MongooseIM takes.
    return tuple(sorted(each.replace("\\x00", "\ufffd") for each in found))


def normal(stanzas: Sequence[str]) -> tuple[str, ...]:
    """Return answers in their normal form; what is passed on from others is none."""
    answers = [each for each in map(_read, stanzas) if _is_answer(each)]
    for each in answers:
        _drop_other_modules(each)
    return tuple(_written(each) for each in answers)


def _drop_other_modules(answer: etree._Element) -> None:
    """Drop from discovery what depends on which other modules and services there are.

    The features of a pubsub service are its own, and stay.
    """
    for query in answer.xpath("*[local-name() = 'query']"):
        namespace = etree.QName(query).namespace or ""
        is_service = (answer.get("from") or "").startswith("pubsub.")
        if not namespace.startswith(_DISCO):
            continue
        for each in list(query):
            name = etree.QName(each).localname
            is_push = name == "identity" or each.get("var") == _PUSH
            if name == "x" or not (is_service or is_push):
                query.remove(each)
            elif not is_service:
                each.attrib.pop("name", None)


def _written(element: etree._Element) -> str:
    """Return an element in a form of its own: C14N refuses some of the namespaces here."""
    name = etree.QName(element)
    attributes = "".join(f" {key}={value!r}" for key, value in sorted(element.items()))
    namespace = "" if _is_usual(element) else f" xmlns={name.namespace!r}"
    inside = "".join(f"{_written(each)}{each.tail or ''}" for each in element)
    return f"<{name.localname}{namespace}{attributes}>{element.text or ''}{inside}</>"


def _is_usual(element: etree._Element) -> bool:
    parent = element.getparent()
    above = "jabber:client" if parent is None else etree.QName(parent).namespace
    return etree.QName(element).namespace == above


def _read(text: str) -> etree._Element:
    parser = etree.XMLParser(recover=True)
    # An element with a prefix that nobody has declared is sent back as it came.
    text = text.replace("<p:enable ", "<enable ")
    return etree.fromstring(f"{_OPENED}{_MADE_UP.sub('made-up', text)}</w>", parser)[0]


def _is_answer(root: etree._Element) -> bool:
    name = etree.QName(root).localname
    if name == "error":
        return True
    is_ours = not root.get("from", "").endswith((f"@{_PUSH_SERVICE}", _PUSH_SERVICE))
    return is_ours and root.get("type") in {"result", "error"}


# ---- verdicts ----


#: What depends on more than one stanza: on others, on who is connected, on the nodes there are.
_NOT_ALONE = ("two-stanzas", "stream-closed", "other-resource", "unknown-node")


def is_judged_alone(row: Row) -> bool:
    """Tell whether a verdict has all that an answer depends on: a single stanza.

    It supposes that the node is there, and that the service has the plugin push alone.
    """
    (only,) = row.exchanges
    supposes = "<publish node" in only.sent and "http://jabber.org/protocol/pubsub'" in only.sent
    return not supposes and row.plugins == ("push",) and not row.id.endswith(_NOT_ALONE)


def judged(row: Row) -> tuple[str, ...]:
    """Return the answer of the verdict on the only stanza of a recording."""
    (only,) = row.exchanges
    verdict = ps.verdict(
        only.sent,
        server="mongooseim" if row.mode == "pubsub-full" else "mongooseim-virtual",
        account=only.sender,
        pubsub=f"pubsub.{row.host}",
    )
    return normal([verdict.reply] if verdict.reply else [])
