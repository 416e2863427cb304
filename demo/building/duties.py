"""Kinds of visits with their steps, the visits told step by step, and what managers could not answer (rows 37, 44, 79)."""

from collections.abc import Iterable

from demo.building.setting import Setting
from demo.duties import HINTS, TYPES, DutySpec
from demo.people import COUNTY, TOWN
from visits.actions.knowledge import learn_answer, log_question
from visits.actions.talk_switches import switch_pressure
from visits.actions.visit_types import define_visit_type
from visits.actions.visits import add_visit, complete_visit, start_visit
from visits.models import VisitType

#: Asked of, the question, and the answer where it was learnt since.
QUESTIONS = (
    ("alice", "五常稻花香和长粒香，煮粥哪个好？", "稻花香更黏更香，煮粥好；长粒香出饭多，适合食堂。"),
    ("alice", "山茶油能不能爆炒？烟点多少度？", ""),
    ("bob", "餐饮调和油里菜籽油占几成？", ""),
    ("charlie", "胚芽米要不要多泡？", ""),
)

#: Days ago, where, on or off, and why.
SWITCHES = (
    (60, TOWN, True, "开学季清仓，限时价只对已下单的店讲"),
    (46, TOWN, False, "活动结束；有两家店反映被催得不舒服"),
    (6, COUNTY, True, "陈米清仓到月底，限时价；疑心重的客户不用"),
)


def define_types(setting: Setting) -> None:
    for position, (zh, en, marked) in enumerate(TYPES, start=1):
        kinds = [(kind.strip("!"), kind.startswith("!")) for kind in marked]
        steps = [{"kind": kind, "must": must, "hint": HINTS.get(kind, "")} for kind, must in kinds]
        define_visit_type(label_zh=zh, label_en=en, steps=steps, position=position, by=setting.admin, at=setting.ago(200))


def tell_step_by_step(setting: Setting, duties: Iterable[DutySpec]) -> None:
    """Through the same three actions as on the road: planned, checked in, completed."""
    types = {type.label_zh: type for type in VisitType.objects.in_use()}
    for duty in duties:
        spec, by = duty.visit, setting.carer_of(duty.visit.shop)
        assert spec.started_at
        assert spec.completed_at
        assert spec.outcome
        latitude, longitude, accuracy_m = spec.place or (None, None, None)
        visit = add_visit(
            account=setting.accounts[spec.shop.key], planned_on=spec.on, purpose=spec.purpose, manager=by, by=by,
            route=setting.routes.get(spec.shop.key), at=spec.started_at,
        )  # fmt: skip
        start_visit(visit=visit, latitude=latitude, longitude=longitude, accuracy_m=accuracy_m, by=by, at=spec.started_at)
        complete_visit(
            visit=visit, outcome=spec.outcome, service_level=spec.service_level, notes=spec.notes, steps=duty.steps,
            visit_type=types[duty.type], by=by, at=spec.completed_at,
        )  # fmt: skip


def switch_talks(setting: Setting) -> None:
    """Pressing is off; the town's lead allowed it for a sale and took it back, the county's has it on for another (row 34)."""
    for days, team, is_on, reason in SWITCHES:
        lead = setting.teams[team].lead
        switch_pressure(team=setting.teams[team], is_on=is_on, reason=reason, by=lead, at=setting.ago(days))


def ask_about_products(setting: Setting) -> None:
    """What customers asked; most of it is still to be learnt."""
    for days, (username, question, answer) in enumerate(QUESTIONS, start=5):
        by = setting.people[username]
        entry = log_question(question=question, known=False, by=by, at=setting.ago(days))
        if answer:
            learn_answer(entry=entry, answer=answer, by=by, at=setting.ago(days - 2))
