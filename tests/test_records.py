"""Classes that attrs finishes at their first use: they do what those of attrs do."""

import copy
import inspect
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import ClassVar, Generic, TypeVar

import attrs
import pytest

import pushstanza as ps
from pushstanza.diagnostics import records

T = TypeVar("T")


def declared(define, frozen):
    """Return the same classes, as attrs or as we declare them."""

    @frozen
    class Point:
        x: int
        y: int = 2

        @property
        def both(self):
            return self.x, self.y

    @frozen(kw_only=True)
    class Named(Point):
        name: str = attrs.field(default="a", repr=False)

    @define
    class Box:
        content: list[int] = attrs.Factory(list)

    @define(eq=False, repr=False)
    class Plain:
        value: int

    @frozen(order=True)
    class Level:
        number: int

    @frozen
    class Own:
        value: int

        def __eq__(self, other):
            return True

        def __hash__(self):
            return 1

        def __repr__(self):
            return "own"

    @frozen
    class Again(Point):
        LARGEST: ClassVar[int] = 9
        z: int = 3
        x: int = 4

    @frozen
    class Same(Point):
        """It has no fields of its own."""

    @define(kw_only=True)
    class Keyed(Generic[T]):
        key: T
        value: int = 0

    @frozen
    class Checked:
        number: int = attrs.field(default=1, validator=attrs.validators.gt(0))
        text: str = attrs.field(default=2, converter=str, alias="word")
        _hidden: int = 5

    @frozen
    class Hooked:
        number: int

        def __attrs_post_init__(self):
            object.__setattr__(self, "number", self.number + 1)

    kinds = (Point, Named, Box, Plain, Level, Own, Again, Same, Keyed, Checked, Hooked)
    return SimpleNamespace(**{kind.__name__: kind for kind in kinds})


def identity(of):
    one, other = of.Plain(1), of.Plain(1)
    return one == other, hash(one) == hash(other)


USES = {
    "repr": lambda of: (repr(of.Point(1)), repr(of.Named(x=1)), repr(of.Box([1]))),
    "equal": lambda of: (of.Point(1) == of.Point(1), of.Point(1) == of.Point(2), of.Box() == of.Box(), of.Point(1) == 1),
    "hash": lambda of: len({of.Point(1), of.Point(1), of.Point(1, 3)}),
    "no hash": lambda of: hash(of.Box()),
    "by identity": identity,
    "order": lambda of: (of.Level(1) < of.Level(2), max(of.Level(3), of.Level(2))),
    "no order": lambda of: of.Point(1) < of.Point(2),
    "own": lambda of: (of.Own(1) == of.Own(2), hash(of.Own(1)), repr(of.Own(1))),
    "set": lambda of: setattr(of.Point(1), "x", 2),
    "delete": lambda of: delattr(of.Point(1), "x"),
    "missing": lambda of: of.Point(),
    "missing after others": lambda of: (of.Point(1), of.Point()),
    "too many": lambda of: of.Point(1, 2, 3),
    "given twice": lambda of: of.Point(1, x=1),
    "unknown": lambda of: of.Point(1, z=1),
    "by position": lambda of: of.Keyed("a"),
    "by name": lambda of: (of.Point(y=1, x=2), of.Keyed(value=1, key="a"), of.Keyed(key=None)),
    "declared again": lambda of: (of.Again(1, 2, 3), of.Again(x=1), of.Again.LARGEST),
    "nothing of its own": lambda of: (of.Same(1), of.Same(1) == of.Point(1)),
    "checked": lambda of: of.Checked(0),
    "converted": lambda of: (of.Checked(word=3), of.Checked(hidden=1)),
    "hook": lambda of: (of.Hooked(1), of.Hooked(number=5)),
    "own value each": lambda of: (of.Box().content.append(1), of.Box()),
    "set in one that may be": lambda of: (setattr(box := of.Box(), "content", [3]), box),
    "many": lambda of: (len({of.Point(number) for number in range(300)}), max(of.Level(number) for number in range(300))),
    "asdict of one declared again": lambda of: attrs.asdict(of.Again(7)),
    "bound": lambda of: [*map(of.Point, range(200))][-1],
    "initialized again": lambda of: (of.Keyed.__init__(keyed := of.Keyed(key=1), key=2), keyed),
    "signature": lambda of: (str(inspect.signature(of.Point)), str(inspect.signature(of.Named))),
    "fields": lambda of: [(each.name, each.default) for each in attrs.fields(of.Named)],
    "has": lambda of: attrs.has(of.Point),
    "match": lambda of: of.Point.__match_args__,
    "evolve": lambda of: attrs.evolve(of.Named(x=1, name="b"), y=5).both,
    "asdict": lambda of: attrs.asdict(of.Named(x=1)),
    "copy": lambda of: copy.deepcopy(of.Point(1)) == of.Point(1),
}  # fmt: skip


@pytest.mark.parametrize("use", USES)
def test_a_record_is_what_attrs_would_make(use):
    def outcome(classes):
        try:
            return repr(USES[use](classes))
        except (TypeError, ValueError, AttributeError) as error:
            return f"{type(error).__name__}: {error}".replace("declared.<locals>.", "")

    ours = outcome(declared(records.define, records.frozen))

    assert ours == outcome(declared(attrs.define, attrs.frozen))


def test_threads_may_finish_a_class_at_once():
    for _ in range(20):
        of = declared(records.define, records.frozen)
        with ThreadPoolExecutor(8) as pool:
            made = [*pool.map(of.Point, range(150))]
            texts = [*pool.map(repr, made)]
        assert [each.both for each in made] == [(number, 2) for number in range(150)]
        assert texts[7].endswith("Point(x=7, y=2)")


def test_what_another_process_has_pickled_is_compared_and_shown():
    (finding,) = ps.lint(
        "<iq type='set' id='1'><enabel xmlns='urn:xmpp:push:0' jid='p.example' node='n'/></iq>"
    )
    program = (
        "import pickle, sys\n"
        "one, other = pickle.load(sys.stdin.buffer)\n"
        "print(one == other, len({one, other}), repr(one))\n"
        "try:\n"
        "    one.code = 'x'\n"
        "except AttributeError as error:\n"
        "    print(error)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps((finding, copy.copy(finding))),
        capture_output=True,
        check=True,
    )
    same, change = ran.stdout.decode().splitlines()

    assert same == f"True 1 {finding!r}"
    with pytest.raises(AttributeError) as refused:
        finding.code = "x"
    assert change == str(refused.value)
