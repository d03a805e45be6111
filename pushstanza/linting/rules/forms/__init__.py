"""Family 2: data forms, by XEP-0004 and XEP-0068."""
