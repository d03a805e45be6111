"""Check an archive of logs with Ray, and print the findings as JSON lines.

python lint_with_ray.py '/archive/**/*.log.gz'
"""

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from pushstanza import batch


def lint(ray: Any, paths: Sequence[str], *, ahead: int = 100) -> Iterator[batch.FileResult[Any]]:
    """Yield what is found in each file, in the order of the files; *ray* is the module.

    At most *ahead* files are under way, so that memory stays flat.
    """
    lint_file = ray.remote(batch.lint_file)
    under_way: deque[Any] = deque()
    for job in batch.jobs(paths):
        under_way.append(lint_file.remote(job))
        if len(under_way) > ahead:
            yield ray.get(under_way.popleft())
    yield from map(ray.get, under_way)


def main() -> None:
    """Check the paths of the command line."""
    ray = import_module("ray")
    ray.init()
    for file in lint(ray, sys.argv[1:]):
        for found in file.found:
            print(found.to_json())
        for error in file.errors:
            print(f"{file.file}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
