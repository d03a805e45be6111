"""A mutation fuzzer over every public function and command: ``python -m tests.fuzz``.

``mutations`` makes inputs of the cases, ``targets`` says what is called and what has to hold,
``runs`` calls one with the other. What once failed is kept in ``tests/cases/fuzz``, one file a
failure; ``tests/test_fuzz.py`` runs them all. ``atheris_harness`` does the same, guided by coverage.
"""
