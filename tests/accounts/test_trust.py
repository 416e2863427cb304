"""The trust line (row 36) and the day that comes round again (row 70)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.actions.promises import break_promise
from accounts.actions.trust import TrustWithdrawn, WordIsWord, note_trust, withdraw_trust
from accounts.care_days import next_on, on_year
from accounts.models import Touchpoint, TrustEvent
from accounts.queries.trust import trust_of
from accounts.trust import Act, trust_line
from crm.errors import Invalid, NotYours
from tests.accounts.factories import AccountFactory, PromiseFactory
from tests.crm.factories import NOW


def acts(text):
    """`+` built, `-` broke, a day apart."""
    return [Act("built" if sign == "+" else "broke", NOW + timedelta(days=day)) for day, sign in enumerate(text)]


@pytest.mark.parametrize(
    ("history", "state", "owed"),
    [
        ("", "none", 0),
        ("++", "whole", 0),
        ("+++-", "mending", 3),  # what was built before does not pay for what broke after
        ("-+", "mending", 2),
        ("-+++", "whole", 0),
        ("--+", "mending", 5),
    ],
)
def test_what_broke_is_made_good_by_so_many_good_acts(history, state, owed):
    line = trust_line(acts(history), good_per_bad=Decimal(3))

    assert (line.state, line.owed) == (state, owed)


@pytest.mark.parametrize(("history", "state"), [("+-", "broken"), ("-+", "whole")])
def test_without_the_registers_number_the_last_act_speaks(history, state):
    line = trust_line(acts(history), good_per_bad=None)

    assert (line.state, line.owed) == (state, None)


def test_reach_and_amends_come_from_the_register(cast):
    account = AccountFactory(owner=cast.alice)
    note_trust(account=account, effect="broke", act="送错货不认", by=cast.alice, at=NOW)

    trust = trust_of(account)

    assert (trust.line.state, trust.line.owed) == ("mending", 12)
    assert (trust.reach["broke"].low, trust.reach["broke"].high) == (50, 250)  # 10 + 10 × 20 % × 20, or Girard's 250
    assert trust.reach["built"].low == 5


@pytest.mark.parametrize(
    ("day", "from_day", "found"),
    [
        (date(1980, 5, 12), date(2026, 5, 12), date(2026, 5, 12)),
        (date(1980, 5, 12), date(2026, 5, 13), date(2027, 5, 12)),
        (date(1992, 2, 29), date(2026, 1, 1), date(2026, 2, 28)),
        (date(1992, 2, 29), date(2028, 1, 1), date(2028, 2, 29)),
        (date(2026, 9, 1), date(2026, 1, 1), date(2026, 9, 1)),
    ],
)
def test_a_day_comes_round_again(day, from_day, found):
    assert next_on(day, from_day=from_day) == found
    assert on_year(day, found.year) == found


def test_an_act_that_was_written_down_by_mistake_is_taken_back_and_stays(cast):
    shop = AccountFactory(owner=cast.alice)
    act = note_trust(account=shop, effect="broke", act="送错了货", by=cast.alice, at=NOW)

    with pytest.raises(Invalid):
        withdraw_trust(event=act, reason="  ", by=cast.alice, at=NOW)
    taken = withdraw_trust(event=act, reason="是另一家店", by=cast.alice, at=NOW)

    assert (taken.withdrawn_by, taken.withdrawn_why) == (cast.alice, "是另一家店")
    assert trust_of(shop).line.state == "none"
    said = Touchpoint.objects.get(account=shop, code="trust.withdrawn")
    assert (said.text, said.details) == ("是另一家店", {"act": "送错了货", "effect": "broke"})
    with pytest.raises(TrustWithdrawn):
        withdraw_trust(event=act, reason="还是", by=cast.alice, at=NOW)
    with pytest.raises(NotYours):
        withdraw_trust(
            event=note_trust(account=shop, effect="built", act="守时", by=cast.alice, at=NOW), reason="不", by=cast.bob, at=NOW
        )


def test_nobody_strikes_out_the_own_broken_word(cast):
    shop = AccountFactory(owner=cast.alice)
    promise = PromiseFactory(account=shop)
    break_promise(promise=promise, reason="忘了", by=cast.alice, at=NOW)
    act = TrustEvent.objects.get(promise=promise)

    with pytest.raises(WordIsWord):
        withdraw_trust(event=act, reason="不算", by=cast.alice, at=NOW)
    assert withdraw_trust(event=act, reason="客户自己改了期", by=cast.lena, at=NOW).withdrawn_by == cast.lena
