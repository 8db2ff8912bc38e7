"""Remarks on packs that load: one lint per module, listed in ``LINTS``."""
