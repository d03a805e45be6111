"""pushstanza, as its users call it."""

import pushstanza as ps
from candidates.candidate import Candidate

_KINDS = ("publish", "enable", "message")

CANDIDATE = Candidate("pushstanza", "", dict.fromkeys(_KINDS, ps.parse), ps.serialize)


def _with_a_prefix(text: str) -> ps.Model:
    return ps.parse(text.replace(" ", " xmlns:p='urn:example' ", 1))


#: What no model writes is validated by the schemas, and read by the complete readers.
COMPLETE = Candidate("pushstanza, with a prefix", "", dict.fromkeys(_KINDS, _with_a_prefix))
