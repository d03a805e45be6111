"""Family 5: enable, disable and publish (XEP-0357); the module ``sequence`` has the sequences."""
