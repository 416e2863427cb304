"""What other rules would change, worked out beside the requests where there are many accounts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models.batches import Run


class PolicyTrial(Run):
    """Terms that somebody tries before they become a policy, and what came of it. `filters` may name one team.

    `rows_total` and `rows_done` count the accounts of the teams that are worked out, one team after the other.
    """

    terms = models.JSONField()
    result = models.JSONField(null=True, help_text="What `tiers.board.simulation.told` says; null until it is done.")

    class Meta(Run.Meta):
        indexes: ClassVar = [models.Index(fields=["by", "-created_at"], name="policy_trial_by")]
