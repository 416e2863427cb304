"""The people in an account."""

from datetime import timedelta

import pytest

from accounts.actions.accounts import AccountArchived
from accounts.actions.contacts import (
    ContactArchived,
    ContactDraft,
    ContactTaken,
    add_contact,
    add_contacts,
    archive_contact,
    update_contact,
)
from accounts.models import Contact
from crm.errors import Invalid, NotYours, Stale, Unseen
from crm.models import Event
from tests.accounts.factories import AccountFactory, ContactFactory
from tests.accounts.finding import found
from tests.crm.factories import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice, name="永庆米店")


def test_an_account_is_found_by_its_people(cast, account):
    add_contact(account=account, by=cast.alice, at=NOW, name="欧阳娜", phone="139 5718 0000")

    assert found("ouyang") == found("欧阳") == found("5718") == {"永庆米店"}


def test_a_person_who_left_is_no_longer_found_but_kept(cast, account):
    contact = ContactFactory(account=account, name="欧阳娜")

    archive_contact(contact=contact, by=cast.alice, at=LATER)

    assert found("ouyang") == set()
    assert Contact.objects.get(pk=contact.pk).archived_at == LATER
    with pytest.raises(ContactArchived):
        update_contact(contact=contact, changes={"name": "欧阳"}, by=cast.alice, at=LATER)


def test_a_new_name_takes_the_place_of_the_old_in_the_search(cast, account):
    contact = ContactFactory(account=account, name="欧阳娜")

    update_contact(contact=contact, changes={"name": "上官云"}, by=cast.alice, at=LATER)

    assert found("欧阳") == set()
    assert found("shangguan") == {"永庆米店"}


def test_a_new_primary_contact_takes_the_place_of_the_old(cast, account):
    first = ContactFactory(account=account, is_primary=True)

    second = add_contact(account=account, by=cast.alice, at=NOW, name="李四", is_primary=True)

    assert list(Contact.objects.filter(is_primary=True)) == [second]
    update_contact(contact=first, changes={"is_primary": True}, by=cast.alice, at=LATER)
    assert list(Contact.objects.filter(is_primary=True)) == [first]


def test_a_character_carries_who_judged_it_and_when(cast, account):
    contact = add_contact(account=account, by=cast.alice, at=NOW, name="李四", personality="suspicious")
    assert (contact.personality_by, contact.personality_at) == (cast.alice, NOW)

    contact = update_contact(contact=contact, changes={"personality": "easy_going"}, by=cast.lena, at=LATER)
    assert (contact.personality_by, contact.personality_at) == (cast.lena, LATER)

    contact = update_contact(contact=contact, changes={"personality": None}, by=cast.lena, at=LATER)
    assert (contact.personality_by, contact.personality_at) == (None, None)


def test_a_program_judges_nobodys_character(account):
    with pytest.raises(Invalid) as refusal:
        add_contact(account=account, by=None, at=NOW, name="李四", personality="suspicious")

    assert refusal.value.fields.keys() == {"personality"}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "x" * 101}, {"name"}),
        ({"email": "not an address"}, {"email"}),
        ({"phone": "letters"}, {"phone"}),
        ({"personality": "grumpy"}, {"personality"}),
        ({"birthday": "1980-02-30"}, {"birthday"}),
        ({"shoe_size": 43, "archived_at": NOW}, {"shoe_size", "archived_at"}),
    ],
)
def test_what_cannot_be_written_is_named(cast, account, fields, named):
    with pytest.raises(Invalid) as refusal:
        add_contact(account=account, by=cast.alice, at=NOW, **({"name": "李四"} | fields))

    assert refusal.value.fields.keys() == named


def test_an_external_id_stands_once(cast, account):
    ContactFactory(account=account, external_id="C1")
    other = ContactFactory(account=account)

    with pytest.raises(ContactTaken):
        add_contact(account=account, by=cast.alice, at=NOW, name="李四", external_id="C1")
    with pytest.raises(ContactTaken):
        update_contact(contact=other, changes={"external_id": "C1"}, by=cast.alice, at=NOW)


@pytest.mark.parametrize(("person", "refusal"), [("bob", NotYours), ("charlie", Unseen), ("sam", NotYours)])
def test_others_write_nothing(cast, account, person, refusal):
    contact, by = ContactFactory(account=account), getattr(cast, person)

    with pytest.raises(refusal):
        add_contact(account=account, by=by, at=NOW, name="李四")
    with pytest.raises(refusal):
        update_contact(contact=contact, changes={"name": "李四"}, by=by, at=NOW)
    with pytest.raises(refusal):
        archive_contact(contact=contact, by=by, at=NOW)


def test_who_saw_an_older_version_is_told(cast, account):
    contact = ContactFactory(account=account)
    update_contact(contact=contact, changes={"position": "店主"}, by=cast.alice, at=LATER, version=1)

    with pytest.raises(Stale):
        update_contact(contact=contact, changes={"position": "店员"}, by=cast.alice, at=LATER, version=1)


def test_nobody_is_added_to_an_archived_account(cast):
    account = AccountFactory(owner=cast.alice, archived=True)

    with pytest.raises(AccountArchived):
        add_contact(account=account, by=cast.alice, at=NOW, name="李四")


def test_many_are_added_as_one_is(cast, account):
    other = AccountFactory(owner=cast.alice)
    fields = {"name": "欧阳娜", "phone": "139 5718 0000", "is_primary": True}
    single = add_contact(account=account, by=cast.alice, at=NOW, **fields)

    (bulk,) = add_contacts(drafts=[ContactDraft(account=other, fields=fields)], by=cast.alice, at=NOW)

    alike = ("name", "name_key", "phone", "is_primary", "version", "email", "notes", "source")
    assert Contact.objects.values(*alike).get(pk=single.pk) == Contact.objects.values(*alike).get(pk=bulk.pk)
    assert found("5718") == {account.name, other.name}
    assert Event.objects.filter(type="contact.added").count() == 2


def test_of_two_primary_ones_added_together_the_later_is_it(cast, account):
    drafts = [ContactDraft(account=account, fields={"name": name, "is_primary": True}) for name in ("张三", "李四")]

    add_contacts(drafts=drafts, by=cast.alice, at=NOW)

    assert Contact.objects.get(is_primary=True).name == "李四"


def test_one_strangers_account_refuses_the_whole_lot(cast, account):
    stranger = AccountFactory(owner=cast.charlie)
    drafts = [ContactDraft(account=each, fields={"name": "李四"}) for each in (account, stranger)]

    with pytest.raises(Unseen):
        add_contacts(drafts=drafts, by=cast.alice, at=NOW)

    assert not Contact.objects.exists()
