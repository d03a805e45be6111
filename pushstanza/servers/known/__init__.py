"""The servers and push services that are known: a module or a package each, with ``SERVERS``."""
