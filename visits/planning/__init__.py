"""Planning rules: pure functions without Django, clock or database. The phone holds their twins."""
