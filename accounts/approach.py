"""Which way to approach a person, by type (rows 66, 67); the phone has the same rule in `domain/approach.ts`.

The source says: with easy-going people one method is enough, with the stubborn and the picky several are combined; a refusal is no
reason to give up. Which method suits which type it leaves to us: the orders below are ours, drawn from how it describes the types,
and what was seen to work, with this person first and with the type second, comes before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.proportion import Share, share

METHODS = ("introduction", "strength", "benefit", "question", "care", "condition")
HITS = frozenset({"opened", "agreed"})

#: Where to begin with each type; the first comes from what the source says of the type.
ORDERS: Mapping[str | None, tuple[str, ...]] = {
    "self_centred": ("care", "strength", "question", "benefit", "introduction", "condition"),
    "pragmatic": ("benefit", "strength", "question", "introduction", "care", "condition"),
    "fortress": ("introduction", "care", "benefit", "question", "strength", "condition"),
    "suspicious": ("introduction", "strength", "question", "care", "benefit", "condition"),
    "easy_going": ("introduction", "care", "question", "benefit", "strength", "condition"),
    None: ("introduction", "question", "care", "benefit", "strength", "condition"),
}

#: How many methods together: one for the easy-going, several for the stubborn (self-centred, fortress), two for those who weigh.
TOGETHER: Mapping[str | None, int] = {"self_centred": 3, "fortress": 3, "pragmatic": 2, "suspicious": 2, "easy_going": 1, None: 1}

#: How to treat each type, in codes that the screens word (row 66).
HANDLING: Mapping[str | None, tuple[str, ...]] = {
    "self_centred": ("let_them_lead", "praise_facts", "ask_advice", "no_contradiction"),
    "pragmatic": ("full_data", "more_options", "objective", "cost_and_efficiency"),
    "fortress": ("respect_the_present_way", "small_steps", "proof_from_peers", "patience"),
    "suspicious": ("evidence_first", "small_trial", "keep_every_word", "no_pressure"),
    "easy_going": ("tell_not_read", "short", "agree_aloud"),
    None: ("find_out",),
}


@dataclass(frozen=True, slots=True)
class Try:
    """One approach to the person, oldest first in a sequence."""

    methods: tuple[str, ...]
    result: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """`why`: `worked` with this person, `after_refusal`, `works_with_type`, `order`, `weak_with_type`, `failed`."""

    method: str
    why: str
    with_person: Share
    with_type: Share


@dataclass(frozen=True, slots=True)
class Advice:
    personality: str | None
    handling: tuple[str, ...]
    together: int
    reason: str
    methods: tuple[Suggested, ...]


#: By how good a reason a method comes forward.
RANKS = ("worked", "after_refusal", "works_with_type", "order", "weak_with_type", "failed")


def advise(*, personality: str | None, tries: Sequence[Try] = (), of_type: Mapping[str, tuple[int, int]] | None = None) -> Advice:
    """`of_type`: per method (hits, tries) with all persons of this type."""
    of_type = of_type or {}
    refused = bool(tries) and tries[-1].result not in HITS
    overall = share(sum(hits for hits, _ in of_type.values()), sum(count for _, count in of_type.values()))
    order = ORDERS[personality]
    suggested = [
        _suggest(method, tries=tries, refused=refused, with_type=share(*of_type.get(method, (0, 0))), overall=overall)
        for method in order
    ]
    suggested.sort(key=lambda each: (RANKS.index(each.why), order.index(each.method)))
    together = TOGETHER[personality] + (1 if refused and TOGETHER[personality] == 1 else 0)
    reason = "after_refusal" if refused else "unknown_type" if personality is None else "one" if together == 1 else "combine"
    return Advice(personality, HANDLING[personality], together, reason, tuple(suggested))


def _suggest(method: str, *, tries: Sequence[Try], refused: bool, with_type: Share, overall: Share) -> Suggested:
    mine = [each for each in tries if method in each.methods]
    with_person = share(sum(each.result in HITS for each in mine), len(mine))
    return Suggested(method, _why(method, with_person, with_type, overall, refused=refused), with_person, with_type)


def _why(method: str, with_person: Share, with_type: Share, overall: Share, *, refused: bool) -> str:
    if with_person.hits:
        return "worked"
    if with_person.count:
        return "failed"
    if refused and method == "condition":
        return "after_refusal"
    if overall.rate is not None and with_type.low is not None and with_type.low > overall.rate:
        return "works_with_type"
    if overall.rate is not None and with_type.high is not None and with_type.high < overall.rate:
        return "weak_with_type"
    return "order"
