"""What the tests of a cluster do to its workers; workers import it, too."""

import os
import signal

from distributed import WorkerPlugin

from pushstanza.linting import files

#: The end of the names of files on which a worker dies.
DEADLY = "deadly.log"


class DiesOnDeadlyFiles(WorkerPlugin):
    """Ends each worker that is to look at a deadly file, as a lack of memory would."""

    name = "dies"

    def setup(self, worker):  # noqa: ARG002 - the name is Dask's
        """Look at files as before, but for deadly ones."""
        before = files.lint_file

        def lint_file(job, processes=1):
            if job.name.endswith(DEADLY):
                os.kill(os.getpid(), signal.SIGKILL)
            return before(job, processes)

        files.lint_file = lint_file


def refuses_to_read(job, _processes=1):
    """Stand in for a worker that may not read a file."""
    return iter([files.Part(name=job.name, error="Permission denied")])


class ReadsNothing(WorkerPlugin):
    """Keeps each worker from reading any file."""

    name = "reads nothing"

    def setup(self, worker):  # noqa: ARG002 - the name is Dask's
        """Put the refusal in place of the linter."""
        files.lint_file = refuses_to_read
