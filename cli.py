"""Starts the command line from a checkout: ``python cli.py lint FILE``."""

from pushstanza.cli import main

if __name__ == "__main__":
    main()
