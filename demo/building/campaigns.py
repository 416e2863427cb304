"""Segments with their cards, one of which not everybody has read yet, and an experiment that is over (rows 8, 41, 42)."""

from decimal import Decimal

from api.jobs import members_of
from crm.models import User
from demo.building.setting import Setting
from tiers.actions.experiments import decide_experiment, draft_experiment, draw_experiment, measure_experiment, start_experiment
from tiers.actions.segments import acknowledge_brief, concerned, define_segment
from tiers.models import Experiment, Segment

SEED = 20260801
WEEKS = 8


def run_campaigns(setting: Setting) -> None:
    lena = setting.people["lena"]
    team = lena.teams_led.order_by("name").first()
    assert team is not None
    small = define_segment(
        by=lena, at=setting.ago(75), name="中小客户试吃", team=team, filters={"tier__in": "key,ordinary", "status": "active"},
        description="稳定进货、但品种不多的重点和普通客户", strategy=Segment.Strategy.DIFFERENCE, channel=Segment.Channel.IN_PERSON,
        message="新到的杂粮可以先试吃，卖得动再进货", presentation="拜访时带一份试吃装和一张陈列图",
        brief="先问店里缺什么，再介绍试吃装；每店一份，不搭售。客服接到来电，按每店一份答复。",
    )  # fmt: skip
    for person in concerned(small):
        acknowledge_brief(segment=small, brief_number=1, by=person, at=setting.ago(70))
    _try_tasting(setting, small, lena)
    quiet = define_segment(
        by=lena, at=setting.ago(4), name="忠诚度下降的大客户", team=team,
        filters={"tier__in": "vip,gold", "loyalty_band__in": "fragile,at_risk"},
        description="进货在减少的 VIP 和黄金客户", strategy=Segment.Strategy.DIFFERENCE, channel=Segment.Channel.PHONE,
        message="听听他们对我们的服务有什么不满", presentation="主管本人先打电话，再上门",
        brief="只听，不推销；听到的不满当天记下，答应的事写进承诺。",
    )  # fmt: skip
    acknowledge_brief(segment=quiet, brief_number=1, by=lena, at=setting.ago(3))
    draft_experiment(
        segment=quiet, by=lena, at=setting.ago(2), name="主管回访", hypothesis="主管先打电话，流失会少一半", offer="主管回访电话",
        metric=Experiment.Metric.ORDERS, holdout_share=Decimal("0.50"), days=28,
    )  # fmt: skip


def _try_tasting(setting: Setting, segment: Segment, lead: User) -> None:
    begun = setting.ago(WEEKS * 7 + 7)
    tasting = draft_experiment(
        segment=segment, by=lead, at=begun, name="试吃装", hypothesis="收到试吃装的店，八周里每店多进货 50 元",
        offer="每店一份杂粮试吃装",
        metric=Experiment.Metric.NET_SALES, holdout_share=Decimal("0.30"), days=WEEKS * 7,
    )  # fmt: skip
    Experiment.objects.filter(pk=tasting.pk).update(seed=SEED)
    tasting = start_experiment(experiment=tasting, by=lead, at=begun)
    draw_experiment(experiment=tasting, members=members_of, at=begun)
    measured = measure_experiment(experiment=tasting, at=setting.at)
    decide_experiment(
        experiment=measured, verdict="repeat", at=setting.ago(1), by=lead, reason="区间太宽，看不出差别；秋季加大试吃装再试一次"
    )
