"""XEP-0334: Message Processing Hints, version 1.0.0 (2024-04-17)."""

from typing import Literal, TypeAlias

from pushstanza.binding import Model, element, element_name
from pushstanza.reading import names

NS = names.HINTS

#: XEP-0334, section 4.
HintKind: TypeAlias = Literal["no-copy", "no-permanent-store", "no-store", "store"]


@element(NS)
class Hint(Model):
    """How servers should process a message; MongooseIM's hints plugin reads two of the hints."""

    kind: HintKind = element_name(doc="The hint.")
