"""The rulebook of a pack for people: chapters, rules in sentences, limits with their history, and examples."""
