"""Text of any kind to trees of XML, with the place of everything in them."""
