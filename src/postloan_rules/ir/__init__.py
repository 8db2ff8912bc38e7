"""What a decision means: terms, rules and programs without any syntax."""
