"""Starts the command ``pushstanza``, which can be interrupted while it is still being loaded."""

import gc
import signal

#: How many objects more than before are looked at for cycles, of which a run makes few: what a
#: command imports would be looked at a hundred times.
OBJECTS = 100_000


def main() -> None:
    """Run the command line."""
    gc.set_threshold(OBJECTS)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is something to be tidied up
    from pushstanza.cli import main

    try:
        main()
    finally:
        gc.freeze()  # at its end Python looks for cycles in all that was imported


if __name__ == "__main__":
    main()
