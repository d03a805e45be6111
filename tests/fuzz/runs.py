"""A run of the fuzzer: for some seconds, each target gets changed inputs; failures are kept."""

import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import attrs

from tests.fuzz.mutations import CASES, mutated, seeds
from tests.fuzz.targets import NAMES, TARGETS, failure

CORPUS = CASES / "fuzz"

#: How long a failing input is made shorter.
_PATIENCE = 10.0


@attrs.define
class Outcome:
    """How often each target was called, and what failed: the kind of failure and its file."""

    calls: Counter[str] = attrs.Factory(Counter)
    failures: dict[tuple[str, str], Path] = attrs.Factory(dict)
    slowest: tuple[float, str] = (0.0, "")


def fuzz(seconds: float, seed: int, targets: Sequence[str] = (), folder: Path = CORPUS) -> Outcome:
    """Call *targets*, all by default, with inputs that follow from *seed*; return the outcome."""
    random = Random(seed)  # noqa: S311 - the same inputs in every run with one seed
    made = Outcome()
    texts = [*seeds().values()]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        text, name = mutated(texts, random), random.choice(NAMES)
        for target in random.sample([*(targets or TARGETS)], k=min(4, len(targets or TARGETS))):
            began = time.monotonic()
            reason = failure(target, text, name)
            made.calls[target] += 1
            made.slowest = max(made.slowest, (time.monotonic() - began, f"{target} {name}"))
            if reason is not None and (kind := (target, reason[:60])) not in made.failures:
                made.failures[kind] = _kept(target, text, name, reason, folder)
    return made


def _kept(target: str, text: str, name: str, reason: str, folder: Path) -> Path:
    """Write the shortest input that fails in the same way into a file."""
    text = _shortened(target, text, name, reason)
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    path = folder / f"{target.rsplit(maxsplit=1)[-1].strip('-')}-{digest}{Path(name).suffix}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def _shortened(target: str, text: str, name: str, reason: str) -> str:
    kind = reason.partition(":")[0]
    end = time.monotonic() + _PATIENCE
    size = max(1, len(text) // 2)
    while size and time.monotonic() < end:
        at = 0
        while at < len(text) and time.monotonic() < end:
            shorter = text[:at] + text[at + size :]
            found = failure(target, shorter, name)
            if found is not None and found.startswith(kind) and found[:40] == reason[:40]:
                text = shorter
            else:
                at += size
        size //= 2
    return text
