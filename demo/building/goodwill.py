"""Goodwill given on the spot, most of which came back, and reports that protect our people (rows 4, 6)."""

from datetime import timedelta
from decimal import Decimal

from accounts.actions.abuse import report_abuse, settle_abuse
from accounts.actions.goodwill import recover_goodwill
from accounts.models import Account, Welcome
from crm.models import User
from demo.building.setting import Setting
from demo.people import MANAGERS
from tiers.actions.goodwill import grant_goodwill

#: What for, how much, evidence or why there is none, and whether it came back half an hour later.
GIVEN = (
    ("说货有问题要退，查下来不是在我们这里买的，先退了钱", "50", "", "发票忘在家里", True),
    ("送货时碰碎了两瓶，当场补给客户", "36", "送货单上有签字", "", False),
    ("少送一箱，客户自己开车来取，补油钱", "80", "", "急着用，来不及走流程", False),
)


def give_goodwill(setting: Setting) -> None:
    """Each manager gave some in the last weeks; the first came back as it did to the man at the wrong shop."""
    for username in MANAGERS:
        manager = setting.people[username]
        for number, (account, given) in enumerate(zip(_steady(manager), GIVEN, strict=False)):
            reason, amount, evidence, why, came_back = given
            at = setting.ago(6 + 9 * number)
            goodwill = grant_goodwill(
                account=account, amount=Decimal(amount), reason=reason, evidence=evidence, no_evidence_why=why, by=manager, at=at
            )
            if came_back:
                later = at + timedelta(minutes=30)
                recover_goodwill(goodwill=goodwill, by=manager, at=later, note="客户发现走错了店，自己送回来的")


def report_what_happened(setting: Setting) -> None:
    """One upheld report at the customer who became unwelcome for it, one that nobody has settled yet."""
    unwelcome = (
        Account.objects.filter(team__in=setting.teams.values(), welcome=Welcome.UNWELCOME).select_related("team__lead").first()
    )
    if unwelcome is not None and unwelcome.team.lead is not None:
        lead = unwelcome.team.lead
        report = report_abuse(
            account=unwelcome, kind="abused", what="在卸货口当众辱骂送货司机，推搡了一下", by=lead, at=setting.ago(14)
        )
        settle_abuse(report=report, outcome="upheld", reason="有监控录像，两次提醒无效", by=lead, at=setting.ago(10))
    alice = setting.people["alice"]
    report_abuse(
        account=_steady(alice)[-1], kind="provoked", what="要求按上月的价格补差，不给就不让离开店里", by=alice, at=setting.ago(2)
    )


def claim_without_ground(setting: Setting) -> None:
    """Three claims that did not hold: the program proposes to keep an eye on the customer, and nobody has decided yet."""
    bob = setting.people["bob"]
    lead = setting.people["lena"]
    account = _steady(bob)[-1]
    for days, what in ((40, "说少送两箱，签收单和录像都对得上"), (22, "拿别家的货来要求退款"), (6, "过期三个月的货要求全额换新")):
        report = report_abuse(account=account, kind="claim", what=what, by=bob, at=setting.ago(days))
        settle_abuse(report=report, outcome="upheld", reason="查过单据，不该由我们赔", by=lead, at=setting.ago(days - 2))


def _steady(manager: User) -> list[Account]:
    """Late on the manager's list, so that the first ones stay as plain as they were."""
    return list(Account.objects.external().filter(owner=manager, status="active").order_by("-external_id")[2 : 2 + len(GIVEN)])
