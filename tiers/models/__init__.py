"""Who is key, and why: policy versions, where each account stands, what it is worth, and an append-only history."""

from tiers.models.evidence import LoyaltyEvidence
from tiers.models.experiment import Experiment, ExperimentDecision, ExperimentMember
from tiers.models.figures import TierFigure
from tiers.models.policy import TierPolicy
from tiers.models.segment import BriefAcknowledgement, Segment
from tiers.models.standing import ReviewRun, Standing, TierAssignment, TierOverride
from tiers.models.trial import PolicyTrial
from tiers.models.wallet import Wallet
from tiers.models.welcome import WelcomeDecision
from tiers.models.worth import OrderRhythm, Worth, WorthRun

__all__ = [
    "BriefAcknowledgement",
    "Experiment",
    "ExperimentDecision",
    "ExperimentMember",
    "LoyaltyEvidence",
    "OrderRhythm",
    "PolicyTrial",
    "ReviewRun",
    "Segment",
    "Standing",
    "TierAssignment",
    "TierFigure",
    "TierOverride",
    "TierPolicy",
    "Wallet",
    "WelcomeDecision",
    "Worth",
    "WorthRun",
]
