"""What speaks for some customers' loyalty beside their orders: rivals' promotions, referrals, help with selling (rows 10, 68)."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo.chance import stream
from demo.shops import Shop

RIVALS = ("金穗粮油", "天禾配送", "万家批发")
PROMOTIONS = ("买十送一，送到门口", "每袋便宜三块，月底截止", "首单半价，送陈列架")
REFUSALS = ("对方上门报了低价，店主说用惯了我们的", "比我们便宜两个点，没有换")
LOST = ("食用油改从别家进",)
HELP = (
    ("reference_call", "接了新客户的电话，说我们送货准时"),
    ("testimonial", "同意把用了三年的话印在单页上"),
    ("hosted_visit", "带三位同行看了陈列和库存"),
    ("introduction", "引见了商会采购的负责人"),
)
EVERY = 5  # one customer in so many is told about


@dataclass(frozen=True, slots=True)
class Told:
    """One thing about one customer, so many days ago; `newcomer` is whom a referral led to."""

    shop: Shop
    kind: str
    days_ago: int
    competitor: str = ""
    note: str = ""
    newcomer: Shop | None = None


def draw_evidence(shops: Sequence[Shop]) -> list[Told]:
    buying = [shop for shop in shops if shop.buys and shop.manager]
    told: list[Told] = []
    for number, shop in enumerate(buying[::EVERY]):
        rng = stream("loyalty", shop.key)
        told.append(Told(shop, "competitor_promotion", rng.randint(35, 150), rng.choice(RIVALS), rng.choice(PROMOTIONS)))
        if number % 3 == 0:
            told.append(Told(shop, "offer_refused", rng.randint(10, 200), rng.choice(RIVALS), rng.choice(REFUSALS)))
        if number % 11 == 0:
            told.append(Told(shop, "line_lost", rng.randint(20, 120), rng.choice(RIVALS), rng.choice(LOST)))
        if number % 4 == 0:
            kind, note = rng.choice(HELP)
            told.append(Told(shop, kind, rng.randint(10, 300), note=note))
        if number % 5 == 0:
            told.append(Told(shop, "recommends", rng.randint(10, 250)))
    return told + _referrals(buying)


def _referrals(buying: Sequence[Shop]) -> list[Told]:
    """Some brought others, who brought others in turn: chains within a team, the older customer before the younger."""
    told = []
    for team in sorted({shop.team for shop in buying}):
        friends = [shop for shop in buying if shop.team == team][2::9]
        rng = stream("referrals", team)
        for place, newcomer in enumerate(friends[1:], start=1):
            friend = friends[(place - 1) // 2]
            kind = rng.choice(("contact_given", "meeting_held", "became_customer"))
            told.append(Told(friend, kind, rng.randint(15, 400), newcomer=newcomer))
    return told
