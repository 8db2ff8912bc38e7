"""Decisions in the trail: what is written down about them, making them again, overrides, batches and erasure."""
