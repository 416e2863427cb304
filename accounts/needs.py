"""What may be done about a need (row 54). Their order and what to mind are shown only on screen: `frontend/src/domain/needs.ts`."""


def refusal_of(*, handling: str | None, has_conflict: bool) -> str | None:
    """A need that runs into a rule of ours is not simply met: a code, or None."""
    return "conflict_is_not_simply_met" if has_conflict and handling == "meet" else None
