"""Archives to Dask bags, whose work is done when something is computed of them.

A bag is computed by local processes, or on a cluster if there is a ``dask.distributed.Client``.
"""

import operator
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from pushstanza.batch.archives import Job, JobOptions, Paths, jobs_for
from pushstanza.batch.counts import Counts
from pushstanza.batch.work import count_file, explain_file, lint_file, translate_file
from pushstanza.diagnostics.arguments import public
from pushstanza.diagnostics.extras import MissingExtraError

if TYPE_CHECKING:
    import dask.bag


@public
def lint(
    paths: Paths, *, npartitions: int | None = None, **options: Unpack[JobOptions]
) -> "dask.bag.Bag":
    """Return a Dask bag of what ``pushstanza lint`` finds: a :class:`FileResult` for each file.

    They are in the order of the names of the files, whatever computes them.

    Args:
        paths: A file, a folder or a glob such as ``logs/**/*.gz``, or several.
        npartitions: How many tasks share the work; by default one for each file, and about 100
            for many.
        **options: The options of :func:`jobs`.

    Raises:
        MissingExtraError: Dask is not installed (an ``ImportError``).
        OptionError, ConfigError, PathError: as :func:`jobs`.
    """
    return _bag(lint_file, jobs_for("lint", paths, {**options}), npartitions)


@public
def explain(
    paths: Paths,
    *,
    server: str | None = None,
    npartitions: int | None = None,
    **options: Unpack[JobOptions],
) -> "dask.bag.Bag":
    """Return a Dask bag of the errors in each file and their causes: a :class:`FileResult` each.

    Args:
        paths: Files, folders and globs, as for :func:`lint`.
        server: Who answered, as :func:`pushstanza.verdict` calls it.
        npartitions: As for :func:`lint`.
        **options: The options of :func:`jobs`; ``account`` is the sender of the requests.

    Raises:
        MissingExtraError: Dask is not installed (an ``ImportError``).
        OptionError, ConfigError, PathError: as :func:`jobs`.
    """
    work = partial(explain_file, server=server, account=options.get("account"))
    return _bag(work, jobs_for("explain", paths, {**options}), npartitions)


@public
def translate(
    paths: Paths,
    *,
    profile: Any = "documented",
    apns_default_topic: str | None = None,
    api_version: Any = "v3",
    shorten: bool = False,
    npartitions: int | None = None,
    **options: Unpack[JobOptions],
) -> "dask.bag.Bag":
    """Return a Dask bag of the requests that publishes lead to: a :class:`FileResult` each.

    Args:
        paths: Files, folders and globs, as for :func:`lint`.
        profile: What is documented, or what is really sent.
        apns_default_topic: The topic that the connection to APNs has.
        api_version: The version of MongoosePush's interface.
        shorten: Whether a body that is too long is cut.
        npartitions: As for :func:`lint`.
        **options: The options of :func:`jobs`.

    Raises:
        MissingExtraError: Dask is not installed (an ``ImportError``).
        OptionError, ConfigError, PathError: as :func:`jobs`.
    """
    work = partial(
        translate_file,
        profile=profile,
        apns_default_topic=apns_default_topic,
        api_version=api_version,
        shorten=shorten,
    )
    return _bag(work, jobs_for("translate", paths, {**options}), npartitions)


@public
def count(
    paths: Paths, *, npartitions: int | None = None, **options: Unpack[JobOptions]
) -> "dask.bag.Item":
    """Return what computes to the :class:`Counts` of all files.

    Args:
        paths: Files, folders and globs, as for :func:`lint`.
        npartitions: As for :func:`lint`.
        **options: The options of :func:`jobs`.

    Raises:
        MissingExtraError: Dask is not installed (an ``ImportError``).
        OptionError, ConfigError, PathError: as :func:`jobs`.
    """
    counted: Any = _bag(count_file, jobs_for("count", paths, {**options}), npartitions)
    total: dask.bag.Item = counted.fold(operator.add, initial=Counts())
    return total


def _bag(work: Callable[[Job], Any], found: list[Job], npartitions: int | None) -> "dask.bag.Bag":
    try:
        import dask.bag
    except ImportError:
        raise MissingExtraError(
            "a bag needs Dask, which is not installed: pip install 'pushstanza[dask]'"
        ) from None
    module: Any = dask.bag  # whose functions have no types
    bag: dask.bag.Bag = module.from_sequence(found, npartitions=npartitions).map(work)
    return bag
