"""Family 5: enabling, publishing and disabling, by XEP-0357; the sequences are in ``sequence``."""

from pushstanza.linting.rules.push import service

__all__ = ["service"]
