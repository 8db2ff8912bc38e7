"""Deciding: one record or many, with explanation."""
