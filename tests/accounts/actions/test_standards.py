"""Service standards in versions (row 5)."""

from datetime import timedelta

import pytest

from accounts.actions.standards import StandardEnded, end_standard, revise_standard, set_standard
from accounts.actions.step_rights import NotYourStep
from accounts.models import ServiceStandard
from crm.errors import Invalid
from tests.accounts.steps import ask
from tests.crm.factories import NOW

LATER = NOW + timedelta(days=7)


def test_a_request_stays_under_the_version_it_was_asked_under(cast, steps):
    request = ask(steps)

    revised = revise_standard(standard=steps.loading, within=2, by=steps.wei, at=LATER)

    request.refresh_from_db()
    assert (revised.number, revised.within, revised.what, revised.effective_at) == (2, 2, "按单备货", LATER)
    assert (request.standard.number, request.standard.ended_at) == (1, LATER)
    assert ServiceStandard.objects.filter(series=steps.loading.series, ended_at__isnull=True).get() == revised


def test_the_same_terms_make_no_version(cast, steps):
    same = revise_standard(standard=steps.loading, within=4, unit="hours", by=cast.lena, at=LATER)

    assert same == steps.loading
    assert ServiceStandard.objects.count() == 1


def test_an_old_version_is_neither_revised_nor_ended(cast, steps):
    end_standard(standard=steps.loading, by=cast.lena, at=LATER)

    with pytest.raises(StandardEnded):
        revise_standard(standard=steps.loading, within=2, by=cast.lena, at=LATER)
    with pytest.raises(StandardEnded):
        end_standard(standard=steps.loading, by=cast.lena, at=LATER)


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        ({"within": 0}, {"within"}),
        ({"within": 10_001}, {"within"}),
        ({"unit": "weeks"}, {"unit"}),
        ({"target": 101}, {"target"}),
        ({"what": " "}, {"what"}),
        ({"unit": "working_days", "round_the_clock": True}, {"round_the_clock"}),
        ({"colour": "red"}, {"colour"}),
    ],
)
def test_what_makes_no_standard_is_named(cast, steps, terms, wrong):
    with pytest.raises(Invalid) as refusal:
        set_standard(link=steps.link, by=cast.lena, at=NOW, **{"what": "备货", "within": 1, "unit": "hours"} | terms)

    assert refusal.value.fields.keys() == wrong


def test_who_answers_for_the_step_sets_its_standards_and_no_other(cast, steps):
    terms = {"what": "装车", "within": 30, "unit": "minutes"}
    set_standard(link=steps.link, by=steps.wei, at=NOW, **terms)

    for stranger in (cast.dora, steps.fang, cast.alice, cast.charlie):
        with pytest.raises(NotYourStep):
            set_standard(link=steps.link, by=stranger, at=NOW, **terms)
