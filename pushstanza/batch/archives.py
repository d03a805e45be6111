"""Paths to jobs: which files there are, and what is looked for in each."""

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Unpack

import attrs

from pushstanza.diagnostics.arguments import public
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.declare import Group
from pushstanza.linting.files import Job
from pushstanza.linting.options import KEYWORDS, from_keywords, no_option
from pushstanza.linting.paths import FileOptions, names_of
from pushstanza.linting.run import STDIN, PathError, Run
from pushstanza.linting.settings import DEFAULT_SETTINGS
from pushstanza.linting.visit import Outcome

__all__ = ["Job", "jobs"]

#: What an archive may be called: one path, or several.
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

#: The options that say which files there are, and what is looked for in them.
_GROUPS = (Group.RULES, Group.RESULT, Group.FILES, Group.CONFIGURATION)
_OPTIONS = {
    name: each
    for name, each in KEYWORDS.items()
    if (each.group in _GROUPS or name == "show_secrets")
    and name not in {"exit_zero", "fail_on", "stdin_filename"}
}


class JobOptions(FileOptions, total=False):
    """The types of the options of :func:`pushstanza.batch.jobs`, for type checkers."""

    config: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None


@public
def jobs(paths: Paths, **options: Unpack[JobOptions]) -> list[Job]:
    """Return the files that ``pushstanza lint`` would check, each with the settings for it.

    A job can be pickled. The functions on one file, such as :func:`lint_file`, take it on any
    machine where the file has the same absolute path. A file that cannot be read here is a job as
    well: the functions return why.

    Args:
        paths: A file, a folder or a glob such as ``logs/**/*.gz``, or several.
        **options: Those options of :func:`pushstanza.lint_paths` that say which files are checked,
            and for what: ``target``, ``select``, ``include``, ``config``, ``isolated`` and so on.

    Raises:
        OptionError: there is no such option, or one of several paths is none (a ``TypeError``).
        WrongTypeError: *paths* is no path and not several.
        ConfigError: an option or a configuration is wrong (a ``ValueError``).
        PathError: a path is empty, a glob matches nothing, or it is standard input (a
            ``ValueError``).
    """
    return jobs_for("jobs", paths, {**options})


def jobs_for(function: str, paths: Paths, options: dict[str, Any]) -> list[Job]:
    """Return what :func:`jobs` does, for the options of a function of that name."""
    for name in options:
        if name not in _OPTIONS:
            raise no_option(function, name, _OPTIONS)
    run = Run(expanded(names_of(paths)), from_keywords({"cache": False, **options}, function))
    visited = [each.path for each in run.visits() if each.outcome is not Outcome.SKIPPED]
    found = {each.path: each for each in run.jobs()}
    return [anywhere(found.get(path) or _anyway(path)) for path in visited]


def _anyway(path: Path) -> Job:
    """Return the job of a file that could not be read: whoever does it says why."""
    return Job(name=os.fspath(path), settings=DEFAULT_SETTINGS)


def anywhere(job: Job) -> Job:
    """Return a job that can be done in another folder, and without the cache of this machine."""
    path = os.path.abspath(job.path)  # noqa: PTH100 - a link keeps its name
    return attrs.evolve(job, at=path, entry=None, clean=None)


def expanded(names: Sequence[str]) -> list[str]:
    """Return names of files and folders, with those that globs match in place of the globs.

    Raises:
        PathError: a glob matches nothing, or a name stands for standard input.
    """
    return [each for name in names for each in _matching(name)]


def _matching(name: str) -> Iterator[str]:
    if name == STDIN:
        raise PathError("standard input cannot be read on other machines; save it to a file")
    if not glob.has_magic(name) or os.path.lexists(name):
        yield name
        return
    found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - it may be absolute
    if not found:
        raise PathError(f"no file matches {quoted(name)}")
    yield from found
