"""Packs tested like code: what their cases cover, which changes they would not notice, and cases that are lacking."""
