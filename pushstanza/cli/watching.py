"""``lint --watch``: a check again whenever a file changes."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushstanza.cli import common
from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.cache import FOLDER
from pushstanza.linting.config import BASELINE, absolute
from pushstanza.linting.exit_status import INTERRUPTED
from pushstanza.linting.run import STDIN

if TYPE_CHECKING:
    from pushstanza.linting.run import Run

#: How long changes are waited for at once, in milliseconds: an interrupt is heeded meanwhile.
_PATIENCE = 1000

#: How many files are named that have changed.
_NAMED = 3


def watch(start: Callable[[], "Run"], check: Callable[["Run"], int]) -> None:
    """Make a run and check its files, and do that again when one of them changes.

    Args:
        start: Makes a run; where that cannot be done, it says so and exits.
        check: Prints what a run finds.
    """
    run = start()
    if STDIN in run.paths:
        common.fail("--watch needs files: standard input is read only once")
    try:
        for changed in _changes(run):
            if changed is not None:
                run = _next(start, changed) or run
            _check(run, check)
            common.say("waiting for changes; Ctrl-C ends")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _next(start: Callable[[], "Run"], changed: Sequence[str]) -> "Run | None":
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    names = ", ".join(map(printable, changed[:_NAMED]))
    common.begin()
    common.say(f"{names}{more} changed")
    try:
        return start()
    except SystemExit:  # a configuration that is being written; it has been said what is wrong
        return None


def _check(run: "Run", check: Callable[["Run"], int]) -> None:
    with suppress(SystemExit):
        check(run)
    sys.stdout.flush()


def _changes(run: "Run") -> Iterator[list[str] | None]:
    """Yield once when the files are watched, and then the names of files that have changed."""
    watchfiles = _watchfiles()
    written = {Path(absolute(each)) for each in run.written}

    class Filter(watchfiles.DefaultFilter):  # type: ignore[misc, name-defined]
        """Leaves out what the command itself writes."""

        def __call__(self, change: Any, path: str) -> bool:
            file = Path(absolute(path))
            is_half_written = file.name.startswith(".pushstanza-") and file.name != BASELINE
            is_kept = FOLDER in file.parts  # another configuration may name another folder
            is_ours = is_half_written or is_kept or not written.isdisjoint((file, *file.parents))
            return not is_ours and super().__call__(change, path)

    changes = watchfiles.watch(
        *run.watched,
        watch_filter=Filter(),
        rust_timeout=_PATIENCE,
        yield_on_timeout=True,
    )
    here = Path.cwd()
    yield from _once(changes)
    for each in changes:
        paths = sorted({Path(absolute(path)) for _, path in each})
        if paths:
            yield [
                str(path.relative_to(here) if path.is_relative_to(here) else path) for path in paths
            ]


def _once(changes: Iterator[Any]) -> Iterator[None]:
    """Yield when the watch has begun: what changes from then on is seen."""
    next(changes)
    yield None


def _watchfiles() -> Any:
    try:
        import watchfiles
    except ImportError:
        common.fail("--watch needs watchfiles: pip install 'pushstanza[watch]'")
    return watchfiles
