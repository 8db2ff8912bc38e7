"""Rows of other systems turned into records, through a mapping file."""
