"""Who may ask at all: signed in, and for tokens the scope. Which rows is `visible_to`'s matter, which writes the action's."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from crm.errors import Forbidden
from crm.models import Token


class ScopeMissing(Forbidden):
    code = "scope_missing"


class Known(BasePermission):
    """A signed-in person, or a token whose scopes name the view's noun and the verb."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        require_scope(request, f"{view.noun}:{'read' if request.method in SAFE_METHODS else 'write'}")
        return True


def require_scope(request: Request, scope: str) -> None:
    """Tokens do only what their scopes name; people's sessions have none."""
    if isinstance(request.auth, Token) and scope not in request.auth.scopes:
        raise ScopeMissing(f"This token needs the scope {scope}.")
