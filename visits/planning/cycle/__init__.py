"""The call cycle: on which days each account is visited, and in which order (rows 17, 79)."""
