"""Lint, explain, translate and count the stanzas in archives of logs, on one machine or many.

The functions on one file need no framework. ``lint``, ``explain``, ``translate`` and ``count``
make Dask bags, which ``pip install 'pushstanza[dask]'`` installs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pushstanza.batch.archives import Job, jobs
    from pushstanza.batch.bags import count, explain, lint, translate
    from pushstanza.batch.cluster import ClusterError, lint_paths
    from pushstanza.batch.counts import Counts
    from pushstanza.batch.work import (
        FileResult,
        count_file,
        explain_file,
        lint_file,
        translate_file,
    )

__all__ = [
    "ClusterError",
    "Counts",
    "FileResult",
    "Job",
    "count",
    "count_file",
    "explain",
    "explain_file",
    "jobs",
    "lint",
    "lint_file",
    "lint_paths",
    "translate",
    "translate_file",
]

#: Where the names are: a program loads only what it asks for.
_LATER = {
    "ClusterError": "cluster",
    "Counts": "counts",
    "FileResult": "work",
    "Job": "archives",
    "count": "bags",
    "count_file": "work",
    "explain": "bags",
    "explain_file": "work",
    "jobs": "archives",
    "lint": "bags",
    "lint_file": "work",
    "lint_paths": "cluster",
    "translate": "bags",
    "translate_file": "work",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        from pushstanza.diagnostics.errors import no_attribute  # only where it is raised

        raise no_attribute(__name__, name, __all__)
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__]
