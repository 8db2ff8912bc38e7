"""Rules for what happens to a loan after it has been paid out."""
