"""Signing in with a password, slowed down after failures: 10 per name and address in 15 minutes, 50 per name in an hour."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db.models import Count, Q

from crm.errors import DomainError, Invalid
from crm.models import FailedSignIn, User

SHORT, LONG = timedelta(minutes=15), timedelta(hours=1)
PER_ADDRESS, PER_NAME = 10, 50


class TooManyTries(DomainError):
    code = "too_many_tries"
    status = 429


class WrongCredentials(Invalid):
    """The same words for an unknown name and a wrong password."""

    code = "wrong_credentials"


def check_password(*, username: str, password: str, address: str | None, at: datetime) -> User:
    """The person, or a refusal; the address is the connection's own, never what a header claims."""
    if is_slowed(username=username, address=address, at=at):
        raise TooManyTries("Too many wrong passwords; wait a quarter of an hour.")
    user = authenticate(username=username, password=password)
    if not isinstance(user, User):
        FailedSignIn.objects.create(username=username, address=address, at=at)
        raise WrongCredentials("Name or password is wrong.", fields={"password": ["Name or password is wrong."]})
    return user


def is_slowed(*, username: str, address: str | None, at: datetime) -> bool:
    recent = FailedSignIn.objects.filter(username=username, at__gt=at - LONG).aggregate(
        here=Count("id", filter=Q(address=address, at__gt=at - SHORT)), anywhere=Count("id")
    )
    return bool(recent["here"] >= PER_ADDRESS or recent["anywhere"] >= PER_NAME)
