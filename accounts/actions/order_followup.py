"""What follows from an order: figures of trade, run-out days, trials that bore fruit, the stage of the customer's way."""

from collections.abc import Collection
from uuid import UUID

from accounts.actions.consumption import refresh_consumptions
from accounts.actions.figures import refresh_trade_figures
from accounts.actions.journey import refresh_journeys
from accounts.actions.trials import settle_trials

#: So many customers are looked at again at once; more wait for the night, so that a large import stays an import.
AT_ONCE = 500


def follow_orders(*, accounts: Collection[UUID]) -> None:
    """Bring up to date what orders say of these customers."""
    refresh_trade_figures(accounts=accounts)
    if not accounts:
        return
    refresh_consumptions(accounts=accounts)
    settle_trials(accounts=accounts)
    if len(accounts) <= AT_ONCE:
        refresh_journeys(accounts=accounts)
