"""Who works at which step (row 5)."""

import pytest

from accounts.actions.step_members import AlreadyAtStep, LeftStep, join_step, leave_step
from accounts.actions.step_rights import NotYourStep
from accounts.models import StepMember
from crm.errors import Invalid, NotYours
from tests.accounts.factories import AccountFactory
from tests.crm.factories import NOW, UserFactory


def test_somebody_joins_once_leaves_and_may_come_back(cast, steps):
    member = join_step(account=steps.freight, user=cast.bob, by=cast.lena, at=NOW)
    with pytest.raises(AlreadyAtStep):
        join_step(account=steps.freight, user=cast.bob, by=cast.lena, at=NOW)

    leave_step(member=member, by=cast.lena, at=NOW)

    with pytest.raises(LeftStep):
        leave_step(member=member, by=cast.lena, at=NOW)
    join_step(account=steps.freight, user=cast.bob, is_lead=True, by=cast.lena, at=NOW)
    assert list(StepMember.objects.current().filter(user=cast.bob).values_list("is_lead", flat=True)) == [True]


def test_only_people_work_and_only_at_our_own_steps(cast, steps):
    with pytest.raises(Invalid) as refusal:
        join_step(account=steps.shop, user=cast.bob, by=cast.lena, at=NOW)
    assert refusal.value.fields.keys() == {"account"}
    with pytest.raises(Invalid) as refusal:
        join_step(account=steps.freight, user=UserFactory(integration=True), by=cast.lena, at=NOW)
    assert refusal.value.fields.keys() == {"user"}


def test_the_lead_of_the_team_says_who_works_where(cast, steps):
    post = AccountFactory(internal=True, owner=cast.alice, team=cast.team)

    with pytest.raises(NotYours):
        join_step(account=steps.freight, user=cast.bob, by=cast.alice, at=NOW)
    with pytest.raises(NotYourStep):
        join_step(account=post, user=cast.bob, by=cast.alice, at=NOW)
    with pytest.raises(NotYours):
        join_step(account=steps.freight, user=cast.bob, by=cast.dora, at=NOW)
