"""From text of any kind to XML trees with the position of everything in them."""
