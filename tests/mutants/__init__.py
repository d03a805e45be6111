"""Change the package at random, in a copy, and see whether the tests notice."""
