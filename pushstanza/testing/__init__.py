"""Support for tests of other projects: Hypothesis strategies for every model.

This package needs Hypothesis, which pushstanza itself does not install.
"""

from pushstanza.stanzas import strategies
from pushstanza.stanzas.strategies import jids, models, stanzas, texts, unknowns

__all__ = ["jids", "models", "stanzas", "strategies", "texts", "unknowns"]
