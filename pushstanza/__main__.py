"""``python -m pushstanza``."""

from pushstanza.cli import main

main()
