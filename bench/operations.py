"""What is done within one process: tables of libraries, and of the operations of pushstanza."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

import attrs
import candidates
from candidates import lxml_trees, ours
from candidates.candidate import Candidate
from checking import unequal
from inputs import records, stanzas
from report import Row, Table
from timing import Turn, in_turns, processor_time

import pushstanza as ps

#: How many stanzas are read or written in a turn, and in how many rounds.
BATCH, ROUNDS = 100, 25
#: How many stanzas a text has that is linted, and the rounds of what takes so long.
MANY, FEW_ROUNDS = 2_000, 7
#: How many are asked about one by one.
FEW = 500

FLOOR = lxml_trees.FLOOR.name
SERVER = "mongooseim"
#: What stanzas are called in titles.
TITLES = {"publish": "a publish", "enable": "an enable", "message": "a chat message"}


@attrs.frozen
class Way:
    """A way to do the work of a table, and what it is given in a round.

    Attributes:
        row: Its row of the table.
        call: What is called with each of the inputs.
        inputs: Returns them, for a round.
        stanzas: How many stanzas all of them hold.
    """

    row: Row
    call: Callable[[Any], object]
    inputs: Callable[[int], Sequence[Any]]
    stanzas: int = BATCH


def tables() -> Iterator[Table]:
    """Measure, table by table."""
    for kind in TITLES:
        yield _parse(kind)
    for kind in TITLES:
        yield _serialize(kind)
    yield _validate("validate", "Validate an enable", "enable")
    yield _validate("validate faulty", "Validate an enable with a misspelt type", "enable, invalid")
    yield _enables()
    yield _publishes()


def _measured(name: str, title: str, ways: Sequence[Way], rounds: int) -> Table:
    """Measure ways to do the same; the first is the one that the others are held to."""

    def turns(number: int) -> Mapping[str, Turn]:
        return {
            way.row.name: processor_time(way.call, way.inputs(number), way.stanzas) for way in ways
        }

    rows = [way.row for way in ways]
    return Table(name, title, rows, rows[0].name, in_turns(turns, rounds))


# Libraries ---------------------------------------------------------------------------------------


def _parse(kind: str) -> Table:
    libraries, left_out = _equal(kind)
    texts = _texts(kind, BATCH)
    ways = [Way(Row(each.name, each.leaves_out), each.parsers[kind], texts) for each in libraries]
    title = f"Parse {TITLES[kind]} of {len(texts(0)[0]):,} characters"
    return attrs.evolve(_measured(f"parse {kind}", title, ways, ROUNDS), left_out=left_out)


def _serialize(kind: str) -> Table:
    libraries, left_out = _equal(kind)
    ways = [
        Way(Row(each.name), each.serialize, partial(_read, each, kind))
        for each in libraries
        if each.serialize is not None
    ]
    title = f"Serialise {TITLES[kind]}"
    return attrs.evolve(_measured(f"serialize {kind}", title, ways, ROUNDS), left_out=left_out)


@cache
def _equal(kind: str) -> tuple[list[Candidate], list[str]]:
    """Return the candidates that hold and write the same, and who is left out with the reason.

    Raises:
        SystemExit: One of ours does not.
    """
    (text,) = stanzas(kind, 1, 0)
    own = [lxml_trees.FLOOR, lxml_trees.CANDIDATE, ours.CANDIDATE, ours.COMPLETE]
    others, left_out = candidates.others()
    differ = {each.name: unequal(each, kind, text) for each in (*own, *others)}
    for each in own:
        if differ[each.name]:
            sys.exit(f"{each.name} {differ[each.name]}")
    told = [f"{name} ({how})" for name, how in differ.items() if how]
    return [each for each in (*own, *others) if not differ[each.name]], [*left_out, *told]


def _read(candidate: Candidate, kind: str, number: int) -> list[Any]:
    return [candidate.parsers[kind](text) for text in stanzas(kind, BATCH, number)]


def _validate(name: str, title: str, kind: str) -> Table:
    from candidates.xmlschema_dicts import SCHEMA

    texts = _texts(kind, BATCH)
    ways = [
        Way(Row(FLOOR, "the words for what is wrong"), lxml_trees.FLOOR.parsers["enable"], texts),
        Way(Row("pushstanza"), ps.validate, texts),
        Way(Row("xmlschema"), lambda text: [*SCHEMA.iter_errors(text)], texts),
    ]
    return _measured(name, title, ways, ROUNDS)


def _texts(kind: str, count: int) -> Callable[[int], list[str]]:
    """Return what makes the stanzas of a round, once for all who read them."""
    return cache(partial(stanzas, kind, count))


# The operations of pushstanza --------------------------------------------------------------------


def _enables() -> Table:
    """Return what is made of enables of which no two are alike."""
    texts, few = _texts("enable", MANY), _texts("enable", FEW)
    ways = [
        Way(Row(FLOOR), lxml_trees.FLOOR.parsers["enable"], texts, MANY),
        Way(Row("parse"), ps.parse, texts, MANY),
        Way(Row("validate"), ps.validate, texts, MANY),
        Way(Row("lint, all in one text"), ps.lint, _joined(texts), MANY),
        Way(Row("lint, one call each"), ps.lint, few, FEW),
        Way(Row("verdict"), partial(ps.verdict, server=SERVER), few, FEW),
        Way(Row("explain its error"), _explain, _refused),
    ]
    title = f"{MANY:,} enables, no two alike, one of them"
    return _measured("enables", title, ways, FEW_ROUNDS)


def _publishes() -> Table:
    """Return what is made of publishes; only in logs are they looked at for their likeness."""
    texts, strange = _texts("publish", MANY), _texts("publish, no two alike", MANY)
    few = _texts("publish", FEW)
    ways = [
        Way(Row(FLOOR), lxml_trees.FLOOR.parsers["publish"], texts, MANY),
        Way(Row("parse"), ps.parse, texts, MANY),
        Way(Row("lint, alike, in a log"), ps.lint, _log(texts), MANY),
        Way(Row("lint, no two alike, in a log"), ps.lint, _log(strange), MANY),
        Way(Row("translate"), ps.translate, few, FEW),
        Way(
            Row("translate, parsed before"), ps.translate, lambda at: [*map(ps.parse, few(at))], FEW
        ),
    ]
    title = f"{MANY:,} publishes, alike but for names, tokens and texts, one of them"
    return _measured("publishes", title, ways, FEW_ROUNDS)


def _joined(texts: Callable[[int], list[str]]) -> Callable[[int], list[str]]:
    return lambda number: ["\n".join(texts(number))]


def _log(texts: Callable[[int], list[str]]) -> Callable[[int], list[str]]:
    return lambda number: ["".join(records(texts(number)))]


def _refused(number: int) -> list[tuple[str, str]]:
    """Return errors and the requests that they answer."""
    errors, requests = stanzas("error", BATCH, number), stanzas("enable, refused", BATCH, number)
    return [*zip(errors, requests, strict=True)]


def _explain(refused: tuple[str, str]) -> object:
    error, request = refused
    return ps.explain(error, request=request, server=SERVER)
