"""A hand-over under way: the giver has signed, one joint visit was made, another is planned, the taker has yet to sign (row 16)."""

from datetime import timedelta

from accounts.models import Account
from demo.building.setting import Setting
from visits.actions.handovers import open_handover, sign_handover
from visits.actions.joint_visits import log_joint_visit, plan_joint_visit

GIVER, TAKER = "bob", "alice"
ACCOUNTS = 4


def hand_over(setting: Setting) -> None:
    giver, taker = setting.people[GIVER], setting.people[TAKER]
    mine = Account.objects.external().filter(owner=giver, team=giver.team, status="active").order_by("-external_id")
    accounts = list(mine[6 : 6 + ACCOUNTS])
    lead = giver.team.lead if giver.team else None
    handover = open_handover(
        giver=giver, taker=taker, accounts=[account.pk for account in accounts], reason="城东片区调整", by=lead,
        at=setting.ago(9), due_on=setting.today + timedelta(days=5),
    )  # fmt: skip
    first, second = accounts[:2]
    log_joint_visit(
        handover=handover, account=first, done_on=setting.today - timedelta(days=6), by=taker, at=setting.ago(6),
        learned="老板话不多，先看数字再谈；货款由他爱人管，来之前先打个电话。",
    )  # fmt: skip
    plan_joint_visit(handover=handover, account=second, planned_on=setting.today + timedelta(days=2), by=giver, at=setting.ago(5))
    sign_handover(handover=handover, by=giver, at=setting.ago(3), note="性格和偏好没记全的，这周一起拜访时补上。")
