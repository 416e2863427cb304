"""The night's work."""

from datetime import date

from tests.visits.conftest import NOW
from visits.actions.visits import add_visit
from visits.jobs import refresh_figures_tonight
from visits.models import Visit


def test_the_night_recomputes_what_was_changed_past_the_actions(cast, shop):
    visit = add_visit(account=shop, planned_on=date(2026, 3, 20), by=cast.alice, at=NOW)
    Visit.objects.filter(pk=visit.pk).update(planned_on=date(2026, 3, 25))

    for _ in range(2):
        refresh_figures_tonight(timestamp=0)

    shop.refresh_from_db()
    assert shop.next_visit_on == date(2026, 3, 25)
