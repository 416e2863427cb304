"""Search everywhere: accounts, people and what was said, ranked, behind the one door (rows 6, 16, 22)."""

from accounts.finding.everywhere import KINDS, Found, Group, find_everywhere

__all__ = ["KINDS", "Found", "Group", "find_everywhere"]
