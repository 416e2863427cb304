"""Opening accounts: who may, with what, and that one is opened as many are."""

import pytest

from accounts.actions import opening
from accounts.actions.accounts import AccountDraft, ExternalIdTaken, RefusedDraft, open_account, open_accounts
from accounts.actions.custom_fields import define_field
from accounts.models import Account, Ownership
from crm.errors import Forbidden, Invalid
from crm.models import Event
from tests.accounts.factories import AccountFactory, TerritoryFactory
from tests.accounts.finding import found
from tests.crm.factories import NOW, TeamFactory, UserFactory


def test_a_manager_opens_an_account_and_owns_it(cast):
    account = open_account(by=cast.alice, at=NOW, team=cast.team, name=" 永庆米店 ", role="retailer", phone="１３８ 0013 8000")

    account = Account.objects.get(pk=account.pk)
    assert account.name == "永庆米店"
    assert account.phone == "138 0013 8000"
    assert account.owner == cast.alice
    assert account.team == cast.team
    assert account.currency == "CNY"
    assert account.version == 1
    assert account.annual_value is None  # not computed yet, no stand-in


def test_opening_begins_the_history_of_owners_and_tells_the_outside(cast):
    account = open_account(by=cast.alice, at=NOW, name="永庆米店", role="retailer")

    ownership = Ownership.objects.get(account=account)
    assert (ownership.owner, ownership.team, ownership.since, ownership.until) == (cast.alice, cast.team, NOW, None)
    event = Event.objects.get(type="account.opened")
    assert (event.subject, event.team_id, event.by) == (account.pk, cast.team.pk, cast.alice)


def test_a_new_account_is_found_at_once(cast):
    open_account(by=cast.alice, at=NOW, name="永庆米店", role="retailer", phone="0571-8848 1234", address="文三路 5 号")

    for text in ("永", "永庆", "yongqing", "yq", "8848", "文三"):
        assert found(text) == {"永庆米店"}, text
    assert found("王家") == set()


def test_a_manager_may_open_for_a_team_mate(cast):
    account = open_account(by=cast.alice, at=NOW, owner=cast.bob, name="永庆米店", role="retailer")

    assert account.owner == cast.bob


def test_a_lead_may_leave_it_without_an_owner(cast):
    account = open_account(by=cast.lena, at=NOW, name="永庆米店", role="retailer")

    assert account.owner is None
    assert account.team == cast.team


def test_a_lead_of_two_teams_says_which(cast):
    TeamFactory(lead=cast.lena)

    with pytest.raises(Invalid) as refusal:
        open_account(by=cast.lena, at=NOW, name="永庆米店", role="retailer")

    assert "team" in refusal.value.fields


@pytest.mark.parametrize("person", ["sam", "dora", "ann"])
def test_other_roles_open_nothing(cast, person):
    with pytest.raises(Forbidden):
        open_account(by=getattr(cast, person), at=NOW, team=cast.team, name="永庆米店", role="retailer")

    assert not Account.objects.exists()


@pytest.mark.parametrize("person", ["charlie", "lena"])
def test_nobody_opens_in_a_team_out_of_reach(cast, person):
    stranger = TeamFactory()

    with pytest.raises(Invalid) as refusal:
        open_account(by=getattr(cast, person), at=NOW, team=stranger, name="永庆米店", role="retailer")

    assert "team" in refusal.value.fields


def test_an_owner_works_in_the_team(cast):
    gone = UserFactory(team=cast.team, is_active=False)
    for owner in (cast.charlie, cast.sam, gone):
        with pytest.raises(Invalid) as refusal:
            open_account(by=cast.lena, at=NOW, team=cast.team, owner=owner, name="永庆米店", role="retailer")
        assert "owner" in refusal.value.fields


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": "  "}, {"name"}),
        ({"name": "x" * 201}, {"name"}),
        ({"name": "a\x00b"}, {"name"}),
        ({"name": "a\ud800"}, {"name"}),
        ({"role": "friend"}, {"role"}),
        ({"role": "post"}, {"role"}),
        ({"kind": "internal"}, {"role"}),
        ({"latitude": 30.0}, {"longitude"}),
        ({"latitude": 91.0, "longitude": 181.0}, {"latitude", "longitude"}),
        ({"latitude": float("nan"), "longitude": 0.0}, {"latitude"}),
        ({"phone": "call me"}, {"phone"}),
        ({"currency": "yuan"}, {"currency"}),
        ({"order_weekdays": [0, 8]}, {"order_weekdays"}),
        ({"tags": ["x" * 51]}, {"tags"}),
        ({"custom": ["no", "object"]}, {"custom"}),
        ({"custom": {"a": "\x00"}}, {"custom"}),
        ({"status": "archived"}, {"status"}),
        ({"tier": "vip"}, {"tier"}),
        ({"annual_value": 5, "shoe_size": 43}, {"annual_value", "shoe_size"}),
        ({"team_id": 1}, {"team_id"}),
    ],
)
def test_what_cannot_be_written_is_named(cast, fields, named):
    with pytest.raises(Invalid) as refusal:
        open_account(by=cast.alice, at=NOW, **({"name": "永庆米店", "role": "retailer"} | fields))

    assert refusal.value.fields.keys() == named
    assert not Account.objects.exists()


def test_a_territory_of_another_team_does_not_fit(cast):
    territory = TerritoryFactory(team=cast.other_team)

    with pytest.raises(Invalid) as refusal:
        open_account(by=cast.alice, at=NOW, name="永庆米店", role="retailer", territory=territory)

    assert "territory" in refusal.value.fields


def test_emoji_and_rare_characters_are_kept(cast):
    account = open_account(by=cast.alice, at=NOW, name="𠮷野家 🍚", role="retailer")

    assert Account.objects.get(pk=account.pk).name == "𠮷野家 🍚"


def test_quotes_and_backslashes_survive_the_bulk_way(cast):
    define_field(by=None, at=NOW, key="a", label_zh="备注", type="text")
    account = open_account(by=cast.alice, at=NOW, name='O\'Neil \\ "Söhne"\t', role="retailer", custom={"a": "\\n'\""})

    account = Account.objects.get(pk=account.pk)
    assert account.name == 'O\'Neil \\ "Söhne"'
    assert account.custom == {"a": "\\n'\""}


def test_an_external_id_stands_once_per_source(cast):
    open_account(by=cast.alice, at=NOW, name="永庆米店", role="retailer", external_id="A1", source="erp")
    open_account(by=cast.alice, at=NOW, name="永庆米店", role="retailer", external_id="A1", source="shop")

    with pytest.raises(ExternalIdTaken) as refusal:
        open_account(by=cast.alice, at=NOW, name="别的店", role="retailer", external_id="A1", source="erp")

    assert "external_id" in refusal.value.fields
    assert Account.objects.count() == 2


def test_a_chosen_id_stands_once(cast):
    account = AccountFactory(owner=cast.alice)

    with pytest.raises(ExternalIdTaken) as refusal:
        open_account(by=cast.alice, at=NOW, id=account.pk, name="别的店", role="retailer")

    assert "id" in refusal.value.fields


def test_one_refused_draft_refuses_them_all(cast):
    drafts = [
        AccountDraft(team=cast.team, fields={"name": "好店", "role": "retailer"}),
        AccountDraft(team=cast.team, fields={"name": "", "role": "retailer"}),
    ]

    with pytest.raises(Invalid):
        open_accounts(drafts=drafts, by=cast.lena, at=NOW)

    assert not Account.objects.exists()


def test_a_caller_may_take_the_refused_drafts_aside(cast):
    bad = AccountDraft(team=cast.team, fields={"name": "", "role": "retailer"})
    good = AccountDraft(team=cast.team, fields={"name": "好店", "role": "retailer"})
    refused: list[RefusedDraft] = []

    opened = open_accounts(drafts=[bad, good], by=cast.lena, at=NOW, refused=refused)

    assert [account.name for account in opened] == ["好店"]
    assert [refusal.draft for refusal in refused] == [bad]


def test_many_are_opened_as_one_is(cast, django_assert_max_num_queries):
    fields = {
        "name": "永庆米店",
        "role": "dealer",
        "tags": ["老客户"],
        "latitude": 30.1,
        "longitude": 120.2,
        "order_weekdays": [3, 1],
    }
    single = open_account(by=cast.alice, at=NOW, team=cast.team, **fields)

    with django_assert_max_num_queries(20):
        drafts = [AccountDraft(team=cast.team, fields=fields | name) for name in ({}, *({"name": f"{n}号店"} for n in range(50)))]
        bulk = open_accounts(drafts=drafts, by=cast.alice, at=NOW)

    alike = (
        "name",
        "name_key",
        "role",
        "tags",
        "latitude",
        "longitude",
        "order_weekdays",
        "owner_id",
        "team_id",
        "currency",
        "version",
    )
    rows = {row["id"]: row for row in Account.objects.values("id", *alike, "search", "search_text")}
    assert {k: v for k, v in rows[single.pk].items() if k != "id"} == {k: v for k, v in rows[bulk[0].pk].items() if k != "id"}
    assert Ownership.objects.current().count() == 52
    assert Event.objects.filter(type="account.opened").count() == 52
    assert rows[single.pk]["order_weekdays"] == [1, 3]


ODD = "a\\b\\N \"c\" 'd' {e,f}\t\ng"


def test_signs_that_the_database_has_a_meaning_for_are_kept(cast):
    opened = open_account(
        by=cast.alice, at=NOW, name=ODD, role="retailer", external_id=ODD, address=ODD, tags=[ODD, "", "NULL"],
        order_weekdays=[5, 1], custom={},
    )  # fmt: skip

    account = Account.objects.get(pk=opened.pk)
    assert (account.name, account.external_id, account.address) == (ODD, ODD, ODD)
    assert (account.tags, account.order_weekdays, account.custom) == ([ODD, "NULL"], [1, 5], {})
    assert (opened.name_key, opened.search_text) == (account.name_key, account.search_text)
    assert Event.objects.get(type="account.opened").payload["name"] == ODD


def test_what_is_opened_in_bulk_is_found_at_once(cast, monkeypatch):
    monkeypatch.setattr(opening, "MANY", 2)
    drafts = [AccountDraft(team=cast.team, fields={"name": name, "role": "retailer"}) for name in ("永庆米店", "明德粮行")]

    open_accounts(drafts=drafts, by=cast.lena, at=NOW)

    assert found("yongqing") == {"永庆米店"}
    assert found("明德") == {"明德粮行"}
