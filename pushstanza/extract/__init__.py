"""Text of any kind to the stretches in which stanzas may stand, and the way back to the file."""

from pushstanza.extract.kinds import HEAD, kind_of, may_be_code
from pushstanza.extract.segment import Segment
from pushstanza.extract.segments import segments

__all__ = ["HEAD", "Segment", "kind_of", "may_be_code", "segments"]
