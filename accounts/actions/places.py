"""How an account's place becomes sure (row 21): somebody stood there, and the phone knew well where."""

from datetime import datetime

from accounts.actions.accounts import update_account
from accounts.actions.figures import write_figures
from accounts.models import Account
from crm.calendar import business_day
from crm.models import User


def confirm_place(*, account: Account, by: User | None, at: datetime, fix: tuple[float, float] | None = None) -> None:
    """The account's place is right; with `fix` it is there from now on. For callers in a transaction that hold the account."""
    if fix is not None:
        update_account(account=account, changes={"latitude": fix[0], "longitude": fix[1]}, by=by, at=at)
    row = account.pk, *(fix or (account.latitude, account.longitude)), business_day(at)
    write_figures(columns=("checked_latitude", "checked_longitude", "place_checked_on"), rows=[row], bulk=False)
