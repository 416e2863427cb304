"""What a segment asks of the account list, and when everybody must read its brief anew (row 42)."""

from collections.abc import Mapping
from typing import Any

#: What the staff act on. A change of one of them makes a new brief; a better description does not.
BRIEFED = ("strategy", "channel", "message", "presentation", "brief")

#: A customer of ours; a department is served by other rules.
USUAL_KIND = "external"


def is_new_brief(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(before[name] != after[name] for name in BRIEFED)


def rule_of(filters: Mapping[str, str], *, team: str | None) -> dict[str, str]:
    """The conditions as the account list is asked: of the segment's team, and of outside customers unless it says otherwise."""
    rule = dict(filters)
    if not {"kind", "kind__in"} & rule.keys():
        rule["kind"] = USUAL_KIND
    if team is not None:
        rule["team"] = team
    return rule
