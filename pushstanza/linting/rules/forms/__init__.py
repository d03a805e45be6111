"""Family 2: data forms, by XEP-0004 and XEP-0068."""

from pushstanza.linting.rules.forms import field_values

__all__ = ["field_values"]
