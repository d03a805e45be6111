"""pushstanza, as its users call it."""

import pushstanza as ps
from candidates.candidate import Candidate

_KINDS = ("publish", "enable", "message")

CANDIDATE = Candidate("pushstanza", "", dict.fromkeys(_KINDS, ps.parse), ps.serialize)


def _of_bytes(text: str) -> ps.Model:
    return ps.parse(text.encode())


#: Bytes are always validated by the schemas, and read by the complete readers.
COMPLETE = Candidate("pushstanza, bytes", "", dict.fromkeys(_KINDS, _of_bytes))
