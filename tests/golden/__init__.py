"""Golden cases: files of facts and expected decisions, run through the public names with the shipped pack."""
