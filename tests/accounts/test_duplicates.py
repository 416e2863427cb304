"""What looks like one customer twice."""

from typing import Any

import pytest
from django.db import connection

from accounts import duplicates
from accounts.actions.accounts import open_account, update_account
from accounts.actions.contacts import add_contact
from accounts.actions.duplicates import PairDecided, say_different
from accounts.actions.merges import merge_accounts
from accounts.duplicates import MOST_ALIKE, scan_duplicates
from accounts.models import Account, DuplicatePair
from crm.errors import NotYours
from tests.crm.factories import NOW, Cast, make_cast


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def shop(cast: Cast, name: str, **fields: Any) -> Account:
    return open_account(by=cast.alice, at=NOW, name=name, role="retailer", **fields)


def pairs() -> dict[frozenset[str], list[str]]:
    scan_duplicates(at=NOW)
    return {frozenset({pair.first.name, pair.second.name}): pair.reasons for pair in DuplicatePair.objects.open()}


@pytest.mark.django_db(transaction=True)
class TestScanning:
    """With real transactions: a scan reads only what is committed and will not change any more."""

    @pytest.fixture(autouse=True)
    def _alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Tests that run beside these, in databases of their own on the same server, hold nothing back."""

        def end() -> int:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
                return int(cursor.fetchone()[0])

        monkeypatch.setattr(duplicates, "_horizon", end)

    def test_finds_by_phone_name_sound_and_place(self, cast: Cast) -> None:
        shop(cast, "福润超市", phone="138 0013 8000", latitude=30.2, longitude=120.1)
        shop(cast, "富润超市", latitude=30.2, longitude=120.1)
        shop(cast, "别的", phone="+86 138 0013 8000 ext 5")
        shop(cast, "福润超市有限公司")
        shop(cast, "无关")

        assert pairs() == {
            frozenset({"福润超市", "别的"}): ["phone"],
            frozenset({"福润超市", "福润超市有限公司"}): ["name", "sound"],
        }

    def test_a_phone_of_a_person_counts(self, cast: Cast) -> None:
        shop(cast, "A", phone="13800138000")
        add_contact(account=shop(cast, "B"), by=cast.alice, at=NOW, name="W", phone="１３８００１３８０００")

        assert pairs() == {frozenset("AB"): ["phone"]}

    def test_other_teams_and_keys_of_everybody_say_nothing(self, cast: Cast) -> None:
        shop(cast, "A", phone="13800138000")
        open_account(by=cast.charlie, at=NOW, name="A", role="retailer", phone="13800138000")
        for number in range(MOST_ALIKE + 1):
            shop(cast, f"B{number}", phone="4008001234")

        assert pairs() == {}

    def test_looks_only_at_what_changed(self, cast: Cast) -> None:
        one, other = shop(cast, "A", phone="13800138000"), shop(cast, "B")
        assert pairs() == {}
        assert scan_duplicates(at=NOW) == 0
        update_account(account=other, changes={"phone": "13800138000"}, by=cast.alice, at=NOW)

        assert pairs() == {frozenset("AB"): ["phone"]}
        update_account(account=one, changes={"phone": ""}, by=cast.alice, at=NOW)
        assert pairs() == {}

    def test_what_was_decided_stays_decided(self, cast: Cast) -> None:
        one, other = shop(cast, "A", phone="13800138000"), shop(cast, "B", phone="13800138000")
        pairs()
        pair = say_different(pair=DuplicatePair.objects.get(), by=cast.alice, at=NOW)
        update_account(account=other, changes={"name": "A"}, by=cast.alice, at=NOW)

        assert pairs() == {}
        assert say_different(pair=pair, by=cast.alice, at=NOW).state == "different"
        merge_accounts(kept=one, lost=other, by=cast.alice, at=NOW)
        pair.refresh_from_db()
        assert pair.state == "merged"
        with pytest.raises(PairDecided):
            say_different(pair=pair, by=cast.alice, at=NOW)

    def test_only_who_may_write_decides(self, cast: Cast) -> None:
        shop(cast, "A", phone="13800138000")
        shop(cast, "B", phone="13800138000")
        pairs()
        with pytest.raises(NotYours):
            say_different(pair=DuplicatePair.objects.get(), by=cast.bob, at=NOW)
