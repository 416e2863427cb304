"""The shapes of `/cycle-plans/`: its row, the plan by day, prices, changes. Minutes are after midnight; travel has one decimal."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import fmean, pstdev
from typing import Any
from uuid import UUID

from rest_framework import serializers

from accounts.models import Account
from api.rows import Ref, RowSerializer
from crm.models import User
from visits.actions.cycle_edits import Edited
from visits.actions.cycles import told_notices, told_overload
from visits.models import Cycle, CycleCall, CycleEdit, CycleStop
from visits.planning.cycle.grid import WEEKS
from visits.planning.cycle.ground import roads_of, told_roads
from visits.planning.cycle.prices import Price, Week, best
from visits.planning.distance import ESTIMATE, TravelModel
from visits.readings.cycle_inputs import CycleInputs
from visits.readings.cycle_plans import way_home

ROUNDING = 0.5
REFUSALS = ("day_off", "visited_that_day", "weekday_not_allowed", "window", "day_full")
KINDS = ("added", "moved", "removed", "kept", "frozen", "past", "gone")
NOTICES = (
    "no_place", "place_guessed", "place_zero", "place_gcj02", "window_reversed", "no_shift", "no_start", "no_working_day",
    "day_off",
)  # fmt: skip


class NoticeSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=NOTICES)
    account = serializers.UUIDField(allow_null=True, help_text="Null: about the manager or the cycle.")
    detail = serializers.CharField(help_text="Of window_reversed the hours, of day_off the day and why.")


class NamedNoticeSerializer(NoticeSerializer):
    name = serializers.CharField(help_text="Of the account; empty where it is about none.")


class TierLoadSerializer(serializers.Serializer[Any]):
    tier = serializers.CharField(help_text="`unrated` where there is none yet.")
    accounts = serializers.IntegerField()
    visits = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="Of service and the ways between.")
    stretch = serializers.FloatField(help_text="What the intervals are multiplied by; 1: nothing.")


class LoadSerializer(serializers.Serializer[Any]):
    """Minutes of four weeks. `needed` = `service` + `travel_between` + `travel_out`; travel is an estimate before planning."""

    needed = serializers.IntegerField()
    service = serializers.IntegerField()
    travel_between = serializers.IntegerField()
    travel_out = serializers.IntegerField()
    available = serializers.IntegerField()
    planned = serializers.IntegerField(help_text="Needed with the stretched intervals.")
    load = serializers.FloatField(help_text="Needed against available.")
    is_over = serializers.BooleanField()
    stretch = serializers.FloatField()
    vip_stretch = serializers.FloatField()
    tiers = TierLoadSerializer(many=True)


class OverloadSerializer(serializers.Serializer[Any]):
    manager = Ref()
    starts_on = serializers.DateField()
    weeks = serializers.IntegerField()
    accounts = serializers.IntegerField()
    working_days = serializers.IntegerField()
    overload = LoadSerializer(allow_null=True, help_text="Null when no day is worked.")
    notices = NamedNoticeSerializer(many=True)


class CostPartsSerializer(serializers.Serializer[Any]):
    """Minutes; empty until there is a plan."""

    travel = serializers.FloatField(required=False)
    spacing = serializers.FloatField(required=False)
    lateness = serializers.FloatField(required=False)
    moved = serializers.FloatField(required=False)
    order_day = serializers.FloatField(required=False)
    balance = serializers.FloatField(required=False)
    unplaced = serializers.FloatField(required=False)


class CycleSerializer(RowSerializer):
    id = serializers.UUIDField()
    manager = Ref()
    team = Ref()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    state = serializers.ChoiceField(choices=Cycle.State.choices)
    seed = serializers.IntegerField()
    iterations = serializers.IntegerField()
    iterations_done = serializers.IntegerField()
    cost = serializers.FloatField(allow_null=True, help_text="The best so far, in minutes.")
    costs = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()), help_text="[[iterations, minutes], …]: how it became better."
    )
    cost_parts = CostPartsSerializer()
    overload = LoadSerializer()
    notices = NoticeSerializer(many=True)
    cancel_requested = serializers.BooleanField()
    error = serializers.CharField()
    made_by = Ref(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    published_by = Ref(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PlanAccountSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(help_text="Empty where the account has left your reach.")
    tier = serializers.CharField(allow_null=True)
    street = serializers.CharField()
    village = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)


class CycleStopSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    account = serializers.UUIDField(help_text="One of `accounts`.")
    position = serializers.IntegerField()
    arrive_minute = serializers.IntegerField()
    begin_minute = serializers.IntegerField()
    leave_minute = serializers.IntegerField()
    travel_minutes = serializers.FloatField()
    is_locked = serializers.BooleanField()
    is_frozen = serializers.BooleanField(help_text="A visit that stands already.")
    visit = serializers.UUIDField(allow_null=True)


class LunchSerializer(serializers.Serializer[Any]):
    opens_minute = serializers.IntegerField()
    latest_minute = serializers.IntegerField()
    minutes = serializers.IntegerField()


class CycleDaySerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    is_working = serializers.BooleanField()
    why = serializers.CharField(help_text="Why not: holiday, leave, training, meeting, illness.")
    starts_minute = serializers.IntegerField()
    ends_minute = serializers.IntegerField()
    lunch = LunchSerializer(allow_null=True)
    lunch_at_minute = serializers.IntegerField(allow_null=True, help_text="Null: none, or nobody is visited.")
    travel_minutes = serializers.FloatField(help_text="With the way home.")
    service_minutes = serializers.IntegerField()
    work_minutes = serializers.FloatField()
    stops = CycleStopSerializer(many=True)


class UnplacedSerializer(serializers.Serializer[Any]):
    account = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=[choice for choice in CycleCall.Reason.choices if choice[0]])
    visits = serializers.IntegerField(help_text="Wanted.")
    due_on = serializers.DateField(allow_null=True)


class ShortSerializer(serializers.Serializer[Any]):
    account = serializers.UUIDField()
    visits = serializers.IntegerField()
    missing = serializers.IntegerField()


class BalanceSerializer(serializers.Serializer[Any]):
    """Of the work of the working days. `cv`: the standard deviation as a part of the mean."""

    mean_minutes = serializers.FloatField()
    lowest_minutes = serializers.FloatField()
    highest_minutes = serializers.FloatField()
    cv = serializers.FloatField()


class PlanRoadSerializer(serializers.Serializer[Any]):
    """How one gets along: the way is so many percent of the straight line, at so many km/h on average."""

    detour_percent = serializers.IntegerField()
    kmh = serializers.IntegerField()


class PlanRoadsSerializer(serializers.Serializer[Any]):
    town = PlanRoadSerializer()
    rural = PlanRoadSerializer()
    is_estimated = serializers.BooleanField(help_text="Every way of the plan is an estimate.")
    is_learned = serializers.BooleanField(help_text="From the visits of the manager's territory; else the usual figures.")


class CyclePlanSerializer(serializers.Serializer[Any]):
    cycle = serializers.UUIDField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Cycle.State.choices)
    start = serializers.ListField(child=serializers.FloatField(), allow_null=True, help_text="[latitude, longitude]")
    end = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    roads = PlanRoadsSerializer()
    accounts = PlanAccountSerializer(many=True, help_text="Everybody named below.")
    days = CycleDaySerializer(many=True)
    unplaced = UnplacedSerializer(many=True, help_text="Nobody is dropped in silence: who has no place, and why.")
    short = ShortSerializer(many=True, help_text="Who has a place, but not as often as wanted.")
    balance = BalanceSerializer()
    can_undo = serializers.BooleanField()


class DayPriceSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    minutes = serializers.FloatField(allow_null=True, help_text="Travel added over the whole plan; below 0: saved.")
    uneven_days = serializers.IntegerField(allow_null=True, help_text="Working days by which the gaps differ from the interval.")
    begin_minute = serializers.IntegerField(allow_null=True)
    refusal = serializers.ChoiceField(choices=REFUSALS, allow_null=True)


class CyclePricesSerializer(serializers.Serializer[Any]):
    account = serializers.UUIDField()
    current_on = serializers.DateField(allow_null=True)
    best = DayPriceSerializer(many=True, help_text="At most three, the best first.")
    days = DayPriceSerializer(many=True)


class CycleEditSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    verb = serializers.ChoiceField(choices=CycleEdit.Verb.choices)
    account = Ref()
    before_on = serializers.DateField(allow_null=True)
    after_on = serializers.DateField(allow_null=True)
    minutes = serializers.FloatField()
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)


class CycleEditedSerializer(serializers.Serializer[Any]):
    """`days` are those that look different now, whole; `minutes` is what the change costs in travel."""

    cycle = serializers.UUIDField()
    version = serializers.IntegerField()
    minutes = serializers.FloatField()
    edit = CycleEditSerializer()
    days = CycleDaySerializer(many=True)
    unplaced = UnplacedSerializer(many=True)
    balance = BalanceSerializer()
    can_undo = serializers.BooleanField()


class CycleChangeSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    account = Ref()
    before_on = serializers.DateField(allow_null=True)
    after_on = serializers.DateField(allow_null=True)
    visit = serializers.UUIDField(allow_null=True)


class CycleChangesSerializer(serializers.Serializer[Any]):
    cycle = serializers.UUIDField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Cycle.State.choices)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By kind.")
    changes = CycleChangeSerializer(many=True, help_text="All but what is kept.")


def overload_body(inputs: CycleInputs, starts_on: date) -> dict[str, Any]:
    names = {customer.account: customer.name for customer in inputs.customers}
    return {
        "manager": {"id": inputs.manager.pk, "name": inputs.manager.name},
        "starts_on": starts_on,
        "weeks": WEEKS,
        "accounts": len(inputs.customers),
        "working_days": len(inputs.grid.working) if inputs.grid else 0,
        "overload": told_overload(inputs.overload) if inputs.overload else None,
        "notices": [notice | {"name": names.get(notice["account"], "")} for notice in told_notices(inputs.notices)],
    }


def plan_body(cycle: Cycle, user: User) -> dict[str, Any]:
    """Four statements, whatever the number of stops."""
    calls = list(CycleCall.objects.filter(cycle=cycle).order_by("account_id"))
    stops = list(CycleStop.objects.filter(cycle=cycle).order_by("on", "position", "id"))
    days = day_bodies(cycle, stops, calls)
    return {
        "cycle": cycle.pk,
        "version": cycle.version,
        "state": cycle.state,
        "start": (cycle.places.get("start") or [])[:2] or None,
        "end": (cycle.places.get("end") or [])[:2] or None,
        "roads": roads_body(roads_of(cycle.places)),
        "accounts": account_bodies(calls, user),
        "days": days,
        "unplaced": unplaced_bodies(calls) if cycle.state != Cycle.State.DRAFT else [],
        "short": [{"account": c.account_id, "visits": c.visits, "missing": c.short} for c in calls if c.short],
        "balance": balance_body(days),
        "can_undo": can_undo(cycle),
    }


def roads_body(travel: TravelModel) -> dict[str, Any]:
    return {
        **told_roads(travel),
        "is_estimated": True,
        "is_learned": (travel.town, travel.rural) != (ESTIMATE.town, ESTIMATE.rural),
    }


def account_bodies(calls: Sequence[CycleCall], user: User) -> list[dict[str, Any]]:
    fields = ("id", "name", "tier", "street", "village", "latitude", "longitude")
    seen = {
        row["id"]: row
        for row in Account.objects.visible_to(user).filter(pk__in=[call.account_id for call in calls]).order_by().values(*fields)
    }
    nothing = {"name": "", "tier": None, "street": "", "village": "", "latitude": None, "longitude": None}
    return [seen.get(call.account_id, {"id": call.account_id} | nothing) for call in calls]


def day_bodies(cycle: Cycle, stops: Iterable[CycleStop], calls: Iterable[CycleCall]) -> list[dict[str, Any]]:
    service = {call.account_id: call.terms["service"] for call in calls}
    homes = way_home(cycle, calls)
    by_day: dict[str, list[CycleStop]] = defaultdict(list)
    for stop in stops:
        by_day[stop.on.isoformat()].append(stop)
    return [day_body(day, by_day[day["on"]], service, homes) for day in cycle.days]


def day_body(
    day: Mapping[str, Any], stops: Sequence[CycleStop], service: Mapping[UUID, int], homes: Mapping[UUID, float]
) -> dict[str, Any]:
    home = homes[stops[-1].account_id] if stops else 0.0
    travel = sum(stop.travel_minutes for stop in stops) + home
    minutes = sum(service[stop.account_id] for stop in stops)
    lunch = day["lunch"]
    return {
        "on": day["on"],
        "is_working": day["is_working"],
        "why": day["why"],
        "starts_minute": day["starts"],
        "ends_minute": day["ends"],
        "lunch": {"opens_minute": lunch[0], "latest_minute": lunch[1], "minutes": lunch[2]} if lunch else None,
        "lunch_at_minute": lunch_at(lunch, stops, free=day["starts"], home=home) if lunch and stops else None,
        "travel_minutes": round(travel, 1),
        "service_minutes": minutes,
        "work_minutes": round(travel + minutes, 1),
        "stops": [stop_body(stop) for stop in stops],
    }


def lunch_at(lunch: Sequence[int], stops: Sequence[CycleStop], *, free: float, home: float) -> int | None:
    """Lunch has no row of its own in a plan: it is the first gap that holds it (on arrival, else on the way), or at home."""
    opens, latest, minutes = lunch
    for way, begin, leave in [
        *((stop.travel_minutes, stop.begin_minute, stop.leave_minute) for stop in stops),
        (home, math.inf, 0.0),
    ]:
        for at in (max(free + way, opens), max(free, opens)):
            if at <= latest and max(at, free + way) + minutes <= begin + ROUNDING:
                return round(at)
        free = leave
    return None


def stop_body(stop: CycleStop) -> dict[str, Any]:
    return {
        "id": stop.pk,
        "account": stop.account_id,
        "position": stop.position,
        "arrive_minute": round(stop.arrive_minute),
        "begin_minute": round(stop.begin_minute),
        "leave_minute": round(stop.leave_minute),
        "travel_minutes": round(stop.travel_minutes, 1),
        "is_locked": stop.is_locked,
        "is_frozen": stop.is_frozen,
        "visit": stop.visit_id,
    }


def unplaced_bodies(calls: Iterable[CycleCall]) -> list[dict[str, Any]]:
    return [
        {"account": call.account_id, "reason": call.reason, "visits": call.visits, "due_on": call.due_on}
        for call in calls
        if call.reason
    ]


def balance_body(days: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    work = [day["work_minutes"] for day in days if day["is_working"]] or [0.0]
    mean = fmean(work)
    return {
        "mean_minutes": round(mean, 1),
        "lowest_minutes": min(work),
        "highest_minutes": max(work),
        "cv": round(pstdev(work) / mean, 3) if mean else 0.0,
    }


def can_undo(cycle: Cycle) -> bool:
    return cycle.is_editable and CycleEdit.objects.filter(cycle=cycle, undone_at__isnull=True).exists()


def prices_body(week: Week, account: str, stop: CycleStop | None, found: Sequence[Price]) -> dict[str, Any]:
    return {
        "account": account,
        "current_on": stop.on if stop else None,
        "best": [price_body(week, account, price) for price in best(found)],
        "days": [price_body(week, account, price) for price in found],
    }


def price_body(week: Week, account: str, price: Price) -> dict[str, Any]:
    begin = next((stop.begin for stop in price.route.stops if stop.account == account), None) if price.route else None
    return {
        "on": week.days[price.day].on,
        "minutes": round(price.minutes, 1) if price.is_possible else None,
        "uneven_days": price.uneven if price.is_possible else None,
        "begin_minute": round(begin) if begin is not None else None,
        "refusal": price.refusal or None,
    }


def edit_body(edit: CycleEdit) -> dict[str, Any]:
    return {
        "number": edit.number,
        "verb": edit.verb,
        "account": {"id": edit.account_id, "name": edit.account.name},
        "before_on": edit.before_on,
        "after_on": edit.after_on,
        "minutes": edit.minutes,
        "at": edit.at,
        "by": {"id": edit.by.pk, "name": edit.by.name} if edit.by else None,
        "undone_at": edit.undone_at,
    }


def edited_body(edited: Edited) -> dict[str, Any]:
    cycle = edited.cycle
    calls = list(CycleCall.objects.filter(cycle=cycle).order_by("account_id"))
    days = day_bodies(cycle, CycleStop.objects.filter(cycle=cycle).order_by("on", "position", "id"), calls)
    touched = {on.isoformat() for on in edited.days}
    return {
        "cycle": cycle.pk,
        "version": cycle.version,
        "minutes": round(edited.minutes, 1),
        "edit": edit_body(edited.edit),
        "days": [day for day in days if day["on"] in touched],
        "unplaced": unplaced_bodies(calls),
        "balance": balance_body(days),
        "can_undo": can_undo(cycle),
    }


def changes_body(cycle: Cycle, told: Sequence[Mapping[str, Any]], user: User) -> dict[str, Any]:
    counts: dict[str, int] = defaultdict(int)
    for change in told:
        counts[change["kind"]] += 1
    shown = [change for change in told if change["kind"] != "kept"]
    ids = {change["account"] for change in shown}
    names = {str(pk): name for pk, name in Account.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "name")}
    return {
        "cycle": cycle.pk,
        "version": cycle.version,
        "state": cycle.state,
        "counts": counts,
        "changes": [{**change, "account": {"id": change["account"], "name": names.get(change["account"], "")}} for change in shown],
    }
