"""Whom a new customer looks like, before it is saved."""

from accounts.actions.contacts import add_contact
from accounts.duplicates import MOST_ALIKE, scan_duplicates
from accounts.queries.lookalikes import lookalikes
from tests.accounts.factories import AccountFactory
from tests.crm.factories import NOW


def found(by, name="", phone=""):
    return [(each.account.name, each.score, each.reasons) for each in lookalikes(name=name, phone=phone, by=by)]


def test_a_name_with_another_legal_form_a_sound_and_a_phone_are_recognised(cast):
    shop = AccountFactory(owner=cast.alice, name="杭州福润超市有限公司", phone="+86 138 0013 8000")
    AccountFactory(owner=cast.bob, name="杭州富润超市")
    scan_duplicates(at=NOW)

    assert found(cast.alice, "杭州 福润超市") == [("杭州福润超市有限公司", 80, ("name", "sound")), ("杭州富润超市", 30, ("sound",))]
    assert found(cast.alice, "别的店", "１３８-0013-8000 转 5") == [(shop.name, 60, ("phone",))]
    assert found(cast.alice, "杭州福润超市", "13800138000")[0][1:] == (100, ("name", "phone", "sound"))
    assert found(cast.alice) == found(cast.alice, "  ", "12") == []


def test_the_phone_of_a_person_in_it_counts_after_the_scan(cast):
    shop = AccountFactory(owner=cast.alice, name="永庆米店")
    add_contact(account=shop, name="王永庆", phone="139 1111 2222", by=cast.alice, at=NOW)
    scan_duplicates(at=NOW)

    assert found(cast.bob, phone="13911112222") == [("永庆米店", 60, ("phone",))]


def test_who_was_opened_a_moment_ago_is_found_before_the_scan(cast):
    AccountFactory(owner=cast.alice, name="永庆米店有限公司", phone="0571-8848 1234")

    assert found(cast.alice, "永庆米店") == [("永庆米店有限公司", 50, ("name",))]
    assert found(cast.alice, phone="(0571) 88481234") == [("永庆米店有限公司", 60, ("phone",))]


def test_nobody_hears_of_customers_that_are_not_theirs_to_see(cast):
    AccountFactory(owner=cast.alice, name="永庆米店", phone="13800138000")
    scan_duplicates(at=NOW)

    assert found(cast.charlie, "永庆米店", "13800138000") == []


def test_a_switchboard_says_nothing(cast):
    for number in range(MOST_ALIKE + 1):
        AccountFactory(owner=cast.alice, name=f"连锁{number}店", phone="4008001234")
    scan_duplicates(at=NOW)

    assert len(found(cast.alice, phone="400-800-1234")) <= 5


def test_it_asks_a_bounded_number_of_times(cast, django_assert_max_num_queries):
    AccountFactory(owner=cast.alice, name="永庆米店", phone="13800138000")

    with django_assert_max_num_queries(5):
        lookalikes(name="永庆米店", phone="13800138000", by=cast.alice)
