"""An invented bank to try things on: the same portfolio for the same seed, dirt included."""
