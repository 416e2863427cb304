"""The tables that every app stands on."""

from crm.models.access import FailedSignIn, Token
from crm.models.constants import ConstantEdit, ConstantQuestion, SourcedConstant, Topic, Unit
from crm.models.events import Event
from crm.models.history import Change
from crm.models.people import Role, Team, User
from crm.models.record import Record
from crm.models.replay import IdempotencyKey, Op

__all__ = [
    "Change",
    "ConstantEdit",
    "ConstantQuestion",
    "Event",
    "FailedSignIn",
    "IdempotencyKey",
    "Op",
    "Record",
    "Role",
    "SourcedConstant",
    "Team",
    "Token",
    "Topic",
    "Unit",
    "User",
]
