"""Test and learn (row 41): the split, what is counted, and what may be said of the difference."""
