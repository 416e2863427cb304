"""The revenue at stake with one account, in the one shape in which every figure explains itself (row 24)."""

from accounts.explained import annual_value
from accounts.models import Account
from crm.constants.queries import read_register
from crm.explain import Figure
from tiers import stake
from tiers.explained_worth import alive


def at_stake(account: Account) -> Figure | None:
    """None while its value was never computed, or where nothing says how likely it is to leave."""
    value = annual_value(account)
    if value is None:
        return None
    return stake.at_stake(read_register(), annual_value=value, alive=alive(account), open_complaints=account.open_complaints)
