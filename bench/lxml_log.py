"""Find, parse and validate the stanzas of a log with lxml alone, as a program of its own."""

import re
import sys

from lxml import etree

_STANZA = re.compile(rb"<iq .*?</iq>")


def main(schema_file: str, log: str) -> None:
    """Read a log line by line; stop at a stanza that is not valid."""
    schema = etree.XMLSchema(file=schema_file)
    with open(log, "rb") as lines:  # noqa: PTH123 - pathlib would be imported for this
        for line in lines:
            for found in _STANZA.findall(line):
                if not schema.validate(etree.fromstring(found)):
                    sys.exit(f"not valid: {line!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
