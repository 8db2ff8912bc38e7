"""What open lending systems answer, asked through the public names with a pack of its own."""
