"""What comes next: how values run on when only time passes, and the day on which a decision changes."""
