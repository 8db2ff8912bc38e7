"""Laws that hold for all terms, programs and records."""
