"""What the command line ends with: 0 nothing found, or one of these."""

#: Something was found, and what could not be done.
FOUND, FAILED = 1, 2
