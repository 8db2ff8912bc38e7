"""Programs of a day as SQL: the same terms over tables instead of nodes."""
