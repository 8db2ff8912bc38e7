"""The trail: an append-only log of canonical bytes that knows nothing of loans."""
