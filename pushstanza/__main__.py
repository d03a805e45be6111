"""Starts the command ``pushstanza``, which can be interrupted while it is still being loaded."""

import signal


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is something to be tidied up
    from pushstanza.cli import main

    main()


if __name__ == "__main__":
    main()
