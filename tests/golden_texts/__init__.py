"""Whole texts as users see them: an example folder each, with what must come out beside it."""
