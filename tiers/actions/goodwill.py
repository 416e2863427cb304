"""Goodwill within what the customer's tier allows (rows 4, 7, 15)."""

from typing import Any

from accounts.actions import goodwill
from accounts.models import Goodwill
from tiers.readings.goodwill import room_by_tier


def grant_goodwill(**terms: Any) -> Goodwill:
    """As `accounts.actions.goodwill.grant_goodwill`, whose terms these are. Raises `AboveLimit` beyond the role's limit, and
    beyond the tier's for who is not its approver."""
    return goodwill.grant_goodwill(**terms, room=room_by_tier)
