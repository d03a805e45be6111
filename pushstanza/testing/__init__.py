"""Support for tests of other projects: Hypothesis strategies for every model.

This package needs Hypothesis, which pushstanza itself does not install.
"""

from pushstanza.testing import strategies
from pushstanza.testing.strategies import jids, models, stanzas, texts, unknowns

__all__ = ["jids", "models", "stanzas", "strategies", "texts", "unknowns"]
