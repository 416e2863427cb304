"""The coach card before a visit (rows 34, 66): how to talk, and one question to ask. The phone has the same rule in
`domain/coach.ts`; both read `tests/vectors/coach.json`.

The source names the ways to talk and which of them win whom; which suits which type is our reading of it. Pressing
(限时) is never proposed unless a lead allows it, and never to people whom it drives away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from visits.steps import METHODS, PRESSURE

#: The ways to talk that suit a type, the best first.
SUITED: Mapping[str | None, tuple[str, ...]] = {
    "self_centred": ("praise_facts", "ask_concession", "mood_first"),
    "pragmatic": ("let_them_say", "pain_and_pleasure", "praise_facts"),
    "fortress": ("ask_concession", "mood_first", "let_them_say"),
    "suspicious": ("mood_first", "let_them_say", "praise_facts"),
    "easy_going": ("praise_facts", "let_them_say", "pain_and_pleasure"),
    None: ("let_them_say", "praise_facts", "mood_first"),
}
#: Whom pressure drives away, whatever a lead allows.
NEVER_PRESSED = frozenset({"suspicious", "fortress"})
#: What may be asked for in a talk, of what a file lacks.
ASKABLE = ("contact", "phone", "need", "preference", "consumption", "order_days", "hours")


@dataclass(frozen=True, slots=True)
class Question:
    """The one question to ask; `about` are the words that it is about."""

    code: str
    about: str = ""


def methods_for(*, personality: str | None, open_complaints: int = 0, pressure_allowed: bool = False) -> list[str]:
    """With a complaint open the mood comes first, then the matter."""
    methods = list(SUITED[personality])
    if open_complaints:
        methods = ["mood_first", *(method for method in methods if method != "mood_first")]
    elif pressure_allowed and personality not in NEVER_PRESSED:
        methods += [method for method in METHODS if method in PRESSURE]
    return methods


def question_for(
    *,
    open_complaints: int = 0,
    follow_ups: Sequence[str] = (),
    unclear_needs: Sequence[str] = (),
    unknown_rates: Sequence[str] = (),
    missing: Sequence[str] = (),
) -> Question:
    """One, not five: what hurts first, then what was left open, then what we do not know of the customer."""
    if open_complaints:
        return Question("complaint_settled")
    if follow_ups:
        return Question("follow_up", follow_ups[0])
    if unclear_needs:
        return Question("behind_the_need", unclear_needs[0])
    if unknown_rates:
        return Question("how_fast", unknown_rates[0])
    for name in missing:
        if name in ASKABLE:
            return Question("missing", name)
    return Question("what_else")
