"""Going to the customer: routes with ordered stops, visits with their steps, what was found and is left to do, plans of four weeks,
and the hand-over from one manager to another."""

from visits.models.allocation import AllocationFall
from visits.models.balance import Balance, BalanceMove, OwnerLock
from visits.models.coaching import KnowledgeEntry, TalkSwitch
from visits.models.cycle import CalendarFeed, Cycle, CycleCall, CycleEdit, CycleStop
from visits.models.driving import DayRule, TravelLeg, TravelPace
from visits.models.finding import Finding, FollowUp
from visits.models.handover import Handover, HandoverAccount, HandoverPolicy, JointVisit
from visits.models.route import Route, RouteStop
from visits.models.visit import Visit
from visits.models.visit_type import StepKind, VisitStep, VisitType
from visits.models.working import Absence, ManagerShift, VisitRules

__all__ = [
    "Absence",
    "AllocationFall",
    "Balance",
    "BalanceMove",
    "CalendarFeed",
    "Cycle",
    "CycleCall",
    "CycleEdit",
    "CycleStop",
    "DayRule",
    "Finding",
    "FollowUp",
    "Handover",
    "HandoverAccount",
    "HandoverPolicy",
    "JointVisit",
    "KnowledgeEntry",
    "ManagerShift",
    "OwnerLock",
    "Route",
    "RouteStop",
    "StepKind",
    "TalkSwitch",
    "TravelLeg",
    "TravelPace",
    "Visit",
    "VisitRules",
    "VisitStep",
    "VisitType",
]
