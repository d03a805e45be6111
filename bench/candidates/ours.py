"""pushstanza, as its users call it."""

from functools import partial

import pushstanza as ps
from candidates.candidate import Candidate

_KINDS = ("publish", "enable", "message")

CANDIDATE = Candidate("pushstanza", "", dict.fromkeys(_KINDS, ps.parse), ps.serialize)
UNVALIDATED = Candidate(
    "pushstanza, validate=False",
    "the schema",
    dict.fromkeys(_KINDS, partial(ps.parse, validate=False)),
)
