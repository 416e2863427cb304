"""Who asks: a person by session cookie with CSRF, a program by bearer token."""

from django.utils import timezone
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from crm.access import user_of_token
from crm.models import Token, User


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer crm_…`"""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        parts = authentication.get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise exceptions.AuthenticationFailed("The Authorization header must read: Bearer <token>.")
        known = user_of_token(parts[1].decode("latin-1"), at=timezone.now())
        if known is None:
            raise exceptions.AuthenticationFailed("This token is unknown, expired or revoked.")
        return known

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="crm"'


class CsrfFailed(exceptions.PermissionDenied):
    """A code of its own: a client that holds an old token fetches the new one and sends the same again."""

    default_code = "csrf_failed"


class SessionAuthentication(authentication.SessionAuthentication):
    """Django's session; named here so that the schema can describe it."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as refused:
            raise CsrfFailed(refused.detail) from refused
