"""What the command line ends with: 0 nothing found, or one of these."""

#: Something was found, what could not be done, and a run that was interrupted.
FOUND, FAILED, INTERRUPTED = 1, 2, 130
