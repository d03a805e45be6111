"""Text of any kind to the stretches in which stanzas may stand, and the way back to the file."""

from pushstanza.extract.kinds import HEAD, kind_of
from pushstanza.extract.segment import Segment
from pushstanza.extract.segments import segments

__all__ = ["HEAD", "Segment", "kind_of", "segments"]
