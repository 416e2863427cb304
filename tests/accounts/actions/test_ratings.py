"""The next step rates the one before (rows 5, 47)."""

from datetime import date, timedelta

import pytest

from accounts.actions.ratings import OwnStep, rate_service
from accounts.actions.step_members import join_step
from accounts.actions.step_rights import NotYourStep
from accounts.models import ServiceRating
from crm.errors import Invalid
from crm.models import Event
from tests.crm.factories import NOW


def test_a_person_has_one_rating_of_a_thing_in_a_month(cast, steps):
    first = rate_service(link=steps.link, score=2, comment="常迟", by=steps.fang, at=NOW)
    again = rate_service(link=steps.link, score=4, comment="好些了", by=steps.fang, at=NOW + timedelta(days=3))
    rate_service(link=steps.link, score=4, comment="好些了", by=steps.fang, at=NOW + timedelta(days=4))
    rate_service(link=steps.link, standard=steps.loading, score=1, by=steps.fang, at=NOW)
    rate_service(link=steps.link, score=5, by=cast.dora, at=NOW)

    assert (again.pk, again.score, again.at) == (first.pk, 4, NOW + timedelta(days=3))
    assert ServiceRating.objects.count() == 3
    assert Event.objects.filter(type="service.rated").count() == 4
    assert again.period == date(2026, 3, 1)


def test_this_month_or_the_last_one_is_rated(steps):
    assert rate_service(link=steps.link, score=3, period=date(2026, 2, 15), by=steps.fang, at=NOW).period == date(2026, 2, 1)
    for period in (date(2026, 1, 31), date(2026, 4, 1)):
        with pytest.raises(Invalid) as refusal:
            rate_service(link=steps.link, score=3, period=period, by=steps.fang, at=NOW)
        assert refusal.value.fields.keys() == {"period"}


@pytest.mark.parametrize("score", [0, 6, "four", None])
def test_a_rating_is_one_to_five(steps, score):
    with pytest.raises(Invalid) as refusal:
        rate_service(link=steps.link, score=score, by=steps.fang, at=NOW)

    assert refusal.value.fields.keys() == {"score"}


def test_nobody_rates_their_own_step_nor_a_stranger_any(cast, steps):
    join_step(account=steps.freight, user=steps.wei, by=None, at=NOW)

    with pytest.raises(OwnStep):
        rate_service(link=steps.link, score=5, by=steps.wei, at=NOW)
    for stranger in (cast.alice, cast.lena, cast.admin):
        with pytest.raises(NotYourStep):
            rate_service(link=steps.link, score=5, by=stranger, at=NOW)


def test_who_looks_after_the_customer_rates_for_the_customer(cast, steps):
    assert rate_service(link=steps.last_link, score=3, by=cast.alice, at=NOW).account == steps.freight
