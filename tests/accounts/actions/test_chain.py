"""The process chain (row 5)."""

import pytest

from accounts.actions.chain import (
    AlreadyLinked,
    LinkArchived,
    LinkInUse,
    NotAWayBack,
    ProcessCycle,
    change_link,
    link_process,
    unlink_process,
)
from accounts.actions.service_requests import withdraw_request
from accounts.actions.step_rights import NotYourStep
from accounts.models import ProcessLink
from crm.errors import Invalid, NotYours, Stale, Unseen
from crm.models import Event
from tests.accounts.factories import AccountFactory
from tests.accounts.steps import ask
from tests.crm.factories import NOW


@pytest.fixture
def warehouse(cast):
    return AccountFactory(internal=True, owner=None, team=cast.team)


@pytest.fixture
def transport(cast):
    return AccountFactory(internal=True, owner=None, team=cast.team)


def test_each_step_serves_the_next_down_to_the_end_customer(cast, warehouse, transport):
    customer = AccountFactory(owner=cast.alice)

    link_process(supplier=warehouse, customer=transport, service="备货", standard="前一天 17:00 前", by=cast.lena, at=NOW)
    link_process(supplier=transport, customer=customer, service="送货", by=cast.lena, at=NOW)

    assert list(ProcessLink.objects.order_by("id").values_list("service", "standard")) == [
        ("备货", "前一天 17:00 前"),
        ("送货", ""),
    ]
    assert Event.objects.filter(type="process.linked").count() == 2


def test_the_same_link_stands_once(cast, warehouse, transport):
    link = link_process(supplier=warehouse, customer=transport, service="备货", by=cast.lena, at=NOW)
    with pytest.raises(AlreadyLinked):
        link_process(supplier=warehouse, customer=transport, service="备货", by=cast.lena, at=NOW)

    unlink_process(link=link, by=cast.lena, at=NOW)

    link_process(supplier=warehouse, customer=transport, service="备货", by=cast.lena, at=NOW)
    with pytest.raises(LinkArchived):
        unlink_process(link=link, by=cast.lena, at=NOW)


def test_a_customer_of_the_company_serves_nobody(cast, warehouse):
    customer = AccountFactory(owner=cast.alice)

    with pytest.raises(Invalid) as refusal:
        link_process(supplier=customer, customer=warehouse, service="备货", by=cast.lena, at=NOW)

    assert refusal.value.fields.keys() == {"supplier"}


def test_no_step_serves_itself(cast, warehouse):
    with pytest.raises(Invalid) as refusal:
        link_process(supplier=warehouse, customer=warehouse, service="备货", by=cast.lena, at=NOW)

    assert refusal.value.fields.keys() == {"customer"}


def test_a_link_says_what_is_handed_over(cast, warehouse, transport):
    with pytest.raises(Invalid) as refusal:
        link_process(supplier=warehouse, customer=transport, service=" ", by=cast.lena, at=NOW)

    assert refusal.value.fields.keys() == {"service"}


def test_others_link_nothing(cast, warehouse, transport):
    link = link_process(supplier=warehouse, customer=transport, service="备货", by=cast.lena, at=NOW)
    stranger = AccountFactory(owner=cast.charlie)

    with pytest.raises(NotYours):
        link_process(supplier=warehouse, customer=transport, service="送货", by=cast.alice, at=NOW)
    with pytest.raises(Unseen):
        link_process(supplier=warehouse, customer=stranger, service="送货", by=cast.lena, at=NOW)
    with pytest.raises(NotYours):
        unlink_process(link=link, by=cast.alice, at=NOW)


def test_no_step_comes_before_itself(cast, steps):
    with pytest.raises(ProcessCycle) as refusal:
        link_process(supplier=steps.freight, customer=steps.warehouse, service="空托盘", by=cast.lena, at=NOW)

    assert "货运部 → 仓储部 → 货运部" in refusal.value.detail


def test_what_returns_is_drawn_back(cast, steps):
    back = link_process(supplier=steps.freight, customer=steps.warehouse, service="空托盘", goes_back=True, by=cast.lena, at=NOW)

    assert back.goes_back
    with pytest.raises(ProcessCycle):
        change_link(link=back, changes={"goes_back": False}, by=cast.lena, at=NOW)


def test_a_way_back_leads_to_an_earlier_step(cast, steps):
    office = AccountFactory(internal=True, owner=None, team=cast.team)

    with pytest.raises(NotAWayBack):
        link_process(supplier=steps.freight, customer=office, service="空托盘", goes_back=True, by=cast.lena, at=NOW)


def test_a_link_is_worded_anew_under_its_version(cast, steps):
    changed = change_link(link=steps.link, changes={"service": "配货"}, version=1, by=cast.lena, at=NOW)

    assert (changed.service, changed.version) == ("配货", 2)
    with pytest.raises(Stale):
        change_link(link=steps.link, changes={"service": "发货"}, version=1, by=cast.lena, at=NOW)
    assert change_link(link=steps.link, changes={"service": "配货"}, by=cast.lena, at=NOW).version == 2


def test_a_link_along_which_somebody_waits_stays(cast, steps):
    request = ask(steps)
    with pytest.raises(LinkInUse):
        unlink_process(link=steps.link, by=cast.lena, at=NOW)

    withdraw_request(request=request, by=steps.fang, at=NOW)

    assert unlink_process(link=steps.link, by=cast.lena, at=NOW).archived_at == NOW


def test_a_manager_draws_nothing_even_from_an_own_post(cast, steps):
    post = AccountFactory(internal=True, owner=cast.alice, team=cast.team)

    with pytest.raises(NotYourStep):
        link_process(supplier=post, customer=steps.freight, service="订单", by=cast.alice, at=NOW)
