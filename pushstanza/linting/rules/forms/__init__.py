"""Family 2: data forms, by XEP-0004 and XEP-0068."""

from pushstanza.linting.rules.forms import (  # isort: skip - in the order of their codes
    type_attribute,
    form_type,
    field_names,
    field_values,
    two_forms,
)

__all__ = ["field_names", "field_values", "form_type", "two_forms", "type_attribute"]
