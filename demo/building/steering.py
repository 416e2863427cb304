"""Tiers as seven month ends and today would have given them, and the few decisions that a lead took beside the rules (row 7)."""

from datetime import date, datetime, time, timedelta

from django.conf import settings

from accounts.models import Account, TierName, Welcome
from crm.models import User
from demo.building.setting import Setting
from demo.field import Standing
from tiers.actions.overrides import override_tier
from tiers.actions.policies import draft_policy, publish_policy
from tiers.actions.review import review_tiers
from tiers.actions.welcome import decide_welcome
from tiers.models import TierPolicy
from visits.queries import visit_intervals

MONTHS = 7
UNRATED = "unrated"


#: How each tier is approached: the second version of the policy brought the words (row 15).
PLAYBOOKS = {
    "vip": (
        "店主亲自接待，进门先问上次答应的事办得怎样。先谈他的生意，再谈我们的货；新品带样品请他先尝。"
        "有难处当天回话，超出额度的先告诉主管，不让客户等。"
    ),
    "gold": "先看货架和存货，再谈补货；带上同街卖得好的三样，说清楚每样能多卖多少。缺什么当面记下，两天内答复。",
    "key": "说清楚到货的日子和最小起订量；每次只推一样新品，问一句“上次那样卖得怎样”。",
    "ordinary": "订单先办，动作要快；看一眼陈列和保质期，有空再聊。连续两次不订货，问清楚原因再走。",
}
#: So many finished months ago.
PLAYBOOKS_SINCE = 3


def review_history(setting: Setting) -> None:
    """The monthly reviews of the past, then today's; the first one is the opening, and a later one is the first of a new policy."""
    teams = list(setting.teams.values())
    for left, day in zip(range(MONTHS, 0, -1), month_ends(setting.today, MONTHS), strict=True):
        if left == PLAYBOOKS_SINCE:
            _bring_playbooks(setting, at=_night_after(day))
        review_tiers(at=_night_after(day), as_of=day, teams=teams)
    review_tiers(at=setting.at, as_of=setting.today, teams=teams)


def month_ends(today: date, count: int) -> list[date]:
    """The last `count` finished months' last days, oldest first."""
    ends, day = [], today.replace(day=1)
    for _ in range(count):
        day = day - timedelta(days=1)
        ends.append(day)
        day = day.replace(day=1)
    return ends[::-1]


def _bring_playbooks(setting: Setting, *, at: datetime) -> None:
    """Cuts and rhythms stay, so that nobody moves by it."""
    lena = setting.people["lena"]
    held = TierPolicy.objects.in_force_on(at.date())[0]
    books = {tier: held.playbooks[tier] | {"text": text} for tier, text in PLAYBOOKS.items()}
    policy = draft_policy(name="标准分级，附接近方法", effective_on=at.date(), by=lena, at=at, playbooks=books)
    publish_policy(policy=policy, by=lena, at=at)


def _night_after(day: date) -> datetime:
    """When the nightly review runs: a month end counts once it is over."""
    return datetime.combine(day + timedelta(days=1), time(2), tzinfo=settings.BUSINESS_TZ)


def decide_apart(setting: Setting) -> None:
    """One customer held above its computed tier, two watched, one unwelcome."""
    lena, leo = setting.people["lena"], setting.people["leo"]
    promising = _with_tier(setting, lena, TierName.KEY)
    override_tier(
        account=promising, tier=TierName.GOLD, by=lena, at=setting.at, expires_on=setting.today + timedelta(days=120),
        reason="新签了三家分店的供货，订单下月开始",
    )  # fmt: skip
    for lead in (lena, leo):
        decide_welcome(
            account=_with_tier(setting, lead, TierName.ORDINARY), welcome=Welcome.WATCH, by=lead, at=setting.ago(20),
            reason="连续三次超过约定账期才付款",
        )  # fmt: skip
    decide_welcome(
        account=_with_tier(setting, leo, TierName.ORDINARY, skip=1), welcome=Welcome.UNWELCOME, by=leo, at=setting.ago(9),
        reason="辱骂送货司机，两次警告无效",
    )  # fmt: skip


def _with_tier(setting: Setting, lead: User, tier: str, *, skip: int = 0) -> Account:
    """The last-listed owned customer of this tier in the lead's team: never one of the first on alice's list."""
    fitting = Account.objects.external().filter(team__lead=lead, tier=tier, owner__isnull=False, status="active")
    return fitting.order_by("-external_id")[skip]


def standings(setting: Setting) -> dict[str, Standing]:
    """Tier and visit rhythm of every customer, by shop key."""
    intervals = visit_intervals(setting.today)
    tiers = dict(Account.objects.filter(pk__in=[account.pk for account in setting.accounts.values()]).values_list("pk", "tier"))
    return {key: Standing(tiers[account.pk], intervals[tiers[account.pk] or UNRATED]) for key, account in setting.accounts.items()}
