"""The first good check-in fixes a doubtful place (row 21); where it contradicts a place that was given, a person decides."""

from datetime import datetime

from django.db import transaction

from accounts.actions.access import lock_account
from accounts.actions.places import confirm_place
from accounts.models import Account, PlaceConfidence
from crm.errors import Invalid
from crm.models import User
from visits.models import Visit
from visits.planning.geo import Fix, Place
from visits.planning.place_check import Says, what_it_says


def settle_place(*, visit: Visit, by: User | None, at: datetime) -> None:
    """What a completed visit's check-in says of the account's place, written down. The caller holds the account."""
    account = visit.account
    if account.place_confidence == PlaceConfidence.CONFIRMED:
        return
    match said_by(visit, account):
        case Says.FOUND:
            confirm_place(account=account, by=by, at=at, fix=fix_of(visit))
        case Says.CONFIRMS:
            confirm_place(account=account, by=by, at=at)


@transaction.atomic
def take_place(*, account: Account, visit: Visit, by: User | None, at: datetime) -> None:
    """The customer is where this check-in was made. Again it changes nothing. Raises `Invalid` for one that is no evidence."""
    account = lock_account(account=account, by=by)
    if visit.account_id != account.pk or said_by(visit, account) == Says.NOTHING:
        raise Invalid("This check-in says nothing about the place.", fields={"visit": ["A sharp check-in of this customer."]})
    fix = fix_of(visit)
    if fix != (account.checked_latitude, account.checked_longitude) or account.place_confidence != PlaceConfidence.CONFIRMED:
        confirm_place(account=account, by=by, at=at, fix=fix)


def said_by(visit: Visit, account: Account) -> Says:
    fix = None
    if visit.latitude is not None and visit.longitude is not None:
        fix = Fix(visit.latitude, visit.longitude, visit.accuracy_m)
    place = None
    if account.latitude is not None and account.longitude is not None:
        place = Place(account.latitude, account.longitude)
    was_met = visit.status == Visit.Status.COMPLETED and visit.outcome != Visit.Outcome.NOT_MET
    return what_it_says(fix, place, flags=visit.flags, was_met=was_met)


def fix_of(visit: Visit) -> tuple[float, float]:
    assert visit.latitude is not None
    assert visit.longitude is not None
    return visit.latitude, visit.longitude
