"""The work of every operation grows with its input, and no faster; it is counted, never timed.

``make linear`` does the same for all shapes and operations, with larger inputs.
"""

import gc
import sys
from contextlib import suppress
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest

import pushstanza as ps

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture(scope="module")
def linear():
    sys.path.insert(0, str(BENCH))
    try:
        import linear

        yield linear
    finally:
        sys.path.remove(str(BENCH))


#: What was not linear once, and one of each kind of shape.
SAMPLE = [
    ("lint", "fields, unclosed"),
    ("lint", "children"),
    ("lint", "attributes, near names"),
    ("lint", "fields, secrets"),
    ("lint", "suppressions"),
    ("lint", "unclosed"),
    ("lint", "quotes in tags"),
    ("lint", "fields, near names"),
    ("lint", "fields"),
    ("lint", "records"),
    ("lint", "JSON members"),
    ("fix", "lost equals"),
    ("fix", "fields, near names"),
    ("format", "fields"),
    ("parse", "children"),
    ("validate", "children"),
    ("explain", "records, words"),
    ("verdict", "children, named"),
    ("translate", "publish, options"),
    ("flow", "bodies"),
    ("log", "records"),
    ("flow", "tabs"),
    ("stream", "bodies"),
    ("stream", "children"),
    ("edit", "fields"),
    ("edit", "unclosed"),
    ("extract log", "Erlang terms"),
    ("extract markdown", "fences"),
    ("lint", "fences, open"),
    ("extract code", "string literals"),
    ("extract html", "pages"),
]


@pytest.mark.parametrize(("operation", "shape"), SAMPLE)
def test_twice_the_input_is_twice_the_work(linear, operation, shape):
    found = linear.decided(shape, operation, parts=20)

    assert found[-1].count >= found[0].count > 0
    assert linear.is_linear(found), [each.count for each in found]


@pytest.mark.parametrize("operation", ["lint", "extract code"])
def test_no_cache_grows_with_what_is_different_in_the_input(linear, operation):
    for shape, text in linear.SHAPES.items():
        sizes = []
        for count in (30, 60):
            with suppress(ps.PushStanzaError, RecursionError):
                linear.OPERATIONS[operation](text(count))
            sizes.append(unbounded())
        some, more = sizes
        assert [name for name in some if more[name] > some[name] + 20] == [], shape


def unbounded():
    """Return the size of each cache of pushstanza that has no limit."""
    found = {}
    for name, module in [*sys.modules.items()]:
        if name.startswith("pushstanza."):
            for each in vars(module).values():
                if isinstance(each, _lru_cache_wrapper) and each.cache_info().maxsize is None:
                    found[f"{each.__module__}.{each.__qualname__}"] = each.cache_info().currsize
    return found


def test_what_is_not_linear_is_seen(linear, monkeypatch):
    """The measure itself: a loop within a loop is not taken for a linear one."""

    def square(text):
        for _ in text:
            for _ in text:
                pass

    monkeypatch.setattr(linear, "OPERATIONS", {"square": square})

    assert not linear.is_linear(linear.measured("blanks", "square", parts=40))


def test_finalisers_of_what_was_left_behind_are_not_counted(linear):
    finalised = []

    class Left:
        def __init__(self):
            self.itself = self

        def __del__(self):
            finalised.append(self)

    def leave(text):
        for _ in text:
            Left()

    thresholds = gc.get_threshold()
    try:
        gc.set_threshold(10, 1, 1)
        counts = {linear.work(leave, "a" * 100).count for _ in range(3)}
    finally:
        gc.set_threshold(*thresholds)

    assert finalised
    assert len(counts) == 1
    assert counts.pop() < 400


def test_there_are_enough_shapes(linear):
    assert len(linear.SHAPES) >= 100
    assert len({shape(5) for shape in linear.SHAPES.values()}) == len(linear.SHAPES)
