"""What came before a stanza in the same file or log: nodes made, affiliations given, pushes enabled."""

import attrs

from pushstanza.binding import Model


@attrs.define
class History:
    """What the stanzas so far have done."""

    def record(self, stanza: Model, line: int) -> None:
        """Note what *stanza*, which begins on *line*, does."""
