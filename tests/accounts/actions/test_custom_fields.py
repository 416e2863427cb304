"""Fields of one's own: defined, written, asked for, put away."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.actions.accounts import open_account, update_account
from accounts.actions.custom_fields import ChoiceInUse, FieldKeyTaken, archive_field, define_field, restore_field, update_field
from accounts.actions.timeline import add_note
from accounts.models import Account, CustomField, CustomValue
from crm.errors import Forbidden, Invalid
from crm.models import Event
from tests.accounts.factories import AccountFactory
from tests.crm.factories import NOW


def define(key: str, type: str, **fields) -> CustomField:
    return define_field(by=None, at=NOW, **{"key": key, "label_zh": key, "type": type} | fields)


OWN = [{"value": "own", "zh": "自有", "en": "Own"}, {"value": "lent", "zh": "投放"}]


def test_values_are_written_key_by_key(cast):
    define("area", "number")
    define("until", "date")
    account = AccountFactory(owner=cast.alice, custom={"area": "12.5"})

    update_account(account=account, changes={"custom": {"until": "2026-12-31"}}, by=cast.alice, at=NOW)
    update_account(account=account, changes={"custom": {"area": None}}, by=cast.alice, at=NOW)

    assert Account.objects.get(pk=account.pk).custom == {"until": "2026-12-31"}
    told = Event.objects.filter(type="account.updated", subject=account.pk).order_by("id")
    assert [event.payload["fields"] for event in told] == [["custom.until"], ["custom.area"]]


def test_an_unknown_key_is_refused_by_name(cast):
    account = AccountFactory(owner=cast.alice)

    with pytest.raises(Invalid) as refusal:
        update_account(account=account, changes={"custom": {"colour": "red"}}, by=cast.alice, at=NOW)

    assert refusal.value.fields.keys() == {"custom.colour"}


def test_a_field_is_for_its_roles(cast):
    define("area", "number", roles=["dealer"])

    with pytest.raises(Invalid) as refusal:
        open_account(by=cast.alice, at=NOW, name="x", role="retailer", custom={"area": 1})

    assert refusal.value.fields.keys() == {"custom.area"}


def test_what_can_be_compared_follows_every_write(cast):
    define("area", "number")
    define("until", "date")
    define("deposit", "money")
    account = AccountFactory(owner=cast.alice, custom={"area": 12.5, "until": "1970-01-11", "deposit": "99.90 EUR"})

    def values() -> set[tuple[str, str, Decimal]]:
        return set(CustomValue.objects.filter(account=account).values_list("key", "unit", "number"))

    assert values() == {("area", "", Decimal("12.5")), ("until", "", Decimal(10)), ("deposit", "EUR", Decimal("99.90"))}
    Account.objects.filter(pk=account.pk).update(custom={"area": 3})
    assert values() == {("area", "", Decimal(3))}


def test_a_manager_defines_nothing(cast):
    with pytest.raises(Forbidden):
        define_field(by=cast.alice, at=NOW, key="area", label_zh="面积", type="number")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"key": "Area"}, "key"),
        ({"key": "1a"}, "key"),
        ({"roles": ["department"]}, "roles"),
        ({"type": "colour"}, "type"),
        ({"type": "choice"}, "choices"),
        ({"choices": OWN}, "choices"),
        ({"type": "choice", "choices": [*OWN, OWN[0]]}, "choices"),
        ({"type": "choice", "choices": [{"value": "a,b", "zh": "x"}]}, "choices"),
        ({"type": "choice", "choices": ["own"]}, "choices"),
        ({"required_tiers": ["best"]}, "required_tiers"),
        ({"label_zh": ""}, "label_zh"),
    ],
)
def test_a_wrong_definition_names_what_is_wrong(cast, fields, named):
    with pytest.raises(Invalid) as refusal:
        define(**{"key": "area", "type": "number"} | fields)

    assert named in refusal.value.fields


def test_a_key_stands_once_also_against_archived_fields(cast):
    archive_field(field=define("area", "number"), by=cast.lena, at=NOW)

    with pytest.raises(FieldKeyTaken):
        define("area", "text")


def test_a_choice_that_accounts_have_stays_in_the_list(cast):
    freezer = define("freezer", "choice", choices=OWN)
    account = AccountFactory(owner=cast.alice, custom={"freezer": "own"})

    with pytest.raises(ChoiceInUse):
        update_field(field=freezer, changes={"choices": OWN[1:]}, by=cast.lena, at=NOW)
    update_field(field=freezer, changes={"choices": [{**OWN[0], "archived": True}, OWN[1]]}, by=cast.lena, at=NOW)

    with pytest.raises(Invalid):
        update_account(account=AccountFactory(owner=cast.alice), changes={"custom": {"freezer": "own"}}, by=cast.alice, at=NOW)
    assert Account.objects.get(pk=account.pk).custom == {"freezer": "own"}


def test_an_archived_field_keeps_its_values_and_takes_no_new_ones(cast):
    area = define("area", "number")
    account = AccountFactory(owner=cast.alice, custom={"area": 5})

    archive_field(field=area, by=cast.lena, at=NOW)
    with pytest.raises(Invalid):
        update_account(account=account, changes={"custom": {"area": 6}}, by=cast.alice, at=NOW)
    restore_field(field=area, by=cast.lena, at=NOW)

    assert Account.objects.get(pk=account.pk).custom == {"area": 5}


@pytest.mark.parametrize(
    ("kind", "channel", "spoken"),
    [("call", "phone", True), ("message", "messenger", True), ("note", "in_person", True), ("note", None, False)],
)
def test_last_contact_is_when_somebody_spoke(cast, kind, channel, spoken):
    account = AccountFactory(owner=cast.alice)

    add_note(account=account, text="…", kind=kind, channel=channel, by=cast.alice, at=NOW)

    account = Account.objects.get(pk=account.pk)
    assert account.last_contact_on == account.last_spoken_on == (NOW.date() if spoken else None)


def test_the_later_of_visit_and_call_is_the_last_contact(cast):
    account = AccountFactory(owner=cast.alice, last_visit_on=date(2026, 2, 1), last_spoken_on=date(2026, 1, 1))

    assert Account.objects.get(pk=account.pk).last_contact_on == date(2026, 2, 1)
