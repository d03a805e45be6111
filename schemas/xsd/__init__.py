"""An XSD a namespace."""
