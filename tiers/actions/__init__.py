"""What people and the night do to tiers."""

from tiers.actions.evidence import advance_referral, note_evidence, take_back_evidence
from tiers.actions.overrides import end_override, override_tier
from tiers.actions.policies import draft_policy, publish_policy
from tiers.actions.review import TeamReview, review_tiers
from tiers.actions.welcome import decide_welcome

__all__ = [
    "TeamReview",
    "advance_referral",
    "decide_welcome",
    "draft_policy",
    "end_override",
    "note_evidence",
    "override_tier",
    "publish_policy",
    "review_tiers",
    "take_back_evidence",
]
