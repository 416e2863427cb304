"""Reads over what the night found: how loyal an account is, what it will still bring, and why. No numpy here."""
