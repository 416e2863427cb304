"""`manage.py review_tiers` and the task of the night."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from crm.calendar import today
from tests.tiers.world import make_account, make_market, make_order, make_team, tiers_of
from tiers import jobs
from tiers.models import ReviewRun

pytestmark = pytest.mark.django_db


def test_the_last_line_is_one_object_with_a_team_each(capsys):
    team = make_team("Old log", currency="GBP", review_on=date(2011, 12, 9))
    for total in range(10, 0, -1):
        shop = make_account(team, f"Shop {total}", created_on=date(2026, 1, 1))
        make_order(shop, total, on=date(2011, 1, 3))
    make_order(shop, 44, on=date(2010, 12, 9))

    call_command("review_tiers", "--as-of", "2011-12-09", "--json")

    told = capsys.readouterr()
    [report] = json.loads(told.out.splitlines()[-1])["teams"]
    assert {key: report[key] for key in ("team", "as_of", "policy", "accounts", "rated", "changed", "skipped")} == {
        "team": "Old log", "as_of": "2011-12-09", "policy": 1, "accounts": 10, "rated": 10, "changed": 10, "skipped": None,
    }  # fmt: skip
    assert report["tiers"] == {"vip": 1, "gold": 0, "key": 1, "ordinary": 8}
    assert report["seconds"] >= 0
    assert report["concentration"]["whole_log"] == {
        "accounts": 10, "currency": "GBP", "net_sales": "99.0000", "top20": 0.5556, "top5": 0.4545, "top1": 0.4545,
    }  # fmt: skip
    assert report["concentration"]["12_months"]["net_sales"] == "55.0000"
    assert "Old log, as of 2011-12-09: 10 accounts, 10 rated (vip 1, gold 0, key 1, ordinary 8), 10 changed" in told.err


def test_it_says_which_team_it_left_alone(capsys):
    team = make_team("North")
    make_market(team, [5])
    call_command("review_tiers")

    call_command("review_tiers", "--as-of", "2011-12-09", "--json")

    told = capsys.readouterr()
    assert f"North, as of 2011-12-09: reviewed for {today()} already" in told.err
    assert json.loads(told.out.splitlines()[-1])["teams"][0]["skipped"] == f"reviewed for {today()} already"


def test_one_team_can_be_named(capsys):
    north, south = make_team("North"), make_team("South")
    call_command("review_tiers", "--team", "North")

    assert list(ReviewRun.objects.values_list("team", flat=True)) == [north.pk]
    assert "0 accounts changed their tier." in capsys.readouterr().out
    assert not ReviewRun.objects.filter(team=south).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as-of", "yesterday"], "is no day"),
        (["--as-of", "2011-13-01"], "is no day"),
        (["--as-of", "2999-01-01"], "has not come yet"),
        (["--team", "Nowhere"], "No team is called 'Nowhere'"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("review_tiers", *arguments)


def test_every_night_every_team_is_reviewed_on_its_own_day():
    north, old = make_team("North"), make_team("Old log", review_on=date(2011, 12, 9))
    shop = make_account(north)
    make_order(shop, 5, on=today())

    jobs.review_tonight(timestamp=0)

    assert set(ReviewRun.objects.values_list("team", "as_of")) == {(north.pk, today()), (old.pk, date(2011, 12, 9))}
    assert tiers_of([shop]) == ["vip"]


def test_the_night_begins_after_midnight_of_the_business_day():
    [task] = [task for task in app.periodic_registry.periodic_tasks.values() if task.task.name == "tiers.review"]

    assert task.cron == "40 16 * * *"  # 00:40 in Shanghai
    assert timezone.get_default_timezone_name() == "UTC"
