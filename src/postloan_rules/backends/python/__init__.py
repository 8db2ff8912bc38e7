"""Python source generated from the checked IR, and what it needs to run."""
