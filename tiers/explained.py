"""Why an account has its tier, in the one shape in which every figure explains itself (rows 7, 68)."""

from decimal import Decimal
from typing import Any

from accounts.models import Account
from crm.explain import Figure, computed, records, ruled
from tiers.queries import why_tier


def tier(account: Account) -> Figure | None:
    """The tier with what the last review judged it by; None while there was no review."""
    why = why_tier(account)
    if why is None or why["tier"] is None:
        return None
    policy = {"policy": why["policy_version"], "title": why["policy_name"], "on": why["reviewed_on"]}
    grounds = [_value(why, policy), _place(why, policy)]
    if why["cut_share"] is not None:
        grounds.append(ruled("cut_share", Decimal(str(why["cut_share"])), unit="share", **policy))
    rests_on = tuple(ground for ground in grounds if ground is not None)
    return Figure("tier", why["tier"], why["tier"], inputs=rests_on, note=why["text_code"] or "")


def _value(why: dict[str, Any], policy: dict[str, Any]) -> Figure | None:
    if why["value"] is None:
        return None
    return records(
        "judged_value", Decimal(str(why["value"])), unit="money", currency=why["currency"], table="orders", on=policy["on"]
    )


def _place(why: dict[str, Any], policy: dict[str, Any]) -> Figure | None:
    if not why["rank"] or not why["peers"]:
        return None
    rank = records("rank", Decimal(why["rank"]), table="accounts", on=policy["on"])
    peers = records("peers", Decimal(why["peers"]), unit="customers", table="accounts", on=policy["on"])
    return computed("rank_share", "rank / peers", rank, peers, unit="share", places=4)
