"""When the managers work, when some customers wish to be visited, and Alice's next four weeks (rows 17, 79)."""

from datetime import time, timedelta

from demo.building.setting import Setting
from demo.people import MANAGERS
from demo.places import DEPOTS
from visits.actions.cycles import next_monday, open_cycle
from visits.actions.working import plan_absence, set_shift, set_visit_rules
from visits.jobs import enqueue_cycle

#: The demo's plan is the same wherever the demo is made on the same day.
SEED = 2026
#: Enough for a plan to look at; the first start has more to do than to save the last mile.
ROUNDS = 20_000
#: Every so many-th customer of a manager has wishes of its own.
EVERY = 9
WISHES = (
    {"weekdays": [1, 2, 3, 4], "windows": [["08:30", "11:00"], ["14:30", "17:00"]]},
    {"weekdays": [2, 4]},
    {"windows": [["13:30", "16:30"]], "service_minutes": 25},
)


def keep_hours(setting: Setting) -> None:
    """Each manager's shift from the depot of the team, a day of training, and the wishes of some customers."""
    monday = next_monday(setting.today)
    # who looks at the demo at a weekend finds a working day as well
    weekdays = sorted({1, 2, 3, 4, 5, setting.today.isoweekday(), (setting.today + timedelta(days=1)).isoweekday()})
    for number, (name, team) in enumerate(MANAGERS.items()):
        manager, (latitude, longitude) = setting.people[name], DEPOTS[team]
        set_shift(
            manager=manager, by=manager, at=setting.ago(30), weekdays=weekdays, starts_at=time(8, 30), ends_at=time(17, 30),
            lunch_from=time(11, 30), lunch_until=time(13), lunch_minutes=45, start_latitude=latitude, start_longitude=longitude,
        )  # fmt: skip
        day = monday + timedelta(days=9 + number)
        plan_absence(manager=manager, by=manager, at=setting.ago(3), kind="training", since=day, until=day, note="新品培训")
    for number, shop in enumerate(shop for shop in setting.shops if shop.manager and shop.life != "lost"):
        if number % EVERY == 0:
            account = setting.accounts[shop.key]
            set_visit_rules(account=account, by=None, at=setting.ago(20), **WISHES[number // EVERY % len(WISHES)])


def ask_for_plan(setting: Setting) -> None:
    """Alice's plan from next Monday on; the worker makes it as soon as it runs, in some seconds."""
    alice = setting.people["alice"]
    cycle = open_cycle(manager=alice, by=alice, at=setting.at, seed=SEED, iterations=ROUNDS)
    enqueue_cycle(cycle=cycle, by=alice, at=setting.at)
