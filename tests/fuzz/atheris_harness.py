"""The targets for atheris, which looks for inputs that reach new code.

``python -m tests.fuzz.atheris_harness lint [options of libFuzzer]``; the group ``fuzz`` of
``pyproject.toml`` brings atheris, where there is a wheel of it.
"""

import sys


def main() -> None:
    """Fuzz one target until it fails."""
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: pip install --group fuzz")
    target, arguments = sys.argv[1], [sys.argv[0], *sys.argv[2:]]
    with atheris.instrument_imports(include=["pushstanza"]):
        from tests.fuzz.targets import NAMES, TARGETS, failure
    if target not in TARGETS:
        sys.exit(f"no target {target!r}; there are {', '.join(TARGETS)}")

    def once(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        name = NAMES[provider.ConsumeIntInRange(0, len(NAMES) - 1)]
        reason = failure(target, provider.ConsumeUnicode(len(data)), name)
        if reason is not None:
            raise AssertionError(reason)

    atheris.Setup(arguments, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
