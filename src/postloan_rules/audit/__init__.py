"""The trail: an append-only log of what was decided; it knows bytes, not loans."""
