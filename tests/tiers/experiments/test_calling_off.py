"""Drawing goes on in a job: whoever called it off meanwhile is served at once, and nothing of it stays."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import Account
from crm.models import Role
from tests.tiers.world import NOW, make_account, make_team, make_user
from tiers.actions import experiments
from tiers.actions.experiments import draft_experiment, draw_experiment, end_experiment, start_experiment
from tiers.actions.segments import acknowledge_brief, define_segment
from tiers.models import Experiment, ExperimentMember

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked():
    """An experiment of twenty shops that waits for its parts; and the lead."""
    north = make_team("North")
    lena = make_user("Lena", Role.LEAD, leads=[north])
    for n in range(20):
        make_account(north, f"Shop {n}", tier="gold")
    segment = define_segment(by=lena, at=NOW, name="All", team=north, filters={}, brief="Offer the tasting box.")
    acknowledge_brief(segment=segment, brief_number=1, by=lena, at=NOW)
    experiment = draft_experiment(
        segment=segment, by=lena, at=NOW, name="Box", hypothesis="More", offer="A box", holdout_share=Decimal("0.5")
    )
    return start_experiment(experiment=experiment, by=lena, at=NOW), lena


def members(segment, person):
    return Account.objects.filter(team=segment.team)


def elsewhere(work):
    """On a connection of its own; what does not end in time fails."""

    def on_own_connection():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(on_own_connection).result(timeout=20)


def test_called_off_before_the_worker_came_to_it(asked):
    experiment, lena = asked

    ended = end_experiment(experiment=experiment, by=lena, at=NOW)
    drawn = draw_experiment(experiment=experiment, members=members, at=NOW)

    assert (ended.status, drawn.status) == ("draft", "draft")
    assert not ExperimentMember.objects.exists()


def test_called_off_while_the_parts_are_written(asked, monkeypatch):
    experiment, lena = asked
    draw = experiments.draw

    def draw_then_call_off(*told):
        split = draw(*told)
        assert ExperimentMember.objects.count() == 20
        assert elsewhere(lambda: end_experiment(experiment=experiment, by=lena, at=NOW)).status == "draft"
        return split

    monkeypatch.setattr(experiments, "draw", draw_then_call_off)
    drawn = draw_experiment(experiment=experiment, members=members, at=NOW)

    assert drawn.status == "draft"
    assert not ExperimentMember.objects.exists()
    monkeypatch.undo()
    start_experiment(experiment=experiment, by=lena, at=NOW)
    assert draw_experiment(experiment=experiment, members=members, at=NOW).status == "running"
    assert ExperimentMember.objects.count() == 20


def test_two_workers_at_one_experiment_draw_it_once(asked, monkeypatch):
    experiment, _ = asked
    draw, second = experiments.draw, []

    with ThreadPoolExecutor(1) as pool:

        def draw_while_another_comes(*told):
            if not second:
                second.append(pool.submit(on_own_connection))
            return draw(*told)

        def on_own_connection():
            try:
                return draw_experiment(experiment=experiment, members=members, at=NOW)
            finally:
                connection.close()

        monkeypatch.setattr(experiments, "draw", draw_while_another_comes)
        first = draw_experiment(experiment=experiment, members=members, at=NOW)
        other = second[0].result(timeout=20)

    assert (first.status, other.status) == ("running", "running")
    assert first.split == other.split
    assert ExperimentMember.objects.count() == 20
    assert Experiment.objects.get().version == first.version
