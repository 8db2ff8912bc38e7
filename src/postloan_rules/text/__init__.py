"""The text rules are written in, and what we say about it."""
