"""Text of any kind to the stretches in which stanzas may stand, and the way back to the file."""

from pushstanza.reading.extract.kinds import HEAD, is_example, kind_of, may_be_code
from pushstanza.reading.extract.segment import Segment
from pushstanza.reading.extract.segments import segments

__all__ = ["HEAD", "Segment", "is_example", "kind_of", "may_be_code", "segments"]
