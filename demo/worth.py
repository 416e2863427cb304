"""What each customer buys in a year: few much, many little (row 68)."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from accounts.models import AccountRole
from demo.chance import normal_scores, stream
from demo.people import COUNTY, TOWN
from demo.shops import Shop

#: Yearly sales of the middle customer of a team, in CNY.
MIDDLE = {TOWN: 9_000.0, COUNTY: 5_500.0}
#: Spread of the lognormal: a fifth of the customers then hold nearly four fifths of the sales.
SPREAD = 1.56
LEAST = 320.0  # a household's rice
#: Where a role stands on the scale, in standard deviations.
STANDING = {AccountRole.DEALER: 2.3, AccountRole.LEGAL_PERSON: 1.0, AccountRole.RETAILER: 0.0, AccountRole.END_CONSUMER: -1.2}


def yearly_sales(shops: Iterable[Shop]) -> dict[str, float]:
    """CNY a year by shop key, before anyone grows, fades or leaves. Prospects have none.

    Within a role every manager gets large and small customers alike, so that nobody is left without a VIP.
    """
    teams: dict[str, list[Shop]] = defaultdict(list)
    for shop in shops:
        if shop.buys:
            teams[shop.team].append(shop)
    sales: dict[str, float] = {}
    for team, members in teams.items():
        for shop, score in zip(_largest_first(team, members), normal_scores(len(members)), strict=True):
            sales[shop.key] = max(LEAST, MIDDLE[team] * math.exp(SPREAD * score))
    return sales


def _largest_first(team: str, shops: Sequence[Shop]) -> list[Shop]:
    rng = stream("worth", team)
    groups: dict[tuple[str | None, AccountRole], list[Shop]] = defaultdict(list)
    for shop in shops:
        groups[shop.manager, shop.role].append(shop)
    scores: dict[str, float] = {}
    for (_, role), members in groups.items():
        rng.shuffle(members)
        for shop, score in zip(members, normal_scores(len(members)), strict=True):
            scores[shop.key] = STANDING[role] + 0.9 * score + rng.uniform(-0.05, 0.05)
    return sorted(shops, key=lambda shop: -scores[shop.key])
