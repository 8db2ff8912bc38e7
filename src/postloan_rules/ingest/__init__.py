"""Rows of a bank's systems to records, through a mapping file: see ``ingest.ingest``."""
