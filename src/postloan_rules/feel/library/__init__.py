"""Signatures of the built-in functions, one module per chapter of the standard."""
