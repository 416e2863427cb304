"""Routes, the visits made on them, and what the visits left to do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from accounts.actions.promises import break_promise, keep_promise, make_promise, release_promise
from accounts.actions.timeline import add_note
from crm.calendar import business_day
from demo.building.duties import tell_step_by_step
from demo.building.planner import tell_planner
from demo.building.setting import SOURCE, Setting
from demo.building.steering import standings
from demo.duties import draw_duties
from demo.field import VisitSpec, draw_visits, last_visits
from demo.rhythm import HISTORY_DAYS
from demo.routes import RouteSpec, draw_routes
from demo.tasks import PromiseSpec, draw_agreed_visits, draw_notes, draw_promises, with_next_actions
from demo.trade import OrderSpec
from visits.actions.history import PastVisit, record_visits
from visits.actions.plans import PlannedVisit, plan_visits
from visits.actions.routes import open_route, set_stops

SETTLE = {"kept": keep_promise, "broken": break_promise, "released": release_promise}


def lay_routes(setting: Setting) -> None:
    """One route per manager and weekday."""
    for spec in draw_routes(setting.shops):
        _open(setting, spec)


def _open(setting: Setting, spec: RouteSpec) -> None:
    at, manager = setting.ago(HISTORY_DAYS), setting.people[spec.manager]
    route = open_route(
        name=spec.name, manager=manager, by=manager, at=at,
        territory=setting.territories[spec.territory] if spec.territory else None,
        group_by="village" if spec.by_village else "street",
        weekdays=[spec.weekday], start_latitude=spec.start[0], start_longitude=spec.start[1],
    )  # fmt: skip
    set_stops(route=route, accounts=[setting.accounts[shop.key] for shop in spec.stops], by=manager, at=at)
    for shop in spec.stops:
        setting.routes[shop.key] = route


def make_visits(setting: Setting, orders: Iterable[OrderSpec]) -> None:
    """Nine months of visits, then the appointments from today on."""
    held, ordered_on = standings(setting), _order_days(orders)
    visits = with_next_actions(draw_visits(setting.shops, held, ordered_on, today=setting.today), today=setting.today)
    duties = draw_duties(visits, today=setting.today)
    apart = {id(duty.visit) for duty in duties}
    past = [_past(setting, visit, number) for number, visit in enumerate(visits, start=1) if id(visit) not in apart]
    record_visits(visits=past, by=None)
    tell_step_by_step(setting, duties)
    busy = {key for key, days in ordered_on.items() if setting.today in days}
    last = last_visits([shop for shop in setting.shops if shop.manager], held, busy=busy, today=setting.today)
    agreed = draw_agreed_visits(setting.shops, last=last, standings=held, busy=busy, today=setting.today)
    plans = [
        PlannedVisit(
            account_id=setting.accounts[visit.shop.key].pk, manager_id=setting.carer_of(visit.shop).pk, planned_on=visit.on,
            purpose=visit.purpose,
        )
        for visit in agreed
    ]  # fmt: skip
    plan_visits(plans=plans, by=None, at=setting.ago(1))
    tell_planner("accounts_contact", "accounts_touchpoint", "crm_event", "visits_visit")


def _order_days(orders: Iterable[OrderSpec]) -> Mapping[str, set[date]]:
    days: dict[str, set[date]] = defaultdict(set)
    for order in orders:
        if not order.is_return:
            days[order.shop].add(business_day(order.at))
    return days


def _past(setting: Setting, visit: VisitSpec, number: int) -> PastVisit:
    latitude, longitude, accuracy_m = visit.place or (None, None, None)
    route = setting.routes.get(visit.shop.key)
    return PastVisit(
        account_id=setting.accounts[visit.shop.key].pk, manager_id=setting.carer_of(visit.shop).pk,
        route_id=route.pk if route else None, planned_on=visit.on, started_at=visit.started_at, completed_at=visit.completed_at,
        outcome=visit.outcome, missed_reason=visit.missed_reason, service_level=visit.service_level, notes=visit.notes,
        purpose=visit.purpose, latitude=latitude, longitude=longitude, accuracy_m=accuracy_m, next_action=visit.next_action,
        next_action_on=visit.next_action_on, next_action_done_at=visit.next_action_done_at,
        source=SOURCE, external_id=f"BF{number:06d}",
    )  # fmt: skip


def keep_word(setting: Setting) -> None:
    """Promises, open and settled (row 22), and the calls, messages and remarks in between."""
    _promise(setting, draw_promises(setting.shops, today=setting.today))
    for note in draw_notes(setting.shops, today=setting.today):
        add_note(
            account=setting.accounts[note.shop.key], text=note.text, kind=note.kind, channel=note.channel, at=note.at,
            by=setting.carer_of(note.shop),
        )  # fmt: skip


def _promise(setting: Setting, specs: Sequence[PromiseSpec]) -> None:
    for spec in specs:
        by = setting.carer_of(spec.shop)
        promise = make_promise(account=setting.accounts[spec.shop.key], text=spec.text, due_on=spec.due_on, by=by, at=spec.made_at)
        if spec.settled_at:
            SETTLE[spec.state](promise=promise, by=by, at=spec.settled_at, reason=spec.reason)
