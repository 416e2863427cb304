"""What a visit's steps ask for, and what their results tell (rows 79, 37). The phone has the same rules in `domain/steps.ts`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

#: In the order of the source: the manager's standing duties, then what else is looked at on the spot.
KINDS = (
    "talk", "brand", "stock_count", "price_check", "storefront_photo", "competitor_promotion", "referral", "licence_check",
)  # fmt: skip

#: How to talk (row 34). The last presses, and is off unless a lead has switched it on.
METHODS = ("praise_facts", "ask_concession", "let_them_say", "pain_and_pleasure", "mood_first", "limited_time")
PRESSURE = frozenset({"limited_time"})
REACTIONS = ("accepted", "interested", "refused")
#: What a dealer visit may show (row 37).
OBSERVED = ("cannot_explain", "consumers_unaware", "not_promoted")


@dataclass(frozen=True, slots=True)
class Task:
    """What a finding leaves to do. `owner`: `visitor`; where it is not theirs to settle, `lead`, or `keeper` of the account."""

    kind: str
    days: int
    owner: str = "visitor"


#: Which task a finding creates; our judgement of how soon. What is not here is noted and leaves nothing to do.
TASKS: Mapping[str, Task] = {
    "cannot_explain": Task("training", 14),
    "consumers_unaware": Task("promotion", 21),
    "not_promoted": Task("promotion", 14),
    "price_below": Task("price_case", 3, owner="lead"),
    "out_of_stock": Task("restock", 2),
    "licence_mismatch": Task("licence", 7, owner="keeper"),
    "below_standard": Task("service", 3),
}


#: The standard line among the four service levels (row 9).
STANDARD_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding: its kind, the words that the step brought, and the task it leaves."""

    kind: str
    text: str = ""

    @property
    def task(self) -> Task | None:
        return TASKS.get(self.kind)


def undone(
    steps: Sequence[Mapping[str, Any]], given: Iterable[str], *, outcome: str, known_version: int | None = None
) -> list[str]:
    """The steps that must be done and were neither done nor skipped. Where nobody was met, nothing could be done.

    `known_version` is the version of the type that the phone had; what became a must later does not bind it.
    """
    if outcome == "not_met":
        return []
    given = set(given)
    return [
        step["kind"]
        for step in steps
        if step.get("must") and step["kind"] not in given and (known_version is None or step.get("must_from", 1) <= known_version)
    ]


def with_must_from(
    steps: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], *, version: int
) -> list[dict[str, Any]]:
    """The steps as they are stored: since which version each is a must."""
    since = {step["kind"]: step.get("must_from", 1) for step in before if step.get("must")}
    return [dict(step) | ({"must_from": since.get(step["kind"], version)} if step.get("must") else {}) for step in steps]


def seen_in(kind: str, details: Mapping[str, Any], note: str = "") -> list[Seen]:
    """What a step that was done found."""
    if kind == "brand":
        product = str(details.get("product", ""))
        return [Seen(name, " ".join(part for part in (product, note) if part)) for name in details.get("observed", ())]
    if kind == "stock_count":
        return [Seen("out_of_stock", note) for count in details.get("counts", ()) if Decimal(str(count["quantity"])) == 0][:1]
    if kind == "price_check":
        return [Seen("price_below", _price(price)) for price in details.get("prices", ()) if is_below(price)]
    if kind == "competitor_promotion":
        return [Seen(kind, " · ".join(part for part in (details.get("competitor", ""), details.get("offer", "")) if part))]
    if kind == "referral":
        return [Seen(kind, " ".join(part for part in (details.get("name", ""), details.get("phone", "")) if part))]
    if kind == "licence_check" and not details.get("matches", True):
        found = str(details.get("found", ""))
        return [] if found and is_same_name(found, str(details.get("recorded", ""))) else [Seen("licence_mismatch", found)]
    return []


def is_same_name(one: str, other: str) -> bool:
    """Names on paper and on record differ in spaces, brackets and full width without being different names (row 17)."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())


def is_below(price: Mapping[str, Any]) -> bool:
    agreed = price.get("agreed")
    return agreed not in (None, "") and Decimal(str(price["price"])) < Decimal(str(agreed))


def _price(price: Mapping[str, Any]) -> str:
    return f"{price['product']}: {price['price']} < {price['agreed']}"


def level_finding(level: int | None) -> Seen | None:
    """Row 9: below the standard line somebody has to make it good."""
    return Seen("below_standard") if level is not None and level < STANDARD_LEVEL else None
