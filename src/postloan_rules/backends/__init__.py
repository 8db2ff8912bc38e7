"""Programs turned into something that runs."""
