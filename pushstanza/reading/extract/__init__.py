"""Text of any kind to the stretches in which stanzas may stand, and the way back to the file."""

from pushstanza.reading.extract.json_signs import may_hold as may_hold_json
from pushstanza.reading.extract.kinds import (
    HEAD,
    ending_of,
    is_example,
    is_source,
    kind_of,
    may_be_code,
)
from pushstanza.reading.extract.segment import Segment
from pushstanza.reading.extract.segments import segments, stretches

__all__ = [
    "HEAD",
    "Segment",
    "ending_of",
    "is_example",
    "is_source",
    "kind_of",
    "may_be_code",
    "may_hold_json",
    "segments",
    "stretches",
]
