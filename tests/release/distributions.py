"""Build the sdist of a tree, and the wheel from it, with the same bytes wherever and whenever.

``python distributions.py TREE FOLDER`` needs the time of the release in ``SOURCE_DATE_EPOCH``.
setuptools gives that time to what is in a wheel, but an sdist gets the times, owners and modes of
the files in the tree, and the time at which it is packed.
"""

import gzip
import os
import subprocess
import sys
import tarfile
import tempfile
from operator import attrgetter
from pathlib import Path


def repack(sdist: Path, target: Path, time: int) -> None:
    """Write the files of *sdist* to *target*, sorted, all at one time and with no owner."""
    with (
        tarfile.open(sdist) as read,
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=time) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as written,
    ):
        for member in sorted(read, key=attrgetter("name")):
            executable = member.isdir() or member.mode & 0o100
            clean = tarfile.TarInfo(member.name)
            clean.type, clean.size, clean.mtime = member.type, member.size, time
            clean.mode = 0o755 if executable else 0o644
            written.addfile(clean, read.extractfile(member) if member.isfile() else None)


def build(tree: Path, folder: Path) -> None:
    """Write sdist and wheel of *tree* to *folder*."""
    os.umask(0o022)  # what setuptools itself writes has the modes that the system gives it
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        run = [sys.executable, "-m", "build", "--sdist", "--outdir", temporary, str(tree)]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        (made,) = Path(temporary).iterdir()
        sdist = folder / made.name
        repack(made, sdist, int(os.environ["SOURCE_DATE_EPOCH"]))
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder)]
    subprocess.run([*pip, str(sdist)], check=True)


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:]))
