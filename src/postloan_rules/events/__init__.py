"""Streams of events: reading them, keeping them, and the signals that the watches of a pack give about them."""
