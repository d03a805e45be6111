"""Every place where the schemas part from the specifications' own, and why."""

from pushstanza.reading.deviations.core import CORE
from pushstanza.reading.deviations.deviation import Deviation
from pushstanza.reading.deviations.pubsub import PUBSUB
from pushstanza.reading.deviations.push import PUSH

__all__ = ["DEVIATIONS", "Deviation"]

#: Every place where they part; the element "*" stands for all.
DEVIATIONS = (*CORE, *PUBSUB, *PUSH)
